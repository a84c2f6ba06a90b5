#!/bin/sh
# SPDX-License-Identifier: MIT
# A campaign moves to another machine: as it is, whole or not at all, without
# what is true on the first one only; and what is no campaign stays outside.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
here=$XDG_STATE_HOME/git-multi/campaigns
there=$trash/second/state/git-multi/campaigns
mkdir -p "$trash/second"

for owner in hub lab/sub tea; do
	forge_repos 4 "$owner"
done
forges_up
for owner in "$github"hub "$gitlab"lab/sub "$gitea"tea; do
	for n in 1 2 3 4; do
		echo "$owner/r$n"
	done
done >repos.txt
cp "$HOME/.gitconfig" "$trash/second/.gitconfig"

# on2 COMMAND…: on the second machine
on2 () {
	env HOME="$trash/second" XDG_STATE_HOME="$trash/second/state" \
		XDG_CACHE_HOME="$trash/second/cache" \
		GIT_CONFIG_GLOBAL="$trash/second/.gitconfig" "$@"
}

# unpacked FILE NAME: what is in it, in the folder unpacked
unpacked () {
	rm -rf unpacked
	git init -q unpacked
	git -C unpacked fetch -q "$trash/$1" "refs/multi/campaigns/$2" &&
		git -C unpacked checkout -q FETCH_HEAD
}

# counts NAME [on2]: results and states of its pull requests
counts () {
	name=$1; shift
	"$@" git multi status "$name" --cached --json=result,pull.state |
		jq -r '.[] | [.result // "-", .pull.state // "-"] | join(" ")' |
		sort | uniq -c | sed 's/^ *//'
}

# ---- in the middle of a run: the rest is done on the other machine -------------

cat >update.sh <<'EOF'
#!/bin/sh
test "$GIT_MULTI_NAME" = r4 && exit 3
sed -i s/debian-11/debian-12/ ci.yml
EOF
chmod +x update.sh
fails_with 'a run that stops after seven' 4 git multi run -q -r repos.txt \
	--campaign half -m Change --first 7 ./update.sh
mv update.sh elsewhere.sh
fails_with 'export' 0 git multi campaigns export half
has 'says where it is' "campaign 'half' is in 'half.bundle'" err
ok 'a bundle, for nobody else to read' \
	test "$(stat -c %a half.bundle)" = 600
ok 'that git can read' git bundle list-heads half.bundle
ok 'nothing of it is left beside' test ! -e half.bundle.part
unpacked half.bundle half
git -C unpacked ls-files | sed 's,/[0-9a-f-]*/,/HASH/,' >got
printf 'files/HASH/update.sh\njournal\n' >expected
same 'it has the journal and the program' expected got
ok 'which stays one' test -x "$(echo unpacked/files/*/update.sh)"
fails_with 'no token is in it' 1 grep -r sentinel unpacked
fails_with 'no path of this machine' 1 grep -rF "$trash" unpacked/journal
fails_with 'and no process' 1 grep -F '"spawned"' unpacked/journal

fails_with 'import on another machine' 0 \
	on2 git multi campaigns import half.bundle
has 'says so' "campaign 'half' is here now" err
ok 'its folders are for nobody else' \
	test "$(find "$there" -type d ! -perm 700; find "$there" -type f \
		! -perm 600 ! -perm 700)" = ''
counts half >expected
counts half on2 >got
same 'it stands there as it stood here' expected got
fails_with 'resume, there' 1 on2 git multi resume -q half
counts half on2 >got
printf '9 done open\n3 failed -\n' >expected
same 'does the rest by the copied program' expected got
fails_with 'status, there' 0 on2 git multi status half
fails_with 'retry uses the copy too' 2 on2 git multi retry -q half
for n in 1 2 3; do
	git -C "$fdir/repos/hub/r$n.git" rev-list --count main..multi/half
done >got
printf '1\n1\n1\n' >expected
same 'one commit each' expected got
fails_with 'merge, there' 0 on2 git multi merge -q -y half \
	--no-checks=merge
counts half on2 >got
printf '9 done merged\n3 failed -\n' >expected
same 'all are merged' expected got

# --- and back, under the name that is taken
fails_with 'the way back' 0 on2 git multi campaigns export half back.bundle
fails_with 'onto the one that is here' 128 git multi campaigns import \
	back.bundle
has 'is refused' "there is a campaign 'half' already" err
has 'with the way out' 'git multi campaigns rename half OTHER' err
counts half >got
ok 'nothing was written over' grep -q open got
fails_with 'the way out' 0 git multi campaigns rename half first
fails_with 'and again' 0 git multi campaigns import back.bundle
counts half >got
same 'it stands here as it stood there' expected got
fails_with 'a file that is there' 128 git multi campaigns export half \
	back.bundle
has 'is kept' "'back.bundle' is there already" err

# ---- commits that wait for their review ----------------------------------------

fails_with 'a dry run' 0 git multi run -q -n -r repos.txt --campaign dry \
	-m Reviewed -- sh -c 'date +%N >new.txt'
