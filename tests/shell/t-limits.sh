#!/bin/sh
# SPDX-License-Identifier: MIT
# Limits that the forge enforces and counts its own way: git multi stays
# within them, alone, as two processes, after one was killed; and uses them.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"
. "$SRC/tests/bench/bench-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'

# up N CLOCK [SETTING…]: a forge with N repositories, these limits, no memory
up () {
	test -z "${forge_pid-}" || stop "$forge_pid"
	rm -rf "$fdir" "$XDG_STATE_HOME"
	mkdir "$fdir"
	echo 'sentinel-token demo' >"$fdir/tokens"
	# shellcheck disable=SC2034 # for forge-lib.sh
	n=$1 GIT_MULTI_CLOCK=$2 github_port=0 gitlab_port=0 gitea_port=0
	shift 2
	printf '%s\n' 'times = true' "$@" >config
	forge_repos "$n"
	forges_up --limits --config config
	git config --global "multi.$github.limits" hosted
	git config --global "multi.$gitlab.limits" hosted
	forge_list "$n" >list
}

# carry NAME LIST: one change to pull requests
carry () {
	git multi run -y -q -r "$2" --campaign "$1" --branch "$1" -m Plain \
		-- sed -i s/debian-11/debian-12/ ci.yml
}

# peak LIMIT, and hits LIMIT: its fullest, and how many it refused
peak () {
	curl -s "${forge}_forge/limits" | jq -r --arg limit "$1" \
		'[.windows[] | select(.limit == $limit) | .peak] | add // 0'
}

hits () {
	curl -s "${forge}_forge/limits" | jq -r --arg limit "$1" \
		'[.windows[] | select(.limit == $limit) | .refused] | add // 0'
}

# nothing_refused SENTENCE
nothing_refused () {
	curl -s "${forge}_forge/refused" >refused.log
	ok "$1: the forge refused nothing" test ! -s refused.log ||
		sed 's/^/# /' refused.log
}

### The forge itself

up 1 1 'limit.content-minute = 5' 'limit.gitlab-project = 3'
code () {
	curl -s -o answer -D headers -w '%{http_code}\n' \
		-H 'Authorization: Bearer sentinel-token' "$@"
}
statuses=repos/demo/r1/statuses/$(git -C "$(bare r1)" rev-parse main)
for i in 1 2 3 4 5 6 7; do
	code -d "{\"state\":\"success\",\"context\":\"ci/$i\"}" \
		"$forge$statuses"
done >codes
sort codes | uniq -c | sed 's/^ *//' >got
same 'the forge lets five of seven writes pass' - got <<EOF
5 201
2 403
EOF
has 'it says which limit it is' 'secondary rate limit' answer
ok 'and when to come again' grep -qi '^retry-after: [1-9]' headers
cut -f2- "$fdir/refused" | sort | uniq -c | sed 's/^ *//' >got
says 'it keeps which were refused' \
	"$(printf '2 demo\tPOST\t/%s\tcontent_minute' "$statuses")" got
ok 'it counts them' test "$(hits content_minute) $(refused)" = '2 2'
ok 'and the fullest the window was' test "$(peak content_minute)" = 5
for i in 1 2 3 4; do
	code "${gitlab}api/v4/projects/demo%2Fr1"
done >codes
sort codes | uniq -c | sed 's/^ *//' >got
same 'GitLab refuses the fourth of three a minute' - got <<EOF
3 200
1 429
EOF
without () {
	! grep -i "$1" headers
}
ok 'without a word of when' without Retry-After
ok 'and counts it by its name' test "$(hits project_api)" = 1

### A rate that is just the limit: the window is used, and never exceeded

up 60 10 'limit.content-minute = 20'
git config --global "multi.$forge.rate" 20/min
carry alone list >out 2>&1
nothing_refused 'a rate that is just the limit'
ok 'all are open' test "$(counter .pulls_opened)" = 60
ok 'and most of the window was used' test "$(peak content_minute)" -ge 15 ||
	echo "# at most $(peak content_minute) of 20"

### Two processes at once, right after one that was killed

