#!/bin/sh
# SPDX-License-Identifier: MIT
# Branches that are there before the campaign comes: --if-exists=replace, which
# replaces what is ours or empty, and what somebody else committed by force
# only; and --if-exists=append, which makes one more commit.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

forge_repos 6
forge_up

# person REPO BRANCH: somebody commits on it; the commit's id is in $theirs
person () {
	theirs=$(git -C "$(bare "$1")" -c user.name=P -c user.email=p@example.org \
		commit-tree -m theirs -p "$2" "$2^{tree}")
	git -C "$(bare "$1")" update-ref "refs/heads/$2" "$theirs"
}

fails_with 'replace: a new branch' 0 git multi run -r "${forge}demo/r1" \
	--campaign new -m New --if-exists=replace --json=result \
	--sh 'echo 1 >one.txt'
jq -r '.[].result' out >got
says 'is made' 'done' got
git -C "$(bare r1)" show multi/new:one.txt >got
says 'with the change' 1 got

git -C "$(bare r2)" branch multi/empty main
fails_with 'replace: a branch that holds only what the base has' 0 \
	git multi run -r "${forge}demo/r2" --campaign empty -m Empty \
	--if-exists=replace --json=result,pull.number --sh 'echo 2 >two.txt'
jq -r '.[] | .result, (."pull.number" // .pull.number)' out >got
says 'gets the change and a pull request' 'done
1' got
git -C "$(bare r2)" show multi/empty:two.txt >got
says 'on that branch' 2 got

git -C "$(bare r3)" branch multi/hers main
person r3 multi/hers
fails_with 'replace: a branch with a commit of somebody else' 2 \
	git multi run -r "${forge}demo/r3" --campaign hers -m Hers \
	--if-exists=replace --sh 'echo 3 >three.txt'
has 'is refused, with the reason' "branch 'multi/hers' exists" out
git -C "$(bare r3)" rev-parse multi/hers >got
says 'and keeps it' "$theirs" got

git -C "$(bare r4)" branch multi/race main
cat >race.sh <<EOF
#!/bin/sh
id=\$(git -C "$(bare r4)" -c user.name=P -c user.email=p@example.org \
	commit-tree -m theirs -p main 'main^{tree}')
git -C "$(bare r4)" update-ref refs/heads/multi/race "\$id"
echo "\$id" >"$trash/raced"
echo 4 >four.txt
EOF
chmod +x race.sh
fails_with 'replace: one that gets a commit between look and push' 2 \
	git multi run -r "${forge}demo/r4" --campaign race -m Race \
	--if-exists=replace ./race.sh
git -C "$(bare r4)" rev-parse multi/race >got
says 'keeps that commit' "$(cat raced)" got

# --- --force-over-others

git -C "$(bare r3)" rev-parse multi/hers >before
fails_with 'with --force-over-others' 0 git multi run \
	-r "${forge}demo/r3" --campaign hers --again -m Hers \
	--if-exists=replace --force-over-others --json=result,pull.number \
	--sh 'echo 3 >three.txt'
git -C "$(bare r3)" log --format=%s multi/hers >got
says 'it is replaced' Hers "$(head -1 got >first; echo first)"
lacks 'and hers is off the branch' theirs got

git -C "$(bare r5)" branch theirs main
person r5 theirs
curl -s -X POST -H 'Authorization: Bearer sentinel-token' -H 'User-Agent: t' \
	-d '{"title":"Hers","head":"theirs","base":"main"}' \
	"${forge}repos/demo/r5/pulls" | jq -r .number >number
fails_with 'replace: an open pull request of somebody else' 0 git multi run \
	-r "${forge}demo/r5" --campaign pr -m Mine --branch theirs \
	--if-exists=replace --force-over-others --json=pull.number \
	--sh 'echo 5 >>five.txt'
jq -r '.[] | .pull.number' out >got
same 'keeps its number' number got
git -C "$(bare r5)" log -1 --format=%s theirs >got
says 'and has our commit' Mine got
fails_with 'no change: the same again' 0 git multi run \
	-r "${forge}demo/r5" --campaign pr -m Mine --branch theirs \
	--if-exists=replace --force-over-others --sh 'echo 5 >>five.txt'
git -C "$(bare r5)" rev-list --count main..theirs >got
says 'adds nothing' 1 got

# killed between the begin of the push and the push; then somebody commits
git -C "$(bare r2)" branch multi/lost main
person r2 multi/lost
mkdir bin
cat >bin/git <<EOF
#!/bin/sh
case " \$* " in
*' push '*) kill -9 "\$PPID"; exit 1 ;;
esac
exec "$(command -v git)" "\$@"
EOF
chmod +x bin/git
PATH=$PWD/bin:$PATH git-multi run -y -q -r "${forge}demo/r2" --campaign lost \
	-m Lost --if-exists=replace --force-over-others \
	--sh 'echo 2 >two.txt' >out 2>err
