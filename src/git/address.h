/* SPDX-License-Identifier: MIT */
/*
 * What a word says that names a repository (design.md part 5); for git/ only.
 */
#ifndef GIT_ADDRESS_H
#define GIT_ADDRESS_H

#include <stdbool.h>

#include "base/strbuf.h"

/* How git reaches a server, and whether there is a web beside it. */
struct scheme {
	const char *name;
	unsigned port;			/* left out of the key */
	bool http, ssh, file;
};

struct address {
	const struct scheme *scheme;
	struct strbuf host;		/* lower case, with :port if any */
	struct strbuf path;		/* "o/n": less '/' and ".git" */
	struct strbuf url;		/* as git gets it, without a secret */
};

#define ADDRESS_INIT \
	{ .host = STRBUF_INIT, .path = STRBUF_INIT, .url = STRBUF_INIT }

/* -1 and err for what names no repository or may hurt. */
int address_read(struct address *address, const char *word,
		 struct strbuf *err);
void address_release(struct address *address);

#endif
