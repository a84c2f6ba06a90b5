#!/bin/sh
# SPDX-License-Identifier: MIT
# Comments in bulk on each of the three forges: on those that are meant, once
# each, whatever becomes of an answer or of the one who asks; and the filters
# that narrow comment, edit, merge and close.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'

for owner in hub lab/sub tea; do
	forge_repos 8 "$owner"
done
forges_up

# open_all CAMPAIGN N…: pull requests in r$N of the present forge
open_all () {
	campaign=$1; shift
	: >repos.txt
	for n in "$@"; do
		echo "$forge$owner/r$n" >>repos.txt
	done
	git multi run -q -r repos.txt --campaign "$campaign" -m Change \
		-- sed -i s/debian-11/debian-12/ ci.yml >out 2>err </dev/null
}

# said N: the comments on the pull requests of rN, a line each
said () {
	jq -r --arg r "$owner/r$1" 'select(.type == "comment" and
		.repo == $r) | .body' "$fdir/pulls"
}

# counts N…: how many comments each has; counts_of TEXT N…: that have it
counts () {
	counts_of '' "$@"
}

counts_of () {
	text=$1; shift
	for n in "$@"; do
		said "$n" | grep -c -e "$text"
	done | tr '\n' ' ' | sed 's/ $//'
	echo
}

