/* SPDX-License-Identifier: MIT */
/*
 * git multi list: the repositories of a selection, with what is known of them
 * before any server was asked.
 */
#include <stdlib.h>
#include <string.h>

#include "base/report.h"
#include "campaign/selection.h"
#include "commands/commands.h"
#include "commands/fields.h"
#include "commands/shared-options.h"
#include "forges/forge.h"

static struct selection selection = SELECTION_INIT;
static struct row_format format = ROW_FORMAT_INIT;

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
	{ .kind = OPT_GROUP, .help = "Which repositories" },
	SELECTION_OPTIONS(selection),
	{ .kind = OPT_GROUP, .help = "Output" },
	OUTPUT_OPTIONS(format, take_json, take_text),
	SCREEN_OPTIONS,
	{ .kind = OPT_END }
};

static void add_row(struct rows *rows, const struct selected *one)
{
	const struct remote *remote = &one->remote;
	const char *values[] = {	/* as in repository_fields */
		one->key, remote->host,
		*remote->owner ? remote->owner : NULL, remote->name,
		one->forge ? one->forge->name : NULL, remote->url,
		remote->web, strvec_env_get(&one->settings, "base"),
		strvec_env_get(&one->settings, "label")
	};

	rows_add(rows, values, COLOR_PLAIN);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec rest = STRVEC_INIT;
	struct strbuf err = STRBUF_INIT;
	struct selected *list = NULL;
	struct rows rows;
	size_t nr = 0, i;

	command_options(command, argc, argv, &rest);
	if (rest.nr)
		command_usage(command, "'%s' has no option before it; a "
			      "repository or a list is named by -r %s",
			      rest.v[0], rest.v[0]);
	shared_needs_selection(command, &selection);
	command_setup();
	if (selection_read(&selection, &list, &nr, &err) < 0)
		die("%s", err.buf);
	command_page();
	rows_begin(&rows, repository_fields, &format);
	for (i = 0; i < nr; i++)
		add_row(&rows, &list[i]);
	rows_end(&rows);
	selected_free(list, nr);
	selection_release(&selection);
	row_format_release(&format);
	strvec_clear(&rest);
	strbuf_release(&err);
	if (!nr)
		error("the selection is empty");
	return command_done(nr ? EXIT_FINE : EXIT_EMPTY);
}

static const char *const usage[] = {
	"git multi list -r REPO|LIST [options]", NULL
};

const struct command cmd_list = {
	.name = "list",
	.summary = "the repositories that a selection gives",
	.phase = PHASE_SELECT,
	.usage = usage,
	.options = options,
	.run = run,
};
