#!/bin/sh
# SPDX-License-Identifier: MIT
# Bad input and bad surroundings: each gets a clear sentence and the right
# exit code, and nothing is lost.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
forge_repos 8
forge_up
campaigns=$XDG_STATE_HOME/git-multi/campaigns

# count JQ-CONDITION: rows of out for which it holds
count () {
	jq "[.[] | select($1)] | length" out >got
}

# one_line SENTENCE: err is one line, of at most 300 bytes, without oddities
one_line () {
	ok "$1" test "$(wc -l <err)" = 1 -a "$(wc -c <err)" -lt 300
	ok "$1, of plain characters" test -z "$(LC_ALL=C tr -d '\n -~' <err)"
}

### Lists

printf '%sdemo/r1\n%s\0demo/r2\n' "$forge" "$forge" >nul.txt
fails_with 'a list with a NUL byte is refused' 128 git multi list -r nul.txt
has 'with its line' "line 2 of 'nul.txt': a NUL byte" err
one_line 'in one line'

printf '\357\273\277%sdemo/r1\r\n\r\n%sdemo/r2\r\n' "$forge" "$forge" >crlf.txt
fails_with 'a list with a BOM and CRLF is read' 0 \
	git multi list -r crlf.txt --format '%(task)'
same 'as if it had neither' - out <<END
$host/demo/r1
$host/demo/r2
END

{
	echo "${forge}demo/r1"
	head -c 1048576 /dev/zero | tr '\0' a
	echo
} >long.txt
fails_with 'a line of 1 MB is refused' 128 git multi list -r long.txt
has 'with its line' "line 2 of 'long.txt'" err
one_line 'in one line'

printf '%sdemo/r1\n%sdemo/r\0331\n' "$forge" "$forge" >control.txt
fails_with 'a control character is refused' 128 git multi list -r control.txt
one_line 'in one line'
for name in 'demo/..' '../..' "${forge}demo/../r1" "${forge}../r1" \
	"$(printf 'demo/r\0331')" "$(printf 'demo/r\177')" '-r' '' ' ' \
	'ext::sh -c true' 'ssh://-oProxyCommand=true/a/b' "${forge}demo/r1?x"
do
	fails_with "no repository: $(printf %s "$name" | tr -dc ' -~')" 128 \
		git multi list -r "$name"
	one_line 'in one line'
done
fails_with 'a list that is not there' 128 git multi list -r nowhere.txt
has 'is named' "'nowhere.txt'" err
: >empty.txt
fails_with 'an empty list' 3 git multi run -r empty.txt -m x --sh true
says 'is an empty selection' 'error: the selection is empty' err
fails_with 'so is an empty standard input' 3 git multi list -r -

### Servers

unused=$(sh -c 'echo $$')	# a name, not a port
fails_with 'a host that does not exist' 2 git multi run \
	-r "no-such-host-$unused.invalid/o/r" --campaign unknown -m x --sh true
has 'is named' "no-such-host-$unused.invalid" err
n=0
while test "$n" -lt 60; do
	n=$((n + 1))
	echo "http://127.0.0.1:1/o/r$n"
done >down.txt
git config --global multi.http://127.0.0.1:1/.forge github
git config --global multi.http://127.0.0.1:1/.api http://127.0.0.1:1/
fails_with 'a host that is down, sixty times, and one that is not' 1 \
	git multi run -y -r down.txt -r "${forge}demo/r1" --campaign down \
	-m x --sh 'echo down >down.txt'
grep -c 127.0.0.1:1/ out >got
says 'it is one row' 1 got
has 'that has the number' 'and 59 more' out
has 'and the reason' "no connection to '127.0.0.1:1': connection refused" out
grep -c '^failed' err >got
ok 'and few lines' test "$(cat got)" -le 2
has 'the other host is done' "done 127.0.0.1:$port/demo/r1" err
fails_with 'each of the sixty is in the rows for programs' 0 \
	git multi status down --cached --json=task,result,class
count '.result == "failed" and .class == "network"'
says 'with its class' 60 got

git -C "$(bare r2)" branch -m main trunk
git -C "$(bare r2)" symbolic-ref HEAD refs/heads/trunk
fails_with 'a default branch that is not main' 0 git multi run \
	-r "${forge}demo/r2" --campaign trunk -m x --sh 'echo x >x.txt' \
	--json=base,result
jq -r '.[] | .base, .result' out >got
same 'is found' - got <<END
trunk
done
END

### Tokens

n=0
while test "$n" -lt 8; do
	n=$((n + 1))
	echo "${forge}demo/r$n"
done >eight.txt
echo 'reading reader read-only' >>"$fdir/tokens"
eval "export $variable=wrong"
fails_with 'a wrong token' 2 git multi run -r eight.txt --campaign wrong \
	-m x --sh true
