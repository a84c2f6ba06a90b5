#!/bin/sh
# SPDX-License-Identifier: MIT
# The tab key, in bash, zsh and fish: on terminals of their own, with the
# files where `make install` puts them.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

test -f "$BUILD/Makefile" || skip_all 'not built by make'
unset MAKEFLAGS MFLAGS MAKELEVEL
ok 'install' make -s -C "$BUILD" install-data-local DESTDIR="$trash/root"
data=$(find "$trash/root" -type d -name bash-completion)
data=${data%/bash-completion}
ok 'there are completions' test -d "$data/bash-completion"

# One campaign, with a repository on a port too.
repo "$trash/repos/alpha.git"
run git multi run -r "file://$trash/repos/alpha.git" --campaign ci-debian-12 \
	-- true
journal=$XDG_STATE_HOME/git-multi/campaigns/ci-debian-12/journal
key=$(git multi --complete repo ci-debian-12)
sed -n "/\"event\":\"add\"/s,$key,127.0.0.1:4020/demo/api,p" "$journal" >added
cat added >>"$journal"
git config --global alias.m multi
git config --global alias.mr 'multi resume'
echo note >notes.txt
mkdir notes.d

# ---- what the shells are told ----------------------------------------------

given () {
	run git-multi --complete line "$@"
	cut -f 1 out >got
}

given st
same 'a command' - got <<EOF
status
EOF
given help tu
same 'a guide' - got <<EOF
tutorial
EOF
given help st
same 'a command behind help' - got <<EOF
status
EOF
given merge --m
same 'an option with a value' - got <<EOF
--method=
EOF
given merge --method=r
same 'a choice behind =' - got <<EOF
--method=rebase
EOF
given merge --method s
same 'a choice as the next word' - got <<EOF
squash
EOF
given status ''
says 'a campaign' ci-debian-12 got
given log ci-debian-12 127
says 'a repository of it' 127.0.0.1:4020/demo/api got
given campaigns s
says 'a word of campaigns' show got
given campaigns remove ''
says 'and what it is about' ci-debian-12 got
given list --from ''
printf ':file\nci-debian-12\n' >expected
sort got >sorted
same 'a campaign or a file' expected sorted
given run --from x --only failed --only unf
says 'an outcome' unfinished got
given list --visibility p
printf 'public\nprivate\n' >expected
same 'a visibility' expected got
given list --org localhost/
says 'an owner of what is in the cache' "localhost$trash/repos" got
given retry --class=n
says 'a class of failures' --class=network got
given retry --cl
says 'its option' --class= got
given run -r repo -m message -F ''
says 'a file' :file got
given run -- ''
says 'a program' :command got
given run -r x -- sed --
says 'whose options are its own' :file got
given run --no-dra
says 'the opposite of an option' --no-draft got
given nothing ''
ok 'of an unknown command nothing' test ! -s got
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	# the leak sanitizer cannot work where it is traced
	ASAN_OPTIONS=detect_leaks=0 strace -f -o trace \
		-e trace=process,network git-multi --complete line \
		log ci-debian-12 '' >out
	grep -cE 'execve|fork|clone|socket' trace >got
	says 'no process is started, no server asked' 1 got
else
	skip 'no process is started, no server asked' 'there is no strace'
fi

# ---- the shells ------------------------------------------------------------

# tab SENTENCE KEYS LINE: in the shell that the words $shell start
tab () {
	# shellcheck disable=SC2086 # a list of words
	TERM=xterm run python3 "$SRC/tests/shell/type.py" "$2" $shell
	test "$status" = 0 || sed 's/^/# | /' err
	says "$what: $1" "$3" out
}

tabs () {
	tab 'a command of git multi' 'git multi st\t' 'git multi status'
	tab 'an option of git-multi' 'git-multi run --dep\t' \
		'git-multi run --depth='
	tab 'a choice' 'git multi run --progress=b\t' \
		'git multi run --progress=block'
	tab 'a campaign' 'git multi status \t' 'git multi status ci-debian-12'
	tab 'a campaign through an alias' 'git m resume \t' \
		'git m resume ci-debian-12'
	tab 'through one that holds more' 'git mr \t' 'git mr ci-debian-12'
	tab 'a name with a colon' 'git multi log ci-debian-12 127.0.0.1:4\t' \
		'git multi log ci-debian-12 127.0.0.1:4020/demo/api'
	tab 'the same behind git-multi' \
		'git-multi log ci-debian-12 127.0.0.1:4\t' \
		'git-multi log ci-debian-12 127.0.0.1:4020/demo/api'
	tab 'a file' 'git multi run -F notes.t\t' \
		'git multi run -F notes.txt'
	tab 'a file behind =' 'git multi run --file=notes.t\t' \
		'git multi run --file=notes.txt'
}

# with SHELL: sets what for its sentences, or skips it by name.
with () {
	what=$1
	if ! command -v python3 >/dev/null; then
		skip "$what" 'there is no python3'
	elif ! command -v "$1" >/dev/null; then
		skip "$what" "there is no $1"
	else
		return 0
	fi
	return 1
}

if with bash; then
	{
		echo "PS1='READY> '"
		echo 'bind "set enable-bracketed-paste off"'
		for file in /usr/share/bash-completion/completions/git \
			/usr/local/share/bash-completion/completions/git \
			/etc/bash_completion.d/git; do
			test -f "$file" && echo ". '$file'" && break
		done
		echo ". '$data/bash-completion/completions/git-multi'"
	} >bashrc
	shell="bash --rcfile $trash/bashrc --noprofile -i"
	if grep -q 'completions/git.$\|/git.$' bashrc; then
		tabs
	else
		skip 'bash: git multi' "git's completion is not installed"
	fi
fi
if with zsh; then
	mkdir zsh
	cat >zsh/.zshrc <<EOF
PS1='READY> '
unsetopt zle_bracketed_paste beep
unset zle_bracketed_paste
fpath=($data/zsh/site-functions \$fpath)
bindkey -e
autoload -U compinit && compinit -u -d $trash/zsh/dump
EOF
	shell="env ZDOTDIR=$trash/zsh zsh -d -i"
	tabs
fi
if with fish; then
	mkdir -p "$XDG_CONFIG_HOME/fish"
	cat >"$XDG_CONFIG_HOME/fish/config.fish" <<EOF
function fish_prompt; echo 'READY> '; end
set -g fish_greeting
set -g fish_autosuggestion_enabled 0
EOF
	XDG_DATA_DIRS=$data:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}
	export XDG_DATA_DIRS
	shell='fish -i'
	tabs
fi
finish
