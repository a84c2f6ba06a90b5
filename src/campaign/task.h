/* SPDX-License-Identifier: MIT */
/*
 * One repository's way through a plan, and what a step is.
 */
#ifndef CAMPAIGN_TASK_H
#define CAMPAIGN_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <uthash.h>

#include "base/failure.h"
#include "base/json.h"
#include "base/strvec.h"
#include "campaign/host.h"
#include "campaign/talk.h"
#include "engine/child.h"
#include "engine/http.h"
#include "forges/forks.h"
#include "forges/forge.h"
#include "git/remote.h"

struct answer;
struct campaign;
struct split;
struct slot;
struct upload;
struct batch;

enum result {			/* journalled by name, never renamed */
	RESULT_NONE,
	RESULT_DONE,
	RESULT_UNCHANGED,
	RESULT_SKIPPED,
	RESULT_FAILED,
	RESULT_WAITING,
	RESULT_CANCELLED
};
const char *result_name(enum result result);	/* "" for RESULT_NONE */
enum result result_by_name(const char *name);

enum verdict {
	VERDICT_NEXT,		/* the step ended well */
	VERDICT_MORE,		/* it goes on with its next process, at once */
	VERDICT_AGAIN,		/* with its next request, when lane and buckets
				   let it: phase is one more */
	VERDICT_BACK,		/* the step before, not before task->not_before */
	VERDICT_LATER,		/* again, not before task->not_before */
	VERDICT_END		/* finished, result and class and reason set */
};

struct step {
	const char *name;	/* shown and journalled: never renamed */
	enum lane_kind lane;
	unsigned draws;		/* buckets of a request (enum draw) */
	bool lasting;		/* leaves a trace outside: sync first */
	bool polls;		/* asks again and again: not journalled */
	bool opens;		/* from here on it takes a place on disk */

	/* lane and draws where they depend on the task; NULL: as above */
	enum lane_kind (*lane_of)(const struct task *task);
	unsigned (*draws_of)(const struct task *task);

	/* When it may begin at the earliest (engine clock); NULL: at once */
	double (*not_before)(const struct task *task);

	/*
	 * Until when its limits may keep it waiting (engine clock); 0 or NULL:
	 * ever. Later it ends, waiting.
	 */
	double (*not_after)(const struct task *task);

	/* Whether it has anything to do; NULL: always. Pure. */
	bool (*needed)(const struct task *task);

	/*
	 * For a forecast: the facts of a copy of a task as they will be when
	 * it has ended well, as far as the needs of later steps hang on
	 * them; NULL: as before. The copy owns nothing.
	 */
	void (*foresee)(struct task *copy);

	/*
	 * Starts one child or request in task->slot. 0: it runs; -1 and err:
	 * it cannot, the task fails as failure (set in task) or internal;
	 * STEP_BUSY: not now, something else holds it, ask again soon;
	 * STEP_NOTHING: there is nothing to do, as if it had ended well.
	 * Never calls end(), never waits.
	 */
	int (*begin)(struct task *task, struct strbuf *err);

	/* Judges what ran; why: one sentence for LATER and END. */
	enum verdict (*end)(struct task *task, struct strbuf *why);

	/*
	 * Steps that ask for many tasks at once: all tasks of one host; task
	 * by task judged by end(), from batch->answers.
	 */
	int (*begin_batch)(struct batch *batch, struct strbuf *err);
	void (*read_batch)(struct batch *batch);
	bool (*batched)(const struct task *task);
};

#define STEP_BUSY 1
#define STEP_NOTHING 2

