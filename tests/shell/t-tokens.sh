#!/bin/sh
# SPDX-License-Identifier: MIT
# A token is a secret: two hosts, each with its own. What every process was
# started with, what hooks and commands find, what is left in files, and what
# a redirect gets to see. "intruder" is the login of each one's token at the
# other host, whose log would tell.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

for tool in curl jq; do
	command -v "$tool" >/dev/null || skip_all "$tool is not there"
done
one=ghp_FirstSentinel0123456789abcdefghij
two=ghp_OtherSentinel9876543210zyxwvutsrq

# -- two forges

fdir=$trash/second
mkdir -p "$fdir"
printf '%s demo\n%s intruder\n' "$two" "$one" >"$fdir/tokens"
forge_repos 9
# whom it lets in without a token git would send one with the next request
echo 'git-anonymous = true' >anonymous
forge_up --config anonymous
unset "$variable"
forge2=$forge host2=$host fdir2=$fdir
fdir=$trash/forge
unset port
printf '%s demo\n%s intruder\n' "$one" "$two" >"$fdir/tokens"
forge_repos 9
forge_up
eval "$variable=$one"
git config --global "multi.$forge2.tokenEnv" DEPLOY_SECRET
DEPLOY_SECRET=$two
export DEPLOY_SECRET

# forms SECRET: itself, and what base64 makes of it behind a name of any
# length, less the letters that its neighbours have a part in.
forms () {
	echo "$1"
	printf '%s' "$1" | base64 -w 0 | sed 's/....$//'
	echo
	printf 'x%s' "$1" | base64 -w 0 | sed 's/^..//; s/....$//'
	echo
	printf 'xx%s' "$1" | base64 -w 0 | sed 's/^...//; s/....$//'
	echo
}
forms "$one" >secrets.one
forms "$two" >secrets.two
cat secrets.one secrets.two >secrets
for name in a ab abc git x-access-token; do
	printf '%s:%s' "$name" "$one" | base64 -w 0
	echo
done >encoded
ok 'the forms are found behind any name' \
	test "$(grep -c -F -f secrets.one encoded)" = 5

clean () {
	ok "$1" holds_no_secret "$2"
}
holds_no_secret () {
	test -s "$1" && ! grep -a -n -F -f secrets "$1"
}

# -- those that look for it

