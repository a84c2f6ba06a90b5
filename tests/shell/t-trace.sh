#!/bin/sh
# SPDX-License-Identifier: MIT
# The pool as it can be watched: the file of --trace, read by other programs,
# and the lines of GIT_MULTI_TRACE, on real runs against the demo forge.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v python3 >/dev/null || skip_all 'python3 is not there'
forge_repos 12
forge_up
forge_list 12 >12.txt
forge_list 4 >4.txt
forge_list 1 >1.txt

# change CAMPAIGN LIST OPTION…: a run of it all
change () {
	c=$1 l=$2; shift 2
	run git-multi run -r "$l" --campaign "$c" -m "$c" --progress none \
		"$@" --sh "echo $c >>README.md"
}

# trace.py FILE CHECK…: the file by another reader, each CHECK in Python
cat >trace.py <<'END'
import json, sys
events = json.load(open(sys.argv[1]))
X = [e for e in events if e['ph'] == 'X']
rows = {}
for e in X:
    assert type(e['ts']) is int and type(e['dur']) is int, e
    assert e['ts'] >= 0 and e['dur'] >= 0, e
    rows.setdefault((e['pid'], e['tid']), []).append(e)
hosts = {e['pid']: e['args']['name'] for e in events
         if e['ph'] == 'M' and e['name'] == 'process_name'}
names = {(e['pid'], e['tid']): e['args']['name'] for e in events
         if e['ph'] == 'M' and e['name'] == 'thread_name'}
spans = {}
for e in events:
    if e['ph'] == 'b':
        assert (e['cat'], e['id']) not in spans, e
        spans[e['cat'], e['id']] = [e]
    if e['ph'] == 'e':
        begin = spans[e['cat'], e['id']]
        assert len(begin) == 1 and begin[0]['ts'] <= e['ts'], e
        assert (begin[0]['name'], begin[0]['pid']) == (e['name'], e['pid'])
        begin.append(e)
counters = [e for e in events if e['ph'] == 'C']
done = [e for e in events if e['ph'] == 'i']

def steps(repository):
    """What was done to it, in the order of time."""
    return [e['args']['step'] for e in sorted(X, key=lambda e: e['ts'])
            if e['cat'] != 'loop' and (
                e['args'].get('repository', '').endswith('/' + repository) or
                any(r.endswith('/' + repository)
                    for r in e['args'].get('repositories', [])))]

def overlaps():
    return [(a, b) for row in rows.values()
            for a, b in zip(*(lambda r: (r, r[1:]))(
                sorted(row, key=lambda e: (e['ts'], e['ts'] + e['dur']))))
            if a['ts'] + a['dur'] > b['ts']]

bad = 0
for check in sys.argv[2:]:
    if not eval('(' + check + ')'):
        print('not so:', check)
        bad = 1
sys.exit(bad)
END

reads () {
	sentence=$1; shift
	ok "$sentence" python3 trace.py "$@"
}

### A run

# so few in a minute that the last of them wait on any machine
change first 12.txt --rate "$host=6/min" --trace t.json
ok 'a run with a trace ends as without' test "$status" = 0
reads 'the file is JSON, its times are whole, nothing overlaps in a row' \
	t.json 'overlaps() == []' 'len(X) > 12 * 7'
reads 'this machine and the host have rows' t.json \
	"sorted(hosts.values()) == ['$host', 'this machine']" \
	'all(e["pid"] in hosts for e in events)' \
	'all(key in names for key in rows)'
reads "a lane's places have names, no more than it has" t.json \
	'{n for (p, _), n in names.items() if hosts[p] != "this machine"}
		<= {"%s %d" % (l, i) for l, nr in
		(("net", 8), ("api", 8), ("write", 1))
		for i in range(1, nr + 1)}' \
	'("local 1") in [names[key] for key in rows]' \
	'("write 1") in [names[key] for key in rows]'
