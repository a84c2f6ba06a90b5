#!/bin/bash
# SPDX-License-Identifier: MIT
# Not alone: two campaigns at once, two processes on one campaign, and people
# who push to the same branches. Nothing is lost, nothing is overwritten.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
forge_repos 20
forge_up
forge_list 20 >twenty.txt

# background NAME ARG…: a run, its outputs in NAME.out and NAME.err
background () {
	name=$1; shift
	git multi run --progress=none --json=task,result,class,reason "$@" \
		>"$name.out" 2>"$name.err" </dev/null &
}

# each_has PATH BRANCH…: in how many repositories every branch has one commit
each_has () {
	nr=0
	for n in $(seq 20); do
		fine=y
		for branch in "$@"; do
			test "$(git -C "$(bare "r$n")" rev-list --count \
				"main..$branch" 2>&1)" = 1 || fine=
		done
		test -z "$fine" || nr=$((nr + 1))
	done
	echo "$nr" >got
}

### Two campaigns on the same repositories

background one -r twenty.txt --campaign one -m One --sh 'echo 1 >one.txt'
one=$!
background two -r twenty.txt --campaign two -m Two --sh 'echo 2 >two.txt'
two=$!
wait "$one"
ok 'the first of two campaigns at once ends well' test $? = 0
wait "$two"
ok 'and the second' test $? = 0
each_has multi/one multi/two
says 'each has its commit everywhere' 20 got
counter .pulls_opened >got
says 'and its pull request' 40 got
git -C "$(bare r7)" diff --name-only main multi/two >got
says 'nothing of the other is in it' two.txt got

# the same branch for both: who comes second finds it taken
background three -r twenty.txt --campaign three --branch same -m Three \
	--sh 'echo 3 >same.txt'
one=$!
background four -r twenty.txt --campaign four --branch same -m Four \
	--sh 'echo 4 >same.txt'
two=$!
wait "$one" "$two"
each_has same
says 'one branch for two campaigns: one commit each' 20 got
jq -rs 'add | map(select(.result == "done")) | length' three.out four.out >got
says 'each repository is done by one of them' 20 got
jq -rs 'add | map(select(.result != "done") | .class) | unique | .[]' \
	three.out four.out >got
says 'and a conflict for the other' conflict got

### Two processes on one campaign

cat >hold.sh <<'END'
#!/bin/sh
touch "$MARKS/$GIT_MULTI_NAME"
while test -e "$MARKS/hold"; do
	sleep 0.1
done
echo held >held.txt
END
chmod +x hold.sh
export MARKS=$trash/marks
mkdir "$MARKS"
touch "$MARKS/hold"
background held -r twenty.txt --campaign held -m Held ./hold.sh
held=$!
until test -n "$(find "$MARKS" -name 'r*')"; do
	kill -0 "$held" 2>/dev/null || break
	sleep 0.05
done
for command in 'run -r twenty.txt --campaign held -m Held ./hold.sh' \
	'resume held' 'retry held' 'campaigns rename held other'; do
	# shellcheck disable=SC2086 # words
	fails_with "a second process: ${command%% *}" 128 git multi $command
	sed 's/ (process [0-9]*)$/ (process N)/' err >got
	says 'is refused in a sentence' \
		"fatal: another git multi is working on campaign 'held' (process N)" \
		got
done
run git multi campaigns remove --force held
ok 'it cannot be removed' test "$status" != 0 -a \
	-e "$XDG_STATE_HOME/git-multi/campaigns/held/journal"
fails_with 'it can be read' 0 git multi status held --cached
fails_with 'in any way' 0 git multi log held
fails_with 'and caches can be cleaned' 0 git multi clean --cache
rm "$MARKS/hold"
wait "$held"
ok 'the first goes on and ends well' test $? = 0
each_has multi/held
says 'with all done' 20 got

### A person's commit

# person REPO BRANCH: pushes a commit of theirs, and says which
person () {
	rm -rf person
	git clone -q "$(bare "$1")" person
	(
		cd person || exit
		git checkout -q -b "$2"
		echo theirs >theirs.txt
		git add theirs.txt
		git commit -q -m theirs
		git push -q origin "$2"
		git rev-parse HEAD
	)
}

# still SENTENCE REPO BRANCH: it holds what the file id says
still () {
	git -C "$(bare "$2")" rev-parse "$3" >got
	same "$1" id got
}

person r1 theirs >id
for how in resume replace fail skip; do
	code=2
	test "$how" = skip && code=0
	fails_with "a branch that is taken, --if-exists=$how" "$code" \
		git multi run -r "${forge}demo/r1" --campaign "was-$how" \
		--branch theirs -m x --if-exists="$how" --sh 'echo x >x.txt' \
		--json=result,reason
	has 'is said' "branch 'theirs' exists" out
	still 'and is as it was' r1 theirs
done

# pushed by the command itself: after the look, before the push
for how in resume replace fail skip; do
	cat >person.sh <<-END
	#!/bin/bash
	$(declare -f person bare)
	fdir='$fdir'
	echo x >x.txt
	cd '$trash' && person r2 'then-$how' >id
	END
	chmod +x person.sh
	code=2
	test "$how" = skip && code=0
	fails_with "a branch that appears meanwhile, --if-exists=$how" \
		"$code" git multi run -r "${forge}demo/r2" \
		--campaign "then-$how" --branch "then-$how" -m x \
		--if-exists="$how" --json=result,reason ./person.sh
	has 'is said' 'appeared meanwhile' out
	still 'and is as it was' r2 "then-$how"
	fails_with 'also in a second attempt' "$code" \
		git multi run --again -r "${forge}demo/r2" \
		--campaign "then-$how" --branch "then-$how" -m x \
		--if-exists="$how" --json=result,reason ./person.sh
	still 'it is as it was' r2 "then-$how"
done

# pushed while our own push is on its way
echo 'POST */git-receive-pack times=1 delay=2s' >"$fdir/faults"
: >"$fdir/log"
background late -r "${forge}demo/r3" --campaign late --branch late -m x \
	--sh 'echo x >x.txt'
late=$!
wait_for "$fdir/log" 'service=git-receive-pack' "$late"
person r3 late >id
status=0
wait "$late" || status=$?
ok 'a branch that appears during the push: failed' test "$status" = 2
jq -r '.[] | .class' late.out >got
says 'as a conflict' conflict got
still 'and is as it was' r3 late
: >"$fdir/faults"

# on top of ours
fails_with 'a branch of ours' 0 git multi run -r "${forge}demo/r4" \
	--campaign top -m x --sh 'echo x >x.txt'
git clone -q --branch multi/top "$(bare r4)" top
git -C top commit -q --allow-empty -m theirs
git -C top push -q origin multi/top
git -C top rev-parse HEAD >id
fails_with 'that a person went on with is not ours any more' 2 \
	git multi run --again -r "${forge}demo/r4" --campaign top -m x \
	--sh 'echo y >y.txt'
still 'and is as it was' r4 multi/top

# plain git, which has no look by an API
for n in 5 6; do
	echo "file://$(bare "r$n")"
done >plain.txt
person r5 plain >id
fails_with 'plain git: one taken, one not' 1 git multi run -r plain.txt \
	--campaign plain --branch plain -m x --sh 'echo x >x.txt'
still 'the taken one is as it was' r5 plain
git -C "$(bare r6)" log --format=%s -1 plain >got
says 'the other has ours' x got

finish
