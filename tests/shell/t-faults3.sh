#!/bin/bash
# SPDX-License-Identifier: MIT
# Servers of three forges at their worst, from the look to the merge: answers
# lost, cut, garbled or in HTML, and limits. What may pass is tried again;
# nothing is opened or merged twice.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
# limits last minutes: faster than the usual clock of these tests
export GIT_MULTI_CLOCK=150
forge_repos 3 hub r 'checks = build'
forge_repos 3 lab/sub r 'checks = build'
forge_repos 3 tea r 'checks = build'
forges_up

# with RULE NAME CODE [OPTION…]: a run of that name under that rule
with () {
	rule=$1 name=$what-$2 code=$3; shift 3
	curl -s -X POST "${github}_forge/reset" >/dev/null
	: >"$fdir/log"
	echo "$rule" >"$fdir/faults"
	fails_with "$what: $rule: $code" "$code" git multi run -y \
		-r "$what.txt" --campaign "$name" -m "$name" "$@" \
		--sh "echo $name >$name.txt" --progress=none \
		--json=result,class,reason,pull.state
	test "$status" = "$code" ||
		jq -r '.[] | "# " + .result + ": " + .reason' out
	curl -s "${github}_forge/faults" >hits
	: >"$fdir/faults"
	ok "$what: the rule was met" grep -q 'hits=[1-9]' hits
}

ask () {
	curl -s -H 'Authorization: Bearer sentinel-token' -H 'User-Agent: t' \
		"$1"
}
# states N: of this campaign's pull requests in rN, as the forge tells
states () {
	case $what in
	github) ask "${forge}repos/$owner/r$1/pulls?state=all&per_page=100" |
		jq -r '.[] | [.head.ref, if .merged_at then "merged"
			else .state end] | join(" ")' ;;
	gitlab) ask "${forge}api/v4/projects/lab%2Fsub%2Fr$1/merge_requests?state=all&per_page=100" |
		jq -r '.[] | [.source_branch,
			(.state | sub("opened"; "open"))] | join(" ")' ;;
	gitea) ask "${forge}api/v1/repos/$owner/r$1/pulls?state=all&limit=50" |
		jq -r '.[] | [.head.ref, if .merged then "merged"
			else .state end] | join(" ")' ;;
	esac | sed -n "s,^multi/$name ,,p" | paste -s -d' '
}

# once STATE: each has one pull request in that state, and the change once
once () {
	bad=
	for n in 1 2 3; do
		repo=$(bare "r$n" "$owner")
		state=$(states "$n")
		branch=multi/$name
		test "$1" = open || branch=main
		commits=$(git -C "$repo" log --format=%s "$branch" |
			grep -cx "$name")
		test "$state $commits" = "$1 1" ||
			bad="$bad r$n: '$state', $commits commits;"
	done
	git multi status --cached "$name" --json=result,pull.state |
		jq -r '.[] | [.result, .pull.state] | join(" ")' |
		sort | uniq -c | sed 's/^ *//' >got
	echo "$(cat got)$bad" >said
	says "$what: once each ($name)" "3 done $1" said
}

# waited STATUS METHOD PATTERN SECONDS: for so long after that status nothing
# of the kind came, in the clock that both share
waited () {
	jq -Rn --arg status "$1" --arg method "$2" --arg path "$3" \
		--argjson s "$4" '
		[inputs | split("\t") |
		 select(.[1] == $method and (.[2] | test($path))) |
		 {at: (.[0][0:19] + "Z" | fromdateiso8601), status: .[3]}] |
		. as $all |
		[range(length - 1) |
		 select($all[.].status == $status) |
		 $all[. + 1].at - $all[.].at] |
		length > 0 and all(. >= $s - 1)' "$fdir/log" >got
	says "$what: $4 s were waited for ($1)" true got ||
		sed 's/^/# /' "$fdir/log"
}

# faults NAME URL OWNER LOOK OPEN MERGE: a rule's METHOD PATH for each
faults () {
	what=$1 forge=$2 owner=$3 look=$4 opens=$5 merges=$6
	forge_list 3 "$owner" >"$what.txt"

	# carried out, and the answer lost
	with "$opens times=3 drop-after" lost 0
	once open
	with "$opens times=2 truncate" cut 0
	once open
	with "$opens times=2 malformed" garbled 0
	once open
	with "$opens times=2 broken" broken 0
	once open
	with "$opens times=3 done status=429 retry-after=1" after 0
	once open
	with "$merges times=2 drop-after" mlost 0 --merge
	once merged
	with "$merges times=2 truncate" mcut 0 --merge
	once merged
	with "$merges times=2 broken" mbroken 0 --merge
	once merged

	# not carried out
	with "$opens times=2 drop" drop 0
	once open
	with "$opens times=2 status=500" error 0
	once open
	with "$merges times=2 drop" mdrop 0 --merge
	once merged
	with "$merges times=2 status=502" merror 0 --merge
	once merged
	with "$look times=2 drop" nolook 0
	once open
	with "$look times=1 truncate" looktorn 0
	once open
	with "$look times=1 status=502" heavy 0
	once open

	# limits
	with "$opens times=1 status=429 retry-after=90" limit 0
	once open
	waited 429 "${opens%% *}" "${7}" 90
	with "$merges times=1 status=429 retry-after=90" mlimit 0 --merge
	once merged
	waited 429 "${merges%% *}" '/merge$' 90
	with "$look times=1 status=429 retry-after=60" looklimit 0
	once open

	# a page for people: opened or merged it may be, so it is looked up
	with "$opens times=2 html" html 1
	fails_with "$what: retry opens what a page left open" 0 \
		git multi retry "$name" --json=result,reason
	once open
	with "$look html" page 2
	jq -r '.[].reason' out | sort -u >got
	has "$what: says what it is" 'answered HTML, not JSON (200)' got
}

faults github "$github" hub '* graphql:' 'POST */pulls' 'PUT */merge' \
	'/pulls$'
faults gitlab "$gitlab" lab/sub '* graphql:' 'POST */merge_requests' \
	'PUT */merge' '/merge_requests$'
faults gitea "$gitea" tea 'GET /api/v1/repos/*' 'POST */pulls' \
	'POST */merge' '/pulls$'

finish
