/* SPDX-License-Identifier: MIT */
/*
 * What servers are asked for a selection: each question, and what was found by
 * it so far, page after page.
 */
#ifndef CAMPAIGN_LISTING_H
#define CAMPAIGN_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "campaign/selection.h"
#include "forges/list.h"

struct listing {
	enum list_kind kind;
	const char *option;	/* that asks for it, "--org"; of a literal */
	char *what;		/* for people: "--org github.com/acme" */
	char *host, *web;
	char *owner, *team, *text;	/* NULL: none */
	const char *topic;		/* the selection's */
	const struct strvec *files;	/* the selection's */
	struct strvec names;	/* LIST_NAMED: these … */
	struct selected **of;	/* … and whose names they are */

	bool as_user;
	char *next;		/* the page that is to be asked for */
	struct listed *found;
	size_t nr, alloc;
};

struct listings {
	struct listing **list;
	size_t nr, alloc;
};

/*
 * The questions that a selection's options ask; each once. -1 and err for what
 * names no owner, team or host.
 */
int listings_read(struct listings *out, const struct selection *selection,
		  struct strbuf *err);

/* A new question to the server of that remote; option is a literal. */
struct listing *listing_add(struct listings *out, enum list_kind kind,
			    const char *option, const struct remote *remote);

/*
 * Questions for what is known of those that were only named: of so many at a
 * time as each server takes (forge->list_names; where it takes none, or the
 * forge is NULL still, none is asked). Pointers into s stay valid as long as
 * nothing is added to it or dropped from it.
 */
void listings_named(struct listings *out, struct selecting *s);
void listings_release(struct listings *listings);

/* The next request; it borrows what it points to. */
struct list_query listing_query(const struct listing *listing);

/*
 * Takes a page's repositories over. Returns whether there is another page; -1
 * and err where the server names the same one again.
 */
int listing_take(struct listing *listing, struct list_answer *page,
		 struct strbuf *err);

/* All that was found joins the selection. -1 and err for a bad name. */
int listing_join(struct listing *listing, struct selecting *s,
		 const struct forge *forge, struct strbuf *err);

#endif
