#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual and the program agree: every command has a page; every option
# that -h shows stands in it, and the reverse; the usage lines of -h are the
# page's synopsis; every setting is explained. `git help multi-X` finds the
# page of an installed git multi.

. "${SRC:-$(dirname "$0")/..}/tests/shell/lib.sh"

command -v mandoc >/dev/null ||
	skip_all 'mandoc is missing (Debian: mandoc)'
test -x "$BUILD/git-multi" ||
	skip_all 'the program is not built (make)'

# The page as plain text, no bold, paragraphs in lines as long as may be.
backspace=$(printf '\b')
render () {
	mandoc -T ascii -O width=900 "$1" | sed "s/.$backspace//g"
}

# section NAME: the section's text, from stdin.
section () {
	awk -v name="$1" '/^[A-Z]/ { on = ($0 == name); next } on'
}

# The options in the lines that begin with one, long and short, each once.
options () {
	sed -n 's/^ *\(-.*\)/\1/p' | sed 's/--\[no-\]/--/g' |
		grep -oE -e '^-[a-z]|--[a-z][a-z-]*' | sort -u
}

# Words only: white space may differ.
squeezed () {
	tr '\n' ' ' | tr -s ' ' | sed 's/^ //; s/ *$//'
}

# The usage lines of -h, as one line.
usage () {
	sed -n '/^$/q; s/^usage: *//; s/^ *or: *//; p' | squeezed
}

# agree COMMAND PAGE: -h of the command, and the page.
agree () {
	render "$2" >page
	# shellcheck disable=SC2086 # no command: none
	run git-multi $1 -h
	ok "${1:-git multi}: -h is no error" test "$status" = 0
	options <out >shown
	section OPTIONS <page | options >explained
	same "${1:-git multi}: -h and the page have the same options" \
		shown explained
	section SYNOPSIS <page | squeezed >synopsis
	usage <out >used
	echo >>synopsis
	echo >>used
	same "${1:-git multi}: the usage is the synopsis" used synopsis
}

git-multi >bare 2>&1
# behind what it is and the examples: phase, command, summary
awk -v RS= 'NR == 3' bare | cut -c 15- | tr ' ' '\n' | grep . | sort >commands
find "$SRC/man" -name 'git-multi-*.1' |
	sed 's/.*git-multi-//; s/\.1$//' | sort >pages
ok 'bare git multi names commands' test -s commands
same 'every command that it names has a page, every page a command' \
	commands pages
while read -r command; do
	agree "$command" "$SRC/man/git-multi-$command.1"
done <pages

render "$SRC/man/git-multi.1" >page
git-multi -h | usage >used
section SYNOPSIS <page | squeezed >synopsis
echo >>used
echo >>synopsis
same 'git multi: the usage is the synopsis' used synopsis

