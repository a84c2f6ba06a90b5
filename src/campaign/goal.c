/* SPDX-License-Identifier: MIT */
/*
 * How far a campaign is to go, as it stands in the journal.
 */
#include "campaign/goal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const char *const no_checks_names[] = {
	[NO_CHECKS_WAIT] = "wait",
	[NO_CHECKS_MERGE] = "merge",
	[NO_CHECKS_FAIL] = "fail",
	NULL
};

/* ---- waves --------------------------------------------------------------- */

#define WAVE_MAX 1000000000ul
static const char rest[] = "rest";

/* One part of the text, up to its comma: 0 where it is no size. */
static size_t read_size(const char *part, size_t len)
{
	char text[16], *end;
	unsigned long size;

	if (len == strlen(rest) && !strncmp(part, rest, len))
		return SIZE_MAX;
	if (!len || len >= sizeof(text) || *part < '1' || *part > '9')
		return 0;
	memcpy(text, part, len);
	text[len] = '\0';
	size = strtoul(text, &end, 10);
	return *end || size > WAVE_MAX ? 0 : size;
}

size_t waves_size(const struct waves *waves, size_t wave)
{
	const char *part = waves->sizes;
	size_t len = strcspn(part, ",");

	while (wave-- && part[len]) {
		part += len + 1;
		len = strcspn(part, ",");
	}
	return read_size(part, len);
}

int waves_parse(struct waves *waves, const char *sizes, struct strbuf *err)
{
	const char *part = sizes;
	size_t size, len;

	for (;; part += len + 1) {
		len = strcspn(part, ",");
		size = read_size(part, len);
		if (!size || (size == SIZE_MAX && part[len]))
			goto bad;
		if (!part[len])
			break;
	}
	if (strlen(sizes) >= sizeof(waves->sizes))
		goto bad;
	memcpy(waves->sizes, sizes, strlen(sizes) + 1);
	return 0;
bad:
	strbuf_addf(err, "'%s' is no list of wave sizes (1,10,rest)", sizes);
	return -1;
}

/* ---- the whole ----------------------------------------------------------- */

static bool waves_equal(const struct waves *a, const struct waves *b)
{
	return !strcmp(a->sizes, b->sizes) && a->stop_at == b->stop_at &&
	       a->soak >= b->soak && a->soak <= b->soak;
}

bool goal_equal(const struct goal *a, const struct goal *b)
{
	return a->dry_run == b->dry_run && a->merge == b->merge &&
	       a->close == b->close && a->auto_merge == b->auto_merge &&
	       a->delete_branch == b->delete_branch &&
	       a->method == b->method && a->no_checks == b->no_checks &&
	       a->wait >= b->wait && a->wait <= b->wait &&
	       waves_equal(&a->waves, &b->waves);
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
	if (*goal->waves.sizes) {
		json_put(w, "waves", goal->waves.sizes);
		json_put_int(w, "soak", (long long)goal->waves.soak);
		json_put_int(w, "stop_at", goal->waves.stop_at);
	}
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

/* One that is none, in a journal: one by one is what harms least. */
static void read_waves(struct waves *waves, const struct json *doc, int node)
{
	char *sizes = json_copy(doc, json_get(doc, node, "waves"));
	struct strbuf err = STRBUF_INIT;

	if (!sizes)
		return;
	if (waves_parse(waves, sizes, &err) < 0)
		strcpy(waves->sizes, "1");
	waves->soak = (double)json_int(doc, json_get(doc, node, "soak"), 0);
	waves->stop_at = (unsigned)json_int(doc, json_get(doc, node,
							  "stop_at"), 0);
	strbuf_release(&err);
	free(sizes);
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
	read_waves(&goal->waves, doc, node);
}