reads 'every repository has its steps, in their order' t.json \
	'all([s for i, s in enumerate(steps("r%d" % n))
		if i == 0 or s != steps("r%d" % n)[i - 1]] ==
	["look", "fetch", "tree", "change", "commit", "push", "open"]
	for n in range(1, 13))'
reads 'a process has its command and its exit code' t.json \
	'{e["args"]["command"] for e in X if e["name"].startswith("push")}
		== {"git push"}' \
	'{e["args"]["exit"] for e in X if e["cat"] == "process"} == {0}'
reads 'a request has its method, path and status' t.json \
	'sorted((e["args"]["method"], e["args"]["path"], e["args"]["status"])
		for e in X if e["args"].get("step") == "open") ==
	sorted(("POST", "/repos/demo/r%d/pulls" % n, 201)
		for n in range(1, 13))' \
	'not any("?" in e["args"].get("path", "") for e in X)'
reads 'every end is told' t.json \
	'sorted(e["args"]["repository"].split("/")[-1] for e in done) ==
	sorted("r%d" % n for n in range(1, 13))' \
	'{e["args"]["result"] for e in done} == {"done"}'
reads 'a limit that keeps a step waiting is a span with a name' t.json \
	'any(s[0]["name"].startswith("open waits: ") for s in
		spans.values())' \
	'all(len(s) == 2 for s in spans.values())' \
	'{s[0]["args"]["buckets"] for s in spans.values()} >=
		{"write content"}'
reads 'there are curves: what is free, what waits, what is left' t.json \
	'any(e["name"].startswith("free: pull requests") for e in counters)' \
	'any(e["name"] == "waiting" and "open" in e["args"]
		for e in counters)' \
	'[e["args"]["left"] for e in counters
		if e["name"] == "repositories left"][-1] == 0'
reads "times are real, the clock's are beside them" t.json \
	'max(e["ts"] for e in X) < 600e6' \
	'all(e["args"]["engine"] > 1767225600 for e in X)'
lacks 'no token is in it' sentinel-token t.json
lacks 'nor in another form' "$(printf 'x-access-token:sentinel-token' |
	base64)" t.json

change second 12.txt --trace=t.json
reads 'a second one takes its place' t.json \
	'len([e for e in done]) == 12' 'overlaps() == []'

### What is not well

echo '* git: times=1 status=429 retry-after=30' >"$fdir/faults"
echo 'POST /repos/*/pulls times=1 status=429 retry-after=90' >>"$fdir/faults"
export GIT_MULTI_TRACE="$trash/lines"
change limited 4.txt --trace t.json
unset GIT_MULTI_TRACE
: >"$fdir/faults"
ok 'a run that is refused ends well' test "$status" = 0
reads 'a refusal is seen' t.json \
	'[e["args"]["status"] for e in X if e["args"].get("step") == "open"
		].count(429) == 1' \
	'128 in [e["args"].get("exit") for e in X]' 'overlaps() == []'
reads 'a freeze is a span, with its reason' t.json \
	'{"git is frozen", "content is frozen"} <= {s[0]["name"] for k, s in
		spans.items() if k[0] == "freeze"}' \
	'all(s[0]["args"]["why"] for s in spans.values())' \
	'all(len(s) == 2 for s in spans.values())'
freeze () {
	sed -n "s/^[0-9:.]* $host \(.*\): frozen, free again in .*/\1/p" lines
}
ok 'and a line' test -n "$(freeze)"
ok 'whose end is told' grep -q "$host content: free again" lines
ok 'a step that waits is a line' \
	grep -qE "^[0-9:.]{15} $host open waits: .*, [0-9]+ of them, [0-9.]+ s$" \
	lines

### Lines

