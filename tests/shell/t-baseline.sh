#!/bin/sh
# SPDX-License-Identifier: MIT
# --test-baseline: what was broken already is told from what the change broke,
# and the change sees nothing of the test that ran before it.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
url=file://$trash

# four repositories: the test is whether the file good is there
for name in fine broken mended spoilt; do
	repo "$trash/$name.git"
	case $name in
	fine | spoilt)
		git clone -q "$name.git" w
		echo yes >w/good
		echo ignored >w/.gitignore
		git -C w add . && git -C w commit -q -m good
		git -C w push -q origin HEAD:main
		rm -rf w
		;;
	esac
	echo "$url/$name.git"
done >repos.txt
cat >change.sh <<'EOF'
#!/bin/sh
case $GIT_MULTI_NAME in
mended) echo yes >good ;;
spoilt) git rm -q good ;;
esac
test ! -e left && test ! -e ignored || exit 7
echo changed >>README.md
EOF
chmod +x change.sh

run git multi run -r repos.txt --campaign b1 --branch b1 -m Change \
	--test-baseline --test 'test -z "${GIT_MULTI_ANSWER+x}" &&
		touch left ignored && echo dirt >>README.md &&
		echo "looking for good" && test -e good' \
	--json=task,result,class,reason -- ./change.sh
ok 'some failed' test "$status" = 1
jq -r '.[] | [(.task | sub(".*/"; "")), .result, .class // "-",
	.reason // "-"] | join(" ")' out | sort >got
same 'each for its own reason' - got <<'EOF'
broken failed test was failing before the change, too: the test exited with 1: looking for good
fine done - -
mended done - -
spoilt failed test broken by the change: the test exited with 1: looking for good
EOF
git -C fine.git diff --name-status main b1 >got
printf 'A\tleft\nM\tREADME.md\n' | sort >want
sort got >sorted
same 'what the test leaves behind the change is committed, as ever' want sorted
git -C fine.git show b1:README.md >got
printf '# fine\nchanged\ndirt\n' >want
same 'and what it left before the change is not' want got
git multi log --json b1 | jq -r 'select(.event == "ok" and
	.step == "baseline") | (.task | sub(".*/"; "")) + " " +
	(.passed | tostring)' | sort >got
same 'the journal knows who passed' - got <<'EOF'
broken false
fine true
mended false
spoilt true
EOF

fails_with 'without --test' 129 git multi run -r repos.txt --test-baseline \
	-m x -- true
has 'it says what it is of' "'--test-baseline' is of '--test'" err
fails_with 'with it, and without, are two definitions' 128 git multi run \
	-r repos.txt --campaign b1 --branch b1 -m Change \
	--test 'test -e good' -- ./change.sh
has 'which is said' '--test-baseline' err

run git multi run -r "$url/fine.git" --campaign b2 -m Change --test-baseline \
	--timeout 1s --test 'test ! -e slow || exec sleep 20' \
	--json=result,class,reason --sh 'echo 1 >slow'
jq -r '.[] | [.result, .class, .reason] | join(" ")' out >got
says 'a test that hangs behind the change only' \
	'failed timeout broken by the change: the test did not end within 1 s' \
	got

# a test that commits and changes branches before the change
run git multi run -r "$url/fine.git" --campaign b3 --branch b3 -m Change \
	--test-baseline --test 'git checkout -q -B aside &&
		git commit -q --allow-empty -m mine; git checkout -q --detach
		test -e changed || exit 1' \
	--json=result,reason --sh 'echo 1 >changed'
jq -r '.[] | [.result, .reason // "-"] | join(" ")' out >got
has 'commits of the test behind the change are refused' \
	'failed the command made commits' got

# in a clone of the user's, where ignored files stay
run git multi run -r "$url/fine.git" -c clones --campaign b4 --branch b4 \
	-m Change --test-baseline --test 'touch left; test -e good' \
	--json=result --sh 'test ! -e left && echo 1 >1'
says 'the same in a clone' 'done' - <<EOF
$(jq -r '.[].result' out)
EOF
touch "clones/localhost$trash/fine/ignored"
run git multi run -r "$url/fine.git" -c clones --campaign b5 --branch b5 \
	-m Change --test-baseline --test 'touch left; test -e good' \
	--json=result --sh 'test ! -e left && echo 2 >2'
ok 'whose ignored files stay' test -e "clones/localhost$trash/fine/ignored"

# killed in the first test: what it left in the clone is ours to take away
cat >once.sh <<EOF
#!/bin/sh
echo half >>README.md
test -e '$trash/again' && exit 0
: >'$trash/again'
kill -9 "\$PPID"
exec sleep 10
EOF
chmod +x once.sh
run git multi run -r "$url/fine.git" -c clones --campaign b6 --branch b6 \
	-m Change --test-baseline --test "exec '$trash/once.sh'" \
	--sh 'echo 6 >6'
run git multi resume b6 --json=result
says 'a run that is killed in the test before the change resumes' 'done' - <<EOF
$(jq -r '.[].result' out)
EOF
finish
