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

#include "base/failure.h"
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
};

enum pull_state { PULL_NONE, PULL_OPEN, PULL_CLOSED, PULL_MERGED };
const char *pull_state_name(enum pull_state state);	/* "", "open" … */
enum pull_state pull_state_by_name(const char *name);

struct pull {
	enum pull_state state;
	long long number;
	char *url;		/* for people */
	char *id;		/* the forge's own (GitHub: node id), or NULL */
	char *title;
	char *head;		/* commit id of its branch */
	char *base;		/* branch it goes to */
	bool draft;
};
void pull_release(struct pull *pull);		/* empty again */
void pull_copy(struct pull *to, const struct pull *from);	/* replaces */

/* What is asked about one repository in a batch. */
struct look_query {
	const char *owner, *name;
	const char *branch;	/* the campaign's; NULL: do not ask */
	const char *base;	/* NULL: the default branch */
	long long pull;		/* ask by number; 0: by branch */
};

struct look_answer {
	enum failure failure;	/* FAILURE_NONE: the rest is filled */
	char *reason;		/* of the failure, one sentence */
	bool later;		/* the failure may pass */
	char *owner, *name;	/* canonical, after renames */
	char *default_branch;	/* NULL: empty repository */
	char *base;		/* the base asked for, or the default */
	char *base_commit;	/* NULL: that base does not exist */
	char *branch_commit;	/* NULL: the branch does not exist */
	bool archived, empty, may_push;
	bool disabled;		/* or locked: being moved, unpaid … */
	struct pull pull;	/* open one first, else the newest */
};
void look_answer_release(struct look_answer *answer);

/* What one look told about the server, beside the repositories. */
struct look_common {
	char *login;		/* whose token it is; NULL: unknown */
	bool no_login;		/* it refuses to say, and with that all else:
				   ask again with site->no_login */
};

struct pull_query {		/* find, open, describe */
	const char *owner, *name;
	const char *branch;
	const char *base;
	const char *title, *body;
	bool draft;
	const struct strvec *labels;
	const struct pull *pull;	/* describe: the one that is open */
};

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
	enum freeze freeze;
	double wait;		/* seconds; 0 with a freeze: none was named */
};

/* What headers say of a bucket; limit -1: nothing. */
struct limits {
	long long limit, remaining;
	double reset_in;	/* engine seconds; negative: unknown */
	unsigned draws;		/* which bucket it is about (enum draw) */
};

/*
 * Documented limits, as data: windows and spacing of one bucket. The host
 * keeps its reserve of them. A bucket may have several of these; they add up,
 * to three windows at most.
 */
struct forge_rate {
	unsigned draws;		/* one bit of enum draw */
	struct { double count, seconds; } windows[3];	/* count 0: none */
	double spacing;
	bool hosted_only;	/* only of the forge's own service */
};

struct forge {
	const char *name;	/* "github", "git" */

	/* lanes per host: git transfers, reads, writes */
	unsigned net_lane, api_lane, write_lane;
	const struct forge_rate *rates;		/* draws 0 ends it; or NULL */

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

	bool folds_case;		/* OWNER/NAME in any case is one */

	/* Usual variables of a token for exactly this host, or NULL. */
	const char *const *(*token_variables)(const char *host);
	const char *git_user;			/* of Basic for git over HTTP */

	/* NULL where the forge has no API (plain git): the call is not made */
	void (*authorize)(const char *token, struct strbuf *value);
	size_t look_max;			/* repositories a request */
	int (*look_ask)(const struct forge_site *site,
			const struct look_query *queries, size_t nr,
			struct request *request, struct strbuf *err);
	int (*look_read)(const struct reply *reply,
			 const struct look_query *queries, size_t nr,
			 struct look_answer *answers,
			 struct look_common *common, struct strbuf *err);

	int (*find_ask)(const struct forge_site *site,
			const struct pull_query *query,
			struct request *request, struct strbuf *err);
	int (*find_read)(const struct reply *reply,
			 const struct pull_query *query, struct pull *pull,
			 struct strbuf *err);

	int (*open_ask)(const struct forge_site *site,
			const struct pull_query *query,
			struct request *request, struct strbuf *err);
	int (*open_read)(const struct reply *reply,
			 const struct pull_query *query, struct pull *pull,
			 struct strbuf *err);

	/* Whether describe has anything to send for this query. */
	bool (*describe_needed)(const struct pull_query *query);
	int (*describe_ask)(const struct forge_site *site,
			    const struct pull_query *query,
			    struct request *request, struct strbuf *err);
	int (*describe_read)(const struct reply *reply,
			     const struct pull_query *query,
			     struct strbuf *err);

	/* Of every reply: what it means; one sentence appended to why. */
	void (*judge)(const struct request *request,
		      const struct reply *reply,
		      struct verdict_of_reply *verdict, struct strbuf *why);
	void (*read_limits)(const struct request *request,
			    const struct reply *reply, struct limits *limits);
};

extern const struct forge forge_github, forge_git;

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

/* Appends the server that is asked, in quotes: 'api.github.com'. */
void forge_server(const struct request *request, struct strbuf *out);

#endif
