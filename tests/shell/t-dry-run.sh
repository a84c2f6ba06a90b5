#!/bin/sh
# SPDX-License-Identifier: MIT
# The corners of dry runs: killed ones, clones, rewritten history, servers that
# serve no commit by its id, no disk, no bundle.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

state=$XDG_STATE_HOME/git-multi/campaigns
cache=$XDG_CACHE_HOME/git-multi

# change NAME COMMAND…: a commit on its main, by somebody else
change () {
	change_name=$1; shift
	rm -rf other
	git clone -q "$trash/$change_name.git" other
	(cd other && "$@" && git add -A && git commit -q -m 'of others')
	git -C other push -q origin HEAD:main
}

another_file () {
	mkdir doc && echo more >doc/more.txt
}

# reviewed CAMPAIGN NAME: the commit that diff shows
reviewed () {
	git multi diff "$1" "$2" --format='%(commit)'
}

head_of () {
	git -C "$trash/$1.git" rev-parse -q --verify "refs/heads/multi/$2"
}

# It counts how often it is run, and does so in a dry run only.
cat >once.sh <<EOT
#!/bin/sh
echo "\$GIT_MULTI_REPO" >>"$trash/ran"
test "\$GIT_MULTI_DRY_RUN" = 1 || exit 9
echo 'x = 2' >src/a.py
EOT
chmod +x once.sh
for n in a b c d e f g h; do
	repo "$trash/$n.git"
done

# ---- run without -n sends what a dry run made ------------------------------------

fails_with 'a dry run' 0 git multi run -r "file://$trash/a.git" -n \
	--campaign a -m A ./once.sh
reviewed a a >expected
fails_with 'the same without -n' 0 git multi run -r "file://$trash/a.git" \
	--campaign a -m A ./once.sh
head_of a a >got
same 'pushes the commit that was made' expected got
grep -c /a$ ran >got
says 'and runs nothing again' 1 got
fails_with 'a third time' 0 git multi run -r "file://$trash/a.git" \
	--campaign a -m A ./once.sh
lacks 'has nothing to say of it' publish err

# ---- the server serves no commit by its id -----------------------------------------

