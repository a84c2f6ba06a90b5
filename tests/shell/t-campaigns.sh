#!/bin/sh
# SPDX-License-Identifier: MIT
# After a run: log, campaigns, shell and clean, over file:// remotes.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

for name in a b c; do
	repo "$trash/srv/$name.git"
	echo "file://$trash/srv/$name.git" >>repos.txt
done
key=localhost$trash/srv
cat >update.sh <<'SCRIPT'
#!/bin/sh
case $GIT_MULTI_NAME in
b) echo 'what a pity' >&2; exit 3 ;;
c) ;;
*) echo new >new.txt ;;
esac
SCRIPT
chmod +x update.sh

# --- nothing there yet

fails_with 'no campaign: campaigns' 0 git multi campaigns --json
says 'is an empty array' '[]' out
fails_with 'no campaign: log' 128 git multi log
has 'is a sentence' 'there is no campaign' err
fails_with 'no campaign: resume' 128 git multi resume
has 'says which' 'there is no unfinished campaign' err
fails_with 'no campaign: clean' 0 git multi clean

fails_with 'a run with one failure' 1 git multi -q -r repos.txt \
	-m 'Add a file' --branch ft/add ./update.sh

# --- campaigns

run git multi campaigns --format \
	'%(campaign) %(state) %(tasks) %(done) %(unchanged) %(failed) %(left)'
says 'campaigns counts' 'ft-add finished 3 1 1 1 0' out
run git multi campaigns show
has 'show has the command' './update.sh' out
has 'and the branch' 'ft/add' out
run git multi campaigns show ft/add --format='%(name) %(result) %(class)'
printf 'a done \nb failed script\nc unchanged \n' >expected
same 'show of a branch that names it; rows' expected out
fails_with 'a slip of the pen' 128 git multi campaigns show ft-ad
has 'names the nearest' "did you mean 'ft-add'" err

# --- log

fails_with 'a slip of the pen in a repository' 128 git multi log ft-add \
	"${key##*/}/bb"
has 'names the nearest with as many parts' \
	"did you mean '${key##*/}/b'" err
run git multi log
has 'log tells of the failure' "$key/b end failed (script)" out
has 'and of the push' "$key/a ok push" out
run git multi log ft-add a c
lacks 'log of some leaves out others' "$key/b" out
has 'log of some' "$key/c end unchanged" out
git multi log --json >out
ok 'log --json: each line a record' jq -e '.event' out
sed 1d "$XDG_STATE_HOME/git-multi/campaigns/ft-add/journal" >expected
same 'the records themselves' expected out
run git multi log --output b
has 'log --output: what the command printed' 'what a pity' out
fails_with 'a repository that is not in it' 128 git multi log ft-add zzz
printf '{"time":"2026-' >>"$XDG_STATE_HOME/git-multi/campaigns/ft-add/journal"
git multi log --json >out 2>err
same 'a torn last line is passed over' expected out

# --- shell

run git multi shell b -c 'pwd; git log --format=%s; env | grep ^GIT_MULTI_'
head -n 1 out >first
says 'shell is in the kept tree' \
	"$XDG_STATE_HOME/git-multi/campaigns/ft-add/trees/$key/b.tree" first
has 'of the base' 'first commit' out
for variable in "REPO=$key/b" HOST=localhost "OWNER=${key#*/}" NAME=b \
	"URL=file://$trash/srv/b.git" BASE=main BRANCH=ft/add \
	CAMPAIGN=ft-add; do
	has "shell has GIT_MULTI_$variable" "GIT_MULTI_$variable" out
done
lacks 'but no attempt' GIT_MULTI_ATTEMPT out
fails_with 'its exit code is the shell command'"'s" 7 \
	git multi shell "$key/b" -c 'exit 7'
fails_with 'SHELL is used' 1 env SHELL=/bin/false git multi shell b \
	-c 'exit 5'
GITHUB_TOKEN=sentinel GIT_DIR=/nowhere git-multi shell b -c env >out
lacks 'it gets no token' sentinel out
lacks 'nor a repository of elsewhere' /nowhere out
fails_with 'where no tree is kept' 128 git multi shell a -c true
has 'the way to one is said' 'git multi retry ft-add' err

# --- the second campaign: which one is meant

fails_with 'another run' 0 git multi -q -r repos.txt -m 'Second' -- \
	sh -c 'echo 2 >two'
