#!/bin/sh
# SPDX-License-Identifier: MIT
# git multi run against servers that have the documented limits: how many
# requests were refused, its pace against what the limits allow, and the time
# it announced against the one it took. Asserts nothing.
#
#	windows.sh [WAY…]	of: machine github reserve gitlab proxy two
#				killed frozen large; all, if none is named
#	make bench-limits	from the environment: REPOS=1200, WAYS, CLOCK=30
#				(GITLAB_CLOCK=5 and FROZEN_CLOCK=10: so slow that
#				this machine is not what binds), PROXY_RATE=5 a
#				real second
#
# Times are of the forge's clock. Pace: the time that N writes need at the
# least, by the windows less the reserve and the spacing, over the time from
# the first to the last one.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"
. "$SRC/tests/bench/bench-lib.sh"
REPOS=${REPOS:-1200} CLOCK=${CLOCK:-30} GITLAB_CLOCK=${GITLAB_CLOCK:-5}
FROZEN_CLOCK=${FROZEN_CLOCK:-10} PROXY_RATE=${PROXY_RATE:-5} PROXY_REPOS=${PROXY_REPOS:-400}
WAYS=${WAYS:-machine github reserve gitlab proxy two killed frozen large}
test $# = 0 || WAYS="$*"
echo 'times = true' >config

# fresh N [OWNER…]: a forge's folder with N repositories each, no state, and
# a cache that has them
fresh () {
	test -z "${forge_pid-}" || stop "$forge_pid"
	# shellcheck disable=SC2034 # for forge-lib.sh
	forge_pid='' port=0 github_port=0 gitlab_port=0 gitea_port=0
	chmod -R u+w "$fdir" && rm -rf "$fdir" "$XDG_STATE_HOME" \
		"$XDG_CACHE_HOME"
	mkdir "$fdir"
	echo 'sentinel-token demo' >"$fdir/tokens"
	n=$1; shift
	for owner in "${@:-demo}"; do
		forge_repos "$n" "$owner"
	done
}

# warm LIST…: fetched once, and nothing counted
warm () {
	for list in "$@"; do
		git multi run -q -y -r "$list" --campaign "warm-$list" \
			-m Warm --dry-run -- touch warm >warm-out 2>&1 ||
			tail -n 3 warm-out >&2
	done
	rm -rf "$XDG_STATE_HOME"
	curl -s -X POST "${forge}_forge/reset"
}

# campaign NAME LIST: its words in NAME.err, its real seconds in NAME.cost
campaign () {
	name=$1 list=$2; shift 2
	rm -f "$name.cost"
	"$BUILD/measure" "$name.cost" git-multi run -y -r "$list" \
		--campaign "$name" -m Plain --branch "plain-$name" "$@" \
		-- sed -i s/debian-11/debian-12/ ci.yml \
		>"$name.out" 2>"$name.err" ||
		echo "$name: $(tail -n 3 "$name.err")"
}

line () {
	printf '%-20s %6s %8s %8s %8s %10s %10s %7s\n' "$@"
}

# row TITLE BOUND NAME: of the forge's times and the campaign's words
row () {
	writes "$fdir/times" >written
	read -r nr span <written
	said=$(announced "$3.err")
	took=$(awk -v f="$GIT_MULTI_CLOCK" '{ printf "%.0f", $1 * f }' \
		"$3.cost")
	line "$1" "$nr" "$(refused)" "$(percent "$2" "$span")" \
		"$(ratio "$span" 60)" "$(ratio "$said" 60)" \
		"$(ratio "$took" 60)" "$(percent "$took" "$said")"
	echo "    $(peaks)"
}

### The pool and the journal by themselves

way_large () {
	git config --global multi.http://127.0.0.1:1/.forge git
	"$BUILD/large" http://127.0.0.1:1/ 10000 >large.work
	"$BUILD/large" >large.read
	"$BUILD/measure" large.status git-multi status --cached large \
		>large.out
	echo 'a campaign of 10000 whose step does nothing:'
	awk '{ printf "    worked through in %s s, at most %.1f MB\n",
		$2, $3 / 1024 }' large.work
	awk '{ printf "    journal read in %s s, at most %.1f MB\n",
		$2, $3 / 1024 }' large.read
	awk '{ printf "    git multi status in %s s, at most %.1f MB\n",
		$1, $3 / 1024 }' large.status
}

