#!/bin/sh
# SPDX-License-Identifier: MIT
# Merges in waves: the next begins when the one before is merged and the base
# branches that it went to are green.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

forge_repos 40 hub
forge_repos 4 lab/sub
forge_repos 4 tea
forges_up

# set_one OWNER/NAME LINE
set_one () {
	echo "$2" >>"$fdir/repos/$1.git/forge"
}

# opened CAMPAIGN N: pull requests in r1 … rN of $owner
opened () {
	forge_list "$2" "$owner" >repos.txt
	git multi run -q -r repos.txt --campaign "$1" -m Change -- \
		sed -i s/debian-11/debian-12/ ci.yml >out 2>err </dev/null ||
		cat err
}

# merged CAMPAIGN: how many pull requests its journal has as merged
merged () {
	git multi status "$1" --cached --json=pull.state |
		jq '[.[] | select(.pull.state == "merged")] | length'
}

# ---- 40 repositories, and the third of the second wave turns red ---------------

owner=hub
n=0
while test "$n" -lt 40; do
	n=$((n + 1))
	set_one "hub/r$n" 'base-checks = ci@20'
done
set_one hub/r4 'base-checks = ci:failure@45'
opened forty 40
waves='--waves=1,10,rest --soak 90s --no-checks=merge'
# shellcheck disable=SC2086 # several words
fails_with 'one that turns red' 4 git multi merge -y $waves forty --json
ok 'stops the waves' grep -q "^error: wave 2 of 3: the checks of the base \
branch are red in .*/hub/r4\$" err
has 'before the next' 'before the next wave: 29 repositories are left as' err
has 'and says how to go on' "git multi resume forty" err
says 'what was merged' 11 - <<END
$(merged forty)
END
git -C "$fdir/repos/hub/r12.git" for-each-ref --format='%(refname)' \
	refs/heads/multi >got
says 'nothing of the third wave was touched' refs/heads/multi/forty got
jq -r '[.[] | select(.pull.state == "open" and .result == null)] | length' \
	out >got
says 'what is left has no result' 29 got
fails_with 'again, as it is' 4 git multi resume -y forty
ok 'it stops there again' \
	grep -q '^error: wave 2 of 3: the checks .* are red in .*r4$' err
has 'with a look at those before' 'wave 1 of 3: its base branches' err
says 'nothing more is merged' 11 - <<END
$(merged forty)
END
sed -i 's/^base-checks = ci:failure@45$/base-checks = ci/' \
	"$fdir/repos/hub/r4.git/forge"
# shellcheck disable=SC2086
fails_with 'when it is mended' 0 git multi merge -y $waves forty
has 'the last wave is merged' 'wave 3 of 3: 29 repositories' err
ok 'none of those before' sh -c \
	'! grep -q "^wave [12] of 3: [0-9]* repositor" err'
says 'and all of it' 40 - <<END
$(merged forty)
END
fails_with 'the journal has it' 0 git multi log forty
has 'as what was asked for' 'in waves of 1,10,rest' out

# ---- the other forges -------------------------------------------------------------

for owner in lab/sub tea; do
	case $owner in
	lab/sub) name=lab ;;
	tea) name=tea ;;
	esac
	set_one "$owner/r1" 'base-checks = ci:failure@15'
	opened "$name" 4
	fails_with "$name: a first that turns red" 4 git multi merge -y \
		--waves=1,rest --no-checks=merge "$name"
	ok "$name: stops the rest" \
		grep -q "wave 1 of 2: .* red in .*/$owner/r1\$" err
	says "$name: which is left alone" 1 - <<END
$(merged "$name")
END
	fails_with "$name: half of a wave may be red" 0 git multi merge -y \
		--waves=2,rest --stop-at 50% --no-checks=merge "$name"
	says "$name: and all is merged" 4 - <<END
$(merged "$name")
END
done

# ---- what is not merged stops them, too ---------------------------------------------

owner=tea
sed -i '/^base-checks/d' "$fdir/repos/tea/r1.git/forge"
set_one tea/r2 'checks = ci:failure'
git multi run -q -r repos.txt --campaign red -m Red --sh 'echo x >x.txt' \
	>out 2>err </dev/null || cat err
fails_with 'a failure in the second wave' 4 git multi merge -y --waves=1 \
	--no-checks=merge red
has 'stops the third' 'error: wave 2 of 4: 1 failed' err
has 'and is to be tried again' "by 'git multi retry red', before" err
says 'which is left' 1 - <<END
$(merged red)
END
fails_with 'one by one, whatever fails' 1 git multi merge -y --waves=1 \
	--stop-at 100 --no-checks=merge red
says 'goes to the end' 3 - <<END
$(merged red)
END

# ---- a whole run in waves, and what is no such thing ----------------------------------

fails_with 'a run' 0 git multi run -y -r repos.txt --exclude r2 \
	--campaign whole -m Whole --merge --waves 1,rest --no-checks=merge \
	--sh 'echo y >y.txt'
has 'does one from its begin to its end' 'wave 1 of 2: 1 repository' err
has 'and then the others' 'wave 2 of 2: 2 repositories' err
fails_with 'a soak without waves' 129 git multi merge --soak 5min red
has 'is said' "'--soak' and '--stop-at' are of '--waves'" err
fails_with 'waves without a merge' 129 git multi run -r repos.txt -m x \
	--waves 1,2 -- true
has 'are said' "'--waves' is of '--merge'" err
fails_with 'waves that the forge would not keep' 129 git multi merge \
	--auto-merge --waves 1,2 red
fails_with 'no sizes' 129 git multi merge --waves 1,all red
has 'are named' "option '--waves': '1,all' is no list of wave sizes" err
fails_with 'no share' 129 git multi merge --waves 1 --stop-at 200% red

finish
