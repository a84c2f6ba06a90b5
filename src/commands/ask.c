/* SPDX-License-Identifier: MIT */
/*
 * The question before much is done.
 */
#include "commands/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/report.h"

#define ASK_ABOVE 20		/* design.md part 3 */

static size_t open_on(const struct campaign *c, const char *host)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr; i++)
		nr += task_is_open(c->tasks[i]) &&
		      (!host || !strcmp(host, c->tasks[i]->remote.host));
	return nr;
}

/* "60 on github.com, 40 on git.example.com": each host where it comes first */
static void by_host(const struct campaign *c, struct strbuf *out)
{
	size_t i, k;

	for (i = 0; i < c->nr; i++) {
		const char *host = c->tasks[i]->remote.host;

		for (k = 0; k < i; k++)
			if (task_is_open(c->tasks[k]) &&
			    !strcmp(c->tasks[k]->remote.host, host))
				break;
		if (k == i && task_is_open(c->tasks[i]))
			strbuf_addf(out, "%s%zu on %s", out->len ? ", " : "",
				    open_on(c, host), host);
	}
}

static bool answered_yes(void)
{
	char line[64];

	fflush(stderr);
	if (!fgets(line, sizeof(line), stdin))
		return false;
	return line[0] == 'y' || line[0] == 'Y';
}

bool ask_before(const struct campaign *c, const struct work_options *options,
		bool always, const char *what)
{
	size_t nr = open_on(c, NULL);
	struct strbuf hosts = STRBUF_INIT;

	if (options->first > 0 && nr > (size_t)options->first)
		nr = (size_t)options->first;
	if (options->yes || !nr || (!always && nr <= ASK_ABOVE) ||
	    !isatty(0) || !isatty(2))
		return true;
	by_host(c, &hosts);
	fprintf(stderr, "campaign '%s': %s in %zu repositor%s (%s)\n"
		"go on? [y/N] ", c->name, what, nr, nr == 1 ? "y" : "ies",
		hosts.buf);
	strbuf_release(&hosts);
	return answered_yes();
}

/* "push branch 'b', open a pull request and merge it" */
static void life_words(const struct campaign *c, struct strbuf *out)
{
	const struct definition *definition = campaign_definition(c);

	strbuf_addf(out, "push branch '%s'", definition->branch);
	if (definition->push_only)
		return;
	strbuf_addf(out, "%s open a pull request",
		    c->goal.merge ? "," : " and");
	if (c->goal.merge)
		strbuf_addstr(out, " and merge it");
}

bool ask_before_work(const struct campaign *c,
		     const struct work_options *options)
{
	struct strbuf what = STRBUF_INIT;
	bool yes;

	if (c->goal.dry_run)
		return true;
	life_words(c, &what);
	yes = ask_before(c, options, false, what.buf);
	strbuf_release(&what);
	return yes;
}
