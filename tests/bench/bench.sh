#!/bin/sh
# SPDX-License-Identifier: MIT
# git multi against a plain xargs pipeline: the same work on the same
# repositories at the same width, one after the other, several rounds, over
# file:// and over HTTP with pull requests (the demo forge). Prints medians
# and their ratios; asserts nothing.
#
#	make bench	REPOS=100 FILES=200 JOBS=2 ROUNDS=3 from the environment

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"
. "$SRC/tests/bench/bench-lib.sh"
REPOS=${REPOS:-100} FILES=${FILES:-200} JOBS=${JOBS:-2} ROUNDS=${ROUNDS:-3}
unset GIT_MULTI_CLOCK		# real time; --rate lifts the limits on writes

fail () {
	echo "bench: $*" >&2
	exit 1
}

make_repositories () {
	git init -q seed
	for i in $(seq "$FILES"); do
		mkdir -p "seed/d$((i / 20))"
		head -c 3000 /dev/urandom | base64 -w 72 \
			>"seed/d$((i / 20))/file$i"
	done
	git -C seed add .
	git -C seed commit -q -m 'first commit'
	git clone -q --bare seed seed.git
	mkdir -p "$fdir/repos/bench"
	for i in $(seq "$REPOS"); do
		cp -R seed.git "$(bare "r$i" bench)"
	done
	rm -rf seed seed.git
}

# The change that both make.
cat >change.sh <<'END'
#!/bin/sh
echo "one more line" >>d0/file1
END

# One repository of the pipeline: pipe.sh NAME.
cat >pipe.sh <<'END'
#!/bin/sh
set -e
clone=$TMP/clone-$1
git clone -q --depth 1 --single-branch --no-tags "$GIT_BASE/$1.git" "$clone"
cd "$clone"
git checkout -q -b "$BRANCH"
"$CHANGE"
git add -A
git commit -q -m 'one more line'
git push -q origin "$BRANCH"
cd "$TMP"
rm -rf "$clone"
test -z "$API" || curl -sS -f -o "$TMP/answer-$1" -X POST \
	-H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
	-d "{\"title\":\"one more line\",\"head\":\"$BRANCH\",\"base\":\"main\"}" \
	"$API/repos/bench/$1/pulls"
END
chmod +x change.sh pipe.sh
export CHANGE="$trash/change.sh" TMP="$trash"
measure=$BUILD/measure
seq -f 'r%.0f' "$REPOS" >names

# pipeline KIND ROUND
pipeline () {
	BRANCH=pipe-$1-$2 "$measure" "pipe-$1" \
		xargs -n 1 -P "$JOBS" "$trash/pipe.sh" <names 2>pipe-err ||
		fail "the pipeline failed: $(tail -n 3 pipe-err)"
}

# campaign KIND FILE NAME [OPTION…]
campaign () {
	kind=$1 file=$2 name=$3; shift 3
	"$measure" "$file" git-multi run -y -r "$trash/list-$kind.txt" \
		-m 'one more line' --branch "$name" "$@" -j "$JOBS" \
		--rate "$host=60000/min" \
		-- "$CHANGE" >multi-out 2>multi-err ||
		fail "git multi failed: $(tail -n 5 multi-err)"
}

# multi KIND ROUND: a first campaign without any cache, then a second.
multi () {
	rm -rf "$XDG_CACHE_HOME" "$XDG_STATE_HOME"
	campaign "$1" "multi-$1" "multi-$1-$2"
	campaign "$1" "again-$1" "again-$1-$2"
}

row () {
	printf '%-34s %10s %10s %8s\n' "$@"
}

# compare TITLE FILE COLUMN KIND
compare () {
	a=$(median "$2-$4" "$3") b=$(median "pipe-$4" "$3")
	row "$1" "$a" "$b" "$(ratio "$a" "$b")"
}

# Git commands that git multi itself started: a trace file each, whose
# session has no parent.
git_commands () {
	mkdir -p trace
	rm -rf trace/* "$XDG_CACHE_HOME" "$XDG_STATE_HOME"
	curl -sS -X POST "${forge}_forge/reset"
	GIT_TRACE2_EVENT=$trace_dir campaign "$1" counted "count-$1"
	awk -F'"' 'FNR == 1 { for (i = 1; i < NF; i++)
			if ($i == "sid" && $(i + 2) !~ "/") n++ }
		END { print n + 0 }' trace/*
}
trace_dir=$trash/trace

report () {
	kind=$1
	compare "$kind: wall, s" multi 1 "$kind"
	compare "$kind: CPU of the tree, s" multi 2 "$kind"
	compare "$kind: second campaign, wall" again 1 "$kind"
	compare "$kind: second campaign, CPU" again 2 "$kind"
	row "$kind: peak of git multi itself" \
		"$(median "multi-$kind" 3) KiB" '' ''
	row "$kind: CPU of git multi itself, s" \
		"$(median "multi-$kind" 4)" '' ''
	commands=$(git_commands "$kind")
	row "$kind: git commands a repository" \
		"$(ratio "$commands" "$REPOS")" '' ''
	test "$kind" = http || return 0
	for what in git graphql reads writes git_401; do
		row "$kind: '$what' requests a repository" \
			"$(ratio "$(counter ".$what")" "$REPOS")" '' ''
	done
}

make_repositories
echo 'token-of-bench bench' >>"$fdir/tokens"
forge_up
TOKEN=token-of-bench
export TOKEN "$variable=$TOKEN"
sed "s#.*#file://$fdir/repos/bench/&.git#" names >list-file.txt
sed "s#.*#${forge}bench/&#" names >list-http.txt

echo "$REPOS repositories of $FILES files, $JOBS at once, $ROUNDS rounds"
for round in $(seq "$ROUNDS"); do
	export GIT_BASE="file://$fdir/repos/bench" API=
	pipeline file "$round"
	multi file "$round"
	GIT_BASE=$(echo "$forge" |
		sed "s#://#://x-access-token:$TOKEN@#")bench API=${forge%/}
	pipeline http "$round"
	multi http "$round"
	echo "round $round of $ROUNDS done" >&2
done

for round in 1 2 3; do
	"$measure" -n 200 multi-help git-multi -h
	"$measure" -n 200 pipe-help curl --version
done

row '' 'git multi' 'pipeline' 'ratio'
report file
report http
compare 'git-multi -h / curl --version, 200×' multi 1 help
