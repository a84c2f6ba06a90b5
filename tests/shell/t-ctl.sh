#!/bin/sh
# SPDX-License-Identifier: MIT
# A run is steered from another terminal: every word, on real runs; and what
# speaks wrongly to its socket, or without right, harms nothing.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
forge_repos 8
forge_up
for n in 4 8; do
	forge_list "$n" >"$n.txt"
done
export MARKS="$trash/marks"
mkdir "$MARKS"
journals=$XDG_STATE_HOME/git-multi/campaigns

# A command that waits while it is told to, with a child in the background
# that hears no SIGTERM; and that fails if it is told to.
cat >hold.sh <<'END'
#!/bin/sh
echo "$GIT_MULTI_CAMPAIGN" >from.txt
if test -e "$MARKS/hold" || test -e "$MARKS/hold.$GIT_MULTI_NAME"; then
	(
		trap '' TERM
		while test -d "$MARKS"; do
			sleep 0.1
		done
	) &
	echo "$! $$" >"$MARKS/$GIT_MULTI_NAME.part"
	mv "$MARKS/$GIT_MULTI_NAME.part" "$MARKS/$GIT_MULTI_NAME"
	background=$!
fi
while test -e "$MARKS/hold" || test -e "$MARKS/hold.$GIT_MULTI_NAME"; do
	sleep 0.1
done
test -z "$background" || kill -KILL "$background"
! test -e "$MARKS/fail.$GIT_MULTI_NAME"
END
chmod +x hold.sh

# start CAMPAIGN COMMAND…: git multi COMMAND… in the background
start () {
	campaign=$1; shift
	git-multi "$@" >ran 2>words </dev/null &
	run_pid=$!
	pids="$pids $run_pid"
}

