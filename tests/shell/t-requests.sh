#!/bin/sh
# SPDX-License-Identifier: MIT
# What each forge is asked, counted: to open a pull request, to show it, to
# merge it, and once more when nothing is left to do.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
n=40
forge_repos "$n" hub r 'checks = build'
forge_repos "$n" lab/sub r 'checks = build'
forge_repos "$n" tea r 'checks = build'
forge_repos 10 lab/old r 'checks = build'

# counted COMMAND…: run; then $git $unknown $reads $writes $graphql are what
# the forge was asked, each with a line in the log
counted () {
	sentence=$1 code=$2; shift 2
	curl -s -X POST "${github}_forge/reset" >/dev/null
	: >"$fdir/log"
	fails_with "$sentence" "$code" "$@"
	counter '[.git, .git_401, .reads, .writes, .graphql] | join(" ")' >got
	read -r git unknown reads writes graphql <got
	echo "# $git git ($unknown answered 401), $reads reads," \
		"$writes writes, $graphql GraphQL"
}

# shape: the log's requests by what they are, most frequent first
shape () {
	cut -f2,3,4 "$fdir/log" | sed -E 's|\?.*([[:space:]])|\1|
		s/(\/|%2F)r[0-9]+/\1rN/; s/[0-9a-f]{40}/ID/; s/[0-9]+	/N	/' |
		sort | uniq -c | sort -rn | sed 's/^/# /' | head -n 12
}

# most SENTENCE LIMIT NUMBER
most () {
	ok "$1: $3, at most $2" test "$3" -le "$2" || shape
}

exactly () {
	ok "$1: $2" test "$3" = "$2" || shape
}

# life NAME URL OWNER GIT API AGAIN LOOK: for N repositories at most GIT git
# requests and API others a pull request; AGAIN of any kind where all are
# merged, LOOK where they are looked at again. A request more for what each
# server is asked once.
life () {
	name=$1 forge=$2 owner=$3 git_each=$4 api_each=$5 again=$6 look=$7
	forge_list "$n" "$owner" >"$name.txt"
	counted "$name: $n pull requests" 0 git multi run -y -q \
		-r "$name.txt" --campaign "plain-$name" -m Plain \
		-- sed -i s/debian-11/debian-12/ ci.yml
	exactly "$name: git requests answered 401" 0 "$unknown"
	most "$name: git requests" $((n * git_each)) "$git"
	exactly "$name: a write each" "$n" "$writes"
	most "$name: API requests" $((n * api_each + 1)) \
		$((writes + reads + graphql))
	if test "$name" != gitea; then
		exactly "$name: single reads" 0 "$reads"
		most "$name: looks" $((1 + again)) "$graphql"
	fi

	counted "$name: status" 0 git multi status "plain-$name" \
		--json=pull.state,pull.checks
	jq -r '.[] | [.pull.state, .pull.checks] | join(" ")' out | sort | uniq -c | sed 's/^ *//' >got
	says "$name: all are open, and checked" "$n open passed" got
	exactly "$name: git requests and writes" 0 $((git + writes))
	case $name in
	gitea) most "$name: requests" $((4 * n)) "$reads" ;;
	*) most "$name: requests" $((2 * again)) $((reads + graphql)) ;;
	esac

	counted "$name: merge" 0 git multi merge -y -q "plain-$name" \
		--json=result,pull.state
	jq -r '.[] | [.result, .pull.state] | join(" ")' out |
		sort -u >got
	says "$name: all are merged" 'done merged' got
	exactly "$name: git requests" 0 "$git"
	exactly "$name: a write each" "$n" "$writes"
	most "$name: requests a pull request, with its last look" 3 \
		$(((reads + writes + graphql + n - 1) / n))

	counted "$name: run again" 0 git multi run -y -q -r "$name.txt" \
		--campaign "plain-$name" -m Plain \
		-- sed -i s/debian-11/debian-12/ ci.yml
	most "$name: requests" "$again" \
		$((git + reads + writes + graphql))
	counted "$name: run again from the look on" 0 git multi run -y -q \
		--again -r "$name.txt" --campaign "plain-$name" -m Plain \
		-- sed -i s/debian-11/debian-12/ ci.yml
	exactly "$name: clones and writes" 0 $((git + writes))
	most "$name: requests" "$look" $((reads + graphql))

	# its branch is left, and goes without a commit being made first
	head -n 2 "$name.txt" >two.txt
	mv "$(bare r2 "$owner")" gone.git
	: >"$fdir/log"
	fails_with "$name: another change, where one is gone" 1 \
		git multi run -y -q --again -r two.txt \
		--campaign "plain-$name" -m Plain --merge --delete-branch \
		--json=result,class,reason,pull.state -- touch other
	mv gone.git "$(bare r2 "$owner")"
	jq -r '.[] | [.result, .class // .pull.state] | join(" ")' out >got
	same "$name: what is merged stays so, what is not there fails" - got \
		<<-EOF
	done merged
	failed missing
	EOF
	ok "$name: the branch is gone" test -z "$(git \
		-C "$(bare r1 "$owner")" for-each-ref refs/heads/multi)"
	ok "$name: and nothing was fetched for it" none "$fdir/log"
}
none () {
	! grep git-upload-pack "$1"
}

forges_up
#    name   URL       owner   git API again look
life github "$github" hub     4   2   2    2
life gitlab "$gitlab" lab/sub 4   2   5    5
life gitea  "$gitea"  tea     5   2   "$n" "$n"

### A GitLab that does not tell a branch's commit in a look

stop "$forge_pid"
echo 'gitlab-old = true' >"$fdir/config"
# shellcheck disable=SC2034 # for forge-lib.sh
github_port=0 gitlab_port=0 gitea_port=0
forges_up --config "$fdir/config"
# shellcheck disable=SC2034 # for forge_list
forge=$gitlab
n=10
forge_list "$n" lab/old >old.txt
counted 'old GitLab: pull requests' 0 git multi run -y -q -r old.txt \
	--campaign old -m Old -- sed -i s/debian-11/debian-12/ ci.yml
most 'old GitLab: git requests' $((5 * n)) "$git"
exactly 'old GitLab: a write each' "$n" "$writes"
counted 'old GitLab: merge' 0 git multi merge -y -q old --json=pull.state
jq -r '.[].pull.state' out | sort -u >got
says 'old GitLab: all are merged' merged got
most 'old GitLab: requests a pull request' 3 \
	$(((git + reads + writes + graphql + n - 1) / n))

finish