### What this machine can do without limits

way_machine () {
	fresh 300
	unset GIT_MULTI_CLOCK
	forge_up --config config
	GIT_MULTI_CLOCK=1
	git config --global "multi.$forge.limits" none
	forge_list 300 >list
	warm list
	campaign machine list --rate "$host=60000/min"
	row 'this machine' 0 machine
	echo "    repositories a second: $(ratio 300 \
		"$(cut -d' ' -f1 machine.cost)")"
}

### GitHub's

# limited TITLE NAME BOUND: all repositories in one campaign
limited () {
	warm list
	campaign "$2" list
	row "$1" "$3" "$2"
}

github_up () {
	GIT_MULTI_CLOCK=$CLOCK
	export GIT_MULTI_CLOCK
	fresh "$REPOS"
	forge_up --limits --config config
	git config --global "multi.$forge.limits" hosted
	forge_list "$REPOS" >list
}

way_github () {
	github_up
	limited 'GitHub' github "$(bound "$REPOS" 1 76/60 475/3600)"
}

way_reserve () {
	github_up
	git config --global "multi.$forge.reserve" 0
	limited 'GitHub, reserve 0' reserve \
		"$(bound "$REPOS" 1 80/60 500/3600)"
}

### GitLab's

way_gitlab () {
	GIT_MULTI_CLOCK=$GITLAB_CLOCK
	export GIT_MULTI_CLOCK
	fresh "$REPOS"
	forges_up --limits --config config
	forge=$gitlab
	git config --global "multi.$forge.limits" hosted
	forge_list "$REPOS" >list
	limited 'GitLab' gitlab "$(bound "$REPOS" 1)"
}

### A proxy with a limit that is told nowhere

# nginx PORT: before the forge at $gitea; its log has real seconds and status
nginx_config () {
	cat <<-EOF
	daemon off; worker_processes 1; pid $trash/nginx.pid;
	error_log $trash/nginx.err;
	events { worker_connections 200; }
	http {
		log_format times '\$msec \$status';
		access_log $trash/nginx.log times;
		client_body_temp_path $trash/nginx-body;
		proxy_temp_path $trash/nginx-proxy;
		fastcgi_temp_path $trash/nginx-f; uwsgi_temp_path $trash/nginx-u;
		scgi_temp_path $trash/nginx-s;
		limit_req_zone \$binary_remote_addr zone=api:1m rate=${PROXY_RATE}r/s;
		server {
			listen 127.0.0.1:$1;
			limit_req zone=api burst=$PROXY_RATE nodelay;
			limit_req_status 429;
			location / { proxy_pass $gitea; }
		}
	}
	EOF
}

# A port that is free now; nginx cannot be told to choose one.
free_port () {
	port=$((20000 + $$ % 20000))
	while curl -s -o answer "http://127.0.0.1:$port/"; do
		port=$((port + 1))
	done
	echo "$port"
}

