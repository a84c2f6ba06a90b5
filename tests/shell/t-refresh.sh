#!/bin/sh
# SPDX-License-Identifier: MIT
# refresh: the change again on a base that moved; nothing where it did not;
# and never a person's commit lost.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
for owner in hub lab tea; do
	forge_repos 10 $owner
done
forges_up

# the base of rN gets another commit: FILE has TEXT
moves () {
	rm -rf work
	git clone -q "$(bare "r$1" "$owner")" work
	echo "$3" >>"work/$2"
	git -C work add -A
	git -C work -c user.name=P -c user.email=p@example.com commit -qm Moved
	git -C work push -q origin HEAD:main
}

branch=multi/up

# on_base N: the branch of rN is one commit on its base
on_base () {
	git -C "$(bare "r$1" "$owner")" log --format=%P -1 "$branch" >got
	git -C "$(bare "r$1" "$owner")" rev-parse main >want
	same "$owner: r$1 stands on its base as it is now" want got
}

pull () {
	jq -rsc "[.[] | select(.repo == \"$owner/r$1\")] |
		[(map(.number) | unique | length),
		 (.[-1] | .number, .title, .body)]" "$fdir/pulls"
}

# person N BRANCH: somebody's commit on a branch of rN, told on stdout
person () {
	git -C "$(bare "r$1" "$owner")" update-ref "refs/heads/$2" \
		"$(git -C "$(bare "r$1" "$owner")" -c user.name=P \
		-c user.email=p@example.com commit-tree -p "$2" -m Person \
		"$2^{tree}")"
	git -C "$(bare "r$1" "$owner")" rev-parse "$2"
}

rows () {
	jq -r '.[] | [(.task | sub(".*/"; "")), .result, .class // "",
		.reason // ""] | join(" ")' out
}

