#!/bin/sh
# SPDX-License-Identifier: MIT
# git multi demo: the commands work as they are printed, in the shells
# that people have; nothing of the user's is touched; it ends when told.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

unset GIT_MULTI_CLOCK
TMPDIR=$trash/tmp
export TMPDIR
mkdir "$TMPDIR"
folder=$TMPDIR/git-multi-demo-$(id -u)

# Without its parts it says what is missing.
mkdir alone
cp "$BUILD/git-multi" alone/git-multi
if test -x "$BUILD/git-multi-demo-forge"; then
	run alone/git-multi demo
else
	run git multi demo
fi
if test "$status" = 0; then
	git multi demo --stop 2>/dev/null
	skip 'without the demo forge' 'one is installed on this machine'
else
	has 'without the demo forge' libmicrohttpd err
	ok 'nothing is left' test ! -e "$folder"
fi
test -x "$BUILD/git-multi-demo-forge" || {
	skip 'the demo' 'built without the demo forge'
	finish
}

# gone FOLDER: waits until it is; its keeper is nobody's child here
gone () {
	tries=600
	while test -e "$1" && test "$tries" -gt 0; do
		sleep 0.05
		tries=$((tries - 1))
	done
	test ! -e "$1"
}
# over PID: it has ended, whether or not it was waited for
over () {
	case $(ps -o stat= -p "$1") in
	''|Z*) ;;
	*) return 1 ;;
	esac
}
trap 'git-multi demo --stop >/dev/null 2>&1; at_exit' EXIT

fails_with 'nothing to stop' 0 git multi demo --stop
fails_with 'it starts' 0 git multi demo --clock 30
cp out commands
grep -c . commands >got
says 'five commands' 5 got
sed -n 's/^git multi \([a-z]*\) .*/\1/p' commands | paste -sd ' ' - >got
says 'to type as they are' 'run merge status report' got
ok 'the folder is the user'"'"'s alone' \
	test "$(stat -c %a "$folder" 2>/dev/null || stat -f %Lp "$folder")" = 700
fails_with 'once more' 0 git multi demo
same 'prints the same' commands out
cut -d ' ' -f 1 "$folder/ports" | sort >dialects
sed 's,^\(http://[^/]*/\).*,\1,' "$folder/repos.txt" | sort -u | wc -l |
	tr -d ' ' >got
known=0
while read -r dialect; do
	GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=multi.https://x.example.com/.forge \
		GIT_CONFIG_VALUE_0=$dialect git multi doctor --offline --json \
		>out 2>/dev/null
	jq -e 'any(.text | contains("not one of")) | not' out >/dev/null &&
		known=$((known + 1))
done <dialects
says 'repositories on each forge that is known' "$known" got
grep -c . "$folder/repos.txt" >got
says 'a dozen' 12 got

# ---- typed in other shells --------------------------------------------------

for shell in dash bash zsh fish; do
	if ! command -v "$shell" >/dev/null; then
		skip "$shell takes the first command" "there is no $shell"
		continue
	fi
	# shellcheck disable=SC2016 # for that shell
	{
		sed -n 1p commands
		echo 'git multi list --format="%(name)" -r "'"$folder"'/repos.txt"'
		echo 'echo "$XDG_STATE_HOME"'
		echo 'eval "$GIT_MULTI_DEMO_LEAVE"'
		echo 'git config --get-regexp "^multi\..*\.forge" >settings'
		echo 'env >after'
	} >typed
	env >before
	run "$shell" typed
	ok "$shell takes the first command" test "$status" = 0
	tail -n 1 out >got
	says "$shell: the demo's state" "$folder/state" got
	grep -c . out >got
	says "$shell: and its repositories" 13 got
	ok "$shell: what undoes it" test ! -s settings
	for variable in XDG_STATE_HOME XDG_CACHE_HOME; do
		grep "^$variable=" before >expected
		grep "^$variable=" after >got
		same "$shell: $variable as it was" expected got
	done
	ok "$shell: no token is left" sh -c \
		'! grep "^GIT_MULTI_TOKEN_127.*=." after'
	ok "$shell: nor the demo's clock" sh -c \
		'! grep "^GIT_MULTI_CLOCK=." after'
done

# ---- the whole --------------------------------------------------------------

# As a person types them: each ends with a code of its own.
{
	sed -n 1p commands
	sed -n 2p commands
	echo 'echo "run $?"'
	sed -n 3p commands
	echo 'echo "merge $?"'
	sed -n 4p commands
	sed -n 5p commands
	echo 'git multi status demo --json >states'
	echo 'git multi report --json demo >report'
	echo 'git multi doctor --json >health'
} >typed
run sh typed
grep -E '^(run|merge) [0-9]+$' out >got
same 'one repository fails its test, all others are merged' - got <<'EOF' ||
run 1
merge 0
EOF
	sed 's/^/# | /' err
jq -r '.[] | [.result, .pull.state // "-"] | join(" ")' states | sort |
	uniq -c | sed 's/^ *//' >got
same 'what became of the dozen' - got <<'EOF'
9 done merged
1 failed -
1 skipped -
1 unchanged -
EOF
jq -r '.failures[].class' report >got
says 'the test it was' test got
jq -r '.[] | select(.check == "token").state' health | sort -u >got
says 'the doctor finds the tokens in order' ok got
ok 'nothing of it is in the user'"'"'s state' \
	test ! -e "$XDG_STATE_HOME/git-multi/campaigns/demo"
ok 'nor in the cache' test ! -e "$XDG_CACHE_HOME/git-multi/repos"

# ---- the end ----------------------------------------------------------------

sed -n 's/ .*//p' "$folder/keeper" >processes
fails_with 'it stops' 0 git multi demo --stop
says 'and prints what takes its settings back' \
	"eval \"\$GIT_MULTI_DEMO_LEAVE\"" out
fails_with 'once more, in a shell of it' 0 \
	env GIT_MULTI_DEMO_LEAVE='export PATH=x' git multi demo --stop
has 'it is printed too' GIT_MULTI_DEMO_LEAVE out
ok 'the folder is gone' test ! -e "$folder"
while read -r pid; do
	ok 'and a process of it' over "$pid"
done <processes
fails_with 'it starts again' 0 git multi demo --idle 1s
ok 'and ends by itself when nobody asks it' gone "$folder"

fails_with 'one that is killed' 0 git multi demo
sed -n 's/ .*//p' "$folder/keeper" >processes
kill -KILL "$(sed -n 1p processes)"
ok 'leaves its folder' test -d "$folder"
fails_with 'the next one takes its place' 0 git multi demo
ok 'and ends what it left running' over "$(sed -n 2p processes)"
git multi demo --stop 2>/dev/null
mkdir "$folder"
fails_with 'a folder that is no demo'"'"'s' 128 git multi demo
has 'stays' 'no demo' err
ok 'as it is' test -d "$folder"
rmdir "$folder"

# ---- installed, without the source ------------------------------------------

if test -f "$BUILD/Makefile"; then
	unset MAKEFLAGS MFLAGS MAKELEVEL
	ok 'install' make -s -C "$BUILD" install DESTDIR="$trash/root"
	program=$(find "$trash/root" -type f -name git-multi -path '*/bin/*')
	fails_with 'an installed one starts' 0 env -u SRC -u BUILD \
		PATH="${program%/*}:/usr/bin:/bin" git multi demo
	fails_with 'and stops' 0 "$program" demo --stop
else
	skip 'an installed one' 'not built by make'
fi
fails_with 'no such clock' 129 git multi demo --clock 0.5
fails_with 'no such word' 129 git multi demo now
finish
