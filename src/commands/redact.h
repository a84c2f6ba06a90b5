/* SPDX-License-Identifier: MIT */
/*
 * Text that leaves this machine, less what may be secret in it.
 */
#ifndef COMMANDS_REDACT_H
#define COMMANDS_REDACT_H

#include "base/strbuf.h"

/*
 * Every variable of our environment that sounds like a secret is one from now
 * on: see credential_add_secret().
 */
void redact_environment(void);

/*
 * Replaces known secrets, logins in URLs ("https://user:word@host"), and what
 * looks like a token of a forge.
 */
void redact_text(struct strbuf *text);

#endif
