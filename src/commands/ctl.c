/* SPDX-License-Identifier: MIT */
/*
 * git multi ctl: speaks to a running campaign.
 */
#include "commands/ctl.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/selection.h"
#include "campaign/steer.h"
#include "commands/choose.h"
#include "commands/commands.h"

#define MANY ((size_t)-1)

static bool as_json;
static char *campaign_name;
static const char *lane;
static const char *const lanes[] = { "local", "net", "api", "write", NULL };

static const struct opt options[] = {
	{ .kind = OPT_STRING, .name = "campaign", .value = &campaign_name,
	  .argument = "NAME", .complete = "campaign",
	  .help = "which one, also where its name is one of these words" },
	{ .kind = OPT_CHOICE, .name = "lane", .value = &lane,
	  .argument = "LANE", .choices = lanes, .flags = OPT_NONEG,
	  .help = "pause or resume only what goes through it" },
	{ .kind = OPT_BOOL, .name = "json", .value = &as_json,
	  .flags = OPT_NONEG, .help = "the answer as JSON" },
	SCREEN_OPTIONS,
	{ .kind = OPT_END }
};

struct word {
	const char *name;
	size_t least, most;	/* arguments */
	const char *takes;	/* for a message */
};

static const struct word words[] = {
	{ "tasks", 0, 0, "nothing" },
	{ "pause", 0, 1, "one host, or nothing" },
	{ "resume", 0, 1, "one host, or nothing" },
	{ "rate", 2, 2, "a host and a rate, as in 'rate github.com 20/min'" },
	{ "jobs", 1, 1, "a number" },
	{ "retry", 0, MANY, "repositories" },
	{ "skip", 1, MANY, "repositories" },
	{ "cancel", 1, MANY, "repositories" },
	{ "add", 1, MANY, "repositories" },
	{ "stop", 0, 0, "nothing" },
};

static const struct word *word_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(words[i].name, name))
			return &words[i];
	return NULL;
}

static const char see_help[] = "'git multi ctl -h' shows all words";

