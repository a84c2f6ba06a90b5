#!/bin/sh
# SPDX-License-Identifier: MIT
# From what a command changed to the commit: git does the work, so the tree is
# the one that plain git makes of the same change; and all that a command, a
# hook or the user's settings may do on the way.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
url=file://$trash

# go NAME [OPTION…] -- COMMAND…: a campaign of that name on NAME.git; its only
# row in the file row: "result class", and the reason in why
go () {
	target=$1; shift
	campaign=$((${campaign:-0} + 1))
	run git multi run -r "$url/$target.git" --campaign "c$campaign" \
		-m 'Change it' --branch "b$campaign" \
		--json=result,class,reason "$@"
	jq -r '.[] | [.result, .class // empty] | join(" ")' out >row
	jq -r '.[].reason // empty' out >why
}
gives () {
	says "$1" "$2" row || sed 's/^/# | /' why err
}
tree () {
	git -C "$1.git" rev-parse "${2:-b$campaign}^{tree}"
}
commit () {
	git -C "$1.git" log -1 --format="$2" "b$campaign"
}

# -- every kind of change

git init -q --bare kinds.git
git init -q work
(
	cd work || exit
	mkdir folder deep deep/er
	for file in plain gone renamed moved folder/a folder/b deep/er/c \
		becomes-link becomes-folder executable data.bin crlf.txt; do
		echo "$file" >"$file"
	done
	printf '\0\1\2\377' >data.bin
	printf 'a\r\nb\r\n' >crlf.txt
	chmod +x executable
	ln -s plain link
	ln -s nowhere broken
	ln -s deep folder-link
	echo '*.lfs filter=lfs diff=lfs merge=lfs -text' >.gitattributes
	echo 'ignored' >.gitignore
	printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 3\n' \
		0123456789012345678901234567890123456789012345678901234567890123 \
		>big.lfs
	git add . && git commit -q -m one && git push -q ../kinds.git HEAD:main
)
cat >change.sh <<'EOF'
#!/bin/sh
set -e
echo more >>plain
rm gone
mv renamed 'new name'
mkdir other
mv moved other/moved
rm -r folder
echo file >folder
chmod -x executable
chmod +x plain
rm becomes-link
ln -s plain becomes-link
rm becomes-folder
mkdir becomes-folder
echo in >becomes-folder/in
rm link
echo link >link
rm broken
ln -s still-nowhere broken
rm folder-link
ln -s folder folder-link
: >empty
mkdir no-files
echo secret >ignored
printf '\0\0\377' >data.bin
printf 'a\r\nc\r\n' >crlf.txt
sed -i 's/^size.*/size 4/' big.lfs
echo 1 >"new
line"
echo 1 >"tab	quote\" it's"
echo 1 >-dash
echo 1 >--all
echo 1 >"$(printf 'latin\344')"
chmod 0777 deep/er/c
EOF
chmod +x change.sh
(cd work && ../change.sh && git add -A && git commit -q -m two)
go kinds -- ./change.sh
gives 'a change of every kind' 'done'
says 'makes the tree that plain git makes' \
	"$(git -C work rev-parse 'HEAD^{tree}')" - <<EOF
$(tree kinds)
EOF
commit kinds %P >got
says 'in one commit on the base' "$(git -C kinds.git rev-parse main)" got
go kinds --sh 'chmod +x data.bin'
gives 'only a mode' 'done'
git -C kinds.git diff --raw main "b$campaign" | cut -c1-14 >got
says 'is a change' ':100644 100755' got

# -- what is no change, and what is staged already

repo "$trash/plain.git"
go plain -- true
gives 'nothing' unchanged
go plain --sh 'touch README.md && chmod g+w src/a.py'
gives 'other times of files' unchanged
go plain --sh 'echo x >>README.md; git add .; git checkout -q HEAD -- .'
gives 'staged and taken back' unchanged
go plain --sh 'echo x >>README.md; git add .; echo "# plain" >README.md'
gives 'staged, and the file as it was' unchanged
go plain --sh 'git rm -q --cached README.md'
gives 'taken out of the index, but still there' unchanged
go kinds --sh 'git rm -q --cached crlf.txt && echo crlf.txt >>.gitignore'
gives 'and ignored from now on' 'done'
ok 'is gone' sh -c '! git -C kinds.git cat-file -e "b$1:crlf.txt" 2>/dev/null' \
	- "$campaign"
