#!/bin/sh
# SPDX-License-Identifier: MIT
# make demo: git multi at work on a forge of its own, with a dozen
# repositories in a temporary folder. Every command is shown before it runs.
# Ends with 0 only if all went as it says.

terminal=${TERM-}
. "${SRC:-$(dirname "$0")/..}/tests/shell/lib.sh"
TERM=$terminal

if ! test -x "$BUILD/git-multi-demo-forge"; then
	echo 'demo: it needs libmicrohttpd (Debian: libmicrohttpd-dev)' >&2
	exit 1
fi
. "$SRC/tests/shell/forge-lib.sh"
unset GIT_MULTI_CLOCK		# at real speed

bold='' plain=''
if test -t 1 && test "$TERM" != dumb; then
	bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

tell () {
	echo
	printf '# %s\n' "$@"
}

# show CODE COMMAND: prints it, runs it by the shell, and wants that exit code.
show () {
	printf '\n%s$ %s%s\n' "$bold" "$2" "$plain"
	code=0
	sh -c "$2" </dev/null || code=$?
	test "$code" = 0 || printf '(exit code %s)\n' "$code"
	if test "$code" != "$1"; then
		echo "demo: exit code $code where $1 was expected" >&2
		exit 1
	fi
}

# new NAME VERSION: a repository whose Dockerfile names it; none for "-".
new () {
	git init -q --bare "$(bare "$1")"
	git init -q work
	echo "# $1" >work/README.md
	test "$2" = - || printf 'FROM python:%s\nCOPY . /app\n' "$2" \
		>work/Dockerfile
	git -C work add .
	git -C work commit -q -m 'first commit'
	git -C work push -q "$(bare "$1")" HEAD:main
	rm -rf work
	echo "${forge}demo/$1" >>repos.txt
}

forge_up
for name in alpha beta gamma delta epsilon zeta eta theta iota; do
	new "$name" 3.10
done
new modern 3.12
new docs -
new attic 3.10
setting attic 'archived = true'
cat >update.sh <<'END'
#!/bin/sh
sed -i 's/python:3\.10/python:3.12/' Dockerfile
END
chmod +x update.sh

tell "A demo forge speaks GitHub's API at $forge; no account, no network." \
	'Twelve repositories: "modern" has the change already, "docs" has no' \
	'Dockerfile so that the command fails there, "attic" is archived.'
show 0 'cat repos.txt'
show 0 'cat update.sh'
tell 'The forge takes one pull request a second, as GitHub asks for.'
show 1 'git multi run -r repos.txt -m "Use Python 3.12" --branch python-3.12 -- ./update.sh'
show 0 'git multi status'
show 0 "git multi log python-3.12 $host/demo/alpha"
show 0 "git multi log --output $host/demo/docs"

opened=$(for bare in "$fdir"/repos/demo/*.git; do
	git -C "$bare" rev-parse -q --verify refs/heads/python-3.12
done | wc -l)
if test "$opened" != 9; then
	echo "demo: $opened branches where 9 were expected" >&2
	exit 1
fi
tell 'Nine pull requests are open, one repository needed nothing, one is' \
	'archived, and one failed: the table above says why.'
