#!/bin/sh
# SPDX-License-Identifier: MIT
# git multi limits: what was counted, by whom, and when there is more again;
# from disk, and asked of the servers.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

# ---- nothing yet ------------------------------------------------------------------

fails_with 'nothing counted is no error' 0 git multi limits
ok 'prints nothing' test ! -s out
says 'but a sentence' 'nothing was asked of any server yet' err
fails_with 'for scripts' 0 git multi limits --json
ok 'it is an empty list' jq -e '. == []' out
ok 'and no word' test ! -s err
fails_with 'a server that was never asked' 0 git multi limits github.com \
	--format '%(host) %(limit) %(name) %(used)'
has 'has its limits' 'github.com 475 pull requests and comments an hour 0' out
fails_with 'a host that is none' 128 git multi limits 'a b'
has 'which names it' "'a b'" err
bad=https://bad.example/
git config --global "multi.$bad.rate" often
fails_with 'a wrong rate of a server' 1 git multi limits bad.example
git config --global --unset "multi.$bad.rate"
git config --global "multi.$bad.reserve" 20
fails_with 'a reserve that could be a number' 1 git multi limits bad.example
has 'tells how to write it' "write it as a share, '20%'" err
git config --global "multi.$bad.reserve" 20%
fails_with 'which is right' 0 git multi limits bad.example
has 'a server without any limit is named' "no limit of 'bad.example'" err
git config --global --unset "multi.$bad.reserve"
fails_with 'a field that is none' 129 git multi limits --json=hosts
has 'names the nearest' "'host'" err

# ---- after a run --------------------------------------------------------------------

forge_repos 6
forges_up --limits
{
	forge_list 3
	forge=$gitlab forge_list 6 | tail -n 3
} >repos.txt
git config --global "multi.$github.limits" hosted
git config --global "multi.$gitlab.limits" hosted
fails_with 'a run on two servers' 0 git multi run -r repos.txt -m 'add x' \
	--progress=none --sh 'echo x >x'
fails_with 'limits' 0 git multi limits \
	--format '%(host) %(account) %(name) %(used)'
github_host=127.0.0.1:$github_port gitlab_host=127.0.0.1:$gitlab_port
has 'counts pull requests' \
	"$github_host demo pull requests and comments an hour 3" out
lacks 'one server for itself' "$gitlab_host demo pull requests" out
ok 'the other has its own' grep -q "^$gitlab_host demo requests a minute" out
fails_with 'one server' 0 git multi limits "$github_host" --porcelain
ok 'is all that is shown' test "$(cut -f 1 out | sort -u)" = "$github_host"
fails_with 'its URL' 0 git multi limits "$github" --json
ok 'means it too' jq -e --arg host "$github_host" \
	'length > 3 and all(.host == $host)' out
ok 'a window is whole' jq -e '
	.[] | select(.name == "pull requests and comments an hour") |
	.account == "demo" and .kinds == "content" and .limit == 475 and
	.seconds == 3600 and .used == 3 and .left == 472 and
	.told == false and .free_at == null and
	(.full_at | test("^20[0-9-]*T[0-9:.]*Z$")) and
	.frozen_until == null and .reason == null' out
ok 'the server counts some' jq -e '
	.[] | select(.name == "requests an hour") | .told and .used >= 3' out
fails_with 'for people' 0 git multi limits
ok 'there are headings' grep -q '^HOST  *ACCOUNT  *LIMIT  *USED  *FREE AGAIN$' \
	out
ok 'with the number in front' grep -q \
	"^$github_host  *demo  *475 pull requests and comments an hour  *3  *all in " \
	out
ok 'the token is nowhere' sh -c '! grep -r sentinel-token \
	"$XDG_STATE_HOME/git-multi/limits" out'

# ---- asked ----------------------------------------------------------------------------

requests () {
	counter '[.status[]] | add'
}
before=$(requests)
fails_with 'from disk' 0 git multi limits
ok 'nobody is asked' test "$(requests)" = "$before"
curl -s -H 'Authorization: token sentinel-token' "${github}rate_limit" \
	>told
fails_with 'asked' 0 git multi limits --ask "$github_host" --json
used=$(jq .resources.core.used told)
ok 'the server is heard' jq -e --argjson used "${used:-0}" '
	.[] | select(.name == "requests an hour") |
	.told and .used >= $used and .used <= $used + 2' out
fails_with 'the other one, too' 0 git multi limits --ask "$gitlab_host" \
	--json
ok 'by its headers' jq -e '
	.[] | select(.name == "requests a minute") | .told' out

# ---- frozen ----------------------------------------------------------------------------

echo 'GET /rate_limit status=429 retry-after=3000' >"$fdir/faults"
fails_with 'a server that refuses' 1 git multi limits --ask "$github_host" \
	--json
has 'is a warning' "warning: $github_host: " err
ok 'it is frozen for so long' jq -e '
	[.[] | select(.frozen_until)] | length > 3 and
	all((.reason | test("429")) and
	    (.frozen_until | test("^20[0-9-]*T[0-9:.]*Z$")))' out
fails_with 'for people' 0 git multi limits "$github_host"
ok 'it says how long' grep -q 'for [45][0-9] min.*: .*429' out
ok 'and why once' test "$(grep -c 429 out)" = 1
ok 'while many are frozen' test "$(grep -c 'for [45][0-9] min' out)" -gt 3
before=$(requests)
fails_with 'asked again' 1 git multi limits --ask "$github_host"
has 'it is left alone' "warning: $github_host is not asked: " err
ok 'it heard nothing' test "$(requests)" = "$before"
: >"$fdir/faults"
stop "$forge_pid"
fails_with 'a server that is gone' 1 git multi limits --ask "$gitlab_host"
has 'is a warning, too' "warning: $gitlab_host: " err
has 'and what is known is shown' 'requests a minute' out

# ---- completion ----------------------------------------------------------------------------

rm -rf "$XDG_CACHE_HOME/git-multi/repos"
run git multi --complete line limits ''
has 'hosts that are counted are completed' "$github_host" out
finish
