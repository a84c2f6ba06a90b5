/* SPDX-License-Identifier: MIT */
/*
 * git multi doctor: what is not as it should be, and what to do about it.
 */
#include "commands/doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/fields.h"
#include "engine/clock.h"
#include "git/config.h"
#include "git/credential.h"
#include "terminal/screen.h"

static struct row_format format = ROW_FORMAT_INIT;
static bool offline;

static const struct field fields[] = {
	{ "check", FIELD_TEXT, "CHECK" },
	{ "state", FIELD_TEXT, "STATE" },
	{ "text", FIELD_TEXT, "TEXT" },
	{ "advice", FIELD_TEXT, "ADVICE" },
	{ NULL, FIELD_TEXT, NULL }
};

static int rows_json(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	return output_json(fields, opt, argument, err);
}

static int rows_text(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	return output_text(fields, opt, argument, err);
}

static const struct opt options[] = {
	{ .kind = OPT_BOOL, .name = "offline", .value = &offline,
	  .help = "ask no server" },
	OUTPUT_OPTIONS(format, rows_json, rows_text),
	SCREEN_OPTIONS,
	{ .kind = OPT_END }
};

/* ---- findings ------------------------------------------------------- */

void finding_add(struct findings *findings, const char *check,
		 enum health health, const char *advice, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT, more = STRBUF_INIT;
	struct finding *finding;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	strbuf_addstr(&more, advice ? advice : "");
	credential_redact(&text);
	credential_redact(&more);
	GROW(findings->v, findings->nr, findings->alloc);
	finding = &findings->v[findings->nr++];
	finding->check = check;
	finding->health = health;
	finding->text = strbuf_detach(&text);
	finding->advice = more.len ? strbuf_detach(&more) : NULL;
	strbuf_release(&more);
}

void findings_release(struct findings *findings)
{
	size_t i;

	for (i = 0; i < findings->nr; i++) {
		free(findings->v[i].text);
		free(findings->v[i].advice);
	}
	free(findings->v);
	memset(findings, 0, sizeof(*findings));
}

const char *health_name(enum health health)
{
	static const char *const names[] = {
		[HEALTH_OK] = "ok", [HEALTH_WARNING] = "warning",
		[HEALTH_ERROR] = "error"
	};

	return names[health];
}

static size_t count(const struct findings *findings, enum health health)
{
	size_t nr = 0, i;

	for (i = 0; i < findings->nr; i++)
		nr += findings->v[i].health == health;
	return nr;
}

void doctor_all(struct findings *findings, const struct strvec *words,
		bool no_server)
{
	clock_init();
	if (doctor_git(findings))
		doctor_hosts(findings, words, no_server);
	doctor_machine(findings);
}

/* ---- as people read it ---------------------------------------------- */

static enum color health_color(enum health health)
{
	return health == HEALTH_ERROR ? COLOR_RED :
	       health == HEALTH_WARNING ? COLOR_YELLOW : COLOR_GREEN;
}

static void add_clean(struct strbuf *out, const char *text)
{
	text_clean(out, text, strlen(text), false);
}

void findings_text(const struct findings *findings, bool on,
		   struct strbuf *out)
{
	size_t i;

	for (i = 0; i < findings->nr; i++) {
		const struct finding *finding = &findings->v[i];

		strbuf_addf(out, "%s%-8s%s %-11s",
			    on ? screen_color(stdout,
					      health_color(finding->health))
			       : "", health_name(finding->health),
			    on ? screen_plain(stdout) : "", finding->check);
		add_clean(out, finding->text);
		strbuf_addch(out, '\n');
		if (!finding->advice)
			continue;
		strbuf_addf(out, "%-20s-> ", "");
		add_clean(out, finding->advice);
		strbuf_addch(out, '\n');
	}
}

static void print_text(const struct findings *findings)
{
	struct strbuf text = STRBUF_INIT;

	findings_text(findings, true, &text);
	fwrite(text.buf, 1, text.len, stdout);
	strbuf_release(&text);
	say("%zu error(s), %zu warning(s)", count(findings, HEALTH_ERROR),
	    count(findings, HEALTH_WARNING));
}

static void print_rows(const struct findings *findings)
{
	struct rows rows;
	size_t i;

	rows_begin(&rows, fields, &format);
	for (i = 0; i < findings->nr; i++) {
		const struct finding *finding = &findings->v[i];
		const char *values[] = {
			finding->check, health_name(finding->health),
			finding->text, finding->advice
		};

		rows_add(&rows, values, health_color(finding->health));
	}
	rows_end(&rows);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct findings findings = { .nr = 0 };
	struct strvec words = STRVEC_INIT;
	int code;

	command_options(command, argc, argv, &words);
	doctor_all(&findings, &words, offline);
	screen_init(command_screen.color, config_color());
	if (row_format_is_table(&format))
		print_text(&findings);
	else
		print_rows(&findings);
	code = count(&findings, HEALTH_ERROR) ? EXIT_SOME_FAILED : EXIT_FINE;
	findings_release(&findings);
	row_format_release(&format);
	strvec_clear(&words);
	return command_done(code);
}

static const char *const usage[] = {
	"git multi doctor [options] [HOST...]", NULL
};

const struct command cmd_doctor = {
	.name = "doctor",
	.summary = "check git, settings, tokens, servers, disk",
	.phase = PHASE_CARE,
	.usage = usage,
	.options = options,
	.run = run,
};
