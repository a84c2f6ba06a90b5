#!/bin/sh
# SPDX-License-Identifier: MIT
# Ways to merge that a repository does not allow: refused in a sentence that
# names those it does, on each of the three forges, and never passed over.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
forge_repos 3 hub
forge_repos 3 lab
forge_repos 3 tea
forges_up

# set_one OWNER/NAME LINE
set_one () {
	echo "$2" >>"$fdir/repos/$1.git/forge"
}

# begin FORGE OWNER NAME: a campaign with a pull request that may merge
begin () {
	campaign=$2-$3
	git multi run -q -r "$1$2/$3" --campaign "$campaign" -m Change -- \
		sed -i s/debian-11/debian-12/ ci.yml >out 2>err </dev/null
	test "$(git multi status "$campaign" --format='%(pull.state)')" = open
}

# merge METHOD: its result, and the reason in why
merge () {
	run git multi merge "$campaign" --no-checks=merge --method="$1" \
		--json=result,class,reason
	jq -r '.[] | [.result, .class // empty] | join(" ")' out >got
	jq -r '.[].reason // empty' out >why
}

set_one hub/r1 'allow-squash-merge = false'
set_one tea/r1 'allow-squash-merge = false'
set_one lab/r1 'squash-option = never'
for where in "$github hub" "$gitlab lab" "$gitea tea"; do
	owner=${where#* }
	ok "$owner: a pull request" begin "${where% *}" "$owner" r1
	merge squash
	says "$owner: squash, where it is not allowed" 'failed forge' got
	has "$owner: says so" 'does not allow --method=squash' why
	has "$owner: and the way out" 'it allows --method=merge' why
	git multi status "$campaign" --format='%(pull.state)' >got
	says "$owner: it is not merged" open got
	merge merge
	says "$owner: that way it is" 'done' got
done

set_one lab/r2 'squash-option = always'
ok 'lab: a project that always squashes' begin "$gitlab" lab r2
merge merge
says 'merge' 'failed forge' got
says 'is not what it does' "the repository does not allow --method=merge; \
it allows --method=squash" why
merge forge
says 'but its own way' 'done' got

set_one lab/r3 'squash-option = default_on'
ok 'lab: a project that lets choose' begin "$gitlab" lab r3
merge merge
says 'merges as it is told' 'done' got
git -C "$fdir/repos/lab/r3.git" rev-list --count main >got
says 'by a merge commit' 3 got
finish