/* The words are many: their synopsis would bury the sentence. */
static void wrong(const char *fmt, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

static void wrong(const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	error("%s; %s", text.buf, see_help);
	exit(EXIT_USAGE);
}

/* ---- which campaign, which word -------------------------------------------- */

static char *the_running_one(void)
{
	struct strvec running = STRVEC_INIT;
	struct strbuf text = STRBUF_INIT;
	char *name;
	size_t i;

	ctl_find_running(&running);
	if (!running.nr)
		die("no run is working; start one with 'git multi run', or "
		    "'git multi resume'");
	for (i = 0; i < running.nr; i++)
		strbuf_addf(&text, "%s %s", i ? "," : "", running.v[i]);
	if (running.nr > 1) {
		error("there are %zu campaigns at work: name one of%s",
		      running.nr, text.buf);
		exit(EXIT_USAGE);
	}
	name = xstrdup(running.v[0]);
	strvec_clear(&running);
	strbuf_release(&text);
	return name;
}

static void unknown_word(const char *word)
{
	const char *names[ARRAY_SIZE(words) + 1] = { NULL };
	const char *near;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		names[i] = words[i].name;
	near = text_nearest(word, names);
	if (near)
		wrong("'%s' is no word of ctl, did you mean '%s'?", word,
		      near);
	wrong("'%s' is no word of ctl", word);
}

static bool is_campaign(const char *name)
{
	struct strvec names = STRVEC_INIT;
	struct strbuf err = STRBUF_INIT;
	bool is;

	campaign_names(&names, &err);
	is = strvec_has(&names, name);
	strvec_clear(&names);
	strbuf_release(&err);
	return is;
}

/* Takes campaign and word from the beginning of the words. */
static const struct word *read_words(struct strvec *rest)
{
	const struct word *word;

	if (!rest->nr)
		wrong("what should the run do?");
	word = word_by_name(rest->v[0]);
	if (!word && campaign_name)
		unknown_word(rest->v[0]);
	if (!word && rest->nr == 1 && is_campaign(rest->v[0]))
		wrong("what should the run of '%s' do?", rest->v[0]);
	if (!word && rest->nr == 1)
		unknown_word(rest->v[0]);
	if (!word) {
		campaign_name = xstrdup(rest->v[0]);
		strvec_remove(rest, 0);
		word = word_by_name(rest->v[0]);
	}
	if (!word)
		unknown_word(rest->v[0]);
	strvec_remove(rest, 0);
	if (rest->nr < word->least || rest->nr > word->most)
		wrong("'%s' takes %s", word->name, word->takes);
	if (lane && strcmp(word->name, "pause") && strcmp(word->name, "resume"))
		wrong("'--lane' goes with 'pause' and 'resume'");
	return word;
}

/* ---- requests ---------------------------------------------------------------- */

static void put_texts(struct json_writer *w, const char *key,
		      const struct strvec *texts, size_t from, size_t nr)
{
	size_t i;

	json_begin_array(w, key);
	for (i = from; i < texts->nr && i < from + nr; i++)
		json_put(w, NULL, texts->v[i]);
	json_end_array(w);
}

static bool ask(int fd, struct strbuf *line)
{
	struct json answer = JSON_INIT;
	bool fine;

	strbuf_addch(line, '\n');
	ctl_ask(fd, line, &answer);
	fine = ctl_print(&answer, as_json);
	json_release(&answer);
	strbuf_reset(line);
	return fine;
}

static bool send_words(int fd, const char *word, const struct strvec *rest)
{
	struct strbuf line = STRBUF_INIT;
	bool fine = true;
	size_t i = 0;

	do {
		struct json_writer w = JSON_WRITER_INIT(&line);

		json_begin_object(&w, NULL);
		json_put(&w, "word", word);
		if (lane)
			json_put(&w, "lane", lane);
		put_texts(&w, "arguments", rest, i, STEER_ARGUMENTS_MAX);
		json_end_object(&w);
		fine &= ask(fd, &line);
		i += STEER_ARGUMENTS_MAX;
	} while (i < rest->nr);
	strbuf_release(&line);
	return fine;
}

/* Names and lists are read here: they mean what they mean where we stand. */
static void read_selection(const struct strvec *rest,
			   struct selected **list, size_t *nr)
{
	struct selection selection = SELECTION_INIT;
	struct strbuf err = STRBUF_INIT;

	strvec_pushv(&selection.repos, (const char *const *)rest->v);
	if (selection_read(&selection, list, nr, &err) < 0)
		die("%s", err.buf);
	selection_release(&selection);
}

static bool send_repositories(int fd, const struct selected *list, size_t nr)
{
	struct strbuf line = STRBUF_INIT;
	bool fine = true;
	size_t i = 0, k;

	while (i < nr) {
		struct json_writer w = JSON_WRITER_INIT(&line);

		json_begin_object(&w, NULL);
		json_put(&w, "word", "add");
		json_begin_array(&w, "repositories");
		for (k = 0; k < STEER_ARGUMENTS_MAX && i < nr; k++, i++) {
			json_begin_object(&w, NULL);
			json_put(&w, "url", list[i].remote.url);
			put_texts(&w, "settings", &list[i].settings, 0, MANY);
			json_end_object(&w);
		}
		json_end_array(&w);
		json_end_object(&w);
		fine &= ask(fd, &line);
	}
	strbuf_release(&line);
	return fine;
}

static bool steer(const char *name, const struct word *word,
		  const struct strvec *rest)
{
	struct selected *list = NULL;
	size_t nr = 0;
	bool fine;
	int fd;

	if (!strcmp(word->name, "add"))
		read_selection(rest, &list, &nr);
	fd = ctl_connect(name);
	fine = nr ? send_repositories(fd, list, nr)
		  : send_words(fd, word->name, rest);
	close(fd);
	selected_free(list, nr);
	return fine;
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec rest = STRVEC_INIT;
	const struct word *word;
	char *name;
	bool fine;

	command_options(command, argc, argv, &rest);
	command_setup();
	word = read_words(&rest);
	name = campaign_name ? choose_campaign(campaign_name, choose_any, "")
			     : the_running_one();
	fine = steer(name, word, &rest);
	free(name);
	free(campaign_name);
	strvec_clear(&rest);
	return command_done(fine ? EXIT_FINE : EXIT_SOME_FAILED);
}

static const char *const usage[] = {
	"git multi ctl [options] [CAMPAIGN] tasks",
	"git multi ctl [options] [CAMPAIGN] pause [HOST]",
	"git multi ctl [options] [CAMPAIGN] resume [HOST]",
	"git multi ctl [options] [CAMPAIGN] rate HOST RATE",
	"git multi ctl [options] [CAMPAIGN] jobs N",
	"git multi ctl [options] [CAMPAIGN] retry [REPO...]",
	"git multi ctl [options] [CAMPAIGN] skip REPO...",
	"git multi ctl [options] [CAMPAIGN] cancel REPO...",
	"git multi ctl [options] [CAMPAIGN] add REPO...",
	"git multi ctl [options] [CAMPAIGN] stop",
	NULL
};

const struct command cmd_ctl = {
	.name = "ctl",
	.summary = "steer a running campaign: pause, rate, skip ...",
	.phase = PHASE_CHANGE,
	.usage = usage,
	.options = options,
	.run = run,
};
