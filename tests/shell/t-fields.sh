#!/bin/sh
# SPDX-License-Identifier: MIT
# Fields in message, title, body and branch: filled in for each repository, and
# the same ones again in every command that comes later.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'

cat >change.sh <<'EOF'
#!/bin/sh
echo "$GIT_MULTI_BRANCH" >branch.txt
EOF
chmod +x change.sh

# branches NAME: of the repository, but main
branches () {
	git -C "$(bare "$1")" for-each-ref --format='%(refname:short)' \
		refs/heads | grep -v '^main$'
}

# ---- the command line ------------------------------------------------------------

fails_with 'an unknown field' 129 git multi run -r x/y --campaign c \
	-m 'Bump %(nam)' true
has 'is named' "the message: unknown field '%(nam)'" err
has 'with the nearest' "the nearest is '%(name)'" err
has 'and all there are' 'repo, owner, name, host, base, campaign, date' err
fails_with 'one in the title' 129 git multi run -r x/y --campaign c \
	-m Bump --title '%(version)' true
has 'is named, too' "the title: unknown field '%(version)'" err
fails_with 'one in the body' 129 git multi run -r x/y --campaign c \
	-m Bump --body 'of %(version)' true
has 'and so' "the body: unknown field '%(version)'" err
fails_with 'one in the branch' 129 git multi run -r x/y --campaign c \
	-m Bump --branch '%(version)' true
has 'and so' "--branch: unknown field '%(version)'" err
fails_with 'one without an end' 129 git multi run -r x/y --campaign c \
	-m 'Bump %(name' true
has 'too' "has no closing ')'" err
fails_with 'a branch with a field, and no campaign' 129 git multi run \
	-r x/y -m Bump --branch 'bump/%(name)' true
has 'asks for one' 'name it with --campaign' err
fails_with 'a branch that is none with any field' 129 git multi run \
	-r x/y --campaign c -m Bump --branch '%(name)..%(owner)' true
has 'is refused at once' 'is not a name for a branch' err
ok 'and nothing was begun' test ! -d "$XDG_STATE_HOME/git-multi/campaigns/c"

# ---- one campaign, from the dry run to the end ---------------------------------

forge_repos 3
forge_up
forge_list 3 >repos.txt
cat >message <<'EOF'
Bump %(name) of %(owner)

For %(base) of %(repo), 100%% of %(campaign), 50% done.
EOF
bump () {
	git multi run -r repos.txt --campaign bump --branch 'b/%(base)/%(name)' \
		--title '%(name): bump' --body '%(host) and %(campaign)' \
		-F message "$@"
}
fails_with 'a dry run' 0 bump -n ./change.sh
fails_with 'the same again' 0 bump -n ./change.sh
lacks 'is the same definition' 'another definition' err
fails_with 'publish two' 4 git multi publish bump --first 2
for n in 1 2; do
	branches "r$n" >got
	says "r$n has its branch" "b/main/r$n" got
done
ok 'the third has none yet' test -z "$(branches r3)"
fails_with 'resume' 0 git multi resume bump
branches r3 >got
says 'it has now' b/main/r3 got
git -C "$(bare r3)" log -1 --format=%B b/main/r3 >got
same 'the message is filled in' - got <<EOF
Bump r3 of demo

For main of $host/demo/r3, 100% of bump, 50% done.

EOF
git -C "$(bare r3)" show b/main/r3:branch.txt >got
says 'the command had the name' b/main/r3 got
curl -sS -H 'Authorization: Bearer sentinel-token' \
	"${forge}repos/demo/r2/pulls" >pulls
jq -r '.[0].title' pulls >got
says 'and the title' 'r2: bump' got
jq -r '.[0].body' pulls >got
says 'and the body' "$host and bump" got
git multi status bump --cached --format='%(name) %(branch)' >got
same 'status tells the branches' - got <<EOF
r1 b/main/r1
r2 b/main/r2
r3 b/main/r3
EOF
git multi status bump --json=name,branch,pull.state >rows
jq -r '.[] | [.name, .branch, .pull.state] | join(" ")' rows >got
same 'and finds the pull requests' - got <<EOF
r1 b/main/r1 open
r2 b/main/r2 open
r3 b/main/r3 open
EOF
counter .pulls_opened >got
says 'there are three' 3 got
fails_with 'run once more' 0 bump ./change.sh
counter .pulls_opened >got
says 'opens no other' 3 got
fails_with 'run --again' 0 bump --again -- sh -c 'echo other >other.txt'
counter .pulls_opened >got
says 'nor does that' 3 got
branches r1 >got
says 'and the branch is the same' b/main/r1 got
ok 'with another commit' git -C "$(bare r1)" show b/main/r1:other.txt
fails_with 'merge' 0 git multi merge bump r1 --no-checks=merge \
	--delete-branch
ok 'deletes the branch' test -z "$(branches r1)"
fails_with 'close' 0 git multi close bump --delete-branch
ok 'deletes the others' test -z "$(branches r2)$(branches r3)"

# ---- a name that is none -------------------------------------------------------------

fails_with 'a branch that is no name for one' 2 git multi run -r repos.txt \
	--campaign named --branch 'b/%(host)' -m Bump ./change.sh
has 'fails in each repository' "'b/$host' is not a name for a branch" out
git multi status named --cached --json=result >rows
jq -c '[.[].result]' rows >got
says 'in all three' '["failed","failed","failed"]' got
cp -R "$(bare r1)" "$(bare ..r)"
fails_with 'one among others' 1 git multi run -r "${forge}demo/r1" \
	-r "${forge}demo/..r" -r "${forge}demo/r2" --campaign among \
	--branch 'c/%(name)' -m Bump ./change.sh
has 'fails, too' "'c/..r' is not a name for a branch" out
git multi log among >got
lacks 'before anything is fetched' 'demo/..r begin fetch' got

# ---- without an API, and a command line as the message ------------------------------

repo "$trash/plain.git"
fails_with 'a server without an API' 0 git multi run \
	-r "file://$trash/plain.git" --campaign plain \
	--branch '%(campaign)-%(base)-%(date)' -- \
	sh -c 'printf "%%(x) %s%%\n" "%(name)" >x'
day=$(jq -r 'select(.event == "define") | .time[:10]' \
	"$XDG_STATE_HOME/git-multi/campaigns/plain/journal")
git -C plain.git log -1 --format=%B "plain-main-$day" >got
has 'its branch has the day on which it began' 'sh -c' got
has 'a command line is no template' '%%(x) %s%%\n" "%(name)"' got
finish
