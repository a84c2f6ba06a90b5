/* SPDX-License-Identifier: MIT */
/*
 * Which repositories: -r in all its forms, lists, reports, what servers list,
 * filters (design.md part 5). The same in every command that selects.
 */
#ifndef CAMPAIGN_SELECTION_H
#define CAMPAIGN_SELECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "base/strvec.h"
#include "forges/list.h"
#include "git/remote.h"

struct forge;

struct selection {		/* as the options fill it */
	/* what is added up */
	struct strvec repos;	/* -r */
	struct strvec from;	/* --from: campaigns, reports, lists … */
	struct strvec only;	/* … and what of them: see from_outcomes() */
	struct strvec orgs, users, teams, searches, code_searches;
	struct strvec hosts;	/* --host: which server, where none is named */

	/* what narrows it */
	struct strvec include, exclude;	/* POSIX extended regex on the key */
	struct strvec skip;	/* --skip-repo, as -r names them */
	struct strvec topics, languages, visibilities;	/* any of each */
	struct strvec files;	/* --has-file: all of them */
	bool archived;		/* keep what a list says is archived */
	bool skip_forks;
	int sample;		/* so many, at random; -1: all */
	char *seed;		/* of the sample; NULL: any */
};

#define SELECTION_INIT							\
	{ .repos = STRVEC_INIT, .from = STRVEC_INIT, .only = STRVEC_INIT, \
	  .orgs = STRVEC_INIT, .users = STRVEC_INIT,			\
	  .teams = STRVEC_INIT, .searches = STRVEC_INIT,		\
	  .code_searches = STRVEC_INIT, .hosts = STRVEC_INIT,		\
	  .include = STRVEC_INIT, .exclude = STRVEC_INIT,		\
	  .skip = STRVEC_INIT, .topics = STRVEC_INIT,			\
	  .languages = STRVEC_INIT, .visibilities = STRVEC_INIT,	\
	  .files = STRVEC_INIT, .sample = -1 }

struct selected {
	struct remote remote;
	struct strvec settings;	/* "base=develop", "label=x,y" */
	const struct forge *forge;	/* NULL: only a probe could tell */
	char *key;		/* unique; folded where the forge is so */
	bool named;		/* by -r or --from: a server need not list it */
	bool unseen;		/* its server was asked, and has it not */
	struct listed *known;	/* what its server told; NULL: nothing yet */
};

/* Whether anything says which repositories: else it is a slip of the pen. */
bool selection_has_source(const struct selection *selection);

/* Whether a filter asks for more than a name: a server has to tell it. */
bool selection_needs_facts(const struct selection *selection);

/* Whether such a filter holds for this one, and its server did not tell. */
bool selected_needs_facts(const struct selected *one,
			  const struct selection *selection);

/*
 * Options that say nothing without others, values that none may have: -1 and
 * err, for a usage error.
 */
int selection_check(const struct selection *selection, struct strbuf *err);
int selection_check_patterns(const struct selection *selection,
			     struct strbuf *err);

/* A selection on its way, from names to what is left of them. */
struct selecting {
	const struct selection *selection;
	struct selected *list;
	size_t nr, alloc;
	struct selecting_entry *by_key;
	bool stdin_read;
};

/*
 * Reads what -r and --from name; duplicates once. -1 and err (a list's name
 * and line in it) for bad input.
 */
int selecting_names(struct selecting *s, const struct selection *selection,
		    struct strbuf *err);

/*
 * What a server listed: its URL, and what is known of it (which is taken
 * over). One that is there already only becomes known.
 */
int selecting_add(struct selecting *s, const char *url,
		  const struct forge *forge, struct listed *known,
		  struct strbuf *err);

/*
 * Drops what the filters leave out: those by names (a bad expression is -1
 * and err), those by facts but files (what cannot be told is -1 and err),
 * those by files, and all but nr drawn by lot.
 */
int selecting_by_name(struct selecting *s, struct strbuf *err);
int selecting_by_facts(struct selecting *s, struct strbuf *err);
void selecting_by_files(struct selecting *s);
void selecting_sample(struct selecting *s, size_t nr, const char *seed);

/* What is left; the caller's, with selected_free(). */
void selecting_end(struct selecting *s, struct selected **out, size_t *nr);
void selecting_release(struct selecting *s);

/* For a selection that needs no server: all of the above. */
int selection_read(const struct selection *selection,
		   struct selected **out, size_t *nr, struct strbuf *err);
void selected_free(struct selected *list, size_t nr);
void selection_release(struct selection *selection);

#endif
