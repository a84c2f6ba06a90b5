#!/bin/sh
# SPDX-License-Identifier: MIT
# report: the whole campaign as JSON and Markdown, hostile names included.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

for name in good same stuck broken; do
	repo "$trash/repos/$name.git"
	echo "file://$trash/repos/$name.git" >>repos.txt
done
cat >change.sh <<'EOF'
#!/bin/sh
case $GIT_MULTI_NAME in
same) ;;
broken|stuck) echo "no <b>way</b> | @everybody" >&2; exit 7 ;;
*) echo y = 2 >>src/a.py ;;
esac
EOF
chmod +x change.sh
fails_with 'a campaign' 1 git multi run -r repos.txt --campaign whole \
	-m 'Change it' -- ./change.sh

# ---- JSON ------------------------------------------------------------------

fails_with 'report --json' 0 git multi report --json
mv out whole.json
jq -c '.campaign, .definition.message, .goal.merge // false, .counts' \
	whole.json >got
same 'definition, goal, counts' - got <<'EOF'
"whole"
"Change it"
false
{"tasks":4,"done":1,"unchanged":1,"skipped":0,"failed":2,"waiting":0,"cancelled":0,"left":0}
EOF
jq -c '.failures[] | [.class, (.tasks | length)]' whole.json >got
says 'failures for one reason are together' '["script",2]' got
jq '.rows' whole.json >rows
git multi campaigns show --json whole >expected
jq -S 'sort_by(.task)' rows >got
jq -S 'sort_by(.task)' expected >want
same 'the rows are those of --json elsewhere' want got
jq -r '.times.first, .times.last' whole.json | grep -cE \
	'^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$' >got
says 'with times in UTC' 2 got
ok 'that are in order' jq -e '.times | .first <= .last and .seconds >= 0' \
	whole.json

# ---- Markdown --------------------------------------------------------------

fails_with 'report' 0 git multi report whole
mv out whole.md
sed -n 1,6p whole.md >got
same 'a heading, counts, a table' - got <<'EOF'
### git multi: whole

1 done, 1 unchanged, 2 failed

| result | repository | pull request | reason |
|---|---|---|---|
EOF
git multi report --markdown >got
same 'and it is what comes without an option' whole.md got
grep -c '^|' whole.md >got
says 'a line for each repository' 6 got
tail -n 2 whole.md | cut -d ' ' -f 2 | sort -u >got
says 'failures last' failed got
lacks 'no HTML of a reason' '<b>' whole.md
lacks 'nobody is mentioned' '@everybody' whole.md
grep -c '^|\([^|\\]\|\\.\)*|\([^|\\]\|\\.\)*|\([^|\\]\|\\.\)*|\([^|\\]\|\\.\)*|$' \
	whole.md >got
says 'no sign of a reason makes a column' 6 got

# A name as a forge would never give it, but a journal may hold.
journal=$XDG_STATE_HOME/git-multi/campaigns/whole/journal
key=$(jq -r 'select(.event == "add").task' "$journal" | head -n 1)
jq -c --arg key "$key" 'if .task == $key then
	.task = "h.example.com/o/`x`[a](http://evil.example.com)\n\u001b[31m<i>|"
	else . end' "$journal" >changed
cat changed >"$journal"
fails_with 'a hostile name' 0 git multi report
grep -F 'h.example.com' out >got
says 'is text, on one line' \
	'| done | h.example.com/o/\`x\`\[a\](http&#58;//evil.example.com)??\[31m&#60;i&#62;\| | |  |' \
	got
fails_with 'in JSON, too' 0 git multi report --json
ok 'it is a string' jq -e '.rows | map(.task) |
	any(startswith("h.example.com/o/`x`"))' out

# ---- a job in GitHub Actions -----------------------------------------------

GITHUB_STEP_SUMMARY=$trash/summary.md
export GITHUB_STEP_SUMMARY
run git multi run -r repos.txt --campaign other -m 'Change it' -- ./change.sh
unset GITHUB_STEP_SUMMARY
git multi report other >got
same 'the summary of a job is the report' got summary.md

# ---- what is not there ------------------------------------------------------

fails_with 'no such campaign' 128 git multi report wholy
has 'and the nearest' whole err
fails_with 'several campaigns' 129 git multi report
for later in html junit csv; do
	fails_with "--$later" 129 git multi report --$later whole
	has 'comes later' 'not there yet' err
done
fails_with 'one or the other' 129 git multi report --json --markdown whole
finish
