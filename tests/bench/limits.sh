#!/bin/sh
# SPDX-License-Identifier: MIT
# Many requests at once: the same work one after another, all at once with
# Python's asyncio.gather and httpx, and through git multi's pool; first on a
# server without limits, then on one that has GitHub's. Prints what each cost
# and draws requests over time (bench-results/limits.svg in the build folder).
# Asserts nothing. README.md shows the drawing of a measured run: a copy of it,
# tests/bench/limits.svg.
#
#	make bench-limits	from the environment: FREE=5000 requests
#				without limits, LIMITED=2000 with them,
#				CONNECTIONS=32 of the pool and of curl,
#				ROUNDS=3, CLOCK=30 of the limited server

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"
. "$SRC/tests/bench/bench-lib.sh"
FREE=${FREE:-5000} LIMITED=${LIMITED:-2000} ROUNDS=${ROUNDS:-3}
CONNECTIONS=${CONNECTIONS:-32} CLOCK=${CLOCK:-30}
GATHER=1000			# connections, as in the talk
LATENCY=0.01			# s of a limited server: 0.3 s of its clock

python=
for one in python3 /usr/bin/python3; do
	test -n "$python" || ! "$one" -c 'import httpx' 2>/dev/null ||
		python=$one
done

BENCH_TOKEN=sentinel-token
export BENCH_TOKEN

# urls N: branches of twenty repositories in turn
urls () {
	seq "$1" | sed "s#.*#& ${forge}repos/demo/r#" |
		awk '{ print $2 ($1 % 20 + 1) "/git/ref/heads/main" }' >urls
	sed 's/.*/url = "&"\noutput = "\/dev\/null"/' urls >urls.curl
}

way_one () {
	"$python" "$SRC/tests/bench/gather.py" one 1 urls
}

way_all () {
	"$python" "$SRC/tests/bench/gather.py" all "$GATHER" urls
}

# The pool's budget is on disk: a new folder is a new account.
way_pool () {
	XDG_STATE_HOME=$(mktemp -d "$trash/state.XXXXXX") \
		"$BUILD/pool" "$forge" urls
}

way_curl () {
	begin=$(date +%s.%N)
	curl -s -Z --parallel-max "$CONNECTIONS" -K urls.curl \
		-H "Authorization: Bearer $BENCH_TOKEN" -w '%{http_code}\n' \
		2>/dev/null | sort | uniq -c >codes
	awk -v begin="$begin" -v end="$(date +%s.%N)" '
		$2 == 200 { done = $1 } { all += $1 }
		END { printf "%d %d %.3f\n", done, all - done, end - begin
		}' codes
}

# measured WAY: a line "done left seconds refused" more in its file
measured () {
	curl -s -X POST "${forge}_forge/reset"
	set -- "$1" "$(way_"$1")"
	echo "$2 $(curl -s "${forge}_forge/limits" | jq .refused)" \
		>>"$phase-$1"
	test ! -s "$fdir/times" || cp "$fdir/times" "times-$1"
}

line () {
	printf '%-38s %9s %9s %8s %6s\n' "$@"
}

# show WAY TITLE REQUESTS
show () {
	if test ! -s "$phase-$1"; then
		line "$2" '-' '-' '-' '-'
		return
	fi
	seconds=$(median "$phase-$1" 3)
	line "$2" "$seconds" "$(ratio "$3" "$seconds")" \
		"$(median "$phase-$1" 4)" "$(median "$phase-$1" 2)"
}

# report REQUESTS
report () {
	line '' 'wall, s' 'a second' 'refused' 'lost'
	show one 'one after another (httpx)' "$1"
	show all "asyncio.gather, $GATHER connections" "$1"
	show pool "git multi's pool" "$1"
	test ! -s "$phase-curl" ||
		show curl "curl --parallel-max $CONNECTIONS" "$1"
}

test -n "$python" ||
	echo 'no httpx (Debian: python3-httpx): its rows are left out'

### A server without limits

phase=free
unset GIT_MULTI_CLOCK
sh "$SRC/tests/forge/make-repos.sh" "$fdir" 20 >made
forge_up
git config --global "multi.$forge.limits" none
git config --global "multi.$forge.apiJobs" "$CONNECTIONS"
urls "$FREE"
for round in $(seq "$ROUNDS"); do
	test -z "$python" || { measured one; measured all; }
	measured pool
	measured curl
	measured pool
	measured curl
	echo "round $round of $ROUNDS done" >&2
done
echo "Without limits: $FREE requests, medians of $ROUNDS rounds"
report "$FREE"
echo "pool : asyncio.gather, requests a second: $(ratio \
	"$(test -s free-all && median free-all 3)" "$(median free-pool 3)")"
echo "pool : curl, wall, $CONNECTIONS connections: $(ratio \
	"$(median free-pool 3)" "$(median free-curl 3)")"
stop "$forge_pid"

### GitHub's limits

phase=limited
GIT_MULTI_CLOCK=$CLOCK
export GIT_MULTI_CLOCK
echo 'times = true' >config
echo "GET /repos/* delay=${LATENCY}s" >"$fdir/faults"
forge_up --limits --config config
git config --global --unset "multi.$forge.limits"
git config --global --unset "multi.$forge.apiJobs"
git config --global "multi.$forge.limits" hosted
urls "$LIMITED"
test -z "$python" || { measured one; measured all; }
measured pool
echo
echo "With GitHub's limits, clock $CLOCK x: $LIMITED requests"
report "$LIMITED"
mkdir -p "$BUILD/bench-results"
set --
for way in one all pool; do
	test -s "times-$way" || continue
	case $way in
	one) title='one after another' ;;
	all) title="asyncio.gather, $GATHER connections" ;;
	pool) title="git multi's pool" ;;
	esac
	set -- "$@" "way=$title" "times-$way"
done
awk -f "$SRC/tests/bench/plot.awk" \
	-v title="$LIMITED requests to a server with GitHub's limits" "$@" \
	>"$BUILD/bench-results/limits.svg"
echo "drawn: $BUILD/bench-results/limits.svg"