# run_of CAMPAIGN LIST OPTION…: that waits in all its commands
run_of () {
	rm -f "$MARKS"/*
	touch "$MARKS/hold"
	c=$1 l=$2; shift 2
	start "$c" run -r "$l" --campaign "$c" -m "$c" --timeout 1h \
		--json=task,result,reason "$@" ./hold.sh
}

ctl () {
	git-multi ctl --campaign="$campaign" "$@"
}

# until_tasks CONDITION: jq's, on what `ctl tasks` tells
until_tasks () {
	looks=0
	until ctl tasks --json >told 2>/dev/null &&
		jq -e "$1" told >/dev/null; do
		kill -0 "$run_pid" 2>/dev/null || {
			echo "# the run has ended before: $1"
			sed 's/^/# | /' words
			return 1
		}
		looks=$((looks + 1))
		test "$looks" -lt 400 || {
			echo "# not in time: $1"
			jq -c .tasks told | sed "s,^,# | ,"
			return 1
		}
		sleep 0.05
	done
}

runs () {
	until_tasks "[.tasks[] | select(.state == \"running\" and
		.step == \"$1\")] | length == $2"
}

# ends SENTENCE CODE
ends () {
	status=0
	wait "$run_pid" || status=$?
	ok "$1" test "$status" = "$2" || sed 's/^/# | /' words
}

# result NAME: of the run's own JSON
result () {
	jq -r ".[] | select(.task | endswith(\"/$1\")) |
		\"\(.result) \(.reason // \"\")\"" ran
}

is_gone () {
	! kill -0 "$1" 2>/dev/null ||
		grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

# all_gone NAME: what its command began
all_gone () {
	read -r background foreground <"$MARKS/$1"
	is_gone "$background" && is_gone "$foreground"
}

# once NAME CAMPAIGN: one commit, one pull request
once () {
	pulls=$(curl -s -H 'Authorization: Bearer sentinel-token' \
		-H 'User-Agent: t' \
		"${forge}repos/demo/$1/pulls?state=all&per_page=100" |
		jq "[.[] | select(.head.ref == \"multi/$2\")] | length")
	test "$pulls $(git -C "$(bare "$1")" rev-list --count \
		"main..multi/$2")" = '1 1'
}

### The command line

fails_with 'without a run' 128 git multi ctl tasks
has 'it says what to do' "start one with 'git multi run'" err
for bad in '' 'tasks now' 'puase' 'x puase' 'rate host' 'jobs' 'skip' 'add' \
	'--lane=net tasks' '--lane=far pause'; do
	# shellcheck disable=SC2086 # words
	fails_with "ctl $bad: is wrong" 129 git multi ctl $bad
done
fails_with 'a word that is nearly one' 129 git multi ctl puase
has 'is told' "did you mean 'pause'" err
fails_with 'a campaign that is not there' 128 git multi ctl nobody tasks
git multi --complete line ctl '' | cut -f 1 | tr '\n' ' ' >got
echo >>got
says 'its words are completed' \
	'tasks pause resume rate jobs retry skip cancel add stop ' got
git multi --complete line ctl pause --l >got
ok 'and its options' grep -q '^--lane=' got


### tasks

run_of one 4.txt -j 2
runs change 2
fails_with 'tasks needs no name where there is one run' 0 git multi ctl tasks
ok 'it shows what runs' test "$(grep -c '^running *change ' out)" = 2
ok 'and what waits for a place' test "$(grep -c '^waiting ' out)" = 2
has 'and says how the whole is going' "campaign 'one': 4 of 4 left, 2 jobs" err
fails_with 'the same as JSON' 0 git multi ctl one tasks --json
jq -c '[.campaign, .total, .left, .jobs, .stopping, .paused,
	([.tasks[].state] | unique), (.refused | length)]' out >got
says 'with the members that are documented' \
	'["one",4,4,2,false,null,["running","waiting"],0]' got
jq -r '.tasks[] | select(.state == "running") | .since' out |
	grep -c '^20.*Z$' >got
says 'and since when each runs' 2 got
ok 'the socket is for one user' test "$(stat -c %a "$journals/one/ctl")" = 600
git multi --complete line ctl '' | grep -c '^one	' >got
says 'its name is completed' 1 got
git multi --complete line ctl one cancel '' | grep -c '/demo/r1	' >got
says 'and its repositories' 1 got

### jobs, cancel, skip

fails_with 'more at once' 0 git multi ctl jobs 3
ok 'three run then' runs change 3
for bad in 0 x 1001 -- 2x; do
	fails_with "jobs $bad is refused" 1 git multi ctl one jobs -- "$bad"
done
first=$(ctl tasks --json | jq -r '.tasks[] | select(.state == "running") |
	.task' | sed -n '1s|.*/||p')
second=$(ctl tasks --json | jq -r '.tasks[] | select(.state == "running") |
	.task' | sed -n '2s|.*/||p')
until test -e "$MARKS/$first" && test -e "$MARKS/$second"; do
	sleep 0.05
done
fails_with 'cancel what runs' 0 git multi ctl cancel "demo/$first"
has 'it says what it ends' "/demo/$first: cancelled, 'change' is ended" out
fails_with 'skip what runs' 0 git multi ctl one skip "$second"
until_tasks "[.tasks[] | select(.task | test(\"/($first|$second)\$\"))] == []"
ok 'what its command began is gone' all_gone "$first"
ok 'and that of the other' all_gone "$second"
until_tasks '[.tasks[] | select(.step == "change")] | length == 2'
find "$journals/one/trees" -name "$first.tree" >got
ok 'its tree is gone' test ! -s got
last=$(ctl tasks --json | jq -r '.tasks[-1].task' | sed 's|.*/||')
fails_with 'what is finished cannot be skipped' 1 git multi ctl skip "$first"
has 'and why is said' 'is finished already: cancelled' err
fails_with 'nor what is not there; the rest of the words is done' 1 \
	git multi ctl skip nobody "$last"
has 'and that is said' "there is no 'nobody' in campaign 'one'" err
fails_with 'refused as JSON' 1 git multi ctl --json cancel nobody
jq -c '[.refused[0].word, (.done | length)]' out >got
says 'with the word' '["nobody",0]' got
rm "$MARKS"/hold
ends 'the run has work left' 4
result "$first" >got
says 'it was cancelled' 'cancelled by ctl' got
result "$second" >got
says 'it was skipped' 'skipped by ctl' got
jq -r '.[].result' ran | sort | uniq -c | sed 's/^ *//' >got
same 'the others are done' - got <<'END'
1 cancelled
1 done
2 skipped
END
ok 'the socket is gone' test ! -e "$journals/one/ctl"
fails_with 'there is nobody to speak to' 128 git multi ctl one tasks
has 'it says how to go on' "git multi resume one" err
fails_with 'resume does the cancelled one' 0 git multi resume one
ok 'once' once "$first" one
ok 'and leaves the skipped one alone' test ! -e "$(bare "$second")/refs/heads/multi/one"

### retry

rm -f "$MARKS"/*
touch "$MARKS/hold.r2" "$MARKS/fail.r1" "$MARKS/fail.r3"
start again run -r 4.txt --campaign again -m again -j 2 \
	--json=task,result,reason ./hold.sh
until_tasks '.left == 1'
rm "$MARKS/fail.r1" "$MARKS/fail.r3"
fails_with 'what is done is not begun again' 1 git multi ctl retry r4
fails_with 'nor what is at work' 1 git multi ctl retry r2
fails_with 'retry one' 0 git multi ctl retry "http://$host/demo/r1"
has 'begins it again' '/demo/r1: begins again' out
fails_with 'retry all' 0 git multi ctl retry
says 'begins all that failed' "$host/demo/r3: begins again" out
until_tasks '.left == 1'
fails_with 'and a second time there is none' 0 git multi ctl retry
says 'which is said' 'nothing to retry' out
rm "$MARKS/hold.r2"
ends 'all end well' 0
ok 'each once' eval 'once r1 again && once r2 again && once r3 again'

### pause and resume

run_of paused 8.txt -j 2 --progress=lines
runs change 2
run git multi --complete line ctl ''
has 'a campaign at work is completed' paused out
lacks 'one that has ended is not' again out
run git multi --complete line ctl cancel demo/r
has 'as much of a repository as may be typed' demo/r8 out
run git multi --complete line ctl pause ''
has 'a host of the run' "$host" out
run git multi --complete line run --rate ''
has 'and what a rate is for' "$host=" out
fails_with 'a campaign alone' 129 git multi ctl paused
has 'is asked what for' "what should the run of 'paused' do?" err
ok 'in one line' test "$(wc -l <err)" = 1
fails_with 'pause' 0 git multi ctl pause
says 'all' 'paused: everything' out
rm "$MARKS/hold"
ok 'what runs ends, and nothing begins' until_tasks '.left == 8 and
	([.tasks[].state] | unique) == ["waiting"] and .paused == "everything"'
ok 'no pull request is opened' test ! -e "$fdir/pulls.paused" -a \
	"$(grep -c 'multi/paused' "$fdir/pulls")" = 0
fails_with 'one lane stays paused' 0 git multi ctl pause --lane=write
fails_with 'and one of the host' 0 git multi ctl pause "$host" --lane=net
fails_with 'resume the others' 0 git multi ctl resume --lane=local
ctl tasks --json | jq -r .paused >got
says 'which is told' "net, api, write, $host net" got
git multi ctl resume --lane=api >/dev/null
git multi ctl resume --lane=net >got
says 'lane by lane' 'paused: write' got
ok 'all wait for the paused lane' until_tasks \
	'([.tasks[] | select(.step == "open" and .state == "waiting")] |
	length) == 8'
fails_with 'pause the host' 0 git multi ctl pause "$host"
fails_with 'resume the lane' 0 git multi ctl resume --lane=local
fails_with 'a host that is none of the run is refused' 1 \
	git multi ctl pause example.com
has 'with those that are' "only '$host'" err
until_tasks '.left == 8'
fails_with 'resume all' 0 git multi ctl resume
says 'everything' 'all goes on' out
ends 'the run ends well' 0
ok 'each once' eval 'for n in 1 2 3 4 5 6 7 8; do once r$n paused || exit; done'

### rate

rm -f "$MARKS"/*
start rate run -r 4.txt --campaign rate -m rate --rate "$host=1/h" \
	--json=task,result ./hold.sh
ok 'a rate holds writes back' until_tasks '([.tasks[] |
	select(.step == "open" and .state == "waiting")] | length) >= 3 and
	([.tasks[] | select(.state != "waiting")] | length) == 0'
fails_with 'no such host' 1 git multi ctl rate example.com 20/min
ok 'what waits tells what for' jq -e '[.tasks[] |
	select(.step == "open")] | length >= 3 and
	all(.waits_for | test("1 write an hour"))' told
run git multi ctl tasks
has 'in the table, too' '1 write an hour, as you set' out
fails_with 'no such rate' 1 git multi ctl rate "$host" often
fails_with 'another rate' 0 git multi ctl rate "$host" 1000/min
says 'is told' "$host: writes at 1000/min at most" out
ends 'lets the others through' 0

### add

run_of more 4.txt -j 1
runs change 1
forge_list 6 >six.txt
fails_with 'add a list; what is there already is refused' 1 \
	git multi ctl add ./six.txt
says 'the new ones are added' "$host/demo/r5: added
$host/demo/r6: added" out
ok 'the others are in it already' \
	test "$(grep -c 'is in the campaign already' err)" = 4
fails_with 'a host that was not asked' 1 git multi ctl add \
	https://github.com/o/n http://x@127.0.0.1:1/o/n
has 'is refused with the way out' \
	"git multi run -r https://github.com/o/n" err
fails_with 'what is no repository' 128 git multi ctl add 'a b'
fails_with 'one with a setting of a list' 0 sh -c \
	'echo "$1" >one.txt; git multi ctl add ./one.txt' - \
	"http://$host/demo/r7 base=nowhere"
rm "$MARKS/hold"
ends 'the run does them too' 1
ok 'each once' eval 'for n in 1 2 3 4 5 6; do once r$n more || exit; done'
result r7 >got
has 'with the setting' "no branch 'nowhere'" got
grep -c '"event":"add"' "$journals/more/journal" >got
says 'and they are journalled' 7 got

### stop

run_of stop 4.txt -j 2
runs change 2
until test "$(find "$MARKS" -name 'r?' | wc -l)" = 2; do
	sleep 0.05
done
fails_with 'stop' 0 git multi ctl stop
has 'says how to go on' 'git multi resume stop' out
ends 'ends the run with work left' 4
has 'after a word' 'stopping' words
for mark in "$MARKS"/r?; do
	ok 'what ran is gone' all_gone "${mark##*/}"
done
rm "$MARKS/hold"
fails_with 'resume does it all' 0 git multi resume stop
ok 'once' eval 'for n in 1 2 3 4; do once r$n stop || exit; done'

### Requests

echo 'POST /repos/demo/r1/pulls delay=20s' >"$fdir/faults"
rm -f "$MARKS"/*
start asked run -r 4.txt --campaign asked -m asked \
	--json=task,result,reason ./hold.sh
ok 'a request is on its way' until_tasks '[.tasks[] |
	select(.step == "open" and .state == "running" and
	(.task | endswith("/r1")))] | length == 1'
begun=$(date +%s)
fails_with 'cancel it' 0 git multi ctl cancel r1
ends 'the others go on' 4
ok 'and nobody waited for the answer' test "$(($(date +%s) - begun))" -lt 20
result r1 >got
says 'it is cancelled' 'cancelled by ctl' got
: >"$fdir/faults"
fails_with 'resume' 0 git multi resume asked
ok 'opens it once' once r1 asked

### merge, which sleeps between its looks

for n in 1 2 3 4; do
	setting "r$n" 'checks = build:pending'
done
start asked merge asked --wait=1h --json=task,result
ok 'a merge that waits can be asked' until_tasks '[.tasks[] |
	select(.state == "sleeping" and .not_before != null)] | length == 4'
fails_with 'it takes no others' 1 git multi ctl add "http://$host/demo/r8"
has 'which is said' 'this run takes no others' err
has 'and the way out' "hint: when it has ended, use 'git multi run'" err
fails_with 'what sleeps goes on' 0 git multi ctl retry r1
says 'at once' "$host/demo/r1: goes on at once" out
fails_with 'cancel what sleeps' 0 git multi ctl cancel r2 r3 r4
fails_with 'what was cancelled is not what failed' 0 git multi ctl retry
has 'but may be named' "'git multi ctl asked retry $host/demo/r2'" out
sed -i 's/^checks.*/checks = build/' "$(bare r1)/forge"
ends 'the rest is merged' 4
jq -r '.[].result' ran | tr '\n' ' ' >got
echo >>got
says 'as it says' 'done cancelled cancelled cancelled ' got
for n in 2 3 4; do
	sed -i '/^checks/d' "$(bare "r$n")/forge"
done

### In a clone of the user's

rm -f "$MARKS"/*
touch "$MARKS/hold.r1"
start clones run -r 4.txt --campaign clones -m clones -j 2 \
	--clone-to "$trash/clones" --json=task,result,reason ./hold.sh
until test -e "$MARKS/r1"; do
	sleep 0.05
done
until_tasks '.left == 1'
fails_with 'cancel in a clone' 0 git multi ctl cancel r1
ends 'leaves the rest' 4
rm "$MARKS/hold.r1"
fails_with 'resume cleans what the command left there' 0 \
	git multi resume clones
ok 'and does it once' once r1 clones

### Who speaks wrongly

cat >enemy.py <<'END'
import json, os, socket, sys
where = sys.argv[1]

def connect():
    s = socket.socket(socket.AF_UNIX)
    os.chdir(where)
    s.connect("ctl")
    s.settimeout(20)
    return s

def ask(s, line):
    s.sendall(line)
    text = b""
    while not text.endswith(b"\n"):
        piece = s.recv(65536)
        if not piece:
            break
        text += piece
    return text

def silent(n):
    kept = []
    for i in range(n):
        try:
            s = connect()
        except OSError:
            break
        kept.append(s)
    return kept

def rubbish():
    for line in (b"\n", b"rubbish\n", b"{}\n", b"[1,2]\n", b"\0\xff\n",
                 b'{"word":1}\n', b'{"word":"tasks","arguments":7}\n',
                 b'{"word":"cancel","arguments":[{}]}\n',
                 b'{"word":"skip","arguments":["' + b"x" * 9000 + b'"]}\n',
                 b'{"word":"add","repositories":[{"url":"/etc/passwd"},7]}\n',
                 b'{"word":"jobs"}\n', b'{"word":"rate"}\n',
                 b'{"word":"pause","lane":{}}\n',
                 b'{"word":"pause","lane":"none"}\n',
                 b'{"word":"pause","arguments":[""]}\n',
                 b'{"word":"add","repositories":' + b"[" * 1000 + b"\n"):
        got = json.loads(ask(connect(), line))
        if line.startswith(b'{"word":"tasks"') or b"word" not in line:
            assert got["refused"], line
        assert got["campaign"] == "enemy", got

def large():
    s = connect()
    sent = 0
    try:
        while sent < 10 << 20:
            sent += s.send(b"x" * 65536)
    except OSError:
        pass
    assert sent < 10 << 20, sent

def many():
    s = connect()
    n = 2000
    try:
        s.sendall(b'{"word":"tasks"}\n' * n)
    except OSError:
        pass
    s.close()

def leaver():
    for i in range(50):
        s = connect()
        s.sendall(b'{"word":"tasks"}\n')
        s.close()

rubbish(); large(); many(); leaver()
kept = silent(1000)
speaker = connect()
got = json.loads(ask(speaker, b'{"word":"tasks"}\n'))
assert got["total"] == 8, got
print(len(kept) > 0 and "heard")
END
if command -v python3 >/dev/null; then
	run_of enemy 8.txt -j 2
	runs change 2
	fails_with 'rubbish, 10 MB, 1,000 connections, leavers' 0 \
		timeout 60 python3 enemy.py "$journals/enemy"
	says 'do not keep one out who speaks' heard out
	ok 'the run goes on' kill -0 "$run_pid"
	ctl tasks --json | jq -r .paused >got
	says 'and nothing was changed' null got
	rm "$MARKS/hold"
	ends 'and ends well' 0
	ok 'it said nothing of it' eval '! grep -i "warning\|error" words'
else
	skip 'who speaks wrongly' 'python3 is not there'
fi

### Who has no right

run_of right 4.txt -j 1
runs change 1
if test "$(id -u)" = 0 && command -v setpriv >/dev/null &&
   PATH=/usr/bin:/bin command -v python3 >/dev/null; then
	# every door on the way is opened, and the socket is for all
	for door in "$trash" "$HOME" "$HOME/state" "$HOME/state/git-multi" \
		"$journals" "$journals/right"; do
		chmod o+rx "$door"
	done
	chmod 666 "$journals/right/ctl"
	cat >other.py <<-'END'
	import os, socket, sys
	os.chdir(sys.argv[1])
	s = socket.socket(socket.AF_UNIX)
	s.settimeout(20)
	s.connect("ctl")
	try:
	    s.sendall(b'{"word":"stop"}\n')
	    print(repr(s.recv(1000)))
	except OSError:
	    print(repr(b""))
	END
	PATH=/usr/bin:/bin setpriv --reuid=65534 --regid=65534 \
		--clear-groups python3 -c "$(cat other.py)" \
		"$journals/right" >got 2>&1
	says 'another user gets no answer' "b''" got
	ctl tasks --json | jq -r .stopping >got
	says 'and is not heard' false got
	chmod 700 "$journals" "$journals/right"
else
	skip 'another user gets no answer' 'not root, or no setpriv, python3'
fi

### After kill -9

kill -KILL "$run_pid"
wait "$run_pid" 2>/dev/null
ok 'a killed run leaves its socket' test -S "$journals/right/ctl"
fails_with 'which nobody hears' 128 git multi ctl right tasks
has 'and that is said' "no run is working on campaign 'right'" err
start right resume right -j 1
ok 'resume listens anew' runs change 1
run_of other 4.txt -j 1
runs change 1
fails_with 'two runs: which one?' 129 git multi ctl tasks
has 'is asked' 'name one of other, right' err
fails_with 'a name is a way to say it' 0 git multi ctl tasks --campaign right
other_pid=$run_pid
git multi ctl right stop >/dev/null
git multi ctl other stop >/dev/null
wait "$other_pid"
rm "$MARKS/hold"

### A path that no socket's address could hold

deep=$HOME/a-folder-whose-name-is-so-long/that-it-does-not-fit-into-the-address
XDG_STATE_HOME=$deep/of-a-socket-at-all/as-that-has-only-a-hundred-bytes
run_of deep 4.txt -j 1
ok 'a long path' runs change 1
fails_with 'from anywhere' 0 sh -c 'cd / && git multi ctl deep tasks'
if unshare -m true 2>/dev/null; then
	run unshare -m sh -c \
		'mount -t tmpfs none /proc && git-multi ctl deep tasks'
	has 'and without a /proc' "campaign 'deep': 4 of 4 left" err
else
	skip 'and without a /proc' 'unshare needs root'
fi
git multi ctl stop >/dev/null
ends 'it stops' 4

finish
