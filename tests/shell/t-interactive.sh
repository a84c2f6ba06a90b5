#!/bin/sh
# SPDX-License-Identifier: MIT
# diff --interactive: what is changed alike is asked for together, as git add -p
# asks for hunks; publish sends exactly what was kept.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

state=$XDG_STATE_HOME/git-multi/campaigns
cache=$XDG_CACHE_HOME/git-multi

# asks SENTENCE CODE ANSWERS COMMAND…: with answers from stdin, by printf
asks () {
	sentence=$1 code=$2 answers=$3; shift 3
	status=0
	# shellcheck disable=SC2059 # \n is an answer's end
	printf "$answers" >answers
	"$@" >out 2>err <answers || status=$?
	ok "$sentence" test "$status" = "$code" || sed 's/^/# | /' out err
}

# decided: NAME DECISION of each repository that is not dropped
decided () {
	git multi diff "$1" --json=name,decision >rows
	jq -r '.[] | "\(.name) \(.decision)"' rows | sort >got
}

# commits CAMPAIGN: NAME COMMIT
commits () {
	git multi diff "$1" --json=name,commit >rows
	jq -r '.[] | "\(.name) \(.commit)"' rows | sort
}

# heads BRANCH N: the same of the forge's branches
heads () {
	n=0
	while test "$n" -lt "$2"; do
		n=$((n + 1))
		id=$(git -C "$(bare "r$n")" rev-parse -q --verify \
			"refs/heads/$1") && echo "r$n $id"
	done | sort
}

# change NAME COMMAND…: a commit on its main, by somebody else
change () {
	change_name=$1; shift
	rm -rf other
	git clone -q "$(bare "$change_name")" other
	(cd other && "$@" && git add -A && git commit -q -m 'of others')
	git -C other push -q origin HEAD:main
}

lower () {
	printf 'name: ci\nenv:\n  A: 1\n' | cat - ci.yml >new && mv new ci.yml
}

forge_repos 15
# the same change, in another place
change r5 lower
forge_up
forge_list 15 >repos.txt

# five groups of three
cat >five.sh <<'EOT'
#!/bin/sh
case ${GIT_MULTI_NAME#r} in
5|10|15) sed -i s/debian-11/debian-12/ ci.yml ;;
1|6|11) echo 1 >one.txt; printf 'one\0two\n' >one.bin ;;
2|7|12) echo 2.0.0 >version.txt ;;
3|8|13) chmod +x version.txt ;;
*) git mv README.md READ.md ;;
esac
EOT
chmod +x five.sh

fails_with 'a dry run' 0 git multi run -r repos.txt -n --campaign rev \
	-m Review ./five.sh
counter '[.git, .graphql, .reads, .writes] | join(" ")' >before

# ---- the questions -------------------------------------------------------------

asks 'no answer at all' 0 '' git multi diff --interactive
has 'the first is asked for' \
	'(1/5) keep this in 3 repositories [y,n,q,a,d,g,/,j,J,s,e,l,p,?]?' out
has 'with its diff' 'new file mode' out
has 'and its repositories' ": $host/demo/r1, $host/demo/r6, $host/demo/r11" out
lacks 'no other is' '(2/5)' out
has 'nothing was decided' '0 kept, 0 dropped, 15 not decided' err
fails_with 'no rows for programs' 129 git multi diff --interactive --json

asks 'the keys' 0 '?\nx\nyes\nK\nl\nJ\nK\ng2\ng\n3\n/debian\n/[\n/none\nq\n' \
	git multi diff --interactive rev
has '? explains them' 'n - drop this' out
has 'a word is no key' "one letter is expected, not 'yes'" err
has 'nor is one that makes no sense' "'K' makes no sense here" err
has 'l lists the repositories' "
$host/demo/r11" out
has 'J goes on, K back' 'keep this in 3 repositories [y,n,q,a,d,g,/,j,J,k,K,' \
	out
