/* SPDX-License-Identifier: MIT */
/*
 * Which task of a campaign a person's word means.
 */
#include "campaign/match.h"

#include <string.h>
#include <strings.h>

bool match_key(const char *key, const char *word)
{
	size_t len = strlen(key), n = strlen(word);

	return n && n <= len && !strcasecmp(key + len - n, word) &&
	       (n == len || key[len - n - 1] == '/');
}

static struct task *by_end(const struct campaign *c, const char *word,
			   size_t *nr)
{
	struct task *found = NULL;
	size_t i;

	*nr = 0;
	for (i = 0; i < c->nr; i++) {
		if (!match_key(c->tasks[i]->key, word))
			continue;
		found = c->tasks[i];
		++*nr;
	}
	return *nr == 1 ? found : NULL;
}

struct task *match_task(const struct campaign *c, const char *word,
			size_t *nr)
{
	struct task *task = campaign_find(c, word);
	struct remote remote = REMOTE_INIT;
	struct strbuf err = STRBUF_INIT;

	*nr = 1;
	if (!task && strchr(word, ':') && !remote_parse(word, &remote, &err))
		task = by_end(c, remote.key, nr);
	if (!task)
		task = by_end(c, word, nr);
	remote_release(&remote);
	strbuf_release(&err);
	return task;
}
