#!/bin/sh
# SPDX-License-Identifier: MIT
# --split-by: a pull request for each part of a repository.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
for owner in hub lab tea; do
	forge_repos 3 $owner
done
forges_up

# mono OWNER NAME: services a, b and c, two apps, and what is in neither
mono () {
	git clone -q "$(bare "$2" "$1")" work 2>clone.err || cat clone.err
	(
		cd work || exit
		for dir in services/a services/b services/c apps/x 'apps/y z'; do
			mkdir -p "$dir"
			echo 'go 1.21' >"$dir/go.mod"
			echo old >"$dir/gone"
		done
		echo 'go 1.21' >go.mod
		echo plain >services/README
		git add . && git commit -q -m mono && git push -q origin HEAD:main
	)
	rm -rf work
}
for owner in hub lab tea; do
	mono $owner r1
	mono $owner r2
done
calls=$trash/calls
cat >bump.sh <<END
#!/bin/sh
echo x >>$calls
sed -i s/1.21/1.22/ go.mod */*/go.mod
rm -f services/b/gone
chmod +x services/c/go.mod
echo new >'services/c/näw file'
END
chmod +x bump.sh
for forge_of in "$github hub" "$gitlab lab" "$gitea tea"; do
	forge=${forge_of% *} owner=${forge_of#* }
	: >"$calls"
	repo=$(bare r1 "$owner")
	echo "${forge}$owner/r1" >one.txt
	fails_with "$owner: a repository in parts" 0 git multi run -q -y \
		-r one.txt --branch fix -m 'Up to 1.22' --campaign "$owner" \
		--split-by 'services/*' --split-by 'apps/*/' \
		--json=task,result,reason,branch,commit,pull.number -- ./bump.sh
	cp out rows.json
	jq -r '.[] | [.result, (.task | sub("^[^/]*/"; "")), .branch] |
		join(" ")' rows.json | sort >got
	sort >want <<-END
	done $owner/r1 fix
	done $owner/r1//apps/x fix-apps-x
	done $owner/r1//apps/y z fix-apps-y-z
	done $owner/r1//services/a fix-services-a
	done $owner/r1//services/b fix-services-b
	done $owner/r1//services/c fix-services-c
	END
	same "$owner: each is a row, with a branch after its folder" want got
	jq -r '.[].pull.number' rows.json | sort -u | grep -c . >got
	says "$owner: and has a pull request" 6 got
	grep -c . "$calls" >got
	says "$owner: the command ran once" 1 got
	for part in services/a services/b services/c apps/x 'apps/y z'; do
		git -C "$repo" diff --name-only -z main \
			"fix-$(echo "$part" | tr '/ ' --)" | tr '\0' '\n'
	done >got
	cat >want <<-'END'
	services/a/go.mod
	services/b/go.mod
	services/b/gone
	services/c/go.mod
	services/c/näw file
	apps/x/go.mod
	apps/y z/go.mod
	END
	same "$owner: a part changes what is in its folder" want got
	git -C "$repo" diff --name-only main fix >got
	says "$owner: what is in none is the repository's own" go.mod got
	git -C "$repo" rev-parse main >want
	for branch in fix fix-apps-x fix-services-b; do
		git -C "$repo" rev-parse "$branch^"
	done | sort -u >got
	same "$owner: all are made on the base" want got
	git -C "$repo" log -1 --format='%s %an' fix-services-a >got
	says "$owner: with message and author" 'Up to 1.22 A U Thor' got
	git -C "$repo" ls-tree fix-services-c services/c/go.mod |
		cut -c1-6 >got
	says "$owner: and modes" 100755 got

	# all together they are the whole change
	git clone -q "$repo" all 2>/dev/null
	(
		cd all && git merge -q -m all origin/fix origin/fix-apps-x \
			origin/fix-apps-y-z origin/fix-services-a \
			origin/fix-services-b origin/fix-services-c >../merged &&
		git rev-parse 'HEAD^{tree}'
	) >got 2>&1
	(
		cd all && git checkout -q main && sh ../bump.sh && git add -A &&
		git write-tree
	) >want 2>&1
	same "$owner: together they are the whole change" want got
	rm -rf all

	: >"$calls"
	fails_with "$owner: run again" 0 git multi run -q -y \
		-r one.txt --branch fix -m 'Up to 1.22' --campaign "$owner" \
		--split-by 'services/*' --split-by 'apps/*/' --json=result \
		-- ./bump.sh
	ok "$owner: nothing is done twice" test ! -s "$calls"
	fails_with "$owner: merge" 0 git multi merge -q "$owner" \
		--json=pull.state --no-checks=merge
	jq -r '.[].pull.state' out | sort | uniq -c | tr -s ' ' >got
	says "$owner: merges all of them" ' 6 merged' got
	git -C "$repo" rev-parse 'main^{tree}' >got
	same "$owner: the base has it all" want got
