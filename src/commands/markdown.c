/* SPDX-License-Identifier: MIT */
/*
 * A campaign as Markdown (GitHub's, which GitLab and Gitea read, too).
 */
#include "commands/markdown.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "commands/summary.h"

/*
 * Signs that may begin markup get a backslash; what a backslash does not help
 * against (HTML, "@name", and the bare addresses that GitHub makes links of)
 * is written as a character reference.
 */
static void add_sign(struct strbuf *out, const char *p)
{
	if (strchr("\\`*_[]|~#$!", *p))
		strbuf_addf(out, "\\%c", *p);
	else if (strchr("<>&@", *p) ||
		 (*p == ':' && starts_with(p, "://")) ||
		 starts_with(p, "www."))
		strbuf_addf(out, "&#%d;", *p);
	else
		strbuf_addch(out, *p);
}

void markdown_text(struct strbuf *out, const char *text)
{
	struct strbuf clean = STRBUF_INIT;
	const char *p;

	if (text)
		text_clean(&clean, text, strlen(text), false);
	for (p = clean.buf; *p; p++)
		add_sign(out, p);
	strbuf_release(&clean);
}

static void add_cell(struct strbuf *out, const char *text)
{
	strbuf_addch(out, ' ');
	markdown_text(out, text);
	strbuf_addstr(out, " |");
}

/* A link, where the address is one and can be nothing else. */
static void add_pull(struct strbuf *out, const struct pull *pull)
{
	const char *url = pull->url;

	if (url && (starts_with(url, "https://") ||
		    starts_with(url, "http://")) &&
	    url[strspn(url, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz0123456789"
			    "-._~:/?#@!$&'()*+,;=%[]")] == '\0')
		strbuf_addf(out, " <%s>", url);
	else if (url) {
		strbuf_addch(out, ' ');
		markdown_text(out, url);
	}
	strbuf_addstr(out, " |");
}

/* "done, merged": what became of the repository and its pull request. */
static void add_result(struct strbuf *out, const struct task *task)
{
	enum pull_state state = task->facts.pull.state;

	strbuf_addf(out, " %s", task->result ? result_name(task->result)
					     : "not finished");
	if (state == PULL_MERGED || state == PULL_CLOSED)
		strbuf_addf(out, ", %s", pull_state_name(state));
	strbuf_addstr(out, " |");
}

static void add_row(struct strbuf *out, const struct task *task)
{
	strbuf_addch(out, '|');
	add_result(out, task);
	add_cell(out, task->key);
	add_pull(out, &task->facts.pull);
	add_cell(out, task->reason);
	strbuf_addch(out, '\n');
}

void markdown_campaign(const struct campaign *c, struct strbuf *out)
{
	struct strbuf counts = STRBUF_INIT;
	size_t nr, i;
	struct task **list = summary_order(c, &nr, true);

	strbuf_addstr(out, "### git multi: ");
	markdown_text(out, c->name);
	summary_counts(c, &counts);
	strbuf_addf(out, "\n\n%s\n", counts.len ? counts.buf
						: "no repository");
	if (nr)
		strbuf_addstr(out, "\n| result | repository | pull request "
			      "| reason |\n|---|---|---|---|\n");
	for (i = 0; i < nr; i++)
		add_row(out, list[i]);
	free(list);
	strbuf_release(&counts);
}