has 'is one row' 'and 7 more' out
has 'with a sentence' 'the token is wrong, expired or revoked' out
has 'and says where it came from' "$variable" err
lacks 'it is not shown' 'wrong:' err
lacks 'no log is named where there is none' ': log ' err
eval "export $variable=reading"
fails_with 'a token that may only read has nothing to do' 0 \
	git multi run -r eight.txt --campaign readonly -m x --sh true
has 'and a sentence' 'the token may not push' out
unset "$variable"
fails_with 'no token' 2 git multi run -r eight.txt --campaign notoken \
	-m x --sh true
has 'is told how to give one' "$variable" err
eval "export $variable=sentinel-token"

### Where it is called from

git init -q wt
git -C wt commit -q --allow-empty -m one
git -C wt checkout -q --detach
before=$(git -C wt rev-parse HEAD)
for dir in wt home; do
	(
		cd "$dir" || exit
		run git multi run -r ../eight.txt --include 'r3$' \
			--campaign "from-$dir" -m x --sh "echo $dir >$dir.txt"
		test "$status" = 0
	)
	ok "from $dir it works as from anywhere" test $? = 0
done
rm -f wt/out wt/err
cat >wt/.git/hooks/post-commit <<END
#!/bin/sh
cd / && git multi run -r '$trash/eight.txt' --include 'r4$' --campaign hook \
	-m x --sh 'echo hook >hook.txt' >'$trash/hook.out' 2>&1
echo \$? >'$trash/hook.code'
END
chmod +x wt/.git/hooks/post-commit
git -C wt commit -q --allow-empty -m two
says 'from a hook it works' 0 hook.code
git -C "$(bare r4)" show multi/hook:hook.txt >got
says 'in the right repository' hook got
says 'the work tree it was called in is as it was' "$before" - <<END
$(git -C wt rev-parse HEAD~1)
END
git -C wt status --porcelain >got
ok 'and clean' test ! -s got
git config --global alias.bump "!git multi run -r '$trash/eight.txt' --include 'r5\$' --campaign alias -m x --sh 'echo alias >alias.txt'"
fails_with 'from an alias it works' 0 git -C wt bump
fails_with 'with a foreign GIT_DIR, too' 0 env GIT_DIR=/nowhere \
	GIT_INDEX_FILE=/nowhere/index git-multi run -r eight.txt \
	--include 'r6$' --campaign env -m x --sh 'echo env >env.txt'

### Output

run sh -c "git multi run -r eight.txt --include 'r7\$' --campaign full -m x \
	--sh 'echo full >full.txt' >/dev/full"
says 'a full stdout fails' 128 - <<END
$status
END
has 'with the reason' \
	'fatal: cannot write to stdout: No space left on device' err
has 'and where to look' 'git multi status full' err
fails_with 'and so does resume' 128 sh -c 'git multi resume full >/dev/full'
has 'by its reason' 'No space left on device' err
fails_with 'and exec' 128 sh -c \
	'git multi exec -r eight.txt -- echo hi >/dev/full'
has 'by the reason of the first that was lost' \
	'fatal: cannot write to stdout: No space left on device' err
# shellcheck disable=SC2016
run bash -c 'git multi run -r eight.txt --include "r8\$" --campaign gone -m x \
	--sh "sleep 1; echo gone >gone.txt" | true; exit "${PIPESTATUS[0]}"'
says 'a reader that goes away changes nothing' 0 - <<END
$status
END
# shellcheck disable=SC2016
run bash -c 'git multi exec -r eight.txt -- sh -c "sleep 1; echo hi" | true
	exit "${PIPESTATUS[0]}"'
says 'exec, whose output it was, ends as git does' 141 - <<END
$status
END
lacks 'without a word of it' fatal err
has 'and all of its work is done' '8 done' err
fails_with 'nothing of the work is lost' 0 git multi status full --cached \
	--json=result
count '.result == "done"'
says 'it is done' 1 got
for command in 'list -r eight.txt' 'status full --cached' 'log full' \
	'campaigns' 'run -h'; do
	fails_with "$command to a full disk" 128 \
		sh -c "git multi $command >/dev/full"
	one_line 'in one line'
done
fails_with 'all three closed: it works all the same' 0 sh -c "git multi run \
	-r eight.txt --include 'r8\$' --campaign closed -m x \
	--sh 'echo closed >closed.txt' <&- >&- 2>&-"
git -C "$(bare r8)" show multi/closed:closed.txt >got
says 'and what it did is right' closed got
git multi status full --cached 2>err | :
ok 'a reader that has gone is no error of ours' test ! -s err

### Places

fails_with 'no HOME' 128 env -u HOME -u XDG_STATE_HOME -u XDG_CACHE_HOME \
	git multi run -r eight.txt --campaign nohome -m x --sh true
has 'is said' 'HOME' err
one_line 'in one line'
fails_with 'a state folder that is a file' 128 env \
	XDG_STATE_HOME="$trash/eight.txt" git multi run -r eight.txt \
	--campaign file -m x --sh true
one_line 'has one line'
fails_with 'a git that is not there' 128 env PATH=/nowhere \
	"$BUILD/git-multi" list -r eight.txt
one_line 'has one line'

