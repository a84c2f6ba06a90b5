/* SPDX-License-Identifier: MIT */
/*
 * Lists of repositories: memory, and the word for the next page that several
 * forges have.
 */
#include "forges/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "engine/request.h"

const char *const visibility_names[] = {
	[VISIBILITY_UNKNOWN] = "",
	[VISIBILITY_PUBLIC] = "public",
	[VISIBILITY_INTERNAL] = "internal",
	[VISIBILITY_PRIVATE] = "private",
	NULL
};

void listed_release(struct listed *listed)
{
	free(listed->name);
	free(listed->asked);
	free(listed->language);
	strvec_clear(&listed->topics);
	strvec_clear(&listed->files);
	memset(listed, 0, sizeof(*listed));
	strvec_init(&listed->topics);
	strvec_init(&listed->files);
}

struct listed *list_add(struct list_answer *answer)
{
	struct listed *listed;

	GROW(answer->v, answer->nr, answer->alloc);
	listed = &answer->v[answer->nr++];
	memset(listed, 0, sizeof(*listed));
	strvec_init(&listed->topics);
	strvec_init(&listed->files);
	return listed;
}

void list_answer_release(struct list_answer *answer)
{
	size_t i;

	for (i = 0; i < answer->nr; i++)
		listed_release(&answer->v[i]);
	free(answer->v);
	free(answer->next);
	free(answer->why);
	memset(answer, 0, sizeof(*answer));
}

/* The parameters in "https://host/path?parameters", up to len. */
static char *parameters(const char *url, size_t len)
{
	const char *mark = memchr(url, '?', len);
	size_t before = mark ? (size_t)(mark - url) + 1 : len;

	return xstrndup(url + before, len - before);
}

/* RFC 8288: <URL>; rel="next", …; a reply may have several of the header. */
static char *next_in(const char *link)
{
	const char *end, *rel;

	for (; (link = strchr(link, '<')); link = end + 1) {
		end = strchr(link, '>');
		if (!end)
			return NULL;
		rel = end + strcspn(end, "<");
		if (memmem(end, (size_t)(rel - end), "rel=\"next\"",
			   strlen("rel=\"next\"")))
			return parameters(link + 1,
					  (size_t)(end - link - 1));
	}
	return NULL;
}

char *list_next(const struct reply *reply)
{
	const char *link = reply_header(reply, "link");

	return link ? next_in(link) : NULL;
}
