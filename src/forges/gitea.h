/* SPDX-License-Identifier: MIT */
/*
 * What the files of Gitea's part share, which is Forgejo's too. Sources: the
 * API descriptions of Gitea 1.26 and Forgejo 16 (swagger.v1.json), the
 * servers' own source for the words of their errors, and the release notes
 * of both for what came when.
 */
#ifndef FORGES_GITEA_H
#define FORGES_GITEA_H

#include "base/json.h"
#include "forges/forge.h"

/* What a server lacks (struct forge_site), by its version. */
enum gitea_lacks {
	GITEA_LACKS_BY_BRANCH = 1 << 0,	/* GET pulls/BASE/HEAD */
	GITEA_LACKS_LIST_FILTER = 1 << 1, /* GET pulls?base=&head= */
	GITEA_LACKS_GUARD = 1 << 3,	/* head_commit_id of a merge */
	GITEA_LACKS_AUTO_MERGE = 1 << 4
};

/* gitea-version.c: what answers a probe */
bool gitea_probe_matches(const struct reply *reply);
void gitea_probe_read(const struct reply *reply, unsigned *lacks,
		      struct strbuf *version);

/* gitea-json.c: requests and objects that several calls share */

/* An address below repos/OWNER/NAME, with what path holds. */
void gitea_request(struct request *request, const char *method,
		   const struct forge_site *site, const char *owner,
		   const char *name, const char *path);
void gitea_expect_body(struct request *request);

/* The servers give 50 a page at most where nobody set more. */
void gitea_add_page(struct request *request, unsigned page);
bool gitea_has_next(const struct reply *reply);

void gitea_read_pull(const struct json *doc, int node, struct pull *pull);

/* Whether it is from that branch, in the repository itself or (not NULL) in
   that fork, to that base (NULL: to any). */
bool gitea_is_from(const struct json *doc, int node,
		   const struct forge_fork *fork, const char *branch,
		   const char *base);

/* What begins the title of a draft, in any case: there is no other field. */
extern const char *const gitea_draft_marks[];
bool gitea_is_draft_title(const char *title);

/* gitea-look.c: one repository, in parts */
unsigned gitea_look_part(const struct forge_site *site,
			 const struct look_query *query,
			 const struct look_answer *answer, unsigned asked);
int gitea_look_ask(const struct forge_site *site,
		   const struct look_query *queries, size_t nr,
		   struct request *request, struct strbuf *err);
int gitea_look_read(const struct reply *reply,
		    const struct look_query *queries, size_t nr,
		    struct look_answer *answers, struct look_common *common,
		    struct strbuf *err);

/* gitea-list.c: which repositories there are */
int gitea_list_ask(const struct forge_site *site,
		   const struct list_query *query, struct request *request,
		   struct strbuf *err);
int gitea_list_read(const struct reply *reply,
		    const struct list_query *query,
		    struct list_answer *answer, struct strbuf *err);
int gitea_has_file_ask(const struct forge_site *site, const char *owner,
		       const char *name, const char *path,
		       struct request *request, struct strbuf *err);
bool gitea_has_file_read(const struct reply *reply);

/* gitea-repository.c: what a Repository object tells */
void gitea_read_repository(const struct json *doc, int node,
			   const struct look_query *query,
			   struct look_answer *answer);
bool gitea_read_name(const struct json *doc, int node,
		     struct look_answer *answer);

/* gitea-ready.c: what stands between a pull request and its merge */
void gitea_read_mergeable(const struct json *doc, int node,
			  const struct reply *reply, struct pull *pull);

/* One page of a commit's statuses, joined with those before. */
int gitea_read_checks(const struct reply *reply, unsigned page, bool *more,
		      enum checks *checks, struct strbuf *err);

/* gitea-pull.c, gitea-merge.c */
int gitea_find_ask(const struct forge_site *site,
		   const struct pull_query *query, struct request *request,
		   struct strbuf *err);
int gitea_find_read(const struct reply *reply,
		    const struct pull_query *query, struct pull *pull,
		    struct strbuf *err);
int gitea_open_ask(const struct forge_site *site,
		   const struct pull_query *query, struct request *request,
		   struct strbuf *err);
