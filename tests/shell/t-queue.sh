#!/bin/sh
# SPDX-License-Identifier: MIT
# Merge queues (GitHub) and trains (GitLab): where there is one, what is merged
# joins it, and is waited for there.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
forge_repos 12 lab
forge_repos 6 hub
for n in 1 2 3 7 8 9 11 12; do
	echo 'merge-queue = 20' >>"$(bare r$n lab)/forge"
done
# long enough for two commands on a busy machine
echo 'merge-queue = 200' >>"$(bare r6 lab)/forge"
for n in 5 10; do
	echo 'merge-queue = 20 failed' >>"$(bare r$n lab)/forge"
done
for n in 1 2 4 5; do
	echo 'merge-queue = 20' >>"$(bare r$n hub)/forge"
done
echo 'merge-queue = 20 failed' >>"$(bare r3 hub)/forge"
echo 'allow-auto-merge = true' >>"$(bare r4 hub)/forge"
for n in 3 4; do
	echo 'required-checks = build' >>"$(bare r$n hub)/forge"
done
forges_up
owner=lab

# check REPO STATE: of the newest commit on its branch
check () {
	curl -sS -f -d "$(jq -n --arg r "$owner/$1" --arg s "$2" --arg o \
		"$(git -C "$(bare "$1" $owner)" rev-parse "$branch")" \
		'{repo: $r, oid: $o, name: "build", state: $s}')" \
		"${gitlab}_forge/checks" >/dev/null
}
faults () {
	curl -sS -f --data-binary "$1" "${gitlab}_forge/faults" >/dev/null
}
urls () {
	for n; do
		test $owner = hub && echo "${github}hub/r$n" ||
			echo "${gitlab}lab/r$n"
	done
}
# count: requests from here on, by rules that do nothing
count () {
	faults 'PUT */merge delay=0s
POST */merge_trains/* delay=0s'
}
# sent: merges beside the trains, and joins
sent () {
	curl -s "${gitlab}_forge/faults" | sed -n 's/.*hits=//p' |
		paste -s -d' '
}
# open BRANCH N…: pull requests
open () {
	branch=$1; shift
	urls "$@" >list.txt
	git multi run -q -y -r list.txt --campaign "$branch" \
		--branch "$branch" -m Change --sh 'date >>new' \
		>/dev/null 2>run.err || cat run.err
}
state_of () {
	jq -r --arg n "$owner/r$1" '.[] | select(.task | endswith($n)) |
		[.result, .pull.state, .reason // "-"] | join(" ")' out
}

open one 1 2 3 4 5
for n in 1 2 3 4 5; do
	check r$n success
done
count
fails_with 'merge, and wait for the trains' 1 git multi merge -q one \
	--wait=10min --json=task,result,pull.state,reason,class
for n in 1 2 3; do
	state_of $n >got
	says "r$n: is merged by its train" 'done merged -' got
done
state_of 4 >got
says 'where there are no trains it is merged at once' 'done merged -' got
state_of 5 >got
says 'who is thrown off is told' "failed open its forge took it out of \
the queue without merging it; look there for the reason" got
jq -r '.[] | select(.result == "failed") | .class' out >got
says 'as what its checks are' test got
sent >got
says 'one merge, and each joined once' '1 4' got
sed -i s/failed// "$(bare r5 lab)/forge"
fails_with 'merge again' 0 git multi merge -q one --wait=10min \
	--json=task,pull.state
jq -r '.[].pull.state' out | sort -u >got
says 'puts it on a train once more' merged got

# ---- without waiting ---------------------------------------------------------
open two 6
check r6 success
count
fails_with 'merge, without waiting' 4 git multi merge -q two \
	--json=task,result,pull.state,reason
state_of 6 >got
says 'joins, and says so' \
	'waiting open its forge merges it when it is ready' got
fails_with 'merge again at once' 4 git multi merge -q two --json=result
sent >got
says 'joins no second time' '0 1' got
fails_with 'and wait' 0 git multi merge -q two --wait=20min --delete-branch \
	--json=pull.state
git -C "$(bare r6 lab)" branch --format='%(refname:short)' >got
says 'merges it, and takes its branch away' main got

# ---- auto-merge: it joins when its checks have passed -----------------------
open three 7
check r7 pending
count
fails_with 'auto-merge' 0 git multi merge -q three --auto-merge \
	--json=task,result,pull.state,reason
state_of 7 >got
says 'leaves it to the train' \
	'done open its forge merges it when it is ready' got
sent >got
says 'by one request' '0 1' got
check r7 success
fails_with 'later' 0 git multi merge -q three --wait=5min --json=pull.state
has 'it is merged' merged out

# ---- answers that are lost, or say nothing ------------------------------------
open four 8
check r8 success
faults 'POST */merge_trains/* times=1 drop-after'
fails_with 'an answer that is lost' 0 git multi merge -q four --wait=10min \
	--json=pull.state
has 'ends merged' merged out
git -C "$(bare r8 lab)" log --format=%s main | grep -c '^Merge' >got
says 'once' 1 got

# ---- killed on the train ------------------------------------------------------
open five 9
check r9 success
count
git-multi merge -q five --wait=10min >/dev/null 2>&1 &
pid=$!
until test "$(sent)" = '0 1'; do
	kill -0 $pid 2>/dev/null || break
	sleep 0.05
done
kill -9 $pid
wait $pid 2>/dev/null
fails_with 'killed, and gone on with' 0 git multi merge -q five \
	--wait=10min --json=pull.state
has 'it is merged by the train' merged out
sent >got
says 'that it joined once' '0 1' got

# ---- a commit that came meanwhile ---------------------------------------------
open six 11
check r11 success
repo=$(bare r11 lab)
faults 'POST */merge_trains/* times=1 delay=2s'
git-multi merge six --wait=10min --json=class,reason >out 2>err &
pid=$!
until test "$(sent)" = 1; do
	kill -0 $pid 2>/dev/null || break
	sleep 0.05
done
git -C "$repo" update-ref refs/heads/six "$(git -C "$repo" \
	-c user.name=P -c user.email=p@example.com commit-tree -p six \
	-m Person 'six^{tree}')"
wait $pid
has 'a commit that came after the look' '"class":"conflict"' out
git -C "$repo" log --format=%s -1 main >got
ok 'is not merged unseen' test "$(cat got)" != Person

# ---- thrown off in a run that merges ------------------------------------------
urls 10 >list.txt
cat >check-later.sh <<END
#!/bin/sh
date >>new
END
chmod +x check-later.sh
echo 'required-checks = build' >>"$(bare r10 lab)/forge"
branch=seven
git-multi run -q -y -r list.txt --campaign seven --branch seven -m Change \
	--merge --wait=10min --json=task,result,pull.state,reason \
	-- ./check-later.sh >out 2>err &
pid=$!
until git -C "$(bare r10 lab)" rev-parse -q --verify seven >/dev/null; do
	kill -0 $pid 2>/dev/null || break
	sleep 0.05
done
check r10 success
wait $pid
ok 'a run whose train fails' test $? = 2
state_of 10 >got
has 'says that it was thrown off' 'took it out of the queue' got

# ---- GitHub's queue -------------------------------------------------------------
owner=hub
open eight 1 2 3 6
for n in 1 2 3 6; do
	check r$n success
done
faults 'PUT */merge delay=0s'
fails_with 'GitHub: merge, and wait for the queues' 1 git multi merge -q \
	eight --wait=10min --json=task,result,pull.state,reason
for n in 1 2 6; do
	state_of $n >got
	says "GitHub: r$n is merged" 'done merged -' got
done
state_of 3 >got
has 'GitHub: who is thrown out is told' 'took it out of the queue' got
sent >got
says 'GitHub: a plain merge is asked for only where there is no queue' 1 got
open nine 5
check r5 success
fails_with 'GitHub: without waiting' 4 git multi merge -q nine \
	--json=task,result,pull.state,reason
state_of 5 >got
says 'GitHub: joins, and says so' \
	'waiting open its forge merges it when it is ready' got
fails_with 'GitHub: and then' 0 git multi merge -q nine --wait=5min \
	--json=pull.state
has 'GitHub: is merged' merged out
open ten 4
check r4 pending
fails_with 'GitHub: auto-merge, with checks that run' 0 git multi merge -q \
	ten --auto-merge --json=task,result,pull.state,reason
state_of 4 >got
says 'GitHub: is left to the forge' \
	'done open its forge merges it when it is ready' got
finish