for forge_of in "$github hub" "$gitlab lab" "$gitea tea"; do
	forge=${forge_of% *} owner=${forge_of#* }
	forge_list 5 "$owner" >list.txt
	fails_with "$owner: a run" 0 git multi run -q -y -r list.txt \
		--campaign "$owner" --branch "$branch" -m 'Up to 12' \
		--sh 'sed -i s/debian-11/debian-12/ ci.yml; wc -l <ci.yml >n'
	for n in 1 2 3 4 5; do
		pull $n >"pull.$n"
		git -C "$(bare "r$n" "$owner")" rev-parse "$branch" >"commit.$n"
	done

	moves 1 other.txt x		# behind
	moves 2 ci.yml 'more: 1'	# in conflict, by the file n
	moves 2 n 7
	moves 3 other.txt y
	# a person's commit on the branch of r3
	repo=$(bare r3 "$owner")
	git -C "$repo" update-ref "refs/heads/$branch" "$(git -C "$repo" \
		-c user.name=P -c user.email=p@example.com commit-tree \
		-p "$branch" -m Person "$branch^{tree}")"
	git -C "$repo" rev-parse "$branch" >"commit.3"

	# Gitea says nothing of it while a pull request is young
	tries=0
	until git multi status "$owner" --json=pull.mergeable 2>said |
		grep -q conflict; do
		tries=$((tries + 1))
		test $tries -lt 600 || break
		sleep 0.1
	done
	fails_with "$owner: only what is in conflict" 0 git multi refresh -q \
		-y "$owner" --only-conflicting --json=task,result,class,reason
	rows >got
	says "$owner: is made again" 'r2 done  ' got
	on_base 2
	git -C "$(bare r2 "$owner")" show "$branch:n" >got
	git -C "$(bare r2 "$owner")" show main:ci.yml | wc -l >want
	same "$owner: by the command, on what is there now" want got
	pull 2 >got
	same "$owner: in the same pull request, with its words" pull.2 got
	git -C "$(bare r1 "$owner")" rev-parse "$branch" >got
	same "$owner: what is only behind is left" commit.1 got

	: >"$fdir/log"
	fails_with "$owner: all that is behind" 1 git multi refresh -q -y \
		"$owner" --json=task,result,class,reason
	rows >got
	has "$owner: one is made again" 'r1 done  ' got
	has "$owner: one has not moved" "r4 done  'main' has not moved" got
	has "$owner: one was just made again" \
		"r2 done  'main' has not moved" got
	has "$owner: one is a person's too" 'r3 failed conflict' got
	on_base 1
	for n in 3 4 5; do
		git -C "$(bare "r$n" "$owner")" rev-parse "$branch" >got
		same "$owner: r$n is as it was" "commit.$n" got
	done
	for n in 1 3 4; do
		pull $n >got
		same "$owner: the pull request of r$n, too" "pull.$n" got
	done
	cut -f3 "$fdir/log" | grep -c '/r4/.*receive-pack' >got
	says "$owner: what has not moved is not pushed" 0 got

	# somebody's commit between look and push
	moves 4 other.txt z
	repo=$(bare r4 "$owner")
	cat >meanwhile.sh <<-END
	#!/bin/sh
	sed -i s/debian-11/debian-12/ ci.yml
	echo \$\$ >n
	cd "$repo" || exit
	test -e "$PWD/go" || exit 0
	git update-ref "refs/heads/$branch" "\$(git -c user.name=P \\
		-c user.email=p@example.com commit-tree -p "$branch" \\
		-m Person "$branch^{tree}")"
	git rev-parse "$branch" >"$PWD/person"
	END
	chmod +x meanwhile.sh
	rm -f go
	echo "${forge}$owner/r4" >four.txt
	fails_with "$owner: a campaign by a program" 0 git multi run -q -y \
		-r four.txt --campaign "$owner-race" --branch race -m Race \
		-- ./meanwhile.sh
	moves 4 other.txt zz
	touch go
	sed -i 's/multi.up/race/g' meanwhile.sh
	cp meanwhile.sh "$XDG_STATE_HOME"/git-multi/campaigns/"$owner"-race/files/*/
	fails_with "$owner: somebody's commit meanwhile" 2 \
		git multi refresh -q -y "$owner-race" --json=task,result,class
	rows >got
	has "$owner: is a conflict" 'r4 failed conflict' got
	git -C "$repo" rev-parse race >got
	same "$owner: and is not lost" person got
	rm -f go

	# killed in the middle
	moves 5 other.txt z
	journal=$XDG_STATE_HOME/git-multi/campaigns/$owner/journal
	GIT_MULTI_CLOCK=1 git-multi refresh -q -y "$owner" >said 2>&1 &
	pid=$!
	until test "$(grep -c '/r5.*"refresh":true' "$journal")" = 2; do
		kill -0 "$pid" || break
		sleep 0.05
	done
	kill -9 "$pid"
	wait "$pid" 2>said
	fails_with "$owner: resume goes on with it" 1 git multi resume -q -y \
		"$owner" --json=task,result,class,reason
	on_base 5
	pull 5 >got
	same "$owner: in the same pull request still" pull.5 got

	# what a run was told to do to others' commits a refresh was not
	for how in 'force replace --force-over-others' 'leave skip'; do
		# shellcheck disable=SC2086 # words
		set -- $how
		fails_with "$owner: --if-exists=$2 $3" 0 git multi run -q -y \
			-r "${forge}$owner/r6" --campaign "$owner-$1" \
			--branch "$1" -m Mine --if-exists="$2" ${3:+"$3"} \
			--sh "echo 1 >$1.txt"
		person 6 "$1" >hers
		moves 6 other.txt "$1"
		for command in refresh retry; do
			fails_with "$owner: and $command" 2 git multi \
				"$command" -q -y "$owner-$1" \
				--json=task,result,class,reason
			rows >got
			has "$owner: it is a person's" 'r6 failed conflict' got
			git -C "$(bare r6 "$owner")" rev-parse "$1" >got
			same "$owner: whose commit is not lost" hers got
		done
	done

	# killed as it began to push, and as the push had come in
	# shellcheck disable=SC2016 # for the script
	for push in : '"$git" "$@"'; do
		mkdir -p bin
		cat >bin/git <<-END
		#!/bin/sh
		git='$(command -v git)'
		case " \$* " in
		*' push '*) $push; kill -9 "\$PPID"; exit 1 ;;
		esac
		exec "\$git" "\$@"
		END
		chmod +x bin/git
		test "$push" = : && cut=before || cut=behind
		for n in 7 8; do
			fails_with "$owner: a run" 0 git multi run -q -y \
				-r "${forge}$owner/r$n" -m Mine \
				--campaign "$owner-$cut-$n" --branch "$cut" \
				--sh "echo 1 >$cut.txt"
			moves "$n" other.txt "$cut"
			PATH=$PWD/bin:$PATH git-multi refresh -q -y \
				"$owner-$cut-$n" >said 2>&1
			ok "$owner: killed $cut the push" test $? = 137
		done
		fails_with "$owner: resume" 0 git multi resume -q -y \
			"$owner-$cut-7"
		git -C "$(bare r7 "$owner")" log --format=%P -1 "$cut" >got
		git -C "$(bare r7 "$owner")" rev-parse main >want
		same "$owner: goes on" want got
		person 8 "$cut" >hers
		fails_with "$owner: resume where a person was" 2 git multi \
			resume -q -y "$owner-$cut-8" --json=task,result,class
		rows >got
		has "$owner: does not say that all is done" \
			'r8 failed conflict' got
		git -C "$(bare r8 "$owner")" rev-parse "$cut" >got
		same "$owner: nor loses that commit" hers got
	done
done

fails_with 'two choices at once are refused' 129 git multi refresh hub \
	--behind --only-conflicting

finish
