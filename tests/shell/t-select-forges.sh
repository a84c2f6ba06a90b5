#!/bin/sh
# SPDX-License-Identifier: MIT
# Selections from three forges: what an owner, a team, a search has, filters,
# and how often each forge is asked for that.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'

# a thousand in an organisation
forge_repos 600 big a 'language = Go' 'topics = cli, tool'
forge_repos 200 big b 'language = C' 'topics = cli'
forge_repos 100 big f 'language = Go' 'topics = cli' 'fork-of = other/x'
forge_repos 50 big o 'language = Go' 'topics = cli' 'archived = true'
forge_repos 50 big p 'language = Go' 'topics = web' 'private = true' \
	'members = demo'
# a small one, of more kinds
forge_repos 2 acme go 'language = Go' 'topics = cli, tool' 'teams = core'
forge_repos 1 acme c 'language = C' 'topics = tool'
forge_repos 1 acme old 'language = Go' 'archived = true'
forge_repos 1 acme fork 'language = Go' 'fork-of = big/a1'
forge_repos 1 acme secret 'language = Go' 'private = true' 'members = demo' \
	'teams = core'
forge_repos 1 acme bare 'topics = web'
forge_repos 2 acme/sub deep 'language = Go' 'topics = tool'
forge_repos 3 demo mine 'language = Go'
git clone -q "$(bare go1 acme)" work
mkdir -p work/deploy && echo 'FROM debian' >work/deploy/Dockerfile
git -C work add . && git -C work commit -q -m Deploy
git -C work push -q origin HEAD:main
git init -q --bare "$(bare none acme)"

forges_up

# asked COMMAND…: run; then $reads $writes $graphql $git are what was asked
asked () {
	curl -s -X POST "${github}_forge/reset" >/dev/null
	run "$@"
	counter '[.reads, .writes, .graphql, .git] | join(" ")' >got
	read -r reads writes graphql gits <got
	echo "# $reads reads, $writes writes, $graphql GraphQL, $gits git"
	lists=$((reads + graphql))
}

# gives SENTENCE NAMES WORDS…: the names that a selection gives, in any order
gives () {
	sentence=$1 names=$2
	shift 2
	asked git multi list --format='%(name)' "$@"
	{ sort out | tr '\n' ' ' | sed 's/ $//'; echo; } >got
	case $status in
	0 | 3) ;;
	*) echo "exit code $status" >>got ;;
	esac
	says "$sentence" "$names" got || sed 's/^/# | /' err
}

# cannot SENTENCE TEXT WORDS…: an error that says TEXT, and nothing else
cannot () {
	sentence=$1 text=$2
	shift 2
	fails_with "$sentence is an error" 128 git multi list "$@"
	has 'that says why' "$text" err
	ok 'and nothing is listed' test ! -s out
}