done
forge=$github

# ---- the title -------------------------------------------------------------

# titles OWNER REPO: of its pull requests on the GitHub dialect
titles () {
	curl -s -H 'Authorization: Bearer sentinel-token' \
		"${github}repos/$1/$2/pulls?state=all&per_page=100" |
		jq -r '.[] | .head.ref + ": " + .title' | sort
}
titles hub r1 >got
cat >want <<'END'
fix-apps-x: Up to 1.22 (apps/x)
fix-apps-y-z: Up to 1.22 (apps/y z)
fix-services-a: Up to 1.22 (services/a)
fix-services-b: Up to 1.22 (services/b)
fix-services-c: Up to 1.22 (services/c)
fix: Up to 1.22
END
same 'a title says which part it is of' want got

# ---- a dry run, looked at, dropped in part, published ----------------------
: >"$calls"
echo "${github}hub/r2" >two.txt
split () {
	git multi run -q -y -r two.txt --campaign dry --branch "b/%(part)" \
		-m 'In %(part)' --split-by 'services/*' "$@" \
		--json=task,result,branch,reason -- ./bump.sh
}
fails_with 'a dry run' 0 split -n
jq -r '.[] | [.result, .branch, .reason // "-"] | join(" ")' out | sort >got
sort >want <<'END'
done b/rest -
done b/services/a -
done b/services/b -
done b/services/c -
END
same 'a branch that names the part is named so' want got
git -C "$(bare r2 hub)" branch --format='%(refname:short)' >got
says 'pushes nothing' main got
git multi diff dry --no-pager >diff.out 2>&1
grep -c '^diff --git' diff.out >got
says 'diff shows each part' 8 got
fails_with 'a part is dropped by its folder' 0 \
	git multi drop -q dry services/b
for part in services/a services/c; do
	bundle=$XDG_STATE_HOME/git-multi/campaigns/dry/bundles
	find "$bundle" -path "*/r2/%2F/$part.bundle" \
		-exec git bundle list-heads {} + | cut -d' ' -f1
done >want
rm -rf "$XDG_CACHE_HOME"
fails_with 'publish' 0 git multi publish -q -y dry --json=result
for part in services/a services/c; do
	git -C "$(bare r2 hub)" rev-parse "b/$part"
done >got
same 'sends the commits that were kept' want got
git -C "$(bare r2 hub)" branch --format='%(refname:short)' >got
cat >want <<'END'
b/rest
b/services/a
b/services/c
main
END
same 'and not the dropped one' want got
titles hub r2 >got
cat >want <<'END'
b/rest: In .
b/services/a: In services/a
b/services/c: In services/c
END
same 'with titles of their own' want got
grep -c . "$calls" >got
says 'the command ran once' 1 got

# ---- another definition ------------------------------------------------------
sed -i s/1.22/1.23/ bump.sh
git -C "$(bare r2 hub)" rev-parse b/services/a >before
fails_with 'all of it again, with another command' 0 split --again
jq -r '.[].result' out | sort | uniq -c | tr -s ' ' >got
says 'does each part again' ' 3 done' got
git -C "$(bare r2 hub)" log --format=%H -1 b/services/a >got
ok 'replaces its commit' test "$(cat got)" != "$(cat before)"
git -C "$(bare r2 hub)" show b/services/a:services/a/go.mod >got
says 'by the new one' 'go 1.23' got
titles hub r2 | grep -c . >got
says 'in the same pull requests' 3 got
cat >nothing.sh <<'END'
#!/bin/sh
sed -i s/1.21/1.24/ services/a/go.mod
END
chmod +x nothing.sh
fails_with 'again, with a change in one part only' 0 git multi run -q -y \
	-r two.txt --campaign dry --branch "b/%(part)" --again \
	-m 'In %(part)' --split-by 'services/*' \
	--json=task,result,reason,branch -- ./nothing.sh