has 'g goes to one' '(2/5)' out
has 'and shows them' '> 2: # 3 repositories, group ' out
has '/ finds a diff' '(5/5)' out
has 'says what is no regex' "'[' is no regex" err
has 'and what is not there' "no diff matches 'none'" err
decided rev
lacks 'nothing was decided' keep got

# ---- decisions are remembered ----------------------------------------------------

# r1 (kept), r2 (left), r3 (dropped), then the end
asks 'keep, leave, drop, quit' 0 'y\nj\nn\nq\n' git multi diff --interactive
has 'it says where it stands' '3 kept, 3 dropped, 9 not decided' err
has 'and how to go on' 'git multi diff --interactive rev' err
decided rev
same 'kept and dropped' - got <<EOT
r1 keep
r10 
r11 keep
r12 
r14 
r15 
r2 
r4 
r5 
r6 keep
r7 
r9 
EOT
fails_with 'diff says so, too' 0 git multi diff rev r6
has 'in its heading' ', kept: ' out
fails_with 'publish refuses what is half decided' 128 git multi publish rev
has 'and says how much' 'has not decided on 9 repositories' err
has 'and what to do' 'git multi diff --interactive rev' err
fails_with 'run does so, too' 128 git multi run -r repos.txt \
	--campaign rev -m Review ./five.sh
heads multi/rev 15 >got
same 'nothing was sent' /dev/null got
fails_with 'log tells of it' 0 git multi log rev
has 'of each decision' 'review keep, commit ' out

asks 'once more' 0 'q\n' git multi diff --interactive rev
has 'what was decided is shown first' '1: # 3 repositories, group ' out
has 'as kept' ', kept: ' out
has 'as dropped' ', dropped: ' out
has 'the first that is not decided is asked for' '(2/5)' out
lacks 'and no other' '(1/5) keep' out

asks 'a split group' 0 's\ny\nn\ny\nq\n' git multi diff --interactive rev
has 'is as many' 'split into 3 repositories' out
has 'that are asked for each' '(2/7) keep this in 1 repository [' out
git multi diff rev r2 r12 --json=decision >out
jq -r 'map(.decision) | join(" ")' out >got
says 'and decided each' 'keep keep' got
fails_with 'one of them was dropped' 128 git multi diff rev r7

asks 'the rest' 0 'd\n' git multi diff --interactive rev
has 'is dropped' '5 kept, 10 dropped, 0 not decided' err
has 'and publish is next' 'git multi publish rev' err

# all have their answers: they may be others
asks 'of some repositories' 0 'J\nJ\nJ\nq\n' git multi diff --interactive \
	rev r5 r1 r3
has 'only those are asked for' '(3/3) keep this in 1 repository [' out
has 'J makes no sense behind the last' "'J' makes no sense here" err
asks 'a dropped group is taken in again' 0 '/debian\ny\nq\n' \
	git multi diff --interactive rev
decided rev
grep -c keep got >count
says 'as kept' 8 count

# ---- an edit --------------------------------------------------------------------

cat >editor.sh <<'EOT'
#!/bin/sh
cp "$1" seen.diff
sed -i 's/^+\(.*\)debian-12/+\1debian-13/' "$1"
EOT
chmod +x editor.sh
GIT_EDITOR=$PWD/editor.sh
export GIT_EDITOR
commits rev >before_edit
find "$state/rev/bundles" -type f | sort >bundles
asks 'an edit' 0 '/debian\ne\nq\n' git multi diff --interactive rev
has 'the editor saw the diff' '+    runs-on: debian-12' seen.diff
has 'and what to do with it' '# ---' seen.diff
ok 'which is gone' test ! -e "$state/rev/edit.diff"
git multi diff rev r5 r10 r15 >out
grep -c '^# ' out >got
says 'all of the group are alike' 1 got
has 'and edited' ', edited: ' out
has 'as was typed' '+    runs-on: debian-13' out
lacks 'not as it was' 'debian-12' out
commits rev >after_edit
grep -v '^r\(5\|10\|15\) ' before_edit >expected
grep -v '^r\(5\|10\|15\) ' after_edit >got
same 'the others are as they were' expected got
comm -12 before_edit after_edit | grep -c '^r\(5\|10\|15\) ' >got
says 'they have other commits' 0 got
find "$state/rev/bundles" -type f >got
ok 'each has one bundle' test "$(wc -l <got)" = "$(wc -l <bundles)"

