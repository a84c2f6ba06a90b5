#!/bin/sh
# SPDX-License-Identifier: MIT
# gitmulti-tutorial(7) is true: every command that the page shows is typed, in
# one shell and in its order, and prints what the page says. Rows may come in
# another order, as that depends on the ports; "..." stands for any text, a
# line of its own for any lines.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

test -x "$BUILD/git-multi-demo-forge" ||
	skip_all 'the demo forge is not built (Debian: libmicrohttpd-dev)'
page=$SRC/man/gitmulti-tutorial.7
TMPDIR=$trash/tmp
export TMPDIR
mkdir "$TMPDIR" steps
folder=$TMPDIR/git-multi-demo-$(id -u)
typed_folder=/tmp/git-multi-demo-1000
# What is drawn while it works is gone at the end; here nothing is drawn.
git config --global multi.progress none
trap 'git-multi demo --stop >/dev/null 2>&1; at_exit' EXIT

# The displays of the page: steps/NN.command and steps/NN.output of each. What
# has no "$ " is no session, but an example.
sed -n '/^\.Bd -literal/,/^\.Ed/p' "$page" |
	sed 's/^\\&//; s/\\e/\\/g; s/\\-/-/g' |
	awk '
	/^\.Bd/ || /^\.Ed/ { part = ""; next }
	/^\$ / {
		part = sprintf("steps/%02d", ++n)
		print substr($0, 3) >(part ".command")
		printf "" >(part ".output")
		next
	}
	part && /^> / { print substr($0, 3) >(part ".command"); next }
	part { print >(part ".output") }'
set -- steps/*.command
ok 'the page shows what to type' test $# -ge 10

# The same text for what is another one each time: ports, the folder, how
# wide columns are, how far checks have come, and how old pull requests are.
plain () {
	sed -e "s,$folder,$typed_folder,g" "$@" \
		-e 's/[ 	][ 	]*/ /g; s/ $//; /^$/d' \
		-e 's/^\([a-z]* open\) \(pending\|passed\) /\1 CHECKS /' \
		-e 's/^\(.* CHECKS yes\) [0-9]* m*s /\1 AGE /' \
		-e '/^ [0-9] \(ready to be merged\|with pending checks\)$/d'
}

# port DIALECT: where it listens
port () {
	sed -n "s,^$1 http://[^:]*:\([0-9]*\).*,\1,p" "$folder/ports"
}

# agree EXPECTED ACTUAL: each line of the one has its line in the other.
agree () {
	awk -v first="$1" '
	function fits(line, pattern, exactly) {
		if (exactly || !index(pattern, "..."))
			return line == pattern
		gsub(/[][\\.^$*+?(){}|]/, "[&]", pattern)
		gsub(/\[\\\]/, "\\\\", pattern)
		gsub(/\[\^\]/, "\\^", pattern)
		gsub(/ ?\[\.\]\[\.\]\[\.\] ?/, ".*", pattern)
		return line ~ "^" pattern "$"
	}
	function found(line, exactly, i) {
		for (i = 1; i <= n; i++)
			if (!used[i] && fits(line, expected[i], exactly))
				return used[i] = 1
		return 0
	}
	FILENAME == first {
		if ($0 == "...")
			rest = 1
		else
			expected[++n] = $0
		next
	}
	!found($0, 1) && !found($0, 0) && !rest {
		print "not on the page: " $0
		bad = 1
	}
	END {
		for (i = 1; i <= n; i++)
			if (!used[i]) {
				print "only on the page: " expected[i]
				bad = 1
			}
		exit bad
	}' "$1" "$2"
}

# Time runs faster for all of it than for a reader.
hasty () {
	sed -e "s,$typed_folder,$folder,g" \
		-e 's/^git multi demo$/git multi demo --clock 20/' "$1"
}

where=$trash
for command; do
	step=${command%.command}
	# in this shell: the page changes its variables and its folder
	cd "$where" || exit 99
	eval "$(hasty "$trash/$command")" >"$trash/actual" 2>&1 </dev/null
	where=$PWD
	cd "$trash" || exit 99
	case $(cat "$command") in
	'git multi demo')
		for dialect in github gitlab gitea; do
			test -n "$(port "$dialect")" && continue
			skip 'the tutorial' "no $dialect in the demo forge"
			finish
		done
		github=$(port github) gitlab=$(port gitlab)
		gitea=$(port gitea)
		;;
	esac
	plain -e "s/127\.0\.0\.1:$github/127.0.0.1:40001/g" \
		-e "s/127\.0\.0\.1:$gitlab/127.0.0.1:40002/g" \
		-e "s/127\.0\.0\.1:$gitea/127.0.0.1:40003/g" actual >got
	plain "$step.output" >expected
	ok "$(head -n 1 "$command")" agree expected got ||
		sed 's/^/# | /' got
done
ok 'the demo is gone' test ! -e "$folder"
finish
