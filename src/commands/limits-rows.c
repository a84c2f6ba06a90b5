/* SPDX-License-Identifier: MIT */
/*
 * What git multi limits prints: each limit of each account that the state
 * folder has counters of.
 */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/report.h"
#include "campaign/account.h"
#include "commands/limits.h"
#include "engine/clock.h"

const struct field limit_fields[] = {
	{ "host", FIELD_TEXT, NULL },
	{ "account", FIELD_TEXT, NULL },
	{ "name", FIELD_TEXT, NULL },
	{ "kinds", FIELD_TEXT, NULL },
	{ "limit", FIELD_NUMBER, NULL },
	{ "seconds", FIELD_NUMBER, NULL },
	{ "used", FIELD_NUMBER, NULL },
	{ "left", FIELD_NUMBER, NULL },
	{ "told", FIELD_BOOL, NULL },
	{ "free_at", FIELD_TEXT, NULL },
	{ "full_at", FIELD_TEXT, NULL },
	{ "frozen_until", FIELD_TEXT, NULL },
	{ "reason", FIELD_TEXT, NULL },
	{ NULL, FIELD_TEXT, NULL }
};

static const struct field table_fields[] = {
	{ "host", FIELD_TEXT, "HOST" },
	{ "account", FIELD_TEXT, "ACCOUNT" },
	{ "name", FIELD_TEXT, "LIMIT" },
	{ "used", FIELD_TEXT, "USED" },
	{ "free_at", FIELD_TEXT, "FREE AGAIN" },
	{ "frozen_until", FIELD_TEXT, "FROZEN" },
	{ NULL, FIELD_TEXT, NULL }
};

#define REASON_MAX 60	/* bytes of a server's sentence in the table */

struct view {
	struct rows *rows;
	const char *host, *account;
	struct budget budget;		/* its rules, on one account's facts */
	double now;
	size_t shown;
	struct strbuf told;		/* the last freeze's reason, as shown */
};

/* One row, whichever form it takes. */
struct line {
	const struct budget_row *row;	/* NULL: a kind without any limit */
	struct strbuf name, kinds;
	double frozen;			/* until when; 0 */
	const char *why;
};

/* ---- one line --------------------------------------------------------------- */

static void add_kinds(struct strbuf *out, unsigned kinds)
{
	enum draw_kind kind;

	for (kind = 0; kind < DRAW_KINDS; kind++)
		if (kinds & 1u << kind)
			strbuf_addf(out, "%s%s", out->len ? " " : "",
				    draw_kind_name(kind));
}

/* "475 pull requests an hour"; seconds between two, where that is all. */
static void add_name(struct strbuf *out, const struct budget_row *row,
		     const char *kinds)
{
	if (row->spacing) {
		strbuf_addf(out, "%s: %.15g s %s", kinds, row->seconds,
			    row->name);
	} else {
		strbuf_addf(out, "%.15g %s", floor(row->limit * 10 + 0.5) / 10,
			    row->name);
	}
}

/* The freeze of these kinds that lasts longest. */
static void find_freeze(struct view *view, struct line *line, unsigned kinds)
{
	enum draw_kind kind;
	const char *why;
	double until;

	for (kind = 0; kind < DRAW_KINDS; kind++) {
		if (!(kinds & 1u << kind))
			continue;
		until = budget_frozen(&view->budget, kind, view->now, &why);
		if (until > line->frozen) {
			line->frozen = until;
			line->why = why;
		}
	}
}

static const char *put_time(struct strbuf *out, double when)
{
	if (when <= 0)
		return NULL;
	date_iso(out, when);
	return out->buf;
}

static const char *put_number(struct strbuf *out, double number)
{
	strbuf_addf(out, "%.15g", floor(number * 10 + 0.5) / 10);
	return out->buf;
}

