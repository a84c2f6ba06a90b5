#!/bin/sh
# SPDX-License-Identifier: MIT
# Command lines that do no work: help, versions, slips of the pen, outputs that
# are full, closed or left, and odd places to be called from.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

# --- bare, -h, --help, version

run git multi
ok 'bare git multi is no error' test "$status" = 0
ok 'it has at most 25 lines' test "$(wc -l <out)" -le 25
ok 'it shows three examples' test "$(grep -c '^  git multi' out)" = 3
for command in list exec run resume retry shell diff drop publish status \
	merge close log report campaigns clean doctor bugreport demo; do
	ok "it names $command" grep -qw -e "$command" out
done
ok 'nothing is on stderr' test ! -s err
cp out bare

fails_with '-h is no error' 0 git multi -h
has 'it begins with the usage' 'usage: git multi ' out
for command in list exec run resume retry shell diff drop publish status \
	merge close log report campaigns clean doctor bugreport demo; do
	fails_with "$command -h is no error" 0 git multi "$command" -h
	has "$command -h begins with its usage" \
		"usage: git multi $command" out
	fails_with "$command --help falls back to -h" 0 \
		env MANPATH="$trash/none" git multi "$command" --help
	has "$command --help shows something" "$command" out
done
fails_with '-h works behind other options' 0 \
	git multi run -r x --draft -h
fails_with 'help is a word too' 0 env MANPATH="$trash/none" \
	git multi help list
