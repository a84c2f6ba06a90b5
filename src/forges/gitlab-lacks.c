/* SPDX-License-Identifier: MIT */
/*
 * Queries that GitLab refuses whole: for a field or an argument that an older
 * server has not, then the same is asked without it, here and ever after
 * (site->lacks); or because they cost more than it bears.
 */
#include "forges/gitlab.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* As graphql-ruby words it, which GitLab runs. */
static const struct {
	const char *fragment;
	unsigned lacks;
} words[] = {
	{ "doesn't accept argument 'fullPaths'", GITLAB_NO_FULL_PATHS },
	{ "'tree' doesn't exist", GITLAB_NO_TREE },
	{ "doesn't exist on type 'Tree'", GITLAB_NO_TREE },
	{ "doesn't accept argument 'ref'", GITLAB_NO_TREE },
	{ "'queryComplexity' doesn't exist", GITLAB_NO_COMPLEXITY },
	{ "'detailedMergeStatus' doesn't exist", GITLAB_NO_DETAILED },
	{ "'autoMergeEnabled' doesn't exist", GITLAB_NO_AUTO_MERGE },
	{ "'availableAutoMergeStrategies' doesn't exist", GITLAB_NO_TRAINS },
	{ "'squashOnMerge' doesn't exist", GITLAB_NO_SQUASH },
	{ "'squashReadOnly' doesn't exist", GITLAB_NO_SQUASH },
	{ "'isForked' doesn't exist", GITLAB_NO_FACTS },
	{ "'languages' doesn't exist", GITLAB_NO_FACTS },
	{ "'topics' doesn't exist", GITLAB_NO_FACTS },
	{ "'blobs' doesn't exist", GITLAB_NO_FACTS },
	{ "doesn't accept argument 'topics'", GITLAB_NO_FACTS },
	{ "doesn't accept argument 'search'", GITLAB_NO_FACTS }
};

static bool has_data(const struct json *doc)
{
	return json_kind(doc, json_get(doc, 0, "data")) == JSON_OBJECT;
}

static unsigned lacks_of(const char *message)
{
	unsigned lacks = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (forge_says(message, words[i].fragment))
			lacks |= words[i].lacks;
	return lacks;
}

unsigned gitlab_lacks(const struct json *doc)
{
	struct strbuf message = STRBUF_INIT;
	unsigned lacks = 0;
	int error;

	if (has_data(doc))
		return 0;
	for (error = json_first(doc, json_get(doc, 0, "errors")); error >= 0;
	     error = json_next(doc, error)) {
		strbuf_reset(&message);
		json_string(doc, json_get(doc, error, "message"), &message);
		lacks |= lacks_of(message.buf);
	}
	strbuf_release(&message);
	return lacks;
}

/* The number behind words; 0: there is none. */
static double number_behind(const char *message, const char *before)
{
	const char *at = strcasestr(message, before);
	unsigned long number;

	if (!at)
		return 0;
	at += strlen(before);
	if (*at < '0' || *at > '9')
		return 0;
	number = strtoul(at, NULL, 10);
	return (double)number;
}

/*
 * "Query has complexity of 918, which exceeds max complexity of 250": so many
 * less, and a fifth of that to be sure. Or its text is too long.
 */
static size_t fewer(const char *message, size_t nr)
{
	double cost = number_behind(message, "has complexity of ");
	double limit = number_behind(message, "max complexity of ");
	double fits;

	if (forge_says(message, "query too large"))
		return nr > 1 ? nr / 2 : 1;
	if (cost <= limit || limit <= 0)
		return 0;
	fits = (double)nr * 0.8 * limit / cost;
	return fits > 1 ? (size_t)fits : 1;
}

size_t gitlab_too_much(const struct json *doc, size_t nr)
{
	struct strbuf message = STRBUF_INIT;
	size_t fits = 0;
	int error;

	if (has_data(doc))
		return 0;
	for (error = json_first(doc, json_get(doc, 0, "errors"));
	     error >= 0 && !fits; error = json_next(doc, error)) {
		strbuf_reset(&message);
		json_string(doc, json_get(doc, error, "message"), &message);
		fits = fewer(message.buf, nr);
	}
	strbuf_release(&message);
	return fits;
}