jq -r '.[] | [.result, (.task | sub("^[^/]*/"; "")), .reason // "-"] |
	join(" ")' out | sort >got
sort >want <<'END'
done hub/r2 split into 1 part
done hub/r2//services/a -
unchanged hub/r2//services/c -
END
same 'leaves the others as they are' want got
jq -r '.[] | select(.result == "unchanged") | .branch' out >got
says 'each on its branch' b/services/c got

# ---- failures ---------------------------------------------------------------
cat >fail.sh <<'END'
#!/bin/sh
exit 3
END
chmod +x fail.sh
fails_with 'a command that fails' 2 git multi run -q -y \
	-r two.txt --campaign dry --branch "b/%(part)" --again \
	-m 'In %(part)' --split-by 'services/*' --json=task,result,class \
	-- ./fail.sh
jq -r '.[] | .result + " " + .class' out | sort | uniq -c | tr -s ' ' >got
says 'fails the parts, too' ' 3 failed script' got
cp nothing.sh fail.sh
fails_with 'retry with the mended command' 0 git multi retry -q -y dry \
	--json=task,result
jq -r '.[].result' out | sort | uniq -c | tr -s ' ' | sort >got
printf ' 1 unchanged\n 2 done\n' >want
same 'does them' want got

# ---- what is there already --------------------------------------------------
echo "${github}hub/r3" >three.txt
mono hub r3
repo=$(bare r3 hub)
git -C "$repo" update-ref refs/heads/theirs-services-a "$(git -C "$repo" \
	-c user.name=P -c user.email=p@example.com commit-tree -p main \
	-m Theirs 'main^{tree}')"
fails_with "a part's branch with a commit of others" 1 git multi run -q -y \
	-r three.txt --branch theirs -m 'Up to 1.23' \
	--split-by 'services/*' --json=task,result,reason -- ./bump.sh
jq -r '.[] | select(.result == "failed") | .task' out >got
ok 'fails' grep -q 'hub/r3//services/a$' got
jq -r '.[].result' out | sort | uniq -c | tr -s ' ' >got
printf ' 3 done\n 1 failed\n' >want
same 'by itself' want got
git -C "$repo" log -1 --format=%s theirs-services-a >got
says 'and theirs is kept' Theirs got
git -C "$repo" branch -q -D theirs-services-a
: >"$calls"
fails_with 'retry when it is gone' 0 git multi retry -q -y theirs \
	--json=result
ok 'sends what was made' test ! -s "$calls"
git -C "$repo" show theirs-services-a:services/a/go.mod >got
says 'of that part' 'go 1.23' got

# ---- refresh ----------------------------------------------------------------
git clone -q "$repo" work 2>/dev/null
(
	cd work && echo 'go 1.21 // base' >services/a/go.mod &&
	git commit -q -am 'Base moves' && git push -q origin HEAD:main
)
rm -rf work
git multi status -q theirs --json=task,pull.mergeable >status.json
fails_with 'refresh of what is in conflict' 0 git multi refresh -q -y theirs \
	--only-conflicting --json=task,result,reason
jq -r '.[] | select(.result == "done") | .task' out >got
ok 'makes the one part anew' grep -q 'hub/r3//services/a$' got
git -C "$repo" show theirs-services-a:services/a/go.mod >got
says 'on the present base' 'go 1.23 // base' got
git -C "$repo" diff --name-only main theirs-services-a >got
says 'and nothing else' services/a/go.mod got

