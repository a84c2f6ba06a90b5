/* SPDX-License-Identifier: MIT */
/*
 * What each forge says and hears; no I/O. A forge is one file and one line in
 * forge.c's table. Each call is a pair of pure functions: ask() turns intent
 * into a request, read() a reply into an answer. Facts about a forge come
 * from its official description; the source is named where it is used.
 */
#ifndef FORGES_FORGE_H
#define FORGES_FORGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/codeowners.h"
#include "base/failure.h"
#include "base/json.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "engine/request.h"

/* Where a server's API is. */
struct forge_site {
	const char *host;	/* "github.com" */
	const char *web;	/* "https://github.com/" */
	const char *api;	/* REST base, ends in '/' */
	const char *graphql;	/* whole URL; NULL where the forge has none */
	bool no_login;		/* a look said so (struct look_common) */
	unsigned lacks;		/* what this server cannot: the forge's own
				   bits, once learned (struct look_common) */
};

enum pull_state { PULL_NONE, PULL_OPEN, PULL_CLOSED, PULL_MERGED };
const char *pull_state_name(enum pull_state state);	/* "", "open" … */
enum pull_state pull_state_by_name(const char *name);

/*
 * What stands between an open pull request and its merge (design.md part 8),
 * as a look with query.merge tells it.
 */
enum checks {			/* the required ones; all, where none is */
	CHECKS_UNKNOWN,
	CHECKS_NONE,		/* nothing checks this commit */
	CHECKS_PENDING,
	CHECKS_PASSED,
	CHECKS_FAILED
};
const char *checks_name(enum checks checks);	/* "", "none", "pending" … */
enum mergeable {
	MERGEABLE_UNKNOWN,	/* being computed: ask again */
	MERGEABLE_YES,		/* no rule stands against it */
	MERGEABLE_CONFLICT,
	MERGEABLE_BLOCKED	/* by a rule or a person: see blocked */
};
enum review {			/* what the required reviews come to */
	REVIEW_UNKNOWN,		/* or none is required, and none was given */
	REVIEW_MISSING,
	REVIEW_APPROVED,
	REVIEW_CHANGES		/* a reviewer wants some */
};
const char *review_name(enum review review);	/* "", "missing" … */
struct readiness {
	enum checks checks;
	enum mergeable mergeable;
	enum review review;
	bool behind;		/* a rule wants its branch to be brought up to
				   its base first */
	char *blocked;		/* "1 approval is missing"; NULL: untold */
	bool auto_merge;	/* the forge merges it when it is ready */
	bool queue;		/* its base takes merges by a queue only (a
				   project with merge trains, by those) */
};

struct pull {
	enum pull_state state;
	long long number;
	char *url;		/* for people */
	char *id;		/* the forge's own (GitHub: node id), or NULL */
	char *title;
	char *head;		/* commit id of its branch */
	char *base;		/* branch it goes to */
	bool draft;
	struct readiness ready;
};
void pull_release(struct pull *pull);		/* empty again */
void pull_copy(struct pull *to, const struct pull *from);	/* replaces */

enum merge_method {
	METHOD_FORGE,		/* the repository's own default */
	METHOD_MERGE,
	METHOD_SQUASH,
	METHOD_REBASE
};
extern const char *const merge_method_names[];	/* by value, NULL at the end */

struct look_answer;
struct list_query;
struct list_answer;
struct forge_fork;
struct fork_query;

/* Fields of a pull request beside title, body and draft: bits. */
enum pull_field {
	FIELD_LABELS = 1 << 0,
	FIELD_REVIEWERS = 1 << 1,
	FIELD_TEAMS = 1 << 2,
	FIELD_ASSIGNEES = 1 << 3,
	FIELD_MILESTONE = 1 << 4
};

/* What is asked about one repository in a batch. */
struct look_query {
	const char *owner, *name;
	const char *branch;	/* the campaign's; NULL: do not ask */
	const char *base;	/* NULL: the default branch */
	const char *target;	/* the pull request goes there; NULL: to it */
	const struct forge_fork *fork;	/* the branch is there; NULL: in the
				   repository itself. Of a fork a branch's
				   commit is told by its pull request only */
	long long pull;		/* ask by number; 0: by branch */
	bool merge;		/* also whether the pull request may merge */
	bool base_checks;	/* also what the checks of its base branch's
				   newest commit say */
	bool pushed;		/* the branch may be ours already: a forge that
				   needs a request of its own for branch and
				   pull request asks only then (else the push's
				   lease finds the branch of somebody else) */
	unsigned part;		/* of a forge that asks in parts: which */
	const struct look_answer *known;	/* … and what is known by then */
};