/* What is known of a repository; strings owned, NULL: unknown. */
struct facts {
	char *canonical;	/* key by the forge's own name */
	char *default_branch;
	char *base, *base_commit;
	char *branch_commit;	/* the campaign's branch at the last look */
	char *commit;		/* ours, made or about to be pushed */
	unsigned commits;	/* where it is several commits: how many, … */
	char *made_on;		/* … and the commit before the first */
	char *bundled;		/* ours, kept to be reviewed: see bundle.h */
	char *bundle_base;	/* the commit it was made on */
	unsigned bundle_definition;	/* by which definition */
	bool bundle_spoilt;	/* is not to be published any more */
	bool bundle_other;	/* which of its two files holds it */
	char *reviewed;		/* the commit that a person keeps, … */
	bool edited;		/* … and has edited: see decide.h */
	struct strvec sent;	/* "COMMIT=DEFINITION" of each that an attempt
				   began to push: a push may arrive after its
				   sender was killed */
	struct pull pull;
	char *id;		/* the forge's own of the repository */
	struct forge_fork fork;	/* where its branch is: see task_fork() */
	struct remote fork_remote;
	char *fork_base;	/* the base branch's commit there */
	bool forks;		/* the branch goes to a fork, once there is one */
	unsigned methods;	/* of merging, see struct look_answer */
	enum merge_method method;
	double opened;		/* engine clock; 0: unknown */
	double looked;		/* engine clock; 0: not in this run */
	bool pushed;		/* commit is on the branch */
	bool replaces;		/* branch_commit, ours by an earlier definition,
				   or as --if-exists=replace allows */
	bool appends;		/* to the branch as it is: base_commit is its
				   commit, and the change begins there */
	bool unproven;		/* replaces only where the branch turns out to
				   hold nothing but the base */
	char *lease;		/* what a push that was begun replaces, … */
	unsigned lease_of;	/* … by this definition */
	char *upload_tree, *upload_parent;	/* of the commit that a forge
				   was, or is to be, asked to make */
	bool unclaimed;		/* and it may have made it */
	bool unheard;		/* a push was begun, and not heard of again */
	unsigned pushed_of;	/* the definition whose push ended well */
	char *pushed_on;	/* what is on the branch was made on this */
	bool open_begun;	/* an open may have been carried out: find first */
	unsigned described;	/* by this definition; 0: never */
	struct strvec reviewers, teams;	/* those that were chosen, … */
	unsigned chosen;	/* … for this definition; 0: never */
	struct answer *answer;	/* the command's, NULL: it gave none */
	enum { BASELINE_UNKNOWN, BASELINE_PASSED, BASELINE_FAILED }
		baseline;	/* the test before the change */
	bool adopted;		/* its pull request was not made by us */
	bool merge_sent;	/* a merge may have been carried out: by us */
	bool branch_gone;	/* deleted, or seen to be */
	enum checks base_checks;	/* at the last look that asked for them */
};

struct task {
	char *key;		/* HOST/OWNER/NAME as journalled, and //DIR
				   for a part of it: see part.h */
	char *repository;	/* the key without that, … */
	const char *part;	/* … and the folder; NULL: all of it */
	bool held;		/* until its repository's change is split */
	struct split *split;	/* NULL: nothing is being split */
	struct remote remote;
	struct strvec settings;	/* of the list: "base=develop" */
	struct host *host;
	struct campaign *campaign;
	struct facts facts;

	enum { TASK_IDLE, TASK_WAITING, TASK_SLEEPING, TASK_RUNNING,
	       TASK_FINISHED } state;
	size_t step;		/* index in the campaign's plan */
	unsigned phase;		/* within the step, see VERDICT_MORE */
	struct look_answer *look;	/* of a look in parts, so far */
	unsigned asked;		/* its parts, bits 1 << part */
	struct strvec notes;	/* of a step's or forge's own: FORGE_MORE */
	double wait_since;	/* engine clock: its wait to be merged; 0 */
	bool queued;		/* this run put it into its forge's queue */
	unsigned backs;		/* in a row, see VERDICT_BACK */
	unsigned attempt;	/* of the whole life, for GIT_MULTI_ATTEMPT */
	unsigned tries;		/* of this step */
	double not_before;
	struct slot *slot;	/* while RUNNING */
	struct task *next;	/* in a queue */
	size_t heap;		/* place among the sleeping, plus 1 */
	int lock;		/* the cached repository's, -1: not held */
	bool counted;		/* in host->begun */
	bool has_tree;		/* its work tree is on disk */
	bool own_tree;		/* that is one of ours, whatever --clone-to
				   says: what is edited in a review */
	struct upload *upload;	/* NULL: nothing is on its way */
	bool mid_change;	/* an earlier run's command began to change
				   the tree, and how that ended is not known */
	bool refreshes;		/* its change is made again only if its base
				   moved; what is open stays as it is */
	bool publishes;		/* as it was reviewed: by the definition that
				   its kept commit was made by */
	bool closes;		/* is to be closed, and that is not over */
	enum talk_state talk;	/* how far the campaign's talk is with it */
	double talk_since;	/* engine clock: a comment that may have been
				   made was first sent then; 0: none was */
	double talk_sent;	/* … and last */
	long long said;		/* the last comment of ours: its number */
	bool selected;		/* this command works on it */
	bool dropped;		/* taken out of the campaign: see dropped.c */
	void *data;		/* the plan's own; not owned */
	struct strbuf output, errors;	/* of a step that is to be shown, … */
	int code;		/* … and its exit code */
	unsigned definition;	/* number of the one its attempt uses */
	char *branch;		/* see task_branch(); NULL: not made */
	unsigned branch_of;	/* by which definition */