# The states of a repository, as a chain: each begins where the last ended.
cat >lines.py <<'END'
import re, sys
state, ends = {}, {}
for line in open(sys.argv[1]):
    m = re.match(r'(\d\d:\d\d:\d\d\.\d{6}) (\S+/\S+/\S+) (\w+): '
                 r'(\w+) -> (\w+)(.*)\n$', line)
    if not m:
        continue
    _, task, step, old, new, rest = m.groups()
    assert state.get(task, 'idle') == old, line
    state[task] = new
    if new == 'finished':
        ends[task] = rest
assert len(state) == int(sys.argv[2]), state
assert set(state.values()) == {'finished'}, state
assert all(r.startswith(' done') for r in ends.values()), ends
END
ok "a repository's states are a chain from idle to finished" \
	python3 lines.py lines 4
ok 'a line names the step, the lane and what the step before said' \
	grep -qE '/demo/r1 fetch: running -> waiting, lane net, look said next$' \
	lines
ok 'one that comes again says why and when' grep -qE \
	'/demo/r[1-4] push: running -> sleeping, lane net, push said later: .+|/demo/r[1-4] fetch: running -> sleeping, lane net, fetch said later: .+' \
	lines
lacks 'no token is in the lines' sentinel-token lines
wc -l <lines >before
GIT_MULTI_TRACE=$trash/lines change again 1.txt
ok 'a file is appended to' test "$(wc -l <lines)" -gt "$(cat before)"

for to in 1 true TRUE; do
	GIT_MULTI_TRACE=$to change "err-$to" 1.txt -q
	has "$to is stderr, though quiet" ' look: idle -> waiting, lane api' err
done
GIT_MULTI_TRACE=7 change seven 1.txt 7>descriptor
has 'a digit is that descriptor' ' -> finished done' descriptor
lacks 'and not stderr' ' -> ' err
for to in '' 0 false; do
	GIT_MULTI_TRACE=$to change "off-${to:-empty}" 1.txt -q
	ok "'$to' is nothing" test ! -s err
done
GIT_MULTI_TRACE=8 change closed 1.txt 8>&-
has 'a closed descriptor is a warning' \
	"warning: GIT_MULTI_TRACE is '8', but that descriptor is not open" err
ok 'and the run goes on' test "$status" = 0
for to in yes relative/file 10; do
	GIT_MULTI_TRACE=$to change "bad-${to%%/*}" 1.txt
	has "'$to' is a warning" "warning: GIT_MULTI_TRACE is '$to', which" err
	ok 'and the run goes on' test "$status" = 0
done
GIT_MULTI_TRACE=$trash/no/file change nowhere 1.txt
has 'a file that cannot be made is a warning' \
	"warning: cannot write '$trash/no/file' of GIT_MULTI_TRACE: No such" err
ok 'and the run goes on' test "$status" = 0

### A full disk

if test -w /dev/full; then
	change full 4.txt --trace /dev/full
	ok 'a full disk does not stop the run' test "$status" = 0
	ok 'it is told once' test "$(grep -c \
		"^warning: cannot write the trace '/dev/full'" err)" = 1
	GIT_MULTI_TRACE=/dev/full change fuller 4.txt
	ok 'nor where the lines have no place' test "$status" = 0
	ok 'that is told once too' \
		test "$(grep -c '^warning: cannot write the lines' err)" = 1
else
	skip 'a full disk does not stop the run' 'no /dev/full'
fi
fails_with 'a trace that cannot be made is told first' 128 git-multi run \
	-r 1.txt -m none --trace no/such/folder --sh true
has 'by its name' "fatal: cannot write the trace 'no/such/folder': No such" err
ok 'and nothing was begun' \
	test ! -d "$XDG_STATE_HOME/git-multi/campaigns/none"

### Interrupted