row () {
	jq -r --arg n "/$2" '.[] | select(.task | endswith($n)) |
		[.result, .class // "-", .pull.state // "-"] | join(" ")' "$1"
}

hit () {
	n=0
	until curl -s "${github}_forge/faults" | grep -q 'hits=[1-9]' ||
		test $n = 200; do
		n=$((n + 1))
		sleep 0.05
	done
}

no_faults () {
	rm -f "$fdir/faults"
}

# ---- the command line ---------------------------------------------------------

fails_with 'without a comment' 129 git multi comment
has 'says how to give one' 'say it with -m' err
fails_with 'an empty one' 129 git multi comment -m ' '
has 'is none' 'the comment is empty' err
fails_with 'two of them' 129 git multi comment -m a -F b
has 'exclude each other' "'-m' and '-F' exclude each other" err
fails_with 'an unknown field' 129 git multi comment -m 'of %(nam)'
has 'is named' "the comment: unknown field '%(nam)'" err

# ---- on each forge ------------------------------------------------------------

plain () {
	open_all "c-$what" 1 2 3
	fails_with "$what: a comment on three" 0 git multi comment "c-$what" \
		-m 'Please look at %(name)' --json=task,result,pull.state
	row out r1 >got
	says "$what: is done" 'done - open' got
	said 1 >got
	says "$what: with its fields filled in" 'Please look at r1' got
	counts 1 2 3 >got
	says "$what: once each" '1 1 1' got
	printf 'of a file\n\nand more\n' >text
	fails_with "$what: from a file, on one" 0 git multi comment \
		"c-$what" r2 -F text
	has "$what: one is told" '1 repository' err
	counts 1 3 >got
	says "$what: the others are not" '1 1' got
	fails_with "$what: the same on all, again" 0 git multi comment \
		"c-$what" -m 'Please look at %(name)'
	said 1 | sort | uniq -c | sed 's/^ *//' >got
	says "$what: is said again, for the first is over" \
		'2 Please look at r1' got
	git multi log "c-$what" >journal.txt
	has "$what: the log has it" 'comment: of a file' journal.txt
}

states () {
	fails_with "$what: one is closed" 0 git multi close "c-$what" r3
	fails_with "$what: of closed ones" 0 git multi comment "c-$what" \
		--only closed -m 'You are closed'
	said 3 | tail -n 1 >got
	says "$what: only those" 'You are closed' got
	said 1 | grep -c 'You are closed' >got
	says "$what: and no open one" 0 got
	fails_with "$what: of none" 3 git multi comment "c-$what" \
		--only merged -m 'Well done'
	has "$what: says so" "'--only' leaves none of" err
	curl -s -X "$close_method" -H "$header" -H 'User-Agent: t' \
		-H 'Content-Type: application/json' -d "$close_body" \
		"$api$close_path" >closed
	fails_with "$what: one that a person closed meanwhile" 0 \
		git multi comment "c-$what" r2 -m 'Still there?' \
		--json=task,result,reason,pull.state
	row out r2 >got
	says "$what: is left out" 'skipped - closed' got
	has "$what: and why is said" 'its pull request is closed' out
	git multi report "c-$what" --json >report.json
	jq -r '.rows[] | select(.task | endswith("/r1")) | .result' report.json \
		>got
	says "$what: what a repository ended as stays" 'done' got
}

lost () {
	open_all "l-$what" 4 5 6
	echo "POST $comments times=1 drop-after" >"$fdir/faults"
	fails_with "$what: an answer is lost" 0 git multi comment \
		"l-$what" -m 'Only once'
	no_faults
	counts 4 5 6 >got
	says "$what: it is not said twice" '1 1 1' got
	echo "POST $comments times=1 status=502" >"$fdir/faults"
	fails_with "$what: a bad gateway, and nothing was done" 0 \
		git multi comment "l-$what" -m 'Only once'
	no_faults
	counts 4 5 6 >got
	says "$what: it is said all the same, beside the one before" \
		'2 2 2' got
	echo "POST $comments times=1 done status=504" >"$fdir/faults"
	fails_with "$what: a gateway's time is over, and it was done" 0 \
		git multi comment "l-$what" -m 'Only once'
	no_faults
	counts 4 5 6 >got
	says "$what: once more each" '3 3 3' got
}

killed () {
	open_all "k-$what" 7 8
	echo "POST $comments slow=3s" >"$fdir/faults"
	git-multi comment "k-$what" -m 'Once, whatever happens' >out 2>err \
		</dev/null &
	comment_pid=$!
	hit
	kill -KILL "$comment_pid"
	wait "$comment_pid" 2>/dev/null
	no_faults
	counts 7 8 >got
	says "$what: killed when one had it, and its answer was on the way" \
		'1 0' got
	fails_with "$what: killed, resume goes on" 0 git multi resume \
		"k-$what" --json=task,result,pull.state
	counts 7 8 >got
	says "$what: once each" '1 1' got
	fails_with "$what: and there is nothing more to resume" 0 \
		git multi resume "k-$what"
	counts 7 8 >got
	says "$what: nothing more is said" '1 1' got
}

# The request is there when its sender is killed, and carried out only then.
on_its_way () {
	echo "POST $comments times=1 delay=400ms" >"$fdir/faults"
	git-multi comment "k-$what" r7 -m 'On its way' >out 2>err </dev/null &
	comment_pid=$!
	hit
	kill -KILL "$comment_pid"
	wait "$comment_pid" 2>/dev/null
	no_faults
	counts_of 'On its way' 7 >got
	says "$what: killed before it was carried out" 0 got
	fails_with "$what: resume does not believe that it was lost" 0 \
		git multi resume "k-$what"
	counts_of 'On its way' 7 >got
	says "$what: too soon: it is there once" 1 got
}

killed_again () {
	echo "POST $comments slow=3s" >"$fdir/faults"
	git-multi comment "k-$what" -m 'The same command again' >out 2>err \
		</dev/null &
	comment_pid=$!
	hit
	kill -KILL "$comment_pid"
	wait "$comment_pid" 2>/dev/null
	no_faults
	counts_of 'The same command' 7 8 >got
	says "$what: killed when one had it" '1 0' got
	fails_with "$what: killed, the same command goes on" 0 \
		git multi comment "k-$what" -m 'The same command again'
	counts_of 'The same command again' 7 8 >got
	says "$what: once each" '1 1' got
}

refused () {
	echo "POST $comments times=1 status=403" >"$fdir/faults"
	fails_with "$what: one is refused" 1 git multi comment "l-$what" \
		-m 'Who may say this'
	no_faults
	has "$what: retry is named" "git multi retry l-$what" err
	fails_with "$what: the same again" 0 git multi comment "l-$what" \
		-m 'Who may say this'
	has "$what: says that the others have it" '2 have it already' err
	counts_of 'Who may say this' 4 5 6 >got
	says "$what: all have it once" '1 1 1' got
	echo "POST $comments times=1 status=403" >"$fdir/faults"
	fails_with "$what: another is refused" 1 git multi comment "l-$what" \
		-m 'And this'
	no_faults
	fails_with "$what: resume does not take it for done" 1 \
		git multi resume "l-$what"
	has "$what: and names what helps" "'git multi retry l-$what'" err
	fails_with "$what: retry says it" 0 git multi retry "l-$what"
	counts_of 'And this' 4 5 6 >got
	says "$what: all have it once" '1 1 1' got
	fails_with "$what: and nothing is left to retry" 0 \
		git multi retry "l-$what"
	has "$what: which is said" 'nothing to retry' err
}

on_each () {
	plain
	states
	lost
	killed
	on_its_way
	killed_again
	refused
}

what=github forge=$github owner=hub comments='*/comments'
header='Authorization: Bearer sentinel-token' api=${github}
close_method=PATCH close_body='{"state":"closed"}'
close_path=repos/hub/r2/pulls/1
on_each
# shellcheck disable=SC2034 # for forge_list and open_all
what=gitlab forge=$gitlab owner=lab/sub comments='*/notes'
api=${gitlab}api/v4/
close_method=PUT close_body='{"state_event":"close"}'
close_path=projects/lab%2Fsub%2Fr2/merge_requests/1
on_each
fails_with 'gitlab: nothing but commands' 0 git multi comment l-gitlab \
	-m /rebase --json=result
jq -r '[.[] | select(.result == "done")] | length' out >got
says 'gitlab: are carried out, no note is kept' 3 got
counts_of /rebase 4 5 6 >got
says 'gitlab: as many as there were' '0 0 0' got
fails_with 'gitlab: which is over' 0 git multi resume l-gitlab
what=gitea forge=$gitea owner=tea comments='*/comments'
header='Authorization: token sentinel-token' api=${gitea}api/v1/
close_method=PATCH close_body='{"state":"closed"}'
close_path=repos/tea/r2/pulls/1
on_each

# ---- beside the campaign's own life --------------------------------------------

forge=$github owner=hub
forge_repos 3 hub q
for n in 1 2 3; do
	echo "${github}hub/q$n"
done >repos.txt
fails_with 'two of three pull requests' 4 git multi run -q -r repos.txt \
	--campaign beside -m Change --first 2 \
	-- sed -i s/debian-11/debian-12/ ci.yml
fails_with 'a comment on the first of them' 4 git multi comment beside \
	-m 'Beside' --first 1
fails_with 'resume goes on with it first' 4 git multi resume beside
has 'and says so' "going on with its comment" err
has 'and what is left' "1 repository of the campaign is left: 'git multi resume" \
	err
fails_with 'and then with the campaign' 0 git multi resume beside \
	--json=task,result,pull.state
jq -r '.[] | select(.task | endswith("/q3")) | .result + " " + .pull.state' \
	out >got
says 'which opens the third' 'done open' got
jq -rs '[.[] | select(.type == "comment" and .body == "Beside") | .repo] |
	join(" ")' "$fdir/pulls" >got
says 'nobody else was told' 'hub/q1 hub/q2' got
fails_with 'an interrupted one' 4 git multi comment beside -m 'One' --first 1
fails_with 'gives way to another' 0 git multi comment beside -m 'Two'
has 'which says so' 'the comment before was not over: 2 repositories did not' \
	err
fails_with 'and is forgotten' 0 git multi resume beside
jq -rs '[.[] | select(.type == "comment" and .body == "One")] | length' \
	"$fdir/pulls" >got
says 'it is on one' 1 got
fails_with 'the same while it is not over' 4 git multi comment beside \
	-m 'Three' --first 1
fails_with 'goes on, unless it is to be said to all' 0 git multi comment \
	beside -m 'Three' --again
jq -rs '[.[] | select(.type == "comment" and .body == "Three")] | length' \
	"$fdir/pulls" >got
says 'again' 4 got

# ---- killed at random instants, over all three --------------------------------

forge_repos 8 hub s
forge_repos 8 lab/sub s
forge_repos 8 tea s
: >repos.txt
for base in "${github}hub" "${gitlab}lab/sub" "${gitea}tea"; do
	for n in 1 2 3 4 5 6 7 8; do
		echo "$base/s$n"
	done
done >repos.txt
run git multi run -q -r repos.txt --campaign crash -m Change \
	-- sed -i s/debian-11/debian-12/ ci.yml
seed=${SEED:-$(date +%s)}
kills=${KILLS:-12}
echo "# SEED=$seed KILLS=$kills"
awk -v seed="$seed" -v nr="$kills" 'BEGIN { srand(seed)
	while (nr-- > 0) printf "0.%03d\n", 30 + rand() * 400 }' >instants
