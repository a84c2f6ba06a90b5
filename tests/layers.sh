#!/bin/sh
# SPDX-License-Identifier: MIT
# The source tree keeps its shape: includes point down the layers, never up
# or sideways, and what belongs to one folder is named nowhere else.

SRC=${SRC:-$(dirname "$0")/..}
cd "$SRC" || exit 99
tests=0 failures=0

# none SENTENCE COMMAND…: the command finds no violation to print.
none () {
	sentence=$1; shift
	tests=$((tests + 1))
	found=$("$@")
	if test -z "$found"; then
		echo "ok $tests - $sentence"
	else
		failures=$((failures + 1))
		echo "not ok $tests - $sentence"
		echo "$found" | sed 's/^/# /'
	fi
}

# below FOLDER ALLOWED…: lines of FOLDER that include anything else of ours.
below () {
	folder=$1; shift
	allowed=$(echo "$folder/ $*" | sed 's/ /|/g')
	grep -nE '^#[[:space:]]*include "' "src/$folder"/*.[ch] 2>/dev/null |
		grep -vE "include \"($allowed)"
}

elsewhere () {
	grep -rnE "include *[<\"]$1" src | grep -v "^src/$2"
}

same_names () {
	find src -name '*.c' | sed 's,.*/,,' | sort | uniq -d
}

without_licence () {
	find src tests -name '*.[ch]' | while read -r file; do
		head -n 1 "$file" | grep -q 'SPDX-License-Identifier: MIT' ||
			echo "$file"
	done
}

not_built () {
	find src tests -name '*.[ch]' | while read -r file; do
		grep -q "[[:space:]]$file\( \\\\\)\{0,1\}$" Makefile.am ||
			echo "$file"
	done
}

not_sorted () {
	awk '/^[A-Za-z_]+ =/ { last = "" }
	/^\t(src|tests)\/.*\.[ch]/ {
		if ($1 "" < last)
			print $1 " stands after " last
		last = $1
	}' Makefile.am
}

none 'base includes nothing of ours but itself' below base
none 'engine includes base only' below engine base/
none 'forges includes base and engine/request.h only' \
	below forges engine/request.h base/
none 'git includes engine and base only' below git engine/ base/
none 'terminal includes engine and base only' below terminal engine/ base/
none 'campaign includes only what is below it' \
	below campaign forges/ git/ terminal/ engine/ base/
none 'steps includes only what is below it' \
	below steps campaign/ forges/ git/ terminal/ engine/ base/
none 'commands includes only what is below it' \
	below commands steps/ campaign/ forges/ git/ terminal/ engine/ base/
none 'curl.h is named in engine only' elsewhere 'curl/' engine/
none 'ev.h is named in engine only' elsewhere 'ev\.h' engine/
none 'jsmn.h is named in base/json.c only' elsewhere 'jsmn\.h' base/json.c
none 'base names are unique across src' same_names
none 'every C file begins with its licence' without_licence
none 'every C file is named in Makefile.am' not_built
none 'sources are sorted in Makefile.am' not_sorted

echo "1..$tests"
exit "$((failures > 0))"
