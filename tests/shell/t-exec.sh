#!/bin/sh
# SPDX-License-Identifier: MIT
# exec: a command in a throw-away tree of every repository, for its output.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

cache=$XDG_CACHE_HOME/git-multi

forge_repos 12
forge_up
forge_list 12 >repos.txt
setting r12 archived=true

fails_with 'exec in 12' 0 git multi exec -r repos.txt -- \
	sed -n 's/.*runs-on: //p' ci.yml
grep -c '^debian-11$' out >got
says 'prints what each prints' 11 got
grep -c "^# $host/demo/r" out >got
says 'under the name of each' 11 got
has 'one that is archived is left out, and said' 'skipped: archived' err
fails_with 'but not with --archived' 0 git multi exec -r repos.txt --archived \
	-- cat version.txt
has 'whoever only reads' "# $host/demo/r12" out
counter '[.git_pushes, .writes] | join(" ")' >got
says 'nothing was sent' '0 0' got
fails_with 'no campaign is there' 0 git multi campaigns --json
says 'in the list' '[]' out
test ! -e "$XDG_STATE_HOME/git-multi/campaigns" ||
	find "$XDG_STATE_HOME/git-multi/campaigns" -mindepth 1 >state
touch state
same 'nor on disk' /dev/null state
find "$cache" -name 'scratch-*' >got
same 'no tree is left' /dev/null got
find "$cache" -path '*/worktrees/*' >got
same 'and no trace of one' /dev/null got

# ---- whole, one after the other -------------------------------------------------

cat >talk.sh <<'EOT'
#!/bin/sh
for i in 1 2 3 4 5 6 7 8 9 10; do
	echo "$GIT_MULTI_NAME $i"
	echo "$GIT_MULTI_NAME says $i" >&2
done
printf 'no newline'
EOT
chmod +x talk.sh
head -n 11 repos.txt >some.txt
fails_with 'many at once' 0 git multi exec -r some.txt -j 8 ./talk.sh
awk '/^# / { name = $2; sub(/.*\//, "", name); n = 0; next }
	/^no newline$/ { whole += n == 10; next }
	$1 == name && $2 == n + 1 { n++ }
	END { print whole }' out >got
says 'each output is whole' 11 got
lacks 'what a command says on stderr is not among them' says out
grep -c 'says' err >got
says 'but on stderr' 110 got

# ---- failures ---------------------------------------------------------------------

# shellcheck disable=SC2016 # for the commands' shell
fails_with 'some fail' 1 git multi exec -r some.txt \
	--sh 'echo "$GIT_MULTI_NAME"; test "$GIT_MULTI_NAME" != r3'
has 'and are named' "error: $host/demo/r3: the command exited with 1" err
has 'what it printed is shown all the same' "# $host/demo/r3" out
fails_with 'all fail' 2 git multi exec -r some.txt -- false
fails_with 'a time-out' 2 git multi exec -r "${forge}demo/r1" --timeout 1s \
	-- sleep 600
has 'is said' 'did not end within 1 s' err
fails_with 'a repository that is not there' 1 \
	git multi exec -r "${forge}demo/r1" -r "${forge}demo/none" -- true
fails_with 'an empty selection' 3 \
	git multi exec -r some.txt --include nothing -- true
fails_with 'no command' 129 git multi exec -r some.txt
fails_with 'a program that is not there' 128 \
	git multi exec -r some.txt -- no-such-program-here

# ---- for programs -------------------------------------------------------------------

# shellcheck disable=SC2016
fails_with 'rows' 1 git multi exec -r some.txt \
	--json=name,result,code,output,errors \
	--sh 'echo out; echo err >&2; test "$GIT_MULTI_NAME" != r3'
