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
#include "commands/foresee.h"
#include "engine/loop.h"

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

static bool answered_yes(struct campaign *c)
{
	char line[64];

	fflush(stderr);
	if (!loop_wait_readable(STDIN_FILENO)) {
		fputc('\n', stderr);
		work_heed_signal(c);
		return false;
	}
	if (!fgets(line, sizeof(line), stdin))
		return false;
	return line[0] == 'y' || line[0] == 'Y';
}

bool ask_before(struct campaign *c, const struct work_options *options,
		enum work_kind kind, bool always, const char *what)
{
	size_t nr = open_on(c, NULL);
	struct strbuf hosts = STRBUF_INIT;
	bool asks;

	if (options->first > 0 && nr > (size_t)options->first)
		nr = (size_t)options->first;
	if (!nr)
		return true;
	asks = what && !options->yes && (always || nr > ASK_ABOVE) &&
	       isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
	foresee(c, kind, options, asks || nr > ASK_ABOVE);
	if (!asks)
		return true;
	by_host(c, &hosts);
	fprintf(stderr, "campaign '%s': %s in %zu repositor%s (%s)\n"
		"go on? [y/N] ", c->name, what, nr, nr == 1 ? "y" : "ies",
		hosts.buf);
	strbuf_release(&hosts);
	return answered_yes(c);
}

/* "push branch 'b', open a pull request and merge it" */
static void life_words(const struct campaign *c, struct strbuf *out)
{
	const struct definition *definition = campaign_definition(c);

	if (definition->direct)
		strbuf_addstr(out, "push to the base branch itself");
	else
		strbuf_addf(out, "push branch '%s'", definition->branch);
	if (definition->push_only)
		return;
	strbuf_addf(out, "%s open a pull request",
		    c->goal.merge ? "," : " and");
	if (c->goal.merge)
		strbuf_addstr(out, " and merge it");
}

bool ask_before_work(struct campaign *c, const struct work_options *options)
{
	struct strbuf what = STRBUF_INIT;
	bool yes;

	life_words(c, &what);
	yes = ask_before(c, options, WORK_RUN, false,
			 c->goal.dry_run ? NULL : what.buf);
	strbuf_release(&what);
	return yes;
}
