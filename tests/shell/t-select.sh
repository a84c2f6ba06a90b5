#!/bin/sh
# SPDX-License-Identifier: MIT
# Selections without a server: of campaigns and their rows, samples, options
# that say nothing without others.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'

# keys WORDS…: the keys that a selection gives.
keys () {
	run git multi list --format='%(task)' "$@"
}

# --- what does not go together

# wrong SENTENCE TEXT WORDS…: a usage error that says TEXT
wrong () {
	what=$1 text=$2
	shift 2
	for command in list 'run -m x' exec; do
		words='-- true'
		test "$command" != list || words=
		# shellcheck disable=SC2086 # lists of words
		fails_with "$command: $what" 129 git multi $command "$@" \
			$words
		has 'and says what' "$text" err
	done
}

wrong 'no source' 'which repositories?' --include x
wrong '--only without --from' "'--only' says what is taken of" -r o/a \
	--only failed
wrong '--seed without --sample' "'--seed' is of '--sample N'" -r o/a --seed 1
wrong 'a sample of none' "option '--sample'" -r o/a --sample 0
wrong 'a sample of words' "'few'" -r o/a --sample few
wrong 'an unknown visibility' "did you mean 'private'?" -r o/a \
	--visibility privat
wrong 'an unknown outcome' "did you mean 'failed'?" --from x --only faild
wrong 'an empty owner' "option '--org': it is empty" --org ''
wrong 'an empty word' "option '--only': there is an empty word" --from x \
	--only failed,,done

fails_with 'an owner that is none' 129 git multi list --org 'a b'
has 'is named' "'--org a b' is no [HOST/]OWNER" err
fails_with 'a host that is none' 129 git multi list --search x \
	--host h.example --host h.example/o
has 'is named' "'--host h.example/o' is no host's name" err
fails_with 'a filter that plain git cannot answer' 128 git multi list \
	-r file:///srv/a.git --language Go
has 'is an error' "'localhost/srv/a' is on plain git" err

# --- the host of names without one

keys -r o/a -r github.com/o/b --host h.example
printf 'h.example/o/a\ngithub.com/o/b\n' >expected
same '--host is multi.host for once' expected out

# --- rows of list, read again

printf 'o/a base=dev label=x,y\nhttps://h.example/o/b.git\nfile:///srv/c.git\n' \
	>repos.txt
keys -r repos.txt
cp out plain
run git multi list -r repos.txt --json
cp out rows.json
run git multi list --from rows.json --json
same 'rows of list give the same selection' rows.json out
run git multi list -r rows.json --json
same 'by -r too' rows.json out
git multi list -r - --json <rows.json >out
same 'and on standard input' rows.json out
jq -c '.[]' rows.json >lines
git multi list -r - --json <lines >out
same 'an object a line, as jq prints them' rows.json out
git multi list --from - --json <lines >out
same 'by --from too' rows.json out
keys --from repos.txt
same '--from takes a list' plain out
keys --from rows.json -r o/a -r o/z --exclude c$
printf 'github.com/o/a\ngithub.com/o/z\nh.example/o/b\n' >expected
sort out >got
same 'sources add up, filters narrow, each counts once' expected got
fails_with 'twice standard input' 128 git multi list -r - --from - </dev/null
has 'is an error' 'can be read only once' err
echo '[{"name":"x"}]' >bad.json
fails_with 'rows that name nothing' 128 git multi list --from bad.json
has 'are an error' "'bad.json': row 1: it has neither 'url' nor 'task'" err
fails_with 'rows of list have no results' 128 git multi list \
	--from rows.json --only failed
has 'that --only could ask for' 'these are rows of list' err

# --- a campaign, and its rows

for name in good bad same; do
	repo "$trash/$name.git"
done
url=file://$trash
run git multi run -q --campaign one -m One --push-only -r "$url/good.git" \
	-r "$url/bad.git" -r "$url/same.git" --json -- sh -c '
	case $GIT_MULTI_NAME in
	bad) exit 1 ;;
	good) echo changed >new ;;
	esac'
cp out run.json
jq -r '.[] | "\(.name) \(.result)"' run.json | sort >got
printf 'bad failed\ngood done\nsame unchanged\n' >expected
same 'a campaign with three results' expected got
run git multi report one --json
cp out report.json
git multi status one --cached --json >status.json 2>/dev/null || :

# of WHAT OUTCOME NAME…: --from WHAT --only OUTCOME gives these names
of () {
	given=$1 outcome=$2; shift 2
	run git multi list --format='%(name)' --from "$given" \
		${outcome:+--only "$outcome"}
	printf '%s\n' "$@" >expected
	sort out >got
	same "--from $given --only $outcome" expected got
}

for what in one run.json report.json; do
	of "$what" '' bad good same
	of "$what" failed bad
	of "$what" failed,unchanged bad same
	of "$what" script bad
	of "$what" "done" good
	run git multi list --from "$what" --only merged
	ok "nothing of $what is merged" test "$status" = 3
done
run git multi list --from one --json
jq -r '.[].url' out | sort >got
jq -r '.[].url' run.json | sort >expected
same 'the addresses are the same' expected got
fails_with 'a campaign that is not there' 128 git multi list --from on
has 'and no such file' "no such campaign, and no such file; did you mean 'one'" \
	err
cp run.json one
fails_with 'a name of both' 128 git multi list --from one
has 'is not guessed' "'--from one' is a campaign, and a file here" err
of ./one failed bad
rm one

run git multi run -q --campaign two -m Two --push-only --from one \
	--only failed,unchanged --json -- touch other
jq -r '.[] | "\(.name) \(.result)"' out | sort >got
printf 'bad done\nsame done\n' >expected
same 'another campaign over what was left by the first' expected got
run git multi exec --from one --only "done" -- cat README.md
has 'exec takes it too' 'localhost' out

# --- samples

seq -f 'o/r%g' 100 >many.txt
keys -r many.txt --sample 10 --seed monday
cp out first
ok 'so many' test "$(wc -l <first)" = 10
has 'and how to have them again' \
	'a sample of 10 of 100; the same again with --seed monday' err
sort -R many.txt >other.txt
keys -r other.txt --sample 10 --seed monday
sort out >got
sort first >expected
same 'the same, in whichever order they are listed' expected got
sort -n -t r -k 3 first >expected
same 'in the order of the list' expected first
keys -r many.txt --sample 10 --seed tuesday
ok 'another seed draws others' test "$(cat out)" != "$(cat first)"
keys -r many.txt --sample 10
cp out drawn
seed=$(sed -n 's/.*--seed //p' err)
keys -r many.txt --sample 10 --seed "$seed"
same 'a seed that was not given is said' drawn out
keys -r many.txt --exclude '[^1]$' --sample 5 --seed 1
ok 'of what the filters leave' test "$(grep -c '1$' out)" = 5
keys -r o/a -r o/b --sample 5
ok 'no more than there are' test "$(wc -l <out)" = 2
finish
