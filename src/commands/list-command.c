/* SPDX-License-Identifier: MIT */
/*
 * git multi list: the repositories of a selection, with what is known of them;
 * servers are asked only where the selection needs them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/report.h"
#include "campaign/selection.h"
#include "commands/commands.h"
#include "commands/fields.h"
#include "commands/select.h"
#include "commands/shared-options.h"
#include "forges/forge.h"

static struct selection selection = SELECTION_INIT;
static struct work_options work_options = WORK_OPTIONS_INIT;

static int take_json(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	return output_json(repository_fields, opt, argument, err);
}

static int take_text(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	return output_text(repository_fields, opt, argument, err);
}

static const struct opt options[] = {
	{ .kind = OPT_GROUP, .help = "Selection: which repositories" },
	SELECTION_OPTIONS(selection),
	{ .kind = OPT_GROUP, .help = "Output" },
	{ .kind = OPT_CHOICE, .name = "progress",
	  .value = &work_options.progress, .argument = "HOW",
	  .choices = shared_progress, .help = "how to show what goes on" },
	{ .kind = OPT_BOOL, .letter = 'q', .name = "quiet",
	  .value = &work_options.quiet, .help = "say only what is wrong" },
	OUTPUT_OPTIONS(work_options.format, take_json, take_text),
	SCREEN_OPTIONS,
	{ .kind = OPT_END }
};

static const char *truth(bool is)
{
	return is ? "true" : "false";
}

/* NULL where they are not known. */
static const char *topics_of(const struct listed *known, struct strbuf *room)
{
	size_t i;

	if (!known || known->topics_untold)
		return NULL;
	for (i = 0; i < known->topics.nr; i++)
		strbuf_addf(room, "%s%s", i ? "," : "", known->topics.v[i]);
	return room->buf;
}

static void add_row(struct rows *rows, const struct selected *one)
{
	const struct remote *remote = &one->remote;
	const struct listed *known = one->known;
	struct strbuf topics = STRBUF_INIT;
	const char *values[] = {	/* as in repository_fields */
		one->key, remote->host,
		*remote->owner ? remote->owner : NULL, remote->name,
		one->forge ? one->forge->name : NULL, remote->url,
		remote->web, strvec_env_get(&one->settings, "base"),
		strvec_env_get(&one->settings, "label"),
		known && known->visibility ? visibility_names[known->visibility]
					   : NULL,
		known && !known->language_untold ? known->language : NULL,
		topics_of(known, &topics),
		known ? truth(known->archived) : NULL,
		known ? truth(known->fork) : NULL,
		known ? truth(known->empty) : NULL,
		strvec_env_get(&one->settings, "reviewer"),
		strvec_env_get(&one->settings, "team-reviewer"),
		strvec_env_get(&one->settings, "assignee"),
		strvec_env_get(&one->settings, "milestone")
	};

	rows_add(rows, values, COLOR_PLAIN);
	strbuf_release(&topics);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec rest = STRVEC_INIT;
	struct selected *list = NULL;
	struct host *hosts;
	struct rows rows;
	size_t nr = 0, i;

	command_options(command, argc, argv, &rest);
	if (rest.nr)
		command_usage(command, "'%s' has no option before it; a "
			      "repository or a list is named by -r %s",
			      rest.v[0], rest.v[0]);
	select_check(command, &selection);
	work_setup(&work_options);
	hosts = select_repositories(&selection, &work_options, &list, &nr);
	work_close_connections();
	command_page();
	rows_begin(&rows, repository_fields, &work_options.format);
	for (i = 0; i < nr; i++)
		add_row(&rows, &list[i]);
	rows_end(&rows);
	selected_free(list, nr);
	hosts_release(hosts);
	selection_release(&selection);
	work_options_release(&work_options);
	strvec_clear(&rest);
	if (!nr)
		error("the selection is empty");
	return command_done(nr ? EXIT_FINE : EXIT_EMPTY);
}

static const char *const usage[] = {
	"git multi list SELECTION [options]", NULL
};

const struct command cmd_list = {
	.name = "list",
	.summary = "the repositories that a selection gives",
	.phase = PHASE_SELECT,
	.usage = usage,
	.options = options,
	.run = run,
};
