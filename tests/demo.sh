#!/bin/sh
# SPDX-License-Identifier: MIT
# make demo: git multi at work on forges of its own, with a dozen repositories
# in a temporary folder: the three commands that `git multi demo` prints, and
# what may come after them. Every command is shown before it runs, so that a
# reader can type it. Ends with 0 only if all went as it says.

terminal=${TERM-}
. "${SRC:-$(dirname "$0")/..}/tests/shell/lib.sh"
TERM=$terminal
GIT_PAGER=cat TMPDIR=$trash
export GIT_PAGER TMPDIR

if ! test -x "$BUILD/git-multi-demo-forge"; then
	echo 'demo: it needs libmicrohttpd (Debian: libmicrohttpd-dev)' >&2
	exit 1
fi

bold='' plain=''
if test -t 1 && test "$TERM" != dumb; then
	bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

tell () {
	echo
	printf '# %s\n' "$@"
}

prompt () {
	printf '\n%s$ %s%s\n' "$bold" "$1" "$plain"
}

# show CODE COMMAND: prints it, runs it by the shell, and wants that exit code.
show () {
	prompt "$2"
	code=0
	sh -c "$2" </dev/null || code=$?
	test "$code" = 0 || printf '(exit code %s)\n' "$code"
	if test "$code" != "$1"; then
		echo "demo: exit code $code where $1 was expected" >&2
		exit 1
	fi
}

trap 'git-multi demo --stop >/dev/null 2>&1; at_exit' EXIT

show 0 'git multi demo'
commands=$TMPDIR/git-multi-demo-$(id -u)/commands
first=$(sed -n 1p "$commands")
prompt "$first"
eval "$first"
folder=${XDG_STATE_HOME%/state}

tell 'Twelve repositories, and the change that is to be made in each of them:'
show 0 "cat $folder/repos.txt"
show 0 "cat $folder/update.sh"
tell 'The forges take one pull request a second or so, as real ones ask for.'
show 1 "$(sed -n 2p "$commands")"
tell 'One repository needed nothing, one is archived, and in one the test' \
	'fails: this is what it said.'
show 0 'git multi log --output legacy'
tell 'The others have a pull request each, with checks that run for a while.'
show 0 'git multi status demo'
show 0 "$(sed -n 3p "$commands")"
show 0 'git multi report demo'

git multi campaigns show --json=pull.state demo >states
merged=$(jq '[.[] | select(.pull.state == "merged")] | length' states)
if test "$merged" != 9; then
	echo "demo: $merged pull requests are merged where 9 were expected" >&2
	exit 1
fi
show 0 'git multi demo --stop'
tell 'Nine pull requests are merged, and what did not go well is said above.'
