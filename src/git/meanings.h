/* SPDX-License-Identifier: MIT */
/*
 * The table of diagnose.c: fragments of what git and the programs below it
 * say, and what they mean.
 */
#ifndef GIT_MEANINGS_H
#define GIT_MEANINGS_H

#include "base/failure.h"

/* What a line says beside its class. */
enum note {
	LATER = 1 << 0, LIMITED = 1 << 1, UP_TO_DATE = 1 << 2,
	STALE = 1 << 3,
	SERVER = 1 << 4,	/* the server's own words say why */
	MEMORY = 1 << 5		/* for readers only: see meanings.c */
};

/* A line of stderr that holds both fragments; the first that fits counts. */
struct meaning {
	const char *fragment, *also;	/* also: NULL for none */
	enum failure failure;
	unsigned notes;
	const char *way_out;		/* added to the sentence, or NULL */
};

/* For what failed; and for what did not. fragment NULL ends each. */
extern const struct meaning meanings_of_failures[];
extern const struct meaning meanings_of_success[];

/* Lines with these say that it failed, and others why. NULL ends it. */
extern const char *const meanings_empty_words[];

#endif
