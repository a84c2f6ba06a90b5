#!/bin/sh
# SPDX-License-Identifier: MIT
# What may ask a person asks once, before the pool: ssh, with one connection a
# server for all repositories, and signing.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

sshd=$(PATH=$PATH:/usr/sbin command -v sshd) || skip_all 'no sshd here'
for program in ssh ssh-keygen perl script pgrep; do
	command -v $program >/dev/null || skip_all "no $program here"
done
real_ssh=$(command -v ssh)

ssh-keygen -q -t ed25519 -N '' -f host_key
ssh-keygen -q -t ed25519 -N '' -f open_key
ssh-keygen -q -t ed25519 -N 'a long secret' -f closed_key
cat open_key.pub closed_key.pub >authorized
chmod 600 authorized
port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
	LocalAddr => "127.0.0.1", Listen => 1)->sockport')
cat >sshd_config <<EOF
ListenAddress 127.0.0.1:$port
HostKey $trash/host_key
AuthorizedKeysFile $trash/authorized
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PidFile none
AcceptEnv GIT_PROTOCOL
LogLevel VERBOSE
EOF
test "$(id -u)" != 0 || mkdir -p /run/sshd
: >sshd.log
"$sshd" -D -e -f sshd_config >/dev/null 2>>sshd.log &
sshd_pid=$!
pids="$pids $sshd_pid"
wait_for sshd.log 'listening' "$sshd_pid" || {
	cat sshd.log
	skip_all 'sshd does not start here'
}

# ssh asks the password file for its home: settings by a wrapper
mkdir bin
use_key () {
	cat >ssh_config <<EOF
Host *
	IdentityFile $trash/$1
	IdentitiesOnly yes
	IdentityAgent none
	UserKnownHostsFile $trash/known_hosts
	GlobalKnownHostsFile /dev/null
EOF
}
cat >bin/ssh <<EOF
#!/bin/sh
exec $real_ssh -F $trash/ssh_config "\$@"
EOF
chmod +x bin/ssh
PATH=$trash/bin:$PATH
unset SSH_AUTH_SOCK

for n in 1 2 3 4 5 6; do
	repo "$trash/far/r$n.git"
	echo "ssh://127.0.0.1:$port$trash/far/r$n.git"
done >repos.txt
connections () {
	grep -c 'Accepted publickey' sshd.log
}
pushed () {
	for n in 1 2 3 4 5 6; do
		git -C "far/r$n.git" rev-parse -q --verify "refs/heads/$1"
	done | wc -l
}
masters () {
	pgrep -f -a -- " -M -f -N .* -p$port -- 127.0.0.1"
}

use_key open_key
fails_with 'without a terminal an unknown host key fails: all failed' 2 \
	git multi run -r repos.txt --campaign unknown -m one \
	-- sh -c 'echo 1 >one'
has 'ssh has said why' 'Host key verification failed' err
connections >got
says 'nobody was let in' 0 got

ssh-keyscan -p "$port" 127.0.0.1 >known_hosts 2>/dev/null
: >sshd.log
fails_with 'six repositories by ssh' 0 git multi run -r repos.txt \
	--campaign one -m one -- sh -c 'echo 1 >one'
pushed multi/one >got
says 'six branches' 6 got
connections >got
says 'through one connection' 1 got || sed 's/^/# /' sshd.log
masters >got
ok 'which ended with the run' test ! -s got || sed 's/^/# /' got
GIT_SSH_COMMAND="$trash/bin/ssh -oBatchMode=yes"
export GIT_SSH_COMMAND
: >sshd.log
fails_with "a user's own ssh command" 0 git multi run -r repos.txt \
	--campaign own -m own -- sh -c 'echo 1 >own'
ok 'is left alone' test "$(connections)" -gt 6
unset GIT_SSH_COMMAND

# a passphrase: asked on the terminal, once
use_key closed_key
: >sshd.log
mkfifo keys
# shellcheck disable=SC2094 # both ends of a pipe
script -qefc "git-multi run -r repos.txt --campaign two -m two \
	--progress=none -- sh -c 'echo 2 >two'" typescript \
	<keys >/dev/null 2>&1 &
script_pid=$!
pids="$pids $script_pid"
exec 7>keys
wait_for typescript 'passphrase' "$script_pid"
echo 'a long secret' >&7
wait "$script_pid"
echo $? >got
exec 7>&-
says 'with a passphrase from the terminal' 0 got || sed 's/^/# /' typescript
pushed multi/two >got
says 'six branches more' 6 got
grep -c 'Enter passphrase' typescript >got
says 'asked once' 1 got
connections >got
says 'and one connection' 1 got

: >sshd.log
fails_with 'without a terminal nothing asks: all failed' 2 \
	git multi run -r repos.txt --campaign three -m three \
	-- sh -c 'echo 3 >three'
git multi status three --cached --json=class >out 2>/dev/null ||
	git multi log three >out 2>err
use_key open_key

# a kill leaves no connection for good, and the next run has its own
git-multi run -r repos.txt --campaign four -m four \
	-- sh -c 'echo 4 >four; sleep 5' >out 2>err </dev/null &
run_pid=$!
n=0
until masters >got && test -s got || test $n = 100; do
	n=$((n + 1))
	sleep 0.05
done
kill -KILL "$run_pid"
wait "$run_pid" 2>/dev/null
fails_with 'after a kill' 0 git multi resume four
pushed multi/four >got
says 'resume does the rest' 6 got
masters | sed -n 's/.*-oControlPath=\([^ ]*\) .*/\1/p' >got
ok 'the connection of the killed one ends when it is told to' test -s got
while read -r path; do
	ssh -O exit -oControlPath="$path" -p "$port" 127.0.0.1
done <got >/dev/null 2>&1

# signing
ssh-keygen -q -t ed25519 -N '' -f sign_key
git config --global gpg.format ssh
git config --global user.signingKey "$trash/sign_key.pub"
git config --global commit.gpgSign true
fails_with 'signed commits' 0 git multi run -r repos.txt --campaign five \
	-m five -- sh -c 'echo 5 >five'
git -C far/r1.git cat-file commit multi/five >got
has 'are signed' 'BEGIN SSH SIGNATURE' got
git config --global user.signingKey "$trash/no_such_key.pub"
fails_with 'a key that cannot sign stops the run before its start' 128 \
	git multi run -r repos.txt --campaign six -m six -- sh -c 'echo 6 >six'
has 'and says so' 'commit.gpgSign' err
pushed multi/six >got
says 'nothing was pushed' 0 got

finish