set -- comment crash -m 'Whatever happens'
while read -r instant; do
	git-multi "$@" --progress=none >out 2>err </dev/null &
	comment_pid=$!
	sleep "$instant"
	kill -KILL "$comment_pid" 2>/dev/null
	wait "$comment_pid" 2>/dev/null
	grep -q '"event":"talk"' \
		"$XDG_STATE_HOME/git-multi/campaigns/crash/journal" &&
		set -- resume crash
done <instants
fails_with 'killed at random instants, the last time it comes to its end' 0 \
	git multi "$@"
jq -rs '[.[] | select(.type == "comment" and .body == "Whatever happens") |
	.repo] | group_by(.) | map(length) | unique | join(" ")' \
	"$fdir/pulls" >got
says 'nobody is told twice' 1 got
jq -rs '[.[] | select(.type == "comment" and .body == "Whatever happens") |
	.repo] | unique | length' "$fdir/pulls" >got
says 'and all are told' 24 got

# ---- the filters, in each command that has them --------------------------------

what=filters forge=$gitea owner=tea
for n in 1 2 3 4; do
	git -C "$fdir/repos/tea/r$n.git" for-each-ref --format='%(refname)' \
		refs/heads/multi | while read -r ref; do
		git -C "$fdir/repos/tea/r$n.git" update-ref -d "$ref"
	done