	enum result wanted;	/* what it is to end as: see steer_end() */
	enum result result;
	enum failure failure;
	char *reason;
	double ended;		/* engine clock */

	UT_hash_handle hh;	/* by key, in campaign->by_key */
	char *canonical;	/* key of the next, see campaign_canonical() */
	UT_hash_handle hh_canonical;
};

/* A place in which something runs: one of the campaign's fixed array. */
struct slot {
	struct task *task;	/* NULL: free (or a batch's) */
	struct batch *batch;
	enum { SLOT_FREE, SLOT_CHILD, SLOT_REQUEST } kind;
	struct child child;
	struct transfer transfer;
	struct request request;
	enum lane_kind lane;
	struct lane *entered;	/* the lane it occupies */
	struct host *host;	/* whose budget it draws on, … */
	unsigned draws;		/* … and what (enum draw) */
	bool over;		/* its event came: the turn looks at it */
	double since;		/* engine clock */
	struct slot *next;	/* free list, or list of what is over */
};

/* One request for many tasks that ask the same of one host. */
struct batch {
	const struct step *step;
	struct host *host;
	struct slot *slot;
	struct task **tasks;
	size_t nr;
	struct look_answer *answers;	/* one each, after read_batch */
	struct look_common common;
	bool failed;		/* the request as a whole: see verdict, why */
	struct verdict_of_reply verdict;
	struct strbuf why;
};

struct task *task_new(struct campaign *campaign, const char *key);
void task_free(struct task *task);
void facts_release(struct facts *facts);

/*
 * Whether a commit is one that this campaign made for the task; and whether
 * by the definition that its attempt uses now.
 */
bool task_made(const struct task *task, const char *commit);
bool task_made_now(const struct task *task, const char *commit);

/* What its commit is to be compared with, as git names it; appended. */
void task_made_on(const struct task *task, struct strbuf *out);

/*
 * The fork that its branch is in; NULL: it is in the repository itself. And
 * where git finds it.
 */
const struct forge_fork *task_fork(const struct task *task);
void task_set_fork(struct task *task, const struct forge_fork *fork);
void task_forget_fork(struct task *task);
const char *task_push_url(const struct task *task);
const char *task_branch_url(const struct task *task);	/* to fetch it */

/* The task's commit is about to be pushed. */
void task_sends(struct task *task);

/*
 * Its pull request is others' and belongs to the campaign as it is now: its
 * head counts as made, its branch is never written.
 */
void task_adopt(struct task *task);

/* Selected, and not finished: also one that waits for a resume. */
bool task_is_open(const struct task *task);

/* Which one its next attempt uses: the last, unless it publishes. */
unsigned task_next_definition(const struct task *task);

/* Finished, and to be worked on again: in memory only. */
void task_reopen(struct task *task);

/* A look in parts is over, or begins anew. */
void task_forget_look(struct task *task);

/* A setting of the list ("base"), or NULL. */
const char *task_setting(const struct task *task, const char *name);

/* END with these; reason is the text of why afterwards. */
enum verdict task_fail(struct task *task, enum failure failure);
enum verdict task_end(struct task *task, enum result result);

/* LATER, or BACK, in so many engine seconds. */
enum verdict task_later(struct task *task, double seconds);
enum verdict task_back(struct task *task, double seconds);

/* Has, or leaves, its place on disk: see host->begun. Each may come twice. */
void task_count(struct task *task);
void task_uncount(struct task *task);

/*
 * After the n-th try that may pass: LATER by backoff, or, when it was tried
 * often enough (4 times), END failed with that class.
 */
enum verdict task_retry(struct task *task, enum failure failure);

/*
 * For begin(): starts a child in task->slot. env is completed with
 * GIT_MULTI_ATTEMPT. As child_start(): CHILD_LATER becomes STEP_BUSY.
 */
int task_spawn(struct task *task, struct child_spec *spec,
	       struct strvec *env, struct strbuf *err);

/* For begin(): sends task->slot->request. */
int task_send(struct task *task, struct strbuf *err);

/* The batch this task's answer came with, and its place in it. */
const struct look_answer *task_answer(const struct task *task);

#endif
