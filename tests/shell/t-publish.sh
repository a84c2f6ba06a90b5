#!/bin/sh
# SPDX-License-Identifier: MIT
# What may stand against a publish: a base that was rewritten or is gone, a
# kept commit that is damaged; and the publish after one that failed.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
state=$XDG_STATE_HOME/git-multi/campaigns
cache=$XDG_CACHE_HOME/git-multi

cat >once.sh <<EOT
#!/bin/sh
echo "\$GIT_MULTI_REPO" >>"$trash/ran"
seq 100 | sed "s/^/\$GIT_MULTI_NAME /" >src/a.py
EOT
chmod +x once.sh

# dry NAME…: a campaign of the first name over these repositories, reviewed
dry () {
	dry_name=$1
	for dry_repo; do
		test -d "$dry_repo.git" || repo "$trash/$dry_repo.git"
		echo "file://$trash/$dry_repo.git"
	done >repos.txt
	fails_with "a dry run over $*" 0 git multi run -r repos.txt -n \
		--campaign "$dry_name" -m Change ./once.sh
}

# again CAMPAIGN: the dry run once more, as the hints say
again () {
	git multi run --again -n -r repos.txt --campaign "$1" -m Change \
		./once.sh
}

reviewed () {
	git multi diff "$1" "$2" --format='%(commit)'
}

head_of () {
	git -C "$trash/$1.git" rev-parse -q --verify "refs/heads/multi/$2"
}

# rewrite NAME: another history of its main, with the same files
rewrite () {
	rm -rf other
	git clone -q "$trash/$1.git" other
	(cd other && git checkout -q --orphan new &&
		git commit -q -m 'new history' &&
		git push -q --force origin HEAD:main)
}

forget () {
	git -C "$1.git" reflog expire --expire=now --all
	git -C "$1.git" gc -q --prune=now
}

# result CAMPAIGN NAME: "RESULT CLASS" in got, the reason in why
result () {
	git multi status "$1" --cached --json=name,result,class,reason >rows
	jq -r --arg n "$2" '.[] | select(.name == $n) |
		[.result, .class // empty] | join(" ")' rows >got
	jq -r --arg n "$2" '.[] | select(.name == $n) | .reason' rows >why
}

# ---- the base was rewritten since the review -----------------------------------

for kind in kept forgotten; do
	dry "$kind"
	reviewed "$kind" "$kind" >old
	rewrite "$kind"
	test "$kind" = kept || forget "$kind"
	fails_with "the base was rewritten, its old commits are $kind" 2 \
		git multi publish "$kind"
	result "$kind" "$kind"
	says 'it failed' 'failed conflict' got
	has 'and says why' "'main' was rewritten since the review" why
	has 'and the way out' "'git multi run --again -n'" why
	lacks 'which is not more history' '--depth' why
	ok 'nothing was pushed' test -z "$(head_of "$kind" "$kind")"
	fails_with 'publish again' 2 git multi publish "$kind"
	has 'says what cannot be sent' 'cannot be published as reviewed' err
	has 'and the way out' 'git multi run --again -n' err
	fails_with 'the way out' 0 again "$kind"
	reviewed "$kind" "$kind" >expected
	ok 'makes another commit' test "$(cat old)" != "$(cat expected)"
	fails_with 'that' 0 git multi publish "$kind"
	head_of "$kind" "$kind" >got
	same 'is published' expected got
done

# ---- what failed to be published is tried again --------------------------------

dry one two three
ran=$(wc -l <ran)
cat >two.git/hooks/pre-receive <<'EOT'
#!/bin/sh
echo 'not today' >&2
exit 1
EOT
chmod +x two.git/hooks/pre-receive
fails_with 'a publish that fails in one of three' 1 git multi publish one
result one two
has 'it failed' failed got
fails_with 'the next publish' 2 git multi publish one
lacks 'does not say that there is nothing' 'nothing to publish' err
rm two.git/hooks/pre-receive
fails_with 'and the next, when it can be, without a name' 0 git multi publish
reviewed one two >expected
head_of two one >got
same 'sends the reviewed commit' expected got
ok 'and nothing was run again' test "$(wc -l <ran)" = "$ran"
fails_with 'then all is published' 0 git multi publish one
has 'and that is said' 'nothing to publish' err

# ---- the base branch is gone -----------------------------------------------------

dry gone
rm -rf "$cache"
git -C gone.git update-ref refs/heads/kept refs/heads/main
git -C gone.git update-ref -d refs/heads/main
fails_with 'the base branch was deleted: publish' 2 git multi publish gone
result gone gone
says 'it is missing' 'failed missing' got
has 'by its name' "it has no branch 'main' any more" why
git -C gone.git update-ref refs/heads/main refs/heads/kept
fails_with 'when it is back' 0 git multi publish gone
reviewed gone gone >expected
head_of gone gone >got
same 'it is published' expected got

# ---- a kept commit that is damaged -------------------------------------------------

# shorten and others: FILE
shorten () {
	size=$(wc -c <"$1")
	head -c "$((size * 3 / 4))" "$1" >part && cat part >"$1"
}
behead () {
	sed '1s/.*/# no bundle/' "$1" >part && cat part >"$1"
}
empty () {
	: >"$1"
}
spoil () {
	size=$(wc -c <"$1")
	head -c "$((size - 60))" "$1" >part
	printf '0123456789' >>part
	tail -c 50 "$1" >>part
	cat part >"$1"
}

for how in shorten behead empty spoil; do
	name=$how
	dry "$name"
	bundle=$(find "$state/$name/bundles" -name '*.bundle')
	cp "$bundle" whole
	"$how" "$bundle"
	rm -rf "$cache"
	fails_with "$how the kept commit: publish" 2 git multi publish "$name"
	result "$name" "$name"
	says 'it failed' 'failed missing' got
	says 'and says so' "the kept commit of 'localhost$trash/$name' is \
damaged; 'git multi run --again -n' makes the change anew" why
	ok 'nothing was pushed' test -z "$(head_of "$name" "$name")"
	fails_with 'diff' 1 git multi diff "$name"
	has 'says so too' 'is damaged' err
	fails_with 'the way out' 0 again "$name"
	fails_with 'can be published' 0 git multi publish "$name"
	reviewed "$name" "$name" >expected
	head_of "$name" "$name" >got
	same 'as it was reviewed' expected got
done

dry there
bundle=$(find "$state/there/bundles" -name '*.bundle')
reviewed there there >expected
shorten "$bundle"
fails_with 'where the cache has the commit' 0 git multi publish there
head_of there there >got
same 'nothing is lost' expected got
finish
