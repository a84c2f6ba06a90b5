#!/bin/sh
# SPDX-License-Identifier: MIT
# Every REST request of the conversations with GitLab, which are exactly what
# we send, is valid by its own description: Prism plays the server and refuses
# what is not in it, unknown fields too. GraphQL is in no description, nor is
# its schema in any package: that our queries are whole is all that is checked.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

test ! -e "$PEERS/node.missing" || skip_all "Prism: $(cat "$PEERS/node.missing")"
test -d "${SHARED:-/nowhere}/specs" ||
	skip_all 'the API descriptions (../shared/specs) are not beside the checkout'
NODE_PATH=$PEERS/node/node_modules
export NODE_PATH

# The actions of a commit: the pages say which needs what, the description asks
# for all of it. In this description a body is a definition by name, "putApiV4Projects…".
strict='.definitions |= with_entries(
	if .key | test("^(post|put)Api") then
		.value.additionalProperties = false
	else . end) |
	.definitions.postApiV4ProjectsIdRepositoryCommits.properties.actions
		.items |= (.additionalProperties = false |
		.required = ["action", "file_path"])'

describe () {
	r='/api/v4/projects/{id}/merge_requests'
	printf '%s\n' /api/v4/version /api/v4/personal_access_tokens/self \
		"$r" "$r/{merge_request_iid}" "$r/{merge_request_iid}/merge" \
		'/api/v4/groups/{id}/projects' \
		'/api/v4/users/{user_id}/projects' /api/v4/search \
		'/api/v4/groups/{id}/(-/)search' \
		'/api/v4/projects/{id}/repository/files/{file_path}' \
		'/api/v4/projects/{id}/repository/commits' \
		'/api/v4/projects/{id}' '/api/v4/projects/{id}/forks' \
		'/api/v4/projects/{id}/fork' \
		>paths.txt
	node "$SHARED/forges/prism/cut.js" \
		"$SHARED/specs/gitlab-openapi.yaml" cut.json paths.txt &&
	jq "$strict" cut.json >gitlab.json
}

# start_prism: in place of a server; PRISM_URL.
start_prism () {
	node "$NODE_PATH/@stoplight/prism-cli/dist/index.js" mock \
		-h 127.0.0.1 -p 0 -v info gitlab.json >gitlab.log 2>&1 &
	pids="$! $pids"
	ok 'Prism starts' wait_for gitlab.log 'is listening on' "$!"
	PRISM_URL=$(sed -n 's/.*is listening on \(http:[^ ]*\).*/\1/p' gitlab.log)
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
		# notes and merge trains are in its pages, but not in its
		# description
		if ($0 ~ "/api/graphql$" || $0 ~ "/notes([?]|$)" ||
		    $0 ~ "/merge_trains/") {
			state = ""
			next
		}
		sub("http[^ ]*/api/v4", "/api/v4")
		print >(file ".line")
		close(file ".line")
		state = "headers"
		next
	}
	state == "headers" && $0 == "" { state = "body"; next }
	state == "body" { print >(file ".body") }' \
		"$SRC"/tests/forges/gitlab/*.txt
}

# call METHOD PATH [BODY]: the status
call () {
	nobody=
	test "$1" != HEAD || nobody=--head
	code=$(curl -s -o reply -w '%{http_code}' -X "$1" $nobody \
		-H 'Authorization: Bearer secret' \
		-H 'Private-Token: secret' -H 'Accept: application/json' \
		-H 'Content-Type: application/json' \
		${3:+--data-binary} ${3:+"$3"} "$PRISM_URL$2")
}

send_all () {
	for line in asked/*.line; do
		body=${line%.line}.body
		read -r method path <"$line"
		test -e "$body" && body=@$body || body=
		call "$method" "$path" "$body"
		echo "$code $method $path" >>sent
		case $code in
		2*) ;;
		*) echo "$code $method $path: $(cat reply)" >>refused ;;
		esac
	done
}

# Each GraphQL query, with its variables, as a file of its own.
cut_queries () {
	awk -v folder="$1" '
	/^= / { on = 0; request = $0 == "= request"; next }
	request && /^query\(/ {
		file = sprintf("%s/%04d.graphql", folder, ++nr)
		on = 1
	}
	on { print >(file) }' "$SRC"/tests/forges/gitlab/*.txt
}

check_queries () {
	node "$SRC/tests/peers/graphql-syntax.js" "$@"
}

# broken PROGRAM: a query that sed has spoilt is seen to be wrong.
broken () {
	sed "$1" query.graphql >broken.graphql
	! cmp -s query.graphql broken.graphql &&
	! check_queries broken.graphql >said && test -s said
}

misspelt () {
	call "$@"
	test "$code" = 422 -o "$code" = 400
}

mkdir asked
ok 'the conversations hold requests' cut_requests asked
ok 'the description is cut' describe
start_prism
: >refused
send_all
ok 'fifty requests were sent' test "$(wc -l <sent)" -ge 50
for what in 'GET .*/merge_requests?' 'POST .*/merge_requests$' \
	'PUT .*/merge_requests/7$' 'PUT .*/merge$'; do
	ok "such as '$what'" grep -q "^2.. $what" sent
done
same 'none is refused' /dev/null refused
r=/api/v4/projects/12/merge_requests
ok 'Prism would have refused a misspelt field' misspelt POST "$r" \
	'{"title":"t","source_branch":"a","target_branch":"b","drafty":true}'
ok 'of a merge too' misspelt PUT "$r/7/merge" '{"sha":"1","squish":true}'
ok 'and a request without what it must have' misspelt POST "$r" \
	'{"title":"t"}'

mkdir queries
ok 'the conversations hold queries' cut_queries queries
ok 'ten or more' test "$(find queries -type f | wc -l)" -ge 10
check_queries queries/* >wrong
same 'all of them are whole' /dev/null wrong
cp "$(grep -l '[$]r0:String' queries/* | head -n 1)" query.graphql
ok 'a query without its end would have been seen' broken 's/}}}}}/}}}}/'
ok 'so would a variable that is not declared' broken 's/\$r0:String,//'
ok 'a fragment that is not there' broken 's/\.\.\.T/...Tree/'
ok 'one that is not used' broken 's/{\.\.\.M/{iid/'
ok 'a variable of another type' broken 's/\$p0:\[String!\]/$p0:Int/'
ok 'and one without a value' broken 's/"p0"/"p1"/'
finish
