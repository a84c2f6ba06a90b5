#!/bin/sh
# SPDX-License-Identifier: MIT
# What a command says of its repository by the file GIT_MULTI_ANSWER: title,
# body, fields, draft state and base of the pull request, the message, or that
# the repository is to be skipped; also when it is published or resumed later.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
forge_repos 20
n=0
while test "$n" -lt 20; do
	n=$((n + 1))
	setting "r$n" 'labels = one, two, three'
	setting "r$n" 'milestones = v1, v2'
	setting "r$n" 'collaborators = ann, bob, cid'
	setting "r$n" 'teams = core'
	git -C "$(bare "r$n")" branch release main
done
forges_up
state=$XDG_STATE_HOME/git-multi/campaigns

# answer COMMAND…: what a command does that answers so, and changes a file
cat >answer.sh <<'EOF'
#!/bin/sh
sed -i s/debian-11/debian-12/ ci.yml
git config -f "$GIT_MULTI_ANSWER" "$@"
EOF
chmod +x answer.sh

# of NAME FILTER: of that repository's newest pull request, from the forge
of () {
	jq -rsc "[.[] | select(.repo == \"demo/$1\")][-1] | $2" "$fdir/pulls"
}

# go NAME OPTION… -- COMMAND…: a campaign of its own on that repository; its
# row is "result class", the reason in why
go () {
	target=$1; shift
	campaign=$((${campaign:-0} + 1))
	run git multi run -q -r "${forge}demo/$target" --campaign "c$campaign" \
		-m "Subject $campaign

Rest" --json=result,class,reason "$@"
	jq -r '.[] | [.result, .class // empty] | join(" ")' out >row
	jq -r '.[].reason // empty' out >why
}
gives () {
	says "$1" "$2" row || sed 's/^/# | /' why err
}

# ---- everything, over what the options say ----------------------------------

cat >all.sh <<'EOF'
#!/bin/sh
sed -i s/debian-11/debian-12/ ci.yml
cat >>"$GIT_MULTI_ANSWER" <<EOA
[pull]
	title = "Of $GIT_MULTI_NAME: 100% %(name)"
	body = "first line\nsecond \"line\" with a ü"
	label = two
	label = three
	reviewer = ann,demo/core
	assignee = bob
	milestone = v2
	draft
[commit]
	message = "A message\n\nof its own"
EOA
EOF
chmod +x all.sh
go r1 --title Title --body 'A body' --label one --reviewer bob \
	--assignee cid --milestone v1 -- ./all.sh
gives 'a command that answers all' 'done'
of r1 '[.title, .body, .draft, .milestone]' >got
says 'single values stand in for the options, and are no templates' \
	'["Of r1: 100% %(name)","first line\nsecond \"line\" with a ü",true,"v2"]' got
of r1 '[.labels, .reviewers, .teams, .assignees] |
	map(sort | join(" ")) | join("; ")' >got
says 'lists add to them' 'one three two; ann bob; core; bob cid' got
git -C "$(bare r1)" log -1 --format=%B multi/c1 >got
says 'and so is the commit' 'A message

of its own
' got
find "$state/c1/answers" -type f >got
same 'the file is gone' /dev/null got
ok 'the journal has it' jq -se 'any(.[]; .step == "change" and
	.event == "ok" and .answer.milestone == "v2" and
	.answer.labels == ["two", "three"])' "$state/c1/journal"

