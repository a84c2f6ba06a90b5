#!/bin/sh
# SPDX-License-Identifier: MIT
# Pull requests of another tool become a campaign, on each of the three
# forges: seen, merged, closed, talked of; never made anew.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
campaigns=$XDG_STATE_HOME/git-multi/campaigns

for owner in hub lab/sub tea; do
	forge_repos 8 "$owner"
done
forges_up

# opened BRANCH N…: pull requests in rN of the present forge, made elsewhere
opened () {
	branch=$1; shift
	: >made.txt
	for n in "$@"; do
		echo "$forge$owner/r$n" >>made.txt
	done
	XDG_STATE_HOME=$trash/elsewhere git multi run -q -r made.txt \
		--branch "$branch" --campaign "$(basename "$branch")$count" \
		-m 'Change of others' -- sh -c "echo $branch >>ci.yml" \
		>said 2>&1 </dev/null || cat said
	count=$((count + 1))
}
count=0

# head_of N BRANCH, and states CAMPAIGN: "NAME RESULT STATE" a line
head_of () {
	git -C "$fdir/repos/$owner/r$1.git" rev-parse -q --verify \
		"refs/heads/$2"
}
states () {
	git multi status "$1" --cached --json=name,result,pull.state |
		jq -r '.[] | [.name, .result // "-", .pull.state // "-"] |
			join(" ")' | sort
}

# added N BRANCH: a person's commit on that branch
added () {
	rm -rf person
	git clone -q -b "$2" "$fdir/repos/$owner/r$1.git" person &&
		(cd person && echo mine >mine.txt && git add mine.txt &&
			git commit -q -m 'of a person' && git push -q) &&
		head_of "$1" "$2"
}

