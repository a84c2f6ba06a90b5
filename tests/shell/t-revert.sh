#!/bin/sh
# SPDX-License-Identifier: MIT
# revert: what a campaign merged is undone, in pull requests of their own.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
for owner in hub lab tea; do
	forge_repos 20 $owner
done
forges_up

main_tree () {
	git -C "$(bare "r$1" "$owner")" rev-parse "$2^{tree}"
}

# the base of rN gets another commit: FILE has TEXT
moves () {
	rm -rf work
	git clone -q "$(bare "r$1" "$owner")" work
	echo "$3" >"work/$2"
	git -C work add -A
	git -C work -c user.name=P -c user.email=p@example.com commit -qm Moved
	git -C work push -q origin HEAD:main
}

pull () {
	jq -rsc "[.[] | select(.repo == \"$owner/r$1\" and
		.head == \"multi/revert-$owner\")][-1] |
		$2" "$fdir/pulls"
}

for forge_of in "$github hub merge" "$gitlab lab squash" "$gitea tea rebase"
do
	# shellcheck disable=SC2086 # words
	set -- $forge_of
	forge=$1 owner=$2 method=$3
	forge_list 20 "$owner" >list.txt
	for n in $(seq 20); do
		main_tree "$n" main >"before.$n"
	done
	how=--method=$method
	test "$owner" = lab && how=
	# shellcheck disable=SC2086 # one word or none
	fails_with "$owner: a campaign of 20, merged" 0 git multi run -q -y \
		-r list.txt --campaign "$owner" -m 'Up to 12' --merge --no-checks=merge $how \
		--sh 'sed -i s/debian-11/debian-12/ ci.yml
			mkdir -p new; echo n >new/file'
	main_tree 1 main >got
	ok "$owner: the trees are others now" test "$(cat got)" != \
		"$(cat before.1)"
	moves 2 other.txt 'nothing of it'
	moves 3 ci.yml 'image: debian-13'

	fails_with "$owner: is reverted" 0 git multi revert -q -y "$owner" \
		--json=task,result,pull.state
	jq -r '.[] | [.result, .pull.state] | join(" ")' out | sort |
		uniq -c | sed 's/^ *//' >got
	says "$owner: by 20 pull requests" '20 done open' got
	has "$owner: the conflict is said" "r3: the revert is in conflict" err
	has "$owner: by its file" "'ci.yml'" err
	: >odd
	for n in 1 $(seq 4 20); do
		main_tree "$n" "multi/revert-$owner" >got
		cmp -s "before.$n" got || echo "r$n" >>odd
	done
	same "$owner: the trees are as they were before" /dev/null odd
	rm -rf work
	git clone -q -b "multi/revert-$owner" "$(bare r2 "$owner")" work
	git -C work rm -q other.txt
	git -C work write-tree >got
	same "$owner: what came since stays" before.2 got
	pull 1 .title >got
	has "$owner: its title" 'Revert "Up to 12"' got
	pull 1 .body >got
	has "$owner: its body names the first" "Reverts ${forge}$owner/r1/" got
	pull 1 .draft >got
	says "$owner: and is no draft" false got
	pull 3 .body >got
	has "$owner: the other's names the file in conflict" 'ci.yml' got
	pull 3 .draft >got
	says "$owner: and is a draft" true got
	git -C "$(bare r3 "$owner")" show "multi/revert-$owner:ci.yml" >got
	has "$owner: the marks are in it" '<<<<<<<' got
	git -C "$(bare r1 "$owner")" log -1 --format=%B \
		"multi/revert-$owner" >got
	has "$owner: the commit says what it reverts" 'This reverts commit ' got
	fails_with "$owner: again there is nothing to do" 0 git multi revert \
		-q -y "$owner" --json=task
	git multi campaigns show "revert-$owner" >got
	has "$owner: the campaigns are linked" "$owner" got
done

# what this machine does not have any more comes from the forge
owner=hub forge=$github
forge_list 1 hub >one.txt
fails_with 'one more, merged' 0 git multi run -q -r one.txt --campaign more \
	-m More --sh 'echo more >more' --merge --no-checks=merge \
	--delete-branch
main_tree 1 main^1 >before
rm -rf "$XDG_CACHE_HOME/git-multi"
fails_with 'is reverted without a cache' 0 git multi revert -q more \
	--json=result
main_tree 1 multi/revert-more >got
same 'to the same tree' before got

# asking what was merged leaves the first campaign's record alone
git multi log more >want
echo '* graphql: status=403' >"$fdir/faults"
fails_with 'what was merged cannot be asked' 128 git multi revert -q more \
	--campaign other
has 'is said' 'what was merged is not known of all' err
: >"$fdir/faults"
git multi log more >got
same 'and what the campaign knows is as it was' want got

# several commits of one change
cat >two.sh <<'END'
#!/bin/sh
echo one >one
git add one
git -c user.name=P -c user.email=p@example.com commit -qm One
echo two >>ci.yml
git -c user.name=P -c user.email=p@example.com commit -qam Two
END
chmod +x two.sh
main_tree 1 main >before
fails_with 'two commits, merged' 0 git multi run -q -r one.txt \
	--campaign two --keep-commits --merge --no-checks=merge -- ./two.sh
fails_with 'are reverted, killed in the middle' 0 sh -c '
	git-multi revert -q two >said 2>&1 & pid=$!
	until grep -q "\"step\":\"push\"" "$1" 2>/dev/null
	do
		kill -0 $pid || break
		sleep 0.02
	done
	kill -9 $pid; wait $pid; true' sh \
	"$XDG_STATE_HOME/git-multi/campaigns/revert-two/journal"
git multi resume -q revert-two >said 2>&1
git multi status revert-two --cached --json=result,pull.state >out
has 'and gone on with' '"result":"done"' out
main_tree 1 multi/revert-two >got
same 'to the tree before both' before got

fails_with 'nothing is merged' 3 git multi revert revert-more
has 'is said' 'none of 1 pull request is merged' err

finish
