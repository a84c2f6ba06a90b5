# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# For shell tests with a demo forge: source it behind lib.sh.
#
#	forge_up		starts it; $forge is its URL, $fdir its folder
#	forge_repos N [OWNER]	small repositories r1 … rN
#	forge_list N		their URLs, r1 … rN
#	counter NAME		one of its counters
#	forges_up		three of them over the same repositories:
#				$github, $gitlab, $gitea are their URLs
#
# The clock runs 30 times as fast for the forge and for git multi, so that
# pauses of a second between writes do not take a test's time.

# shellcheck disable=SC2154 # lib.sh sets them
forge_program=$BUILD/git-multi-demo-forge
test -x "$forge_program" ||
	skip_all 'built without the demo forge (Debian: libmicrohttpd-dev)'
GIT_MULTI_CLOCK=30
export GIT_MULTI_CLOCK
fdir=$trash/forge
mkdir -p "$fdir"
echo 'sentinel-token demo' >"$fdir/tokens"
umask 077

# forge_up [OPTION…]: with the forge's own options
forge_up () {
	rm -f "$fdir/ports" "$fdir/out"
	"$forge_program" --dir "$fdir" --github="${port:-0}" "$@" \
		>"$fdir/out" 2>&1 &
	forge_pid=$!
	pids="$pids $forge_pid"
	wait_for "$fdir/out" '^github ' "$forge_pid" || {
		cat "$fdir/out"
		exit 99
	}
	forge=$(sed -n 's/^github \(.*\)/\1/p' "$fdir/out")
	port=${forge##*:}
	port=${port%/}
	# shellcheck disable=SC2034 # for the tests
	host=127.0.0.1:$port
	know "$forge" github
}

# know URL FORGE [API]: a server that git multi finds with its token
know () {
	git config --global "multi.$1.forge" "$2"
	git config --global "multi.$1.api" "${3:-$1}"
	variable=${1#http://}
	variable=GIT_MULTI_TOKEN_$(echo "${variable%/}" | tr '.:' '__')
	eval "export $variable=sentinel-token"
}

forges_up () {
	rm -f "$fdir/ports" "$fdir/out"
	"$forge_program" --dir "$fdir" --github="${github_port:-0}" \
		--gitlab="${gitlab_port:-0}" --gitea="${gitea_port:-0}" "$@" \
		>"$fdir/out" 2>&1 &
	forge_pid=$!
	pids="$pids $forge_pid"
	for dialect in github gitlab gitea; do
		wait_for "$fdir/out" "^$dialect " "$forge_pid" || {
			cat "$fdir/out"
			exit 99
		}
	done
	github=$(sed -n 's/^github //p' "$fdir/out")
	gitlab=$(sed -n 's/^gitlab //p' "$fdir/out")
	gitea=$(sed -n 's/^gitea //p' "$fdir/out")
	github_port=${github##*:} gitlab_port=${gitlab##*:}
	gitea_port=${gitea##*:}
	github_port=${github_port%/} gitlab_port=${gitlab_port%/}
	gitea_port=${gitea_port%/}
	forge=$github
	know "$github" github
	know "$gitlab" gitlab "${gitlab}api/v4/"
	know "$gitea" gitea "${gitea}api/v1/"
}

forge_repos () {
	sh "$SRC/tests/forge/make-repos.sh" "$fdir" "$@" >"$trash/.made"
}

forge_list () {
	n=0
	while test "$n" -lt "$1"; do
		n=$((n + 1))
		echo "${forge}${2:-demo}/r$n"
	done
}

bare () {
	echo "$fdir/repos/${2:-demo}/$1.git"
}

setting () {
	echo "$2" >>"$(bare "$1")/forge"
}

counter () {
	curl -s "${forge}_forge/counters" | jq -r "$1"
}
