/* SPDX-License-Identifier: MIT */
/*
 * Pull requests of others, made a campaign.
 */
#include "commands/adopting.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/template.h"
#include "commands/commands.h"
#include "commands/folder.h"
#include "git/refname.h"

static int check_branch(const char *branch, struct strbuf *err)
{
	struct strbuf sample = STRBUF_INIT;
	bool sound;

	if (template_check(branch, err) < 0)
		return -1;
	template_sample(&sample, branch);
	sound = refname_is_branch(sample.buf);
	if (!sound)
		strbuf_addf(err, "'%s' is not a name for a branch", branch);
	strbuf_release(&sample);
	return sound ? 0 : -1;
}

char *adopting_name(const char *given, const char *branch,
		    struct strbuf *err)
{
	struct strbuf slug = STRBUF_INIT;

	if (check_branch(branch, err) < 0)
		return NULL;
	text_slug(&slug, given ? given : branch);
	if (!given && template_has_fields(branch))
		strbuf_addf(err, "the campaign cannot be named after '%s', "
			    "which differs from repository to repository; "
			    "name it with 'git multi adopt --campaign'",
			    branch);
	else if (!slug.len)
		strbuf_addstr(err, "no name for the campaign can be made of "
			      "its branch; name it with 'git multi adopt "
			      "--campaign'");
	else if (given && strcmp(given, slug.buf) != 0)
		strbuf_addf(err, "'%s' cannot be a campaign's name; '%s' can",
			    given, slug.buf);
	else
		return strbuf_detach(&slug);
	strbuf_release(&slug);
	return NULL;
}

/* One that makes changes is another thing, though its branch be the same. */
static void agree(struct campaign *c, struct definition *definition,
		  bool *is_new)
{
	const struct definition *known = campaign_definition(c);
	struct strbuf err = STRBUF_INIT;

	*is_new = !known;
	if (known && definition_equal(known, definition))
		return;
	if (known) {
		error("campaign '%s' is there already, %s", c->name,
		      known->adopted ? "for another branch or base"
				     : "with pull requests of its own");
		hint("multiCampaign", "for another campaign: git multi adopt "
		     "--campaign OTHER");
		exit(EXIT_FATAL);
	}
	if (campaign_define(c, definition, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

/* Those that are there are looked at again: their heads may be others now. */
static void add_all(struct campaign *c, struct selected *list, size_t nr)
{
	struct strbuf err = STRBUF_INIT;
	struct task *task;
	size_t i;

	for (i = 0; i < nr; i++) {
		if (campaign_add(c, list[i].key, &list[i].remote,
				 &list[i].settings, &task, &err) < 0)
			die("%s", err.buf);
		task->selected = !task->dropped;
		if (!task->selected || !task->result)
			continue;
		if (campaign_again(c, task, &err) < 0)
			die("%s", err.buf);
		task->facts.adopted = false;
	}
	strbuf_release(&err);
}

struct campaign *adopting_open(const char *name,
			       struct definition *definition,
			       struct selected *list, size_t nr,
			       struct host *hosts, bool *is_new)
{
	struct strbuf err = STRBUF_INIT;
	struct campaign *c = campaign_open(name, true, &err);

	if (!c)
		die("%s", err.buf);
	c->hosts = hosts;
	c->adopting = true;
	definition->adopted = true;
	replace_string(&definition->if_exists, "resume");
	journal_hold(&c->journal);
	agree(c, definition, is_new);
	add_all(c, list, nr);
	if (journal_let_go(&c->journal, &err) < 0)
		die("%s", err.buf);
	return c;
}

size_t adopting_count(const struct campaign *c, bool selected)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr; i++)
		nr += c->tasks[i]->facts.adopted &&
		      (!selected || c->tasks[i]->selected);
	return nr;
}

int adopting_none(struct campaign *c, bool is_new)
{
	struct strbuf folder = STRBUF_INIT, err = STRBUF_INIT;
	unsigned long long bytes;

	error("no pull request of branch '%s' was found",
	      campaign_definition(c)->branch);
	strbuf_addstr(&folder, c->folder);
	campaign_free(c);
	if (is_new && folder_remove(folder.buf, &bytes, &err) < 0)
		warning("%s", err.buf);
	strbuf_release(&folder);
	strbuf_release(&err);
	return EXIT_EMPTY;
}
