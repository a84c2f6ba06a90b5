#!/bin/sh
# SPDX-License-Identifier: MIT
# The command lines that people know from the tool this one follows, typed as
# they stand there, with github.com mapped to the demo forge.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

forge_repos 1 albertas test
forge_repos 3 albertas service
forge_up
git config --global "url.$forge.insteadOf" https://github.com/
git config --global multi.https://github.com/.api "$forge"
GITHUB_TOKEN=sentinel-token
export GITHUB_TOKEN
eval "unset $variable"

fails_with 'one repository by its name, the command behind it' 0 \
	git multi -r github.com/albertas/test1 touch my-file.txt
git -C "$(bare test1 albertas)" ls-tree --name-only multi/touch-my-file.txt \
	>got
has 'the file is on the branch' my-file.txt got
curl -s -H 'Authorization: Bearer sentinel-token' -H 'User-Agent: t' \
	"${forge}repos/albertas/test1/pulls" | jq -r '.[] | .title' >got
says 'the command line is the title' 'touch my-file.txt' got
counter .git_401 >got
says 'no request was answered 401' 0 got

mkdir bin
cat >bin/update_mypy_version.py <<'EOF'
#!/bin/sh
echo 2.0.0 >version.txt
EOF
chmod +x bin/update_mypy_version.py
cp bin/update_mypy_version.py .
for n in 1 2 3; do
	echo "https://github.com/albertas/service$n"
done >repos.txt
printf 'What changed:\n\n- everything\n' >changes.txt
fails_with 'a list, a script here, and options behind it' 0 \
	git multi -r repos.txt update_mypy_version.py \
	-m "Updated Python version" --branch "ft/increase-mypy-version" \
	--description changes.txt
for n in 1 2 3; do
	curl -s -H 'Authorization: Bearer sentinel-token' -H 'User-Agent: t' \
		"${forge}repos/albertas/service$n/pulls" |
		jq -r '.[] | .title, .head.ref, .body'
done | sort -u >got
same 'three pull requests with title, branch and body' - got <<EOF

- everything
Updated Python version
What changed:
ft/increase-mypy-version
EOF

# shellcheck disable=SC2089
for words in 'update_mypy_version.py -x' 'python3 -m black' \
	"sh -c 'make fmt'" 'make -j 4'
do
	# shellcheck disable=SC2086,SC2090 # the words are what is tried
	fails_with "'$words' without -- is refused" 129 \
		git multi -r repos.txt $words
	has 'and says how' "'--'" err
done
fails_with 'with -- it is the command' 0 git multi -r repos.txt \
	--campaign dashes -- sh -c 'echo 1 >one.txt'
for n in 1 2 3; do
	echo 'checks = build:success@10' >>"$(bare "service$n" albertas)/forge"
done
cp bin/update_mypy_version.py set_version.py
sed -i s/2.0.0/3.0.0/ set_version.py
fails_with 'the second line with --merge, as it stands there' 0 \
	git multi -r repos.txt set_version.py \
	-m "Updated Python version" --branch "ft/set-version" \
	--description changes.txt --merge
for n in 1 2 3; do
	git -C "$(bare "service$n" albertas)" show main:version.txt
done | sort -u >got
says 'three are merged' 3.0.0 got
fails_with 'and with a time to wait' 0 git multi \
	-r https://github.com/albertas/service1 touch waited.txt \
	--merge --wait-to-merge=3min
ok 'merged too' git -C "$(bare service1 albertas)" \
	cat-file -e main:waited.txt
fails_with 'what comes later is refused by its name' 129 \
	git multi -r repos.txt touch x --shard 1/4
has 'its name' "'--shard'" err
fails_with 'a text that looks like a file but is none' 129 git multi \
	-r repos.txt touch x --description nothing.txt
has 'is named' nothing.txt err

finish