rm -rf "$cache"
fails_with 'without a cache' 0 git multi diff rev r5
has 'it is the same' '+    runs-on: debian-13' out
commits rev >got
same 'by its hash' after_edit got

printf '#!/bin/sh\nexit 1\n' >editor.sh
asks 'an editor that fails' 0 '/debian\ne\nq\n' \
	git multi diff --interactive rev
has 'is said' 'ended with exit code 1' err
# shellcheck disable=SC2016 # the editor's words
printf '#!/bin/sh\n: >"$1"\n' >editor.sh
asks 'an empty diff' 0 '/debian\ne\nq\n' git multi diff --interactive rev
has 'leaves it as it was' 'it stays as it was' err
# shellcheck disable=SC2016
printf '#!/bin/sh\nsed -i "s/^-.*debian/-none/" "$1"\n' >editor.sh
asks 'one that does not apply' 0 '/debian\ne\nn\nq\n' \
	git multi diff --interactive rev
has 'is said by name' "error: $host/demo/r5: patch failed: ci.yml:" err
has 'and may be edited again' 'edit it again, or leave it as it was' out
commits rev >got
same 'none of it changed anything' after_edit got
cat >editor.sh <<'EOT'
#!/bin/sh
if test -e tried; then sed -i 's/^-nothing of the kind/-/' "$1"
else sed -i 's/^-\(.*debian\)/-nothing of the kind\1/' "$1"; fi
: >tried
EOT
asks 'one that does, the second time' 0 '/debian\ne\ny\nq\n' \
	git multi diff --interactive rev
git multi diff rev r5 >out
has 'is taken' ', edited: ' out

# a file that is no text is taken along
cat >editor.sh <<'EOT'
#!/bin/sh
sed -i 's/^+1$/+edited/' "$1"
EOT
asks 'an edit beside a file that is no text' 0 'g1\ne\nq\n' \
	git multi diff --interactive rev
git multi diff rev r6 >out
has 'is made' '+edited' out
has 'with that file' 'one.bin' out
fails_with 'its content is the same' 0 git multi diff rev --no-group r11 --stat
has 'in bytes' '0 -> 8 bytes' out

# killed behind the new bundle: the old commit is what counts
commits rev >before_kill
rm -rf kept
cp -R "$state/rev" kept
# shellcheck disable=SC2016
printf '#!/bin/sh\nsed -i "s/^+edited/+killed/" "$1"\n' >editor.sh
asks 'an edit' 0 'g1\ne\nq\n' git multi diff --interactive rev
commits rev >after_kill
cp -R "$state/rev/bundles" new_bundles
rm -rf "$state/rev" "$cache"
cp -R kept "$state/rev"
cp -Rn new_bundles/. "$state/rev/bundles/"
commits rev >got
same 'a bundle that the journal does not know does no harm' before_kill got
asks 'and the edit is done again' 0 'g1\ne\nq\n' \
	git multi diff --interactive rev
git multi diff rev r1 >out
has 'as it was' '+killed' out

# ---- made anew --------------------------------------------------------------------

echo "${forge}demo/r12" >one.txt
fails_with 'one is made anew' 0 git multi run --again -n -r one.txt \
	--campaign rev -m Review ./five.sh
fails_with 'which nobody has decided on' 128 git multi publish rev
has 'and is not sent' 'has not decided on 1 repository' err
asks 'it is asked for alone' 0 'y\n' git multi diff --interactive rev
has 'once' 'keep this in 1 repository' out

