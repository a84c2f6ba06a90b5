/* SPDX-License-Identifier: MIT */
/*
 * Who asks. DIR/tokens has one token a line:
 *
 *	TOKEN LOGIN [read-only] [expired] [job] [scopes=repo,read:org]
 *
 * The file is read at every request, so that a test may change it.
 */
#ifndef FORGE_ACCOUNT_H
#define FORGE_ACCOUNT_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "base/strvec.h"

enum permission {
	PERMISSION_NONE,
	PERMISSION_READ,
	PERMISSION_TRIAGE,
	PERMISSION_WRITE,
	PERMISSION_MAINTAIN,
	PERMISSION_ADMIN
};

struct account {
	bool given;		/* an Authorization header was sent … */
	bool known;		/* … and it holds a token that is good */
	bool expired;		/* … that is over */
	bool job;		/* … of a CI job (GitLab's JOB-TOKEN) */
	char *login;		/* NULL: anonymous */
	char *scopes;		/* NULL: not that kind of token */
	enum permission most;	/* the token allows no more than that */
};

/* authorization: the header's value, or NULL for none. */
void account_identify(struct account *account, const char *dir,
		      const char *authorization);
void account_release(struct account *account);

/* Up to the first character that is none of base64's. */
void base64_decode(struct strbuf *out, const char *s);

/* Whether some token belongs to that login. */
bool account_exists(const char *dir, const char *login);

/* Every login that a token belongs to, once each. */
void account_logins(const char *dir, struct strvec *out);

const char *permission_name(enum permission permission);
/* PERMISSION_NONE for a name that is none. */
enum permission permission_by_name(const char *name);

#endif