# look.sh: who was run, and all that it can see of itself, of its repository
# and, as a hook, of the git that runs it.
mkdir hooks dumps traces
cat >look.sh <<'EOF'
#!/bin/sh
echo "== $0 $*"
env
git config --list --show-origin
git remote -v
cat .git "$(git rev-parse --git-dir)"/* \
	"$(git rev-parse --git-common-dir)"/config 2>&1
true
EOF
for hook in pre-commit prepare-commit-msg commit-msg post-commit \
	post-checkout post-merge post-rewrite post-index-change pre-push \
	pre-auto-gc pre-rebase reference-transaction fsmonitor-watchman; do
	{
		cat <<EOF
#!/bin/sh
exec >>'$trash/dumps/$hook' 2>&1
EOF
		sed 1d look.sh
		cat <<'EOF'
tr '\0' '\n' <"/proc/$PPID/environ"
tr '\0' ' ' <"/proc/$PPID/cmdline"
echo
EOF
	} >"hooks/$hook"
done
{
	cat look.sh
	echo 'echo "$GIT_MULTI_NAME" >>version.txt'
} >update.sh
chmod +x look.sh update.sh hooks/*
git config --global core.hooksPath "$trash/hooks"
git config --global trace2.configParams '*'

# -- the run, with all that a user may have set to see more

watched () {
	if strace -o /dev/null true 2>/dev/null; then
		# the leak sanitizer cannot work under it
		ASAN_OPTIONS=detect_leaks=0 \
			strace -f -qq -v -s 1000000 -e trace=execve,execveat \
			-e signal=none -o strace.out "$@"
	else
		"$@"
	fi
}

talkative () {
	(
		GIT_TRACE=$trash/traces/trace
		GIT_TRACE_CURL=$trash/traces/curl
		GIT_TRACE_PACKET=$trash/traces/packet
		GIT_TRACE_SETUP=$trash/traces/setup
		GIT_TRACE2_EVENT=$trash/traces/event
		GIT_TRACE2_PERF=$trash/traces/perf
		GIT_TRACE2_ENV_VARS=GIT_CONFIG_VALUE_0,GIT_CONFIG_VALUE_1
		GIT_TRACE_REDACT=0
		export GIT_TRACE GIT_TRACE_CURL GIT_TRACE_PACKET \
			GIT_TRACE_SETUP GIT_TRACE2_EVENT GIT_TRACE2_PERF \
			GIT_TRACE2_ENV_VARS GIT_TRACE_REDACT
		"$@"
	)
}

for n in 1 2; do
	echo "${forge}demo/r$n"
	echo "${forge2}demo/r$n"
done >repos.txt
run talkative watched git multi run -r repos.txt -v -m 'Look around' \
	--test "$trash/look.sh" --json=task,result -- ./update.sh
ok 'a run on two hosts' test "$status" = 0 || sed 's/^/# /' err
clean 'nothing in what it printed' out
clean 'nothing in what it said' err
has 'and it said what the command saw' '== ' err

ls dumps >dumps.txt
for hook in dumps/*; do
	clean "$hook found nothing" "$hook"
done
same 'the hooks of a commit were run, and no other' - dumps.txt <<'EOF'
commit-msg
post-commit
post-index-change
pre-commit
prepare-commit-msg
reference-transaction
EOF
# -- what every process was started with

# what we started ourselves has what we gave it
cat >ours <<'EOF'
execve("[^"]*", \["git", "multi", "run", 
execve("[^"]*", \["[^"]*git-multi", "run", 
EOF

# wrong_execs SECRETS HOST: of the processes that were given this host's secret
# those that are no git with that host's header.
wrong_execs () {
	grep -F -f "$1" strace.out | grep -v -f ours | awk -v host="$2" '
		{
			at = index($0, "\"], [\"")
			environment = substr($0, at + 4)
			program = $0
			sub(/^[^"]*"/, "", program)
			sub(/".*/, "", program)
			sub(/.*\//, "", program)
			header = "=http.http://" host "/.extraHeader\""
		}
		program !~ /^git(-remote-http)?$/ ||
		!index(environment, header) {
			print substr($0, 1, at)
		}'
}
# check_execs: no argument holds a secret, and no environment but git's
check_execs () {
	grep -c execve strace.out | sed 's/^/# processes: /'
	sed 's/"\], \[".*//' strace.out >arguments
	clean 'no secret in any argument' arguments
	wrong_execs secrets.one "$host" >wrong
	same 'the secret of one only where git talks to it' /dev/null wrong
	wrong_execs secrets.two "$host2" >wrong
	same 'and that of the other' /dev/null wrong
	grep -F -f secrets.one strace.out | grep -F -f secrets.two |
		grep -v -f ours >wrong
	same 'never both in one process' /dev/null wrong
	grep -F -f secrets.one strace.out |
		grep -c 'extraHeader' >got
	ok 'it was sent at all' test "$(cat got)" -ge 4
}
if test -s strace.out; then
	check_execs
else
	skip 'what every process was started with' 'no strace, or not allowed'
fi

for trace in traces/*; do
	clean "nothing in $trace" "$trace"
done

# -- what is left

# left NAME: no file of ours holds a secret in any form; what the forges'
# folders have is theirs, but for what git multi sent them.
left () {
	grep -r -a -l -F -f secrets "$HOME"/[a-z]* "$fdir/repos" "$fdir/pulls" \
		"$fdir/log" "$fdir/queries" "$fdir2/repos" "$fdir2/pulls" \
		"$fdir2/log" "$fdir2/queries" >left.txt 2>/dev/null
	ok "$1" test ! -s left.txt || sed 's/^/# /' left.txt
}
left 'no file has it: state, cache, settings, repositories, requests'
test -d "$XDG_STATE_HOME/git-multi" -a -d "$XDG_CACHE_HOME/git-multi"
ok 'there were files to look at' test $? = 0
journal=$XDG_STATE_HOME/git-multi/campaigns/Look-around/journal
has 'the journal is one of them' '"event":"define"' "$journal"

# -- at another host

lacks_login () {
	cut -f 5 "$2/log" >logins
	ok "$1" sh -c '! grep -q -x intruder logins'
}
lacks_login 'the one never saw the token of the other' "$fdir"
lacks_login 'nor the other that of the one' "$fdir2"

# redirected SENTENCE CODE RULE…: a run on a repository that the other forge
# (@ in the rules) has, too (rN), while the first sends it there; git shows all
# that it sends.
redirected () {
	sentence=$1 code=$2; shift 2
	: >"$fdir2/log"
	n=$((n + 1))
	printf '%s\n' "$@" | sed "s|@/|$forge2|; s|rN|r$n|" >"$fdir/faults"
	GIT_CURL_VERBOSE=1 GIT_TRACE_REDACT=0
	export GIT_CURL_VERBOSE GIT_TRACE_REDACT
	run git multi run -r "${forge}demo/r$n" --campaign "redirect$n" -v \
		--sh 'date +%N >>version.txt'
	unset GIT_CURL_VERBOSE GIT_TRACE_REDACT
	rm "$fdir/faults"
	ok "$sentence" test "$status" = "$code" || sed 's/^/# | /' err
	lacks_login 'and the other host gets no token' "$fdir2"
	clean 'nor do the words about it hold one' err
}
n=2
redirected 'a look that is sent to another host fails' 2 \
	'* graphql: status=307 redirect=@/graphql'
redirected 'a fetch, too' 2 \
	'GET git: redirect=@/demo/rN/info/refs?service=git-upload-pack'
has 'and says why' 'sends us elsewhere' err
redirected 'and what a fetch sends' 2 \
	'POST git: status=307 redirect=@/demo/rN/git-upload-pack'
redirected 'and a push' 2 'GET git: skip=1 status=307 redirect='\
'@/demo/rN/info/refs?service=git-receive-pack'
redirected 'and what a push sends' 2 'POST */git-receive-pack status=307 '\
'redirect=@/demo/rN/git-receive-pack'
redirected 'a pull request' 2 \
	'POST write: status=307 redirect=@/repos/demo/rN/pulls'
