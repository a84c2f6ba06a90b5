/* SPDX-License-Identifier: MIT */
/*
 * Fields of pull requests that a server does not have.
 */
#ifndef COMMANDS_LACKING_H
#define COMMANDS_LACKING_H

struct campaign;

/* A warning for each host, once, before anything is begun. */
void lacking_say(const struct campaign *campaign);

#endif
