#!/bin/sh
# SPDX-License-Identifier: MIT
# doctor and bugreport: what is wrong is found, no token is shown, and nobody
# is asked who was not named.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

SHELL=/bin/bash
export SHELL

# state CHECK TEXT: the states of the lines of that check with that text
state () {
	jq -r --arg check "$1" --arg text "$2" '.[] | select(.check == $check
		and (.text | contains($text))).state' out | sort -u
}

# found SENTENCE STATE CHECK TEXT
found () {
	state "$3" "$4" >got
	says "$1" "$2" got || sed 's/^/# | /' out
}

doctor () {
	run git multi doctor --json "$@"
}

# ---- this machine ----------------------------------------------------------

doctor --offline
ok 'a machine where all is well' test "$status" = 0
found 'git' ok git 'version 2'
found 'https' ok git 'https'
found 'libcurl' ok libcurl 'version'
found 'settings' ok settings 'multi.*'
found 'identity' ok identity 'who makes'
found 'disk' ok disk "the campaigns in '$XDG_STATE_HOME"
found 'the program' ok program "$BUILD/git-multi"

run git multi doctor --offline
ok 'in words' test "$status" = 0
ok 'a line each' grep -E '^ok +git +version 2' out

git config --global multi.jbos 4
git config --global multi.https://gitlab.example.com/.rate often
doctor --offline
found 'an unknown setting' warning settings multi.jbos
found 'names the nearest' warning settings multi.jobs
found 'a bad value for a server' warning settings often
git config --global multi.jobs many
doctor --offline
ok 'a bad value is an error' test "$status" = 1
found 'and is named' error settings many
git config --global --unset multi.jobs
git config --global --unset multi.jbos
git config --global --remove-section multi.https://gitlab.example.com/

GIT_COMMITTER_NAME='' GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=user.name \
	GIT_CONFIG_VALUE_0='' doctor --offline
found 'no identity' error identity 'does not know'

mkdir other
cp "$BUILD/git-multi" other/git-multi
PATH=$PATH:$trash/other doctor --offline
found 'a second git-multi' warning program "$trash/other/git-multi"
PATH=$trash/other:$PATH run "$BUILD/git-multi" doctor --json --offline
found 'one that comes first' warning program "$trash/other/git-multi"

mkdir -p data/bash-completion/completions
: >data/bash-completion/completions/git-multi
XDG_DATA_DIRS=$trash/data doctor --offline
found 'completion' ok completion "$trash/data"

# Beside its own prefix, wherever that is, and where configure was told.
own_completion () {
	SHELL=/bin/$1 run "$trash/own/bin/git-multi" doctor --json --offline
	found "completion of $1 beside its own prefix" ok completion \
		"$trash/own/share/$2"
}
mkdir -p own/bin own/share/bash-completion/completions \
	own/share/zsh/site-functions own/share/fish/vendor_completions.d
cp "$BUILD/git-multi" own/bin
for file in bash-completion/completions/git-multi \
	zsh/site-functions/_git-multi \
	fish/vendor_completions.d/git-multi.fish; do
	: >"own/share/$file"
done
for shell in bash zsh fish; do
	case $shell in
	bash) file=bash-completion/completions/git-multi ;;
	zsh) file=zsh/site-functions/_git-multi ;;
	fish) file=fish/vendor_completions.d/git-multi.fish ;;
	esac
	if (unset XDG_DATA_HOME XDG_DATA_DIRS; for data in "$HOME/.local/share" \
		/usr/local/share /usr/share; do test ! -e "$data/$file" ||
		exit 1; done); then
		own_completion "$shell" "$file"
	else
		skip "completion of $shell beside its own prefix" \
			'another one is installed'
	fi
done
mkdir -p pages/man1
cp "$SRC/man/git-multi.1" pages/man1
if man -w -M "$trash/pages" git-multi >/dev/null 2>&1; then
	MANPATH=$trash/pages doctor --offline
	found 'the manual' ok manual "$trash/pages"
else
	skip 'the manual' 'there is no man'
fi
GIT_MULTI_CLOCK=30 doctor --offline
found 'a clock that runs faster' warning clock 30
fails_with 'no such option' 129 git multi doctor --online

# ---- tokens, without asking ------------------------------------------------