go kinds --sh 'echo forced >ignored && git add -f ignored'
gives 'an ignored file that the command added' 'done'
ok 'is there' git -C kinds.git cat-file -e "b$campaign:ignored"
go plain --sh 'git mv README.md READ.me && echo 1 >new'
gives 'a staged rename and a new file' 'done'
git -C plain.git diff -M --name-status main "b$campaign" >got
same 'are both in it' - got <<EOF
R100	README.md	READ.me
A	new
EOF
git init -q --bare text.git
(
	git init -q text && cd text && echo '* text=auto' >.gitattributes &&
	printf 'a\nb\n' >a.txt && git add . && git commit -q -m one &&
	git push -q ../text.git HEAD:main
)
go text --sh 'printf "a\r\nb\r\n" >a.txt'
gives 'line ends that git does not keep' unchanged

# -- commits of the command's own

go plain --sh 'echo 1 >1 && git add 1 && git commit -q -m mine'
gives 'a commit by the command is refused' 'failed script'
has 'with a sentence' 'made commits of its own' why
git -C plain.git for-each-ref --format='%(refname:short)' >refs
lacks 'and not pushed' "b$campaign" refs
go plain --sh 'git commit -q --amend -m mine'
gives 'and one in the place of the base' 'failed script'
go plain --sh 'git checkout -q --orphan mine && git commit -q -m mine'
gives 'and one without a past' 'failed script'
for n in 1 2; do
	go plain --sh 'git checkout -q -b mine && echo 1 >1'
	gives "a branch of the command's is its own affair, $n" 'done'
done
for n in 1 2; do
	go plain --sh 'git tag mine && echo 1 >1 && git stash -q -u &&
		test "$(git stash list | wc -l)" = 1 && git stash pop -q'
	gives "and so are tags and a stash, $n" 'done'
done

# -- hooks of a commit, which are the user's own

mkdir hooks
git config --global core.hooksPath "$trash/hooks"
printf '#!/bin/sh\necho "no tabs, please"\nexit 1\n' \
	>hooks/pre-commit
