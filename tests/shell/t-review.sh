#!/bin/sh
# SPDX-License-Identifier: MIT
# A dry run over 50 repositories, reviewed and published: exactly the commits
# that were seen, also when the cache is gone and the base moved.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

state=$XDG_STATE_HOME/git-multi/campaigns
cache=$XDG_CACHE_HOME/git-multi

# change NAME COMMAND…: a commit on its main, by somebody else
change () {
	change_name=$1; shift
	rm -rf other
	git clone -q "$(bare "$change_name")" other
	(cd other && "$@" && git add -A && git commit -q -m 'of others')
	git -C other push -q origin HEAD:main
}

lower () {
	printf 'name: ci\nenv:\n  A: 1\n' | cat - ci.yml >new && mv new ci.yml
}

other_image () {
	sed -i 's/debian-11/debian-11 # old/' ci.yml
}

another_file () {
	mkdir doc && echo more >doc/more.txt
}

# heads BRANCH: NAME COMMIT of each repository that has it
heads () {
	n=0
	while test "$n" -lt 50; do
		n=$((n + 1))
		id=$(git -C "$(bare "r$n")" rev-parse -q --verify \
			"refs/heads/$1") && echo "r$n $id"
	done | sort
}

forge_repos 50
# the same change, in another place
change r5 lower
change r15 lower
forge_up
forge_list 50 >repos.txt

cat >five.sh <<'EOT'
#!/bin/sh
test "$GIT_MULTI_DRY_RUN" = 1 || exit 9
case ${GIT_MULTI_NAME#r} in
*[05]) sed -i s/debian-11/debian-12/ ci.yml ;;
*[16]) sed -i s/debian-11/debian-13/ ci.yml ;;
*[27]) echo 2.0.0 >version.txt ;;
*[38]) printf 'one\0two\n' >'logo é.bin' && chmod +x version.txt ;;
*[49]) git mv README.md READ.md && rm ci.yml && ln -s READ.md link ;;
esac
EOT
chmod +x five.sh

# ---- the dry run --------------------------------------------------------------

fails_with 'a dry run over 50' 0 git multi run -r repos.txt -n \
	--campaign rev -m Review ./five.sh
has 'ends with the commands that are next' "git multi diff rev" err
has 'and with the one that publishes' "git multi publish rev" err
has 'and says that nothing was sent' 'nothing was sent' err
counter '[.git_pushes, .writes] | join(" ")' >got
says 'nothing was sent' '0 0' got
heads multi/rev >got
same 'no branch is there' /dev/null got
find "$state/rev/bundles" -type f >bundles
ok '50 bundles are kept' test "$(wc -l <bundles)" = 50
find "$state/rev/bundles" -type f ! -perm 0600 >got
same 'for nobody else to read' /dev/null got
find "$state/rev/trees" -mindepth 3 -maxdepth 3 >got
same 'no tree is left' /dev/null got
counter .graphql >before
fails_with 'the dry run again' 0 git multi run -r repos.txt --dry \
	--campaign rev -m Review ./five.sh
counter .graphql >after
same 'has nothing to do' before after

fails_with 'clean' 0 git multi clean --campaigns
ok 'keeps what was not published' test -d "$state/rev"
git multi campaigns --format='%(state)' >got
says 'which is not finished' unfinished got

# ---- the review -----------------------------------------------------------------

counter '[.git, .graphql, .reads, .writes] | join(" ")' >before
fails_with 'diff shows it' 0 git multi diff rev
grep '^# ' out | sed 's/, group.*//' >got
same 'in five groups' - got <<EOT
# 10 repositories
# 10 repositories
# 10 repositories
# 10 repositories
# 10 repositories
EOT
has 'with git'"'"'s own words' '+    runs-on: debian-12' out
has 'a group names its repositories' "$host/demo/r5, $host/demo/r10" out
fails_with 'diff --stat' 0 git multi diff rev --stat
has 'counts lines' 'version.txt | 2 +-' out
fails_with 'diff --name-only' 0 git multi diff rev --name-only
has 'names files' 'version.txt' out
lacks 'and no more' '@@' out
fails_with 'diff of one' 0 git multi diff rev r7
grep -c '^# ' out >got
says 'shows that one' 1 got
has 'and says so' '# 1 repository, group ' out
fails_with 'diff --no-group' 0 git multi diff rev --no-group
grep -c '^# 1 repository, group ' out >got
says 'shows each' 50 got
fails_with 'diff for programs' 0 git multi diff rev \
	--json=name,group,commit,files,insertions,deletions
