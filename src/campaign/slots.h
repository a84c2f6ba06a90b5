/* SPDX-License-Identifier: MIT */
/*
 * The running places: a fixed array, allocated once, because libev keeps
 * pointers to the watchers in it.
 */
#ifndef CAMPAIGN_SLOTS_H
#define CAMPAIGN_SLOTS_H

#include "campaign/campaign.h"

void slots_init(struct campaign *c, size_t nr);
void slots_release(struct campaign *c);

/* A free one, or NULL. */
struct slot *slot_take(struct campaign *c);

/* Frees what ran in it, leaves its lane, and gives it back. */
void slot_give(struct campaign *c, struct slot *slot);

/* Frees what ran in it, for the next process of the same step. */
void slot_clear(struct slot *slot);

/* For callbacks, and all they do: the turn will look at it. */
void slot_over(struct slot *slot);

/* Begins a batch of tasks in a slot, see struct step. */
struct batch *batch_new(const struct step *step, struct host *host,
			struct slot *slot, size_t max);
int batch_send(struct batch *batch, struct strbuf *err);

#endif
