#!/bin/sh
# SPDX-License-Identifier: MIT
# The fields of a pull request on GitLab and on Gitea: given, refused, and in
# how many requests.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
forge_repos 8 lab/sub
forge_repos 9 tea
forge_repos 1 ann
for who in ann bob cid dan; do
	echo "$who-token $who" >>"$fdir/tokens"
done
# a label of the group above
echo '{"name": "from above"}' >"$fdir/repos/lab/labels"
echo '{"name": "of all"}' >"$fdir/repos/tea/labels"
for folder in "$fdir"/repos/lab/sub/*.git "$fdir"/repos/tea/*.git \
	"$fdir"/repos/ann/*.git; do
	cat >"$folder/forge" <<'END'
labels = one, two, three
milestones = v1, Next release
closed-milestones = v0
teams = core, docs
collaborators = demo, ann, bob, cid, dan
END
done
forges_up
change="sed -i s/debian-11/debian-12/ ci.yml"

# fields OWNER/NAME: what the forge has of that repository's pull requests
fields () {
	jq -rsc "[.[] | select(.repo == \"$1\")][-1] |
		[.labels, .reviewers, .teams, .assignees, [.milestone]] |
		map(sort | join(\" \")) | join(\"; \")" "$fdir/pulls"
}

# calls: what was asked of the API, the looks left out
calls () {
	cut -f2,3 "$fdir/log" | grep -v -e info/refs -e git- -e /_forge |
		sed 's|/api/v[14]||; s|/projects/[0-9]*|:id|'
}

# try N CAMPAIGN EXIT OPTION…: in rN of the present forge; its result in out
try () {
	echo "${forge}$owner/r$1" >list.txt
	: >"$fdir/log"
	campaign=$2 code=$3
	shift 3
	# shellcheck disable=SC2086 # words
	fails_with "$owner $campaign" "$code" git multi run -q -r list.txt \
		--campaign "$campaign" -m Change \
		--json=result,class,reason,pull.state "$@" -- $change
}

reason () {
	jq -r '.[0].reason' out >reason
}

# ---- GitLab -----------------------------------------------------------------

forge=$gitlab owner=lab/sub
try 1 gl-all 0 --label 'one,two' --label 'from above' --reviewer @ann,Bob \
	--assignee cid --milestone 'Next release'
fields lab/sub/r1 >got
says 'all are there' 'from above one two; ann bob; ; cid; Next release' got
calls >got
same 'the look, one query for the names, one write' - got <<'END'
POST	/api/graphql
POST	/api/graphql
POST	:id/merge_requests
END
try 2 gl-teams 0 --label one --reviewer ann --team-reviewer core
fields lab/sub/r2 >got
says 'a team is left out' 'one; ann; ; ; ' got
has 'which is said once' 'cannot give pull requests teams as reviewers' err
grep -c 'teams as reviewers' err >got
says 'not more often' 1 got

try 3 gl-lack 2 --label one,odd --reviewer eve --assignee eve,ann \
	--milestone v0
reason
says 'what is not there is named, all of it' \
	"there is no label 'odd' (--create-labels makes it), no user 'eve', no open milestone 'v0'" reason
jq -c '.[0] | [.result, .class, .pull.state]' out >got
says 'before anything is opened' '["failed","missing",null]' got
setting=$fdir/repos/lab/sub/r3.git/forge
sed -i 's/^labels.*/labels = one, odd/; s/^closed.*//; s/^milestones.*/milestones = v0/' "$setting"
echo 'eve-token eve' >>"$fdir/tokens"
sed -i 's/^collaborators.*/&, eve/' "$setting"
fails_with 'a retry opens it' 0 git multi retry -q gl-lack
fields lab/sub/r3 >got
says 'with all of them' 'odd one; eve; ; ann eve; v0' got

try 4 gl-make 0 --label new,one --create-labels
fields lab/sub/r4 >got
says 'labels are made where that is wanted' 'new one; ; ; ; ' got
calls >got
same 'and nothing is asked for them' - got <<'END'
POST	/api/graphql
POST	:id/merge_requests
END

sed -i 's/^collaborators.*/collaborators = ann/' \
	"$fdir/repos/lab/sub/r6.git/forge"
try 6 gl-blind 0 --reviewer ann,bob --assignee bob
fields lab/sub/r6 >got
says 'who cannot see it is left out' '; ann; ; ; ' got
has 'which is said' "opened without assignee 'bob', reviewer 'bob'" err

echo 'gitlab-free = true' >"$trash/config"
stop "$forge_pid"
forges_up --config "$trash/config"
forge=$gitlab
try 8 gl-free 0 --reviewer ann,bob --assignee cid,dan
fields lab/sub/r8 >got
says 'the free tier takes one of each' '; ann; ; cid; ' got
has 'and that is said, too' "without assignee 'dan', reviewer 'bob'" err
has 'with the reason' 'more than one needs GitLab Premium' err

# an open whose answer is lost is found, and its fields are with it
echo 'POST /api/v4/projects/*/merge_requests times=1 drop-after' \
	>"$fdir/faults"
try 7 gl-drop 0 --label one --reviewer ann --milestone v1
fields lab/sub/r7 >got
says 'an answer is lost, nothing else' 'one; ann; ; ; v1' got
jq -s '[.[] | select(.repo == "lab/sub/r7") | .number] | unique | length' \
	"$fdir/pulls" >got
says 'and there is one' 1 got
: >"$fdir/faults"

# more labels than one query bears
many=$(seq -f 'l%g' 1 25 | paste -sd, -)
sed -i "s/^labels.*/labels = $(echo "$many" | sed 's/,/, /g')/" \
	"$fdir/repos/lab/sub/r8.git/forge"
