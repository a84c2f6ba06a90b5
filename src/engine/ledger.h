/* SPDX-License-Identifier: MIT */
/*
 * Who drew what and when: the facts that limits are counted from (budget.h
 * holds the rules). In memory, or in a file that all processes of this
 * machine share which use the same account: it is mapped, and changed under
 * its lock only. Nothing in it could reveal a token. All times are the
 * engine's; a file of another clock (GIT_MULTI_CLOCK) is begun anew.
 */
#ifndef ENGINE_LEDGER_H
#define ENGINE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "engine/request.h"

/*
 * Draws that are kept, a kind: as many as an hour of GitHub's largest
 * documented window; above that pace they are kept in groups of up to half
 * a second, counted from the last of the group.
 */
#define LEDGER_EVENTS 8192
#define LEDGER_USERS 64		/* processes at once */
#define LEDGER_WHY 160		/* bytes of a freeze's sentence */

struct ledger_event {
	double at;		/* when its answer had come, at the latest */
	uint64_t total;		/* draws of this kind up to and with it */
};

struct ledger_kind {
	uint64_t appended;	/* events; the newest N are in the ring */
	double begun;		/* start of the last draw */
	double frozen_until;	/* 0: not frozen */
	char frozen_why[LEDGER_WHY];
	struct ledger_event ring[LEDGER_EVENTS];
};

/* A counter of the server's own, as headers told it last. */
struct ledger_told {
	double limit;		/* 0: never told */
	double remaining;	/* less what was begun since */
	double reset_at;	/* 0: begins with the next draw */
	double seen;		/* when it was told */
};

/* The pace a server bears that names none; one for its API, one for git. */
struct ledger_pace {
	double rate;		/* draws a second; 0: none was learned */
	double known;		/* a rate that went well, see budget.c */
	double cut;		/* when it was cut last */
	double begun;		/* start of the last draw */
	uint32_t clean;		/* draws that went well since */
	uint32_t refused;	/* limit answers in a row */
};
enum { PACE_API, PACE_GIT, PACE_NR };

struct ledger_user {
	uint32_t pid;		/* 0: free */
	uint32_t flying[DRAW_KINDS];	/* begun and not ended */
	uint32_t planned[DRAW_KINDS];	/* still to come, see planned.h */
};

struct ledger_data {
	char magic[16];		/* with the version of this layout */
	double factor;		/* the clock's */
	struct ledger_told told[TOLD_NR];
	struct ledger_pace paces[PACE_NR];
	struct ledger_user users[LEDGER_USERS];
	struct ledger_kind kinds[DRAW_KINDS];
};

struct ledger {
	struct ledger_data *data;
	size_t user;		/* our place among the users */
	char *path;		/* NULL: in memory */
	int fd;
	bool alone;		/* in memory, and nobody's but ours */
	bool lost;		/* what the file held was damaged: it is new */
	unsigned locked;	/* depth */
	double reaped;		/* when the dead were looked for last */
	unsigned references;	/* in this process */
	struct ledger *next;
};

/* In memory, of this process alone. Never NULL. */
struct ledger *ledger_new(void);

/*
 * The file at path (its folder is there), made where it is missing, not of
 * our layout or of another clock. Opened once in a process: the second time
 * it is the same struct; lost says that one was there whose contents cannot
 * be. NULL and err: it cannot be had (read-only, full
 * disk, too many users): go on with ledger_new(). now: clock_now().
 */
struct ledger *ledger_open(const char *path, double now, struct strbuf *err);

/*
 * Only to look at: neither made nor changed, no user's place taken. NULL
 * without err: there is none. ledger_close() ends it; its lock is none.
 */
struct ledger *ledger_view(const char *path, double now, struct strbuf *err);

/*
 * The same facts in memory, to try what would be (budget_copy()); what flies
 * counts as of now.
 */
struct ledger *ledger_copy(struct ledger *ledger, double now);

/* Its file has another name now. */
void ledger_renamed(struct ledger *ledger, const char *path);

/* What still flies counts as of now. */
void ledger_close(struct ledger *ledger, double now);

/*
 * Around every look at data and change of it; false: another process holds
 * it for longer than it ever should (it was stopped): ask again later.
 */
bool ledger_lock(struct ledger *ledger);
void ledger_unlock(struct ledger *ledger);

/* With the lock: draws that fly, of all processes; of the dead: counted. */
unsigned ledger_flying(struct ledger *ledger, enum draw_kind kind);
void ledger_reap(struct ledger *ledger, double now);

/* With the lock: count draws of a kind ended at this time. */
void ledger_append(struct ledger *ledger, enum draw_kind kind, unsigned count,
		   double at);

/* All draws of a kind so far; event i, for appended - N <= i < appended. */
uint64_t ledger_total(const struct ledger *ledger, enum draw_kind kind);
const struct ledger_event *ledger_event(const struct ledger *ledger,
					enum draw_kind kind, uint64_t i);

#endif
