/* SPDX-License-Identifier: MIT */
/*
 * What git's words mean. The texts that git 2.39 and the programs below it
 * were seen to print are kept in tests/unit/git-messages.txt; a line that
 * says MEMORY is of a text that was not.
 */
#include "git/meanings.h"

#include <stddef.h>

static const char identity[] = "set user.name and user.email";
static const char no_access[] =
	"it does not exist, or the token may not see it";
static const char certificate[] =
	"http.sslCAInfo names certificates to trust";
static const char ssh_key[] = "try 'ssh -T' to that host once";

const struct meaning meanings_of_failures[] = {
	/* too many: before the codes that come with it */
	{ "rate limit", NULL, FAILURE_LIMIT, LATER | LIMITED, NULL },
	{ "returned error: 429", NULL, FAILURE_LIMIT, LATER | LIMITED, NULL },
	{ "HTTP 429", NULL, FAILURE_LIMIT, LATER | LIMITED, NULL },
	{ "oo many requests", NULL, FAILURE_LIMIT, LATER | LIMITED | MEMORY,
	  NULL },
	{ "Retry later", NULL, FAILURE_LIMIT, LATER | LIMITED | MEMORY, NULL },

	/* this machine or the server is full */
	{ "remote:", "No space left on device", FAILURE_FORGE, LATER, NULL },
	{ "No space left on device", NULL, FAILURE_DISK, 0, NULL },
	{ "Disk quota exceeded", NULL, FAILURE_DISK, MEMORY, NULL },
	{ "File too large", NULL, FAILURE_DISK, MEMORY, NULL },
	{ "unable to write file", NULL, FAILURE_DISK, 0, NULL },
	{ "Cannot allocate memory", NULL, FAILURE_GIT, LATER | MEMORY, NULL },
	{ "Too many open files", NULL, FAILURE_GIT, LATER | MEMORY, NULL },
	{ "Resource temporarily unavailable", NULL, FAILURE_GIT, LATER | MEMORY,
	  NULL },

	/* a lock that another git holds, or that a killed one left */
	{ ".lock': File exists", NULL, FAILURE_GIT, LATER, NULL },
	{ "nable to lock", "File exists", FAILURE_GIT, LATER | MEMORY, NULL },

	/* the branch is not what we thought */
	{ "(stale info)", NULL, FAILURE_CONFLICT, STALE,
	  "somebody changed the branch" },
	{ "denying non-fast-forward", NULL, FAILURE_PERMISSION, 0, NULL },
	{ "(fetch first)", NULL, FAILURE_CONFLICT, STALE,
	  "somebody changed the branch" },
	{ "[rejected] (non-fast-forward)", NULL, FAILURE_CONFLICT, STALE,
	  "somebody changed the branch" },
	{ "exists; cannot create", NULL, FAILURE_CONFLICT, 0, NULL },
	{ "cannot lock ref", "but expected", FAILURE_CONFLICT, STALE | MEMORY,
	  NULL },
	{ "cannot lock ref", "reference already exists", FAILURE_CONFLICT,
	  STALE | MEMORY, NULL },
	{ "incorrect old value provided", NULL, FAILURE_CONFLICT,
	  STALE | MEMORY, NULL },
	{ "directory file conflict", NULL, FAILURE_CONFLICT, MEMORY, NULL },
	{ "(already exists)", NULL, FAILURE_CONFLICT, STALE | MEMORY, NULL },

	/* who we are */
	{ "without `workflow` scope", NULL, FAILURE_PERMISSION, MEMORY,
	  "give the token the scope 'workflow'" },
	{ "SAML SSO", NULL, FAILURE_AUTH, MEMORY,
	  "authorize the token for that organization" },
	{ "HTTP Basic: Access denied", NULL, FAILURE_AUTH, MEMORY, NULL },
	{ "Support for password authentication was removed", NULL,
	  FAILURE_AUTH, MEMORY, NULL },
	{ "could not read Username", NULL, FAILURE_AUTH, 0, NULL },
	{ "could not read Password", NULL, FAILURE_AUTH, MEMORY, NULL },
	{ "Authentication failed for", NULL, FAILURE_AUTH, 0, NULL },
	{ "returned error: 401", NULL, FAILURE_AUTH, MEMORY, NULL },
	{ "Invalid username or", NULL, FAILURE_AUTH, MEMORY, NULL },
	{ "Host key verification failed", NULL, FAILURE_AUTH, 0, ssh_key },
	{ "Permission denied (", NULL, FAILURE_AUTH, 0, ssh_key },
	{ "Too many authentication failures", NULL, FAILURE_AUTH, MEMORY,
	  ssh_key },
	{ "gpg failed to sign", NULL, FAILURE_AUTH, 0,
	  "unlock the signing key before the run" },
	{ "Couldn't load public key", NULL, FAILURE_AUTH, 0, NULL },
	{ "empty ident name", NULL, FAILURE_GIT, 0, identity },
	{ "auto-detect email address", NULL, FAILURE_GIT, 0, identity },
	{ "auto-detection is disabled", NULL, FAILURE_GIT, 0, identity },
	{ "tell me who you are", NULL, FAILURE_GIT, 0, identity },

	/* what we may not: the server's own words first */
	{ "exceeds", "file size limit", FAILURE_PERMISSION, MEMORY, NULL },
	{ "GH001", NULL, FAILURE_PERMISSION, MEMORY, NULL },
	{ "GH006", NULL, FAILURE_PERMISSION, MEMORY, NULL },
	{ "GH007", NULL, FAILURE_PERMISSION, MEMORY, NULL },
	{ "GH013", NULL, FAILURE_PERMISSION, MEMORY, NULL },
	{ "rule violations", NULL, FAILURE_PERMISSION, MEMORY, NULL },
	{ "protected branch", NULL, FAILURE_PERMISSION, MEMORY, NULL },
	{ "You are not allowed to", NULL, FAILURE_PERMISSION, MEMORY, NULL },
	{ "archived so it is read-only", NULL, FAILURE_PERMISSION, MEMORY,
	  NULL },
	{ "Write access to repository not granted", NULL, FAILURE_PERMISSION,
	  MEMORY, NULL },
	{ "Permission to", "denied", FAILURE_PERMISSION, MEMORY, NULL },
	{ "exceeds maximum allowed size", NULL, FAILURE_PERMISSION, 0, NULL },
	{ "refusing to update checked out branch", NULL, FAILURE_PERMISSION,
	  0, NULL },
	{ "(shallow update not allowed)", NULL, FAILURE_GIT, 0,
	  "the whole history is needed there: '--depth full'" },
	{ "does not support push options", NULL, FAILURE_GIT, 0,
	  "leave out '--push-option'" },
	{ "hook declined", NULL, FAILURE_PERMISSION, SERVER, NULL },
	{ "returned error: 403", NULL, FAILURE_PERMISSION, SERVER, NULL },
	{ "returned error: 413", NULL, FAILURE_PERMISSION, 0,
	  "the server takes no push so large" },
	{ "dubious ownership", NULL, FAILURE_PERMISSION, 0,
	  "safe.directory names folders of others to trust" },
	{ "' not allowed", "transport '", FAILURE_PERMISSION, 0, NULL },

	/* what is not there */
	{ "Repository not found", NULL, FAILURE_MISSING, 0, no_access },
	{ "' not found", "repository '", FAILURE_MISSING, 0, no_access },
	{ "could not be found or you don't have permission", NULL,
	  FAILURE_MISSING, MEMORY, NULL },
	{ "does not appear to be a git repository", NULL, FAILURE_MISSING, 0,
	  NULL },
	{ "couldn't find remote ref", NULL, FAILURE_MISSING, 0, NULL },
	{ "not our ref", NULL, FAILURE_MISSING, 0, NULL },
	{ "unadvertised object", NULL, FAILURE_MISSING, 0, NULL },
	{ "returned error: 404", NULL, FAILURE_MISSING, MEMORY, no_access },
	{ "returned error: 410", NULL, FAILURE_MISSING, MEMORY, NULL },
	{ "returned error: 30", NULL, FAILURE_MISSING, 0,
	  "the server sends us elsewhere, where no token is sent: use the "
	  "address it has now" },

	/* certificates do not get better by trying again */
	{ "certificate", "verif", FAILURE_NETWORK, 0, certificate },
	{ "SSL certificate problem", NULL, FAILURE_NETWORK, MEMORY,
	  certificate },
	{ "certificate subject name", NULL, FAILURE_NETWORK, MEMORY, NULL },
	{ "unexpected TLS packet", NULL, FAILURE_NETWORK, 0,
	  "is this an http:// server?" },

	/* the way there */
	{ "ould not resolve host", NULL, FAILURE_NETWORK, LATER, NULL },
	{ "unable to look up", NULL, FAILURE_NETWORK, LATER, NULL },
	{ "name resolution", NULL, FAILURE_NETWORK, LATER | MEMORY, NULL },
	{ "ailed to connect to", NULL, FAILURE_NETWORK, LATER, NULL },
	{ "onnection refused", NULL, FAILURE_NETWORK, LATER, NULL },
	{ "onnection reset", NULL, FAILURE_NETWORK, LATER | MEMORY, NULL },
	{ "onnection closed by", NULL, FAILURE_NETWORK, LATER | MEMORY, NULL },
	{ "timed out", NULL, FAILURE_NETWORK, LATER | MEMORY, NULL },
	{ "o route to host", NULL, FAILURE_NETWORK, LATER | MEMORY, NULL },
	{ "etwork is unreachable", NULL, FAILURE_NETWORK, LATER | MEMORY,
	  NULL },
	{ "roken pipe", NULL, FAILURE_NETWORK, LATER | MEMORY, NULL },
	{ "Operation too slow", NULL, FAILURE_NETWORK, LATER, NULL },
	{ "Empty reply from server", NULL, FAILURE_NETWORK, LATER, NULL },
	{ "transfer closed with", NULL, FAILURE_NETWORK, LATER, NULL },
	{ "kex_exchange_identification", NULL, FAILURE_NETWORK, LATER | MEMORY,
	  NULL },
	{ "gnutls_handshake() failed", NULL, FAILURE_NETWORK, LATER | MEMORY,
	  NULL },
	{ "GnuTLS recv error", NULL, FAILURE_NETWORK, LATER | MEMORY, NULL },
	{ "SSL_read", NULL, FAILURE_NETWORK, LATER | MEMORY, NULL },
	{ "SSL_ERROR", NULL, FAILURE_NETWORK, LATER | MEMORY, NULL },
	{ "HTTP/2 stream", NULL, FAILURE_NETWORK, LATER | MEMORY, NULL },
	{ "HTTP2 framing", NULL, FAILURE_NETWORK, LATER | MEMORY, NULL },
	{ "returned error: 5", NULL, FAILURE_NETWORK, LATER, NULL },
	{ "returned error: 408", NULL, FAILURE_NETWORK, LATER | MEMORY, NULL },
	{ "nternal Server Error", NULL, FAILURE_NETWORK, LATER | MEMORY, NULL },
	{ "early EOF", NULL, FAILURE_NETWORK, LATER | MEMORY, NULL },
	{ "unexpected disconnect", NULL, FAILURE_NETWORK, LATER, NULL },
	{ "RPC failed", NULL, FAILURE_NETWORK, LATER, NULL },
	{ "hung up", NULL, FAILURE_NETWORK, LATER, NULL },

	/* the rest */
	{ "filter 'lfs' failed", NULL, FAILURE_GIT, 0,
	  "is git-lfs installed?" },
	{ "nothing to commit", NULL, FAILURE_GIT, 0, NULL },
	{ "due to empty commit message", NULL, FAILURE_GIT, 0, NULL },
	{ "Permission denied", NULL, FAILURE_PERMISSION, 0, NULL },
	{ "(unpacker error)", NULL, FAILURE_FORGE, SERVER, NULL },
	{ "[remote rejected]", NULL, FAILURE_PERMISSION, SERVER | MEMORY,
	  NULL },
	{ "[rejected]", NULL, FAILURE_CONFLICT, MEMORY, NULL },
	{ NULL, NULL, FAILURE_NONE, 0, NULL }
};

/* The commit is there already: no failure, whatever else is said. */
const struct meaning meanings_of_success[] = {
	{ "Everything up-to-date", NULL, FAILURE_NONE, UP_TO_DATE, NULL },
	{ "\t[up to date]", NULL, FAILURE_NONE, UP_TO_DATE, NULL },
	{ NULL, NULL, FAILURE_NONE, 0, NULL }
};

const char *const meanings_empty_words[] = {
	"failed to push some refs", "Could not read from remote repository",
	"failed to write commit object", "remote unpack failed",
	"adding files failed", "unable to fork", NULL
};