fails_with 'two campaigns: log asks which' 129 git multi log
has 'and lists them' 'Second, ft-add' err
fails_with 'drop asks too' 128 git multi drop b
has 'as b is no campaign' "there is no campaign 'b'" err
fails_with 'drop without words' 129 git multi drop
has 'lists them' 'Second, ft-add' err
fails_with 'but only one has failures' 2 git multi retry -q

# --- rename

fails_with 'rename' 0 git multi campaigns rename ft-add first
run git multi campaigns --format='%(campaign)'
printf 'Second\nfirst\n' >expected
same 'it has its new name' expected out
fails_with 'its tree is still one' 0 git multi shell b -c 'git status'
fails_with 'onto one that is there' 128 \
	git multi campaigns rename first Second
fails_with 'to a name that leads elsewhere' 128 \
	git multi campaigns rename first ../x
ok 'nothing was moved' test -d "$XDG_STATE_HOME/git-multi/campaigns/first"

# --- clean

run git multi clean -n
has 'clean -n: a finished campaign would go' \
	"would remove campaign 'Second'" out
has 'one with failures would stay' "kept campaign 'first'" err
has 'and so would the repository of its tree' "kept repository '$key/b'" err
has 'caches would go' "would remove cached repository '$key/a'" out
ok 'but all is there' test -d "$XDG_STATE_HOME/git-multi/campaigns/Second"
port=$XDG_CACHE_HOME/git-multi/repos/127.0.0.1%3A40001
mkdir -p "$port/o"
git init -q --bare "$port/o/n.git"
run git multi clean -n --cache
has 'a name with a port is as it is typed' \
	"would remove cached repository '127.0.0.1:40001/o/n'" out
rm -r "$port"
run git multi clean --older-than=1d
says 'nothing is that old' \
	'removed 0 campaigns, 0 cached repositories: 0.0 KiB' out
(
	flock 9
	git multi clean --cache >"$trash/out" 2>"$trash/err"
) 9>>"$XDG_CACHE_HOME/git-multi/repos/$key/a.git.lock"
has 'one that is in use stays' "kept repository '$key/a'" err
lacks 'and no campaign went' campaign\  out
(
	flock 9
	git multi clean --campaigns >"$trash/out" 2>"$trash/err"
) 9>>"$XDG_STATE_HOME/git-multi/campaigns/Second/lock"
has 'nor one that is worked on' "kept campaign 'Second': another" err
run git multi clean
has 'clean' "removed campaign 'Second'" out
run git multi campaigns --format='%(campaign)'
says 'only what is not finished is left' first out
run git multi shell b -c 'git log -1 --format=%s'
says 'and its tree is whole' 'first commit' out

# --- remove

mkdir -p "$XDG_STATE_HOME/git-multi/campaigns/broken"
echo nonsense >"$XDG_STATE_HOME/git-multi/campaigns/broken/journal"
fails_with 'a broken campaign does not hide the others' 0 \
	git multi campaigns --format='%(campaign) %(state)'
printf 'broken broken\nfirst finished\n' >expected
same 'it is said' expected out
has 'with its line' "line 1 of '" err
fails_with 'it is not removed just so' 2 git multi campaigns remove broken
fails_with 'but with --force' 0 git multi campaigns remove --force broken
fails_with 'remove' 0 git multi campaigns remove first
run git multi campaigns --json
says 'all gone' '[]' out
ok 'without a trace' test \
	-z "$(ls -A "$XDG_STATE_HOME/git-multi/campaigns")"
run git multi clean
ok 'and the last cache goes' test -z \
	"$(find "$XDG_CACHE_HOME/git-multi/repos" -name '*.git')"

# --- unfinished ones are kept

fails_with '--first leaves work' 4 git multi -q -r repos.txt -m Third \
	--first 1 -- sh -c 'echo 3 >three'
run git multi campaigns --format='%(state) %(left)'
says 'unfinished' 'unfinished 2' out
fails_with 'remove refuses' 2 git multi campaigns remove Third
has 'with the reason' "campaign 'Third' is not finished" err
run git multi clean --campaigns
has 'clean keeps it' "kept campaign 'Third': it is not finished" err
fails_with 'resume needs no name' 0 git multi resume -q
run git multi clean --campaigns
has 'finished, it goes' "removed campaign 'Third'" out
finish