int gitea_open_read(const struct reply *reply,
		    const struct pull_query *query, struct pull *pull,
		    struct strbuf *err);
int gitea_merge_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err);
int gitea_merge_read(const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err);
int gitea_close_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err);
int gitea_close_read(const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err);

/* gitea-fork.c */
int gitea_fork_find_ask(const struct forge_site *site,
			const struct fork_query *query,
			struct request *request, struct strbuf *err);
int gitea_fork_find_read(const struct reply *reply,
			 const struct fork_query *query,
			 struct forge_fork *fork, struct strbuf *err);
int gitea_fork_make_ask(const struct forge_site *site,
			const struct fork_query *query,
			struct request *request, struct strbuf *err);
int gitea_fork_ready_ask(const struct forge_site *site,
			 const struct fork_query *query,
			 struct request *request, struct strbuf *err);
int gitea_fork_read(const struct reply *reply,
		    const struct fork_query *query,
		    struct forge_fork *fork, struct strbuf *err);

/* gitea-names.c: numbers for names */
bool gitea_names_needed(const struct pull_query *query);
bool gitea_names_writes(const struct pull_query *query);
int gitea_names_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err);
int gitea_names_read(const struct reply *reply,
		     const struct pull_query *query, struct strbuf *err);

/* What was told of a label, of the milestone; 0: nothing. */
long long gitea_label(const struct pull_query *query, const char *name);
long long gitea_milestone(const struct pull_query *query);

/*
 * gitea-known.c: whether reviewers are there. What comes next of them, appended
 * to next; false: nothing. Its request and reply, by the first note; whether a
 * request is such a one, for which that status is an answer. What is lacking,
 * true: something; and teams that were left out, into query->lost.
 */
bool gitea_known_next(const struct pull_query *query, struct strbuf *next);
void gitea_known_ask(const struct forge_site *site,
		     const struct pull_query *query, struct request *request);
bool gitea_known_answers(const struct request *request, int status);
void gitea_known_read(const struct reply *reply,
		      const struct pull_query *query);
bool gitea_known_lacks(const struct pull_query *query, struct strbuf *err);
void gitea_known_lost(const struct pull_query *query);

/* gitea-review.c: who is to review it, or no longer (of query->edit) */
void gitea_review_ask(const struct forge_site *site,
		      const struct pull_query *query,
		      struct request *request, bool withdraw);

/* gitea-edit.c: one that is there; what is left of one just opened */
bool gitea_describe_needed(const struct pull_query *query);
unsigned gitea_describe_draws(const struct pull_query *query);
int gitea_describe_ask(const struct forge_site *site,
		       const struct pull_query *query,
		       struct request *request, struct strbuf *err);
int gitea_describe_read(const struct reply *reply,
			const struct pull_query *query, struct strbuf *err);

/* gitea-comment.c */
int gitea_comment_ask(const struct forge_site *site,
		       const struct pull_query *query,
		       struct request *request, struct strbuf *err);
int gitea_comment_read(const struct reply *reply,
			const struct pull_query *query, long long *id,
			struct strbuf *err);
int gitea_said_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err);
int gitea_said_read(const struct reply *reply,
		     const struct pull_query *query, long long *id,
		     struct strbuf *err);

/* gitea-rules.c: words that tell more than a status does */
enum gitea_hint {
	GITEA_LATER = 1 << 0,		/* as in struct verdict_of_reply */
	GITEA_EXISTS = 1 << 1,
	GITEA_MOVED = 1 << 2,
	GITEA_BLOCKED = 1 << 3,
	GITEA_LOOK = 1 << 4		/* later, and look at it again first */
};
struct gitea_rule {
	int status;
	const char *call;		/* "POST /pulls", by its ends; NULL */
	const char *fragment;		/* NULL: it says nothing */
	enum failure failure;		/* NONE: it is what we wanted */
	unsigned hints;
	const char *sentence;
};
const struct gitea_rule *gitea_rule(const struct request *request,
				    int status, const char *message);

/* gitea-judge.c */
void gitea_judge(const struct request *request, const struct reply *reply,
		 struct verdict_of_reply *verdict, struct strbuf *why);

#endif
