/* SPDX-License-Identifier: MIT */
/*
 * What the limits came to: how near to its bound each window was, and a line
 * for each request that was refused.
 */
#include "limits.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "http.h"

#define REFUSED_MAX (64 * 1024 * 1024)

/* ---- DIR/refused --------------------------------------------------------- */

static void open_log(struct limits *limits)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/refused", limits->dir);
	limits->log = open(path.buf, O_WRONLY | O_APPEND | O_CREAT | O_TRUNC |
			   O_CLOEXEC, 0666);
	strbuf_release(&path);
}

void limits_log(struct limits *limits, const struct request *req,
		const char *limit, double now)
{
	const char *login = req->account.login;
	struct strbuf line = STRBUF_INIT;

	limits->refused++;
	if (!limits->log)
		open_log(limits);
	strbuf_addf(&line, "%.3f\t%s\t%s\t", now, login ? login : "-",
		    req->method);
	text_clean(&line, req->path, strlen(req->path), false);
	strbuf_addf(&line, "\t%s\n", limit);
	if (limits->log < 0 ||
	    file_write_all(limits->log, line.buf, line.len))
		dprintf(STDERR_FILENO, "demo forge: cannot write what it"
			" refused\n");
	strbuf_release(&line);
}

void limits_show_refused(const struct limits *limits, struct strbuf *out)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;

	if (limits->log > 0) {
		strbuf_addf(&path, "%s/refused", limits->dir);
		file_read(path.buf, REFUSED_MAX, out, &err);
	}
	strbuf_release(&path);
	strbuf_release(&err);
}

/* ---- as JSON ------------------------------------------------------------- */

static void put(struct json_writer *w, const struct limited *account,
		struct limit_name name, const unsigned long numbers[4])
{
	json_begin_object(w, NULL);
	json_put(w, "account", *account->login ? account->login : "-");
	json_put(w, "limit", name.name);
	json_put_int(w, "seconds", (long long)name.seconds);
	json_put_int(w, "allowed", (long long)numbers[0]);
	json_put_int(w, "used", (long long)numbers[1]);
	json_put_int(w, "peak", (long long)numbers[2]);
	json_put_int(w, "refused", (long long)numbers[3]);
	json_end_object(w);
}

static void put_account(struct json_writer *w, struct limits *limits,
			struct limited *account, double now)
{
	struct limit_name at_once = { "concurrent", 0 };
	unsigned i;

	for (i = 0; i < RESOURCE_NR; i++) {
		const struct window *window = &account->windows[i];

		if (window->peak || window->refused)
			put(w, account, window_name(i), (unsigned long[]){
				window->limit,
				now < window->reset ? window->used : 0,
				window->peak, window->refused });
	}
	for (i = 0; i < SPAN_NR; i++) {
		const struct tally *tally = limits_tally(account, i, now);

		if (tally->peak || tally->refused)
			put(w, account, span_name(i), (unsigned long[]){
				limits_span_limit(limits, i), tally->sum,
				tally->peak, tally->refused });
	}
	if (account->peak)
		put(w, account, at_once, (unsigned long[]){
			limits_running_max(limits), account->running,
			account->peak, account->refused });
}

void limits_json(struct limits *limits, struct strbuf *out, double now)
{
	struct json_writer w = JSON_WRITER_INIT(out);
	size_t i;

	json_begin_object(&w, NULL);
	json_put_bool(&w, "enforced", limits->enforced);
	json_put_int(&w, "refused", (long long)limits->refused);
	json_begin_array(&w, "windows");
	for (i = 0; i < limits->nr; i++)
		put_account(&w, limits, &limits->accounts[i], now);
	json_end_array(&w);
	json_end_object(&w);
	strbuf_addch(out, '\n');
}
