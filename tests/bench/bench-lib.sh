# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# For benchmarks, which source it behind lib.sh: numbers in files, and what
# limits allow, computed here without git multi's own arithmetic.

# median FILE COLUMN
median () {
	cut -d' ' -f"$2" "$1" | sort -g |
		awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

ratio () {
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b > 0) ? a / b : 0 }'
}

percent () {
	awk -v a="$1" -v b="$2" \
		'BEGIN { printf "%.1f%%", (b > 0) ? 100 * a / b : 0 }'
}

# bound N SPACING [COUNT/SECONDS…]: from the first to the last of N writes
# at the least, so many seconds apart and within sliding windows
bound () {
	awk -v n="$1" -v spacing="$2" -v list="$(shift 2; echo "$*")" 'BEGIN {
		windows = split(list, window, " ")
		for (i = 2; i <= n; i++) {
			at[i] = at[i - 1] + spacing
			for (w = 1; w <= windows; w++) {
				split(window[w], part, "/")
				if (i > part[1] &&
				    at[i] < at[i - part[1]] + part[2])
					at[i] = at[i - part[1]] + part[2]
			}
		}
		print at[n] + 0 }'
}

# writes FILE: of the forge's times: how many went well, and seconds of its
# clock from the first to the last
writes () {
	awk '$3 == "write" && $2 < 300 {
			if (!n++)
				first = $1
			last = $1
		}
		END { printf "%d %.3f\n", n, last - first }' "$1"
}

# announced FILE: seconds that git multi said before it began, the longest of
# all its hosts; 59 for "less than a minute"
announced () {
	grep -E '^[^ ]+: .*[0-9] (pull request|merge)' "$1" |
		sed 's/.*\(:\|take\) //' | awk '
		/less than a minute/ { if (most < 59) most = 59; next }
		{
			seconds = 0
			for (i = 2; i <= NF; i++) {
				if ($i ~ /^h/)
					seconds += 3600 * $(i - 1)
				else if ($i ~ /^min/)
					seconds += 60 * $(i - 1)
				else if ($i ~ /^s/)
					seconds += $(i - 1)
			}
			if (seconds > most)
				most = seconds
		}
		END { print most + 0 }'
}

# refused: how many requests the forge refused so far
refused () {
	curl -s "${forge}_forge/limits" | jq .refused
}

# peaks: the fullest that each window ever was
peaks () {
	curl -s "${forge}_forge/limits" | jq -r '.windows[] |
		select(.limit != "core") |
		"\(.limit) \(.peak)/\(.allowed)"' | paste -s -d ' '
}