way_proxy () {
	nginx=$(command -v nginx || echo /usr/sbin/nginx)
	test -x "$nginx" || { echo 'no nginx: proxy is left out'; return; }
	GIT_MULTI_CLOCK=$CLOCK
	export GIT_MULTI_CLOCK
	fresh "$PROXY_REPOS"
	forges_up --config config
	forge=$gitea
	forge_list "$PROXY_REPOS" >list
	warm list
	port=$(free_port)
	nginx_config "$port" >nginx.conf
	"$nginx" -p "$trash" -c nginx.conf 2>nginx.out &
	nginx_pid=$!
	pids="$pids $nginx_pid"
	until curl -s -o answer "http://127.0.0.1:$port/"; do
		kill -0 "$nginx_pid" || { cat nginx.out; return; }
		sleep 0.05
	done
	: >nginx.log
	git config --global "multi.$forge.api" "http://127.0.0.1:$port/api/v1/"
	campaign proxy list
	stop "$nginx_pid"
	# after the first minute of scaled time
	awk -v clock="$CLOCK" -v rate="$PROXY_RATE" '
		NR == 1 { first = $1 }
		{ all++; if ($2 == 429) bad++ }
		$1 - first >= 60 / clock { late++; late_bad += $2 == 429
			if (!begin) begin = $1; last = $1 }
		END {
			if (last > begin)
				pace = (late - late_bad) / (last - begin) / rate
			printf "%d %d %d %d %.2f%% %.1f%%\n", all, bad, late,
				late_bad, late ? 100 * late_bad / late : 0,
				100 * pace
		}' nginx.log >proxy.sums
	read -r all bad late late_bad share pace <proxy.sums
	line 'proxy, not told' "$(wc -l <list)" "$bad" "$pace" '' \
		"$(ratio "$(announced proxy.err)" 60)" \
		"$(awk -v f="$CLOCK" '{ printf "%.2f", $1 * f / 60 }' \
		proxy.cost)" ''
	echo "    $all requests; after the first minute: $late, of these" \
		"refused $late_bad ($share); pace from there on"
}

### Several processes with one account

# halves: list in two
halves () {
	half=$(($(wc -l <list) / 2))
	head -n "$half" list >list.1
	tail -n +$((half + 1)) list >list.2
}

both () {
	campaign one list.1 &
	one=$!
	campaign other list.2
	wait "$one"
	# the longer of the two is the time of both
	sort -g one.cost other.cost | tail -n 1 >both.cost
	cp other.err both.err
}

way_two () {
	github_up
	halves
	warm list
	both
	row 'two processes' "$(bound "$REPOS" 1 76/60 475/3600)" both
}

way_killed () {
	github_up
	head -n 100 list >list.0
	tail -n +101 list >rest && mv rest list
	halves
	warm list list.0
	git-multi run -y -q -r list.0 --campaign killed -m Plain \
		-- sed -i s/debian-11/debian-12/ ci.yml >killed.out 2>&1 &
	killed=$!
	until test "$(counter .pulls_opened)" -ge 50; do
		kill -0 "$killed" || break
		sleep 0.1
	done
	kill -KILL "$killed"
	wait "$killed" 2>/dev/null
	sleep 1
	both
	row 'killed, then two' \
		"$(bound "$(counter .pulls_opened)" 1 76/60 475/3600)" both
}

### One host frozen for an hour, two others

# others_done: when the last pull request of the others was opened, seconds
# of the forge's clock after the first request of all
others_done () {
	awk -F'\t' '{ split($1, t, /[-T:Z]/)
			at = t[4] * 3600 + t[5] * 60 + t[6]
			if (!n++) first = at
			if (at < first) at += 86400 }
		$2 == "POST" && $4 == 201 && $3 ~ /^\/api\/v[14]\// {
			last = at }
		END { print last - first }' "$fdir/log"
}

way_frozen () {
	GIT_MULTI_CLOCK=$FROZEN_CLOCK
	export GIT_MULTI_CLOCK
	for freeze in no yes; do
		fresh 50 hub lab tea
		test "$freeze" = no || echo 'POST /repos/* times=1 secondary' \
			'retry-after=3600' >"$fdir/faults"
		forges_up --config config
		for i in $(seq 50); do
			echo "${github}hub/r$i"
			echo "${gitlab}lab/r$i"
			echo "${gitea}tea/r$i"
		done >list
		warm list
		campaign "frozen-$freeze" list
		others_done >"others-$freeze"
		line "frozen: $freeze" "$(counter .pulls_opened)" \
			"$(counter '.status["403"] // 0')" '' \
			"$(ratio "$(cat "others-$freeze")" 60)" '' \
			"$(awk -v f="$FROZEN_CLOCK" '{ printf "%.2f", \
			$1 * f / 60 }' "frozen-$freeze.cost")" ''
	done
	echo "    the two others, with the frozen one : without it:" \
		"$(ratio "$(cat others-yes)" "$(cat others-no)")"
}

test "$WAYS" = large ||
	line '' 'PRs' 'refused' 'pace' 'min' 'announced' 'real' 'ratio'
for way in $WAYS; do
	"way_$way"
done