struct look_answer {
	enum failure failure;	/* FAILURE_NONE: the rest is filled */
	char *reason;		/* of the failure, one sentence */
	bool later;		/* the failure may pass */
	char *owner, *name;	/* canonical, after renames */
	char *default_branch;	/* NULL: empty repository */
	char *base;		/* the base asked for, or the default */
	char *base_commit;	/* NULL: that base does not exist, or … */
	bool base_unseen;	/* … this look does not tell its commit */
	char *branch_commit;	/* NULL: the branch does not exist */
	enum checks base_checks;	/* UNKNOWN: untold, or not asked */
	bool archived, empty, may_push;
	bool disabled;		/* or locked: being moved, unpaid … */
	bool pulls_off;		/* it takes no pull requests, from this account
				   at least, where a look tells that */
	char *id;		/* the forge's own of the repository, or NULL */
	unsigned methods;	/* bits 1 << METHOD_…; 0: untold */
	enum merge_method method;	/* its default; FORGE: untold */
	struct pull pull;	/* open one first, else the newest */
	bool more;		/* in parts: the list that was read goes on */
};
void look_answer_release(struct look_answer *answer);

/* What one look told about the server, beside the repositories. */
struct look_common {
	char *login;		/* whose token it is; NULL: unknown */
	bool no_login;		/* it refuses to say, and with that all else:
				   ask again with site->no_login */
	unsigned lacks;		/* bits for site->lacks: ask again without;
				   remembered with the server */
	size_t look_max;	/* so many a request are what it bears; 0:
				   nothing was learned. Answers that it took
				   along are "later" */
};

enum pull_draft { DRAFT_STAYS, DRAFT_BECOMES, DRAFT_ENDS };

/*
 * describe of one that is there already: what changes of it, beside what the
 * query's lists and milestone add. Lists: what goes; NULL: nothing.
 */
struct pull_edit {
	const char *title, *body;	/* NULL: as it is */
	enum pull_draft draft;
	const struct strvec *no_labels, *no_reviewers, *no_teams;
	const struct strvec *no_assignees;
	bool no_milestone;
};

/* comment, said: a comment of ours, and how it is known again. */
struct pull_comment {
	const char *text;
	const char *author;	/* login, NULL: unknown */
	double since;		/* made then or later, about (epoch) … */
	long long after;	/* … and later than the one of this number */
};

struct pull_query {		/* find, open, describe, merge, close, delete */
	const char *owner, *name;
	const char *branch;
	const char *base;
	const char *title, *body;
	bool draft;
	const struct strvec *labels;
	const struct strvec *reviewers, *teams, *assignees;	/* or NULL;
					   a team: NAME or GROUP/NAME */
	const char *milestone;		/* its title; NULL: none */
	bool create_labels;		/* make those that are not there */
	const struct strvec *people;	/* who is known to be on this server;
					   or NULL */
	const struct pull *pull;	/* the one that is there; its head is
					   what merge and delete are held to */
	const char *repository;		/* the forge's own id of it, or NULL */
	const struct forge_fork *fork;	/* the branch is there, or NULL */
	enum merge_method method;	/* merge: never FORGE where the look
					   told the default */
	bool delete_branch;		/* merge: with it, where forge->
					   merge_deletes */
	bool auto_merge;		/* merge: when it is ready, not now */
	unsigned part;			/* 0, 1 …: see FORGE_MORE */
	struct strvec *notes;		/* a forge's own, from part to part */
	struct strbuf *lost;		/* open_read: what of the fields the
					   forge left out, a sentence; or
					   NULL */
	const struct pull_edit *edit;	/* describe; NULL: it was just opened */
	const struct pull_comment *comment;	/* comment, said */
};

/* A file of a commit that the forge is to make. */
enum file_change { FILE_ADDED, FILE_CHANGED, FILE_DELETED };
struct commit_file {
	char *path;
	enum file_change change;
	bool executable, mode_changed;
	const char *data;	/* what it holds; FILE_DELETED: nothing */
	size_t len;
};

