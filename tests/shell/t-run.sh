#!/bin/sh
# SPDX-License-Identifier: MIT
# The main job on the demo forge: from a list to pull requests, with all that
# a list of a hundred repositories has in it.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

forge_repos 100
forge_up
cat >update.sh <<'EOF'
#!/bin/sh
case $GIT_MULTI_NAME in
r4) echo 'cannot parse ci.yml' >&2; exit 3 ;;
r6) sleep 60 ;;
r7) exit 0 ;;
esac
sed -i 's/debian-11/debian-12/' ci.yml
EOF
chmod +x update.sh
setting r2 'archived = true'
rm -rf "$(bare r3)"
git init -q --bare -b main "$(bare r3)"
setting r8 'description = another name of r9'
echo 'renamed-to = demo/r9' >"$(bare r8)/forge"
forge_list 100 >repos.txt
echo "${forge}demo/missing" >>repos.txt
echo "${forge}demo/r1.git" >>repos.txt

fails_with 'some of a hundred fail: 1' 1 git multi run -r repos.txt \
	--timeout 2s --test 'test "$GIT_MULTI_NAME" != r5 || exit 9' \
	--branch ci/debian-12 -m 'Use Debian 12' --label ci --create-labels --draft \
	--json=task,result,class,reason,pull.state,pull.number -- ./update.sh