up 90 10 'limit.content-minute = 20'
git config --global "multi.$forge.rate" 20/min
sed -n 1,30p list >list.0
sed -n 31,60p list >list.1
sed -n 61,90p list >list.2
git-multi run -y -q -r list.0 --campaign killed --branch killed -m Plain \
	-- sed -i s/debian-11/debian-12/ ci.yml >killed.out 2>&1 &
pid=$!
until test "$(counter .pulls_opened)" -ge 8; do
	kill -0 "$pid" || break
	sleep 0.05
done
kill -KILL "$pid"
wait "$pid" 2>/dev/null
carry one list.1 >one.out 2>&1 &
one=$!
carry two list.2 >two.out 2>&1
wait "$one"
nothing_refused 'two at once behind one that was killed'
ok 'both are whole' test "$(counter .pulls_opened)" -ge 68
ok 'together they used most of the window' \
	test "$(peak content_minute)" -ge 15 ||
	echo "# at most $(peak content_minute) of 20"

### Counters that headers tell, and somebody else drew on

up 12 600 'limit.core = 20'
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do
	code "${forge}repos/demo/r1"
done >codes
carry told list >out 2>&1
nothing_refused 'an hour that was used by somebody else'
ok 'and all are open' test "$(counter .pulls_opened)" = 12

up 30 60 'limit.gitlab-minute = 12'
forge=$gitlab
forge_list 30 >list
carry minute list >out 2>&1
nothing_refused 'twelve a minute on GitLab'
ok 'and all are open there' test "$(counter .pulls_opened)" = 30

### A host that must rest for an hour, and for two

up 3 600
# rests SECONDS: once, and then it opens them
rests () {
	curl -s -X POST --data-binary \
		"POST /repos/* times=1 secondary retry-after=$1" \
		"${forge}_forge/faults" >answer
}
rests 3600
fails_with 'an hour is waited for' 0 carry hour list
has 'and told' 'nothing is asked of 127.0.0.1' err
rests 7200
fails_with 'two are not' 4 carry hours list
has 'but it is said when' 'it is free again at' out
rests 999999999999
fails_with 'nor is for ever' 4 carry ever list
has 'which nobody means' 'in no sensible way, so try again after ' out

### The files in which it is counted, in others' hands

up 3 600
git multi list -q -r list >/dev/null
lock=$XDG_STATE_HOME/git-multi/limits/.lock
mkdir -p "${lock%/*}"
(
	flock 9
	echo held >locked
	exec sleep 600
) 9>"$lock" &
holder=$!
pids="$pids $holder"
wait_for locked held "$holder"
fails_with 'a key that another process holds' 0 git multi run -y -q -r list \
	--campaign held -m Held --sh 'echo x >x'
has 'is not waited for' 'are counted by this process alone: ' err
has 'and named' "/limits/.lock' is locked by another process" err
stop "$holder"
counters=$XDG_STATE_HOME/git-multi/limits/${github#http://}demo
fails_with 'a run that counts' 0 git multi run -y -q -r list \
	--campaign counted -m Counted --sh 'echo y >y'
ok 'has a file' test -s "$counters"
printf '\377\377\377\377\377\377\377\377' |
	dd of="$counters" bs=1 seek=4120 conv=notrunc 2>/dev/null
head -c 700000 /dev/zero | tr '\0' '\377' |
	dd of="$counters" bs=1024 seek=4 conv=notrunc 2>/dev/null
fails_with 'one that was damaged' 0 git multi run -y -q -r list \
	--campaign damaged -m Damaged --sh 'echo z >z'
has 'is begun anew, and that is said' "demo' was damaged" err
rm "$counters"
mkfifo "$counters"
fails_with 'a pipe in its place' 0 git multi run -y -q -r list \
	--campaign pipe -m Pipe --sh 'echo p >p'
has 'is no file' "demo' is no file" err
rm "$counters"
for reserve in nan 0x5% 5e0% 100% -5%; do
	git config --global "multi.$github.reserve" "$reserve"
	fails_with "a reserve of $reserve" 128 git multi run -y -q -r list \
		--campaign share -m Share --sh true
	has 'is named' "reserve is '$reserve', not a share such as 5%" err
done
git config --global --unset "multi.$github.reserve"

finish