struct commit_query {
	const char *owner, *name;
	const char *repository;	/* the forge's own id of it, or NULL */
	const char *branch;
	bool there;		/* the branch is, at parent; else it is made */
	const char *parent;	/* the one commit that it stands on */
	const char *message;
	const struct commit_file *files;
	size_t nr;
};

/* describe_read: well, and there is more to ask, with the next part */
#define FORGE_MORE 1
/* … and for lack of a right: err names it */
#define FORGE_REFUSED (-2)
#define FORGE_LACKS 2		/* names_read */

/*
 * What a reply means that is no success. wait > 0: a limit; freeze says what
 * of the host must rest for so many engine seconds.
 */
enum freeze { FREEZE_NOTHING, FREEZE_BUCKET, FREEZE_HOST };
struct verdict_of_reply {
	enum failure failure;	/* FAILURE_NONE: a success */
	bool later;		/* may pass: try again with backoff */
	bool maybe_done;	/* a write that may have been carried out */
	bool exists;		/* open: there is one already */
	bool moved;		/* merge: the head is no longer what we saw */
	bool blocked;		/* merge: not ready yet by the forge's rules */
	enum freeze freeze;
	bool used_up;		/* of a freeze: a counter that the server tells
				   of is at 0, or it bans: its pace is not
				   what was wrong */
	double wait;		/* seconds; 0 with a freeze: none was named */
};

/* What headers say of a counter; limit -1: nothing. */
struct limits {
	long long limit, remaining;
	double reset_in;	/* engine seconds; negative: unknown */
	enum told told;		/* which counter it is about */
};

/*
 * What one server bears: lanes, documented windows (the host keeps its
 * reserve of them), and seconds from the begin of one draw to the next.
 */
struct forge_budget {
	unsigned net_lane, api_lane, write_lane;
	const struct limit_window *windows;	/* or NULL */
	double spacing[DRAW_KINDS];
	size_t look_max;	/* repositories a request; 1: not in batches;
				   0: it has no API */
	const struct limit_window *anonymous;	/* without a token, besides */
};

struct forge {
	const char *name;	/* "github", "git" */
	const char *alias;	/* a second one that a setting may name */

	struct forge_budget hosted;	/* of its own service: owns_host */
	struct forge_budget own;	/* of a server that somebody runs */

	/* whether its own service runs on host ("github.com", "x.ghe.com") */
	bool (*owns_host)(const char *host);

	/*
	 * Fills api and graphql for a web URL, or from multi.<url>.api (api
	 * then holds it already).
	 */
	void (*locate)(const char *web, struct strbuf *api,
		       struct strbuf *graphql);

	/* A GET without token whose reply tells whether it is this forge. */
	const char *probe_path;			/* after web, NULL: none */
	bool (*probe_matches)(const struct reply *reply);
	/* What that reply tells of a server that it matches; NULL: nothing.
	   A forge that has it is probed once also where its name is known. */
	void (*probe_read)(const struct reply *reply, unsigned *lacks,
			   struct strbuf *version);

	bool folds_case;		/* OWNER/NAME in any case is one */

	/* Usual variables of a token for exactly this host, or NULL. */
	const char *const *(*token_variables)(const char *host);
	const char *git_user;			/* of Basic for git over HTTP */

	/* NULL where the forge has no API (plain git): the call is not made */
	void (*authorize)(const char *token, struct strbuf *value);
	unsigned look_draws;		/* of look_ask's requests */
	/*
	 * A forge that must ask several requests for one repository: the next
	 * part (from 1) for this query, given what is known and the bits 1 <<
	 * part of those asked; 0: all is known. look_read() then only adds
	 * to the answer. NULL: one request tells all.
	 */
	unsigned (*look_part)(const struct forge_site *site,
			      const struct look_query *query,
			      const struct look_answer *answer,
			      unsigned asked);
	int (*look_ask)(const struct forge_site *site,
			const struct look_query *queries, size_t nr,
			struct request *request, struct strbuf *err);
	int (*look_read)(const struct reply *reply,
			 const struct look_query *queries, size_t nr,
			 struct look_answer *answers,
			 struct look_common *common, struct strbuf *err);