grep -o '"lease":"[0-9a-f]*"' "$XDG_STATE_HOME/git-multi/campaigns/lost/journal" \
	>got
says 'the push has what it is to replace in the journal' \
	"\"lease\":\"$theirs\"" got
person r2 multi/lost
fails_with 'a commit that came since' 2 git multi resume -y lost
git -C "$(bare r2)" rev-parse multi/lost >got
says 'is not lost' "$theirs" got
fails_with 'and when that was seen' 0 git multi run -y -q \
	-r "${forge}demo/r2" --campaign lost --again -m Lost \
	--if-exists=replace --force-over-others --sh 'echo 2 >two.txt'
git -C "$(bare r2)" log -1 --format=%s multi/lost >got
says 'it is replaced' Lost got
fails_with 'by itself' 129 git multi run -r "${forge}demo/r2" -m x \
	--force-over-others -- true
has 'it is nothing' "'--force-over-others' is of '--if-exists=replace'" err

git -C "$(bare r4)" branch multi/forced main
sed 's,multi/race,multi/forced,; s,raced",raced2",' race.sh >forced.sh
chmod +x forced.sh
fails_with 'with force, one between look and push' 2 git multi run \
	-r "${forge}demo/r4" --campaign forced -m Forced \
	--if-exists=replace --force-over-others ./forced.sh
git -C "$(bare r4)" rev-parse multi/forced >got
says 'keeps that commit, too' "$(cat raced2)" got

git -C "$(bare r5)" branch multi/alike-too main
fails_with 'a branch whose name merely begins alike' 0 git multi run \
	-r "${forge}demo/r5" --campaign alike -m Alike --json=result \
	--sh 'echo 5 >five.txt'
jq -r '.[].result' out >got
says 'is no conflict' 'done' got

was=$(git -C "$(bare r6)" rev-parse main)
fails_with 'a branch that is the base, too' 2 git multi run \
	-r "${forge}demo/r6" --campaign same --branch main -m Same \
	--if-exists=replace --sh 'echo 6 >six.txt'
has 'is an error that says so' "its branch 'main' is its base, too" out
git -C "$(bare r6)" rev-parse main >got
says 'and the base is what it was' "$was" got

# --- append, on each forge

forge_repos 4 hub
forge_repos 4 lab/sub
forge_repos 4 tea
stop "$forge_pid"
forges_up
for owner in hub lab/sub tea; do
	case $owner in
	hub) forge=$github name=GitHub ;;
	lab/sub) forge=$gitlab name=GitLab ;;
	tea) forge=$gitea name=Gitea ;;
	esac
	c=$(basename "$owner")
	bares=$fdir/repos/$owner
	# hers REPO BRANCH: somebody's commit with a file, its id in $theirs
	hers () {
		git clone -q "$bares/$1.git" work 2>/dev/null
		(
			cd work && git checkout -q -B "$2" &&
				echo hers >>hers.txt && git add hers.txt &&
				git commit -q -m theirs &&
				git push -q origin "$2"
		)
		theirs=$(git -C work rev-parse HEAD)
		rm -rf work
	}
	hers r1 shared
	fails_with "$name: append to a branch that is there" 0 \
		git multi run -r "$forge$owner/r1" --campaign "a$c" -m Mine \
		--branch shared --if-exists=append --json=result,pull.state \
		--sh 'test -f hers.txt && echo mine >mine.txt'
	jq -r '.[] | .result, .pull.state' out >got
	says "$name: it gets a pull request" 'done
open' got
	git -C "$bares/r1.git" rev-parse shared~1 >got
	says "$name: one more commit on theirs" "$theirs" got
	fails_with "$name: the same again" 0 git multi run -q \
		-r "$forge$owner/r1" --campaign "a$c" -m Mine \
		--branch shared --if-exists=append \
		--sh 'test -f hers.txt && echo mine >mine.txt'
	git -C "$bares/r1.git" rev-parse shared~1 >got
	says "$name: makes nothing more" "$theirs" got
	hers r3 between
	journal=$XDG_STATE_HOME/git-multi/campaigns/k$c/journal
	fails_with "$name: append, and then it is killed" 0 git multi run -q \
		-r "$forge$owner/r3" --campaign "k$c" -m Killed \
		--branch between --if-exists=append --push-only \
		--sh 'echo killed >>killed.txt'
	sed '/"event":"ok","step":"push"/q' "$journal" >cut.txt
	cp cut.txt "$journal"
	git -C "$bares/r3.git" update-ref refs/heads/between \
		"$(git -C "$bares/r3.git" commit-tree -p between -m after \
		'between^{tree}')"
	git -C "$bares/r3.git" rev-parse between >want
	fails_with "$name: resume where they went on" 0 git multi resume -q \
		"k$c"
	git -C "$bares/r3.git" rev-parse between >got
	same "$name: does not append it twice" want got
	fails_with "$name: another campaign on it" 0 git multi run \
		-r "$forge$owner/r1" --campaign "b$c" -m Second \
		--branch shared --if-exists=append --json=pull.number \
		--sh 'echo second >second.txt'
	git -C "$bares/r1.git" log --format=%s shared~3..shared >got
	says "$name: goes on after it" 'Second
