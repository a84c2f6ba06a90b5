#!/bin/sh
# SPDX-License-Identifier: MIT
# git multi list: selections in all their forms, what is wrong with them, and
# the forms of output.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

# keys WORDS…: the keys that a selection gives.
keys () {
	run git multi list --format='%(task)' "$@"
}

# --- names

keys -r o/n -r https://github.com/O/N.git -r git@github.com:o/n \
	-r ssh://git@github.com/o/n.git -r github.com/o/n
says 'one repository by five names counts once' github.com/o/n out
keys -r https://gitlab.example.com/group/sub/n.git -r 127.0.0.1:4020/o/n \
	-r file:///srv/git/c.git -r git@h.example:o/n
cat >expected <<'EOT'
gitlab.example.com/group/sub/n
127.0.0.1:4020/o/n
localhost/srv/git/c
h.example/o/n
EOT
same 'other hosts' expected out
run git -c multi.host=h.example -c multi.owner=me multi list -r o/n -r mine \
	--format='%(task)'
printf 'h.example/o/n\nh.example/me/mine\n' >expected
same 'multi.host and multi.owner' expected out
run git -c multi.https://h.example/.forge=github multi list -r h.example/o/N \
	-r https://h.example/O/n --format='%(task) %(forge)'
says 'case is ignored where the forge does' 'h.example/o/n github' out
run git -c url.https://github.com/.insteadOf=gh: multi list -r gh:o/n \
	--format='%(task)'
says 'a shorthand of insteadOf is expanded' github.com/o/n out
run git -c url.file:///srv/.insteadOf=https://github.com/ multi list -r o/n \
	--format='%(task)'
says 'a key is that of the URL before insteadOf' github.com/o/n out

# --- lists

printf '\357\273\277# by hand\r\no/a base=develop label=x,y label=z # why\r\n\r\no/b\r\n' \
	>repos.txt
keys -r repos.txt -r o/c -r o/a
printf 'github.com/o/a\ngithub.com/o/b\ngithub.com/o/c\n' >expected
same 'a list with BOM, CRLF and comments' expected out
run git multi list -r repos.txt --format='%(name) %(base) %(label)'
printf 'a develop x,y,z\nb  \n' >expected
same 'and its settings' expected out
run git multi list -r - --format='%(task)'
ok 'an empty stdin is an empty selection' test "$status" = 3
git multi list -r - --format='%(task)' <repos.txt >out
printf 'github.com/o/a\ngithub.com/o/b\n' >expected
same 'a list from stdin' expected out

# refused SENTENCE TEXT WORDS…: the selection is an error that says TEXT.
refused () {
	sentence=$1 text=$2
	shift 2
	fails_with "$sentence: exit code" "${code-128}" git multi list "$@"
	has "$sentence: sentence" "$text" err
	ok "$sentence: nothing is listed" test ! -s out
}

printf 'o/a\no/\000b\n' >bad.txt
refused 'a NUL byte' "line 2 of 'bad.txt'" -r bad.txt
printf 'o/a\no/b\033[2J\n' >bad.txt
refused 'control characters' "line 2 of 'bad.txt'" -r bad.txt
printf 'o/a\n\nh.example/../b\n' >bad.txt
refused 'a part ..' "line 3 of 'bad.txt'" -r bad.txt
{ echo o/a; head -c 1048576 /dev/zero | tr '\0' a; echo; } >bad.txt
refused 'a line of 1 MB' "line 2 of 'bad.txt'" -r bad.txt
echo 'o/a lable=x' >bad.txt
refused 'an unknown setting' "did you mean 'label'" -r bad.txt
echo 'o/a word' >bad.txt
refused 'a word that is no setting' "line 1 of 'bad.txt'" -r bad.txt
refused 'a list that is not there' "cannot read the list 'none.txt'" \
	-r none.txt
mkdir -p o/dir/.git && echo o/x >o/file
refused 'a file that could be a repository' \
	"'o/file' is a file here and could be the repository" -r o/file
keys -r ./o/file
says 'but not with ./' github.com/o/x out
keys -r o/dir
says 'a folder is no list' github.com/o/dir out
refused 'a folder as a list' "file://$trash/o/dir" -r ./o/dir
refused 'a bare name without multi.owner' 'multi.owner' -r name
code=129
refused 'a bad expression' '--include a(' -r o/a --include 'a('
unset code
refused 'an option where a name should be' "'-x'" -r -x

# --- filters

keys -r o/a -r o/b -r p/a --include '/O/' --exclude 'b$'
says 'include and exclude' github.com/o/a out
keys -r o/a -r o/b --skip-repo https://github.com/o/A.git
says 'skip-repo by another name' github.com/o/b out
keys -r o/a --skip-repo o/z
has 'skip-repo of a stranger is said' "'github.com/o/z' of --skip-repo" err
fails_with 'all filtered away is empty' 3 git multi list -r o/a --exclude .

# --- forms of output

run git multi list -r repos.txt --json
ok 'JSON for jq' sh -c 'jq -e ".[0].label == \"x,y,z\" and
	.[0].forge == \"github\" and .[1].base == null" out'
run git multi list -r repos.txt --json=name,url
cat >expected <<'EOT'
[{"name":"a","url":"https://github.com/o/a.git"},{"name":"b","url":"https://github.com/o/b.git"}]
EOT
jq -c . out >got
same 'JSON with two fields' expected got
fails_with 'an empty selection as JSON' 3 git multi list -r o/a --exclude . \
	--json
says 'is an empty array' '[]' out
run git multi list -r o/n --json
jq -j '.[0] | to_entries | map(.value // "" | tostring) | join("\t")' out \
	>expected
echo >>expected
run git multi list -r o/n --porcelain
same 'porcelain has the same fields in the same order' expected out
cut -f 1-9 out >got
printf 'github.com/o/n\tgithub.com\to\tn\tgithub\thttps://github.com/o/n.git\thttps://github.com/\t\t\n' \
	>first
same 'and these are the first' first got
run git multi list -r o/n --porcelain=v1
same 'porcelain=v1' expected out
fails_with 'porcelain of the future' 129 git multi list -r o/n --porcelain=v2
run git multi list -r repos.txt -z --format='%(task)'
printf 'github.com/o/a\0github.com/o/b\0' >expected
same 'format with -z' expected out
run git multi --color=always list -r o/n --porcelain
ok 'no colour in what scripts read' sh -c '! grep -q "$(printf "\033")" out'

# --- 5,000 at once

seq -f 'owner-%g/name' 5000 >many.txt
cat many.txt many.txt >twice.txt
keys -r many.txt -r twice.txt
ok '5,000 repositories, each once' test "$(wc -l <out)" = 5000
ok 'in their order' test "$(tail -n 1 out)" = github.com/owner-5000/name
finish
