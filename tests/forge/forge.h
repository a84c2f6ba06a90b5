/* SPDX-License-Identifier: MIT */
/*
 * The demo forge: what all its parts share. One process serves one folder
 * (DIR) in several dialects, each at a port of its own. Whoever reads or
 * changes what struct forge holds has its lock; git transfers run without.
 */
#ifndef FORGE_FORGE_H
#define FORGE_FORGE_H

#include <pthread.h>
#include <stdbool.h>

#include "counters.h"
#include "faults.h"
#include "http.h"
#include "limits.h"
#include "pulls.h"
#include "settings.h"

struct forge {
	char *dir;			/* absolute */
	struct settings config;		/* --config FILE */
	pthread_mutex_t lock;
	struct pulls pulls;
	struct limits limits;
	struct faults faults;
	struct counters counters;
	unsigned long long requests;	/* numbers the request ids */
};

struct site;

/*
 * What one forge says and hears: a constant in the dialect's own file, and
 * a line in dialects.c. Git over HTTP and /_forge/ are not its business.
 */
struct dialect {
	const char *name;		/* also its option: --NAME=PORT */

	bool counts_running;	/* limits how many an account has at once */

	/*
	 * The token, where it came in another header than Authorization;
	 * NULL: it did not. The whole may be NULL.
	 */
	const char *(*token)(const struct request *);

	/* REQUEST_READ, _WRITE or _GRAPHQL, before anything is done. */
	enum request_kind (*kind)(const struct request *);

	/* Everything else; the forge's lock is held. */
	void (*answer)(struct site *, struct request *, struct reply *);
};

extern const struct dialect *const dialects[];	/* NULL at the end */

/* A dialect at its port. */
struct site {
	struct forge *forge;
	const struct dialect *dialect;
	struct MHD_Daemon *daemon;
	unsigned port;
	char *url;			/* "http://127.0.0.1:PORT" */
};

#endif
