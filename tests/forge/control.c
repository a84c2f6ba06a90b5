/* SPDX-License-Identifier: MIT */
/*
 * /_forge/: how a test speaks to the forge itself.
 */
#include "control.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/json.h"
#include "checks.h"
#include "when.h"

static void show_counters(struct forge *forge, struct request *req,
			  struct strbuf *out)
{
	(void)req;
	counters_json(&forge->counters, out);
}

static void show_limits(struct forge *forge, struct request *req,
			struct strbuf *out)
{
	(void)req;
	limits_json(&forge->limits, out, when_now());
}

static void show_refused(struct forge *forge, struct request *req,
			 struct strbuf *out)
{
	(void)req;
	limits_show_refused(&forge->limits, out);
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

static bool read_body(struct json *doc, const struct request *req,
		      struct strbuf *out)
{
	return !json_parse(doc, req->body.buf, req->body.len, out);
}

/* A text that must be there; else out says so. */
static char *need_text(const struct json *doc, const char *key,
		       struct strbuf *out)
{
	char *text = json_copy(doc, json_get(doc, 0, key));

	if (!text)
		strbuf_addf(out, "no \"%s\"\n", key);
	return text;
}

static bool is_one_of(const char *word, const char *const *list,
		      struct strbuf *out)
{
	for (; *list; list++)
		if (!strcmp(word, *list))
			return true;
	strbuf_addf(out, "\"%s\" is no state\n", word);
	return false;
}

static void set_check(struct forge *forge, struct request *req,
		      struct strbuf *out)
{
	static const char *const states[] = { "pending", "success",
					      "failure", NULL };
	struct json doc = JSON_INIT;
	struct mark mark = { .when = when_now() };

	if (read_body(&doc, req, out)) {
		mark.repo = need_text(&doc, "repo", out);
		mark.oid = need_text(&doc, "oid", out);
		mark.name = need_text(&doc, "name", out);
		mark.state = need_text(&doc, "state", out);
		mark.status = json_bool(&doc, json_get(&doc, 0, "status"),
					false);
	}
	if (!out->len && is_one_of(mark.state, states, out))
		pulls_mark(&forge->pulls, &mark, out);
	free(mark.repo);
	free(mark.oid);
	free(mark.name);
	free(mark.state);
	json_release(&doc);
}

static void approve(struct forge *forge, struct request *req,
		    struct strbuf *out)
{
	static const char *const states[] = { "approved", "changes", NULL };
	struct json doc = JSON_INIT;
	char *repo = NULL, *login = NULL, *state = NULL;
	struct pull *pull = NULL;

	if (read_body(&doc, req, out)) {
		repo = need_text(&doc, "repo", out);
		login = need_text(&doc, "login", out);
		state = need_text(&doc, "state", out);
	}
	if (!out->len)
		pull = pulls_get(&forge->pulls, repo,
				 json_int(&doc, json_get(&doc, 0, "number"),
					  0));
	if (!out->len && !pull)
		strbuf_addstr(out, "no such pull request\n");
	if (pull && is_one_of(state, states, out)) {
		pulls_refresh(&forge->pulls, pull, forge->dir, when_now());
		pull_review(pull, login, !strcmp(state, "approved"),
			    when_now());
		pulls_save(&forge->pulls, pull, when_now(), out);
	}
	free(repo);
	free(login);
	free(state);
	json_release(&doc);
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
	{ "GET", "/_forge/limits", show_limits },
	{ "GET", "/_forge/refused", show_refused },
	{ "GET", "/_forge/faults", show_faults },
	{ "POST", "/_forge/faults", set_faults },
	{ "POST", "/_forge/checks", set_check },
	{ "POST", "/_forge/approve", approve },
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
		checks_settle(site->forge, when_now());
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
