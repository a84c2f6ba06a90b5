#!/bin/bash
# SPDX-License-Identifier: MIT
# Interrupted by signal, key or hang-up, at whatever it is doing: it ends by
# that signal, leaves nothing running, and resume goes on to the same end.
# A HUP that whoever started the tests ignores (nohup) stays ignored in what
# is tested, as it should; here it is to be heard.
if test -z "${HEARD-}" && env --default-signal=HUP true 2>/dev/null; then
	HEARD=1 exec env --default-signal=HUP,TERM bash "$0"
fi

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
forge_repos 4
forge_up
forge_list 4 >four.txt
export MARKS=$trash/marks
mkdir "$MARKS"

# A command that waits while the file hold is there; in the background a
# child of its own that hears no SIGTERM. It says who they are.
cat >hold.sh <<'END'
#!/bin/sh
echo "$GIT_MULTI_CAMPAIGN" >from.txt
test -e "$MARKS/hold" || exit 0
(
	trap '' TERM
	while test -e "$MARKS/hold"; do
		sleep 0.1
	done
) &
trap '' $DEAF
echo "$! $$" >"$MARKS/$GIT_MULTI_NAME.part"
mv "$MARKS/$GIT_MULTI_NAME.part" "$MARKS/$GIT_MULTI_NAME"
while test -e "$MARKS/hold"; do
	sleep 0.1
done
END
chmod +x hold.sh
export DEAF=USR1

