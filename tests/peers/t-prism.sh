#!/bin/sh
# SPDX-License-Identifier: MIT
# Every REST request that we send is valid by the forges' own descriptions:
# Prism stands between git multi and the demo forge and holds each against
# them (unknown fields too); then every GraphQL query that the demo forge heard
# is checked against GitHub's own schema.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

test ! -e "$PEERS/node.missing" || skip_all "Prism: $(cat "$PEERS/node.missing")"
test -d "${SHARED:-/nowhere}/specs" ||
	skip_all 'the API descriptions (../shared/specs) are not beside the checkout'
. "$SRC/tests/shell/forge-lib.sh"
NODE_PATH=$PEERS/node/node_modules
export NODE_PATH

# GraphQL is in no description: its address takes a query and nothing else.
# shellcheck disable=SC2016 # jq's own variable
with_graphql='.paths[$path] = { post: { requestBody: { required: true,
	content: { "application/json": { schema: { type: "object",
		additionalProperties: false, required: ["query"], properties: {
		query: { type: "string" }, variables: { type: "object" } } } } } },
	responses: { "200": { description: "an answer" } } } }'

# description NAME PREFIX GRAPHQL: NAME.json, strict about unknown fields.
description () {
	sed "s#^#$2#" "$SHARED/forges/prism/github-paths.txt" >paths.txt
	node "$SHARED/forges/prism/cut.js" "$SHARED/specs/$1-cut.json" \
		strict.json paths.txt --strict &&
	jq --arg path "$3" "$with_graphql" strict.json >"$1.json"
}

# start_prism NAME: in front of the demo forge; PRISM_URL.
start_prism () {
	node "$NODE_PATH/@stoplight/prism-cli/dist/index.js" proxy \
		-h 127.0.0.1 -p 0 -v info "$1.json" "${forge%/}" \
		>"$1.log" 2>&1 &
	pids="$! $pids"
	ok "$1: Prism starts" wait_for "$1.log" 'is listening on' "$!"
	PRISM_URL=$(sed -n 's/.*is listening on \(http:[^ ]*\).*/\1/p' "$1.log")
}

# campaign NAME API: all that run, status and a second run may send.
campaign () {
	git config --global "multi.$forge.api" "$2"
	run git multi run -r list.txt -m "Say $1" --branch "say/$1" --draft \
		--label one --label 'two words' --create-labels \
		--reviewer ann --team-reviewer core --assignee cid \
		--milestone v1 --body 'A body, "quoted" — and ü' \
		-- sh -c 'echo more >>README.md'
	ok "$1: a campaign, one repository of it missing" test "$status" = 1 ||
		sed 's/^/# | /' err
	rm -rf "$XDG_CACHE_HOME"
	run git multi status "say-$1"
	ok "$1: status" test "$status" = 0 || sed 's/^/# | /' err
	run git multi run -r list.txt -m "Say more" --branch "say/$1" \
		--campaign "more-$1" -- sh -c 'echo still more >>README.md'
	run git multi run -r list.txt -m 'Not a draft' --branch "plain/$1" \
		--label one --reviewer bob \
		-- sh -c 'echo plain >>README.md'
	ok "$1: a plain pull request" test "$status" = 1 ||
		sed 's/^/# | /' err
	run git multi list --host "$host" --code-search 'x user:peers'
	ok "$1: a search for code" test "$status" = 0 || sed 's/^/# | /' err
	ok "$1: it went through Prism" grep -q -i 'get .*/search/code' "$1.log"
	grep -E 'post .*/pulls |POST .*/pulls ' "$1.log" >posts
	ok "$1: pull requests went through Prism" test -s posts
	grep -E 'Violation: request' "$1.log" >violations
	same "$1: no request breaks the description" /dev/null violations
	curl -s -o answer -H 'Content-Type: application/json' \
		-d '{"title":"t","head":"main","base":"main","drafty":true}' \
		"$2repos/peers/a/pulls"
	ok "$1: Prism would have seen a misspelt field" \
		grep -q 'Violation: request' "$1.log"
}

forge_up
for name in a b c; do
	repo "$(bare "$name" peers)"
	echo 'milestones = v1' >>"$(bare "$name" peers)/forge"
	echo "${forge}peers/$name" >>list.txt
done
echo "${forge}peers/missing" >>list.txt

ok 'github: the description is cut' description github '' /graphql
start_prism github
campaign github "$PRISM_URL/"
ok 'ghes-3.19: the description is cut' \
	description ghes-3.19 /api/v3 /api/graphql
start_prism ghes-3.19
campaign ghes-3.19 "$PRISM_URL/api/v3/"

# told FOLDER: every query and mutation of the conversations, a file each.
told () {
	mkdir -p "$1"
	for file in "$SRC"/tests/forges/github/*.txt; do
		awk -v out="$1/$(basename "$file" .txt)" '
			/^= / { on = 0; request = $2 == "request"; n += request }
			request && /^(query|mutation)[ {]/ { on = 1 }
			on { print >(out "-" n ".graphql") }' "$file"
	done
}

told told
find "$fdir/queries" told -type f >queries
ok 'the conversations hold mutations' grep -q '^mutation' told/*
ok 'the forge kept the GraphQL queries that it heard' test -s queries
while read -r query; do
	ok "GitHub's schema knows the query $(basename "$query")" \
		node "$SHARED/forges/graphql/check.js" "$query"
done <queries
finish
