/* SPDX-License-Identifier: MIT */
/*
 * Steering a running campaign from outside: what git multi ctl asks is carried
 * out within a turn, and answered.
 */
#ifndef CAMPAIGN_STEER_H
#define CAMPAIGN_STEER_H

#include <stdbool.h>

#include "campaign/campaign.h"

#define STEER_SOCKET "ctl"		/* in the campaign's folder */
#define STEER_ARGUMENTS_MAX 100		/* of one request */

/*
 * Before campaign_start(), for a campaign whose lock we hold: from then on it
 * can be steered. -1 and err where no socket can be made.
 */
int steer_open(struct campaign *c, struct strbuf *err);
void steer_close(struct campaign *c);

/* By the turn only: carries out what was asked meanwhile. */
void steer_turn(struct campaign *c);

/* Whether a pause holds back what such a step would begin on that host. */
bool steer_holds(const struct campaign *c, const struct host *host,
		 enum lane_kind lane);

/* "everything", "github.com net, gitlab.com": what is paused; else NULL. */
const char *steer_paused(const struct campaign *c);

/*
 * What was asked of a task while it ran: it ends as that, wherever it stands
 * now. Nothing where it has ended by itself.
 */
void steer_end(struct task *task);

#endif
