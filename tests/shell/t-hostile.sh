#!/bin/sh
# SPDX-License-Identifier: MIT
# Repositories, servers and commands that mean us ill: nothing of theirs is
# run, followed or printed as it is.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
mkdir "$fdir/repos"
nl='
'

# make NAME: a repository with all of it
make () {
	bare=$(bare "$1")
	git init -q --bare "$bare"
	git init -q work
	(
		cd work || exit
		echo one >version.txt
		echo '#!/bin/sh
touch "$0.was.run"' >update.sh
		cp update.sh git
		cp update.sh sh
		cp update.sh env
		chmod +x update.sh git sh env
		ln -s "$trash/outside" link
		ln -s ../../../../../../outside up
		ln -s . loop
		echo '[submodule "s"]
	path = s
	url = ext::sh -c touch% '"$trash"'/was.run
[submodule "t"]
	path = t
	url = file://'"$trash"'/forge/repos/demo/sub.git
	update = !touch '"$trash"'/was.run' >.gitmodules
		echo '* filter=evil diff=evil merge=evil
*.crlf text eol=crlf' >.gitattributes
		echo '[filter "evil"]
	clean = touch '"$trash"'/was.run
	smudge = touch '"$trash"'/was.run
[core]
	fsmonitor = touch '"$trash"'/was.run
	hooksPath = hooks' >.gitconfig
		mkdir hooks
		cp update.sh hooks/pre-commit
		printf 'a\r\nb\r\n' >lines.crlf
		for file in -rf --option --upload-pack=x 'a b' "it's" 'a"b' \
			"two${nl}lines" '::set-output name=x::y' '$(id)' \
			'back\slash' 'glob*' ':(top)x' 'ü' ' '; do
			echo one >"./$file"
		done
		printf 'one\n' >"$(printf 'latin\344')"
		git add -A
		git update-index --add --cacheinfo "160000,$sub,s" \
			--cacheinfo "160000,$sub,t"
		git commit -q -m one
		git push -q "$bare" HEAD:main
	) || exit 99
	rm -rf work
}

forge_repos 3 demo r
cp -R "$(bare r1)" "$(bare sub)"
sub=$(git -C "$(bare sub)" rev-parse main)
make evil
forge_up
mkdir outside
echo safe >outside/file

cat >update.sh <<'EOF'
#!/bin/sh
for file in * .gitattributes; do
	test -h "$file" || ! test -f "$file" || echo two >>"./$file"
done
EOF
chmod +x update.sh
fails_with 'a run on a repository that is a trap' 0 git multi run -v \
	-r "${forge}demo/evil" -m 'Into the trap' --json -- ./update.sh
ok 'nothing of it was run' test ! -e was.run
find "$HOME" "$fdir" -name '*.was.run' >got
same 'also not by name' /dev/null got
has 'nothing outside was touched' safe outside/file
ok 'nor came anything there' test "$(ls outside)" = file

# as a plain git does it
git clone -q "$(bare evil)" plain
(
	cd plain && ../update.sh && git add -A && git commit -q -m two
)
says 'the tree is the one that plain git makes' \
	"$(git -C plain rev-parse 'HEAD^{tree}')" - <<EOF
$(git -C "$(bare evil)" rev-parse 'multi/Into-the-trap^{tree}')
EOF
git -C "$(bare evil)" ls-tree multi/Into-the-trap s t | cut -c1-6 >got
same 'the submodules are as they were' - got <<EOF
160000
160000
EOF
find "$XDG_CACHE_HOME" -path '*modules*' >got
same 'and were not cloned' /dev/null got

# -- what commands and servers print

cat >loud.sh <<'EOF'
#!/bin/sh
printf '::add-mask::x\n  ::set-output name=a::b\n\t::error::y\n'
printf '##[error]z\nab##vso[task.x]c\r::stop-commands::d\n'
printf '\033[2J\033]0;title\007\033[31mred\033[m\b\b\x9b31m\302\2331m\n'
printf '\342\200\203::warning::e\n\n:'
sleep 0.1
printf ':debug::f\n\377\376::notice::g\n'
printf 'last: \033[1m##vso[task.x]::add-mask::h'
exit 3
EOF
chmod +x loud.sh

# harmless SENTENCE FILE: no control character, no line for a CI
harmless () {
	ok "$1" is_harmless "$2" || cat -v "$2" | sed 's/^/# | /'
}
is_harmless () {
	test -s "$1" &&
	! tr -d '\n\t' <"$1" | LC_ALL=C grep -a -q '[[:cntrl:]]' &&
	! LC_ALL=C grep -a -q "$(printf '\302[\200-\237]')" "$1" &&
	! LC_ALL=C grep -a -q "$(printf '[\376\377]')" "$1" &&
	! grep -a -q '^[[:space:]]*::' "$1" &&
	! LC_ALL=C grep -a -q "^$(printf '\342\200\203')::" "$1" &&
	! grep -a -q '##[a-z]*\[' "$1"
}
for bad in '::a::' '  ::a::' '##[error]' 'ab##vso[t]' '\r' '\033[m' '\b' \
	'\302\233m' '\377' '\342\200\203::a::'; do
	# shellcheck disable=SC2059 # the escapes are meant
	printf "x\n$bad\n" >said
	is_harmless said && echo "$bad"