redirected 'and the question whether there is one' 2 \
	'POST write: times=1 drop-after' \
	'GET read: redirect=@/repos/demo/rN/pulls'
left 'and no file has one'

# -- a login that insteadOf puts into the URL, as many a CI has it

unset "$variable"
git config --global multi.https://git.example/.forge git
git config --global "url.http://me:$one@$host/.insteadOf" https://git.example/
for how in cached cloned; do
	rm -f strace.out
	: >"$fdir/log"
	set --
	test "$how" = cached || set -- --clone-to clones
	run watched git multi run -r https://git.example/demo/r8 "$@" \
		--campaign "$how" -v --sh 'env; date +%N >>version.txt'
	ok "a login by insteadOf, $how" test "$status" = 0 ||
		sed 's/^/# | /' err
	cut -f 5 "$fdir/log" | sort -u >logins
	says 'is used' demo logins
	clean 'not shown' err
	if test -s strace.out; then
		check_execs
	fi
done
left 'and not left'
ok 'the clone has the URL without it' \
	grep -q 'url = https://git.example/demo/r8' clones/*/*/*/.git/config
git config --global --remove-section "url.http://me:$one@$host/"
eval "export $variable=$one"

# -- what may ask a person before the pool: who signs, and ssh

mkdir bin
for program in signer bin/ssh; do
	{
		cat <<EOF
#!/bin/sh
exec 5>>'$trash/dumps/${program##*/}'
EOF
		cat <<'EOF'
{
	echo "== $0 $*"
	env
} >&5 2>&1
case $0 in
*/ssh)
	echo 'ssh: connect to host ssh.example port 22: No route to host' >&2
	exit 255 ;;
esac
tr '\0' '\n' <"/proc/$PPID/environ" >&5
cat >/dev/null
echo '[GNUPG:] SIG_CREATED ' >&2
echo '-----BEGIN PGP SIGNATURE-----'
EOF
	} >"$program"
	chmod +x "$program"
done
git config --global gpg.program "$trash/signer"
run git -c commit.gpgSign=true multi run -r "${forge}demo/r9" \
	--campaign signed -m Signed --sh 'echo 1 >>version.txt'
ok 'a signed commit' test "$status" = 0 || sed 's/^/# | /' err
grep -c '^== ' dumps/signer >got
says 'was signed, after a trial' 2 got
clean 'no signer has seen a token' dumps/signer
git config --global multi.https://ssh.example/.forge git
GIT_MULTI_TOKEN_SSH_EXAMPLE=$two
export GIT_MULTI_TOKEN_SSH_EXAMPLE
PATH=$trash/bin:$PATH
fails_with 'a server that ssh cannot reach' 2 git multi run \
	-r ssh://git@ssh.example/demo/r1 --campaign ssh -m x --sh true
unset GIT_MULTI_TOKEN_SSH_EXAMPLE
has 'the shared connection was tried' ' -M -f -N ' dumps/ssh
PATH=${PATH#*:}
grep -c '^== ' dumps/ssh >got
ok 'and git tried, too' test "$(cat got)" -ge 2
clean 'no ssh has seen a token' dumps/ssh
left 'and no file has one'

# -- a token that is refused: git asks a helper then

cat >helper <<'EOF'
#!/bin/sh
{ echo "== $*"; env; tr '\0' '\n' <"/proc/$PPID/environ"; } >>helper.saw
EOF
sed -i "s|helper.saw|$trash/helper.saw|" helper
chmod +x helper
git config --global credential.helper "$trash/helper"
echo nobody demo >"$fdir/tokens"
git config --global "multi.$forge.forge" git
fails_with 'a token that a server refuses' 2 git multi run \
	-r "${forge}demo/r3" -m 'Refused' --json=class -- true
jq -r '.[].class' out >got
says 'is a failure of class auth' auth got
ok 'and no helper of git is asked' test ! -e helper.saw

finish
