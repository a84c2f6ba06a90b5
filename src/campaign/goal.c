/* SPDX-License-Identifier: MIT */
/*
 * How far a campaign is to go, as it stands in the journal.
 */
#include "campaign/goal.h"

#include <stdlib.h>
#include <string.h>

const char *const no_checks_names[] = {
	[NO_CHECKS_WAIT] = "wait",
	[NO_CHECKS_MERGE] = "merge",
	[NO_CHECKS_FAIL] = "fail",
	NULL
};

bool goal_equal(const struct goal *a, const struct goal *b)
{
	return a->dry_run == b->dry_run && a->merge == b->merge &&
	       a->close == b->close && a->auto_merge == b->auto_merge &&
	       a->delete_branch == b->delete_branch &&
	       a->method == b->method && a->no_checks == b->no_checks &&
	       a->wait >= b->wait && a->wait <= b->wait;
}

static void put_flag(struct json_writer *w, const char *name, bool set)
{
	if (set)
		json_put_bool(w, name, true);
}

void goal_write(const struct goal *goal, struct json_writer *w)
{
	put_flag(w, "dry_run", goal->dry_run);
	put_flag(w, "merge", goal->merge);
	put_flag(w, "close", goal->close);
	put_flag(w, "auto_merge", goal->auto_merge);
	put_flag(w, "delete_branch", goal->delete_branch);
	json_put(w, "method", merge_method_names[goal->method]);
	json_put(w, "no_checks", no_checks_names[goal->no_checks]);
	json_put_int(w, "wait", (long long)goal->wait);
}

/* The index of a member's value among names; 0 for one that is none. */
static int choice(const struct json *doc, int node, const char *member,
		  const char *const *names)
{
	int value = json_get(doc, node, member), i;

	for (i = 0; names[i]; i++)
		if (json_equals(doc, value, names[i]))
			return i;
	return 0;
}

static bool flag(const struct json *doc, int node, const char *member)
{
	return json_bool(doc, json_get(doc, node, member), false);
}

void goal_read(struct goal *goal, const struct json *doc, int node)
{
	memset(goal, 0, sizeof(*goal));
	goal->dry_run = flag(doc, node, "dry_run");
	goal->merge = flag(doc, node, "merge");
	goal->close = flag(doc, node, "close");
	goal->auto_merge = flag(doc, node, "auto_merge");
	goal->delete_branch = flag(doc, node, "delete_branch");
	goal->method = (enum merge_method)choice(doc, node, "method",
						 merge_method_names);
	goal->no_checks = (enum no_checks)choice(doc, node, "no_checks",
						 no_checks_names);
	goal->wait = (double)json_int(doc, json_get(doc, node, "wait"), 0);
}