	/*
	 * Which repositories it has (forges/list.h). list_read returns -1 and
	 * err for an answer that it cannot read. has_file_ask asks for one
	 * repository and path where a page cannot tell; NULL: it always can.
	 * What is found may be a folder still: has_file_read tells, of a
	 * success; NULL: it is a file.
	 */
	int (*list_ask)(const struct forge_site *site,
			const struct list_query *query,
			struct request *request, struct strbuf *err);
	int (*list_read)(const struct reply *reply,
			 const struct list_query *query,
			 struct list_answer *answer, struct strbuf *err);
	int (*has_file_ask)(const struct forge_site *site, const char *owner,
			    const char *name, const char *path,
			    struct request *request, struct strbuf *err);
	bool (*has_file_read)(const struct reply *reply);
	size_t list_names;	/* LIST_NAMED: so many in one request, in one
				   page; 0: it cannot be asked */

	const char *pull_refs;		/* a pull request's: "refs/pull", then
					   "/NUMBER/head"; NULL: none */

	/*
	 * A commit made by the forge, its id appended to commit; NULL: it makes
	 * none. A branch that is not as the query says is verdict->moved.
	 */
	bool commit_modes;	/* it can make files executable */
	bool commit_guards;	/* and it checks that a branch is at parent */
	int (*commit_ask)(const struct forge_site *site,
			  const struct commit_query *query,
			  struct request *request, struct strbuf *err);
	int (*commit_read)(const struct reply *reply,
			   const struct commit_query *query,
			   struct strbuf *commit, struct strbuf *err);

	int (*find_ask)(const struct forge_site *site,
			const struct pull_query *query,
			struct request *request, struct strbuf *err);
	int (*find_read)(const struct reply *reply,
			 const struct pull_query *query, struct pull *pull,
			 struct strbuf *err);

	/*
	 * Forks (forges/forks.h). fork_find_read: 0, with the fork or without
	 * an owner where there is none; FORGE_MORE, by query->notes; -1; a
	 * reply that says "not found" goes to it, too. fork_read: of make, and
	 * of ready. NULL: the forge has none.
	 */
	unsigned fork_find_draws;
	int (*fork_find_ask)(const struct forge_site *site,
			     const struct fork_query *query,
			     struct request *request, struct strbuf *err);
	int (*fork_find_read)(const struct reply *reply,
			      const struct fork_query *query,
			      struct forge_fork *fork, struct strbuf *err);
	int (*fork_make_ask)(const struct forge_site *site,
			     const struct fork_query *query,
			     struct request *request, struct strbuf *err);
	int (*fork_ready_ask)(const struct forge_site *site,
			      const struct fork_query *query,
			      struct request *request, struct strbuf *err);
	int (*fork_read)(const struct reply *reply,
			 const struct fork_query *query,
			 struct forge_fork *fork, struct strbuf *err);

	/*
	 * What stands for the names in a pull request's fields, asked before
	 * it is opened and kept in query->notes for open_ask. names_read: 0,
	 * FORGE_MORE, -1, or FORGE_LACKS and err for what is not there. It
	 * begins with empty notes, after a failure again; a note "knows user
	 * NAME" is remembered in query->people. NULL: names do.
	 */
	bool (*names_needed)(const struct pull_query *query);
	/* Whether its next request is a write; NULL: none is. */
	bool (*names_writes)(const struct pull_query *query);
	unsigned names_draws;		/* of the others */
	int (*names_ask)(const struct forge_site *site,
			 const struct pull_query *query,
			 struct request *request, struct strbuf *err);
	int (*names_read)(const struct reply *reply,
			  const struct pull_query *query,
			  struct strbuf *err);

	int (*open_ask)(const struct forge_site *site,
			const struct pull_query *query,
			struct request *request, struct strbuf *err);
	int (*open_read)(const struct reply *reply,
			 const struct pull_query *query, struct pull *pull,
			 struct strbuf *err);

	unsigned fields;		/* enum pull_field: what it can carry;
					   the rest is never asked of it */
	enum codeowners codeowners;	/* how it reads that file */
	/* Whether describe has anything to send for this query. */
	bool (*describe_needed)(const struct pull_query *query);
	/* What its next part draws on, by the notes so far, which it does not
	   change; NULL: a write of content, each. */
	unsigned (*describe_draws)(const struct pull_query *query);
	int (*describe_ask)(const struct forge_site *site,
			    const struct pull_query *query,
			    struct request *request, struct strbuf *err);
	int (*describe_read)(const struct reply *reply,
			     const struct pull_query *query,
			     struct strbuf *err);

