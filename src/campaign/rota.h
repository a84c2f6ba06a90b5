/* SPDX-License-Identifier: MIT */
/*
 * Whom a pull request asks for a review, where not all of them are to be
 * asked: by turns over the whole campaign.
 */
#ifndef CAMPAIGN_ROTA_H
#define CAMPAIGN_ROTA_H

#include "base/strvec.h"

struct campaign;
struct rota;

/*
 * Appends max of the names (all, where it is 0): those that were chosen least
 * often so far for the definition that counts, the first named before the
 * others; and counts them. What earlier runs chose stands in the journal.
 */
void rota_choose(struct campaign *campaign, const struct strvec *names,
		 size_t max, struct strvec *out);

void rota_free(struct rota *rota);

#endif