adopts () {
	echo "# ---- $owner"
	seq -f "$forge$owner/r%g" 8 >all.txt
	opened bot/update 1 2 3 4 5 6
	name=${owner%%/*}

	# --- what is there becomes a campaign
	fails_with "$owner: adopt" 0 git multi adopt -r all.txt \
		--branch bot/update --campaign "$name"
	has 'says how many' "campaign '$name' has 6 adopted pull requests" err
	for i in 1 2 3 4 5 6; do
		echo "r$i done open"
	done >expected
	printf 'r7 skipped -\nr8 skipped -\n' >>expected
	states "$name" >got
	same 'those that have one' expected got
	git multi status "$name" --cached --json=name,reason |
		jq -r '.[] | select(.name == "r7") | .reason' >got
	says 'the others say why' \
		"it has no pull request of branch 'bot/update'" got
	head_of 1 bot/update >expected
	grep '"step":"adopt"' "$campaigns/$name/journal" |
		jq -r 'select(.event == "ok" and (.task | endswith("/r1"))) |
			.pull.head' >got
	same 'the journal has the head that was adopted' expected got
	fails_with 'status asks for them' 0 git multi status "$name"
	has 'and shows them' open out
	fails_with 'nothing is left to resume' 0 git multi resume "$name"

	git multi log "$name" 2>&1 | sed -n '1s/.*define/define/p' >got
	says 'log says what it is' \
		'define 1: pull requests of others, branch bot/update' got

	# --- merge: what was adopted, and not what came behind it
	person=$(added 2 bot/update)
	fails_with 'merge of two, one with a new commit' 1 \
		git multi merge -y --no-checks=merge "$name" r1 r2
	states "$name" | sed -n 1,2p >got
	printf 'r1 done merged\nr2 failed open\n' >expected
	same 'merges the one' expected got
	has 'and says why not the other' 'came after it was adopted' err
	head_of 2 bot/update >got
	says 'whose commit is there' "$person" got
	fails_with 'retry does not, either' 2 git multi retry -q "$name" r2
	fails_with 'adopt again' 0 git multi adopt -q -r "$forge$owner/r2" \
		--branch bot/update --campaign "$name"
	fails_with 'then it is what was meant' 0 \
		git multi merge -q -y --no-checks=merge "$name" r2
	git -C "$fdir/repos/$owner/r2.git" show main:mine.txt >got
	says 'and is merged' mine got

	# --- close: the branch is theirs
	head=$(head_of 3 bot/update)
	fails_with 'close' 0 git multi close -y "$name" r3
	head_of 3 bot/update >got
	says 'keeps the branch' "$head" got
	fails_with 'unless it is to go' 0 \
		git multi close -y --delete-branch "$name" r4
	ok 'then it is gone' test -z "$(head_of 4 bot/update)"
	person=$(added 5 bot/update)
	fails_with 'with a commit that came since' 0 \
		git multi close -y --delete-branch "$name" r5
	head_of 5 bot/update >got
	says 'it is there' "$person" got

	# --- comment
	fails_with 'comment' 0 git multi comment -y -m 'Soon.' "$name" r6
	jq -r --arg r "$owner/r6" 'select(.type == "comment" and
		.repo == $r) | .body' "$fdir/pulls" >got
	says 'is on it' Soon. got

	# --- nothing is made of them
	head=$(head_of 6 bot/update)
	fails_with 'run under its name' 128 git multi run -r all.txt \
		--campaign "$name" --branch bot/update -m x -- touch x
	has 'is refused' 'has adopted pull requests' err
	fails_with 'also once more' 128 git multi run --again -r all.txt \
		--campaign "$name" --branch bot/update --if-exists=replace \
		--force-over-others -m x -- touch x
	fails_with 'publish has nothing' 0 git multi publish "$name"
	head_of 6 bot/update >got
	says 'its branch is as it was' "$head" got

	# --- what was closed or goes elsewhere is not meant
	fails_with 'adopt those for another base' 3 git multi adopt \
		-r all.txt --branch bot/update --base other --campaign other
	has 'finds none' "no pull request of branch 'bot/update' was found" err
	ok 'and leaves no campaign' test ! -e "$campaigns/other"
	fails_with 'adopt what is merged, closed and open' 0 git multi adopt \
		-q -r all.txt --branch bot/update --campaign "$name-late"
	states "$name-late" >got
	printf 'r%s\n' '1 done merged' '2 done merged' '3 skipped -' \
		'4 skipped -' '5 skipped -' '6 done open' '7 skipped -' \
		'8 skipped -' >expected
	same 'leaves out what is closed' expected got
}

# shellcheck disable=SC2154 # forges_up sets them
for forge in "$github" "$gitlab" "$gitea"; do
	case $forge in
	"$github") owner=hub ;;
	"$gitlab") owner=lab/sub ;;
	*) owner=tea ;;
	esac
	adopts
done

# ---- the whole of it, and what stands against it ---------------------------------

forge=$github owner=hub
opened tool/all 7 8
forge=$gitlab owner=lab/sub
opened tool/all 7 8
{
	echo "${github}hub/r7"
	echo "${github}hub/r8"
	echo "${gitlab}lab/sub/r7"
	echo "${gitea}tea/r7"
} >some.txt
fails_with 'adopt from three forges, named by the branch' 0 \
	git multi adopt -r some.txt --branch tool/all
has 'has those that are there' "'tool-all' has 3 adopted" err
fails_with 'another one joins' 0 git multi adopt -q -r "${gitlab}lab/sub/r8" \
	--branch tool/all
states tool-all >got
printf '%s\n' 'r7 done open' 'r7 done open' 'r7 skipped -' 'r8 done open' \
	'r8 done open' >expected
same 'it is one campaign' expected got
fails_with 'for another base it is another' 128 git multi adopt \
	-r some.txt --branch tool/all --base main
has 'which is said' 'is there already, for another branch or base' err

git multi run -q -r "${github}hub/r8" --campaign ours -m Ours -- touch ours \
	>/dev/null 2>&1
fails_with 'a campaign of ours takes none in' 128 git multi adopt \
	-r some.txt --branch tool/all --campaign ours
has 'and says why' 'with pull requests of its own' err

# --- a branch of that name in somebody's fork is nobody's word
fork=$fdir/repos/stranger/r1.git
mkdir -p "$fdir/repos/stranger"
cp -R "$fdir/repos/hub/r1.git" "$fork"
echo 'fork-of = hub/r1' >>"$fork/forge"
git -C "$fork" update-ref refs/heads/tool/evil main~0
git clone -q "$fork" evil 2>/dev/null
(cd evil && git checkout -q -b tool/evil && echo evil >evil.txt &&
	git add . && git commit -q -m evil &&
	git push -q --force origin tool/evil)
echo 'stranger-token stranger' >>"$fdir/tokens"
curl -s -H 'Authorization: Bearer stranger-token' -d '{"title":"Evil",
	"head":"stranger:tool/evil","base":"main"}' \
	"${github}repos/hub/r1/pulls" >said
ok 'a stranger opens one from a fork' jq -e .number said
fails_with 'it is not adopted' 3 git multi adopt -r "${github}hub/r1" \
	--branch tool/evil

# --- plain git has none
repo "$trash/plain.git"
fails_with 'a server without an API' 2 git multi adopt \
	-r "file://$trash/plain.git" --branch x --campaign plain
has 'is told from the others' 'no API to ask for pull requests' err

# --- killed in the middle, and moved to another machine
opened tool/kill 8
opened tool/kill 1 2 3
seq -f "${gitlab}lab/sub/r%g" 8 >lab.txt
git multi adopt -q -r lab.txt --branch tool/kill >/dev/null 2>&1
sed '/"event":"end"/d; /"event":"ok"/{/r3"/d}' \
	"$campaigns/tool-kill/journal" >torn
cp torn "$campaigns/tool-kill/journal"
fails_with 'resume after it was killed' 0 git multi resume -q tool-kill
states tool-kill | grep -c open >got
says 'has them all' 4 got
fails_with 'export' 0 git multi campaigns export tool-kill
git multi campaigns rename tool-kill gone 2>/dev/null
fails_with 'import' 0 git multi campaigns import tool-kill.bundle
fails_with 'merge of what was imported' 0 git multi merge -q -y \
	--no-checks=merge tool-kill
states tool-kill | grep -c merged >got
says 'merges them all' 4 got

# --- a merge that stops is gone on with, for what was adopted
opened tool/rest 4 5 6
git multi adopt -q -r lab.txt --branch tool/rest >/dev/null 2>&1
fails_with 'a merge that stops after one' 4 git multi merge -q -y --first 1 \
	--no-checks=merge tool-rest
states tool-rest | sed -n '/open/s/^r\([0-9]*\) .*/\1/p' >left
person=$(added "$(tail -n 1 left)" tool/rest)
fails_with 'resume' 1 git multi resume -q -y tool-rest
states tool-rest | grep -c merged >got
says 'merges the next' 2 got
head_of "$(tail -n 1 left)" tool/rest >got
says 'and not the one with a commit that nobody saw' "$person" got

# --- killed while it looks
forge=$gitea owner=tea
opened tool/dead 4 5 8
seq -f "${gitea}tea/r%g" 8 >tea.txt
echo 'GET */tea/r8/pulls/* delay=30s' >"$fdir/faults"
git-multi adopt -q -r tea.txt --branch tool/dead >/dev/null 2>&1 &
pid=$!
pids="$pids $pid"
until grep -q 'r5","event":"end"' "$campaigns/tool-dead/journal" 2>/dev/null
do
	kill -0 "$pid" || break
	sleep 0.1
done
kill -9 "$pid"
wait "$pid" 2>/dev/null
rm "$fdir/faults"
git multi status tool-dead --cached --json=name,result |
	jq -r '.[] | select(.name == "r8") | .result // "-"' >got
says 'one was not over' - got
fails_with 'resume goes on with the rest' 0 git multi resume -q tool-dead
states tool-dead | grep open >got
printf 'r%s done open\n' 4 5 8 >expected
same 'all are adopted, once' expected got

# --- by the branch's name, without a campaign made before
forge=$gitea owner=tea
opened app/bump 1 2 3 6 7
seq -f "${gitea}tea/r%g" 7 >tea.txt
echo "${gitea}tea/none" >>tea.txt
fails_with 'comment by branch, where one repository is not there' 1 \
	git multi comment -q -y -m Bump --pulls-by-branch app/bump tea.txt
has 'which is said' 'tea/none' err
jq -r 'select(.type == "comment" and .body == "Bump") | .repo' \
	"$fdir/pulls" | sort >got
printf 'tea/r%s\n' 1 2 3 6 7 >expected
same 'the others have it' expected got
fails_with 'edit by branch' 0 git multi edit -q -y --title Bumped \
	--pulls-by-branch app/bump "${gitea}tea/r1"
head=$(head_of 2 app/bump)
fails_with 'close by branch' 0 git multi close -q -y \
	--pulls-by-branch app/bump "${gitea}tea/r2"
head_of 2 app/bump >got
says 'leaves the branch' "$head" got
git multi merge -q -y --no-checks=merge --pulls-by-branch app/bump \
	--exclude 'r[12]$' - <tea.txt >out 2>err
ok 'merge by branch, of a list on stdin, narrowed' grep -q tea/none err
states app-bump >got
printf '%s\n' 'none failed -' 'r1 done open' 'r2 done closed' 'r3 done merged' \
	'r4 skipped -' 'r5 skipped -' 'r6 done merged' 'r7 done merged' >expected
same 'each is as it was asked for' expected got
fails_with 'of a branch that is nowhere' 3 git multi close -q -y \
	--pulls-by-branch app/nowhere "${gitea}tea/r1"
ok 'no campaign is left' test ! -e "$campaigns/app-nowhere"
fails_with 'without repositories' 129 git multi close -y \
	--pulls-by-branch app/bump
has 'they are asked for' 'in which repositories?' err
fails_with 'under a name that is taken' 128 git multi close -q -y \
	--pulls-by-branch ours "${gitea}tea/r1"

# --- what is asked
seq -f "${github}hub/r%g" 8 >hub.txt
calls=$(wc -l <"$fdir/log")
git multi adopt -q -r hub.txt --branch bot/update --campaign batch \
	>/dev/null 2>&1
ok 'eight of GitHub are one question' \
	test "$(($(wc -l <"$fdir/log") - calls))" = 1

fails_with 'revert of adopted pull requests' 128 git multi revert batch
has 'is told as refresh of them is' 'its pull requests were adopted' err

fails_with 'no branch' 129 git multi adopt -r all.txt
has 'is asked for' 'name their branch with --branch' err
fails_with 'no repositories' 129 git multi adopt --branch x
fails_with 'a bad branch' 129 git multi adopt -r all.txt --branch 'a..b'
finish