	/*
	 * A comment; its number into *id, 0 where the forge keeps none (it was
	 * all commands). said: whether it is there, 0 or its number into *id;
	 * FORGE_MORE: the list goes on, by query->notes.
	 */
	int (*comment_ask)(const struct forge_site *site,
			   const struct pull_query *query,
			   struct request *request, struct strbuf *err);
	int (*comment_read)(const struct reply *reply,
			    const struct pull_query *query, long long *id,
			    struct strbuf *err);
	int (*said_ask)(const struct forge_site *site,
			const struct pull_query *query,
			struct request *request, struct strbuf *err);
	int (*said_read)(const struct reply *reply,
			 const struct pull_query *query, long long *id,
			 struct strbuf *err);

	/*
	 * Merges only the head that query->pull names, else verdict->moved.
	 * merge_read sets the pull request's state: merged, or still open
	 * with ready.auto_merge where it merges by itself later.
	 */
	bool merge_deletes;		/* one call merges and deletes */
	bool auto_merges;
	unsigned methods;		/* bits that merge_ask can choose from */
	int (*merge_ask)(const struct forge_site *site,
			 const struct pull_query *query,
			 struct request *request, struct strbuf *err);
	int (*merge_read)(const struct reply *reply,
			  const struct pull_query *query, struct pull *pull,
			  struct strbuf *err);
	int (*close_ask)(const struct forge_site *site,
			 const struct pull_query *query,
			 struct request *request, struct strbuf *err);
	int (*close_read)(const struct reply *reply,
			  const struct pull_query *query, struct pull *pull,
			  struct strbuf *err);
	/*
	 * Deletes the branch only while it is at query->pull->head. NULL: the
	 * forge has no such call, git does it with a lease.
	 */
	int (*delete_ask)(const struct forge_site *site,
			  const struct pull_query *query,
			  struct request *request, struct strbuf *err);
	int (*delete_read)(const struct reply *reply,
			   const struct pull_query *query,
			   struct strbuf *err);

	/* Of every reply: what it means; one sentence appended to why. */
	void (*judge)(const struct request *request,
		      const struct reply *reply,
		      struct verdict_of_reply *verdict, struct strbuf *why);
	void (*read_limits)(const struct request *request,
			    const struct reply *reply, struct limits *limits);
};

/* The budget of a host: hosted or own. */
const struct forge_budget *forge_budget_of(const struct forge *forge,
					   const char *host);

extern const struct forge forge_gitea, forge_github, forge_gitlab, forge_git;

/* All, NULL at the end; "git" is the last. */
extern const struct forge *const forges[];

const struct forge *forge_by_name(const char *name);	/* NULL: unknown */

/* By well-known name only; NULL: it must be probed. */
const struct forge *forge_of_host(const char *host);

/*
 * What is the same for all: transport errors, 5xx, 404, 401, Retry-After.
 * A forge's judge() calls it for what it does not know better.
 */
void forge_judge_common(const struct request *request,
			const struct reply *reply,
			struct verdict_of_reply *verdict, struct strbuf *why);

/* Whether text holds the fragment, in any case: forges reword sentences. */
bool forge_says(const char *text, const char *fragment);

/* Appends a text as part of a sentence: one line, no full stop at its end. */
void forge_text(const struct json *doc, int node, struct strbuf *out);

/* Appends "there is no label 'x'", then ", no user 'y'" and so on. */
void forge_lacks(struct strbuf *out, const char *what, const char *name);

/* Appends "'codeberg.org' answered 409: head out of date". */
void forge_answered(const struct request *request, const struct reply *reply,
		    const char *message, struct strbuf *out);

/* "METHOD END": a request's method, and what its path ends in, if named. */
bool forge_is_call(const struct request *request, const char *call);

/* Whether a URL, or a bare name, is of exactly this host. */
bool forge_is_at(const char *url, const char *host);

/* Appends the server that is asked, in quotes: 'api.github.com'. */
void forge_server(const struct request *request, struct strbuf *out);

#endif