### Few files

fails_with '24 open files are enough' 0 sh -c "ulimit -n 24 &&
	exec git-multi run -r eight.txt --campaign few -m x --json=result \
	--sh 'echo few >few.txt'"
count '.result == "done"'
says 'for all' 8 got
fails_with 'fewer are not' 128 sh -c "ulimit -n 12 &&
	exec git-multi run -r eight.txt --campaign fewer -m x --sh true"
has 'and that is said' 'ulimit' err
one_line 'in one line'

### Journals

git multi run -r eight.txt --include 'r1$' --campaign newer -m x --sh true \
	>/dev/null 2>&1
journal=$campaigns/newer/journal
cp "$journal" journal.ok
sed '1s/"format":1/"format":2/' journal.ok >"$journal"
cp "$journal" journal.newer
for command in 'status newer --cached' 'resume newer' 'retry newer' \
	'log newer' "run -r ${forge}demo/r1 --campaign newer -m x --sh true"
do
	# shellcheck disable=SC2086 # words
	fails_with "a newer journal: ${command%% *}" 128 git multi $command
	has 'is refused' 'newer git-multi' err
done
same 'and stays as it is' journal.newer "$journal"
sed '3s/.*/{"x":/' journal.ok >"$journal"
fails_with 'a journal broken in its middle' 128 git multi resume newer
has 'names the line' 'line 3 of' err
{
	cat journal.ok
	printf '{"time":"2026-'
} >"$journal"
fails_with 'one with a torn end' 0 git multi run -r eight.txt \
	--include 'r1$' --campaign newer -m x --sh true
has 'is cut, and that is said' 'torn' err
{
	cat journal.ok
	echo '{"event":"party","task":"x","new":[1,{"a":null}]}'
} >"$journal"
fails_with 'an event of another time is passed over' 0 \
	git multi status newer --cached

### Disks

cat >disks.sh <<'END'
# on file systems of its own; what they say is put outside
mkdir small && mount -t tmpfs -o size=200k none small || exit 77
once () {
	name=$1; shift
	"$@" >"$name.out" 2>"$name.err" </dev/null
	echo $? >"$name.code"
}
export XDG_STATE_HOME="$PWD/small"
mount -o remount,ro small
once readonly git multi run -r eight.txt --campaign ro -m x --sh true
mount -o remount,rw small
touch "$HOME/fill"
once full git multi run -r eight.txt --campaign full2 -m x -j 1 --progress=none \
	--json=result --sh 'echo full2 >full2.txt; test ! -e "$HOME/fill" ||
		dd if=/dev/zero of="$XDG_STATE_HOME/fill" bs=4k 2>/dev/null; :'
rm small/fill "$HOME/fill"
mount -o remount,size=8m small
once resumed git multi resume full2 --json=result --progress=none
umount small
mount -t tmpfs -o size=40k none small
seq -f "file://$PWD/none/r%.0f" 300 >many.txt
once begun git multi run -r many.txt --campaign begun -m x --progress=none \
	--sh true
mount -o remount,size=8m small
once part git multi resume begun --progress=none
umount small
unset XDG_STATE_HOME
mount -t tmpfs -o size=60k none small
export XDG_CACHE_HOME="$PWD/small"
once cache git multi run -r eight.txt --campaign cache -m x --progress=none \
	--sh 'echo cache >cache.txt'
mount -o remount,size=8m small
once more git multi resume cache --progress=none
once again git multi retry cache --progress=none
once cached git multi status cache --cached --json=result
umount small
END
user=--map-root-user
test "$(id -u)" = 0 && user=
if unshare $user --mount sh disks.sh 2>unshare.err; then
	says 'a read-only state folder: cannot start' 128 readonly.code
	cp readonly.err err
	has 'with its reason' 'Read-only file system' err
	one_line 'in one line'
	says 'a disk that fills up: work is left' 4 full.code
	has 'and it is said why' 'No space left on device' full.err
	has 'and how to go on' 'git multi resume full2' full.err
	says 'with room again it goes on' 0 resumed.code
	cp resumed.out out
	count '.result == "done"'
	says 'to the end of all' 8 got
	n=0
	while test "$n" -lt 8; do
		n=$((n + 1))
		git -C "$(bare "r$n")" rev-list --count \
			HEAD..multi/full2 >>counts
	done
	sort -u counts >got
	says 'with one commit each' 1 got
	says 'one that is full before all is written down: cannot start' 128 \
		begun.code
	has 'and it is said why' 'No space left on device' begun.err
	says 'and no part of it is taken for the whole' 128 part.code
	has 'but all is still to be begun' 'was never begun' part.err
	says 'a cache that is full from the start: work is left' 4 cache.code
	has 'and it is said why' 'No space left on device' cache.err
	cp cached.out out
	count '.result == "done"'
	says 'resume and retry do it all' 8 got
	says 'and end well' 0 again.code
else
	skip 'full and read-only disks' \
		"no file system can be mounted ($(head -n 1 unshare.err))"
fi

finish
