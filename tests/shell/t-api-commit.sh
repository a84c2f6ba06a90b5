#!/bin/sh
# SPDX-License-Identifier: MIT
# --api-commit: the forge makes the commit, where it can and where its way to
# make one carries what is in it.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
for owner in hub lab tea; do
	forge_repos 12 $owner
done
forges_up

# change: text, a nested new file, one with every byte, one that is gone
cat >change.sh <<'END'
#!/bin/sh
sed -i s/debian-11/debian-12/ ci.yml
mkdir -p "a dir/deep"
printf '"quoted" \\ \303\244\n\ttab\n' >"a dir/deep/n\303\244w \"x\".txt"
awk 'BEGIN { for (i = 0; i < 256; i++) printf "%c", i }' |
	LC_ALL=C tr 'a' '\000' >bytes.bin
git rm -q README.md
: >empty
END
chmod +x change.sh

# run_in N CAMPAIGN EXIT OPTION…: rN of the present forge
run_in () {
	n=$1 campaign=$2 code=$3
	shift 3
	echo "${forge}$owner/r$n" >list.txt
	: >"$fdir/log"
	fails_with "$owner: $campaign" "$code" git multi run -q -r list.txt \
		--campaign "$owner-$campaign" --branch "$campaign" \
		-m "A title

And a body." --api-commit --json=result,class,reason,pull.state "$@"
	test -z "${DEBUG-}" || cp out "$DEBUG/$owner-$campaign"
}

# tree of BRANCH in rN, of what the command makes of its base
same_tree () {
	repo=$(bare "r$n" "$owner")
	rm -rf want
	git clone -q "$repo" want
	(cd want && sh "../$script" && git add -A) >said 2>&1
	git -C want write-tree >tree
	git -C "$repo" rev-parse "$campaign^{tree}" >got
	says "$owner: $campaign has the tree that git would make" \
		"$(cat tree)" got
	git -C "$repo" rev-list --count "main..$campaign" >got
	says "$owner: $campaign is one commit on its base" 1 got
}

pushes () {
	grep -c git-receive-pack "$fdir/log" >got
}

