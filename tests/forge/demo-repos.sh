#!/bin/sh
# SPDX-License-Identifier: MIT
# demo-repos.sh DIR NAME=URL…: what `git multi demo` is about: a dozen small
# repositories below DIR/repos for the demo forge, dealt out to the forges
# that run (NAME is the dialect, github, gitlab or gitea), a list of them in
# DIR/repos.txt, and the change to be made to them, DIR/update.sh.
set -eu

test $# -ge 2 || {
	echo 'usage: demo-repos.sh DIR NAME=URL...' >&2
	exit 129
}
dir=$1
shift

# Nothing of the user's: neither settings nor an inherited repository.
# shellcheck disable=SC2046 # a list of words
unset $(git rev-parse --local-env-vars)
GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
GIT_AUTHOR_NAME='Demo Forge' GIT_AUTHOR_EMAIL=demo@example.com
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
export GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL GIT_AUTHOR_NAME \
	GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL \
	GIT_AUTHOR_DATE GIT_COMMITTER_DATE

# kind NAME VERSION CHECK: a repository that others are copies of.
kind () {
	git init -q -b main "$dir/kinds/work"
	(
		cd "$dir/kinds/work"
		printf '# A small service\n\nIt says hello.\n' >README.md
		printf 'FROM python:%s\nCOPY . /app\nCMD ["python", "app.py"]\n' \
			"$2" >Dockerfile
		echo 'print("hello")' >app.py
		printf '#!/bin/sh\n# The tests of this service.\n%s\n' "$3" \
			>check.sh
		git add .
		git commit -q -m 'Say hello'
	)
	git clone -q --bare --template= "$dir/kinds/work" \
		"$dir/kinds/$1.git"
	git -C "$dir/kinds/$1.git" remote remove origin
	rm -rf "$dir/kinds/work"
}

# new FORGE OWNER/NAME KIND [SETTING]...: on that forge; where it does not run,
# on the first that does.
new () {
	url=$first bare=$dir/repos/$2.git
	for pair in $forges; do
		case $pair in
		"$1"=*) url=${pair#*=} ;;
		esac
	done
	mkdir -p "${bare%/*}"
	cp -R "$dir/kinds/$3.git" "$bare"
	echo "$url$2" >>"$dir/repos.txt"
	echo "$2" >"$bare/description"
	shift 3
	printf '%s\n' "$@" >"$bare/forge"
}

forges=$*
first=${1#*=}
mkdir "$dir/kinds"
kind old 3.10 'grep -q "^FROM python:3" Dockerfile'
kind modern 3.12 'grep -q "^FROM python:3" Dockerfile'
kind stuck 3.10 'grep -q "python:3\.10" Dockerfile || {
	echo "a library that this service needs is not there for it yet" >&2
	exit 1
}'

# Checks turn green so many seconds after a pull request is opened.
quick='checks = build:success@2' slow='checks = build:success@6, lint@4'
new github demo/api old "$quick"
new github demo/web old "$slow"
new github demo/worker old "$quick" 'required-checks = build'
new github demo/attic old 'archived = true'
new gitlab shop/cart old "$quick"
new gitlab shop/checkout old "$slow"
new gitlab shop/payments/ledger old "$quick"
new gitlab shop/modern modern "$quick"
new gitea ops/deploy old "$quick"
new gitea ops/metrics old "$slow"
new gitea ops/backup old "$quick"
new gitea ops/legacy stuck "$quick"
rm -rf "$dir/kinds"

cat >"$dir/update.sh" <<'EOF'
#!/bin/sh
sed 's/python:3\.10/python:3.12/' Dockerfile >Dockerfile.new &&
cat Dockerfile.new >Dockerfile &&
rm Dockerfile.new
EOF
chmod +x "$dir/update.sh"
