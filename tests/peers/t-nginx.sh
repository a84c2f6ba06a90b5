#!/bin/sh
# SPDX-License-Identifier: MIT
# A git server that is not ours: nginx, fcgiwrap and git http-backend, with a
# password that only we know. Plain git: the life of a repository ends with
# the push.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

for program in nginx fcgiwrap openssl perl jq; do
	PATH=$PATH:/usr/sbin command -v "$program" >/dev/null ||
		skip_all "$program is missing"
done
PATH=$PATH:/usr/sbin

token=tok-nginx-5f2c
port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1,
	LocalAddr => "127.0.0.1")->sockport')
user=
test "$(id -u)" != 0 || user='user root;'
sed "s#@T@#$trash#g; s#@PORT@#$port#; s#@USER@#$user#
	s#@GITEXEC@#$(git --exec-path)#g" \
	"$SRC/tests/peers/nginx.conf.in" >nginx.conf
echo "git:$(openssl passwd -apr1 "$token")" >htpasswd

fcgiwrap -c 2 -s "unix:$trash/fcgi.sock" 2>fcgi.err &
fcgiwrap=$!
nginx -p "$trash" -e error.log -c nginx.conf -g 'daemon off;' 2>nginx.err &
nginx=$!
pids="$nginx $fcgiwrap"
while kill -0 "$fcgiwrap" && kill -0 "$nginx"; do
	if test -S fcgi.sock && test -s nginx.pid; then
		break
	fi
	sleep 0.05
done
chmod 666 fcgi.sock
pids="$pids $(pgrep -P "$fcgiwrap")"	# its workers outlive it

for name in a b c; do
	repo "$trash/repos/$name.git"
	echo "http://127.0.0.1:$port/$name.git"
done >list.txt

variable=GIT_MULTI_TOKEN_127_0_0_1_$port
export "$variable=$token"
run git multi run -r list.txt -m 'say hello' --branch hello --jobs 2 \
	-- sh -c 'echo hello >>README.md'
ok 'a run over three repositories ends well' test "$status" = 0 ||
	sed 's/^/# | /' err
for name in a b c; do
	git -C "repos/$name.git" log --format=%s -n 1 hello >subject
	says "$name: the commit is on the branch" 'say hello' subject
	git -C "repos/$name.git" show hello:README.md >readme
	has "$name: and holds the change" hello readme
done
ok 'nginx took the pushes' grep -q 'POST /a.git/git-receive-pack' access.log
grep -E '\.git/' access.log | awk '$9 == 401' >refused
same 'the token was sent at once: no git request was refused' \
	/dev/null refused
grep -rlF "$token" "$HOME" >leaked
same 'the token is in no file that the run leaves' /dev/null leaked

run git multi run -r list.txt -m 'say hello' --branch hello --jobs 2 \
	-- sh -c 'echo hello >>README.md'
ok 'the same again ends well' test "$status" = 0
for name in a b c; do
	git -C "repos/$name.git" rev-list --count main..hello
done >counts
says 'and makes no second commit' "1
1
1" counts

export "$variable=wrong"
fails_with 'a wrong token: all failed' 2 git multi run -r list.txt \
	-m 'not allowed' --branch other --json=class \
	-- sh -c 'echo no >>README.md'
jq -r '.[].class' out | sort -u >classes
says 'and the class is auth' auth classes
git -C repos/a.git branch --list other >branches
same 'nothing was pushed' /dev/null branches

unset "$variable"
fails_with 'without a token: all failed' 2 git multi run -r list.txt \
	-m 'not allowed either' --branch third \
	-- sh -c 'echo no >>README.md'
finish