# bearer: git multi knows it by its host, without a scheme
at () {
	host=${1#http://}
	host=${host%/}
}

# --- what is there

for url in "$github" "$gitlab" "$gitea"; do
	at "$url"
	name=GitHub sub='' empty=' none'
	test "$url" != "$gitlab" || name=GitLab sub=' deep1 deep2'
	test "$url" != "$gitea" || name=Gitea

	gives "$name: an organisation" \
		"bare1 c1$sub fork1 go1 go2$empty secret1" --org "$host/acme"
	ok 'in one request' test "$lists" -le 2
	gives "$name: by its address, and twice" \
		"bare1 c1$sub fork1 go1 go2$empty secret1" \
		--org "${url}acme" --org "$host/acme/" -r "$host/acme/go1"
	gives "$name: archived ones too" \
		"bare1 c1$sub fork1 go1 go2$empty old1 secret1" \
		--org "$host/acme" --archived
	gives "$name: no forks" "bare1 c1$sub go1 go2$empty secret1" \
		--org "$host/acme" --skip-forks
	gives "$name: a topic" "c1$sub go1 go2" --org "$host/acme" \
		--topic tool
	gives "$name: either topic" "bare1 c1$sub go1 go2" \
		--org "$host/acme" --topic Tool --topic web
	gives "$name: a visibility" secret1 --org "$host/acme" \
		--visibility private
	gives "$name: two" "bare1 c1$sub fork1 go1 go2$empty secret1" \
		--org "$host/acme" --visibility public,private
	gives "$name: a language" "c1" --org "$host/acme" --language c
	gives "$name: a file" go1 --org "$host/acme" \
		--has-file deploy/Dockerfile
	gives "$name: two files" go1 --org "$host/acme" \
		--has-file README.md --has-file deploy/Dockerfile
	gives "$name: a folder is no file" '' --org "$host/acme" \
		--has-file deploy
	gives "$name: filters by name" 'go1 go2' --org "$host/acme" \
		--include '/GO' --exclude '3$'
	gives "$name: a user" 'mine1 mine2 mine3' --user "$host/demo"
	gives "$name: --org of a user" 'mine1 mine2 mine3' --org "$host/demo"
	gives "$name: named ones are filtered, too" 'go1' -r "$host/acme/go1" \
		-r "$host/acme/c1" --language Go
	gives "$name: by what they are now" 'go1 old1' -r "$host/acme/go1" \
		-r "$host/acme/old1" -r "$host/acme/fork1" --skip-forks
	gives "$name: and by their files" 'go1' -r "$host/acme/go1" \
		-r "$host/acme/go2" --has-file deploy/Dockerfile
	gives "$name: one that is not there stays, to fail" 'gone' \
		-r "$host/acme/gone" --language Go
	has 'and that is said' "'$host/acme/gone' is not there" err
	cannot "$name: an organisation that is not there" \
		"'$host' has no organisation, group or user 'nobody'" \
		--org "$host/nobody"
	cannot "$name: a user that is not there" "has no user 'nobody'" \
		--user "$host/nobody"
	gives "$name: a topic alone is of all the host" \
		"bare1 $(seq -f p%g 50 | sort | tr '\n' ' ' | sed 's/ $//')" \
		--host "$host" --topic web
done

at "$github"
gives 'GitHub: a team' 'go1 go2 secret1' --team "$host/acme/core"
cannot 'GitHub: a team that is not there' \
	"'$host' has no team 'none' of 'acme'" --team "$host/acme/none"
gives 'GitHub: a search' 'c1 go1 go2' --host "$host" \
	--search 'topic:tool org:acme'
cannot 'GitHub: a search that finds too many' 'narrow it' --host "$host" \
	--search fork:true
gives 'GitHub: a search for code' go1 --host "$host" \
	--code-search 'FROM filename:Dockerfile user:acme'
gives 'GitHub: archived ones, which it does not tell, are left out' \
	'bare1 c1 go1 go2 secret1' --host "$host" \
	--code-search 'debian-11 user:acme'
gives 'GitHub: and kept' 'bare1 c1 go1 go2 old1 secret1' \
	--host "$host" --code-search 'debian-11 user:acme' --archived

# --- what goes wrong on the way

echo '* graphql: skip=1 times=2 status=502' >"$fdir/faults"
asked git multi list --format='%(name)' --org "$host/big" --archived
ok 'a page that fails is asked for again' test "$(wc -l <out)" = 1000
ok 'that page alone' test "$lists" = 12
echo '* graphql: skip=2 times=1 truncate' >"$fdir/faults"
asked git multi list --format='%(name)' --org "$host/big" --archived
ok 'half an answer is no answer' test "$(wc -l <out)" = 1000
echo '* graphql: skip=3 status=500' >"$fdir/faults"
cannot 'a server that stays broken' "--org $host/big: " --org "$host/big"
echo '* graphql: skip=1 times=1 secondary' >"$fdir/faults"
asked git multi list --format='%(name)' --org "$host/big" --archived
ok 'a limit is waited for' test "$(wc -l <out)" = 1000
echo '* graphql: skip=1 delay=60s' >"$fdir/faults"
curl -s -X POST "${github}_forge/reset" >/dev/null
git-multi list --org "$host/big" >out 2>err &
listing=$!
pids="$pids $listing"
wait_for "$fdir/log" '/graphql' "$listing"
kill -TERM "$listing"
status=0
wait "$listing" || status=$?
ok 'a signal ends it by that signal' test "$status" = 143
ok 'and nothing is listed' test ! -s out
rm "$fdir/faults"

at "$gitea"
gives 'Gitea: a team' 'go1 go2 secret1' --team "$host/acme/core"

cannot 'Gitea: a search for code' 'searches for no code' --host "$host" \
	--code-search debian-11
at "$gitlab"
cannot 'GitLab: a team' 'which has no teams: groups take their place' \
	--team "$host/acme/core"

# --- several, of three forges, in one run

at "$github"; hub=$host
at "$gitlab"; lab=$host
at "$gitea"; tea=$host
gives 'three forges in one run' \
	'c1 deep1 deep2 go1 go1 go1 go2 go2 go2' \
	--org "$hub/acme" --org "$lab/acme" --org "$tea/acme" --topic tool \
	--skip-repo "$lab/acme/c1" --skip-repo "$tea/acme/c1" \
	--user "$hub/demo" -r "$hub/acme/go1" -r "${github}acme/bare1"
gives 'a search on two of them' 'c1 c1 go1 go1 go2 go2' \
	--host "$hub" --host "$tea" --topic tool --include '/acme/[^/]*$'

# --- and the commands behind it

at "$github"
asked git multi run -q --org "$host/acme" --language Go --skip-forks \
	--campaign all -m All --json=name,result -- \
	sed -i s/debian-11/debian-12/ ci.yml
jq -r '.[] | "\(.name) \(.result)"' out | sort >got
printf '%s done\n' go1 go2 secret1 >expected
same 'run takes a selection' expected got
fails_with 'and another run' 0 git multi run -q --org "$host/acme" \
	--language Go --campaign all -m All --json=name,result -- \
	sed -i s/debian-11/debian-12/ ci.yml
jq -r '.[] | "\(.name) \(.result)"' out | sort >got
printf '%s done\n' fork1 go1 go2 secret1 >expected
same 'what is new joins' expected got
fails_with 'exec takes one' 0 git multi exec --org "$host/acme" --archived \
	--topic tool --has-file deploy/Dockerfile -- cat deploy/Dockerfile
grep -c '^FROM' out >got
says 'for those alone' 1 got
git multi list --org "$host/acme" --language Go --json >go.json 2>/dev/null
fails_with 'a list is kept, and used' 0 git multi exec --from go.json -- \
	cat version.txt
grep -c '^1.0.0$' out >got
says 'whole' 4 got
fails_with 'a plan' 0 git multi run -n --campaign plan -m Plan \
	--org "$host/acme" --exclude "^$host/" -r "${gitlab}acme/c1" -- true
lacks 'names no server that is only listed' "$host: " err

# --- a thousand

# thousand NAME URL PAGES: in so many requests, and one for what it is
thousand () {
	name=$1 pages=$3
	at "$2"
	asked git multi list --format='%(name)' --org "$host/big" \
		--language Go --topic cli --skip-forks
	sed -n 's/^a//p' out | sort -n >got
	seq 600 >expected
	same "$name: 600 of 1,000 by three filters" expected got
	ok "$name: $lists requests for it, at most $pages" \
		test "$lists" -le "$pages"
	ok 'nothing was written or fetched' test "$writes $gits" = '0 0'
}
thousand GitHub "$github" 10
thousand GitLab "$gitlab" 11
thousand Gitea "$gitea" 21

at "$github"
asked git multi list --format='%(name)' --org "$host/big" --has-file ci.yml \
	--has-file version.txt --visibility private --topic web
ok 'GitHub: files in the same 10 requests' test "$(wc -l <out) $lists" = '50 10'

# whatever was asked for, no page has more than this
stop "$forge_pid"
printf '%s\n' 'gitlab-page-max = 50' 'gitea-page-max = 30' >"$fdir/config"
# shellcheck disable=SC2034 # for forge-lib.sh
github_port=0 gitlab_port=0 gitea_port=0
forges_up --config "$fdir/config"
thousand 'GitLab with pages of 50' "$gitlab" 21
thousand 'Gitea with pages of 30' "$gitea" 35
finish