cat >ssh.sh <<'EOT'
#!/bin/sh
unset GIT_PROTOCOL
shift $(($# - 1))
exec sh -c "$1"
EOT
chmod +x ssh.sh
GIT_SSH_COMMAND=$trash/ssh.sh GIT_SSH_VARIANT=simple
export GIT_SSH_COMMAND GIT_SSH_VARIANT
fails_with 'a dry run over ssh, protocol 0' 0 git multi run \
	-r "ssh://example.com$trash/b.git" -n --campaign b -m B ./once.sh
reviewed b b >expected
rm -rf "$cache"
change b another_file
fails_with 'publish' 0 git multi publish b
head_of b b >got
same 'finds the old base by its branch' expected got
rm -rf "$cache"
reviewed b b >got
same 'and so does diff' expected got
unset GIT_SSH_COMMAND GIT_SSH_VARIANT

# ---- a git that is too old to tell -------------------------------------------------------

mkdir old
cat >old/git <<EOT
#!/bin/sh
test "\$2" = --local-env-vars || exec $(command -v git) "\$@"
{
	$(command -v git) "\$@" 2>&1 >&3 3>&- |
		sed 's/"exe":"[^"]*"/"exe":"2.34.1"/' >&2
} 3>&1
EOT
chmod +x old/git
fails_with 'a dry run' 0 git multi run -r "file://$trash/b.git" -n \
	--campaign old -m Old ./once.sh
reviewed old b >expected
change b sh -c 'echo more >more.txt'
PATH=$trash/old:$PATH fails_with 'the base moved, and git is old' 2 \
	git-multi publish old
has 'that is said' 'only git 2.38 or newer can tell' out
fails_with 'a newer git' 0 git multi retry old
head_of b old >got
same 'can' expected got

# ---- what the commit stands on is gone ------------------------------------------------

fails_with 'a dry run' 0 git multi run -r "file://$trash/c.git" -n \
	--campaign c -m C ./once.sh
rm -rf "$cache" other
git clone -q "$trash/c.git" other
(cd other && git checkout -q --orphan new && git commit -q -m 'new history' &&
	git push -q --force origin HEAD:main)
git -C c.git reflog expire --expire=now --all
git -C c.git gc -q --prune=now
fails_with 'history was rewritten: publish' 2 git multi publish c
has 'says so' "'main' was rewritten since the review" out
has 'and what to do' 'git multi run --again -n' out
fails_with 'nothing was pushed' 1 head_of c c
sed -i 's/^test.*//' once.sh
fails_with 'retry makes it anew' 0 git multi retry c
head_of c c >got
ok 'and pushes it' test -s got

# ---- clones -------------------------------------------------------------------------

fails_with 'a dry run in a clone' 0 git multi run -r "file://$trash/d.git" \
	-n -c "$trash/clones" --campaign d -m D ./once.sh
reviewed d d >expected
fails_with 'nothing is pushed' 1 head_of d d
clone=$(find "$trash/clones" -name .git)
(cd "${clone%/.git}" && echo mine >mine.txt)
fails_with 'publish where its owner works meanwhile' 0 git multi publish d
head_of d d >got
same 'sends the commit' expected got
ok 'and leaves the clone alone' test -f "${clone%/.git}/mine.txt"

# ---- no place for the bundle, or none any more ---------------------------------------

mkdir -p "$state/e"
: >"$state/e/bundles"
fails_with 'a bundle that cannot be written' 2 git multi run \
	-r "file://$trash/e.git" -n --campaign e -m E ./once.sh
git multi status e --cached --json=result,class >got
jq -c '.[]' got >class
says 'fails' '{"result":"failed","class":"disk"}' class
rm "$state/e/bundles"
fails_with 'and when there is place' 0 git multi retry e
ok 'is still a dry run' test "$(find "$state/e/bundles" -type f | wc -l)" = 1
reviewed e e >expected
rm -r "$state/e/bundles"
fails_with 'bundles gone, cache not' 0 git multi publish e
head_of e e >got
same 'nothing is lost' expected got

fails_with 'a dry run' 0 git multi run -r "file://$trash/f.git" -n \
	--campaign f -m F ./once.sh
rm -r "$state/f/bundles" "$cache"
fails_with 'both gone: publish' 2 git multi publish f
has 'says so' 'the commit that was reviewed is gone' out
fails_with 'and pushes nothing' 1 head_of f f

# ---- what Git LFS keeps beside git ------------------------------------------------------

mkdir bin
cat >bin/git-lfs <<EOT
#!/bin/sh
test "\$1" = push || exit 1
cat "\$(git config lfs.storage)/objects/ab/object" >"$trash/sent"
EOT
cat >lfs.sh <<'EOT'
#!/bin/sh
objects=$(git rev-parse --git-common-dir)/lfs/objects
mkdir -p "$objects/ab" && echo large >"$objects/ab/object"
echo pointer >large.bin
EOT
chmod +x bin/git-lfs lfs.sh
fails_with 'a dry run with LFS files' 0 git multi run \
	-r "file://$trash/h.git" -n --campaign h -m H ./lfs.sh
rm -rf "$cache"
PATH=$trash/bin:$PATH fails_with 'publish without a cache' 0 \
	git multi publish h
says 'sends the objects, too' large sent

# ---- of a campaign that was no dry run -------------------------------------------------

fails_with 'a run' 0 git multi run -r "file://$trash/g.git" \
	--campaign g -m G ./once.sh
fails_with 'its diff' 0 git multi diff g
has 'is shown' '+x = 2' out
cp out expected
rm -rf "$cache"
fails_with 'and without a cache' 0 git multi diff g
same 'it is the same' expected out
git -C g.git branch -q -D multi/g
rm -rf "$cache"
fails_with 'with the branch deleted, too' 0 git multi diff g
same 'by its id' expected out
git -C g.git gc -q --prune=now
rm -rf "$cache"
fails_with 'when the server has forgotten it' 1 git multi diff g
has 'that is said' 'neither this machine nor the server has' err
fails_with 'nothing to publish' 128 git multi publish

# ---- killed ---------------------------------------------------------------------------

cat >slow.sh <<EOT
#!/bin/sh
echo begun >>"$trash/begun"
sleep 0.2
echo 'x = 3' >src/a.py
EOT
chmod +x slow.sh
for n in a b c d e f g h; do
	echo "file://$trash/$n.git"
done >repos.txt
git-multi run -r repos.txt -n --campaign k -m K ./slow.sh >out 2>err \
	</dev/null &
killed=$!
wait_for "$state/k/journal" '"bundle":true' "$killed"
kill -KILL "$killed"
wait "$killed" 2>/dev/null
fails_with 'publish does not send what was not finished' 128 \
	git multi publish k
has 'and says what to do' 'git multi resume k' err
fails_with 'a killed dry run, resumed' 0 git multi resume k
find "$state/k/bundles" -name '*.bundle' >got
ok 'is whole' test "$(wc -l <got)" = 8
fails_with 'and still a dry run' 1 head_of h k
find "$state/k/bundles" -name '*.part' >got
same 'with nothing left over' /dev/null got
fails_with 'publish the first three' 4 git multi publish k --first 3
fails_with 'and the others' 0 git multi resume k
for n in a b c d e f g h; do
	head_of "$n" k
done >got
git multi diff k --format='%(commit)' >expected
same 'all as they were' expected got
finish
