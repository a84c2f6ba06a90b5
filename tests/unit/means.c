/* SPDX-License-Identifier: MIT */
/*
 * Answers, verdicts and limits as text. What has no value is left out.
 */
#include "means.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/json.h"

static void add(struct strbuf *out, const char *prefix, const char *key,
		const char *value)
{
	if (value)
		strbuf_addf(out, "%s%s: %s\n", prefix, key, value);
}

static void add_flag(struct strbuf *out, const char *prefix, const char *key,
		     bool value)
{
	if (value)
		add(out, prefix, key, "yes");
}

void means_text(struct strbuf *out, const char *key, const char *value)
{
	add(out, "", key, value);
}

void means_flag(struct strbuf *out, const char *key, bool value)
{
	add_flag(out, "", key, value);
}

static const char *const draw_names[] = {
	"read", "write", "content", "search", "graphql", "git"
};

void means_draws(struct strbuf *out, unsigned draws)
{
	unsigned i;

	for (i = 0; i < ARRAY_SIZE(draw_names); i++)
		if (draws & 1u << i)
			strbuf_addf(out, " %s", draw_names[i]);
}

static void add_readiness(struct strbuf *out, const char *prefix,
			  const struct readiness *ready)
{
	static const char *const checks[] = {
		[CHECKS_UNKNOWN] = NULL,
		[CHECKS_NONE] = "none",
		[CHECKS_PENDING] = "pending",
		[CHECKS_PASSED] = "passed",
		[CHECKS_FAILED] = "failed"
	};
	static const char *const mergeable[] = {
		[MERGEABLE_UNKNOWN] = NULL,
		[MERGEABLE_YES] = "yes",
		[MERGEABLE_CONFLICT] = "conflict",
		[MERGEABLE_BLOCKED] = "blocked"
	};

	add(out, prefix, "pull.checks", checks[ready->checks]);
	add(out, prefix, "pull.mergeable", mergeable[ready->mergeable]);
	add(out, prefix, "pull.blocked", ready->blocked);
	if (ready->review)
		add(out, prefix, "pull.review", review_name(ready->review));
	add_flag(out, prefix, "pull.behind", ready->behind);
	add_flag(out, prefix, "pull.auto merge", ready->auto_merge);
	add_flag(out, prefix, "pull.queue", ready->queue);
}

void means_pull(struct strbuf *out, const char *prefix,
		const struct pull *pull)
{
	if (pull->state == PULL_NONE)
		return;
	strbuf_addf(out, "%spull: %lld %s\n", prefix, pull->number,
		    pull_state_name(pull->state));
	add(out, prefix, "pull.url", pull->url);
	add(out, prefix, "pull.id", pull->id);
	if (pull->title) {
		strbuf_addf(out, "%spull.title: ", prefix);
		json_quote(out, pull->title);
		strbuf_addch(out, '\n');
	}
	add(out, prefix, "pull.head", pull->head);
	add(out, prefix, "pull.base", pull->base);
	add_flag(out, prefix, "pull.draft", pull->draft);
	add_readiness(out, prefix, &pull->ready);
}

static void add_methods(struct strbuf *out, const char *prefix,
			const struct look_answer *a)
{
	size_t i;

	if (a->methods) {
		strbuf_addf(out, "%smethods:", prefix);
		for (i = 0; merge_method_names[i]; i++)
			if (a->methods & 1u << i)
				strbuf_addf(out, " %s",
					    merge_method_names[i]);
		strbuf_addch(out, '\n');
	}
	if (a->method != METHOD_FORGE)
		add(out, prefix, "method", merge_method_names[a->method]);
}

void means_look(struct strbuf *out, size_t i, const struct look_answer *a)
{
	char prefix[32];

	snprintf(prefix, sizeof(prefix), "r%zu.", i);
	if (a->failure != FAILURE_NONE)
		add(out, prefix, "failure", failure_name(a->failure));
	add_flag(out, prefix, "later", a->later);
	add(out, prefix, "reason", a->reason);
	add(out, prefix, "id", a->id);
	add(out, prefix, "owner", a->owner);
	add(out, prefix, "name", a->name);
	add(out, prefix, "default", a->default_branch);
	add(out, prefix, "base", a->base);
	add(out, prefix, "base commit", a->base_commit);
	add_flag(out, prefix, "base unseen", a->base_unseen);
	if (a->base_checks)
		add(out, prefix, "base checks", checks_name(a->base_checks));
	add(out, prefix, "branch commit", a->branch_commit);
	add_flag(out, prefix, "archived", a->archived);
	add_flag(out, prefix, "disabled", a->disabled);
	add_flag(out, prefix, "empty", a->empty);
	add_flag(out, prefix, "pulls off", a->pulls_off);
	add_flag(out, prefix, "may push", a->may_push);
	add_methods(out, prefix, a);
	means_pull(out, prefix, &a->pull);
}

