#!/bin/sh
# SPDX-License-Identifier: MIT
# --patch: a diff, or the mails of a mailbox, in the place of a command: what
# they become, and what is said where they do not fit.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
url=file://$trash
state=$XDG_STATE_HOME/git-multi/campaigns

# source: where the patches come from; old: without the history of it
git init -q source
(
	cd source || exit
	mkdir src
	seq 40 >src/a.py
	echo gone >gone
	printf '\0\1' >data.bin
	echo '#!/bin/sh' >run
	git add . && git commit -q -m base && git tag base
	sed -i 's/^5$/five/; s/^30$/thirty/' src/a.py
	git commit -q -a --author='O Ther <other@example.com>' \
		--date=2020-01-02T03:04:05+0100 \
		-m 'Say numbers in words

A reason with a ü.'
	git rm -q gone
	printf '\0\2' >data.bin
	chmod +x run
	ln -s run link
	git mv src/a.py src/numbers.py
	git add . && git commit -q -m 'Second [of] two'
	git diff --binary base HEAD >../change.diff
	git diff --binary base HEAD^ >../small.diff
	git format-patch -q --stdout base >../change.mbox
)
for name in one two three four; do
	git init -q --bare "$name.git"
	rm -rf w
	git init -q w
	git -C source archive base | tar -x -C w -f -
	case $name in
	two) sed -i 's/^30$/XXX/' w/src/a.py ;;
	three)
		sed -i 's/^5$/five/; s/^30$/thirty/' w/src/a.py
		;;
	four) sed -i 's/^31$/near/; 1d' w/src/a.py ;;
	esac
	git -C w add . && git -C w commit -q -m "a past of $name"
	git -C w push -q "$trash/$name.git" HEAD:main
done

# with the history of it, and a line of its own near by
git init -q --bare five.git
git clone -q source w5
git -C w5 reset -q --hard base
sed -i 's/^28$/28 of five/' w5/src/a.py
git -C w5 commit -q -a -m own && git -C w5 push -q "$trash/five.git" HEAD:main

# go NAME [OPTION…]: a campaign of that name on NAME.git; its only row in the
# file row: "result class", and the reason in why
go () {
	target=$1; shift
	campaign=$((${campaign:-0} + 1))
	run git multi run -r "$url/$target.git" --campaign "c$campaign" \
		--branch "b$campaign" --json=result,class,reason "$@"
	jq -r '.[] | [.result, .class // empty] | join(" ")' out >row
	jq -r '.[].reason // empty' out >why
}
gives () {
	says "$1" "$2" row || sed 's/^/# | /' why err
}

# ---- a diff -----------------------------------------------------------------

go one --patch change.diff -m 'By a patch'
gives 'a diff' 'done'
says 'makes the tree that it was made from' \
	"$(git -C source rev-parse 'HEAD^{tree}')" - <<EOF
$(git -C one.git rev-parse "b$campaign^{tree}")
EOF
git -C one.git log --format='%an %s' "main..b$campaign" >got
says 'in one commit' 'A U Thor By a patch' got
go one --patch change.diff
gives 'a diff without a message' 'done'
git -C one.git log -1 --format=%s "b$campaign" >got
says 'has one' 'Apply change.diff' got
(cd source/src && git multi run -q -r "$url/one.git" --campaign sub \
	--branch sub --patch ../../small.diff) >out 2>err
git -C one.git diff --name-only main sub >got
says 'from below a repository it is the same' src/a.py got

go two --patch change.diff
gives 'a diff that does not apply' 'failed conflict'
says 'says in which file, and which hunk' \
	"the patch does not apply: 'src/a.py', hunk 2 (line 27)" why
git multi log --output two "c$campaign" >got
has 'the log has what git said' 'patch failed: src/a.py:27' got
find "$state/c$campaign/trees" -name '*.rej' -o -name '*.orig' >got
same 'its tree is as it was' /dev/null got
go three --patch small.diff
gives 'one that is applied already' unchanged
says 'is no change' 'the patch is applied already' why
go four --patch small.diff
gives 'one that does not fit as it is' 'failed conflict'
go four --patch small.diff -c clones
gives 'nor in a clone' 'failed conflict'
git -C "clones/localhost$trash/four" status --porcelain >got
same 'which stays clean' /dev/null got
for options in --patch=small.diff --patch=change.mbox; do
	go five "$options" --depth full
	gives "one that fits after a three-way merge ($options)" 'done'
	git -C five.git diff -U0 -M main "b$campaign" -- src |
		grep '^[-+][^-+]' >got
	same 'has its own lines, and no more' - got <<'EOF'
-5
+five
-30
+thirty
EOF
done
go one --patch change.diff --test 'test -x run && test ! -e gone'
gives 'a test sees it applied' 'done'