has 'help list is about list' list out
fails_with 'help of nothing known' 129 git multi help lst
has 'help names the nearest' "did you mean 'git multi help list'" err
fails_with 'help of a guide, misspelt' 129 git multi help tutorail
has 'names the guide' "did you mean 'git multi help tutorial'" err
mkdir bin
cat >bin/man <<'EOF'
#!/bin/sh
test -z "$NO_PAGE" && echo "page: $*"
EOF
chmod +x bin/man
for page in git-multi-config gitmulti-environment gitmulti-exit-codes \
	gitmulti-json gitmulti-tutorial; do
	guide=${page#git*multi-}
	fails_with "help $guide is no error" 0 \
		env PATH="$trash/bin:$PATH" git multi help "$guide"
	has "help $guide shows its page" "page: $page" out
	fails_with "help $guide without its page" 128 \
		env NO_PAGE=1 PATH="$trash/bin:$PATH" git multi help "$guide"
	has "help $guide says so" "'$page'" err
done

fails_with '--version' 0 git multi --version
ok 'is one line' grep -qx 'git-multi version [0-9.]*' out
fails_with 'version' 0 git multi version
fails_with 'version --build-options' 0 git multi version --build-options
has 'names the compiler' 'compiler: ' out
fails_with 'version with anything else' 129 git multi version --build

# --- slips of the pen

fails_with 'an unknown first word' 129 git multi lst
has 'is named' "'lst' is no command of git multi" err
has 'with the nearest command' "git multi list" err
has 'and how to run a program' 'git multi run -r REPO -- lst' err
ok 'nothing is on stdout' test ! -s out
fails_with 'hints can be silenced' 129 \
	git -c advice.multiCommand=false multi lst
command=ui
run git multi "$command"
says "$command is refused by name" \
	"error: '$command' is not there yet" err
ok "$command: exit code 129" test "$status" = 129
fails_with 'an unknown option' 129 git multi list --jsn
has 'names the nearest' "did you mean '--json'" err
has 'and shows the usage' 'usage: git multi list' err
fails_with 'an unknown field' 129 git multi list -r o/n --json=tsk
has 'names the nearest' "'task'" err
has 'and all' 'task, host, owner, name, forge, url' err
fails_with 'two unknown fields' 129 git multi list -r o/n --json=repo,naem
has 'the one by its heading' "unknown field 'repo', the nearest is 'task'" err
has 'the other by its letters' "'naem', the nearest is 'name'" err
fails_with 'an unknown colour' 129 git multi list -r o/n --color=alwyas
has 'names the nearest' "did you mean 'always'" err
has 'and the option' "option '--color': 'alwyas'" err
fails_with 'a bad wait' 129 git multi merge --wait=-1
has 'names its option' "error: option '--wait': '-1' is no duration" err
fails_with 'so does one by its other name' 129 git multi run -r o/n \
	--wait-to-merge=-1 -- true
has 'and this name' "error: option '--wait-to-merge': '-1' is no" err
fails_with 'so does a number' 129 git multi run -r o/n -j x -- true
has 'that is none' "error: option '--jobs': 'x' is no number" err
fails_with 'or too large' 129 git multi run -r o/n --depth 2000000000 -- true
has 'with the most that may be' \
	"error: option '--depth': '2000000000' is too large; at most 1000000000" \
	err
fails_with 'an unknown campaign' 128 git multi log nothing
fails_with 'an unknown word of campaigns' 129 git multi campaigns shw
has 'names the nearest' "did you mean 'show'" err
fails_with 'a later word of campaigns' 129 git multi campaigns merge
has 'is refused by name' "'campaigns merge' is not there yet" err
fails_with 'a bad colour' 129 git multi --color=pink list -r o/n
fails_with 'no selection' 129 git multi run -- true

# --- run may be left out; options after the command's words

fails_with 'run is left out before an option' 129 git multi -r o/n
has 'so its usage is shown' 'usage: git multi run' err
for line in 'python -m black' 'make -j 4' 'prog --unknown'; do
	# shellcheck disable=SC2086
	fails_with "'$line' is not misread" 129 git multi -r o/n $line
	has 'and -- is asked for' "-- $line" err
done
fails_with 'sh -c is not misread' 129 git multi -r o/n sh -c 'make fmt'
has 'and -- is asked for' "-- sh -c 'make fmt'" err
fails_with 'an option of a later version' 129 git multi -r o/n x.py --shard
has 'is refused by name' "'--shard' is not there yet" err

# --- global options before the command

fails_with '--no-pager' 0 git multi --no-pager list -r o/n
fails_with '--color=never' 0 git multi --color=never --no-pager list -r o/n

# --- stdout full, closed, left; descriptors closed at the start

for command in '' -h --version 'list -r o/n' 'list -r o/n --json' \
	'list -h' campaigns 'campaigns --json' clean; do
	status=0
	# shellcheck disable=SC2086
	git-multi $command >/dev/full 2>err </dev/null || status=$?
	if test "$command" = campaigns; then
		ok "'$command' prints nothing yet, so nothing is lost" \
			test "$status" = 0
		continue
	fi
	ok "'$command' fails where stdout is full" test "$status" = 128
	has "'$command' says so" 'fatal: cannot write to stdout' err
done
status=0
git-multi list -r o/n >&- 2>err || status=$?
ok 'a closed stdout is no error' test "$status" = 0
status=0
git-multi list -r o/n <&- >out 2>&- || status=$?
ok 'closed stdin and stderr are none' test "$status" = 0
says 'and the answer is right' \
	'github.com/o/n' "$(git-multi list -r o/n --format='%(task)' \
	<&- 2>&- >answer; echo answer)"

# More than a pipe holds: the reader is gone while we still write.
seq -f 'owner-%g/a-repository-with-a-rather-long-name' 5000 >many.txt
{ git-multi list -r many.txt --json; echo $? >status; } 2>err | head -n 1 >out
ok 'a reader that goes away ends it by SIGPIPE' test "$(cat status)" = 141
ok 'quietly' test ! -s err

if command -v script >/dev/null; then
	GIT_PAGER='sed s/^/paged:/' script -qc 'git multi list -r o/n' \
		/dev/null </dev/null >out
	has 'on a terminal it is paged' 'paged:github.com/o/n' out
	GIT_PAGER='sed s/^/paged:/' \
		script -qc 'git multi --no-pager list -r o/n' \
		/dev/null </dev/null >out
	lacks 'but not with --no-pager' paged out
	GIT_PAGER='sed s/^/paged:/' \
		script -qc 'git -c pager.multi=false multi list -r o/n' \
		/dev/null </dev/null >out
	lacks 'nor with pager.multi=false' paged out
	GIT_PAGER=true script -qc 'git-multi list -r many.txt; echo code $?' \
		/dev/null </dev/null >out
	ok 'a pager that is left early ends it by SIGPIPE' \
		grep -qx "code 141.*" out
	ok 'without a word' test "$(wc -l <out)" = 1
else
	skip 'on a terminal it is paged' 'script is missing (bsdutils)'
fi

# --- odd places

repo "$trash/r.git"
git clone -q "$trash/r.git" work
git -C work checkout -q --detach
(cd work && git multi list -r o/n --format='%(task)') >out
says 'in a detached work tree' github.com/o/n out
git -C work config alias.all '!git multi list -r o/n --format="%(task)"'
(cd work/src && git all) >out
says 'as an alias, below the top' github.com/o/n out
cat >work/.git/hooks/pre-commit <<'HOOK'
#!/bin/sh
git multi list -r o/n --format='%(task)' >"$OUT"
HOOK
chmod +x work/.git/hooks/pre-commit
echo y >>work/Makefile
(cd work && OUT=$trash/out git commit -qam 'by a hook')
says 'from a hook' github.com/o/n out
GIT_DIR=$trash/nowhere GIT_WORK_TREE=/ GIT_INDEX_FILE=x \
	git-multi list -r o/n --format='%(task)' >out 2>err
says 'with a repository in the environment that is none' \
	github.com/o/n out
(cd / && git multi list -r o/n --format='%(task)') >out
says 'outside any repository' github.com/o/n out

mkdir gone
status=0
(cd gone && rmdir ../gone && git-multi list -r o/n) >out 2>err || status=$?
ok 'in a folder that is gone' test "$status" = 128
ok 'is one sentence' test "$(wc -l <err)" = 1

fails_with 'without HOME: list' 0 env -u HOME -u XDG_STATE_HOME \
	-u XDG_CACHE_HOME -u XDG_CONFIG_HOME git multi list -r o/n
fails_with 'without HOME: campaigns' 128 env -u HOME -u XDG_STATE_HOME \
	git multi campaigns
has 'is one clear sentence' 'neither XDG_STATE_HOME nor HOME is set' err
ok 'one' test "$(wc -l <err)" = 1
fails_with 'without git on PATH' 128 env PATH="$trash/none" \
	"$(command -v git-multi)" list -r o/n
ok 'one sentence' test "$(wc -l <err)" = 1

# --- -h costs nothing

if command -v strace >/dev/null && strace -o trace true 2>/dev/null; then
	strace -f -o trace git-multi -h >out 2>&1
	ok '-h starts no process' test "$(grep -c execve trace)" = 1
	ok '-h opens no socket' test "$(grep -c 'socket(' trace)" = 0
else
	skip '-h starts no process' 'strace is missing or may not trace'
fi
# --- values that cannot be right: a usage error, whatever option they are of

for bad in --include=a\( --exclude=a[ --only=opn --sample=x --sample=0 \
	--visibility=secret --branch=a..b --base=a..b --base=-x --depth=0 \
	--timeout=soon --first=x --for=soon --fork= --max-reviewers=x \
	--reviewers-from=x --if-exists=x --method=x --waves=x --soak=x \
	--stop-at=x --json=nothing --format='%(nothing)' \
	--title='%(nothing)' --body='%(nothing)' --campaign=a/b \
	--progress=x --clone-to= --rate=x --jobs=x --split-by=/; do
	fails_with "run $bad" 129 git multi run -r o/a -m x "$bad" -- true
done
for command in merge close comment edit status refresh revert; do
	for bad in --include=a\( --only=opn --sample=0; do
		fails_with "$command $bad" 129 git multi "$command" "$bad" \
			narrowed
	done
done
finish
