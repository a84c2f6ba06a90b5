#!/bin/sh
# SPDX-License-Identifier: MIT
# The plan before the start: how much is asked of whom, what bounds it and when
# it is done, held against what then happens; and --for, which stops in good
# order.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

forge_repos 40
forge_up
forge_list 30 >30.txt
forge_list 12 >12.txt
forge_list 2 >2.txt
git config --global "multi.$forge.limits" hosted
git config --global multi.progress none
state=$XDG_STATE_HOME/git-multi

# add CAMPAIGN LIST [OPTION…]: a run
add () {
	campaign=$1 list=$2; shift 2
	git multi run -r "$list" --campaign "$campaign" -m "$campaign" \
		--rate "$host=10/min" "$@" --json=task,result \
		--sh "echo $campaign >>x"
}

# announced FILE: seconds of the last line of the plan
announced () {
	sed -n "s/^.*$host: .*: \(about \)\?\([0-9][a-z0-9 ]*\)$/\2/p" "$1" |
		awk '{
			length_of["h"] = 3600
			length_of["min"] = 60
			length_of["s"] = 1
			for (i = 1; i < NF; i += 2)
				s += $i * length_of[$(i + 1)]
		} END { print s + 0 }'
}

# real CAMPAIGN: seconds that it took, by its journal
real () {
	jq -rs <"$state/campaigns/$1/journal" '
		def at: .time | (.[0:19] + "Z" | fromdate) +
			("0." + .[20:23] | tonumber);
		(map(select(.event == "end")) | last | at) -
		(map(select(.event == "begin")) | first | at)'
}

# close_to ANNOUNCED REAL: within a tenth, or so much later as a busy machine
# may lose (two seconds of its own, when the clock runs 30 times as fast)
close_to () {
	echo "$1 and $2"
	awk -v a="$1" -v b="$2" 'BEGIN {
		d = a > b ? a - b : b - a
		exit !(a > 0 && (d <= b / 10 || d <= (a > b ? 20 : 60)))
	}'
}

# ---- before the start ---------------------------------------------------------------

# Few repositories and much time, so that what else the machine does is little
# beside it.
fails_with 'a run with a limit' 0 add one 12.txt --rate "$host=4/min"
ok 'says what it asks' grep -q "^$host: 12 pull requests, 1 GraphQL query, \
24 git transfers; 4 writes a minute, as you set: about 2 min [0-9]* s$" err
ok 'and how long it takes' close_to "$(announced err)" "$(real one)"
ok 'on standard error only' jq -e 'length == 12' out
ok 'how fast it was is remembered' grep -q "^push $host	0\.[0-9]" \
	"$state/speed"

fails_with 'another, with what was learned and drawn' 0 add next 12.txt \
	--rate "$host=4/min"
ok 'how long, now' close_to "$(announced err)" "$(real next)"

fails_with 'little to do' 0 git multi run -r 2.txt --campaign two -m two \
	--json --sh 'echo 2 >>x'
lacks 'needs no plan' "$host: " err
fails_with 'with a long wait' 0 add three 2.txt --rate "$host=1/min"
ok 'it does' grep -q "^$host: 2 pull requests, .*1 write a minute, as you set: " err
fails_with 'a quiet run' 0 add four 30.txt -q
ok 'says nothing' test ! -s err

# ---- a dry run, and what comes after it -----------------------------------------------

fails_with 'a dry run' 0 add dry 30.txt -n
ok 'says what it asks itself' grep -q "^this dry run: $host: 1 GraphQL query, \
30 git transfers[:;]" err
ok 'and what is held back' grep -q "^without --dry-run: $host: 30 pull \
requests, .* 60 git transfers; 10 writes a minute, as you set: " err
fails_with 'a short dry run' 0 git multi run -n -r 2.txt --campaign short \
	-m short --sh 'echo short >>x'
lacks 'needs no plan' "$host: " err
fails_with 'a dry run of what a rate will hold' 0 add held 30.txt -n \
	--rate "$host=20/min"
has 'names the rate' '20 writes a minute, as you set: ' err
git config --global "multi.$forge.reserve" 60%
run env -u "$variable" git multi run -n -r 30.txt --campaign anonymous \
	-m anonymous --sh 'echo anonymous >>x'