cat >place.sh <<'EOF'
#!/bin/sh
ls -ld "$(dirname "$GIT_MULTI_ANSWER")" | cut -c1-10
test ! -e "$GIT_MULTI_ANSWER" && echo empty
case $GIT_MULTI_ANSWER in
"$PWD"/*) echo inside ;;
esac
EOF
chmod +x place.sh
go r2 -- ./place.sh
gives 'one that says nothing' unchanged
git multi log --output r2 "c$campaign" | sed 1d >got
same 'has a place that is its own, and not in the tree' - got <<'EOF'
drwx------
empty
EOF
go r2 -- ./answer.sh pull.milestone ''
gives 'an empty milestone' 'done'
go r3 --milestone v1 --draft --sh \
	'echo 1 >1; printf "[pull]\nmilestone=\ndraft = off\n" >"$GIT_MULTI_ANSWER"'
gives 'and no draft' 'done'
of r3 '[.milestone, .draft]' >got
says 'take back what the options say' '[null,false]' got

# ---- title and body from the message ----------------------------------------

go r4 -- ./answer.sh commit.message 'Its own subject

its own rest'
gives 'a message' 'done'
of r4 '[.title, .body]' >got
says 'gives title and body' '["Its own subject","its own rest"]' got
go r5 --title Given --skip-ci -- ./answer.sh commit.message 'Its own subject'
gives 'a message beside --title' 'done'
of r5 '[.title, .body]' >got
says 'gives the body only' '["Given",""]' got
git -C "$(bare r5)" log -1 --format=%B "multi/c$campaign" >got
says '--skip-ci holds for it' 'Its own subject

[skip ci]
' got
go r6 --trailer Change=7 -- ./answer.sh pull.title 'Only a title'
gives 'a title' 'done'
of r6 '[.title, .body]' >got
says 'is only that' '["Only a title","Rest"]' got
git -C "$(bare r6)" log -1 --format='%s %(trailers:key=Change)' \
	"multi/c$campaign" >got
says 'and the commit is as ever' "Subject $campaign Change: 7
" got

# ---- skipped ------------------------------------------------------------------

go r7 --sh 'echo 1 >1; git add 1
	git config -f "$GIT_MULTI_ANSWER" skip.reason "has no Makefile"'
gives 'one that is to be skipped' skipped
says 'is, for that reason' 'has no Makefile' why
ok 'which is no failure' test "$status" = 0
git -C "$(bare r7)" rev-parse -q --verify "multi/c$campaign" >got
same 'whatever it changed' /dev/null got
find "$state/c$campaign/trees" -mindepth 3 -maxdepth 3 >got
same 'and its tree is gone' /dev/null got
go r7 --sh 'git config -f "$GIT_MULTI_ANSWER" skip.reason "no"; exit 3'
gives 'one that fails' 'failed script'
says 'is not skipped' 'the command exited with 3' why

# ---- what is wrong --------------------------------------------------------------

# wrong SENTENCE WORDS TEXT: a file of that text
wrong () {
	printf '%b' "$3" >wrong.txt
	go r8 --sh "echo 1 >1; cat '$trash/wrong.txt' >\"\$GIT_MULTI_ANSWER\""
	gives "$1" 'failed script'
	has "$1: said" "$2" why
}
wrong 'an unknown key' \
	"unknown key 'pull.titel', the nearest is 'pull.title'" \
	'[pull]\ntitel = x\n'
wrong 'one with nothing near' "'x.y.whole'; the keys are pull.title, pull.body" \
	'[x "y"]\nwhole = x\n'
wrong 'another section' "'include.path'" '[include]\npath = /dev/null\n'
wrong 'a damaged file' "cannot read the command's answer: bad config line 2" \
	'[pull]\ntitle = "x\n'
wrong 'no settings at all' 'bad config line 1' '\0001\0002'
wrong 'an empty title' "'pull.title' in the command's answer is empty" \
	'[pull]\ntitle =\n'
wrong 'one of two lines' "'pull.title' in the command's answer has more than" \
	'[pull]\ntitle = a\\nb\n'
wrong 'a title without a value' \
	"'pull.title' in the command's answer has no value" '[pull]\ntitle\n'
wrong 'half a draft' "'pull.draft' in the command's answer is neither" \
	'[pull]\ndraft = half\n'
wrong 'an empty label' "'pull.label' in the command's answer has an empty" \
	'[pull]\nlabel = a,,b\n'
wrong 'a base that is no branch' \
	"'pull.base' in the command's answer is not a name for a branch" \
	'[pull]\nbase = a..b\n'
go r8 --branch topic -- ./answer.sh pull.base topic
gives 'its own branch as the base' 'failed script'
has 'is none' "'topic', the branch that is pushed" why
go r8 --sh 'mkdir "$GIT_MULTI_ANSWER"'
gives 'a folder' 'failed script'
has 'is no file' "the command's answer is no file" why
go r8 --sh '{ echo "[pull]"; head -c 1200000 /dev/zero | tr "\0" x |
	fold | sed "s/^/body = /"; } >"$GIT_MULTI_ANSWER"'
gives 'too much' 'failed script'
has 'is said to be' 'larger than 1 MiB' why
git -C "$(bare r8)" for-each-ref 'refs/heads/multi/' >got
same 'nothing of all that was pushed' /dev/null got

# ---- where it goes --------------------------------------------------------------

for forge in "$github" "$gitlab" "$gitea"; do
	dialect=$(git config --get-urlmatch multi.forge "$forge")
	case $dialect in
	github) target=r9 ;;
	gitlab) target=r10 ;;
	*) target=r11 ;;
	esac
	go "$target" -- ./answer.sh pull.base release
	gives "another base ($dialect)" 'done'
	of "$target" .base >got
	says 'is where the pull request goes' release got
	run git multi status "c$campaign" --json=pull.state
	jq -r '.[].pull.state' out >got
	says 'where status finds it' open got || sed 's/^/# | /' err
	run git multi merge "c$campaign" --no-checks=merge --json=result
	of "$target" .state >got
	says 'and merge merges it' merged got
	git -C "$(bare "$target")" grep -c debian-12 release -- ci.yml >got
	says 'to there' release:ci.yml:1 got
	go "$target" -- ./answer.sh pull.base nowhere
	gives "a base that is not there ($dialect)" 'failed missing'
	has 'is named' "no branch 'nowhere'" why
	git -C "$(bare "$target")" rev-parse -q --verify \
		"multi/c$campaign" >got
	same 'and nothing was pushed' /dev/null got
done
forge=$github

# ---- later ------------------------------------------------------------------------

cat >count.sh <<EOF
#!/bin/sh
echo x >>'$trash/calls'
sed -i s/debian-11/debian-12/ ci.yml
git config -f "\$GIT_MULTI_ANSWER" pull.title "Call \$(wc -l <'$trash/calls')"
git config -f "\$GIT_MULTI_ANSWER" pull.label two
EOF
chmod +x count.sh
go r12 -n -- ./count.sh
gives 'a dry run' 'done'
fails_with 'published' 0 git multi publish -q "c$campaign"
of r12 '[.title, .labels]' >got
says 'sends just what was said then' '["Call 1",["two"]]' got

# The open is never answered, and carried out or not; the next run goes on.
rm calls
echo 'POST /repos/demo/r13/pulls drop' >"$fdir/faults"
go r13 -- ./count.sh
gives 'an open that gets no answer' 'failed network'
rm "$fdir/faults"
fails_with 'a run whose open failed, retried' 0 git multi retry -q "c$campaign"
of r13 '[.title, .labels]' >got
says 'opens it with what was said before' '["Call 1",["two"]]' got
says 'the command did not run again' 1 - <<EOF
$(wc -l <calls)
EOF
rm calls
go r14 -- ./count.sh
run git multi run -q -r "${forge}demo/r14" --campaign "c$campaign" \
	-m 'Other' --again --sh 'echo 2 >2'
of r14 .title >got
says 'another definition asks the command anew' 'Call 1' got
ok 'of which nothing is left' jq -se '[.[] | select(.step == "change" and
	.event == "ok")] | length == 2 and .[1].answer == null' \
	"$state/c$campaign/journal"
finish