chmod +x hooks/pre-commit
go plain --sh 'echo 1 >1'
gives 'a hook that refuses the commit' 'failed script'
has 'is said to be it' 'a hook refused the commit' why
has 'in its own words' 'no tabs, please' why
go plain --no-verify --sh 'echo 1 >1'
gives '--no-verify runs none' 'done'
printf '#!/bin/sh\necho formatted >>1 && git add 1\n' >hooks/pre-commit
printf '#!/bin/sh\nsed -i "1s/^/JIRA-1 /" "$1"\n' >hooks/commit-msg
chmod +x hooks/*
go plain --sh 'echo 1 >1'
gives 'hooks that change the commit' 'done'
git -C plain.git show "b$campaign:1" >got
same 'do so' - got <<EOF
1
formatted
EOF
commit plain %s >got
says 'and its message' 'JIRA-1 Change it' got
git config --global --unset core.hooksPath
rm -r hooks
mkdir -p template/hooks
printf '#!/bin/sh\necho from a template >&2\nexit 1\n' \
	>template/hooks/pre-commit
chmod +x template/hooks/pre-commit
repo "$trash/other.git"
git config --global init.templateDir "$trash/template"
for options in '' --clone-to=clones; do
	# shellcheck disable=SC2086 # none or one
	go other $options --sh 'echo 1 >1'
	gives "hooks of a template are run, too ($options)" 'failed script'
	has 'and refuse' 'from a template' why
done
rm -r clones
git config --global --unset init.templateDir

# -- what the commit says

go plain -s --author 'O Ther <other@example.com>' \
	--trailer Change=7 --trailer 'Reviewed-by: R' --sh 'echo 1 >1'
gives 'a commit with all of it' 'done'
commit plain '%an %ae %cn%n%B' >got
same 'has it' - got <<EOF
O Ther other@example.com A U Thor
Change it

Signed-off-by: A U Thor <author@example.com>
Change: 7
Reviewed-by: R

EOF
go plain --author nobody --sh 'echo 1 >1'
gives 'an author who is none' 'failed git'
has 'is named' "'nobody' is not 'Name <email>'" why
printf '# not a comment\n\n  subject\n\nbody  \n\n\n' >message
run git multi run -r "$url/plain.git" -F message --campaign msg --branch msg \
	--json=result --sh 'echo 1 >1'
git -C plain.git log -1 --format=%B msg >got
same 'a message from a file' - got <<EOF
# not a comment

  subject

body

EOF

# -- a signature, and who commits

cat >gpg <<'EOF'
#!/bin/sh
echo 'gpg: signing failed: Inappropriate ioctl for device' >&2
exit 2
EOF
chmod +x gpg
git config --global commit.gpgSign true
git config --global gpg.program "$trash/gpg"
go plain --sh 'echo 1 >1'
ok 'a signature that fails stops the run before its start' test "$status" = 128
has 'says the way out' 'unlock the signing key' err
# one that fails in the pool: only the trial before it went well
cat >gpg <<EOF
#!/bin/sh
test -e "$trash/tried" || {
	cat >/dev/null
	: >"$trash/tried"
	printf '\n[GNUPG:] SIG_CREATED \n' >&2
	echo signed
	exit 0
}
echo 'gpg: signing failed: Inappropriate ioctl for device' >&2
exit 2
EOF
go plain --sh 'echo 1 >1'
gives 'a signature that fails later' 'failed auth'
has 'says the way out too' 'unlock the signing key' why
git config --global --unset commit.gpgSign
git config --global user.useConfigOnly true
git config --global --unset user.email
go plain --sh 'echo 1 >1'
git config --global user.email author@example.com
gives 'nobody to commit as' 'failed git'
has 'says what to set' 'user.email' why

# -- clones that are kept

clone=clones/localhost$trash/plain
go plain -c clones --sh 'echo 1 >1 && git add 1 && echo 2 >2'
gives 'in an ordinary clone' 'done'
ok 'which is kept' test -d "$clone/.git" -a -f "$clone/2"
ok 'with nothing left in it' \
	test -z "$(git -C "$clone" status --porcelain)"
git -C "$clone" rev-parse --abbrev-ref HEAD >got
says 'on the branch' "b$campaign" got
git -C "$clone" config remote.origin.url >got
says 'that came from there' "$url/plain.git" got
echo '# a newer base' >README.md
git -C "$clone" fetch -q && git -C "$clone" checkout -q -B main origin/main
cp README.md "$clone/README.md"
git -C "$clone" commit -q -a -m newer && git -C "$clone" push -q origin main
inode=$(stat -c %i "$clone/.git")
go plain -c clones --sh 'echo 3 >>1'
gives 'and is used again' 'done'
says 'the same' "$inode" - <<EOF
$(stat -c %i "$clone/.git")
EOF
git -C plain.git diff --name-status main "b$campaign" >got
printf 'A\t1\n' >want
same 'from the base as it is now' want got
for change in 'echo mine >mine' 'echo mine >>README.md' 'git rm -q README.md' \
	'chmod +x README.md' 'git mv README.md other'; do
	(cd "$clone" && eval "$change")
	git -C "$clone" status --porcelain >before
	go plain -c clones --sh 'echo 3 >>1'
	gives "one with a person's work is left alone: $change" \
		'failed conflict'
	git -C "$clone" status --porcelain >after
	same 'as it is' before after
	git -C "$clone" reset -q --hard && git -C "$clone" clean -q -f
done
has 'its name is said' "$clone" why
git -C "$clone" branch -q mine
git -C "$clone" commit -q --allow-empty -m "a person's"
git -C "$clone" branch -q -f mine
git -C "$clone" reset -q --hard HEAD^
run git multi run -r "$url/plain.git" -c clones --branch mine -m x \
	--json=class,reason --sh 'echo 3 >>1'
has 'one with a branch of that name, too' '"class":"conflict"' out
git -C "$clone" log -1 --format=%s mine >got
says 'whose commits stay' "a person's" got
git init -q --bare old.git
git init -q old
(
	cd old || exit
	for n in 1 2 3; do
		echo "$n" >n && git add n && git commit -q -m "$n"
	done
	git push -q ../old.git HEAD:main
)
go old -c clones --depth full --sh 'echo 4 >>n'
gives 'a clone with all of its history' 'done'
git -C old.git branch -f main "b$campaign"
go old -c clones --sh 'echo 5 >>n'
gives 'keeps it' 'done'
git -C "clones/localhost$trash/old" rev-list --count HEAD >got
says 'whole' 5 got

# A run that is killed leaves what is ours to take away; what a command that
# failed left may be of use to a person.
cat >twice.sh <<EOF
#!/bin/sh
echo half >>half
echo half >>README.md
test -e '$trash/again' && exit 0
: >'$trash/again'
kill -9 "\$PPID"
sleep 10
EOF
chmod +x twice.sh
for options in -c\ clones ''; do
	rm -f again
	repo "$trash/killed.git"
	# shellcheck disable=SC2086 # none or two
	go killed $options -- ./twice.sh
	run git multi resume "c$campaign" --json=result
	jq -r '.[].result' out >row
	gives "a run that is killed in mid-command resumes ($options)" 'done'
	git -C killed.git show "b$campaign:half" >got
	says 'with the change made once' half got
	rm -rf killed.git
done
mkdir -p "clones/localhost$trash/plain3.part/.git"
repo "$trash/plain3.git"
go plain3 -c clones --sh 'echo 3 >>1'
gives 'half a clone that is left is made anew' 'done'

# -- called from another repository

repo "$trash/here.git"
git clone -q here.git here
cat >probe.sh <<'EOF'
#!/bin/sh
env | grep '^GIT_' | grep -v -e '^GIT_MULTI_' -e '^GIT_CONFIG_GLOBAL=' \
	-e '^GIT_CONFIG_NOSYSTEM=' -e '^GIT_CEILING_DIRECTORIES=' \
	-e '^GIT_TERMINAL_PROMPT=' -e '^GIT_EXEC_PATH=' \
	-e '^GIT_EDITOR=' -e '^GIT_AUTHOR_[NE]'
git rev-parse --show-toplevel
test "$(git rev-parse --show-toplevel)" = "$(pwd -P)" || exit 1
echo 1 >probed
EOF
chmod +x probe.sh
head=$(git -C here rev-parse HEAD)
within () {
	sentence=$1; shift
	campaign=$((campaign + 1))
	set -- "$@" run -r "$url/plain.git" --campaign "c$campaign" \
		--branch "b$campaign" -m 'Change it' -- "$trash/probe.sh"
	run "$@"
	ok "$sentence" test "$status" = 0 || sed 's/^/# | /' err
	git -C plain.git diff --name-status main "b$campaign" >got
	says 'changes its repositories' "$(printf 'A\tprobed')" got
	{
		git -C here rev-parse HEAD
		git -C here status --porcelain
	} >got
	says 'and not the one it stands in' "$head" got
	git multi log --output plain "c$campaign" | sed 1d >seen
	says 'the command sees none of its variables' \
		"$(sed -n '$p' seen)" seen
}
within 'git --git-dir' git --git-dir=here/.git multi
within 'git -C' git -C here multi
within 'GIT_DIR and others in the environment' env \
	GIT_DIR="$trash/here/.git" GIT_WORK_TREE="$trash/here" \
	GIT_INDEX_FILE="$trash/here/.git/index" GIT_PREFIX=src/ \
	GIT_OBJECT_DIRECTORY="$trash/here/.git/objects" \
	GIT_AUTHOR_DATE='2001-01-01T00:00:00Z' git multi
commit plain %ad >got
lacks 'nor does the commit have its date' 2001 got
within 'git -c' git -c user.name=Other -c core.editor=false multi
commit plain %an >got
says 'whose settings count' Other got
git -C here config alias.up multi
git -C here config alias.by-shell '!git multi'
within 'an alias' git -C here up
within 'an alias with a shell' git -C here by-shell
for hook in post-commit pre-commit; do
	rm -f here/.git/hooks/*
	printf '#!/bin/sh\n. "%s"\n' "$trash/hook" >"here/.git/hooks/$hook"
	chmod +x "here/.git/hooks/$hook"
	campaign=$((campaign + 1))
	cat >hook <<EOF
git multi run -r '$url/plain.git' --campaign c$campaign --branch b$campaign \
	-m 'Change it' -- '$trash/probe.sh' >'$trash/hook.out' 2>&1
EOF
	git -C here commit -q --allow-empty -m "$hook"
	git -C plain.git diff --name-status main "b$campaign" >got
	says "in a hook ($hook)" "$(printf 'A\tprobed')" got ||
		sed 's/^/# | /' hook.out
	git multi log --output plain "c$campaign" | sed 1d >seen
	says 'none of its variables is seen' "$(sed -n '$p' seen)" seen
done

finish
