#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the tests and counts them all: what Check ran, and what every shell
# script said in TAP. Says what was skipped and why. The last line is
# "N passed, N failed" (", N skipped"); the exit code agrees with it.
#
#	BUILD=… SRC=… sh tests/run.sh [NAME…]
#
# NAME: "unit", "layers", "manual", "t-NAME", "peers/t-NAME"; without: all but
# the peers. TEST_JOBS scripts run at once: most of their time they wait, for
# servers that are slow on purpose, so that there are two for each processor.

SRC=$(cd "${SRC:-$(dirname "$0")/..}" && pwd) || exit 99
BUILD=$(cd "${BUILD:-$SRC}" && pwd) || exit 99
export SRC BUILD
results=$BUILD/test-results
jobs=$((2 * $(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)))

# Those that take longest, measured one by one: they begin first, so that none
# is left to run alone at the end.
long='t-limits t-fork t-plan t-merge t-split t-faults3 t-select-forges t-faults
t-interrupt t-run t-demo t-ssh t-revert t-requests t-ctl t-comment t-trace
t-review t-refresh'
passed=0 failed=0 skipped=0

add () {
	passed=$((passed + $1))
	failed=$((failed + $2))
	skipped=$((skipped + $3))
}

# The unit tests are one process that waits as often as it works: they run
# beside the scripts.
start_unit () {
	echo 'unit'
	(cd "$results" && exec "$BUILD/unit") >"$results/unit.log" 2>&1 &
	unit_pid=$!
	trap 'kill "$unit_pid"; exit 130' INT TERM HUP
}

# Check's own summary: "97%: Checks: 80, Failures: 2, Errors: 0".
count_unit () {
	log=$results/unit.log
	if ! test -x "$BUILD/unit"; then
		echo 'skipped: unit: built without Check (Debian: check)' \
			>>"$results/skipped"
		add 0 0 1
		return
	fi
	code=0
	wait "$unit_pid" || code=$?
	trap - INT TERM HUP
	counts=$(sed -n 's/^[0-9]*%: Checks: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\)$/\1 \2 \3/p' "$log" | tail -n 1)
	# shellcheck disable=SC2086 # three words
	set -- ${counts:-0 0 0}
	bad=$(($2 + $3))
	if test "$code" != 0 && test "$bad" = 0; then
		bad=1		# it crashed, or a sanitizer spoke at its end
		echo "unit: exit code $code without a failed test"
	fi
	add "$(($1 - $2 - $3))" "$bad" 0
	test "$bad" = 0 || cat "$log"
}

# One script under prove: its TAP is kept, for the count.
keep () {
	case $(head -n 1 "$1") in
	*bash*) shell=bash ;;
	*) shell='sh' ;;
	esac
	file=$results/$(basename "$1" .sh)
	code=0
	$shell "$1" >"$file.tap" || code=$?
	echo "$code" >"$file.exit"
	cat "$file.tap"
	return "$code"
}

# What a kept TAP says: passed, failed, skipped; a script that stopped before
# its plan, or failed without a failed test, is one failure more.
count_tap () {
	awk -v code="$(cat "$1.exit" 2>/dev/null || echo 99)" \
		-v name="$(basename "$1")" -v list="$results/skipped" '
	/^1\.\.0 # skip/ {
		skip = 1; plan = 0; planned = 1
		sub(/^1\.\.0 # skip */, "")
		print "skipped: " name ": " $0 >>list
	}
	/^1\.\.[1-9]/ { planned = 1; plan = substr($1, 4) + 0 }
	/^ok .*# skip/ {
		skip++; seen++
		sub(/^ok [0-9]* *-* */, "")
		print "skipped: " name ": " $0 >>list
		next
	}
	/^ok / { pass++; seen++ }
	/^not ok / { fail++; seen++ }
	END {
		if (!planned || plan != seen || (code != 0 && !fail))
			fail++
		print pass + 0, fail + 0, skip + 0
	}' "$1.tap"
}

# What a script said first (a seed), and of each test that failed.
show_failed () {
	echo "$(basename "$1"), exit code $(cat "$1.exit" 2>/dev/null):"
	sed -n '/^ok/q; /^not ok/q; /^#/p' "$1.tap"
	sed -n '/^not ok/,/^ok/{/^ok/!p}' "$1.tap"
}

run_scripts () {
	code=0
	prove -j "${TEST_JOBS:-$jobs}" -e 'sh run.sh --keep' "$@" || code=$?
	bad=$failed
	for script; do
		file=$results/$(basename "$script" .sh)
		test -f "$file.tap" || : >"$file.tap"
		# shellcheck disable=SC2046 # three words
		set -- $(count_tap "$file")
		add "$@"
		test "$2" = 0 || show_failed "$file"
	done
	if test "$code" != 0 && test "$failed" = "$bad"; then
		echo "prove: exit code $code without a failed test"
		add 0 1 0
	fi
}

if test "$1" = --keep; then
	keep "$2"
	exit
fi

rm -rf "$results"
mkdir -p "$results" || exit 99
: >"$results/skipped"
unit=
scripts='' first=''
cd "$SRC/tests" || exit 99
test $# != 0 || set -- unit layers.sh manual.sh shell/t-*.sh
for test; do
	test=${test%.sh}
	case $test in
	unit) unit=1 ;;
	t-*) scripts="$scripts shell/$test.sh" ;;
	'shell/t-*') ;;			# there is none
	manual) test ! -d ../man || scripts="$scripts manual.sh" ;;
	*) scripts="$scripts $test.sh" ;;
	esac
done
for test in $long; do
	case " $scripts " in
	*" shell/$test.sh "*) first="$first shell/$test.sh" ;;
	esac
done
rest=
for test in $scripts; do
	case " $first " in
	*" $test "*) ;;
	*) rest="$rest $test" ;;
	esac
done
scripts=$first$rest
test -z "$unit" || ! test -x "$BUILD/unit" || start_unit
if test -n "$scripts" && ! command -v prove >/dev/null; then
	echo 'tests: prove is missing (Debian: perl)' >&2
	add 0 1 0
elif test -n "$scripts"; then
	# shellcheck disable=SC2086 # no blank in a test's name
	run_scripts $scripts
fi
test -z "$unit" || count_unit
cat "$results/skipped"
line="$passed passed, $failed failed"
test "$skipped" = 0 || line="$line, $skipped skipped"
echo "$line"
exit "$((failed > 0))"
