/* SPDX-License-Identifier: MIT */
/*
 * Signing, where the user's settings ask for it: tried once before the pool,
 * so that a passphrase is asked for then and an agent knows it.
 */
#ifndef GIT_SIGNING_H
#define GIT_SIGNING_H

#include <stdbool.h>

#include "base/strbuf.h"

/*
 * Signs a commit in a repository that is thrown away, below folder. 0 also
 * where nothing is to be signed; -1 and err: it cannot be, and no commit of
 * the pool could (git and gpg have said why).
 */
int signing_try(const char *folder, bool may_ask, struct strbuf *err);

#endif
