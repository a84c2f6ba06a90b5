#!/bin/sh
# SPDX-License-Identifier: MIT
# Where we may not push: said before anything is done, or done from a fork,
# which is found under whatever name, or made and waited for; on three forges.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'

# make OWNER PREFIX N SETTING…
make () {
	owner=$1 prefix=$2 nr=$3
	shift 3
	sh "$SRC/tests/forge/make-repos.sh" "$fdir" "$nr" "$owner" "$prefix" \
		"$@" >/dev/null
}

# clone_as NAME OF SETTING…: a repository of our own that is like OF
clone_as () {
	mkdir -p "$fdir/repos/${1%/*}"
	cp -R "$fdir/repos/$2.git" "$fdir/repos/$1.git"
	name=$1
	shift 2
	printf '%s\n' "$@" >"$fdir/repos/$name.git/forge"
}

at () {
	git -C "$fdir/repos/$1.git" rev-parse -q --verify "$2" 2>/dev/null ||
		echo none
}

# forks_of OWNER/NAME: who has one
forks_of () {
	grep -lx "fork-of = $1" "$fdir"/repos/*/*.git/forge |
		sed "s|$fdir/repos/||; s|\.git/forge||"
}

for dialect in github gitlab gitea; do
	make up "$dialect-" 8 'permission = read'
done
make ours own 1
printf '%s\n' 'fork-delay = 40' >"$trash/config"
forges_up --config "$trash/config"

# as NAME: that forge is asked from here on
as () {
	dialect=$1
	eval "forge=\$$dialect"
	up=up/$dialect-
	: >"$fdir/log"
}

# made: how many forks were asked for
made () {
	awk -F'\t' '$2 == "POST" && $3 ~ /\/forks?$/' "$fdir/log" | wc -l |
		tr -d ' ' >got
}

# row FIELD…: of the one repository
row () {
	jq -r '.[0] | [.result, .class // "-", .reason // "-"] | join(" | ")' \
		out >got
}

a_run () {
	campaign=$1
	shift
	run git multi run --json --campaign "$dialect-$campaign" -m 'Say more' \
		"$@" --sh 'echo more >>README.md'
}

### Before anything is done

for dialect in github gitlab gitea; do
	as "$dialect"
	a_run no -r "${forge}${up}1"
	row
	says "$dialect: no right to push: skipped, with the reason" \
		"skipped | - | the token may not push to it, and no '--fork' was given" got
	ok "$dialect: git was asked for nothing" \
		sh -c "! grep git-upload-pack '$fdir/log'"
	echo 'archived = true' >>"$fdir/repos/${up}2.git/forge"
	a_run old --fork -r "${forge}${up}2"
	row
	says "$dialect: archived: skipped, though there are forks" \
		'skipped | - | archived' got
	rm -rf "$fdir/repos/${up}3.git/refs/heads/main" \
		"$fdir/repos/${up}3.git/packed-refs"
	a_run empty --fork -r "${forge}${up}3"
	row
	says "$dialect: empty: skipped" \
		'skipped | - | empty: its default branch has no commit' got
	made
	says "$dialect: nothing was forked for that" 0 got
done
for dialect in gitlab gitea; do
	as "$dialect"
	echo 'has-pull-requests = false' >>"$fdir/repos/${up}4.git/forge"
	a_run off --fork -r "${forge}${up}4"
	row
	says "$dialect: no pull requests from us: skipped" \
		'skipped | - | it takes no pull requests from this account' got
	clone_as "ours/$dialect-off" ours/own1 'has-pull-requests = false'
	a_run off-own -r "${forge}ours/$dialect-off"
	row
	says "$dialect: switched off: skipped" \
		'skipped | - | pull requests are switched off there' got
	a_run off-push --push-only -r "${forge}ours/$dialect-off"
	row
	says "$dialect: a push alone needs none" 'done | - | -' got
done

### What excludes each other

fails_with 'to a fork only a pull request leads' 129 \
	git multi run -r "${forge}up/x" --fork --push-only -m M --sh true
has 'and one sentence says so' "'--fork' and '--push-only' exclude each other" err
fails_with 'a forge makes no commit in a fork' 129 \
	git multi run -r "${forge}up/x" --fork=them --api-commit -m M --sh true
fails_with 'an owner has a name' 129 \
	git multi run -r "${forge}up/x" --fork= -m M --sh true

### Made and waited for

for dialect in github gitlab gitea; do
	as "$dialect"
	a_run make --fork -r "${forge}${up}5"
	row
	says "$dialect: --fork makes a fork" 'done | - | -' got ||
		sed 's/^/# /' err
	made
	says "$dialect: one" 1 got
	forks_of "${up}5" >got
	says "$dialect: of our own" "demo/$dialect-5" got
	ok "$dialect: the branch is there" \
		test "$(at "demo/$dialect-5" "multi/$dialect-make")" != none
	ok "$dialect: and not in the repository" \
		test "$(at "${up}5" "multi/$dialect-make")" = none
	jq -r 'select(.base_repo // .repo == "'"${up}5"'") | .head_repo' \
		"$fdir/pulls" | sort -u >got
	says "$dialect: the pull request is from it" "demo/$dialect-5" got
	jq -r '.[0].pull.state' out >got
	says "$dialect: and open" open got

	run git multi status --json "$dialect-make"
	jq -r '.[0].pull.state' out >got
	says "$dialect: status finds it" open got

	: >"$fdir/log"
	a_run second --fork -r "${forge}${up}5"
	made
	says "$dialect: another campaign takes the fork that is there" 0 got
	row
	says "$dialect: and is done" 'done | - | -' got

	run git multi close -y --delete-branch "$dialect-make"
	ok "$dialect: close" test "$status" = 0 || sed 's/^/# /' err out
	ok "$dialect: --delete-branch takes the branch of the fork" \
		test "$(at "demo/$dialect-5" "multi/$dialect-make")" = none
	ok "$dialect: no other" \
		test "$(at "demo/$dialect-5" "multi/$dialect-second")" != none
done

### Found under another name, and older than its base

for dialect in github gitlab gitea; do
	as "$dialect"
	clone_as "demo/other-$dialect" "${up}6" "fork-of = ${up}6"
	git clone -q "$fdir/repos/${up}6.git" work
	for n in 1 2 3; do
		echo "$n" >>work/version.txt
		git -C work commit -q -am "Version $n"
	done
	git -C work push -q origin main
	rm -rf work
	a_run other --fork=auto -r "${forge}${up}6"
	row
	says "$dialect: the fork that has another name is found" 'done | - | -' got ||
		sed 's/^/# /' err
	forks_of "${up}6" >got
	says "$dialect: and stays the only one" "demo/other-$dialect" got
	git -C "$fdir/repos/demo/other-$dialect.git" rev-list --count \
		"multi/$dialect-other" >got
	says "$dialect: the branch stands on the present base" 5 got
	git -C "$fdir/repos/demo/other-$dialect.git" rev-list --count main >got
	says "$dialect: whose copy in the fork is left alone" 1 got
	run git multi status --json "$dialect-other"
	jq -r '.[0].pull.state' out >got
	says "$dialect: and status finds its pull request" open got
done

### Into an organization, and only where it is needed

make them there 1
for dialect in github gitlab gitea; do
	as "$dialect"
	a_run org --fork=them -r "${forge}${up}7"
	row
	says "$dialect: --fork=OWNER" 'done | - | -' got || sed 's/^/# /' err
	forks_of "${up}7" >got
	says "$dialect: is there" "them/$dialect-7" got
	: >"$fdir/log"
	clone_as "ours/$dialect-auto" ours/own1 'description = ours'
	a_run auto --fork=auto -r "${forge}ours/$dialect-auto"
	row
	says "$dialect: auto: no fork where we may push" 'done | - | -' got
	made
	says "$dialect: none" 0 got
	ok "$dialect: the branch is in the repository" \
		test "$(at "ours/$dialect-auto" "multi/$dialect-auto")" != none
	clone_as "demo/$dialect-mine" ours/own1 'description = mine'
	a_run mine --fork -r "${forge}demo/$dialect-mine"
	row
	says "$dialect: what is our own needs no fork" 'done | - | -' got
	ok "$dialect: its branch is in it" \
		test "$(at "demo/$dialect-mine" "multi/$dialect-mine")" != none
	clone_as "up/$dialect-taken" ours/own1 'permission = read'
	clone_as "demo/$dialect-taken" ours/own1 'description = no fork'
	a_run taken --fork -r "${forge}up/$dialect-taken"
	row
	if test "$dialect" = github; then
		says 'github: a name that is taken becomes another' \
			'done | - | -' got
	else
		says "$dialect: a name that is taken is said" \
			"failed | conflict | 'demo' has another repository of that name; name another owner: --fork=OWNER" got
	fi
done

### Appended to, reviewed first, merged

for dialect in github gitlab gitea; do
	as "$dialect"
	a_run more --fork --branch multi/more -r "${forge}${up}8"
	git clone -q -b multi/more "$fdir/repos/demo/$dialect-8.git" work
	echo 'A person was here.' >work/person.txt
	git -C work add person.txt
	git -C work commit -q -m 'By a person'
	git -C work push -q
	rm -rf work
	a_run others --fork --branch multi/more -r "${forge}${up}8"
	jq -r '.[0].class' out >got
	says "$dialect: what others pushed to the fork is left alone" conflict got
	a_run append --fork --branch multi/more --if-exists=append \
		-r "${forge}${up}8"
	row
	says "$dialect: or appended to" 'done | - | -' got || sed 's/^/# /' err
	git -C "$fdir/repos/demo/$dialect-8.git" log --format=%s multi/more >got
	same "$dialect: on what is there" - got <<-'END'
	Say more
	By a person
	Say more
	Say hello
	END
	jq -r 'select(.repo == "'"${up}8"'") | .number' "$fdir/pulls" |
		sort -u | wc -l | tr -d ' ' >got
	says "$dialect: in the same pull request" 1 got
	rm -rf "$XDG_CACHE_HOME"
	run git multi diff "$dialect-append"
	has "$dialect: diff fetches from the fork what the cache has not" \
		'+more' out

	clone_as "up/$dialect-dry" ours/own1 'permission = read'
	: >"$fdir/log"
	a_run dry --fork --dry-run -r "${forge}up/$dialect-dry"
	made
	says "$dialect: a dry run makes no fork" 0 got
	run git multi publish -y --json "$dialect-dry"
	row
	says "$dialect: what was reviewed goes to a new one" 'done | - | -' \
		got || sed 's/^/# /' err
	ok "$dialect: its branch is there" \
		test "$(at "demo/$dialect-dry" "multi/$dialect-dry")" != none

	clone_as "ours/$dialect-merge" ours/own1 'checks = build'
	: >"$fdir/log"
	a_run merge --fork --merge --delete-branch --wait-to-merge=1min \
		-r "${forge}ours/$dialect-merge"
	jq -r '.[0] | [.result, .pull.state // "-", .reason // "-"] | join(" ")' \
		out >got
	says "$dialect: merged from a fork" 'done merged -' got ||
		sed 's/^/# /' err
	ok "$dialect: whose branch is gone" \
		test "$(at "demo/$dialect-merge" "multi/$dialect-merge")" = none
	# 40 s are pauses of 1, 2, 4, 8, 15 and 30 s; Gitea's is ready at once
	awk -F'\t' '$2 == "GET" && $3 ~ /projects\/[0-9]+$|repos\/demo\/[^/]*$/' \
		"$fdir/log" | wc -l | tr -d ' ' >polls
	ok "$dialect: a fork is waited for with few questions: $(cat polls)" \
		test "$(cat polls)" -le "$(test "$dialect" = gitea &&
			echo 1 || echo 8)"
done

### Killed, at each point

# hit: the request was met, and what it does is done
hit () {
	curl -s "${forge}_forge/faults" | grep -q hits=1 || return 1
	case $point in
	*fork*)
		test -n "$(forks_of "up/$dialect-kill$n")" ;;
	*pulls|*merge_requests)
		grep -q "up/$dialect-kill$n" "$fdir/pulls" ;;
	esac
}

for dialect in github gitlab gitea; do
	as "$dialect"
	forks=/forks pulls=/pulls
	test "$dialect" != gitlab || forks=/fork pulls=/merge_requests
	n=0
	for point in "POST *$forks" 'GET */info/refs' 'POST */git-receive-pack' \
		"POST *$pulls"; do
		n=$((n + 1))
		clone_as "up/$dialect-kill$n" ours/own1 'permission = read'
		case $point in
		*git*|*refs*)
			fault=delay=20s ;;
		*)
			fault=slow=20s ;;
		esac
		echo "$point times=1 $fault" >"$fdir/faults"
		git-multi run --progress=none --campaign "$dialect-kill$n" \
			-m Kill --fork -r "${forge}up/$dialect-kill$n" \
			--sh 'echo more >>README.md' >killed 2>&1 </dev/null &
		pid=$!
		until hit || ! kill -0 "$pid" 2>/dev/null; do
			sleep 0.05
		done
		ok "$dialect: '$point' is under way" kill -9 "$pid" ||
			sed 's/^/# /' killed
		wait "$pid" 2>/dev/null
		: >"$fdir/faults"
		run git multi resume "$dialect-kill$n" --json
		row
		says "$dialect: killed there: the resume is done" \
			'done | - | -' got || sed 's/^/# /' err
		forks_of "up/$dialect-kill$n" | wc -l | tr -d ' ' >got
		says "$dialect: one fork" 1 got
		jq -r 'select(.repo == "up/'"$dialect-kill$n"'") | .number' \
			"$fdir/pulls" | sort -u | wc -l | tr -d ' ' >got
		says "$dialect: one pull request" 1 got
	done
done

finish