# ---- what was kept is what is sent -----------------------------------------------

commits rev >expected
ok 'eight are to be sent' test "$(wc -l <expected)" = 8
rm -rf "$cache"
fails_with 'publish' 0 git multi publish rev
heads multi/rev 15 >got
same 'the branches hold what was kept, by hash' expected got
counter .pulls_opened >got
says 'each has a pull request' 8 got
fails_with 'what was sent is asked for no more' 0 \
	git multi diff --interactive rev
lacks 'only what was dropped' "$host/demo/r6" out
has 'may be taken in again' ', dropped: ' out
fails_with 'all of it by name' 128 git multi diff --interactive rev r6
has 'is refused' "'$host/demo/r6' has no commit that waits to be published" err

# ---- two of five groups, and publish ----------------------------------------------

fails_with 'another dry run' 0 git multi run -r repos.txt -n --campaign two \
	-m Two ./five.sh
asks 'two of five groups are dropped' 0 'y\nn\ny\nn\ny\n' \
	git multi diff --interactive two
has 'all are decided' '9 kept, 6 dropped, 0 not decided' err
commits two >expected
fails_with 'publish sends the others' 0 git multi publish two
heads multi/two 15 >got
same 'by hash' expected got
ok 'all nine' test "$(wc -l <got)" = 9

# ---- clones of the user's -----------------------------------------------------------

echo "${forge}demo/r1" >one.txt
fails_with 'a dry run in clones' 0 git multi run -r one.txt -n \
	--campaign clone -m Clone --clone-to clones ./five.sh
find clones -name .git -prune >got
clone=$(sed 's|/.git$||' got)
echo mine >"$clone/mine"
git -C "$clone" rev-parse HEAD >before
# shellcheck disable=SC2016 # the editor's words
printf '#!/bin/sh\nsed -i "s/^+1$/+edited/" "$1"\n' >editor.sh
asks 'is edited' 0 'e\n' git multi diff --interactive clone
git multi diff clone >out
has 'as was typed' '+edited' out
says 'what is in the clone stays there' mine "$clone/mine"
git -C "$clone" rev-parse HEAD >got
same 'and its commit' before got
commits clone >expected
fails_with 'publish sends the edited one' 0 git multi publish clone
heads clone 15 >got
heads multi/clone 15 >>got
same 'by hash' expected got

# ---- a terminal, and a kill ---------------------------------------------------------

fails_with 'a third dry run' 0 git multi run -r repos.txt -n --campaign three \
	-m Three ./five.sh
mkfifo keys
git multi diff --interactive three <keys >out 2>err &
asker=$!
exec 3>keys
wait_for out '(1/5)' "$asker"
echo y >&3
wait_for out '(2/5)' "$asker"
kill -KILL "$asker"
wait "$asker" 2>/dev/null
exec 3>&-
decided three
grep keep got >kept_ones
same 'an answer counts at once, also where it is killed' - kept_ones <<EOT
r1 keep
r11 keep
r6 keep
EOT

if ! env --default-signal=INT script -qec true /dev/null \
	>/dev/null 2>&1 </dev/null; then
	skip 'on a terminal' 'script (util-linux) or env (coreutils) is not there'
	finish
fi
TERM=xterm env --default-signal=INT script -qefc \
	"git multi diff --interactive three" screen <keys >/dev/null 2>&1 &
asker=$!
exec 3>keys
wait_for screen '(2/5)' "$asker"
printf 'n\r' >&3
wait_for screen '(3/5)' "$asker"
printf '\003' >&3
status=0
wait "$asker" || status=$?
exec 3>&-
ok 'Ctrl-C ends it on a terminal' test "$status" = 130
has 'in colour' "$(printf '\033')[32m+" screen
fails_with 'what was answered before counts' 128 git multi diff three r2
has 'it is dropped' 'was dropped' err

finish
