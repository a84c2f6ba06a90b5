/* SPDX-License-Identifier: MIT */
/*
 * What the configuration says of URLs: which hosts have settings of their
 * own, and what git would talk to instead.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"
#include "git/config.h"
#include "git/configlist.h"

/* ---- hosts with settings of their own ---------------------------------- */

/*
 * Whether git's pattern of a host, in which a label may be "*", stands for
 * host; both may end in a port.
 */
static bool matches(const char *pattern, const char *host)
{
	size_t len, other;

	for (;;) {
		len = strcspn(pattern, ".:");
		other = strcspn(host, ".:");
		if (!(len == 1 && *pattern == '*' && other) &&
		    (len != other || strncasecmp(pattern, host, len)))
			return false;
		if (pattern[len] != host[other])
			return false;
		if (!pattern[len])
			return true;
		pattern += len + 1;
		host += other + 1;
	}
}

/*
 * Not url_parse(): a "*" is no host there. Returns where the scheme ends, and
 * in authority "host:port" as written, less the scheme's own port.
 */
static const char *split_url(const char *url, struct strbuf *authority)
{
	const char *colon = strstr(url, "://"), *at, *usual;
	size_t len;

	strbuf_reset(authority);
	if (!colon)
		return NULL;
	len = strcspn(colon + 3, "/?#");
	strbuf_add(authority, colon + 3, len);
	at = strrchr(authority->buf, '@');
	if (at)
		strbuf_remove(authority, 0, (size_t)(at + 1 - authority->buf));
	usual = starts_with(url, "https:") ? ":443" : ":80";
	if (ends_with(authority->buf, usual))
		strbuf_setlen(authority, authority->len - strlen(usual));
	return colon;
}

const char *config_scheme(const char *host)
{
	struct strbuf url = STRBUF_INIT, authority = STRBUF_INIT;
	const struct config_entry *entry;
	const char *name, *scheme = NULL;

	for (entry = config_all()->first; entry && !scheme;
	     entry = entry->hh.next) {
		if (!config_key_split(entry->key, "multi", &url, &name) ||
		    !split_url(url.buf, &authority) ||
		    !matches(authority.buf, host))
			continue;
		scheme = starts_with(url.buf, "http:") ? "http" : "https";
	}
	strbuf_release(&authority);
	strbuf_release(&url);
	return scheme;
}

bool config_knows_host(const char *host)
{
	return config_scheme(host) != NULL;
}

void config_servers(struct strvec *out)
{
	struct strbuf url = STRBUF_INIT, authority = STRBUF_INIT;
	const struct config_entry *entry;
	const char *name;

	for (entry = config_all()->first; entry; entry = entry->hh.next)
		if (config_key_split(entry->key, "multi", &url, &name) &&
		    split_url(url.buf, &authority) &&
		    !strchr(url.buf, '*') && !strvec_has(out, url.buf))
			strvec_push(out, url.buf);
	strbuf_release(&authority);
	strbuf_release(&url);
}

/* ---- what git would talk to -------------------------------------------- */

/*
 * git's rule: of all url.<base>.NAME that the URL begins with, the longest,
 * and of those that are equally long the first base that was mentioned.
 */
static bool rewrite(const char *url, const char *wanted, struct strbuf *out)
{
	struct strbuf base = STRBUF_INIT, best = STRBUF_INIT;
	const struct config_entry *entry;
	const char *name;
	bool found = false;
	size_t i, longest = 0;

	for (entry = config_all()->first; entry; entry = entry->hh.next) {
		if (!config_key_split(entry->key, "url", &base, &name) ||
		    strcmp(name, wanted))
			continue;
		for (i = 0; i < entry->values.nr; i++) {
			const char *prefix = entry->values.v[i];

			if (!starts_with(url, prefix) ||
			    (found && strlen(prefix) <= longest))
				continue;
			found = true;
			longest = strlen(prefix);
			strbuf_reset(&best);
			strbuf_add(&best, base.buf, base.len);
		}
	}
	if (found)
		strbuf_addf(out, "%s%s", best.buf, url + longest);
	strbuf_release(&best);
	strbuf_release(&base);
	return found;
}

void config_rewrite_url(const char *url, bool push, struct strbuf *out)
{
	if (push && rewrite(url, "pushinsteadof", out))
		return;
	if (!rewrite(url, "insteadof", out))
		strbuf_addstr(out, url);
}
