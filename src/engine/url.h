/* SPDX-License-Identifier: MIT */
/*
 * What stands in a URL, as libcurl's own parser sees it.
 */
#ifndef ENGINE_URL_H
#define ENGINE_URL_H

#include <stdbool.h>

/*
 * A URL's parts as they stand in it, for keys and comparisons: percent signs
 * are kept, dots in the path too, a query and a password are left out, no
 * part is NULL but user where it has none. file:///x has the host "". Caller
 * frees with url_parts_release(); port 0: the scheme's own. -1 where it is no
 * absolute URL; there is nothing to release then.
 */
struct url_parts {
	char *scheme, *user, *host, *path;
	unsigned port;
};
int url_parse(const char *url, struct url_parts *parts);
void url_parts_release(struct url_parts *parts);

/* Whether scheme, host and port (the default one filled in) are the same. */
bool url_same_origin(const char *a, const char *b);

#endif
