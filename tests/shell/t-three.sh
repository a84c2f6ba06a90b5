#!/bin/sh
# SPDX-License-Identifier: MIT
# The demonstration: a hundred repositories on GitHub, GitLab and Gitea, one
# command, merged where the tests pass; the others say why.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

forge_repos 40 hub
forge_repos 40 lab/sub
forge_repos 20 tea
for repository in "$fdir"/repos/hub/*.git "$fdir"/repos/lab/sub/*.git \
	"$fdir"/repos/tea/*.git; do
	echo 'checks = build:success@20' >>"$repository/forge"
done
set_one () {
	sed -i '/^checks/d' "$fdir/repos/$1.git/forge"
	echo "$2" >>"$fdir/repos/$1.git/forge"
}
for owner in hub lab/sub tea; do
	set_one "$owner/r2" 'archived = true'
	set_one "$owner/r3" 'checks = build:failure@10'
	set_one "$owner/r4" 'checks = build:pending'
	set_one "$owner/r5" 'checks = build
approvals = 1'
done
forges_up
{
	forge=$github
	forge_list 40 hub
	forge=$gitlab
	forge_list 40 lab/sub
	forge=$gitea
	forge_list 20 tea
} >repos.txt
# shellcheck disable=SC2034 # for counter
forge=$github
cat >update.py <<'EOF'
#!/bin/sh
test "$GIT_MULTI_NAME" = r6 && exit 0
sed -i 's/debian-11/debian-12/' ci.yml
EOF
chmod +x update.py

fails_with 'a hundred on three forges, some fail, some wait: 4' 4 \
	git multi -r repos.txt update.py -m "Updated Python" \
	--test 'test "$GIT_MULTI_NAME" != r1' --branch ft/python \
	--merge --wait-to-merge=3min \
	--json=task,forge,result,class,reason,pull.state
cp out rows.json
cp err words
jq -r '.[] | [.forge, (.task | sub(".*/"; "")), .result, .class // "-",
	.pull.state // "-"] | join(" ")' rows.json |
	grep -E ' r[1-6] ' | sort >got
for name in gitea github gitlab; do
	echo "$name r1 failed test -"
	echo "$name r2 skipped - -"
	echo "$name r3 failed test open"
	echo "$name r4 waiting - open"
	echo "$name r5 waiting - open"
	echo "$name r6 unchanged - -"
done | sort >expected
same 'those that are not merged say why' expected got || {
	sed 's/^/# /' words | tail -n 40
	jq -r '.[] | select(.result != "done") | "# " + .task + " " +
		.result + " " + (.reason // "")' rows.json
}
jq -r '[.[] | select(.result == "done" and .pull.state == "merged")] |
	length' rows.json >got
says 'all others are merged' 82 got
behind=0
for repository in "$fdir"/repos/hub/*.git "$fdir"/repos/lab/sub/*.git \
	"$fdir"/repos/tea/*.git; do
	git -C "$repository" show main:ci.yml | grep -q debian-12 &&
		behind=$((behind + 1))
done
echo "$behind" >got
says 'the change is on as many base branches' 82 got
echo "# git $(counter .git), 401 $(counter .git_401), writes" \
	"$(counter .writes), reads $(counter .reads), GraphQL $(counter .graphql)"

curl -s -X POST "${github}_forge/reset" >/dev/null
fails_with 'once more' 4 git multi -r repos.txt update.py \
	-m "Updated Python" --test 'test "$GIT_MULTI_NAME" != r1' \
	--branch ft/python --merge --wait-to-merge=1s
counter .git >got
says 'clones nothing' 0 got
# Gitea tells of a missing approval only when it is asked to merge
ok 'and writes nothing, but asks Gitea for the one that lacks an approval' \
	test "$(counter .writes)" -le 3
counter .pulls_opened >got
says 'and opens nothing' 0 got

finish
