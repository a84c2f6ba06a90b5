/* SPDX-License-Identifier: MIT */
/*
 * A token for a host (design.md part 11), and keeping it secret.
 */
#ifndef GIT_CREDENTIAL_H
#define GIT_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

struct token {
	char *secret;		/* NULL: none was found */
	char *user;		/* from a credential helper, else NULL */
	char *source;		/* "GITHUB_TOKEN", "git credential", "gh" */
};

struct token_question {
	const char *host;	/* "github.com", "127.0.0.1:4020" */
	const char *web;	/* "https://github.com/" */
	const char *const *variables;	/* the forge's usual ones for exactly
					   this host, NULL-terminated */
	size_t hosts;		/* of the run that no variable names: GIT_TOKEN
				   is for one; 0: it is not for this one */
	bool may_ask;		/* a terminal is there: helpers may prompt */
};

/*
 * Looks in the order of part 11; blocking, before the pool. 0 also when none
 * was found; -1 and err for a usage error (GIT_TOKEN with several hosts).
 * Every variable it read is hidden from children, every secret redacted.
 */
int credential_find(const struct token_question *question,
		    struct token *token, struct strbuf *err);
void token_release(struct token *token);

/* Whether a variable holds a token for exactly this host. Asks nobody. */
bool credential_is_named(const struct token_question *question);

/* GIT_MULTI_TOKEN_<HOST> for a host (part 11). */
void credential_variable(const char *host, struct strbuf *out);

/* "Authorization" value for git over HTTP: Basic of user and secret. */
void credential_basic(const char *user, const char *secret,
		      struct strbuf *out);

/* Replaces every known secret, and its base64 forms, by "***". */
void credential_redact(struct strbuf *text);
void credential_add_secret(const char *secret);

#endif
