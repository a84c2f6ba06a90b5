/* SPDX-License-Identifier: MIT */
/*
 * A conversation while it is played: exchange by exchange, what we would send
 * is compared, and the reply that came is handed to the forge.
 */
#ifndef TESTS_PLAYED_H
#define TESTS_PLAYED_H

#include "asked.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "conversation.h"
#include "engine/request.h"
#include "forges/forge.h"

struct played {
	const struct forge *forge;
	struct conversation conversation;
	struct asked asked;
	struct strbuf api, graphql;
	struct forge_site site;		/* points into the others */
};

/* The paths of all conversations, by forge and name. */
void played_paths(struct strvec *paths);

/* The forge is named by the folder: ".../github/look.txt". */
void played_begin(struct played *played, const char *path);
void played_release(struct played *played);

/*
 * The exchange i, with this reply (NULL: its own); what was understood is
 * appended as lines. NULL, or which promise of forges/forge.h was broken.
 */
const char *played_exchange(struct played *played, size_t i,
			    const struct reply *reply,
			    struct strbuf *understood);

#endif