# ---- killed ----------------------------------------------------------------
# At any instant, and gone on with: each part has one commit and one pull
# request. SEED= repeats a run.
seed=${SEED:-$(date +%s)}
echo "# SEED=$seed"
kills=8
forge_repos $((kills + 3)) hub
: >odd
n=0
while test $n -lt $kills; do
	n=$((n + 1))
	repo=r$((n + 3))
	mono hub $repo
	echo "${github}hub/$repo" >kill.txt
	after=$(awk -v seed=$((seed % 100000 + n * 7919)) 'BEGIN { srand(seed)
		printf "%.3f", 0.02 + rand() * 0.7 }')
	timeout -s KILL "$after" git-multi run -q -y -r kill.txt \
		--branch "kill$n" -m 'Up to 1.23' --split-by 'services/*' \
		-- ./bump.sh >/dev/null 2>&1
	code=$?
	if test $code != 0 && test -e "$XDG_STATE_HOME/git-multi/campaigns/kill$n/journal"; then
		git multi resume -q -y "kill$n" >resumed 2>&1 ||
			grep -q 'was never begun' resumed ||
			sed "s/^/$after: /" resumed >>odd
	fi
	git multi run -q -y -r kill.txt --branch "kill$n" -m 'Up to 1.23' \
		--split-by 'services/*' --json=result,task -- ./bump.sh \
		>rows.json 2>err || sed "s/^/$after: /" err >>odd
	echo "$after ($code): $(jq -r '.[].result' rows.json | sort | uniq -c |
		tr -s ' \n' ' ')" >got
	grep -q ':  *4 done *$' got || cat got >>odd
	titles hub $repo | wc -l >got
	test "$(cat got)" = 4 || echo "$after: $(cat got) pull requests" >>odd
	for branch in "kill$n" "kill$n-services-a" "kill$n-services-b" \
		"kill$n-services-c"; do
		git -C "$(bare $repo hub)" log --format=%s "main..$branch"
	done >got 2>&1
	test "$(sort got | uniq -c | tr -s ' ')" = ' 4 Up to 1.23' ||
		sed "s/^/$after: /" got >>odd
done
same "killed at $kills instants: nothing twice, nothing lost" /dev/null odd

# ---- nothing to split -------------------------------------------------------
fails_with 'folders that nothing is changed in' 0 git multi run -q -y \
	-r three.txt --branch plain -m 'Up to 1.23' \
	--split-by 'docs/*' --json=task,result,branch -- ./bump.sh
jq -r '.[] | .result + " " + .branch' out >got
says 'leave one pull request, of all' 'done plain' got

# ---- names that meet --------------------------------------------------------
cat >meet.sh <<'END'
#!/bin/sh
mkdir -p a/b-c a-b/c
echo x >a/b-c/x
echo x >a-b/c/x
END
chmod +x meet.sh
fails_with 'parts with one name for a branch' 2 git multi run -q -y \
	-r three.txt --branch meet -m Meet --split-by '*/*' \
	--json=reason -- ./meet.sh
has 'are told, and the way out' "'a-b/c' and 'a/b-c' would have the same" out
fails_with 'which helps' 0 git multi run -q -y -r three.txt \
	--campaign meet2 --branch 'meet/%(part)' -m Meet --split-by '*/*' \
	--json=branch -- ./meet.sh
jq -r '.[].branch' out | sort >got
printf 'meet/a-b/c\nmeet/a/b-c\nmeet/rest\n' >want
same 'with folders as they are' want got

git clone -q "$(bare r3 hub)" work
(
	cd work || exit
	mkdir -p kind/folder
	echo x | tee kind/file kind/file.c >kind/folder/x
	git add . && git commit -q -m kinds && git push -q origin HEAD:main
)
rm -rf work
cat >kind.sh <<'END'
#!/bin/sh
cd kind || exit
rm -r file folder
mkdir file
echo y | tee file/y file.c >folder
END
chmod +x kind.sh
fails_with 'a file that becomes a folder, and the other way' 0 git multi run \
	-q -y -r three.txt --branch kind -m Kind --split-by 'kind/*' \
	--json=branch -- ./kind.sh
for part in -file -folder ''; do
	git -C "$(bare r3 hub)" diff --name-status main "kind${part:+-kind$part}"
done >got
printf '%s\t%s\n' D kind/file A kind/file/y A kind/folder D kind/folder/x \
	M kind/file.c >want
