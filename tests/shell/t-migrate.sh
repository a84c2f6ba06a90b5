#!/bin/sh
# SPDX-License-Identifier: MIT
# gitmulti-migrate(7) is true: each line of git multi that the page shows is
# typed as it stands, with github.com mapped to the demo forge.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
forge_repos 3 acme
for who in ann bob cid; do
	echo "$who-token $who" >>"$fdir/tokens"
done
echo 'sentinel-token demo' >>"$fdir/tokens"
for folder in "$fdir"/repos/acme/*.git; do
	printf '%s\n' 'collaborators = demo, ann, bob, cid' \
		'allow-auto-merge = true' 'required-checks = build' \
		'checks = build:success@60' >>"$folder/forge"
done
forge_up
git config --global "url.$forge.insteadOf" https://github.com/
git config --global multi.https://github.com/.api "$forge"
GITHUB_TOKEN=sentinel-token
export GITHUB_TOKEN
eval "unset $variable"

# what the lines work with
# each time another file, so that no line waits for another's merge
cat >up.sh <<'END'
#!/bin/sh
echo new >"$(date +%s%N)"
sed -i s/debian-11/debian-12/ ci.yml
END
cat >commits.sh <<'END'
#!/bin/sh
echo more >>ci.yml
git -c user.name=P -c user.email=p@example.com commit -qam 'A commit'
END
printf '#!/bin/sh\ncat ci.yml\n' >show.sh
chmod +x up.sh commits.sh show.sh
printf 'acme/r1\nacme/r2\n' >repos.txt
for n in 1 2; do
	repo=$(bare r$n acme)
	git -C "$repo" branch theirs "$(git -C "$repo" -c user.name=P \
		-c user.email=p@example.com commit-tree -p main -m Theirs \
		"$(git -C "$repo" rev-parse 'main^{tree}')")"
	curl -s -H 'Authorization: Bearer sentinel-token' -H 'User-Agent: t' \
		-d '{"title":"Theirs","head":"theirs","base":"main"}' \
		"${forge}repos/acme/r$n/pulls" >said
done

sed -n '/^\.Bd -literal/,/^\.Ed/p' "$SRC/man/gitmulti-migrate.7" |
	sed 's/\\e/\\/g; s/\\-/-/g' >shown
awk '
	on { line = line "\n" $0; on = /\\$/; if (!on) print_it(); next }
	/^git multi / || /\| git multi / {
		line = $0
		on = /\\$/
		if (!on)
			print_it()
	}
	function print_it() {
		file = sprintf("line.%02d", ++n)
		print line >file
		close(file)
	}' shown
set -- line.*
ok 'the page shows what to type' test $# -gt 35
for file; do
	line=$(tr '\n' ' ' <"$file" | sed 's/\\ *	*//g')
	fails_with "$line" 0 sh "./$file"
done

finish
