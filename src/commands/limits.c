/* SPDX-License-Identifier: MIT */
/*
 * git multi limits: the budgets of every server, and when each is free again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/report.h"
#include "commands/commands.h"
#include "commands/fields.h"
#include "commands/limits.h"
#include "commands/servers.h"
#include "engine/clock.h"
#include "engine/loop.h"

static struct row_format format = ROW_FORMAT_INIT;
static bool ask;

static int take_json(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	return output_json(limit_fields, opt, argument, err);
}

static int take_text(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	return output_text(limit_fields, opt, argument, err);
}

static const struct opt options[] = {
	{ .kind = OPT_BOOL, .name = "ask", .value = &ask, .flags = OPT_NONEG,
	  .help = "ask the servers for their own counters, too" },
	{ .kind = OPT_GROUP, .help = "Output" },
	OUTPUT_OPTIONS(format, take_json, take_text),
	SCREEN_OPTIONS,
	{ .kind = OPT_END }
};

/* ---- which servers ---------------------------------------------------------- */

/* A campaign that cannot be read hides none of the counters. */
static void pass_over(void *data, const char *why)
{
	(void)data;
	(void)why;
}

/* A folder has the name only: what else is known of the server tells more. */
static void add_folder(struct server_list *list,
		       const struct server_list *known, const char *name)
{
	struct strbuf web = STRBUF_INIT;
	size_t i;
	bool found = false;

	for (i = 0; i < known->names.nr; i++)
		if (!strcmp(known->names.v[i], name)) {
			servers_add(list, name, known->webs.v[i]);
			found = true;
		}
	strbuf_addf(&web, "https://%s/", name);
	if (!found)
		servers_add(list, name, web.buf);
	strbuf_release(&web);
}

static void add_word(struct server_list *list,
		     const struct server_list *known, const char *word)
{
	struct strbuf err = STRBUF_INIT;

	if (strvec_has(&known->names, word))
		add_folder(list, known, word);
	else if (servers_add_word(list, word, &err) < 0)
		die("'%s' is no server: %s", word, err.buf);
	strbuf_release(&err);
}

static void choose(const struct strvec *words, struct server_list *list)
{
	struct server_list known = SERVER_LIST_INIT;
	struct strvec folders = STRVEC_INIT;
	size_t i;

	servers_add_settings(&known);
	servers_add_campaigns(&known, pass_over, NULL);
	servers_counted(&folders);
	for (i = 0; i < words->nr; i++)
		add_word(list, &known, words->v[i]);
	for (i = 0; !words->nr && i < folders.nr; i++)
		add_folder(list, &known, folders.v[i]);
	for (i = 0; ask && !words->nr && i < known.names.nr; i++)
		servers_add(list, known.names.v[i], known.webs.v[i]);
	strvec_clear(&folders);
	servers_release(&known);
}

/* ---- the command ------------------------------------------------------------ */

/* Without network; the bad setting of one server hides no other. */
static struct host *recall(const char *name, const char *web)
{
	struct strbuf err = STRBUF_INIT;
	struct host *host = NULL;

	host_get(&host, name, web);
	host->asked = true;	/* no token is needed */
	if (hosts_recall(host, &err) < 0) {
		warning("%s: %s", name, err.buf);
		hosts_release(host);
		host = NULL;
	}
	strbuf_release(&err);
	return host;
}

/* All in one list: GIT_TOKEN must be for one of them alone. */
static bool ask_all(const struct server_list *list)
{
	struct strbuf err = STRBUF_INIT;
	struct host *hosts = NULL;
	bool failed;
	size_t i;
	int ret;

	loop_open();
	for (i = 0; i < list->names.nr; i++)
		host_get(&hosts, list->names.v[i], list->webs.v[i]);
	ret = hosts_prepare(hosts, false, &err);
	if (ret == HOSTS_USAGE) {
		error("%s", err.buf);
		exit(EXIT_USAGE);
	}
	if (ret < 0)
		die("%s", err.buf);
	failed = limits_ask(hosts);
	hosts_release(hosts);
	strbuf_release(&err);
	if (loop_interrupt_signal())
		loop_die_by(loop_interrupt_signal());
	return failed;
}

/* failed: the settings of one are wrong, which is said. */
static size_t show_all(const struct server_list *list, bool named,
		       bool *failed)
{
	struct rows rows;
	size_t i, shown = 0;

	limits_rows_begin(&rows, &format);
	for (i = 0; i < list->names.nr; i++) {
		struct host *host = recall(list->names.v[i], list->webs.v[i]);

		*failed |= !host;
		if (!host)
			continue;
		shown += limits_show(&rows, host, named);
		hosts_release(host);
	}
	rows_end(&rows);
	return shown;
}

static void say_nothing(const struct server_list *list, bool named)
{
	size_t i;

	if (!named)
		say("nothing was asked of any server yet");
	for (i = 0; named && i < list->names.nr; i++)
		say("no limit of '%s' is known", list->names.v[i]);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct server_list list = SERVER_LIST_INIT;
	struct strvec words = STRVEC_INIT;
	bool failed = false, unread = false;
	size_t shown;

	command_options(command, argc, argv, &words);
	clock_init();
	command_setup();
	choose(&words, &list);
	if (ask)
		failed = ask_all(&list);
	command_page();
	shown = show_all(&list, words.nr > 0, &unread);
	if (!shown && !unread && row_format_is_table(&format))
		say_nothing(&list, words.nr > 0);
	servers_release(&list);
	strvec_clear(&words);
	row_format_release(&format);
	return command_done(failed || unread ? EXIT_SOME_FAILED : EXIT_FINE);
}

static const char *const usage[] = {
	"git multi limits [options] [HOST...]", NULL
};

const struct command cmd_limits = {
	.name = "limits",
	.summary = "what every server still allows, and when more",
	.phase = PHASE_CARE,
	.usage = usage,
	.options = options,
	.run = run,
};