cp out rows.json
cp err words
result () {
	jq -r --arg t "$host/demo/$1" '.[] | select(.task == $t) |
		[.result, .class // "-"] | join(" ")' rows.json
}
gives () {
	result "$1" >got
	says "$1 is $2" "$2" got
}
gives r1 'done -'
gives r2 'skipped -'
gives r3 'skipped -'
gives r4 'failed script'
gives r5 'failed test'
gives r6 'failed timeout'
gives r7 'unchanged -'
for name in r8 r9; do
	result $name
done | sort >got
same 'of two names of one repository one is done' - got <<EOF
done -
skipped -
EOF
gives missing 'failed missing'
jq -r '[.[] | select(.result == "done")] | length' rows.json >got
says 'all others are done' 93 got
jq -r length rows.json >got
says 'a repository named twice counts once' 101 got
jq -r '[.[] | select(.result == "done") | .pull.state] | unique | .[]' \
	rows.json >got
says 'every one of them has an open pull request' open got
jq -r '.[] | select(.task | endswith("/r4")) | .reason' rows.json >got
has 'the reason is the command'"'"'s own last words' 'cannot parse ci.yml' got
jq -r '.[] | select(.task | endswith("/r8") or endswith("/r9")) | .reason' \
	rows.json >got
has 'one of two names says whose it is' 'same as' got
counter .pulls_opened >got
says 'the forge opened as many' 93 got

git -C "$(bare r1)" log --format=%s%n%an%n%ae -1 ci/debian-12 >got
same 'the commit has message and author' - got <<EOF
Use Debian 12
A U Thor
author@example.com
EOF
git -C "$(bare r1)" show ci/debian-12:ci.yml >got
has 'and the change' debian-12 got
curl -s -H 'Authorization: Bearer sentinel-token' -H 'User-Agent: test' \
	"${forge}repos/demo/r1/pulls/1" >pull.json
jq -r '.title, .draft, .base.ref, .head.ref, (.labels | map(.name) | .[])' \
	pull.json >got
same 'the pull request has its fields' - got <<EOF
Use Debian 12
true
main
ci/debian-12
ci
EOF

curl -s -X POST "${forge}_forge/reset" >/dev/null
fails_with 'the same run again has nothing to do: 1 as before' 1 \
	git multi run -r repos.txt --timeout 2s \
	--test 'test "$GIT_MULTI_NAME" != r5 || exit 9' \
	--branch ci/debian-12 -m 'Use Debian 12' --label ci --create-labels --draft \
	--json=task,result -- ./update.sh
counter '.git + .writes' >got
says 'without a git request or a write' 0 got
counter '.graphql + .reads' >got
ok 'and at most 3 requests' test "$(cat got)" -le 3

fails_with 'another change under the same name is refused' 128 \
	git multi run -r repos.txt --branch ci/debian-12 -m 'Use Debian 12' \
	--sh 'echo more >>README.md'
has 'with one way out' '--campaign' err
has 'and the other' 'retry' err

fails_with '--again does it with the new definition' 0 git multi run \
	-r "${forge}demo/r30" --branch ci/debian-12 -m 'Use Debian 12' --again \
	--json=result,pull.number --sh 'echo 13 >version.txt'
git -C "$(bare r30)" show ci/debian-12:version.txt >got
says 'the branch has the new change' 13 got
git -C "$(bare r30)" rev-list --count main..ci/debian-12 >got
says 'and only that' 1 got
jq -r '.[] | .result, .pull.number' out | tr '\n' ' ' >got
printf 'done 1 ' >wanted
same 'the pull request is the one it had' wanted got
fails_with 'and back again' 1 git multi run -r repos.txt --timeout 2s \
	--test 'test "$GIT_MULTI_NAME" != r5 || exit 9' \
	--branch ci/debian-12 -m 'Use Debian 12' --label ci --create-labels --draft --again \
	--json=task,result -- ./update.sh
sed -i 's/^r4).*/r4) ;;/' update.sh
fails_with 'retry takes the command as it is now' 0 git multi retry \
	ci-debian-12 r4 --json=task,result
jq -r '.[] | .result' out >got
says 'the mended one is done' 'done' got

GITHUB_STEP_SUMMARY=$trash/summary.md
export GITHUB_STEP_SUMMARY
fails_with 'resume in GitHub Actions' 1 git multi resume ci-debian-12
unset GITHUB_STEP_SUMMARY
has 'adds a table to the job'"'"'s summary' \
	"| done | $host/demo/r1 | <${forge}demo/r1/pull/1> |  |" summary.md
fails_with 'an empty selection: 3' 3 git multi run -r repos.txt \
	--include nothing-like-this -m x -- true
fails_with 'all failed: 2' 2 git multi run -r "${forge}demo/r10" \
	--campaign allfail -m x -- false
fails_with 'usage: 129' 129 git multi run -r repos.txt --branh x -- true
has 'with the nearest option' "'--branch'" err
fails_with '--first 10: 4' 4 git multi run -r repos.txt \
	--include '/r[2-9][0-9]$' --first 10 --campaign first -m First \
	--json=result --sh 'echo 1 >first.txt'
jq -r '[.[] | select(.result == "done")] | length' out >got
says 'ten are done' 10 got
fails_with 'resume does the rest' 0 git multi resume first --json=result
jq -r '[.[] | select(.result == "done")] | length' out >got
says 'all eighty' 80 got

git multi run -r "${forge}demo/r20" --campaign order -m Order \
	--sh 'echo order >order.txt' >both 2>&1 </dev/null
ok 'in one file the table stands before the words' test "$(grep -e '^RESULT' \
	-e "^campaign 'order': 1 done" both | head -n 1 | cut -c1-6)" = RESULT

# ---- words -----------------------------------------------------------------

forge_list 1 >one.txt
fails_with 'a whole ref' 129 git multi run -r one.txt -m x \
	--branch refs/heads/x -- true
has 'is no branch' "the branch is 'x'" err
fails_with 'no branch at all' 129 git multi run -r one.txt -m x \
	--branch a..b -- true
grep -c 'a\.\.b' err >got
says 'is said once' 1 got
fails_with 'a wait that is none' 129 git multi run -r one.txt -m x \
	--merge --wait=-1 -- true
has 'is named by its option' "'--wait': '-1'" err
git multi run -y -q -r one.txt --campaign held -m x --sh \
	'echo $$ >"$HOME/held"; sleep 600' >out 2>&1 &
held=$!
pids="$pids $held"
wait_for "$HOME/held" . "$held"
fails_with 'a campaign that is being worked on' 128 git multi resume held
has 'names the process' "(process" err
kill -INT "$held"
wait "$held" 2>/dev/null
mkdir -p "$XDG_STATE_HOME/git-multi/campaigns/bare"
: >"$XDG_STATE_HOME/git-multi/campaigns/bare/journal"
fails_with 'the status of nothing' 0 git multi status bare
has 'is a sentence' "'bare' holds no repository" err

finish
