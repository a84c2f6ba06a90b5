/* SPDX-License-Identifier: MIT */
/*
 * Nothing that a review left undecided is sent.
 */
#ifndef COMMANDS_REVIEWED_H
#define COMMANDS_REVIEWED_H

#include "campaign/campaign.h"

/* Ends the program where a review was begun and commits are undecided. */
void reviewed_check(const struct campaign *c);

#endif