# ---- mails ------------------------------------------------------------------

go one --patch change.mbox -s
gives 'a mailbox' 'done'
git -C one.git log --reverse --format='%an %ae %aI %cn|%s' \
	"main..b$campaign" >got
same 'keeps several commits, with author, date and subject' - got <<EOF
O Ther other@example.com 2020-01-02T03:04:05+01:00 A U Thor|Say numbers in words
$(git -C source log -1 --format='%an %ae %aI' HEAD) A U Thor|Second [of] two
EOF
git -C one.git log -1 --format=%B "b$campaign^" >got
same 'and the whole message, signed off' - got <<'EOF'
Say numbers in words

A reason with a ü.

Signed-off-by: A U Thor <author@example.com>

EOF
says 'the tree is that of its source' \
	"$(git -C source rev-parse 'HEAD^{tree}')" - <<EOF
$(git -C one.git rev-parse "b$campaign^{tree}")
EOF
run git multi diff "c$campaign" --name-only
sed '/^#/d; /^$/d' out | sort >got
git -C source diff --name-only -M base HEAD | sort >want
same 'diff shows all of it' want got
go two --patch change.mbox
gives 'a mailbox that does not apply' 'failed conflict'
says 'says which mail, which file, which hunk' \
	"mail '0001 Say numbers in words' does not apply: 'src/a.py', hunk 2 (line 27)" \
	why
go two --patch change.mbox -c clones
gives 'also in a clone' 'failed conflict'
{
	git -C "clones/localhost$trash/two" status --porcelain
	git -C "clones/localhost$trash/two" log --format=%s
} >got
says 'which is left as it was' 'a past of two' got
go three --patch change.mbox
gives 'one of which a part is there' 'failed conflict'
git -C source format-patch -q --stdout base..HEAD^ >first.mbox
go three --patch first.mbox
gives 'and one that is all there' unchanged
# the subject of one that is not in ASCII, and a body that is encoded
git -C source checkout -q base
echo grün >source/grün
git -C source add . && git -C source commit -q -m 'Grüße
an alle'
git -C source format-patch -q --stdout base >encoded.mbox
go one --patch encoded.mbox -n
gives 'a dry run of an encoded mail' 'done'
fails_with 'published' 0 git multi publish "c$campaign"
git -C one.git log -1 --format=%s "b$campaign" >got
says 'has its subject' 'Grüße an alle' got

# ---- what is part of the campaign -----------------------------------------------

cp small.diff mine.diff
go one --patch mine.diff
rm mine.diff
fails_with 'a resume needs no file' 0 git multi resume "c$campaign"
sed 's/five/six/' small.diff >mine.diff
fails_with 'another content under that name' 128 git multi run \
	-r "$url/one.git" --campaign "c$campaign" --branch "b$campaign" \
	--patch mine.diff
has 'is another definition' "the content of 'mine.diff'" err
fails_with 'once more, with it' 0 git multi run -r "$url/one.git" \
	--campaign "c$campaign" --branch "b$campaign" --patch mine.diff --again
git -C one.git show "b$campaign:src/a.py" | sed -n 5p >got
says 'it counts' six got
git multi campaigns show "c$campaign" >got
has 'campaigns shows it' 'mine.diff' got

cp small.diff bad.diff
sed -i 's/^ 29$/ 28/' bad.diff
go one --patch bad.diff
gives 'one with a mistake' 'failed conflict'
cp small.diff bad.diff
fails_with 'a retry takes the file as it is now' 0 git multi retry "c$campaign"

# ---- what is wrong with the words ------------------------------------------------

usage () {
	sentence=$1 words=$2 code=$3; shift 3
	fails_with "$sentence" "$code" git multi run -r "$url/one.git" "$@"
	has "$sentence: said" "$words" err
}
usage 'no such file' "there is no file 'no.diff' to be a patch" 128 \
	--patch no.diff
echo hello >hello.diff
usage 'no patch' "'hello.diff' is no patch" 128 --patch hello.diff
head -n 7 small.diff >cut.diff
usage 'half a patch' "'cut.diff' is no patch" 128 --patch cut.diff
usage 'a command beside it' "'--patch' and a command exclude" 129 \
	--patch small.diff -- true
usage 'a text beside it' "'--patch' and '--sh' exclude" 129 \
	--patch small.diff --sh true
usage 'a message for mails' "'-m' and the mails of 'change.mbox' exclude" 129 \
	--patch change.mbox -m x
usage 'an author for mails' "'--author' and the mails of" 129 \
	--patch change.mbox --author 'A <a@b>'
fails_with 'nothing at all' 129 git multi run -r "$url/one.git"
has 'asks for one of the three' '--patch FILE' err
finish
