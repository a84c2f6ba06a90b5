#!/bin/sh
# SPDX-License-Identifier: MIT
# Every request of the conversations with Gitea and Forgejo, which are exactly
# what we send, is valid by their own descriptions: Prism plays the server and
# refuses what is not in them, unknown fields too.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

test ! -e "$PEERS/node.missing" || skip_all "Prism: $(cat "$PEERS/node.missing")"
test -d "${SHARED:-/nowhere}/specs" ||
	skip_all 'the API descriptions (../shared/specs) are not beside the checkout'
NODE_PATH=$PEERS/node/node_modules
export NODE_PATH

# In these descriptions a body is a definition by name.
strict='.definitions |= with_entries(
	if .key | endswith("Option") then .value.additionalProperties = false
	else . end)'

# cut_out DESCRIPTION PREFIX PATH…: strict about unknown fields, on stdout;
# PREFIX is what its paths have not.
cut_out () {
	description=$1 prefix=$2; shift 2
	printf '%s\n' "$@" >paths.txt
	node "$SHARED/forges/prism/cut.js" "$SHARED/specs/$description.json" \
		cut.json paths.txt "--prefix=$prefix" && jq "$strict" cut.json
}

describe_gitea () {
	r='/repos/{owner}/{repo}'
	cut_out gitea-swagger /api/v1 \
		/version "$r" "$r/branches/{branch}" "$r/pulls" \
		"$r/pulls/{index}" "$r/pulls/{base}/{head}" \
		"$r/pulls/{index}/merge" "$r/commits/{ref}/status" \
		"$r/labels" '/orgs/{org}/labels' "$r/milestones" \
		"$r/pulls/{index}/requested_reviewers" \
		"$r/issues/{index}" "$r/issues/{index}/comments" "$r/forks" \
		'/orgs/{org}/repos' '/users/{username}/repos' /repos/search \
		'/orgs/{org}/teams/search' '/teams/{id}/repos' \
		'/users/{username}' "$r/teams/{team}" \
		"$r/contents/{filepath}" >gitea.json
}

# An organization's labels, milestones, teams and a user are not in this part of
# the description, but the same in Gitea's.
describe_forgejo () {
	r='/api/v1/repos/{owner}/{repo}'
	cut_out forgejo-16-cut '' \
		/api/v1/version "$r" "$r/branches/{branch}" \
		"$r/pulls" "$r/pulls/{index}" "$r/pulls/{base}/{head}" \
		"$r/pulls/{index}/merge" "$r/commits/{ref}/status" \
		"$r/labels" "$r/pulls/{index}/requested_reviewers" \
		"$r/issues/{index}" "$r/issues/{index}/comments" "$r/forks" \
		'/api/v1/orgs/{org}/repos' '/api/v1/users/{username}/repos' \
		/api/v1/repos/search "$r/contents/{filepath}" >forgejo.json
}

# start_prism NAME: in place of a server; PRISM_URL.
start_prism () {
	node "$NODE_PATH/@stoplight/prism-cli/dist/index.js" mock \
		-h 127.0.0.1 -p 0 -v info "$1.json" >"$1.log" 2>&1 &
	pids="$! $pids"
	ok "$1: Prism starts" wait_for "$1.log" 'is listening on' "$!"
	PRISM_URL=$(sed -n 's/.*is listening on \(http:[^ ]*\).*/\1/p' "$1.log")
}

# Each request as N.line (METHOD PATH) and, where it has one, N.body.
cut_requests () {
	awk -v folder="$1" '
	/^= / {
		state = ""
		if ($0 == "= request") {
			file = sprintf("%s/%04d", folder, ++nr)
			state = "line"
		}
		next
	}
	state == "line" {
		sub("http[^ ]*/api/v1", "/api/v1")
		sub("http://127.0.0.1:3000", "")
		print >(file ".line")
		close(file ".line")
		state = "headers"
		next
	}
	state == "headers" && $0 == "" { state = "body"; next }
	state == "body" { print >(file ".body") }' \
		"$SRC"/tests/forges/gitea/*.txt
}

# A request whose body the conversation does not show is shown by another.
send_all () {
	for line in asked/*.line; do
		body=${line%.line}.body
		read -r method path <"$line"
		case $method$path in
		GET*) set -- ;;
		*)	test -e "$body" || continue
			set -- -H 'Content-Type: application/json' \
				--data-binary "@$body" ;;
		esac
		# a description has no name for the rest of a path
		path=$(echo "$path" | sed ':a
			s#\(/contents/.*\)/#\1%2F#
			ta')
		case $name$path in
		forgejo*/users/*/repos*) ;;
		forgejo*/orgs/*/labels* | forgejo*/milestones* | \
		forgejo*/teams/* | forgejo*/users/*) continue ;;
		esac
		code=$(curl -s -o reply -w '%{http_code}' -X "$method" \
			-H 'Authorization: token secret' \
			-H 'Accept: application/json' "$@" "$PRISM_URL$path")
		echo "$code $method $path" >>"$name.sent"
		case $code in
		2*) ;;
		*) echo "$code $method $path: $(cat reply)" >>"$name.refused" ;;
		esac
	done
}

misspelt () {
	code=$(curl -s -o reply -w '%{http_code}' -X POST \
		-H 'Authorization: token secret' \
		-H 'Content-Type: application/json' \
		-d '{"title":"t","head":"a","base":"b","drafty":true}' \
		"$PRISM_URL/api/v1/repos/o/n/pulls")
	test "$code" = 422
}

mkdir asked
ok 'the conversations hold requests' cut_requests asked
for name in gitea forgejo; do
	ok "$name: the description is cut" "describe_$name"
	start_prism "$name"
	: >"$name.refused"
	send_all
	ok "$name: more than a hundred requests were sent" \
		test "$(wc -l <"$name.sent")" -gt 100
	for what in 'GET .*/pulls/main/' 'GET .*/status?' 'POST .*/pulls$' \
		'POST .*/merge$' 'POST .*/labels$' 'PATCH ' \
		'POST .*/requested_reviewers$'; do
		ok "$name: such as '$what'" grep -q "^2.. $what" "$name.sent"
	done
	same "$name: none is refused" /dev/null "$name.refused"
	ok "$name: Prism would have refused a misspelt field" misspelt
done
finish
