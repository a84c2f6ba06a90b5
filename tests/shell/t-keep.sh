#!/bin/sh
# SPDX-License-Identifier: MIT
# --keep-commits: commits that the command makes are kept, and what is left
# becomes one more; title and body come from the first; pushed, reviewed,
# published, replaced and resumed as they are.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
forge_repos 12
forge_up
cache=$XDG_CACHE_HOME/git-multi

go () {
	target=$1; shift
	campaign=$((${campaign:-0} + 1))
	run git multi run -q -r "${forge}demo/$target" --campaign "c$campaign" \
		--branch "b$campaign" --json=result,class,reason "$@"
	jq -r '.[] | [.result, .class // empty] | join(" ")' out >row
	jq -r '.[].reason // empty' out >why
}
gives () {
	says "$1" "$2" row || sed 's/^/# | /' why err
}
subjects () {
	git -C "$(bare "$1")" log --reverse --format='%an|%s' \
		"main..${2:-b$campaign}"
}
of () {
	jq -rsc "[.[] | select(.repo == \"demo/$1\")][-1] | $2" "$fdir/pulls"
}

cat >two.sh <<'EOF'
#!/bin/sh
set -e
sed -i s/debian-11/debian-12/ ci.yml
git commit -q -a --author='O Ther <other@example.com>' -m 'First of two

Its body,
in two lines.'
echo 2 >2
git add 2 && git commit -q -m 'Second of two'
EOF
chmod +x two.sh

# ---- which commits --------------------------------------------------------------

go r1 -- ./two.sh
gives 'without it' 'failed script'
has 'the way to keep them is said' 'keep them by --keep-commits' why
go r1 --keep-commits -- ./two.sh
gives 'two commits' 'done'
subjects r1 >got
same 'are kept, with their authors' - got <<'EOF'
O Ther|First of two
A U Thor|Second of two
EOF
of r1 '[.title, .body]' >got
says 'the first gives title and body' \
	'["First of two","Its body,\nin two lines."]' got
go r2 --keep-commits --sh true
gives 'a command that changes nothing' unchanged
go r2 --keep-commits -m 'The rest

of it' --sh "'$trash/two.sh' && echo 3 >3 && mkdir d && echo 4 >d/4"
gives 'two commits, and files that are in none' 'done'
subjects r2 >got
same 'become one more' - got <<'EOF'
O Ther|First of two
A U Thor|Second of two
A U Thor|The rest
EOF
of r2 '[.title, .body]' >got
says 'with a message, that gives title and body' '["The rest","of it"]' got
go r3 --keep-commits --title 'A title' --sh 'echo 1 >1'
gives 'no commit of its own' 'done'
subjects r3 >got
says 'is one as ever' 'A U Thor|echo 1 >1' got
of r3 '[.title, .body]' >got
says 'with the title that was given' '["A title",""]' got
go r3 --keep-commits --sh 'git checkout -q -b aside && echo 1 >1 &&
	git add 1 && git commit -q -m one && echo 2 >2'
gives 'commits on a branch' 'done'
git -C "$(bare r3)" rev-list --count "main..b$campaign" >got
says 'are kept as well' 2 got
go r3 --keep-commits --sh 'git commit -q --allow-empty -m one &&
	git commit -q --allow-empty -m two'
gives 'empty commits' unchanged
go r3 --keep-commits --sh 'echo 1 >1 && git add 1 && git commit -q -m one &&
	git revert --no-edit HEAD >/dev/null'
gives 'and those that come to nothing' unchanged
go r3 --keep-commits --sh 'git checkout -q -b side && echo 1 >1 && git add 1 &&
	git commit -q -m side && git checkout -q --detach HEAD^ &&
	echo 2 >2 && git add 2 && git commit -q -m main &&
	git merge -q --no-edit side'
gives 'a merge' 'done'
git -C "$(bare r3)" rev-list --count "main..b$campaign" >got
says 'comes with what it merged' 3 got
run git multi diff "c$campaign" --name-only
sed '/^#/d; /^$/d' out >got
printf '1\n2\n' >want
same 'and diff shows it all' want got
go r3 --keep-commits -- ./two.sh
git multi log --json "c$campaign" | jq -c 'select(.step == "commit" and
	.event == "ok") | [.commits, (.made_on | length), .answer.title]' >got
says 'the journal knows how many' '[2,40,"First of two"]' got

for way in 'git commit -q --amend -m mine' \
	'git checkout -q --orphan mine && git commit -q -m mine'; do
	go r4 --keep-commits --sh "echo 1 >1 && git add 1 && $way"
	gives "a base that is rewritten: $way" 'failed script'
	has 'is refused' 'do not stand on the commit' why