# start NAME COMMAND…: until two commands are at work
start () {
	campaign=$1; shift
	rm -f "$MARKS"/*
	touch "$MARKS/hold"
	"$@" run -r four.txt --campaign "$campaign" -m "$campaign" -j 2 \
		--timeout 1h --json=result ./hold.sh >out 2>err </dev/null &
	run_pid=$!
	until test "$(find "$MARKS" -name 'r?' | wc -l)" = 2; do
		kill -0 "$run_pid" 2>/dev/null || break
		sleep 0.05
	done
}

is_gone () {
	! kill -0 "$1" 2>/dev/null ||
		grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

# ends SENTENCE CODE: with that code, and what it began is gone
ends () {
	status=0
	wait "$run_pid" || status=$?
	ok "$1" test "$status" = "$2"
	left=
	while read -r background foreground; do
		is_gone "$background" || left="$left $background"
		is_gone "$foreground" || left="$left $foreground"
	done <<-END
	$(cat "$MARKS"/r?)
	END
	ok 'its children are gone' test -z "$left"
	jq -r '[.[] | select(.result == null)] | length' out >got
	says 'none is finished' 4 got
	has 'and it says how to go on' "git multi resume $campaign" err
}

# resumes: to one commit and one pull request each
resumes () {
	rm -f "$MARKS/hold"
	: >"$fdir/faults"
	fails_with "resume $campaign does the rest" 0 \
		git multi resume "$campaign" --json=result
	bad=
	for n in 1 2 3 4; do
		pulls=$(curl -s -H 'Authorization: Bearer sentinel-token' \
			-H 'User-Agent: t' \
			"${forge}repos/demo/r$n/pulls?state=all&per_page=100" |
			jq "[.[] | select(.head.ref == \"multi/$campaign\")] | length")
		commits=$(git -C "$(bare "r$n")" rev-list --count \
			"main..multi/$campaign" 2>&1)
		test "$pulls $commits" = '1 1' ||
			bad="$bad r$n: $pulls pulls, $commits commits;"
	done
	echo "each once$bad" >got
	says 'one commit and one pull request each' 'each once' got
	find "$XDG_STATE_HOME/git-multi/campaigns/$campaign/trees" \
		-name .git >got 2>&1
	ok 'no tree is left' test ! -s got
}

### Signals

for signal in INT TERM HUP; do
	start "sig$signal" git-multi
	kill "-$signal" "$run_pid"
	ends "SIG$signal ends it" "$((128 + $(kill -l "$signal")))"
	has 'after a word' 'stopping' err
	resumes
done

start group setsid git-multi
kill -INT "-$run_pid"
ends 'SIGINT to its whole group ends it' 130
resumes

# git would heed that a shell's background commands are to ignore SIGINT
if env --default-signal=INT true 2>/dev/null; then
	start git env --default-signal=INT setsid git multi
	kill -INT "-$run_pid"
	ends 'the same through git' 130
	resumes
else
	skip 'the same through git' 'env knows no --default-signal'
fi

DEAF='TERM INT'
start twice git-multi
kill -INT "$run_pid"
wait_for err 'stopping' "$run_pid"
kill -INT "$run_pid"
ends 'a second SIGINT ends what hears no SIGTERM' 130
resumes
start deaf git-multi
kill -INT "$run_pid"
ends 'with one it takes longer, and ends too' 130
resumes
DEAF=USR1

if command -v perl >/dev/null; then
	start signalled perl -e '$p = fork; exec "git-multi", @ARGV if !$p;
		open $f, ">", "pid"; print $f $p; close $f;
		waitpid $p, 0; open $f, ">", "signal"; print $f $? & 127, "\n";
		close $f'
	kill -TERM "$(cat pid)"
	wait "$run_pid"
	says 'it ends by the signal, not by a code' 15 signal
	resumes
else
	skip 'it ends by the signal, not by a code' 'perl is not there'
fi

start nohup nohup git-multi
kill -HUP "$run_pid"
rm "$MARKS/hold"
status=0
wait "$run_pid" || status=$?
ok 'under nohup a hang-up is nothing' test "$status" = 0

### Requests and transfers on their way

# begun STEP: it is in the journal
begun () {
	wait_for "$XDG_STATE_HOME/git-multi/campaigns/$campaign/journal" \
		"\"event\":\"begin\",\"step\":\"$1\"" "$run_pid"
}

# between NAME STEP RULE: interrupted where the server is slow
between () {
	campaign=$1
	rm -f "$MARKS"/*
	echo "$3" >"$fdir/faults"
	git-multi run -r four.txt --campaign "$1" -m "$1" --label l --create-labels \
		--json=result ./hold.sh >out 2>err </dev/null &
	run_pid=$!
	begun "$2"
	kill -INT "$run_pid"
	status=0
	wait "$run_pid" || status=$?
	ok "SIGINT in $2 ends it" test "$status" = 130
	resumes
}
between look look '* graphql: delay=1s'
between fetch fetch 'GET git: delay=1s'
between push push 'POST */git-receive-pack delay=1s'
between open open 'POST /repos/*/pulls delay=1s'
between answered open 'POST /repos/*/pulls slow=1s'
between describe describe 'POST /repos/*/issues/* delay=1s'

git config --global --remove-section "multi.$forge"
echo '* * delay=30s' >"$fdir/faults"
git-multi run -r four.txt --campaign probe -m x --sh true >out 2>err \
	</dev/null &
run_pid=$!
wait_for err "campaign 'probe'" "$run_pid"
kill -INT "$run_pid"
status=0
wait "$run_pid" || status=$?
ok 'SIGINT while servers are asked what they are ends it' \
	test "$status" = 130
: >"$fdir/faults"
git config --global "multi.$forge.forge" github
git config --global "multi.$forge.api" "$forge"

### A terminal

if ! env --default-signal=INT script -qec true /dev/null \
	>/dev/null 2>&1 </dev/null; then
	skip 'on a terminal' 'script (util-linux) or env (coreutils) is not there'
	finish
fi

# A key reaches whoever is in front; what is printed is the terminal's.
mkfifo keys
rm -f "$MARKS"/*
touch "$MARKS/hold"
TERM=xterm env --default-signal=INT script -qefc "git multi run -r four.txt --campaign key -m key -j 2 ./hold.sh" \
	screen <keys >/dev/null 2>&1 &
run_pid=$!
exec 3>keys
until test "$(find "$MARKS" -name 'r?' | wc -l)" = 2; do
	kill -0 "$run_pid" 2>/dev/null || break
	sleep 0.05
done
printf '\003' >&3
status=0
wait "$run_pid" || status=$?
exec 3>&-
ok 'Ctrl-C ends it' test "$status" = 130
has 'after a word' 'press Ctrl-C again' screen
campaign=key
resumes

# It is resized to nothing and back while it draws.
cat >resize.sh <<'END'
(
	for size in '80 24' '10 5' '1 1' '200 50' '24 3' '80 24'; do
		stty cols "${size% *}" rows "${size#* }" </dev/tty
		sleep 0.15
	done
	rm "$MARKS/hold"
) &
git multi run -r four.txt --campaign sizes -m sizes -j 2 ./hold.sh
END
rm -f "$MARKS"/*
touch "$MARKS/hold"
status=0
TERM=xterm script -qec 'sh resize.sh' screen >/dev/null 2>&1 </dev/null ||
	status=$?
ok 'a terminal of any size is fine' test "$status" = 0
has 'the table is there' "$host/demo/r4/pull/" screen
tr '\r' '\n' <screen | grep -n -e '\[?7[lh]' | tail -n 1 |
	sed 's/.*\[?7\(.\).*/\1/' >got
says 'and the terminal wraps lines again' h got

finish