has 'without a token there is less' '24 requests an hour without a token' err
git config --global --unset "multi.$forge.reserve"
opened=$(counter .pulls_opened)
fails_with 'publish' 0 git multi publish dry --rate "$host=10/min" --json
ok 'has a plan' grep -q "^$host: 30 pull requests, 1 GraphQL query, .* git \
transfers; 10 writes a minute, as you set: " err
ok 'and does it' test "$(counter .pulls_opened)" = $((opened + 30))

fails_with 'merge' 0 git multi merge dry --no-checks=merge --wait=5min --json \
	--rate "$host=10/min"
ok 'has one, too' grep -q "^$host: 30 merges, [1-9][0-9]* GraphQL quer[iesy]*; \
10 writes a minute, as you set: " err
has 'without what nobody knows' 'as long as checks and approvals take' err

fails_with 'failures' 2 git multi run -r 30.txt --campaign bad -m bad --json \
	--sh 'exit 1'
fails_with 'retry' 2 git multi retry bad --json
ok 'has one' grep -q "^$host: 30 pull requests, " err

# ---- the question ----------------------------------------------------------------------

answer () {
	keys=$1; shift
	run python3 "$SRC/tests/shell/answer.py" 'go on\?' "$keys" \
		git multi "$@"
}
before=$(counter '.graphql + .git')
answer 'n\n' run -r 30.txt --campaign asked -m asked --sh 'echo asked >>x'
ok 'the answer no' test "$status" = 4
ok 'comes behind the plan' grep -q "^$host: 30 pull requests, .*: " out
has 'is about all' "push branch 'multi/asked' and open a pull request in 30" out
ok 'nobody was asked' test "$(counter '.graphql + .git')" = "$before"
answer '\x03' run -r 30.txt --campaign asked -m asked --sh 'echo asked >>x'
ok 'Ctrl-C is an answer' test "$status" = 130
answer 'n\n' merge four --no-checks=merge
ok 'a merge asks, too' test "$status" = 4
has 'with its plan' "$host: 30 merges, " out
has 'and what it is about' 'merge the pull requests that are ready in 30' out
ok 'no leaves all open' test "$(git multi status four --cached --json |
	jq '[.[] | select(.pull.state == "open")] | length')" = 30

# ---- --for -----------------------------------------------------------------------------

opened=$(counter .pulls_opened)
fails_with 'a run for a minute and a half' 4 add while 30.txt --for 90s
has 'says before that it stops' 'it stops after 1 min 30 s, with work left' err
has 'and when it does' 'stopping after 1 min 30 s: what runs comes' err
has 'and how to go on' "git multi resume while" err
# the first 10, and at most 10 more after a minute
done=$(($(counter .pulls_opened) - opened))
ok 'it began what it could' test $done -ge 10
ok 'and nothing later' test $done -le 20
ok 'nothing was cut short' test "$(grep -c interrupted \
	"$state/campaigns/while/journal")" = 0
fails_with 'resume for no longer than it takes' 0 git multi resume while \
	--rate "$host=5/min" --for 1h --json
ok 'has a plan for the rest' grep -q \
	"^$host: $((30 - done)) pull requests[:;,]" err
lacks 'and does not stop' stopp err
ok 'each is there once' test "$(counter .pulls_opened)" = $((opened + 30))
fails_with 'a command that lasts' 4 git multi run -r 2.txt --campaign lasts \
	-m lasts --for 30s --json --sh 'echo x >>x; sleep 300'
has 'is ended after a while' interrupted "$state/campaigns/lasts/journal"
fails_with 'a time that is none' 129 git multi resume --for soon
fails_with 'no time at all' 129 git multi resume --for 0
# ---- two at once ------------------------------------------------------------------------

# The second one reckons with what the first is still going to ask.
add first 12.txt --rate "$host=4/min" >/dev/null 2>first.err &
pid=$!
pids="$pids $pid"
wait_for first.err "^$host: " $pid
fails_with 'a second run meanwhile' 0 add second 12.txt --rate "$host=4/min"
ok 'the first, too' wait $pid
ok 'the second knew' close_to "$(announced err)" "$(real second)"
ok 'that it is not alone' test "$(announced err)" -gt 240
finish