# Names that -h leaves out but that are taken, in run's table.
awk -v RS='},' '/OPT_HIDDEN/ && !/OPT_LATER/ && /\.name = "/ {
		sub(/.*\.name = "/, "")
		sub(/".*/, "")
		print "--" $0
	}' "$SRC/src/commands/run.c" "$SRC/src/commands/shared-options.h" \
	>hidden
render "$SRC/man/git-multi-run.1" | section OPTIONS >page
ok 'there are names that -h leaves out' test -s hidden
while read -r option; do
	has "$option stands in the page of run" "$option" page
done <hidden

# Every key of the table, with and without a URL as it says.
sed -n '/config_settings\[\] = {/,/^};/p' "$SRC/src/git/config.c" |
	awk -v RS='},' '/\.name = "/ {
		name = $0
		sub(/.*\.name = "/, "", name)
		sub(/".*/, "", name)
		if ($0 !~ /only_url/)
			print "multi." name
		if ($0 ~ /by_url/)
			print "multi.<url>." name
	}' | sort >settings
render "$SRC/man/git-multi-config.5" | section SETTINGS |
	sed -n 's/^     \(multi.*\)/\1/p' | tr -d , | tr ' ' '\n' | sort \
	>explained
ok 'there are settings' test -s settings
same 'every setting is explained, and no other' settings explained

# Every field of every command has its name in the guide.
sed -n 's/^	{ "\([a-z._]*\)", FIELD_.*/\1/p' "$SRC"/src/commands/*.c | sort -u \
	>fields
render "$SRC/man/gitmulti-json.7" >page
ok 'there are fields' test -s fields
while read -r field; do
	ok "the guide names the field $field" grep -qw -e "$field" page
done <fields

# Every variable that is asked for by its name is explained.
grep -rhoE 'getenv\("[A-Z_a-z]+"' "$SRC/src" | sed 's/.*"\(.*\)"/\1/' |
	sort -u >variables
render "$SRC/man/gitmulti-environment.7" >page
ok 'there are variables' test -s variables
while read -r variable; do
	ok "the guide names $variable" grep -qw -e "$variable" page
done <variables

grep -rhoE 'hint\("multi[A-Za-z]*"' "$SRC/src" | sed 's/.*"\(.*\)"/advice.\1/' |
	sort -u >hints
render "$SRC/man/git-multi-config.5" |
	grep -oE 'advice\.multi[A-Za-z]+' | sort -u >explained
same 'every hint can be silenced by a setting that is explained' \
	hints explained

for page in "$SRC"/man/*.[157]; do
	ok "$(basename "$page"): mandoc -T lint" \
		mandoc -T lint -W warning "$page"
	mandoc -T ascii "$page" | sed "s/.$backspace//g" |
		awk 'length($0) > 80' >long
	same 'and no line is longer than 80 columns' /dev/null long
	awk 'length($0) > 80' "$page" >long
	same 'nor one of its source' /dev/null long
	grep -oE '^\.(Pq )?Xr git-?multi[a-z-]* [157]' "$page" |
		sed 's/.*Xr //; s/ /./' | sort -u | while read -r other; do
			test -f "$SRC/man/$other" || echo "$other"
		done >missing
	same 'every page that it names is there' /dev/null missing
done

# shown_by COMMAND…: the page that it opens, in the file out.
shown_by () {
	MANPATH=$pages PAGER=cat MANPAGER=cat GIT_PAGER=cat run "$@"
}

# The three ways to a page, as they are typed.
git_help () {
	if ! man -l "$SRC/man/git-multi.1" 2>/dev/null </dev/null |
		grep -q SYNOPSIS
	then
		skip 'git help finds a page' 'there is no man that shows one'
		return
	fi
	pages=$(find "$trash/root" -type d -name man1)
	pages=${pages%/man1}
	for words in 'help multi-run' 'multi run --help' 'multi help run'; do
		# shellcheck disable=SC2086 # a list of words
		shown_by git $words
		has "git $words opens the page" 'GIT-MULTI-RUN(1)' out
	done
	shown_by git help multi
	has 'git help multi opens that of git multi' 'GIT-MULTI(1)' out
	for guide in tutorial environment json exit-codes; do
		title="     gitmulti-$guide "	# a long one is cut in its head
		shown_by git help "multi-$guide"
		has "git help multi-$guide opens the guide" "$title" out
		shown_by man "gitmulti-$guide"
		has "man gitmulti-$guide too" "$title" out
	done
	shown_by git multi --help
	has 'git multi --help opens that of git multi' 'GIT-MULTI(1)' out
}

# An installed page has the name that git help asks man for.
if test -f "$BUILD/Makefile"; then
	unset MAKEFLAGS MFLAGS MAKELEVEL
	ok 'install' make -C "$BUILD" install DESTDIR="$trash/root"
	for page in "$SRC"/man/*.[157]; do
		page=$(basename "$page")
		case $page in
		gitmulti-*) other=git-multi-${page#gitmulti-} ;;
		*) other=gitmulti${page#git-multi} ;;
		esac
		find root -name "$page" >path
		link=$(dirname "$(cat path)")/$other
		ok "$page has the link $other" cmp "$link" "$SRC/man/$page"
		readlink "$link" >got
		says 'which stays right where the folder is moved' "$page" got
	done
	git_help
	ok 'uninstall' make -C "$BUILD" uninstall DESTDIR="$trash/root"
	find root ! -type d >left
	same 'leaves nothing' /dev/null left
else
	skip 'the pages have links' 'not built by make'
fi
# --- what each forge can: a test for every yes, and none for a no

page=$SRC/man/gitmulti-forges.7
awk '
	/^\.It Em / { next }
	/^\.It / { row = $0; next }
	row != "" {
		split(row, cells, " Ta ")
		sub("^[.]It (Fl )?", "", cells[1])
		if ($0 !~ /^\.\\" = /) {
			print cells[1] ": no tests are named"
		} else {
			for (i = 2; i <= 4; i++)
				print cells[i] "\t" $(i + 1) "\t" cells[1]
		}
		row = ""
	}' "$page" >cells
ok 'the table of the forges has rows' test "$(wc -l <cells)" -gt 50
tab=$(printf '\t')
: >odd
while IFS=$tab read -r cell test row; do
	case $cell in
	no|no:*)
		test "$test" = - || echo "$row: $cell, and the test '$test'" >>odd
		;;
	*)
		test -f "$SRC/tests/shell/t-$test.sh" ||
			echo "$row: $cell, without a test: '$test'" >>odd
		;;
	esac
done <cells
same 'every yes has a test, and no no has' /dev/null odd

finish
