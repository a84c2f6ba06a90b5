/* SPDX-License-Identifier: MIT */
/*
 * One change on its way through many repositories: plan, tasks, and
 * campaign_turn(), the only place where state moves.
 */
#ifndef CAMPAIGN_CAMPAIGN_H
#define CAMPAIGN_CAMPAIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "campaign/definition.h"
#include "campaign/goal.h"
#include "campaign/host.h"
#include "campaign/journal.h"
#include "campaign/talk.h"
#include "campaign/task.h"
#include "terminal/progress.h"

struct janitor;
struct rota;
struct speeds;
struct steer;
struct view;

struct campaign {
	char *name;
	char *folder;			/* STATE/campaigns/NAME */
	int lock;			/* -1: only read */
	struct journal journal;
	struct definition *definitions;	/* [number - 1] */
	size_t definitions_nr, definitions_alloc;
	double defined;			/* engine clock: the first of them */
	struct goal goal;
	struct goal closing;		/* the last goal to close: counts for
					   the tasks whose closes is set */
	struct talk talk;		/* the last comment or edit */
	bool talking;			/* that is what this command does */
	bool reviewed;			/* somebody decided on some of it */
	bool adopting;			/* this: look at all of them anew */

	struct task **tasks;		/* in the order they were added */
	size_t nr, alloc;
	struct task **dropped;		/* taken out: none of the above */
	size_t dropped_nr, dropped_alloc;
	struct task *by_key;		/* uthash */
	struct task *by_canonical;	/* the first of each canonical name */
	struct host *hosts;

	/* while it works */
	const struct step *const *plan;
	size_t plan_nr;
	struct lane local;
	struct slot *slots;
	size_t slots_nr;
	struct slot *free_slots, *over;	/* lists */
	size_t begun;			/* sum of the hosts' */
	size_t locks_max;		/* begun, where files are few */
	struct task **sleeping;		/* heap by not_before */
	size_t sleeping_nr, sleeping_alloc;
	size_t left;			/* selected and not finished */
	size_t first;			/* --first N; 0: all */
	bool prepared;			/* see work.c */
	bool ending;			/* admits nothing more */
	bool winding_down;		/* … and ends nothing either */
	bool takes_archived;		/* it only reads: exec --archived */
	bool live;			/* -v: children's output as it comes */
	void (*finished)(struct task *task);	/* a task has just ended */
	void *data;			/* the command's own */
	struct janitor *janitor;
	size_t kept, keep_failed;	/* trees of failed tasks */
	char *unavailable;		/* why it stopped by itself, or NULL */
	unsigned disk_failures;		/* tasks, in a row */
	unsigned turns;			/* which host is first, by turns */
	bool redo;			/* a place was given back in admit() */
	double wake;			/* engine clock: when a turn is due at
					   the latest; 0: by an event only */
	double started;			/* engine clock */
	struct view *view;
	struct speeds *speeds;		/* see campaign_speeds() */
	struct rota *rota;		/* see rota_choose() */
	struct steer *steer;		/* NULL: cannot be steered */
	unsigned paused;		/* lanes of all hosts: 1 << lane */
};

/* Reads the journal only; -1 and err where there is none or it is broken. */
struct campaign *campaign_read(const char *name, struct strbuf *err);

/*
 * For work: makes the folder if it is new (create), takes the lock, cuts a
 * torn line, ends what an earlier run left running. Errors name the other
 * process' lock, a read-only folder, a newer format.
 */
struct campaign *campaign_open(const char *name, bool create,
			       struct strbuf *err);
void campaign_free(struct campaign *campaign);

/* The names of all campaigns, sorted. */
int campaign_names(struct strvec *out, struct strbuf *err);

/* The definition that counts: the last; NULL: none yet. */
const struct definition *campaign_definition(const struct campaign *c);
const struct definition *task_definition(const struct task *task);