static void add_words(struct strbuf *out, const char *key,
		      const struct strvec *words)
{
	size_t i;

	for (i = 0; i < words->nr; i++)
		strbuf_addf(out, "%s%s", i ? "," : key, words->v[i]);
}

static void add_listed(struct strbuf *out, const struct listed *l)
{
	strbuf_addstr(out, l->name);
	if (l->visibility)
		strbuf_addf(out, " %s", visibility_names[l->visibility]);
	strbuf_addf(out, "%s%s%s%s", l->archived ? " archived" : "",
		    l->fork ? " fork" : "", l->empty ? " empty" : "",
		    l->name_only ? " name-only" : "");
	if (l->asked)
		strbuf_addf(out, " asked=%s", l->asked);
	if (l->language)
		strbuf_addf(out, " language=%s", l->language);
	add_words(out, " topics=", &l->topics);
	add_words(out, " files=", &l->files);
	strbuf_addf(out, "%s%s%s\n",
		    l->language_untold ? " language-untold" : "",
		    l->topics_untold ? " topics-untold" : "",
		    l->files_untold ? " files-untold" : "");
}

void means_list(struct strbuf *out, const struct list_answer *answer)
{
	size_t i, before = out->len;

	for (i = 0; i < answer->nr; i++)
		add_listed(out, &answer->v[i]);
	if (answer->total >= 0)
		strbuf_addf(out, "total: %lld\n", answer->total);
	add_flag(out, "", "as user", answer->as_user);
	add_flag(out, "", "cut", answer->cut);
	add(out, "", "why", answer->why);
	if (answer->next) {
		strbuf_addf(out, "next: %s", answer->next);
		strbuf_rtrim(out);
		strbuf_addch(out, '\n');
	}
	if (out->len == before)
		strbuf_addstr(out, "nothing\n");
}

void means_common(struct strbuf *out, const struct look_common *common)
{
	add(out, "", "login", common->login);
	add_flag(out, "", "no login", common->no_login);
	if (common->lacks)
		strbuf_addf(out, "lacks: %u\n", common->lacks);
	if (common->look_max)
		strbuf_addf(out, "look max: %zu\n", common->look_max);
}

void means_verdict(struct strbuf *out,
		   const struct verdict_of_reply *verdict,
		   const struct strbuf *why)
{
	static const char *const freezes[] = {
		[FREEZE_NOTHING] = NULL,
		[FREEZE_BUCKET] = "bucket",
		[FREEZE_HOST] = "host"
	};

	add(out, "", "failure", failure_name(verdict->failure));
	add_flag(out, "", "later", verdict->later);
	add_flag(out, "", "maybe done", verdict->maybe_done);
	add_flag(out, "", "exists", verdict->exists);
	add_flag(out, "", "moved", verdict->moved);
	add_flag(out, "", "blocked", verdict->blocked);
	add(out, "", "freeze", freezes[verdict->freeze]);
	add_flag(out, "", "used_up", verdict->used_up);
	if (verdict->wait > 0)
		strbuf_addf(out, "wait: %g\n", verdict->wait);
	add(out, "", "why", why->buf);
}

void means_limits(struct strbuf *out, const struct limits *limits)
{
	static const char *const counters[TOLD_NR] = {
		[TOLD_API] = "api", [TOLD_GRAPHQL] = "graphql",
		[TOLD_SEARCH] = "search"
	};

	if (limits->limit < 0)
		return;
	strbuf_addf(out, "limit: %lld of %lld, %g s,", limits->remaining,
		    limits->limit, limits->reset_in);
	strbuf_addf(out, " %s\n", counters[limits->told]);
}
