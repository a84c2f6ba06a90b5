/* SPDX-License-Identifier: MIT */
/*
 * One ssh connection a server for all of the pool's git: whatever ssh has to
 * ask a person (a passphrase, a host key) it asks once, before the pool. Only
 * with OpenSSH as git calls it by itself; a user's own ssh command is left
 * alone.
 */
#ifndef GIT_SSH_H
#define GIT_SSH_H

#include <stdbool.h>

#include "base/strbuf.h"

/*
 * Connects to a URL's server, unless that was done already; blocking, before
 * the pool. may_ask: ssh may prompt on the terminal. 0 also for what is no
 * URL of ssh; -1 and err: it did not work (ssh has said why), and git will
 * not get there either.
 */
int ssh_connect(const char *url, bool may_ask, struct strbuf *err);

/* Whether the user has an ssh command: then nothing here is used. */
bool ssh_is_users(void);

/* The value of GIT_SSH_COMMAND for the pool's git, appended. */
void ssh_command(struct strbuf *out);

/* Ends the connections. May be called at any time, also twice. */
void ssh_close(void);

#endif
