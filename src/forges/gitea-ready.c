/* SPDX-License-Identifier: MIT */
/*
 * Whether a pull request may be merged, as far as Gitea tells: whether it
 * applies, and what the statuses of its head say (Actions report there too).
 * Which of them are required only an administrator is told, so all count.
 */
#include "forges/gitea.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"

#define CHECKING_SECONDS 30.0	/* so long a check may take after a push */

/* Seconds since it was touched last, by the server's clock. */
static double age(const struct json *doc, int node, const struct reply *reply)
{
	double now = reply->date >= 0 ? reply->date : reply->came;
	char *text = json_copy(doc, json_get(doc, node, "updated_at"));
	double when;

	if (!text)
		text = json_copy(doc, json_get(doc, node, "created_at"));
	when = text ? date_parse_iso(text) : -1;
	free(text);
	return when < 0 ? CHECKING_SECONDS : now - when;
}

/* Nothing came to the base since: what is there cannot be in conflict. */
static bool is_on_base(const struct json *doc, int node)
{
	char *base = json_copy(doc, json_get(doc, node, "base.sha"));
	bool same = base && *base &&
		    json_equals(doc, json_get(doc, node, "merge_base"), base);

	free(base);
	return same;
}

/*
 * "mergeable" is false for a conflict, for a draft, after an error, and
 * while it is being checked, which is soon after a push.
 */
void gitea_read_mergeable(const struct json *doc, int node,
			  const struct reply *reply, struct pull *pull)
{
	int mergeable = json_get(doc, node, "mergeable");

	if (pull->state != PULL_OPEN)
		return;
	if (json_bool(doc, mergeable, false))
		pull->ready.mergeable = MERGEABLE_YES;
	else if (pull->draft || is_on_base(doc, node) ||
		 age(doc, node, reply) < CHECKING_SECONDS)
		pull->ready.mergeable = MERGEABLE_UNKNOWN;
	else
		pull->ready.mergeable = MERGEABLE_CONFLICT;
}

/* A warning has ended, and stops no merge; skipped is Gitea's since 1.24. */
static enum checks checks_of(const struct json *doc, int state)
{
	if (json_equals(doc, state, "failure") ||
	    json_equals(doc, state, "error"))
		return CHECKS_FAILED;
	if (json_equals(doc, state, "success") ||
	    json_equals(doc, state, "warning") ||
	    json_equals(doc, state, "skipped"))
		return CHECKS_PASSED;
	return CHECKS_PENDING;
}

static enum checks worse(enum checks a, enum checks b)
{
	static const int rank[] = {
		[CHECKS_UNKNOWN] = 0,
		[CHECKS_NONE] = 1,
		[CHECKS_PASSED] = 2,
		[CHECKS_PENDING] = 3,
		[CHECKS_FAILED] = 4
	};

	return rank[a] > rank[b] ? a : b;
}

int gitea_read_checks(const struct reply *reply, unsigned page, bool *more,
		      enum checks *checks, struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int list, node;
	long long nr = 0, total;

	*more = false;
	if (reply->status == 404)
		return 0;	/* that commit is gone: nothing is known */
	if (json_parse(&doc, reply->body.buf, reply->body.len, err)) {
		json_release(&doc);
		return -1;
	}
	list = json_get(&doc, 0, "statuses");
	for (node = json_first(&doc, list); node >= 0;
	     node = json_next(&doc, node), nr++)
		*checks = worse(*checks, checks_of(&doc,
						   json_get(&doc, node,
							    "status")));
	total = json_int(&doc, json_get(&doc, 0, "total_count"), nr);
	if (!nr && total <= 0)
		*checks = worse(*checks, CHECKS_NONE);
	/* no Link here, and pages may be smaller than what was asked for */
	*more = nr && (long long)page * nr < total &&
		*checks != CHECKS_FAILED;
	json_release(&doc);
	return 0;
}
