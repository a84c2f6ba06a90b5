/* SPDX-License-Identifier: MIT */
/*
 * Paths held against the patterns of routes.
 */
#include "call.h"

#include <string.h>

bool route_fits(const char *pattern, const struct strvec *parts,
		const char **args, struct strbuf *rest)
{
	struct strvec want = STRVEC_INIT;
	size_t i, nr = 0;
	bool good = true;

	http_split_path(&want, pattern);
	for (i = 0; good && i < want.nr; i++) {
		if (i >= parts->nr || !*parts->v[i]) {
			good = i < parts->nr && !*want.v[i];
		} else if (!strcmp(want.v[i], ":")) {
			args[nr++] = parts->v[i];
		} else if (!strcmp(want.v[i], "*")) {
			strbuf_reset(rest);
			for (; i < parts->nr; i++)
				strbuf_addf(rest, "%s%s", rest->len ? "/"
					    : "", parts->v[i]);
			args[nr++] = rest->buf;
			strvec_clear(&want);
			return true;
		} else {
			good = !strcmp(want.v[i], parts->v[i]);
		}
	}
	good = good && parts->nr == want.nr;
	strvec_clear(&want);
	return good;
}
