/* SPDX-License-Identifier: MIT */
/*
 * Pull requests, comments, and checks that were set by hand. Every change
 * appends the whole of one as a line of JSON to DIR/pulls; the last line of
 * each counts, so that a forge that was killed begins again with the same
 * state.
 */
#ifndef FORGE_PULLS_H
#define FORGE_PULLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "base/strvec.h"
#include "store.h"

enum pull_state { PULL_OPEN, PULL_CLOSED, PULL_MERGED };
enum merge_method {
	MERGE_COMMIT, MERGE_SQUASH, MERGE_REBASE,
	MERGE_FAST_FORWARD,		/* only where that is possible */
	MERGE_SQUASHED,			/* one commit, and a merge of it */
	MERGE_REBASED			/* anew on the base, and a merge */
};

/* The last word of somebody on a pull request. */
struct review {
	char *login;
	bool approved;			/* else: wants changes */
	double when;
	char *oid;			/* the head it was about */
};

struct pull {
	char *repo;			/* "owner/name" of the base */
	long long number;
	enum pull_state state;
	char *title, *body;		/* body may be NULL */
	char *author;
	char *head_repo, *head;		/* "owner/name", branch */
	char *base;			/* branch */
	char *head_oid, *base_oid;	/* as last seen while it was open */
	char *merge_oid, *merged_by;	/* NULL while it is not merged */
	bool draft, modifiable;
	bool squash;			/* asked for with it (GitLab) */
	struct strvec labels, assignees, reviewers, teams;
	char *milestone;		/* its title, or NULL */
	double created, updated, closed;
	double head_since;		/* of a later head; 0: since created */
	struct review *reviews;
	size_t review_nr, review_alloc;
	char *auto_login;		/* NULL: does not merge by itself */
	enum merge_method auto_method;
	char *auto_message;		/* NULL: as the forge makes it */
	double auto_since;
	bool delete_branch;		/* the head's, once it is merged */
	char *tried_base, *tried_head;	/* of these it is known … */
	bool merges;			/* … whether they merge */
	unsigned long unknown_reads;	/* how often the merge was "unknown" */
	double unknown_at;		/* the last of these */
};

struct comment {
	char *repo;
	long long number, id;
	char *author, *body;
	double created;
};

/* A check's state, set from outside. */
struct mark {
	char *repo, *oid, *name, *state;
	bool status;			/* see struct check */
	double when;
};

struct pulls {
	char *path;
	struct pull **list;		/* a pull never moves */
	size_t nr, alloc;
	struct comment *comments;
	size_t comment_nr, comment_alloc;
	struct mark *marks;
	size_t mark_nr, mark_alloc;
};

/* Reads DIR/pulls; a torn last line is left out. -1 and err: broken. */
int pulls_load(struct pulls *pulls, const char *dir, struct strbuf *err);
void pulls_release(struct pulls *pulls);

/* An empty one of that number, for whoever fills it at once. */
struct pull *pulls_new(struct pulls *pulls, const char *repo,
		       long long number);

/* A new one, open and otherwise empty, with the repository's next number. */
struct pull *pulls_add(struct pulls *pulls, const struct repo *repo,
		       double now);
/* NULL: no such number. */
struct pull *pulls_get(const struct pulls *pulls, const char *repo,
		       long long number);
/* An open one from that branch to that base (NULL: to any). */
struct pull *pulls_find_open(const struct pulls *pulls, const char *repo,
			     const char *head_repo, const char *head,
			     const char *base);

/* Remembers what was changed, at that time; -1 and err. */
int pulls_save(struct pulls *pulls, struct pull *pull, double now,
	       struct strbuf *err);

/* Closed without a merge; whoever calls saves it. */
void pull_close(struct pull *pull, double now);
/* It waits no more for its own merge. */
void pull_stop_auto(struct pull *pull);

/* Sets what somebody thinks of it; whoever calls saves it. */
struct review *pull_review(struct pull *pull, const char *login,
			   bool approved, double now);

/* Sets the state of a commit's check, instead of what was set before. */
int pulls_mark(struct pulls *pulls, const struct mark *mark,
	       struct strbuf *err);

/*
 * Brings an open one up to date with its branches: where its head went, it
 * is closed (and saved).
 */
void pulls_refresh(struct pulls *pulls, struct pull *pull, const char *dir,
		   double now);

const struct comment *pulls_comment(struct pulls *pulls,
				    const struct pull *pull,
				    const char *author, const char *body,
				    double now, struct strbuf *err);
size_t pulls_comment_count(const struct pulls *pulls,
			   const struct pull *pull);

#endif