static void add_machine_row(struct view *view, const struct line *line)
{
	const struct budget_row *row = line->row;
	struct strbuf texts[7];
	const char *values[ARRAY_SIZE(limit_fields)] = {
		view->host, view->account, row ? row->name : NULL,
		line->kinds.buf
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		strbuf_init(&texts[i]);
	if (row) {
		double left = row->limit - row->used;

		values[4] = put_number(&texts[0], row->limit);
		values[5] = put_number(&texts[1], row->seconds);
		values[6] = put_number(&texts[2], row->used);
		values[7] = put_number(&texts[3], left > 0 ? left : 0);
		values[8] = row->told ? "true" : "false";
		values[9] = put_time(&texts[4], row->free_at);
		values[10] = put_time(&texts[5], row->full_at);
	}
	values[11] = put_time(&texts[6], line->frozen);
	values[12] = line->frozen > 0 ? line->why : NULL;
	rows_add(view->rows, values, COLOR_PLAIN);
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		strbuf_release(&texts[i]);
}

static void add_wait(struct strbuf *out, const char *before, double seconds)
{
	strbuf_addstr(out, before);
	date_duration(out, seconds < 1 ? 1 : ceil(seconds));
}

/* A refusal that holds for all limits of an account is told once, not whole. */
static void add_reason(struct view *view, const char *why,
		       struct strbuf *frozen)
{
	size_t len = strlen(why);

	if (!strcmp(view->told.buf, why))
		return;
	strbuf_reset(&view->told);
	strbuf_addstr(&view->told, why);
	if (len <= REASON_MAX) {
		strbuf_addf(frozen, ": %s", why);
		return;
	}
	for (len = REASON_MAX; len && ((unsigned char)why[len] & 0xc0) == 0x80;)
		len--;
	strbuf_addf(frozen, ": %.*s...", (int)len, why);
}

static void add_table_row(struct view *view, const struct line *line)
{
	const struct budget_row *row = line->row;
	struct strbuf used = STRBUF_INIT, again = STRBUF_INIT;
	struct strbuf frozen = STRBUF_INIT;
	const char *values[] = {
		view->host, view->account, line->name.buf, NULL, NULL, NULL
	};

	if (row && !row->spacing)
		values[3] = put_number(&used, row->used);
	if (row && row->free_at > view->now)
		add_wait(&again, "in ", row->free_at - view->now);
	else if (row && row->full_at > view->now && !row->spacing)
		add_wait(&again, "all in ", row->full_at - view->now);
	if (line->frozen > 0) {
		add_wait(&frozen, "for ", line->frozen - view->now);
		add_reason(view, line->why, &frozen);
	}
	values[4] = again.buf;
	values[5] = frozen.buf;
	rows_add(view->rows, values, line->frozen > 0 ? COLOR_YELLOW
						      : COLOR_PLAIN);
	strbuf_release(&used);
	strbuf_release(&again);
	strbuf_release(&frozen);
}

static void add_line(struct view *view, const struct budget_row *row,
		     unsigned kinds)
{
	struct line line = {
		.row = row, .name = STRBUF_INIT, .kinds = STRBUF_INIT
	};

	add_kinds(&line.kinds, kinds);
	find_freeze(view, &line, kinds);
	if (row)
		add_name(&line.name, row, line.kinds.buf);
	else
		strbuf_addstr(&line.name, line.kinds.buf);
	if (row || line.frozen > 0) {
		view->shown++;
		if (row_format_is_table(view->rows->format))
			add_table_row(view, &line);
		else
			add_machine_row(view, &line);
	}
	strbuf_release(&line.name);
	strbuf_release(&line.kinds);
}

/* ---- an account, a host ----------------------------------------------------- */

/* A counter that is the server's own, and of which it has not told yet. */
static bool is_no_limit(const struct budget_row *row)
{
	return !row->spacing && row->limit >= 1e8;
}

static void show_account(struct view *view)
{
	struct budget_row row;
	unsigned kinds = 0;
	enum draw_kind kind;
	size_t i;

	for (i = 0; budget_row(&view->budget, i, view->now, &row); i++) {
		if (is_no_limit(&row))
			continue;
		kinds |= row.kinds;
		add_line(view, &row, row.kinds);
	}
	for (kind = 0; kind < DRAW_KINDS; kind++)
		if (!(kinds & 1u << kind))
			add_line(view, NULL, 1u << kind);
}

static void show_file(struct view *view, struct host *host,
		      const char *folder, const char *file)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	struct strbuf login = STRBUF_INIT;
	struct ledger *ledger;

	strbuf_addf(&path, "%s/%s", folder, file);
	ledger = ledger_view(path.buf, clock_now(), &err);
	if (err.len)
		warning("%s", err.buf);
	if (ledger) {
		account_login(&login, file);
		strbuf_reset(&view->told);
		view->account = login.buf;
		budget_copy(&view->budget, &host->budget, view->now);
		ledger_close(view->budget.ledger, view->now);
		view->budget.ledger = ledger;
		show_account(view);
		budget_release(&view->budget, view->now);
	}
	strbuf_release(&path);
	strbuf_release(&login);
	strbuf_release(&err);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What begins with a dot is no account's. */
static void list_files(const char *folder, struct strvec *files)
{
	struct dirent *entry;
	DIR *dir = opendir(folder);

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			strvec_push(files, entry->d_name);
	if (dir)
		closedir(dir);
	qsort(files->v, files->nr, sizeof(*files->v), by_name);
}

size_t limits_show(struct rows *rows, struct host *host, bool named)
{
	struct view view = {
		.rows = rows, .host = host->name, .now = clock_now(),
		.told = STRBUF_INIT
	};
	struct strbuf folder = STRBUF_INIT, err = STRBUF_INIT;
	struct strvec files = STRVEC_INIT;
	size_t i;

	if (account_folder(&folder, host->name, &err) < 0)
		die("%s", err.buf);
	list_files(folder.buf, &files);
	for (i = 0; i < files.nr; i++)
		show_file(&view, host, folder.buf, files.v[i]);
	if (!view.shown && named) {
		view.account = NULL;
		view.budget = host->budget;
		show_account(&view);
	}
	strvec_clear(&files);
	strbuf_release(&view.told);
	strbuf_release(&folder);
	strbuf_release(&err);
	return view.shown;
}

void limits_rows_begin(struct rows *rows, const struct row_format *format)
{
	rows_begin(rows, row_format_is_table(format) ? table_fields
						    : limit_fields, format);
}