Mine
theirs' got
	jq -r '.[].pull.number' out >got
	says "$name: in the pull request that is open" 1 got
	fails_with "$name: a new branch" 0 git multi run -q \
		-r "$forge$owner/r2" --campaign "n$c" -m New \
		--if-exists=append --sh 'echo new >new.txt'
	hers r3 same
	fails_with "$name: nothing to add" 0 git multi run \
		-r "$forge$owner/r3" --campaign "s$c" -m Same --branch same \
		--if-exists=append --json=result --sh 'echo hers >hers.txt'
	jq -r '.[].result' out >got
	says "$name: is unchanged" unchanged got
	hers r4 dry
	fails_with "$name: a dry run" 0 git multi run -n -q \
		-r "$forge$owner/r4" --campaign "d$c" -m Dry --branch dry \
		--if-exists=append --sh 'echo dry >dry.txt'
	git multi diff "d$c" --json=commit | jq -r '.[].commit' >reviewed
	fails_with "$name: is published" 0 git multi publish -y -q "d$c"
	git -C "$bares/r4.git" rev-parse dry >got
	same "$name: as it was reviewed" reviewed got
	git -C "$bares/r4.git" rev-parse dry~1 >got
	says "$name: on their commit" "$theirs" got
	# theirs after the review: where the branch was, and where it was not
	hers r3 late
	fails_with "$name: a dry run over two" 0 git multi run -n -q \
		-r "$forge$owner/r3" -r "$forge$owner/r4" --campaign "l$c" \
		-m Late --branch late --if-exists=append \
		--sh 'echo late >late.txt'
	: >later
	for r in r3 r4; do
		on=$(git -C "$bares/$r.git" rev-parse -q --verify late ||
			echo main)
		git -C "$bares/$r.git" update-ref refs/heads/late \
			"$(git -C "$bares/$r.git" commit-tree -p "$on" \
			-m "of $r" "$on^{tree}")"
		git -C "$bares/$r.git" rev-parse late >>later
	done
	fails_with "$name: publish where they added to it" 2 git multi \
		publish -y -q "l$c" --json=class,reason
	has "$name: is a conflict" "'late' got another commit since" out
	for r in r3 r4; do
		git -C "$bares/$r.git" rev-parse late
	done >got
	same "$name: and theirs kept" later got
	fails_with "$name: retry" 0 git multi retry -y -q "l$c"
	for r in r3 r4; do
		git -C "$bares/$r.git" rev-parse late~1
	done >got
	same "$name: makes it on theirs" later got
	git -C "$bares/r2.git" branch "multi/e$c" main
	fails_with "$name: replace an empty branch" 0 git multi run -q \
		-r "$forge$owner/r2" --campaign "e$c" -m Empty \
		--if-exists=replace --sh 'echo e >e.txt'
	hers r2 "multi/f$c"
	fails_with "$name: replace one with a commit" 2 git multi run \
		-r "$forge$owner/r2" --campaign "f$c" -m Full \
		--if-exists=replace --sh 'echo f >f.txt'
	has "$name: is refused" "branch 'multi/f$c' exists and holds $theirs" out
	git -C "$bares/r2.git" rev-parse "multi/f$c" >got
	says "$name: and theirs kept" "$theirs" got
	for there in '' there; do
		test -z "$there" || git -C "$bares/r2.git" branch \
			"multi/g$c$there" main
		fails_with "$name: a dry run that is to replace" 0 \
			git multi run -n -q -r "$forge$owner/r2" \
			--campaign "g$c$there" -m Full --if-exists=replace \
			--sh 'echo g >g.txt'
		test -z "$there" || git -C "$bares/r2.git" branch -q -D \
			"multi/g$c$there"
		hers r2 "multi/g$c$there"
		fails_with "$name: published where they were meanwhile" 2 \
			git multi publish -y "g$c$there"
		has "$name: is refused" \
			"branch 'multi/g$c$there' exists and holds $theirs" out
		git -C "$bares/r2.git" rev-parse "multi/g$c$there" >got
		says "$name: and theirs kept" "$theirs" got
	done
done

finish