git multi diff dry --format='%(task) %(commit)' | sort >expected
fails_with 'export to a pipe' 0 sh -c 'git multi campaigns export dry - |
	cat >piped'
on2 git multi campaigns import - <piped >out 2>err
ok 'import from one' test -d "$there/dry"
rm -rf "$here/dry" "$XDG_CACHE_HOME"
fails_with 'publish, there' 0 on2 git multi publish -q -y dry
while read -r repo commit; do
	path=${repo#*/}
	echo "$repo $(git -C "$fdir/repos/$path.git" rev-parse multi/dry)"
done <expected >got
same 'sends the reviewed commits' expected got
on2 git multi campaigns export dry dry.bundle 2>err
unpacked dry.bundle dry
says 'once they are published nobody needs them' journal - <<END
$(git -C unpacked ls-files)
END

# --- the folder of clones is of this machine

fails_with 'a run with clones' 0 git multi run -q -r "${github}hub/r1" \
	-c clones --campaign clones -m Clones -- sh -c 'echo 1 >one'
git multi campaigns export clones 2>err
unpacked clones.bundle clones
fails_with 'its folder stays here' 1 grep -F clone_to unpacked/journal
fails_with 'the campaign goes' 0 on2 git multi campaigns import clones.bundle
fails_with 'and is worked on' 0 on2 git multi status clones

# ---- one that is worked on stays -------------------------------------------------

cat >hold.sh <<EOF
#!/bin/sh
echo held >>"$trash/held"
while test -e "$trash/hold"; do sleep 0.1; done
echo 2 >two
EOF
chmod +x hold.sh
: >hold
git multi run -q -r "${github}hub/r2" --campaign busy -m Busy ./hold.sh \
	>busy.out 2>busy.err &
pid=$!
pids="$pids $pid"
wait_for held held "$pid"
fails_with 'a running campaign is not exported' 128 \
	git multi campaigns export busy
has 'and that is said' "another git multi is working on campaign 'busy'" err
ok 'no file is left' test ! -e busy.bundle
rm hold
wait "$pid"
fails_with 'when it is done' 0 git multi campaigns export busy
mv "$here"/busy/files/*/hold.sh kept
rm busy.bundle
fails_with 'nor is one that lacks its program' 128 \
	git multi campaigns export busy
ok 'which is named' grep -q "its file 'files/.*/hold.sh' is missing" err
ok 'no file is left' test ! -e busy.bundle

# ---- what is damaged, or no campaign ----------------------------------------------

# refused SENTENCE FILE WORDS
refused () {
	ls -A "$there" >before
	fails_with "$1" 128 on2 git multi campaigns import "$2"
	has 'and it says why' "$3" err
	ls -A "$there" >after
	same 'nothing is left of it' before after
}

rm -rf "$there/half"
size=$(wc -c <half.bundle)
head -c "$((size / 2))" half.bundle >short.bundle
refused 'one that is cut off' short.bundle "'short.bundle' cannot be imported"
head -c "$((size - 60))" half.bundle >spoilt.bundle
printf '0123456789' >>spoilt.bundle
tail -c 50 half.bundle >>spoilt.bundle
refused 'one that is damaged' spoilt.bundle \
	"'spoilt.bundle' cannot be imported"
: >empty.bundle
refused 'an empty file' empty.bundle "'empty.bundle' is no exported campaign"
refused 'no file' nothing.bundle "there is no file 'nothing.bundle'"
git -C "$fdir/repos/hub/r1.git" bundle create -q "$trash/other.bundle" main
refused 'a bundle of something else' other.bundle \
	'it is a bundle of something else'

# ---- hostile ones ---------------------------------------------------------------

unpacked half.bundle half
git init -q --bare hostile
journal=$(git -C hostile hash-object -w --stdin <unpacked/journal)
file=$(cd unpacked && echo files/*)
program=$(git -C hostile hash-object -w --stdin <"unpacked/$file/update.sh")

# tree: an object made of "MODE NAME OID" lines on stdin, as git would not
tree () {
	while read -r mode entry id; do
		printf '%s %s\0' "$mode" "$entry"
		echo "$id" | xxd -r -p
	done >raw
	git -C hostile hash-object --literally -t tree -w ../raw
}

# hostile TREE [NAME]: a bundle of it, evil.bundle
hostile () {
	commit=$(git -C hostile commit-tree -m hostile "$1") || return
	git -C hostile update-ref "refs/multi/campaigns/${2:-evil}" "$commit"
	rm -f evil.bundle
	git -C hostile bundle create -q ../evil.bundle \
		"refs/multi/campaigns/${2:-evil}"
	git -C hostile update-ref -d "refs/multi/campaigns/${2:-evil}"
}

if command -v xxd >/dev/null; then
	up=$(echo "100644 evil $program" | tree)
	hostile "$(printf '%s\n' "40000 .. $up" "100644 journal $journal" |
		tree)"
	refused 'a path that leads out' evil.bundle 'cannot be imported'
	ok 'nothing was written there' test ! -e "$there/evil" -a \
		! -e "$trash/second/state/git-multi/evil"
	hostile "$(printf '%s\n' "100644 ../evil $program" \
		"100644 journal $journal" | tree)"
	refused 'one with a slash in a name' evil.bundle 'cannot be imported'
else
	skip 'paths that lead out' 'xxd is not there'
fi

# entry MODE PATH OID…: a tree of the journal and this
entry () {
	rm -f hostile/index
	printf '100644 %s\tjournal\n%s %s\t%s\n' "$journal" "$1" "$3" "$2" |
		git -C hostile update-index --add --index-info
	git -C hostile write-tree
}

link=$(printf /etc/passwd | git -C hostile hash-object -w --stdin)
hostile "$(entry 120000 files/x/link "$link")"
refused 'a symbolic link' evil.bundle \
	"it has 'files/x/link', which is no regular file"
hostile "$(entry 120000 files "$link")"
refused 'a link for a folder' evil.bundle "it has 'files'"
hostile "$(entry 160000 files/x/sub "$(git -C unpacked rev-parse HEAD)")"
refused 'a submodule' evil.bundle 'which is no regular file'
hostile "$(entry 100644 ctl "$program")"
refused 'a file of another kind' evil.bundle \
	"it has 'ctl', which is no file of a campaign"
hostile "$(entry 100644 trees/x "$program")"
refused 'a tree' evil.bundle 'which is no file of a campaign'
hostile "$(entry 100755 "$file/update.sh" "$program")" -x
refused 'a name that is none' evil.bundle "cannot be a campaign's name"
hostile "$(entry 100755 "$file/update.sh" "$program")" a/b
refused 'a name that leads elsewhere' evil.bundle \
	"cannot be a campaign's name"
hostile "$(entry 100755 "$file/other.sh" "$program")"
refused 'one that lacks its program' evil.bundle 'is missing'
broken=$(printf '{"format":1}\n{broken\n{"event":"x"}\n' |
	git -C hostile hash-object -w --stdin)
journal=$broken
hostile "$(entry 100755 "$file/update.sh" "$program")"
refused 'a journal that is broken' evil.bundle "line 2 of"
journal=$(echo '{"format":99}' | git -C hostile hash-object -w --stdin)
hostile "$(entry 100755 "$file/update.sh" "$program")"
refused 'one of a newer program' evil.bundle 'newer git-multi'
journal=$(echo '{"format":1}' | git -C hostile hash-object -w --stdin)
hostile "$(entry 100755 "$file/update.sh" "$program")"
refused 'one of no change' evil.bundle 'says of no change'
rm -f hostile/index
printf '100755 %s\t%s\n' "$program" "$file/update.sh" |
	git -C hostile update-index --add --index-info
hostile "$(git -C hostile write-tree)"
refused 'no journal' evil.bundle 'it has no journal'

# --- places on this machine that its journal names
: >secret
jq -c --arg out "$trash/out" --arg secret "$trash/secret" \
	'if .event == "define" then .clone_to = $out |
		.files[0].path = $secret else . end' \
	unpacked/journal >evil
has 'for one that has some' "\"path\":\"$trash/secret\"" evil
journal=$(git -C hostile hash-object -w --stdin <evil)
hostile "$(entry 100755 "$file/update.sh" "$program")"
fails_with 'a journal that names places here' 0 \
	on2 git multi campaigns import evil.bundle
lacks 'its clones go nowhere' clone_to "$there/evil/journal"
lacks 'and no file of here is taken' secret "$there/evil/journal"
rm -rf "$there/evil"

# --- what attributes and settings would make of files
git config -f "$trash/second/.gitconfig" core.autocrlf true
git config -f "$trash/second/.gitconfig" filter.evil.smudge 'sed s/^/x/'
journal=$(git -C hostile hash-object -w --stdin <unpacked/journal)
attributes=$(echo '* filter=evil text eol=crlf' |
	git -C hostile hash-object -w --stdin)
rm -f hostile/index
printf '100644 %s\tjournal\n100755 %s\t%s\n100644 %s\t%s\n' "$journal" \
	"$program" "$file/update.sh" "$attributes" files/.gitattributes |
	git -C hostile update-index --add --index-info
hostile "$(git -C hostile write-tree)"
fails_with 'attributes among the files' 0 \
	on2 git multi campaigns import evil.bundle
same 'change none of them' "unpacked/$file/update.sh" \
	"$there/evil/$file/update.sh"
same 'nor the journal' unpacked/journal "$there/evil/journal"

# --- one that was killed
mkdir "$there/.going-import-1"
on2 git multi campaigns --format='%(campaign)' >got
lacks 'what a killed import left is no campaign' import got
fails_with 'clean' 0 on2 git multi clean
ok 'takes it away' test ! -e "$there/.going-import-1"

fails_with 'too many words' 129 git multi campaigns export half a b
fails_with 'too few' 129 git multi campaigns import
fails_with 'no such campaign' 128 git multi campaigns export nothing
finish
