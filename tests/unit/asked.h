/* SPDX-License-Identifier: MIT */
/*
 * What a conversation asks of us, as the structs that a forge gets, and how
 * it goes on where one thing takes several requests.
 */
#ifndef TESTS_ASKED_H
#define TESTS_ASKED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "conversation.h"
#include "forges/forge.h"
#include "forges/list.h"

#define MAX_LOOKS 50

struct asked {
	char *call;			/* "look" … */
	struct json doc;
	struct strvec texts;		/* owns every string of the queries */
	struct look_query looks[MAX_LOOKS];
	struct look_answer answers[MAX_LOOKS];
	size_t nr;
	unsigned parts;			/* of a look: bits of those asked */
	bool more;			/* describe: said so */
	struct pull_query query;
	struct pull pull;
	struct strvec labels, notes;
	struct strvec reviewers, teams, assignees;
	struct strbuf lost;		/* of an open */
	struct commit_query commit;
	struct commit_file *commit_files;
	struct list_query list;		/* also of a file: names[0], files[0] */
	struct strvec names, files;
	char *next;			/* list: the page that comes now */
};

/* Takes the place of what was asked before; begins as zeros. */
void asked_begin(struct asked *asked, const struct exchange *exchange);
void asked_release(struct asked *asked);

/* The next request of the same call; fails the test where there is none. */
void asked_go_on(struct asked *asked);

/* Which part of the look comes now; 0: none, or this forge has no parts. */
unsigned asked_part(const struct asked *asked, const struct forge *forge,
		    const struct forge_site *site);

int asked_request(struct asked *asked, const struct forge *forge,
		  const struct forge_site *site, struct request *request,
		  struct strbuf *err);

#endif