jq -c '.[] | select(.name == "r2" or .name == "r3")' out | sort >got
same 'hold outputs and exit codes' - got <<'EOT'
{"name":"r2","result":"done","code":0,"output":"out\n","errors":"err\n"}
{"name":"r3","result":"failed","code":1,"output":"out\n","errors":"err\n"}
EOT
# shellcheck disable=SC2016
fails_with 'output with NUL' 0 git multi exec -r "${forge}demo/r1" \
	--json=output --sh 'printf "a\0b"'
jq -c '.[0].output | length' out >got
says 'is whole' 3 got
# shellcheck disable=SC2016
fails_with 'a command that leaves another behind' 0 git multi exec \
	-r "${forge}demo/r1" --sh 'sleep 600 & echo $!'
grep -v '^#' out >pid
gone () {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		kill -0 "$1" 2>/dev/null || return 0
		case $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) in
		Z*) return 0 ;;
		esac
		sleep 0.1
	done
	return 1
}
ok 'that one is told to end' gone "$(cat pid)"
# shellcheck disable=SC2016
fails_with 'one that does not hear it' 0 git multi exec \
	-r "${forge}demo/r1" \
	--sh '(trap "" TERM; echo up >up; exec sleep 600) & echo $!
		until test -s up; do sleep 0.01; done'
grep -v '^#' out >pid
ok 'is killed' gone "$(cat pid)"
# shellcheck disable=SC2016
fails_with 'one in a session of its own' 0 git multi exec \
	-r "${forge}demo/r1" \
	--sh 'setsid sh -c "echo \$\$ >pid; exec sleep 600" &
		until test -s pid; do sleep 0.01; done; cat pid'
grep -v '^#' out >pid
ok 'stays' kill "$(cat pid)"
fails_with '-z' 0 git multi exec -r "${forge}demo/r1" -z -- cat version.txt
tr '\0' '\n' <out | grep -c '^1.0.0$' >got
says 'ends fields with NUL' 1 got

# ---- where the token may only read ------------------------------------------------------

setting r1 permission=read
fails_with 'a repository that may only be read' 0 \
	git multi exec -r "${forge}demo/r1" -- cat version.txt
git -C "$(bare r2)" branch other main
fails_with 'another branch' 0 git multi exec -r "${forge}demo/r2" \
	--base other -- git rev-parse HEAD
git -C "$(bare r2)" rev-parse other >expected
grep -v '^#' out >got
same 'is looked at' expected got

# ---- interrupted ---------------------------------------------------------------------

cat >wait.sh <<'EOT'
#!/bin/sh
echo "begun in $PWD" >>"$MARK"
sleep 600
EOT
chmod +x wait.sh
MARK=$trash/mark
export MARK
git-multi exec -r some.txt ./wait.sh >out 2>err </dev/null &
waiting=$!
wait_for "$MARK" begun "$waiting"
kill -INT "$waiting"
wait "$waiting"
status=$?
ok 'an interrupt ends it by its signal' test "$status" = 130
find "$cache" -name 'scratch-*' >got
same 'and leaves no tree' /dev/null got
find "$cache" -path '*/worktrees/*' -name HEAD >got
same 'nor a trace of one' /dev/null got

: >"$MARK"
git-multi exec -r some.txt ./wait.sh >out 2>err </dev/null &
waiting=$!
wait_for "$MARK" begun "$waiting"
kill -KILL "$waiting"
wait "$waiting" 2>/dev/null
pkill_tree=$(sed -n 's/^begun in //p' "$MARK" | head -n 1)
ok 'a kill may leave a tree' test -d "${pkill_tree%/*}"
for environ in /proc/[0-9]*/environ; do
	grep -qz "^MARK=$MARK$" "$environ" 2>/dev/null || continue
	left=${environ#/proc/}
	test "${left%/environ}" = "$$" || kill "${left%/environ}"
done 2>/dev/null
fails_with 'the next exec' 0 git multi exec -r "${forge}demo/r1" -- true
find "$cache" -name 'scratch-*' >got
same 'takes it away' /dev/null got
finish
