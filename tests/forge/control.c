/* SPDX-License-Identifier: MIT */
/*
 * /_forge/: how a test speaks to the forge itself.
 */
#include "control.h"

#include <string.h>

#include "base/date.h"
#include "when.h"

static void show_counters(struct forge *forge, struct request *req,
			  struct strbuf *out)
{
	(void)req;
	counters_json(&forge->counters, out);
}

static void show_faults(struct forge *forge, struct request *req,
			struct strbuf *out)
{
	(void)req;
	faults_show(&forge->faults, forge->dir, out);
}

static void set_faults(struct forge *forge, struct request *req,
		       struct strbuf *out)
{
	faults_set(&forge->faults, forge->dir, req->body.buf, out);
}

static void reset(struct forge *forge, struct request *req,
		  struct strbuf *out)
{
	(void)req;
	(void)out;
	counters_reset(&forge->counters);
	limits_reset(&forge->limits);
}

static void show_clock(struct forge *forge, struct request *req,
		       struct strbuf *out)
{
	(void)forge;
	(void)req;
	date_iso(out, when_now());
	strbuf_addch(out, '\n');
}

/* A GET's text is the answer; a POST's is what was wrong with it. */
static const struct {
	const char *method, *path;
	void (*answer)(struct forge *, struct request *, struct strbuf *);
} controls[] = {
	{ "GET", "/_forge/counters", show_counters },
	{ "GET", "/_forge/faults", show_faults },
	{ "POST", "/_forge/faults", set_faults },
	{ "POST", "/_forge/reset", reset },
	{ "GET", "/_forge/clock", show_clock },
	{ NULL, NULL, NULL }
};

void control_answer(struct site *site, struct request *req,
		    struct reply *reply)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; controls[i].method; i++) {
		if (strcmp(controls[i].path, req->path) ||
		    !request_is(req, controls[i].method))
			continue;
		controls[i].answer(site->forge, req, &text);
		if (request_is(req, "GET"))
			reply_text(reply, 200, "text/plain", text.buf);
		else if (text.len)
			reply_text(reply, 400, "text/plain", text.buf);
		else
			reply->status = 204;
		goto out;
	}
	reply_text(reply, 404, "text/plain", "no such thing\n");
out:
	strbuf_release(&text);
}
