#!/bin/sh
# SPDX-License-Identifier: MIT
# Where a token is found: every place holds one of its own, and the forge's
# log has the login of the one that was used.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'

# the login of each token is the place where it is found
for place in variable setting github gh-token git-token helper gh glab \
	second; do
	echo "token-of-$place $place"
done >"$fdir/tokens"
mkdir "$trash/second"
cp "$fdir/tokens" "$trash/second"
fdir=$trash/second
forge_repos 2
forge_up
unset "$variable"
forge2=$forge fdir2=$fdir
fdir=$trash/forge
unset port
forge_repos 20
forge_up
unset "$variable"

# gh and glab: which host they were asked for; a helper: for which URL.
mkdir bin
cat >bin/gh <<EOF
#!/bin/sh
echo "gh \$*" >>'$trash/asked'
test "\$1 \$2 \$3" = 'auth token --hostname' && echo token-of-gh
EOF
cat >bin/glab <<EOF
#!/bin/sh
echo "glab \$*" >>'$trash/asked'
test "\$1 \$2 \$3 \$4" = 'config get token --host' && echo token-of-glab
EOF
cat >bin/helper <<EOF
#!/bin/sh
test "\$1" = get || exit 0
tr '\n' ' ' >>'$trash/asked'
echo >>'$trash/asked'
echo username=someone
echo password=token-of-helper
EOF
chmod +x bin/*
PATH=$trash/bin:$PATH

# uses SENTENCE LOGIN [-c SETTING] [REPO…]: the only login that the forge hears
n=0
uses () {
	sentence=$1 login=$2; shift 2
	setting=user.name=U
	if test "${1-}" = -c; then
		setting=$2; shift 2
	fi
	n=$((n + 1))
	: >"$fdir/log"
	: >asked
	for repo in "${@:-${forge}demo/r1}"; do
		echo "$repo"
	done >list.txt
	run git -c "$setting" multi run -r list.txt --campaign "c$n" \
		--json=result -- true
	cut -f 5 "$fdir/log" | sort -u >got
	says "$sentence" "$login" got || sed 's/^/# | /' err
}

eval "export $variable=token-of-variable"
GIT_TOKEN=token-of-git-token DEPLOY=token-of-setting
GITHUB_TOKEN=token-of-github GH_TOKEN=token-of-gh-token
export GIT_TOKEN DEPLOY GITHUB_TOKEN GH_TOKEN
git config --global "multi.$forge.tokenEnv" DEPLOY
git config --global credential.helper "$trash/bin/helper"

uses 'the variable that names the host comes first' variable
unset "$variable"
uses 'then the one that a setting names' setting
unset DEPLOY
uses 'the tokens of other hosts are not used, but one without' git-token
same 'and nobody was asked' /dev/null asked
unset GIT_TOKEN
uses 'then what git itself knows' helper
same 'with one question' - asked <<EOF
protocol=http host=$host 
EOF
many=$(forge_list 20)
# shellcheck disable=SC2086 # a list of words
uses 'for twenty repositories' helper $many
same 'too' - asked <<EOF
protocol=http host=$host 
EOF
git config --global --unset credential.helper
git config --global "credential.$forge2.helper" "$trash/bin/helper"
uses 'a helper for another host is not for this one' gh
same 'but the logins of the forges'"'"' programs' - asked <<EOF
gh auth token --hostname $host
EOF
git config --global --remove-section "credential.$forge2"
rm bin/gh
uses 'the next of them' glab
same 'which was asked for that host, too' - asked <<EOF
glab config get token --host $host
EOF
rm bin/glab
uses 'without any there is none' -
has 'and that is said' 'token' err

# -- github.com, which the demo forge plays

git config --global multi.https://github.com/.api "$forge"
git config --global "url.$forge.insteadOf" https://github.com/
git config --global --add "url.$forge.insteadOf" git@github.com:
uses 'the token of github.com goes there' gh-token github.com/demo/r1
unset GH_TOKEN
uses 'by either name' github github.com/demo/r1
uses 'from a URL of ssh, too' github git@github.com:demo/r1.git

# -- two hosts

git config --global "multi.$forge2.tokenEnv" SECOND
git config --global --unset "multi.$forge.tokenEnv"
GIT_TOKEN=token-of-git-token
export GIT_TOKEN
: >"$fdir/log"
: >"$fdir2/log"
printf '%s\n' "${forge}demo/r1" "${forge2}demo/r1" >list.txt
fails_with 'a token without a host is refused where there are two' 129 \
	git multi run -r list.txt --campaign two -- true
has 'by its name' "'GIT_TOKEN'" err
has 'with the name to use' "'$variable" err
says 'no token was sent' 0 - <<EOF
$(cut -f 5 "$fdir/log" "$fdir2/log" | grep -c -v -x -e -)
EOF
SECOND=token-of-second
export SECOND
fails_with 'a host that has its own does not need it' 0 \
	git multi run -r list.txt --campaign two -- true
cut -f 5 "$fdir2/log" | sort -u >got
says 'and gets its own' second got
cut -f 5 "$fdir/log" | sort -u >got
says 'as the other gets that one' git-token got
printf '%s\n' "${forge}demo/r1" "file://$fdir/repos/demo/r2.git" >list.txt
fails_with 'a folder needs none' 0 \
	git multi run -r list.txt --campaign folder -- true

# -- a login in a URL

fails_with 'a password in a URL is refused' 128 git multi run \
	-r "http://me:token-of-github@$host/demo/r1" --campaign u -- true
has 'with the way out' "'$variable" err
lacks 'and not shown' token-of-github err

finish