same "are their folder's part" want got
cat >above.sh <<'END'
#!/bin/sh
rm -r kind
echo x >kind
END
chmod +x above.sh
fails_with 'a file for a folder that holds parts' 2 git multi run -q -y \
	-r three.txt --branch above -m Above --split-by 'kind/*' \
	--json=reason,class -- ./above.sh
has 'is told, and the way out' "'kind' is a file on one side of the change" out
fails_with 'which helps' 0 git multi run -q -y -r three.txt \
	--branch above2 -m Above --split-by kind --json=branch -- ./above.sh
git -C "$(bare r3 hub)" ls-tree -r --name-only above2-kind kind >got
says 'with one part' kind got
cat >dots.sh <<'END'
#!/bin/sh
for dir in .github a..b a.lock 'a@{b' ..lock end.; do
	mkdir -p "dots/$dir"
	echo x >"dots/$dir/x"
done
END
chmod +x dots.sh
fails_with 'folders whose names git takes for no branch' 0 git multi run \
	-q -y -r three.txt --campaign dots --branch 'dots/%(part)' -m Dots \
	--split-by 'dots/*' --json=branch -- ./dots.sh
jq -r '.[].branch' out | sort >got
sort >want <<'END'
dots/dots/--lock
dots/dots/-github
dots/dots/a-lock
dots/dots/a-{b
dots/dots/a.-b
dots/dots/end-
dots/rest
END
same 'get one' want got
cat >odd.sh <<'END'
#!/bin/sh
dir=a/$(printf 'b\033c\nd')
mkdir -p "$dir"
echo x >"$dir/x"
END
chmod +x odd.sh
fails_with 'a folder that no line can name' 2 git multi run -q -y \
	-r three.txt --branch odd -m Odd --split-by 'a/*' \
	--json=reason -- ./odd.sh
has 'is no part' "folder 'a/b?c?d' cannot be a part" out
fails_with 'and nothing is sent' 1 git -C "$(bare r3 hub)" rev-parse -q \
	--verify refs/heads/odd

# ---- a hook that stages -----------------------------------------------------
mkdir -p hooks
printf '#!/bin/sh\ngit add -A\n' >hooks/pre-commit
chmod +x hooks/pre-commit
git config --global core.hooksPath "$trash/hooks"
fails_with 'a hook that stages all' 2 git multi run -q -y \
	-r three.txt --campaign hook1 --branch 'hook1/%(part)' -m Hook \
	--split-by '*/*' --json=reason,class -- ./meet.sh
has 'which no part may hold' "into the commit of part 'a" out
has 'as its own failure' '"class":"script"' out
fails_with 'and nothing of it is sent' 1 git -C "$(bare r3 hub)" rev-parse \
	-q --verify refs/heads/hook1/a-b/c
fails_with 'without it' 0 git multi run -q -y --no-verify \
	-r three.txt --campaign hook2 --branch 'hook2/%(part)' -m Hook \
	--split-by '*/*' --json=branch -- ./meet.sh
jq -r '.[].branch' out | sort >got
printf 'hook2/a-b/c\nhook2/a/b-c\nhook2/rest\n' >want
same 'all go' want got
git config --global --unset core.hooksPath

# ---- beside other options ---------------------------------------------------
last=$((kills + 3))
new_repo () {
	last=$((last + 1))
	forge_repos $last "$1"
	mono "$1" r$last
}
summed () {
	jq -r '.[].result' out | sort | uniq -c | tr -s ' '
}
for forge_of in "$github hub" "$gitlab lab"; do
	owner=${forge_of#* }
	new_repo "$owner"
	echo "${forge_of% *}$owner/r$last" >list.txt
	fails_with "$owner: --api-commit" 0 git multi run -q -y -r list.txt \
		--campaign "api-$owner" -m 'Up to 1.23' --api-commit \
		--split-by 'services/a' --json=task,result,reason -- \
		./nothing.sh
	summed >got
	says "$owner: makes each part's by the forge" ' 2 done' got
	git -C "$(bare r$last "$owner")" show \
		"multi/api-$owner-services-a:services/a/go.mod" >got
	says "$owner: as it was made here" 'go 1.24' got
done
for forge_of in "$github hub" "$gitlab lab" "$gitea tea"; do
	owner=${forge_of#* }
	new_repo "$owner"
	echo "${forge_of% *}$owner/r$last" >list.txt
	fails_with "$owner: --fork" 0 git multi run -q -y -r list.txt \
		--campaign "fork-$owner" -m 'Up to 1.23' --fork \
		--split-by 'services/*' --json=task,result,reason,pull.number \
		-- ./bump.sh
	summed >got
	says "$owner: opens each part's from there" ' 4 done' got
	git -C "$(bare r$last "$owner")" branch --format='%(refname:short)' \
		>got
	says "$owner: and leaves the repository alone" main got
done

new_repo hub
echo "${github}hub/r$last" >list.txt
fails_with 'in waves, merged' 0 git multi run -q -y -r list.txt \
	--campaign waves -m 'Up to 1.23' --merge --no-checks=merge \
	--waves 1,rest --split-by 'services/*' --json=pull.state -- ./bump.sh
jq -r '.[].pull.state' out | sort | uniq -c | tr -s ' ' >got
says 'merges the parts with their repository' ' 4 merged' got
repo=$(bare r$last hub)
fails_with 'revert of them' 0 git multi revert -q -y waves --campaign undo \
	--json=task,result,branch
jq -r '.[].result' out | sort | uniq -c | tr -s ' ' >got
says 'undoes each part' ' 4 done' got
for branch in $(jq -r '.[].branch' out); do
	git -C "$repo" -c core.quotePath=false diff --name-only main \
		"$branch" | cut -d/ -f1-2
done | sort -u >got
printf 'go.mod\nservices/a\nservices/b\nservices/c\n' >want
grep -v apps got >got.parts
same 'by a pull request of its own' want got.parts

new_repo hub
echo "${github}hub/r$last" >list.txt
fails_with 'a dry run to take along' 0 git multi run -q -y -r list.txt -n \
	--campaign trip -m 'Up to 1.23' --split-by 'services/*' \
	--json=result -- ./bump.sh
fails_with 'export' 0 git multi campaigns export trip trip.bundle
XDG_STATE_HOME=$HOME/there XDG_CACHE_HOME=$HOME/there-cache
fails_with 'import' 0 git multi campaigns import trip.bundle
fails_with 'publish there' 0 git multi publish -q -y trip --json=result
summed >got
says 'sends all parts' ' 4 done' got
XDG_STATE_HOME=$HOME/state XDG_CACHE_HOME=$HOME/cache

new_repo hub
echo "${github}hub/r$last" >list.txt
fails_with 'pull requests' 0 git multi run -q -y -r list.txt \
	--campaign words -m 'Up to 1.23' --split-by 'services/*' \
	--json=result -- ./bump.sh
fails_with 'a filter that its repository passes' 0 git multi status -q \
	words --cached --include "/r$last\$" --json=task
ok 'is passed by its parts' test "$(jq length out)" = 4
fails_with "merge of a part by its folder" 0 git multi merge -q words \
	services/b --no-checks=merge --json=task,pull.state
jq -r '.[] | select(.pull.state == "merged") | .task |
	sub("^[^/]*/"; "")' out >got
says 'merges that' "hub/r$last//services/b" got
fails_with "close by the repository's name" 0 git multi close -q -y words \
	"r$last" --json=task,pull.state
jq -r '.[].pull.state' out | sort | uniq -c | tr -s ' ' >got
says 'closes the rest of them' ' 3 closed' got
fails_with 'list --from' 0 git multi list --from words --json=task
jq -r '.[].task | sub("^[^/]*/"; "")' out >got
says 'has the repository once' "hub/r$last" got

# ---- what makes no sense ----------------------------------------------------
for option in --direct --keep-commits --clone-to=x --if-exists=append; do
	fails_with "--split-by and $option" 129 git multi run -r three.txt \
		-m x --split-by 'a/*' $option -- true
done
for glob in '' / /a a//b ./a ../a 'a/**'; do
	fails_with "--split-by '$glob'" 129 git multi run -r three.txt \
		-m x --split-by "$glob" -- true
done
fails_with '%(part) without --split-by' 129 git multi run -r three.txt \
	-m 'In %(part)' -- true
has 'says so' "'%(part)' is of '--split-by'" err
finish