done >got
same 'what is not harmless is known' /dev/null got
fails_with 'a command that prints commands' 2 git multi run -v \
	-r "${forge}demo/r1" -m Loud -- ./loud.sh
harmless 'what it says as it comes' err
has 'is said' 'add-mask' err
harmless 'and at the end' out
run git multi run -r "${forge}demo/r1" -m Loud -- ./loud.sh
run git multi log --output "${forge}demo/r1" Loud
harmless 'and in the log' out
has 'which is the whole' 'add-mask::h' out
run git multi log Loud
harmless 'and in the journal' out
run git multi status Loud --cached --format='%(reason)'
harmless 'and as a reason' out

# A server's own words, by a hook of a repository on this machine.
repo "$trash/server.git"
cat >server.git/hooks/pre-receive <<'EOF'
#!/bin/sh
printf '::error::a\n\033[31m##[error]b\033[m\n##vso[task.x]c\n'
exit 1
EOF
chmod +x server.git/hooks/pre-receive
fails_with 'a server that prints commands' 2 git multi run -v \
	-r "file://$trash/server.git" -m 'Server words' --sh 'echo 1 >new.txt' \
	--format='%(reason)'
harmless 'as a reason' out
has 'which quotes it' 'error' out
harmless 'in what is said' err
run git multi log --output server 'Server-words'
harmless 'and in the log' out

# -- names

hostile_name='a+b~c=d,e;f&g!h(i)$j'"'"'k@l'
mkdir local
for name in "$hostile_name" "$(printf 'gr\303\274n')" 'p%20q'; do
	cp -R "$(bare r1)" "local/$(echo "$name" | sed 's/%20/ /').git"
	echo "file://$trash/local/$name"
done >list.txt
cp -R "$(bare r1)" "$(bare .github)"
echo "${forge}demo/.github" >>list.txt
git -C "$(bare r2)" branch "x'y\"\$(id);z&<b>%41"
branch=$(git -C "$(bare r2)" for-each-ref --format='%(refname:short)' \
	'refs/heads/x*')
git -C "$(bare r2)" symbolic-ref HEAD "refs/heads/$branch"
git -C "$(bare r2)" branch -D -q main
echo "${forge}demo/r2" >>list.txt
title='It'"'"'s "quoted": <b>\n%41 $(id) &amp; ünï 🎉'
fails_with 'names, title and branch with all that may be quoted' 0 \
	git multi run -r list.txt --campaign quotes --title "$title" \
	-m 'Subject "quoted" '"it's"' \back' --body 'a
b	"c" \d' --label 'k"l'"'"'&m' --create-labels --branch "q/it's\"\$x" \
	--json=name,result,base,pull.number --sh 'echo 1 >new.txt'
jq -r '.[] | [.name, .result, (.pull.number | type)] | join(" ")' out |
	LC_ALL=C sort >got
LC_ALL=C sort >want <<EOF
$hostile_name done null
$(printf 'gr\303\274n') done null
p%20q done null
.github done number
r2 done number
EOF
same 'all are done' want got
pull () {
	curl -s -H 'Authorization: Bearer sentinel-token' -H 'User-Agent: t' \
		"${forge}repos/demo/$1/pulls?state=all" | jq -r ".[0]$2"
}
pull r2 .title >got
says 'the title is as it was given' "$title" got
pull r2 .body >got
says 'and the body' 'a
b	"c" \d' got
pull r2 .head.ref >got
says 'and the branch' "q/it's\"\$x" got
pull r2 .base.ref >got
says 'and the base' "$branch" got
pull r2 '.labels[0].name' >got
says 'and the label' "k\"l'&m" got
git -C "$(bare r2)" log -1 --format=%s "q/it's\"\$x" >got
says 'and the message' 'Subject "quoted" '"it's"' \back' got
fails_with 'and once more nothing is to do' 0 git multi run -r list.txt \
	--campaign quotes --title "$title" \
	-m 'Subject "quoted" '"it's"' \back' --body 'a
b	"c" \d' --label 'k"l'"'"'&m' --create-labels --branch "q/it's\"\$x" \
	--json=result --sh 'echo 1 >new.txt'
fails_with 'and status finds them' 0 git multi status quotes --json=pull.state
jq -r '[.[].pull.state | select(.)] | join(" ")' out >got
says 'open' 'open open' got

finish
