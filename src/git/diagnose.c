/* SPDX-License-Identifier: MIT */
/*
 * What git's stderr means: the telling line, and what the table says of it.
 */
#include "git/diagnose.h"

#include <string.h>

#include "base/alloc.h"
#include "base/strvec.h"
#include "base/text.h"
#include "git/credential.h"
#include "git/meanings.h"

#define LONGEST 400		/* bytes of a telling line that are shown */

/* ---- lines ------------------------------------------------------------- */

/* Colours (ESC [ … letter) that a server sends are left out. */
static void drop_colours(struct strbuf *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\033");

		strbuf_add(out, text, len);
		text += len;
		if (!*text)
			break;
		text++;
		if (*text != '[')
			continue;
		text += 1 + strspn(text + 1, "0123456789;?");
		if (*text)
			text++;
	}
}

static const char *skip_prefixes(const char *line)
{
	static const char *const prefixes[] = {
		"remote: ", "fatal: ", "error: ", "ERROR: ", "warning: ",
		"unable to access '",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (!starts_with(line, prefixes[i]))
			continue;
		if (ends_with(prefixes[i], "'")) {
			const char *rest = strstr(line, "': ");

			return rest ? rest + strlen("': ") : line;
		}
		line += strlen(prefixes[i]);
		line += strspn(line, " ");
		i = (size_t)-1;
	}
	return line;
}

/* "!\tHEAD:refs/heads/b\t[rejected] (stale info)": the last column. */
static const char *skip_columns(const char *line)
{
	const char *tab = strrchr(line, '\t');

	return *line == '!' && tab ? tab + 1 : line;
}

static void add_line(struct strbuf *why, const char *line)
{
	struct strbuf clean = STRBUF_INIT;
	size_t len;

	line = skip_prefixes(skip_columns(line));
	len = strlen(line);
	while (len && line[len - 1] == '\r')	/* ssh ends its lines so */
		len--;
	text_clean(&clean, line, len < LONGEST ? len : LONGEST, false);
	strbuf_rtrim(&clean);
	if (ends_with(clean.buf, "."))
		strbuf_setlen(&clean, clean.len - 1);
	credential_redact(&clean);
	text_uncapitalize(clean.buf);
	strbuf_add(why, clean.buf, clean.len);
	strbuf_release(&clean);
}

static bool is_empty_words(const char *line)
{
	size_t i;

	if (starts_with(line, "hint:") || !*skip_prefixes(line) ||
	    (starts_with(line, "remote:") && !line[strspn(line, "remot: ")]))
		return true;
	for (i = 0; meanings_empty_words[i]; i++)
		if (strstr(line, meanings_empty_words[i]))
			return true;
	return false;
}

/* ---- the table --------------------------------------------------------- */

static const char *find_line(const struct strvec *lines,
			     const struct meaning *meaning)
{
	size_t i;

	for (i = 0; i < lines->nr; i++)
		if (strstr(lines->v[i], meaning->fragment) &&
		    (!meaning->also || strstr(lines->v[i], meaning->also)))
			return lines->v[i];
	return NULL;
}

static const struct meaning *find_meaning(const struct strvec *lines,
					  const struct meaning *table,
					  const char **line)
{
	for (; table->fragment; table++) {
		*line = find_line(lines, table);
		if (*line)
			return table;
	}
	return NULL;
}

static void note(struct diagnosis *out, const struct meaning *meaning)
{
	out->failure = meaning->failure;
	out->later = meaning->notes & LATER;
	out->limited = meaning->notes & LIMITED;
	out->up_to_date = meaning->notes & UP_TO_DATE;
	out->stale = meaning->notes & STALE;
}

/* ---- sentences --------------------------------------------------------- */

static const char *first_with(const struct strvec *lines, const char *prefix)
{
	size_t i;

	for (i = 0; i < lines->nr; i++)
		if (starts_with(lines->v[i], prefix) &&
		    !is_empty_words(lines->v[i]))
			return lines->v[i];
	return NULL;
}

static const char *telling_line(const struct strvec *lines)
{
	static const char *const prefixes[] = { "fatal: ", "error: ", "" };
	const char *line = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(prefixes) && !line; i++)
		line = first_with(lines, prefixes[i]);
	return line;
}

static void explain(const struct meaning *meaning, const char *line,
		    const struct strvec *lines, struct strbuf *why)
{
	const char *words = meaning->notes & SERVER ?
			    first_with(lines, "remote:") : NULL;

	add_line(why, line);
	if (words && words != line) {
		strbuf_addstr(why, ": ");
		add_line(why, words);
	}
	if (meaning->way_out)
		strbuf_addf(why, "; %s", meaning->way_out);
}

/* What no line of the table knows. */
static void guess(const char *stage, int status, const struct strvec *lines,
		  struct diagnosis *out, struct strbuf *why)
{
	const char *line = telling_line(lines);

	out->failure = FAILURE_GIT;
	if (line)
		add_line(why, line);
	else if (status > 129 && status < 192)
		strbuf_addf(why, "git was ended by signal %d in the step "
			    "'%s'", status - 128, stage);
	else
		strbuf_addf(why, "git ended with code %d in the step '%s'",
			    status, stage);
}

/*
 * Of git's own failures `commit` ends with 128, and with 1 where a hook
 * refused: the user's program, whose words mean nothing to the table; or
 * where there is nothing to commit.
 */
static bool is_hook(const char *stage, int status, const char *text)
{
	return !strcmp(stage, "commit") && status == 1 &&
	       !strstr(text, "nothing to commit") &&
	       !strstr(text, "due to empty commit message");
}

static void blame_hook(const struct strvec *lines, struct diagnosis *out,
		       struct strbuf *why)
{
	const char *line = telling_line(lines);

	out->failure = FAILURE_SCRIPT;
	strbuf_addstr(why, "a hook refused the commit");
	if (line) {
		strbuf_addstr(why, ": ");
		add_line(why, line);
	}
}

void diagnose(const char *stage, int status, const char *text,
	      struct diagnosis *out, struct strbuf *why)
{
	struct strbuf plain = STRBUF_INIT;
	struct strvec lines = STRVEC_INIT;
	const struct meaning *meaning;
	const char *line;

	memset(out, 0, sizeof(*out));
	drop_colours(&plain, text);
	strvec_split(&lines, plain.buf, '\n');
	meaning = find_meaning(&lines, status ? meanings_of_failures
					      : meanings_of_success, &line);
	if (is_hook(stage, status, plain.buf)) {
		blame_hook(&lines, out, why);
	} else if (meaning) {
		note(out, meaning);
		if (status)
			explain(meaning, line, &lines, why);
	} else if (status) {
		guess(stage, status, &lines, out, why);
	}
	strbuf_release(&plain);
	strvec_clear(&lines);
}
