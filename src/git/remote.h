/* SPDX-License-Identifier: MIT */
/*
 * Which repository a word names, and its key HOST/OWNER/NAME.
 */
#ifndef GIT_REMOTE_H
#define GIT_REMOTE_H

#include <stdbool.h>

#include "base/strbuf.h"

struct remote {
	char *key;		/* "github.com/o/n": host with :port if any */
	char *host;		/* "github.com", "127.0.0.1:4020" */
	char *owner;		/* "o", "group/sub"; "" where the path is one */
	char *name;		/* "n", without .git */
	char *url;		/* as git gets it, before insteadOf */
	char *web;		/* scheme and host for APIs and settings:
				   "https://github.com/"; NULL for file:// */
	char *fetch_url;	/* after insteadOf */
	char *push_url;		/* after pushInsteadOf or insteadOf */
	char *fetch_login;	/* "Basic …" of a login that insteadOf put */
	char *push_login;	/* into that URL, where it is left out */
};

#define REMOTE_INIT { 0 }

/*
 * Reads a URL, scp-like address, HOST/OWNER/NAME, OWNER/NAME or NAME (part 5;
 * default host and owner from multi.host, multi.owner). A shorthand that
 * only insteadOf makes a URL is expanded first. -1 and err with one sentence
 * for what is no repository: empty, "..", control characters, spaces,
 * a bare name without multi.owner. The key's case is kept here.
 */
int remote_parse(const char *word, struct remote *remote,
		 struct strbuf *err);
void remote_release(struct remote *remote);

/*
 * The same server's repository of another name, as the same kind of URL; to is
 * released first. False, and to as it was: the URL does not hold the name.
 */
bool remote_renamed(const struct remote *from, const char *owner,
		    const char *name, struct remote *to);

#endif