cp out diff.json
jq -r '[.[].group] | unique | length' out >got
says 'has the groups' 5 got
jq -c '.[] | select(.name == "r2") | [.files, .insertions, .deletions]' \
	out >got
says 'and numbers' '[1,1,1]' got
counter '[.git, .graphql, .reads, .writes] | join(" ")' >after
same 'the server was not asked about any of it' before after
fails_with 'a repository that is not there' 128 git multi diff rev r77
fails_with 'a group that is not there' 128 git multi drop rev --group 0000000

jq -r '.[] | select(.name == "r2") | .group' diff.json >group
fails_with 'drop a group' 0 git multi drop rev --group "$(cat group)"
has 'says how many' 'dropped 10 repositories, 40 are left' err
has 'and how to take it back' 'git multi drop --undo rev' err
fails_with 'drop one more' 0 git multi drop rev r4
fails_with 'it is there no more' 128 git multi diff rev r4
has 'and says where it went' 'was dropped' err
fails_with 'take it in again' 0 git multi drop --undo rev r4
fails_with 'one that was not dropped' 128 git multi drop --undo rev r4
fails_with 'of the only campaign: a repository' 0 git multi drop r4
has 'is dropped' "campaign 'rev': dropped 1 repository, 39 are left" err
fails_with 'and taken in again' 0 git multi drop --undo r4
fails_with 'no repository at all' 129 git multi drop
has 'is asked for' 'which repositories?' err
fails_with 'none of that name, campaign or repository' 128 git multi drop none
has 'is said' "there is no 'none' in campaign 'rev'" err
fails_with 'a run with the same list' 0 git multi run -r repos.txt -n \
	--campaign rev -m Review ./five.sh
has 'leaves the dropped out, and says so' '10 repositories are left out' err
git multi campaigns --json=campaign,tasks,done >out
jq -c . out >got
says 'they count nowhere' '[{"campaign":"rev","tasks":40,"done":40}]' got

# ---- the world moves on -----------------------------------------------------------

rm -rf "$cache"
for name in r1 r5 r10; do
	change "$name" other_image
done
for name in r3 r4 r6 r8 r9 r11 r13; do
	change "$name" another_file
done
counter .writes >before
fails_with 'diff without a cache' 0 git multi diff rev \
	--json=name,group,commit,files,insertions,deletions
jq -c 'map(select(.name | test("^r[0-9]*[27]$") | not))
	| sort_by(.name)' diff.json >expected
jq -c 'sort_by(.name)' out >got
same 'is the same' expected got
rm -rf "$cache"

jq -r '.[] | "\(.name) \(.commit)"' out |
	grep -v '^r\(1\|5\|10\) ' | sort >expected
git-multi publish rev --progress=none >out 2>err </dev/null &
publisher=$!
wait_for "$state/rev/journal" '"event":"ok","step":"push"' "$publisher"
kill -KILL "$publisher"
wait "$publisher" 2>/dev/null
fails_with 'publish, killed and resumed: some failed' 1 git multi resume rev
heads multi/rev >got
same 'the branches hold the reviewed commits' expected got
git multi status rev --cached --json=name,result,class,reason >rows
jq -r '.[] | select(.result == "failed") | [.name, .class] | join(" ")' \
	rows >got
same 'those that conflict with the new base say so' - got <<EOT
r1 conflict
r5 conflict
r10 conflict
EOT
jq -r '.[] | select(.name == "r5") | .reason' rows >got
says 'and in what' "the reviewed change conflicts with 'main', which moved \
since, in 'ci.yml'; 'git multi retry' makes it anew" got
counter .pulls_opened >got
says 'each has one pull request' 37 got
fails_with 'a second publish has nothing to do' 128 git multi publish
has 'and says so' 'no campaign with commits to publish' err
fails_with 'drop refuses one with an open pull request' 128 \
	git multi drop rev r3 r1
has 'by name' 'r3' err
has 'and says what to do' 'git multi close rev' err
fails_with 'none of them was dropped' 0 git multi diff rev r1 --stat

# ---- once more ------------------------------------------------------------------

fails_with 'retry -n makes them anew, to be seen first' 0 \
	git multi retry rev -n r1 r5 r10
heads multi/rev >got
same 'nothing more is on the server' expected got
git multi diff rev r1 r5 r10 --json=name,commit >out
jq -r '.[] | "\(.name) \(.commit)"' out | sort - expected >all
fails_with 'publish sends them too' 0 git multi publish
heads multi/rev >got
same 'as they were seen' all got
counter .pulls_opened >got
says 'and the others not again' 40 got
finish
