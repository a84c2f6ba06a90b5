#!/bin/sh
# SPDX-License-Identifier: MIT
# --direct: the base itself gets the commit; and --push-option.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
for owner in hub lab tea; do
	forge_repos 4 $owner
done
forges_up

main_of () {
	git -C "$(bare "r$1" "$owner")" rev-parse main
}

for forge_of in "$github hub" "$gitlab lab" "$gitea tea"; do
	forge=${forge_of% *} owner=${forge_of#* }
	forge_list 3 "$owner" >list.txt
	for n in 1 2 3; do
		main_of $n >"before.$n"
	done
	fails_with "$owner: straight to the base" 0 git multi run -q -y \
		-r list.txt --campaign "$owner" -m 'Up to 12' --direct \
		--json=task,result,pull.number \
		--sh 'sed -i s/debian-11/debian-12/ ci.yml'
	jq -r '.[] | [.result, .pull.number // "-"] | join(" ")' out |
		sort -u >got
	says "$owner: is done, without a pull request" 'done -' got
	: >odd
	for n in 1 2 3; do
		git -C "$(bare "r$n" "$owner")" log --format='%P %s' -1 main \
			>got
		test "$(cat got)" = "$(cat "before.$n") Up to 12" ||
			echo "r$n: $(cat got)" >>odd
	done
	same "$owner: one commit on what was there" /dev/null odd
	git -C "$(bare r1 "$owner")" branch --format='%(refname:short)' >got
	says "$owner: and no other branch" main got
	main_of 1 >want
	fails_with "$owner: run again" 0 git multi run -q -y -r list.txt \
		--campaign "$owner" -m 'Up to 12' --direct --json=result \
		--sh 'sed -i s/debian-11/debian-12/ ci.yml'
	main_of 1 >got
	same "$owner: it is not done twice" want got

	# the base gets another commit while the change is made
	echo "${forge}$owner/r4" >four.txt
	repo=$(bare r4 "$owner")
	cat >meanwhile.sh <<-END
	#!/bin/sh
	echo x >x
	test -e "$PWD/go" || exit 0
	rm "$PWD/go"
	cd "$repo" || exit
	git update-ref refs/heads/main "\$(git -c user.name=P \\
		-c user.email=p@example.com commit-tree -p main \\
		-m Person 'main^{tree}')"
	END
	chmod +x meanwhile.sh
	touch go
	fails_with "$owner: the base moves meanwhile" 2 git multi run -q \
		-r four.txt --campaign "$owner-race" -m Race --direct \
		--json=class,reason -- ./meanwhile.sh
	has "$owner: it is a conflict" '"class":"conflict"' out
	has "$owner: that retry mends" "'git multi retry'" out
	git -C "$repo" log --format=%s -1 main >got
	says "$owner: and nothing is lost" Person got
	fails_with "$owner: it does" 0 git multi retry -q "$owner-race" \
		--json=result
	git -C "$repo" log --format=%s -2 main >got
	printf 'Race\nPerson\n' >want
	same "$owner: on top of what came" want got

	# the base gets another commit while the dry run is gone over
	fails_with "$owner: a dry run" 0 git multi run -q -n -r four.txt \
		--campaign "$owner-dry" -m Dry --direct --sh 'echo dry >dry'
	git -C "$repo" update-ref refs/heads/main "$(git -C "$repo" \
		-c user.name=P -c user.email=p@example.com commit-tree \
		-p main -m Later 'main^{tree}')"
	fails_with "$owner: publish" 2 git multi publish -q "$owner-dry" \
		--json=class,reason
	has "$owner: is a conflict" '"class":"conflict"' out
	has "$owner: that is named" "'main' got another commit since" out
	git -C "$repo" log --format=%s -1 main >got
	says "$owner: and that commit is not lost" Later got
	fails_with "$owner: the way out" 0 git multi run -q --again -n \
		-r four.txt --campaign "$owner-dry" -m Dry --direct \
		--sh 'echo dry >dry'
	fails_with "$owner: can be published" 0 git multi publish -q \
		"$owner-dry"
	git -C "$repo" log --format=%s -2 main >got
	printf 'Dry\nLater\n' >want
	same "$owner: on top of it" want got
done

# killed behind the push
journal=$XDG_STATE_HOME/git-multi/campaigns/hub/journal
sed '/"event":"begin".*"step":"push"/q' "$journal" >cut.txt
task=$(tail -n 1 cut.txt | jq -r .task)
owner=hub n=${task##*/r}
main_of "$n" >want
cp cut.txt "$journal"
fails_with 'resume behind a push that was not heard of' 0 \
	git multi resume -q hub --json=result
main_of "$n" >got
same 'pushes nothing twice' want got

# and somebody's commit on top of what was not heard of
cp cut.txt "$journal"
git -C "$(bare "r$n" hub)" update-ref refs/heads/main "$(git \
	-C "$(bare "r$n" hub)" -c user.name=P -c user.email=p@example.com \
	commit-tree -p main -m Later 'main^{tree}')"
main_of "$n" >want
fails_with 'resume where somebody came after it' 1 git multi resume -q hub \
	--json=task,result,class,reason
has 'cannot know it' "'main' got another commit since a push to it was killed" \
	out
main_of "$n" >got
same 'and does not push it again' want got

# options that make no sense with it
for option in --branch=x --push-only --fork --api-commit --draft --merge \
	--auto-merge --if-exists=append --label=x --reviewer=x --assignee=x \
	--team-reviewer=x --milestone=x --reviewers-from=codeowners; do
	fails_with "$option is refused" 129 git multi run -r list.txt -m X \
		--direct "$option" --sh true
	has 'by name' "'--direct' and '${option%%=*}' exclude each other" err
done

for option in --draft --merge --auto-merge --label=x --reviewer=x \
	--assignee=x --team-reviewer=x --milestone=x \
	--reviewers-from=codeowners; do
	fails_with "--push-only $option is refused" 129 git multi run \
		-r list.txt -m X --push-only "$option" --sh true
	has 'by name' "'--push-only' and '${option%%=*}' exclude each other" \
		err
done

# ---- --push-option ----------------------------------------------------------

forge=$github
forge_list 2 hub | tail -n 1 >one.txt
repo=$(bare r2 hub)
git clone -q --bare "$repo" plain.git
fails_with 'a server that takes no push options' 2 git multi run -q \
	-r "file://$PWD/plain.git" --campaign none -m None --push-option ci.skip \
	--json=reason --sh 'echo 1 >1'
has 'is told by git' 'does not support push options' out

git -C "$repo" config receive.advertisePushOptions true
mkdir -p "$repo/hooks"
cat >"$repo/hooks/pre-receive" <<END
#!/bin/sh
echo "\$GIT_PUSH_OPTION_COUNT \$GIT_PUSH_OPTION_0 \$GIT_PUSH_OPTION_1" \\
	>"$PWD/options"
END
chmod +x "$repo/hooks/pre-receive"
fails_with 'one that does' 0 git multi run -q -r one.txt --campaign some \
	-m Some -o ci.skip --push-option='a b' --push-only --sh 'echo 2 >2'
says 'gets them' '2 ci.skip a b' options
git config --global push.pushOption from-config
fails_with "git's own setting" 0 git multi run -q -r one.txt \
	--campaign set -m Set --push-only --sh 'echo 3 >3'
says 'counts' '1 from-config ' options
fails_with 'where the command line has none' 0 git multi run -q -r one.txt \
	--campaign both -m Both --push-only -o mine --sh 'echo 4 >4'
says 'else that does' '1 mine ' options

finish