done
echo 'topics = old' >>"$fdir/repos/tea/r1.git/forge"
open_all narrow 1 2 3 4
# chosen OPTION…: by a comment of its own, which repositories got it
chosen () {
	mark="mark $((chosen_nr = chosen_nr + 1))"
	run git multi comment narrow -q -m "$mark" "$@"
	for n in 1 2 3 4; do
		said "$n" | grep -q -x "$mark" && echo "r$n"
	done | tr '\n' ' ' | sed 's/ $//'
	echo
}
chosen_nr=0
chosen --include 'r[12]$' >got
says 'by an expression' 'r1 r2' got
chosen --exclude 'r[12]$' >got
says 'not by one' 'r3 r4' got
chosen --include 'r[12]$' --exclude r2 --only open,failed >got
says 'by all of them' r1 got
chosen --skip-repo "${forge}tea/r4" >got
says 'without one' 'r1 r2 r3' got
chosen --topic old >got
says 'by what the server has to tell' r1 got
chosen --has-file ci.yml --skip-forks --visibility public r2 r3 >got
says 'of those that are named' 'r2 r3' got
chosen --sample 2 --seed a >got
chosen --sample 2 --seed a >again
same 'by lot, the same with the same seed' got again
wc -w <got | tr -d ' ' >nr
says 'two of them' 2 nr
for command in comment edit merge close; do
	case $command in
	comment) set -- -m x ;;
	edit) set -- --title x ;;
	*) set -- ;;
	esac
	fails_with "$command: none is left" 3 git multi "$command" narrow \
		--include nowhere "$@"
	has "$command: which is said" 'the filters leave none of 4' err
	fails_with "$command: none with that outcome" 3 git multi "$command" \
		narrow --only failed "$@"
	has "$command: which is said" "'--only' leaves none of 4" err
	fails_with "$command: an outcome that is none" 129 git multi \
		"$command" narrow --only opn "$@"
	has "$command: names the nearest" "did you mean 'open'?" err
	fails_with "$command: an expression that is none" 129 git multi \
		"$command" narrow --include '(' "$@"
	has "$command: names it" "'--include (' is no regular expression" err
	fails_with "$command: a seed alone" 129 git multi "$command" narrow \
		--seed x "$@"
	has "$command: is of a sample" "'--seed' is of '--sample N'" err
done
fails_with 'merge: narrowed' 0 git multi merge narrow --no-checks=merge \
	--include 'r[12]$' --json=task,pull.state
jq -r '.[] | (.task | sub(".*/"; "")) + " " + .pull.state' out | sort >got
same 'those two, and no other' - got <<END
r1 merged
r2 merged
END
fails_with 'close: narrowed' 0 git multi close narrow --exclude r3 \
	--json=task,pull.state
jq -r '.[] | (.task | sub(".*/"; "")) + " " + .pull.state' out >got
says 'that one' 'r4 closed' got
fails_with 'edit: narrowed' 0 git multi edit narrow --only merged \
	--title 'Merged' --include r1 --json=task,result
jq -r '.[] | (.task | sub(".*/"; "")) + " " + .result' out >got
says 'that one, too' 'r1 done' got

# a server keeps another text than this one: by it no lost answer is found
printf '\377\376 text\n' >text
fails_with 'a comment that is no UTF-8' 129 git multi comment narrow -F text
has 'is refused' 'the comment is no UTF-8' err

finish
