/* SPDX-License-Identifier: MIT */
/*
 * Whose budget it is: counters of one account on one host, shared by all
 * processes of this user through STATE/limits/HOST/ACCOUNT. ACCOUNT is the
 * login; until a look has told it, "token-" and a keyed hash of the token
 * (its key never leaves this machine's state folder), or "anonymous". Which
 * hash is whose is remembered in STATE/limits/HOST/.accounts.
 */
#ifndef CAMPAIGN_ACCOUNT_H
#define CAMPAIGN_ACCOUNT_H

#include "campaign/host.h"

/*
 * From now on the host's budget is the shared one. Where that cannot be had
 * (a full disk, a state folder that is read-only) it stays this process' own,
 * with a warning. Runs git, so not inside the loop.
 */
void account_share(struct host *host);

/* A look told whose token it is. */
void account_is(struct host *host, const char *login);

/* STATE/limits, and the folder of a host in it (not made). */
int account_folder(struct strbuf *out, const char *host, struct strbuf *err);

/*
 * The file's name for a login as it stands in the folder, and back: bytes
 * outside [A-Za-z0-9@_-] and a leading dot are percent-encoded.
 */
void account_file(struct strbuf *out, const char *login);
void account_login(struct strbuf *out, const char *file);

#endif
