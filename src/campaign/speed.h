/* SPDX-License-Identifier: MIT */
/*
 * How long the steps take on this machine and with these servers: learned
 * while they run, remembered in the state folder, for forecasts. In real
 * seconds, whatever the engine's clock does.
 */
#ifndef CAMPAIGN_SPEED_H
#define CAMPAIGN_SPEED_H

#include <stdbool.h>

struct campaign;
struct speeds;
struct step;
struct task;

/* With what is remembered; an unreadable file is as good as none. */
struct speeds *speeds_read(void);
void speeds_free(struct speeds *speeds);	/* NULL is fine */

/* Those that a campaign learns into; read when they are first asked for. */
struct speeds *campaign_speeds(struct campaign *c);

/*
 * Remembers what was learned since; where that cannot be written, only the
 * next forecast is the worse for it.
 */
void speeds_save(const struct speeds *speeds);

/* A process or request of a task's step ran so long, and well. */
void speeds_ran(struct speeds *speeds, const struct step *step,
		const struct task *task, double seconds);

/* The step is over for a task; ended: the task goes no further. */
void speeds_passed(struct speeds *speeds, const struct step *step,
		   const struct task *task, bool ended);

struct speed {
	double seconds;		/* of one process or request */
	double times;		/* how many of them a task takes; 0: unknown */
	double ends;		/* share of the tasks that went no further in
				   this run; 0 until enough are known */
	bool guessed;		/* nothing was learned, ever */
};

struct speed speeds_of(struct speeds *speeds, const struct step *step,
		       const struct task *task);

#endif
