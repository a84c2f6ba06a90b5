# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# For tests of the demo forge's GitHub dialect, with curl, jq and plain git:
# source it behind forge-lib.sh.

# shellcheck disable=SC2154 # lib.sh and forge-lib.sh set them
for tool in curl jq; do
	command -v "$tool" >/dev/null || skip_all "$tool is not there"
done

# api PATH [CURL OPTION…]: as bob, unless the options say who; the body in
# answer, the headers in heads.
api () {
	path=$1; shift
	case $* in
	*Authorization:*) ;;
	*) set -- -H 'Authorization: Bearer token-of-bob' "$@" ;;
	esac
	curl -sS -o answer -D heads -A test "$@" "$forge$path"
}

# status SENTENCE CODE PATH [CURL OPTION…]
status () {
	sentence=$1 want=$2; shift 2
	: >answer
	api "$@"
	ok "$sentence" grep -q "^HTTP/1.1 $want " heads ||
		sed 's/^/# | /' heads answer
}

# is SENTENCE JQ: the expression is true of the answer.
is () {
	ok "$1" jq -e "$2" answer || sed 's/^/# | /' answer
}

# query SENTENCE QUERY [VARIABLES]: a GraphQL answer
query () {
	jq -n --arg q "$2" --argjson v "${3:-null}" \
		'{query: $q, variables: $v}' >question
	status "$1" 200 graphql -d @question
}

faults () {
	curl -sS -f --data-binary "$1" "${forge}_forge/faults"
}

with_token () {
	token=$1; shift
	git -c "http.extraHeader=Authorization: Basic $(printf 'x:%s' \
		"$token" | base64)" "$@"
}

branch () {
	git -C work checkout -q -B "$1" origin/main &&
	echo "$1" >"work/${2:-version.txt}" && git -C work add . &&
	git -C work commit -q -m "about $1" &&
	with_token token-of-bob -C work push -q origin "$1"
}

open_pull () {
	api "repos/demo/r1/pulls" -d "$(jq -n --arg h "$1" \
		'{title: ("T " + $h), head: $h, base: "main"}')"
}