# held SIGNAL COUNT: a run whose commands wait, ended by so many signals
held () {
	rm -f begun.*
	git-multi run -r 4.txt --campaign "held-$1-$2" -m "held $1 $2" \
		--progress none -j 2 --trace t.json \
		--sh "echo \$\$ >'$trash/begun.'\$GIT_MULTI_NAME
			exec sleep 1000" \
		>out 2>err </dev/null &
	run_pid=$!
	pids="$pids $run_pid"
	until test "$(find . -name 'begun.*' -size +0 | wc -l)" = 2; do
		kill -0 "$run_pid" 2>/dev/null || break
		sleep 0.05
	done
	kill "-$1" "$run_pid"
	status=0
	wait "$run_pid" || status=$?
}
for sig in INT TERM HUP; do
	held "$sig" 1
	ok "SIG$sig ends the run" test "$status" -gt 128
	reads 'the file is whole' t.json 'overlaps() == []' \
		'all(len(s) == 2 for s in spans.values())'
	reads 'what was ended stands in it as that' t.json \
		'len([e for e in X if e["args"].get("step") == "change" and
			e["args"].get("cancelled")]) == 2'
done
held KILL 1
for part in begun.*; do
	kill "$(cat "$part")"
done
ok 'what a kill leaves may lack its end' test "$status" = 137
ok 'only that' sh -c '
	{ cat t.json; test "$(tail -c 2 t.json)" = "]" || echo "]"; } >k.json &&
	python3 trace.py k.json "len(events) > 0" ||
	! test -s t.json'

### A turn of the loop that takes long

# The lines go into a pipe that nobody reads for a while: the loop stands.
cat >stall.py <<'END'
import array, fcntl, os, subprocess, sys, termios, threading, time
SIZE = 4096
get, put = os.pipe()
fcntl.fcntl(put, 1031, SIZE)            # F_SETPIPE_SZ
env = dict(os.environ, GIT_MULTI_TRACE='9')
os.dup2(put, 9)
os.close(put)
run = subprocess.Popen(sys.argv[1:], env=env, pass_fds=[9],
                       stdin=subprocess.DEVNULL)
os.close(9)
held = array.array('i', [0])
while held[0] < SIZE - 300 and run.poll() is None:
    fcntl.ioctl(get, termios.FIONREAD, held)
    time.sleep(0.01)
time.sleep(0.5)
text = b''
while True:
    piece = os.read(get, 65536)
    if not piece:
        break
    text += piece
sys.stdout.write(text.decode())
sys.exit(run.wait())
END
# shellcheck disable=SC2016 # for the other shell
run python3 stall.py git-multi run -r 12.txt --campaign stall -m stall \
	--progress none --sh 'echo stall >>README.md' --trace t.json
ok 'a run whose lines nobody reads for a while ends well' \
	test "$status" = 0 || tail -n 5 err
slow () {
	sed -n "s/^.* the loop's turn took \([0-9]*\) ms: display [0-9]* ms, events [0-9]* ms, turn [0-9]* ms with [0-9]* over and [0-9]* begun\$/\1/p" out |
		sort -n | tail -n 1
}
ok 'it is told that the loop stood' test "$(slow)" -ge 200
reads 'the trace has it too' t.json 'overlaps() == []' \
	'max(e["dur"] for e in X if e["cat"] == "loop") >= 150000' \
	'all(e["dur"] > 50000 for e in X if e["cat"] == "loop")'

### Other commands

for command in 'status first' 'merge first -y' 'close second -y'; do
	rm -f t.json
	# shellcheck disable=SC2086 # words
	run git-multi $command --trace t.json
	reads "git multi ${command%% *} has it too" t.json \
		'len([e for e in X if e["cat"] == "request"]) > 0' \
		'overlaps() == []'
done
rm -f t.json
run git-multi exec -r 4.txt --trace t.json --sh 'echo 1'
reads 'git multi exec has it too' t.json \
	'len([e for e in X if e["args"].get("step") == "exec"]) == 4'
rm -f t.json
run git-multi diff first --trace t.json
reads 'git multi diff has it too' t.json 'len(X) > 0' 'overlaps() == []'

finish