done
git clone -q "$(bare r4)" four
(cd four && echo new >new && git add . && git commit -q -m newer &&
	git push -q origin HEAD:main)
go r4 --keep-commits --depth full --sh 'git reset -q --hard HEAD^'
gives 'and one that is taken back' 'failed script'
has 'too' 'went back to an older commit' why
git -C "$(bare r4)" for-each-ref 'refs/heads/b*' >got
same 'nothing of it was pushed' /dev/null got

# ---- the answer beside it ---------------------------------------------------------

go r5 --keep-commits --sh "'$trash/two.sh' && echo 3 >3 &&
	git config -f \"\$GIT_MULTI_ANSWER\" commit.message 'Its rest' &&
	git config -f \"\$GIT_MULTI_ANSWER\" pull.body 'Its body'"
gives 'commits and an answer' 'done'
subjects r5 | tail -n 1 >got
says 'the message is that of the rest' 'A U Thor|Its rest' got
of r5 '[.title, .body]' >got
says 'title and body are what they are' '["First of two","Its body"]' got

# ---- reviewed, published ------------------------------------------------------------

go r6 --keep-commits -n -- ./two.sh
gives 'a dry run' 'done'
git multi log --json "c$campaign" | jq -r 'select(.step == "commit" and
	.event == "ok") | .commit' >reviewed
rm -rf "$cache"
run git multi diff "c$campaign" --name-only
sed '/^#/d; /^$/d' out >got
printf '2\nci.yml\n' >want
same 'is reviewed whole, also without the cache' want got
rm -rf "$cache"
git clone -q "$(bare r6)" other
(cd other && echo more >more.txt && git add . && git commit -q -m others &&
	git push -q origin HEAD:main)
fails_with 'published on a base that moved' 0 git multi publish -q "c$campaign"
git -C "$(bare r6)" rev-parse "b$campaign" >got
same 'the commits are the reviewed ones' reviewed got
subjects r6 >got
same 'both of them' - got <<'EOF'
O Ther|First of two
A U Thor|Second of two
EOF
of r6 .title >got
says 'with the title' 'First of two' got
go r9 --keep-commits -- ./two.sh
rm -rf "$cache"
run git multi diff "c$campaign" --name-only
sed '/^#/d; /^$/d' out >got
same 'what is on the server only is shown whole' want got

# ---- replaced, resumed ----------------------------------------------------------------

go r7 --keep-commits -- ./two.sh
cat >three.sh <<EOF
#!/bin/sh
'$trash/two.sh' && echo 3 >3 && git add 3 && git commit -q -m Third
EOF
chmod +x three.sh
fails_with 'once more, with other commits' 0 git multi run -q \
	-r "${forge}demo/r7" --campaign "c$campaign" --branch "b$campaign" \
	--keep-commits --again -- ./three.sh
subjects r7 >got
same 'they stand in for the first' - got <<'EOF'
O Ther|First of two
A U Thor|Second of two
A U Thor|Third
EOF
of r7 .number >got
says 'in the same pull request' 1 got
git -C "$(bare r7)" rev-parse "b$campaign" >before
fails_with 'the same again' 0 git multi run -q \
	-r "${forge}demo/r7" --campaign "c$campaign" --branch "b$campaign" \
	--keep-commits -- ./three.sh
git -C "$(bare r7)" rev-parse "b$campaign" >after
same 'changes nothing' before after

# Killed behind the push, before it hears of it: found by its head.
mkdir -p "$(bare r8)/hooks"
cat >"$(bare r8)/hooks/post-receive" <<EOF
#!/bin/sh
test -e '$trash/killed' && exit 0
: >'$trash/killed'
kill -9 \$(cat '$trash/pid')
EOF
chmod +x "$(bare r8)/hooks/post-receive"
cat >counted.sh <<EOF
#!/bin/sh
echo x >>'$trash/calls'
echo "\$PPID" >'$trash/pid'
exec '$trash/two.sh'
EOF
chmod +x counted.sh
go r8 --keep-commits -- ./counted.sh
ok 'a run is killed at the end of its push' test -e killed
fails_with 'it resumes' 0 git multi resume -q "c$campaign"
says 'without the command' 1 - <<EOF
$(wc -l <calls)
EOF
subjects r8 >got
same 'with both commits' - got <<'EOF'
O Ther|First of two
A U Thor|Second of two
EOF
of r8 '[.number, .title]' >got
says 'in one pull request with the first title' '[1,"First of two"]' got
finish
