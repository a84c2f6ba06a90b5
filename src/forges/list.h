/* SPDX-License-Identifier: MIT */
/*
 * Which repositories a forge has: page by page, until the server's own word
 * says that there is no more (design.md part 5).
 */
#ifndef FORGES_LIST_H
#define FORGES_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/failure.h"
#include "base/strbuf.h"
#include "base/strvec.h"

enum list_kind {
	LIST_OWNER,		/* an organisation, a group with its subgroups,
				   or, where the name is one's, a user */
	LIST_USER,
	LIST_TEAM,		/* what a team of an organisation works on */
	LIST_SEARCH,		/* repositories that a search finds */
	LIST_CODE,		/* repositories with files that one finds */
	LIST_NAMED		/* these, at most forge->list_names at a time, to
				   know of them what a list tells; one that
				   is not there is left out of the answer */
};

enum visibility { VISIBILITY_UNKNOWN, VISIBILITY_PUBLIC, VISIBILITY_INTERNAL,
		  VISIBILITY_PRIVATE };
extern const char *const visibility_names[];	/* by value; "" the first */

struct list_query {
	enum list_kind kind;
	const char *owner;	/* "acme", "group/sub"; NULL: of all (search) */
	const char *team;	/* its slug */
	const char *text;	/* of a search, in the forge's own words */
	const struct strvec *names;	/* LIST_NAMED: "acme/tool", … */
	const char *topic;	/* only these, where the forge can filter by it
				   (it may leave that to its caller); NULL */
	const struct strvec *files;	/* tell which of these paths each has, on
				   its default branch, where one request
				   can tell it for a page */
	const char *next;	/* the server's word for this page, as the
				   answer before gave it; NULL: the first */
	bool as_user;		/* LIST_OWNER: it is no organisation (the
				   answer before said so) */
};

struct listed {			/* one repository; strings owned */
	char *name;		/* "acme/tool", canonical */
	bool name_only;		/* a search for code tells no more: ask for the
				   rest by LIST_NAMED */
	char *asked;		/* of LIST_NAMED, where it was renamed: the name
				   that it was asked by; NULL: this one */
	bool archived, fork, empty;
	enum visibility visibility;
	char *language;		/* the most used; NULL: none or untold */
	bool language_untold;	/* this request does not tell it */
	struct strvec topics;
	bool topics_untold;
	struct strvec files;	/* those of query->files that it has … */
	bool files_untold;	/* … unless these must be asked one by one */
};

struct list_answer {		/* of one page; init by zero */
	struct listed *v;
	size_t nr, alloc;
	char *next;		/* NULL: this was the last, by its own word */
	long long total;	/* of all pages; -1: untold */
	bool as_user;		/* no organisation: ask again, for a user */
	bool cut;		/* the forge does not give all (1,000 hits, a
				   search that timed out): how many there are
				   is in total; why says it in words */
	char *why;
};

void listed_release(struct listed *listed);
struct listed *list_add(struct list_answer *answer);	/* one more, empty */
void list_answer_release(struct list_answer *answer);

/*
 * From a reply's Link header: the parameters of the URL behind rel="next",
 * malloc'ed, NULL where there is none. They are asked of the place that was
 * asked before: a server behind a proxy may name another that it is not.
 */
struct reply;
char *list_next(const struct reply *reply);

#endif
