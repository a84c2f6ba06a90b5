# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# For the shell tests, which source it: a trash directory that is the current
# one, a home of its own, TAP, and servers that end with the test.
#
#	. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
#	ok 'a true sentence' command…
#	finish
#
# SRC and BUILD (the source tree, and where it was built) come from
# tests/run.sh; `make check TESTS=t-NAME` runs one test.

name=$(basename "$0" .sh)
SRC=$(cd "${SRC:-$(dirname "$0")/../..}" && pwd) || exit 99
BUILD=$(cd "${BUILD:-$SRC}" && pwd) || exit 99
trash=$(mktemp -d "${TMPDIR:-/tmp}/$name.XXXXXX") || exit 99
trash=$(cd "$trash" && pwd -P)
cd "$trash" || exit 99

# Nothing of the user who runs the tests reaches them, least of all a token.
for v in $(env | sed -n 's/^\(GIT_[A-Z0-9_]*\|[A-Z_]*TOKEN[A-Z0-9_]*\)=.*/\1/p') \
	CI GITHUB_ACTIONS GITHUB_STEP_SUMMARY NO_COLOR ACCESSIBLE PAGER LESS LV \
	http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY \
	ALL_PROXY NO_PROXY SSH_ASKPASS; do
	unset "$v"
done
HOME=$trash/home
XDG_STATE_HOME=$HOME/state XDG_CACHE_HOME=$HOME/cache
XDG_CONFIG_HOME=$HOME/config
GIT_CONFIG_GLOBAL=$HOME/.gitconfig GIT_CONFIG_NOSYSTEM=1
GIT_CEILING_DIRECTORIES=$trash GIT_TERMINAL_PROMPT=0
LC_ALL=C.UTF-8 TZ=UTC TERM=dumb PATH=$BUILD:$PATH
export SRC BUILD HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_CONFIG_HOME \
	GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM GIT_CEILING_DIRECTORIES \
	GIT_TERMINAL_PROMPT LC_ALL TZ TERM PATH
mkdir "$HOME"
git config --global user.name 'A U Thor'
git config --global user.email author@example.com
git config --global init.defaultBranch main
git config --global protocol.file.allow always

tests=0 failures=0 pids=

# ok SENTENCE COMMAND…: the command ends well; its output is shown if not.
ok () {
	sentence=$1; shift
	tests=$((tests + 1))
	if "$@" >"$trash/.said" 2>&1; then
		echo "ok $tests - $sentence"
		return 0
	fi
	failures=$((failures + 1))
	echo "not ok $tests - $sentence"
	echo "# failed: $*"
	tail -n 40 "$trash/.said" | sed 's/^/# /'
	return 1
}

# same SENTENCE EXPECTED ACTUAL: two files, or - for stdin (<<EOF; behind a
# pipe it would not be counted).
same () {
	ok "$1" diff -u "$2" "$3"
}

# says SENTENCE TEXT FILE: the file is that text and a newline.
says () {
	printf '%s\n' "$2" >"$trash/.expected"
	ok "$1" diff -u "$trash/.expected" "$3"
}

# has SENTENCE TEXT FILE, and lacks: the file holds the text.
has () {
	ok "$1" grep -F -e "$2" "$3" || sed 's/^/# | /' "$3"
}

lacks () {
	ok "$1" lacks_text "$2" "$3"
}

lacks_text () {
	test -f "$2" && ! grep -F -e "$1" "$2"
}

# run COMMAND…: its outputs in the files out and err, its exit code in status.
run () {
	status=0
	"$@" >out 2>err </dev/null || status=$?
}

# fails_with SENTENCE CODE COMMAND…: run, and the exit code is CODE.
fails_with () {
	sentence=$1 code=$2; shift 2
	run "$@"
	ok "$sentence" test "$status" = "$code" ||
		sed 's/^/# | /' err
}

# skip SENTENCE REASON, and for the whole file: skip_all REASON.
skip () {
	tests=$((tests + 1))
	echo "ok $tests - $1 # skip $2"
}

skip_all () {
	echo "1..0 # skip $1"
	exit 0
}

# finish: the last line of every test; without it the test has failed.
finish () {
	echo "1..$tests"
	exit "$((failures > 0))"
}

# repo PATH: a bare repository with one commit of three files.
repo () {
	git init -q --bare "$1" &&
	git init -q "$1.work" &&
	(
		cd "$1.work" &&
		mkdir src && echo "# $(basename "$1" .git)" >README.md &&
		echo 'x = 1' >src/a.py && printf 'all:\n' >Makefile &&
		git add . && git commit -q -m 'first commit' &&
		git push -q "$1" HEAD:main
	) && rm -rf "$1.work"
}

# wait_for FILE PATTERN PID: until a line matches, or the process is gone.
wait_for () {
	until grep -q -e "$2" "$1" 2>/dev/null; do
		kill -0 "$3" 2>/dev/null || return 1
		sleep 0.05
	done
}

stop () {
	kill "$1" 2>/dev/null
	wait "$1" 2>/dev/null
	return 0
}

at_exit () {
	code=$?
	trap - EXIT
	for pid in $pids; do
		stop "$pid"
	done
	cd /
	if test -n "${KEEP-}"; then
		echo "# kept: $trash"
	else
		chmod -R u+rwX "$trash" && rm -rf "$trash"
	fi
	exit "$code"
}
trap at_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
