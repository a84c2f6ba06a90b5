#!/bin/sh
# SPDX-License-Identifier: MIT
# Others at work: a second campaign on the same repositories, a second process
# on the same campaign, a person's branch, an answer that never came, Ctrl-C.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

forge_repos 20
forge_up
forge_list 20 >repos.txt
api () {
	curl -s -H 'Authorization: Bearer sentinel-token' \
		-H 'User-Agent: test' "$@"
}

git-multi run -r repos.txt --campaign one -m One --json=result \
	--sh 'echo 1 >one.txt' >one.json 2>one.err </dev/null &
one=$!
git-multi run -r repos.txt --campaign two -m Two --json=result \
	--sh 'echo 2 >two.txt' >two.json 2>two.err </dev/null &
two=$!
code=0
wait "$one" || code=1
wait "$two" || code=1
ok 'two campaigns at once on the same repositories end well' test $code = 0
jq -r '.[].result' one.json two.json | sort | uniq -c | sed 's/^ *//' >got
says 'all of both are done' '40 done' got
counter .pulls_opened >got
says 'two pull requests each' 40 got
n=0
for i in $(seq 20); do
	git -C "$(bare "r$i")" cat-file -e multi/one:one.txt &&
		git -C "$(bare "r$i")" cat-file -e multi/two:two.txt &&
		n=$((n + 1))
done
echo $n >got
says 'with the change of each on its branch' 20 got

# started COMMAND…: runs until its command has begun in the first repository
started () {
	rm -f "$trash/begun"
	git-multi "$@" >out 2>err </dev/null &
	run_pid=$!
	pids="$pids $run_pid"
	until test -f "$trash/begun" || ! kill -0 "$run_pid" 2>/dev/null; do
		sleep 0.05
	done
}
hold="touch '$trash/begun'; until test -f '$trash/go'; do sleep 0.05; done; \
echo 3 >three.txt"
started run -r repos.txt --campaign three -m Three --sh "$hold"
cp err first.err
fails_with 'a second process on the same campaign is refused' 128 \
	git multi resume three
has 'and says why' "another git multi is working on campaign 'three'" err
kill -INT "$run_pid"
code=0
wait "$run_pid" || code=$?
ok 'Ctrl-C ends it by that signal' test "$code" = 130
grep -lsz "^GIT_MULTI_ATTEMPT=$XDG_STATE_HOME" /proc/[0-9]*/environ >got
ok 'its children are gone' test ! -s got
touch go
fails_with 'resume goes on with it' 0 git multi resume three --json=result
jq -r '.[].result' out | sort | uniq -c | sed 's/^ *//' >got
says 'to the end' '20 done' got

git -C "$(bare r1)" branch multi/four main
git -C "$(bare r2)" branch multi/five main
theirs=$(git -C "$(bare r1)" rev-parse main)
forge_list 1 >first.txt
fails_with 'a branch with a commit of somebody else is not touched' 2 \
	git multi run -r first.txt --campaign four -m Four \
	--sh 'echo 4 >four.txt'
has 'the reason names it' "branch 'multi/four' exists" out
git -C "$(bare r1)" rev-parse multi/four >got
says 'and it is what it was' "$theirs" got
fails_with '--if-exists=skip leaves it out' 0 git multi run \
	-r "${forge}demo/r2" --campaign five -m Five --if-exists=skip \
	--json=result --sh 'echo 5 >five.txt'
jq -r '.[].result' out >got
says 'as skipped' skipped got
cat >race.sh <<EOF
#!/bin/sh
git -C "$(bare r3)" branch multi/six main
echo 6 >six.txt
EOF
chmod +x race.sh
fails_with 'nor one that appears between look and push' 2 git multi run \
	-r "${forge}demo/r3" --campaign six -m Six ./race.sh
has 'which is said' 'appeared meanwhile' out
git -C "$(bare r3)" rev-parse multi/six >got
says 'it is what it was, too' "$(git -C "$(bare r3)" rev-parse main)" got

echo 'POST /repos/*/pulls times=1 drop-after' >"$fdir/faults"
fails_with 'an answer that never came' 0 git multi run \
	-r "${forge}demo/r4" --campaign seven -m Seven \
	--sh 'echo 7 >seven.txt'
rm "$fdir/faults"
api "${forge}repos/demo/r4/pulls?head=demo:multi/seven&state=all" |
	jq length >got
says 'is looked up: one pull request' 1 got
cat >"$fdir/faults" <<EOF
* graphql: times=1 status=502
* git: times=1 status=503
POST /repos/*/pulls times=1 status=429 retry-after=20
EOF
fails_with 'what may pass is tried again' 0 git multi run \
	-r "${forge}demo/r5" --campaign eight -m Eight \
	--sh 'echo 8 >eight.txt'
rm "$fdir/faults"
api "${forge}repos/demo/r5/pulls?head=demo:multi/eight&state=all" |
	jq length >got
says 'to one pull request' 1 got

finish
