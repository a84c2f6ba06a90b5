#!/bin/sh
# SPDX-License-Identifier: MIT
# What the leading tool tests of itself, in its order, as far as it makes sense
# here; where ours differs on purpose, gitmulti-migrate(7) says why.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
forge_repos 6 acme
for who in ann bob cid; do
	echo "$who-token $who" >>"$fdir/tokens"
done
for folder in "$fdir"/repos/acme/*.git; do
	printf '%s\n' 'collaborators = demo, ann, bob, cid' \
		'teams = core, docs, web' >>"$folder/forge"
	git -C "$folder" branch develop main
done
mkdir -p "$fdir/orgs"
forge_up
git config --global "url.$forge.insteadOf" https://github.com/
git config --global multi.https://github.com/.api "$forge"
GITHUB_TOKEN=sentinel-token
export GITHUB_TOKEN
eval "unset $variable"
r=github.com/acme/r

# on BRANCH N: what is on that branch of rN
on () {
	git -C "$(bare "r$2" acme)" ls-tree -r --name-only "$1" 2>&1
}

# pull BRANCH JQ: of its newest pull request
pull () {
	jq -rsc "[.[] | select(.head == \"$1\")][-1] | $2" "$fdir/pulls"
}

multi () {
	sentence=$1 code=$2
	shift 2
	fails_with "$sentence" "$code" git multi run -q "$@"
}

multi 'simple run' 0 -r ${r}1 --branch b1 -m 'A subject' --sh 'echo 1 >1'
on b1 1 >got
has 'is committed' 1 got
multi 'command with arguments' 0 -r ${r}1 --branch b2 touch 'a b' c
on b2 1 >got
has 'gets them as they are' 'a b' got
multi 'missing base branch, by the look' 2 -r ${r}1 --branch b3 -m x \
	--base none --json=reason --sh 'echo 3 >3'
has 'is a clear error' "it has no branch 'none'" out
git clone -q --bare "$(bare r1 acme)" plain.git
multi 'missing base branch, by git' 2 -r "file://$PWD/plain.git" --base none \
	--branch b3 -m x --campaign plain --json=reason --sh 'echo 3 >3'
has 'is one, too' 'none' out
multi 'other base branch' 0 -r ${r}1 --branch b4 -m x --base develop \
	--sh 'echo 4 >4'
pull b4 .base >got
says 'is where it goes' develop got
multi 'a branch whose name merely begins alike' 0 -r ${r}1 --branch b \
	-m x --sh 'echo 5 >5'
pull b .title >got
says 'is no conflict' x got

multi 'reviewers' 0 -r ${r}1 --branch b6 -m x --reviewer ann,bob \
	--sh 'echo 6 >6'
pull b6 '.reviewers | sort' >got
says 'are asked' '["ann","bob"]' got
multi 'at most so many reviewers and teams' 0 -r ${r}1 -r ${r}2 -r ${r}3 \
	--branch b7 -m x --reviewer ann,bob,cid --max-reviewers 1 \
	--team-reviewer core,docs,web --max-team-reviewers 2 --sh 'echo 7 >7'
jq -sc '[.[] | select(.head == "b7")] | group_by(.repo) |
	map(.[-1] | [(.reviewers | length), (.teams | length)]) | unique' \
	"$fdir/pulls" >got
says 'are asked' '[[1,2]]' got
multi 'a dry run' 0 -r ${r}1 --branch b8 -m x -n --sh 'echo 8 >8'
on b8 1 >got
has 'leaves no branch' 'Not a valid object name' got

multi 'include' 0 -r ${r}1 -r ${r}2 -r ${r}3 --include 'r[23]$' --branch b9 \
	-m x --json=name --sh 'echo 9 >9'
jq -c 'map(.name) | sort' out >got
says 'takes what matches' '["r2","r3"]' got
multi 'exclude' 0 -r ${r}1 -r ${r}2 -r ${r}3 --exclude 'r[23]$' \
	--branch b10 -m x --json=name --sh 'echo 10 >10'
jq -r '.[].name' out >got
says 'leaves out what matches' r1 got
multi 'an invalid regex' 129 -r ${r}1 --include 'r[' --branch b11 -m x \
	--sh true
has 'is named' "'--include r['" err
cat >overlap.sh <<END
#!/bin/sh
mkdir -p "$PWD/at"
: >"$PWD/at/\$\$"
until test "\$(ls "$PWD/at" | wc -l)" = 2; do sleep 0.05; done
echo 12 >12
END
chmod +x overlap.sh
multi 'parallel runs' 0 -r ${r}1 -r ${r}2 -j 2 --branch b12 -m x \
	--timeout 60s ./overlap.sh
find at -type f | wc -l >got
says 'overlap' 2 got

git -C "$(bare r4 acme)" branch b13 main
multi 'an existing branch without a pull request' 2 -r ${r}4 --branch b13 \
	-m x --json=class --sh 'echo 13 >13'
has 'that is not ours is left alone' conflict out
multi 'is taken where it may be' 0 -r ${r}4 --branch b13 -m x --again \
	--if-exists=append --sh 'echo 13 >13'
pull b13 .number >got
multi 'and its pull request is kept' 0 -r ${r}4 --branch b13 -m y \
	--campaign second --if-exists=append --sh 'echo 14 >14'
pull b13 .number >kept
same 'by its number' got kept
multi 'named repositories' 0 -r ${r}1 -r ${r}2 --skip-repo ${r}1 \
	--branch b14 -m x --json=name --sh 'echo 14 >14'
lacks 'are skipped' r1 out
multi 'direct push' 0 -r ${r}5 -m Straight --direct --sh 'echo 15 >15'
git -C "$(bare r5 acme)" log -1 --format=%s main >got
says 'goes to the base' Straight got
fails_with 'the diff' 0 git multi diff b1
has 'can be seen' '+1' out

multi 'ignored and nested files' 0 -r ${r}1 --branch b16 -m x --sh '
	echo ignored >.gitignore; echo no >ignored; mkdir -p d/e; echo y >d/e/f'
on b16 1 >got
lacks 'ignored ones are not committed' '^ignored$' got
has 'nested new ones are' d/e/f got
multi 'fork' 0 -r ${r}6 --branch b17 -m x --fork --sh 'echo 17 >17'
pull b17 .head_repo >got
has 'is pushed to the account' demo/ got

printf '[multi]\n\tprogress = nonsense\n' >first.cfg
printf '[multi]\n\tprogress = none\n' >later.cfg
git config --global include.path "$PWD/first.cfg"
git config --global --add include.path "$PWD/later.cfg"
multi 'settings: a later file wins' 0 -r ${r}1 --branch b18 -m x \
	--sh 'echo 18 >18'
fails_with 'and the command line over both' 0 git multi run -r ${r}1 \
	--branch b18x -m x --progress=lines --sh 'echo 18 >18x'
has 'as is seen' "done" err
git config --global --unset-all include.path

multi 'assignees' 0 -r ${r}1 --branch b19 -m x --assignee bob \
	--sh 'echo 19 >19'
pull b19 .assignees >got
says 'are set' '["bob"]' got
multi 'replace: where nothing is' 0 -r ${r}2 --branch b20 -m x \
	--if-exists=replace --sh 'echo 20 >20'
pull b20 .number >number
git -C "$(bare r2 acme)" branch b21 main
multi 'replace: a branch only' 0 -r ${r}2 --branch b21 -m x \
	--if-exists=replace --sh 'echo 21 >21'
on b21 2 >got
has 'is replaced' 21 got
multi 'replace: an open pull request' 0 -r ${r}2 --branch b20 -m x --again \
	--if-exists=replace --sh 'echo 22 >22'
pull b20 .number >got
same 'keeps its number' number got
on b20 2 >got
has 'and has the new change' 22 got
lacks 'only' '20$' got
git -C "$(bare r2 acme)" rev-parse b20 >before
multi 'replace: no change' 0 -r ${r}2 --branch b20 -m x \
	--if-exists=replace --sh 'echo 22 >22'
git -C "$(bare r2 acme)" rev-parse b20 >got
same 'leaves it' before got

multi 'a message of several lines' 0 -r ${r}1 --branch b23 -m 'Title

The body.' --sh 'echo 23 >23'
pull b23 '[.title, .body]' >got
says 'gives title and body' '["Title","The body."]' got
: >empty.txt
multi 'nothing selected' 3 -r empty.txt -m x --sh true
multi 'draft' 0 -r ${r}1 --branch b24 -m x --draft --sh 'echo 24 >24'
pull b24 .draft >got
says 'is one' true got
multi 'labels' 0 -r ${r}1 --branch b25 -m x --label one,two --create-labels \
	--sh 'echo 25 >25'
pull b25 '.labels | sort' >got
says 'are set' '["one","two"]' got
multi 'removed files' 0 -r ${r}1 --branch b26 -m x --sh 'rm ci.yml'
on b26 1 >got
lacks 'are removed' ci.yml got
fails_with 'links: on a pipe' 0 git multi status b1
lacks 'plain' ']8;;' out
multi 'a branch equal to its base' 2 -r ${r}1 --branch main -m x \
	--json=reason --sh 'echo 27 >27'
has 'is an error' 'is its base, too' out
multi 'clone folder: relative' 0 -r ${r}1 --branch b28 -m x \
	--clone-to clones --sh 'echo 28 >28'
ok 'is there' test -d clones
multi 'clone folder: absolute' 0 -r ${r}1 --branch b29 -m x \
	--clone-to "$PWD/more" --sh 'echo 29 >29'
ok 'is there, too' test -d more
multi 'fork with push-only' 129 -r ${r}1 -m x --fork --push-only --sh true
multi 'direct with push-only' 129 -r ${r}1 -m x --direct --push-only --sh true
multi 'push-only' 0 -r ${r}1 --branch b30 -m x --push-only --sh 'echo 30 >30'
pull b30 .number >got
says 'opens nothing' null got
repo=$(bare r1 acme)
mkdir -p "$repo/hooks"
cat >"$repo/hooks/pre-receive" <<END
#!/bin/sh
echo "\$GIT_PUSH_OPTION_0" >"$PWD/option"
END
chmod +x "$repo/hooks/pre-receive"
multi 'push options' 0 -r ${r}1 --branch b31 -m x --push-only -o ci.skip \
	--sh 'echo 31 >31'
says 'by the command line' ci.skip option
git config --global push.pushOption other
multi 'push options as set' 0 -r ${r}1 --branch b32 -m x --push-only \
	--sh 'echo 32 >32'
says 'by the settings' other option
rm "$repo/hooks/pre-receive"
git config --global --unset push.pushOption
multi 'commit by API' 0 -r ${r}1 --branch b33 -m x --api-commit \
	--sh 'echo 33 >33; echo more >>ci.yml; rm version.txt'
on b33 1 >got
has 'with additions' 33 got
lacks 'and deletions' version.txt got
multi 'two commits by API are refused' 129 -r ${r}1 -m x --api-commit \
	--keep-commits --sh true
multi 'commits of the command' 0 -r ${r}1 --branch b34 --keep-commits --sh '
	echo 1 >one; git add .; git commit -qm "First

Of two"; echo 2 >two; git add .; git commit -qm Second'
git -C "$repo" rev-list --count main..b34 >got
says 'are kept' 2 got
pull b34 '[.title, .body]' >got
says 'with title and body of the first' '["First","Of two"]' got

finish