script=change.sh
for forge_of in "$github hub" "$gitlab lab"; do
	forge=${forge_of% *} owner=${forge_of#* }
	run_in 1 api 0 -- ./change.sh
	jq -r '.[] | [.result, .pull.state] | join(" ")' out >got
	says "$owner: it is done" 'done open' got
	same_tree
	pushes
	says "$owner: git pushed nothing" 0 got
	git -C "$(bare r1 "$owner")" log -1 --format=%an%n%B api >got
	printf 'demo\nA title\n\nAnd a body.\n\n' >want.txt
	same "$owner: the forge made it" want.txt got
	grep -c -e 'POST./graphql' -e 'POST.*/repository/commits' \
		"$fdir/log" >got
	fails_with "$owner: run again there is nothing to do" 0 \
		git multi run -q -r list.txt --campaign "$owner-api" \
		--branch api -m 'A title

And a body.' --api-commit --json=result -- ./change.sh
	same_tree

	# the answer is lost, cut off, or says no though it was done
	for fault in drop-after 'done status=502' truncate \
		'done status=429 retry-after=1'; do
		at=$((at + 1))
		rule='* write:'	# on GitHub behind the look
		test "$owner" = lab || rule='* graphql: skip=1'
		echo "$rule times=1 $fault" >"$fdir/faults"
		run_in $((at + 1)) "lost$at" 0 -- ./change.sh
		: >"$fdir/faults"
		cp "$XDG_STATE_HOME/git-multi/campaigns/$owner-lost$at/journal" \
			got
		has "$owner: whose the commit is was found out" \
			'"step":"claim"' got
		same_tree
		jq -s "[.[] | select(.repo == \"$owner/r$n\" and
			.head == \"$campaign\")] | length" "$fdir/pulls" >got
		says "$owner: and has one pull request ($fault)" 1 got
	done

	# killed behind the request: all that the journal has is its begin
	journal=$XDG_STATE_HOME/git-multi/campaigns/$owner-api/journal
	sed '/"event":"begin".*"step":"upload"/q' "$journal" >cut.txt
	tail -n 1 cut.txt >got
	has "$owner: the begin has what tells the commit" '"tree":"' got
	cp cut.txt "$journal"
	n=1 campaign=api
	fails_with "$owner: resume finds its commit" 0 \
		git multi resume "$owner-api" --json=result,pull.state
	has "$owner: and is done" '"done"' out
	same_tree
	jq -s "[.[] | select(.repo == \"$owner/r1\" and
		.head == \"api\")] | length" "$fdir/pulls" >got
	says "$owner: with one pull request" 1 got

	# the same, and a person has put a commit on it meanwhile
	cp cut.txt "$journal"
	repo=$(bare r1 "$owner")
	git -C "$repo" update-ref refs/heads/api "$(git -C "$repo" \
		commit-tree -p api -m Person 'api^{tree}')"
	git -C "$repo" rev-parse api >before
	fails_with "$owner: what is not its own is a conflict" 2 \
		git multi resume "$owner-api" --json=result,class
	has "$owner: in so many words" '"conflict"' out
	git -C "$repo" rev-parse api >got
	same "$owner: and stays" before got
	at=

	# somebody else's branch
	n=6
	repo=$(bare r6 "$owner")
	git -C "$repo" branch others "$(git -C "$repo" commit-tree \
		-p main -m Person 'main^{tree}')"
	git -C "$repo" rev-parse others >before
	run_in 6 others 2 -- ./change.sh
	jq -r '.[].class' out >got
	says "$owner: a branch of somebody else is a conflict" conflict got
	git -C "$repo" rev-parse others >got
	same "$owner: and is left alone" before got

	# it appears between look and commit
	cat >meanwhile.sh <<END
#!/bin/sh
git -C "$(bare r7 "$owner")" branch between \$(git -C "$(bare r7 "$owner")" \\
	-c user.name=P -c user.email=p@example.com commit-tree -p main \\
	-m Person 'main^{tree}') 2>/dev/null
exec ./change.sh
END
	sed -i "s|exec ./change.sh|exec $PWD/change.sh|" meanwhile.sh
	chmod +x meanwhile.sh
	run_in 7 between 2 -- ./meanwhile.sh
	jq -r '.[].class' out >got
	says "$owner: one that appears meanwhile is, too" conflict got
	git -C "$(bare r7 "$owner")" log -1 --format=%s between >got
	says "$owner: it stays" Person got

	# what the API cannot carry
	run_in 8 link 2 --sh 'ln -s ci.yml link'
	jq -r '.[].reason' out >got
	has "$owner: a link is refused, by name" "'link' is a symbolic link" got
	git -C "$(bare r8 "$owner")" branch --list link >got
	same "$owner: and nothing is sent" /dev/null got
done

forge=$github owner=hub
run_in 9 mode 2 --sh 'echo x >run.sh; chmod +x run.sh'
jq -r '.[].reason' out >got
has 'github: an executable file is refused' "'run.sh' is executable" got
forge=$gitlab owner=lab
cat >mode.sh <<'END'
#!/bin/sh
echo x >run.sh
chmod +x run.sh ci.yml
echo more >>ci.yml
END
chmod +x mode.sh
script=mode.sh
run_in 9 mode 0 -- ./mode.sh
same_tree

# a branch that is appended to, and gets another commit meanwhile
forge=$github owner=hub
repo=$(bare r10 hub)
person () {
	git -C "$repo" update-ref "refs/heads/$1" "$(git -C "$repo" \
		-c user.name=P -c user.email=p@example.com commit-tree \
		-p "$2" -m "$3" 'main^{tree}')"
}
person append main First
cat >meanwhile.sh <<END
#!/bin/sh
echo x >appended
test -e "$PWD/go" || exit 0
rm "$PWD/go"
git -C "$repo" -c user.name=P -c user.email=p@example.com commit-tree \\
	-p append -m Second 'main^{tree}' |
	xargs git -C "$repo" update-ref refs/heads/append
END
chmod +x meanwhile.sh
touch go
script=meanwhile.sh
run_in 10 append 2 --if-exists=append -- ./meanwhile.sh
has 'hub: what came meanwhile is a conflict' '"class":"conflict"' out
fails_with 'hub: that retry mends' 0 git multi retry -q hub-append \
	--json=result,reason
git -C "$repo" log --format=%s main..append >got
printf 'A title\nSecond\nFirst\n' >want.txt
same 'hub: on top of all that came' want.txt got

# a forge without such an API
forge=$gitea owner=tea script=change.sh
run_in 1 api 0 -- ./change.sh
same_tree
has 'gitea: it is said once that git pushes there' \
	'makes no commits by its API' err

# options that it has no way for
for option in --keep-commits '--author=A <a@example.com>' --lfs \
	--if-exists=replace; do
	fails_with "$option is refused" 129 git multi run -r list.txt -m X \
		--api-commit "$option" --sh true
	has 'by name' "'--api-commit' and '${option%%=[A ]*}' exclude" err
done

finish
