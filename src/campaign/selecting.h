/* SPDX-License-Identifier: MIT */
/*
 * For the files that make a selection: the set that it is on its way.
 */
#ifndef CAMPAIGN_SELECTING_H
#define CAMPAIGN_SELECTING_H

#include "campaign/selection.h"

/* The one of that key, or NULL; the entry at index joins the set. */
struct selected *selecting_find(const struct selecting *s, const char *key);
void selecting_index(struct selecting *s, size_t index);

/* Keeps, in their order, those that keep() wants. */
void selecting_narrow(struct selecting *s,
		      bool (*keep)(const struct selected *one, void *data),
		      void *data);

/* What --skip-repo names; to be released like any other. */
int selecting_skipped(const struct selecting *s, struct selecting *skip,
		      struct strbuf *err);

/* Takes over what a server told; the first answer counts, and a bare name is
   none. */
void selected_know(struct selected *one, struct listed *known);

#endif