GIT_MULTI_TOKEN_GITHUB_COM=sentinel-one doctor --offline github.com
found 'where a token comes from' ok token 'GIT_MULTI_TOKEN_GITHUB_COM'
lacks 'the token is not shown' sentinel out
doctor --offline github.com
found 'none' warning token 'github.com: none'
GIT_TOKEN=sentinel-two doctor --offline github.com codeberg.org
found 'one that names no server' warning token GIT_TOKEN
lacks 'is not shown' sentinel out
doctor --offline 'not a host'
found 'what is no host' error host host

# ---- a bug report ----------------------------------------------------------

repo "$trash/repos/alpha.git"
echo 'echo hello >>README.md # hunter2' >secret.sh
run git multi run --campaign first --sh '. /nowhere; true # hunter2' \
	-m 'Add hunter2' -r "file://$trash/repos/alpha.git"
journal=$XDG_STATE_HOME/git-multi/campaigns/first/journal
cat >>"$journal" <<'EOF'
{"time":"2026-11-22T10:00:00.123Z","task":"localhost/x","event":"later","step":"fetch","why":"fatal: https://me:hunter2hunter2@example.com/o/r and ghp_abcdefghijklmnopqrstuvwxyz and sentinel-three"}
EOF
git config --global http.https://example.com/.extraHeader \
	'Authorization: Basic aHVudGVyMjpodW50ZXIy'
git config --global url.https://me:hunter2hunter2@example.com/.insteadOf x:
git config --global multi.https://me:hunter2hunter2@example.com/.rate 30/min
MY_SECRET=sentinel-three
export MY_SECRET
fails_with 'bugreport' 0 git multi bugreport
has 'sends nothing, and says so' 'nothing was sent' err
cp out name
grep -cE '^git-multi-bugreport-[0-9-]+\.txt$' name >got
says 'prints the name of its file' 1 got
cp "$(cat name)" report.txt
for word in hunter2 ghp_abc sentinel aHVudGVy; do
	lacks "no '$word' in it" "$word" report.txt
done
has 'names stay' 'localhost/x' report.txt
has 'what was replaced shows' '***@example.com' report.txt
has 'versions' 'libcurl: ' report.txt
has 'git' 'git version ' report.txt
has 'what the doctor says' '[git multi doctor --offline]' report.txt
has 'settings' 'multi.https://***@example.com/.rate=30/min' report.txt
has 'those that may be secret by name only' '.extraheader=(hidden)' report.txt
has 'variables by name' GIT_CONFIG_GLOBAL report.txt
lacks 'without their values' "$HOME/.gitconfig" report.txt
has 'events' '"event":"later"' report.txt
fails_with 'with a name' 0 git multi bugreport --output mine.txt
says 'that it prints' mine.txt out
fails_with 'not over a file' 128 git multi bugreport --output mine.txt
has 'and says so' 'there already' err
unset MY_SECRET
git config --global --remove-section multi.https://me:hunter2hunter2@example.com/
git config --global --remove-section url.https://me:hunter2hunter2@example.com/

# ---- servers ---------------------------------------------------------------

if ! test -x "$BUILD/git-multi-demo-forge"; then
	skip 'tokens at servers' 'built without the demo forge'
	finish
fi
. "$SRC/tests/shell/forge-lib.sh"
echo 'sentinel-token demo scopes=repo,workflow' >"$fdir/tokens"
forge_up
asked () {
	cut -f 2,3,4 "$fdir/log" | tr '\t' ' '
}
doctor
ok 'a server that a setting names' test "$status" = 0
found 'its forge' ok host "$host: github"
found 'its token, whose and with which scopes' ok token \
	"$host: from GIT_MULTI_TOKEN_127_0_0_1_$port, accepted, of 'demo', scopes repo, workflow"
lacks 'not the token' sentinel out
asked >got
grep -c . got >lines
says 'one request' 1 lines
doctor --offline
asked | grep -c . >got
says 'none offline' 1 got
found 'it is known all the same where the token comes from' ok token \
	'not tried'

echo 'sentinel-token demo scopes=gist' >"$fdir/tokens"
doctor
ok 'a scope that is lacking is an error' test "$status" = 1
found 'and named' error token "lacks scope repo"
echo 'other-token demo' >"$fdir/tokens"
doctor "http://$host/"
found 'a token that is not accepted' error token 'not accepted'
lacks 'it is not shown' sentinel out
asked >before
GIT_CONFIG_GLOBAL=/dev/null doctor "http://$host/demo/r1"
asked >after
ok 'who is named only on the command line is asked' \
	test "$(grep -c . after)" -gt "$(grep -c . before)"
stop "$forge_pid"
doctor
found 'a server that is gone' error token "$host"
finish
