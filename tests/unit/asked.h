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
#include "forges/forks.h"
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
	struct strvec no_labels, no_reviewers, no_teams, no_assignees;
	struct pull_edit edit;
	struct pull_comment comment;
	struct strbuf lost;		/* of an open */
	struct fork_query fork_query;
	struct forge_fork fork;		/* the one that is known */
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

/* Members of what is asked, at a node of asked->doc. */
const char *asked_text(struct asked *asked, int node, const char *key);
long long asked_number(const struct asked *asked, int node, const char *key);
bool asked_flag(const struct asked *asked, int node, const char *key);
void asked_list(const struct asked *asked, const char *key,
		struct strvec *out);

/* asked-talk.c: "edit" and "comment", where they are there. */
void asked_edit(struct asked *asked);
void asked_comment(struct asked *asked);

/* asked-list.c: also of a file */
void asked_read_list(struct asked *asked);

/* asked-fork.c: a fork that is known (NULL: none), and what asks for one. */
const struct forge_fork *asked_fork(struct asked *asked, int node);
bool asked_is_fork(const struct asked *asked);
void asked_read_fork(struct asked *asked);
int asked_fork_request(struct asked *asked, const struct forge *forge,
		       const struct forge_site *site,
		       struct request *request, struct strbuf *err);

int asked_request(struct asked *asked, const struct forge *forge,
		  const struct forge_site *site, struct request *request,
		  struct strbuf *err);

#endif