/* A new define event; takes the contents over. Files are copied first. */
int campaign_define(struct campaign *c, struct definition *definition,
		    struct strbuf *err);

/*
 * A new goal event, where it is not the present one. A goal to close stands
 * beside the other: campaign_close() makes it the one that counts, in memory.
 */
int campaign_set_goal(struct campaign *c, const struct goal *goal,
		      struct strbuf *err);

void campaign_close(struct campaign *c);

/*
 * A new talk event: c->talk, for the selected tasks, is all that this command
 * does from here on (in memory, where it was journalled before:
 * campaign_talk()).
 */
int campaign_say(struct campaign *c, struct strbuf *err);
void campaign_talk(struct campaign *c);

struct task *campaign_find(const struct campaign *c, const char *key);

/*
 * The first task whose canonical name is this one's (itself, where there is
 * none before it): two names of one repository must not both be worked on.
 */
struct task *campaign_canonical(struct campaign *c, struct task *task);

/* A new, unjournalled task of that key; for replay and commands that look. */
struct task *campaign_insert(struct campaign *c, const char *key);

/* A task that was made apart from it, with a key that is not there yet. */
void campaign_take_in(struct campaign *c, struct task *task);

/* A campaign in memory only: nothing is journalled (status, list). */
struct campaign *campaign_new(const char *name);

/* A new task, or the one that is there; takes remote and settings over. */
int campaign_add(struct campaign *c, const char *key, struct remote *remote,
		 struct strvec *settings, struct task **task,
		 struct strbuf *err);

/*
 * Takes a task out of the campaign, or puts it back: it stands in c->tasks or
 * in c->dropped, and is found by its key in either case. Only the former two
 * are journalled.
 */
int campaign_drop(struct campaign *c, struct task *task, struct strbuf *err);
int campaign_undrop(struct campaign *c, struct task *task,
		    struct strbuf *err);
void campaign_move(struct campaign *c, struct task *task, bool drop);

/* Journals that a finished task is to be done again. */
int campaign_again(struct campaign *c, struct task *task,
		   struct strbuf *err);

/* The same, of the commit that is kept: see task->publishes. */
int campaign_publish(struct campaign *c, struct task *task,
		     struct strbuf *err);

/* The same, where its base moved since: see task->refreshes. */
int campaign_refresh(struct campaign *c, struct task *task,
		     struct strbuf *err);

/*
 * The host of each selected task, prepared: see hosts_prepare(), and the
 * tokens of the servers that insteadOf names. Blocking, before the pool.
 */
int campaign_prepare(struct campaign *c, bool may_ask, struct strbuf *err);

/*
 * Makes all selected, unfinished tasks ready to go through the plan (NULL
 * ends it) with so many local jobs. Hosts must be prepared.
 */
void campaign_start(struct campaign *c, const struct step *const *plan,
		    unsigned jobs);
bool campaign_busy(const struct campaign *c);
void campaign_turn(struct campaign *c);

/* Admit nothing more and end what runs; twice: kill. */
void campaign_stop(struct campaign *c, bool kill);

/* Admit nothing more; what runs comes to its end. */
void campaign_wind_down(struct campaign *c);

/* For progress_show(); its arrays are valid until the next call. */
const struct progress_view *campaign_view(struct campaign *c);

/* Paths below the campaign's folder and the cache; appended. */
void task_log_path(const struct task *task, struct strbuf *out);
void task_tree_path(const struct task *task, struct strbuf *out);
int task_cache_path(const struct task *task, struct strbuf *out,
		    struct strbuf *err);

/* Appends a step's output to the task's log, cleaned and redacted. */
void task_log(struct task *task, const char *step, const struct child *child);

/*
 * The tree is no longer needed: taken away by a child of its own. And what
 * git's cached repository knows of it.
 */
void task_drop_tree(struct task *task);

/* It stays for people: it holds nothing that other trees need. */
void task_keep_tree(const struct task *task);

#endif
