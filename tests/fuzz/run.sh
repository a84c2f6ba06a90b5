#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the fuzzers, or those that are named, each for FUZZ_TIME (default 60):
# clang's libFuzzer with address and undefined behaviour sanitizers. What was
# learned stays in $BUILD/fuzz/corpus-NAME. FUZZERS is Makefile.am's list.
#	make fuzz TESTS=github FUZZ_TIME=600
set -eu

flags='-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined'
mkdir -p "$BUILD/fuzz"
cd "$BUILD/fuzz"
if ! test -f Makefile; then
	"$SRC/configure" -q CC=clang CFLAGS="$flags -fsanitize=fuzzer-no-link"
fi
make -s libgitmulti.a

seeds() {
	case $1 in
	gitea | github | gitlab) echo "$SRC/tests/forges/$1" ;;
	*) test ! -d "$SRC/tests/fuzz/$1" || echo "$SRC/tests/fuzz/$1" ;;
	esac
}

for source in $FUZZERS; do
	name=$(basename "$source" .c)
	name=${name#fuzz_}
	case " ${*:-$name} " in
	*" $name "*) ;;
	*) continue ;;
	esac
	# shellcheck disable=SC2086
	clang -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wconversion \
		$flags -fsanitize=fuzzer -I"$SRC/src" "$SRC/$source" \
		libgitmulti.a -lcurl -lev -o "fuzz-$name"
	mkdir -p "corpus-$name"
	echo "fuzz $name"
	# shellcheck disable=SC2046
	"./fuzz-$name" -max_total_time="${FUZZ_TIME:-60}" -max_len=8192 \
		-verbosity=0 -print_final_stats=1 "corpus-$name" $(seeds "$name")
done