try 8 gl-many 0 --label "$many" --reviewer ann --milestone v1
fields lab/sub/r8 | tr ' ' '\n' | grep -c '^l[0-9]' >got
says 'as many labels as one likes' 25 got
fields lab/sub/r8 | cut -d';' -f2- >got
says 'and the others' ' ann; ; ; v1' got
calls >got
same 'in several queries' - got <<'END'
POST	/api/graphql
POST	/api/graphql
POST	/api/graphql
POST	/api/graphql
POST	:id/merge_requests
END

# ---- Gitea ------------------------------------------------------------------

forge=$gitea owner=tea
try 1 gt-all 0 --label 'one,two,of all' --reviewer @ann,bob \
	--team-reviewer core --assignee cid --milestone 'Next release'
fields tea/r1 >got
says 'all are there' 'of all one two; ann bob; core; cid; Next release' got
calls | grep POST >got
same 'in two writes' - got <<'END'
POST	/repos/tea/r1/pulls
POST	/repos/tea/r1/pulls/1/requested_reviewers
END
calls | grep -e labels -e milestones >got
same 'and a read for each list' - got <<'END'
GET	/repos/tea/r1/labels?page=1&limit=50
GET	/orgs/tea/labels?page=1&limit=50
GET	/repos/tea/r1/milestones?state=open&name=Next%20release&page=1&limit=50
END

try 2 gt-plain 0 --assignee cid,ann
fields tea/r2 >got
says 'assignees by their names' '; ; ; ann cid; ' got
calls | grep -v 'GET	/repos/tea/r2$' >got
says 'are one write and no read' 'POST	/repos/tea/r2/pulls' got
echo "${gitea}tea/r2" >list.txt
: >"$fdir/log"
# shellcheck disable=SC2086 # words
fails_with 'it does not tell in the look whose token it is' 0 git multi run \
	-q -r list.txt --campaign gt-me -m Me --assignee @me \
	--reviewer demo,ann -- $change
fields tea/r2 >got
says 'it is asked: who opens it is no reviewer' '; ann; ; demo; ' got
calls | grep -c '/user$' >got
says 'once' 1 got

echo "${gitea}tea/r2" >list.txt
: >"$fdir/log"
# shellcheck disable=SC2086 # words
fails_with 'by turns' 0 git multi run -q -r list.txt --campaign gt-turn \
	-m Turn --reviewer demo,ann --max-reviewers 1 -- $change
fields tea/r2 >got
says 'it is not the turn of who opens it' '; ann; ; ; ' got
calls | grep -c '/user$' >got
says 'which is asked once' 1 got

try 3 gt-lack 2 --label one,odd --milestone v0
reason
says 'what is not there is named' \
	"there is no label 'odd' (--create-labels makes it), no open milestone 'v0'" reason
jq -c '.[0] | [.result, .class, .pull.state]' out >got
says 'before anything is opened' '["failed","missing",null]' got

try 4 gt-make 0 --label new,one,newer --create-labels
fields tea/r4 >got
says 'labels are made where that is wanted' 'new newer one; ; ; ; ' got
grep -c new "$fdir/repos/tea/r4.git/labels" >got
says 'each once' 2 got
echo 'POST /api/v1/repos/*/labels times=1 drop-after' >"$fdir/faults"
try 5 gt-drop 0 --label new --create-labels
fields tea/r5 >got
says 'the answer to one is lost' 'new; ; ; ; ' got
grep -c new "$fdir/repos/tea/r5.git/labels" >got
says 'it is there once' 1 got
: >"$fdir/faults"

try 6 gt-assignee 2 --assignee eva
reason
has 'an assignee whom it does not know' 'name: eva' reason
jq -c '.[0] | [.result, .class, .pull.state]' out >got
says 'nothing is opened' '["failed","missing",null]' got
try 7 gt-reviewer 2 --reviewer ann,eva,ivo --team-reviewer tea/core,ops
reason
says 'reviewers whom it does not know' \
	"there is no user 'eva', no user 'ivo', no team that works on it 'ops'" reason
jq -c '.[0] | [.result, .class, .pull.state]' out >got
says 'are told before it is opened' '["failed","missing",null]' got
calls | grep -e /users/ -e /teams/ | sort >got
same 'each is asked for once' - got <<'END'
GET	/repos/tea/r7/teams/core
GET	/repos/tea/r7/teams/ops
GET	/users/ann
GET	/users/eva
GET	/users/ivo
END
printf '%stea/r6\n%stea/r8\n' "$gitea" "$gitea" >list.txt
: >"$fdir/log"
# shellcheck disable=SC2086 # words
fails_with 'in one repository after the other' 0 git multi run -q -r list.txt \
	--campaign gt-people -m People --reviewer ann,bob --merge \
	--waves 1,rest --no-checks=merge -- $change
calls | grep -c /users/ >got
says 'a person is asked for once a server' 2 got

# an owner who is a person
owner=ann
try 1 gt-person 0 --reviewer bob --team-reviewer core,docs
has 'has no teams, which is said' "opened without team 'core', team 'docs': \
'ann' is a person and has none" err
fields ann/r1 >got
says 'the others are there' '; bob; ; ; ' got
owner=tea
try 9 gt-foreign 2 --team-reviewer lab/core
reason
says 'a team of somebody else' \
	"there is no team 'lab/core': only teams of 'tea' can review there" reason
jq -c '.[0] | [.result, .class, .pull.state]' out >got
says 'is told before' '["failed","missing",null]' got

stop "$forge_pid"
finish
