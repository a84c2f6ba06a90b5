/* SPDX-License-Identifier: MIT */
/*
 * What a forge says of the token that asks: one request, for git multi doctor.
 */
#ifndef FORGES_WHOAMI_H
#define FORGES_WHOAMI_H

#include <stdbool.h>

#include "base/strvec.h"
#include "forges/forge.h"

enum acceptance { TOKEN_REFUSED, TOKEN_UNTOLD, TOKEN_ACCEPTED };

struct whoami {
	enum acceptance acceptance;
	char *login;		/* NULL: untold */
	bool scopes_told;
	struct strvec scopes;
	struct strvec lacking;	/* of those that are told, what a run needs */
	char *expires;		/* "2026-12-31", as the forge writes it */
};

#define WHOAMI_INIT { .scopes = STRVEC_INIT, .lacking = STRVEC_INIT }

/* False: this forge has no such question. */
bool whoami_ask(const struct forge *forge, const struct forge_site *site,
		 struct request *request);

/*
 * Reads the reply; where it is not accepted, why is one sentence. A token that
 * is known but may not ask whose it is (an installation's, one with few
 * scopes) is accepted with nothing told; a server that does not know the
 * question leaves it untold.
 */
void whoami_read(const struct forge *forge, const struct request *request,
		  const struct reply *reply, struct whoami *whoami,
		  struct strbuf *why);
void whoami_release(struct whoami *whoami);

#endif
