/* SPDX-License-Identifier: MIT */
/*
 * Which repository a word names: its key, and the URLs that lead to it.
 */
#include "git/remote.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "git/address.h"
#include "git/config.h"
#include "git/credential.h"

static void set_web(struct remote *remote, const struct address *address)
{
	struct strbuf web = STRBUF_INIT;
	const char *host = address->host.buf, *port = strrchr(host, ':');
	size_t len = strlen(host);

	/* an ssh server's port says nothing of the web's */
	if (address->scheme->ssh && port && !strchr(port, ']'))
		len = (size_t)(port - host);
	if (address->scheme->http || address->scheme->ssh)
		strbuf_addf(&web, "%s://%.*s/", address->scheme->http ?
			    address->scheme->name : "https", (int)len, host);
	remote->web = web.len ? strbuf_detach(&web) : NULL;
	strbuf_release(&web);
}

/* Percent signs of a URL's user or password. */
static char *decoded(const char *s, size_t len)
{
	struct strbuf out = STRBUF_INIT;
	char hex[3] = "";
	size_t i;

	for (i = 0; i < len; i++) {
		if (s[i] == '%' && i + 2 < len &&
		    isxdigit((unsigned char)s[i + 1]) &&
		    isxdigit((unsigned char)s[i + 2])) {
			memcpy(hex, s + i + 1, 2);
			strbuf_addch(&out, (int)strtol(hex, NULL, 16));
			i += 2;
		} else {
			strbuf_addch(&out, s[i]);
		}
	}
	return strbuf_detach(&out);
}

static char *login_of(const char *user, size_t len)
{
	const char *colon = memchr(user, ':', len);
	struct strbuf value = STRBUF_INIT;
	char *name, *secret;

	name = decoded(user, (size_t)(colon - user));
	secret = decoded(colon + 1, len - (size_t)(colon + 1 - user));
	credential_basic(name, secret, &value);
	if (!*secret)
		credential_add_secret(name);
	free(name);
	free(secret);
	return strbuf_detach(&value);
}

/*
 * url.https://me:secret@host/.insteadOf is how many a CI gives git its token.
 * git would pass it on in its children's arguments, where everybody sees it:
 * it is taken out, and sent as any other token is.
 */
static char *rewritten(const char *url, bool push, char **login)
{
	struct strbuf out = STRBUF_INIT;
	char *start, *at;
	size_t len;

	config_rewrite_url(url, push, &out);
	if (starts_with(out.buf, "http://") ||
	    starts_with(out.buf, "https://")) {
		start = strstr(out.buf, "://") + 3;
		len = strcspn(start, "/?#");
		at = memrchr(start, '@', len);
		if (at && memchr(start, ':', (size_t)(at - start))) {
			*login = login_of(start, (size_t)(at - start));
			strbuf_remove(&out, (size_t)(start - out.buf),
				      (size_t)(at + 1 - start));
		}
	}
	return strbuf_detach(&out);
}

static void fill(struct remote *remote, const struct address *address)
{
	const char *path = address->path.buf, *slash = strrchr(path, '/');
	struct strbuf key = STRBUF_INIT;

	strbuf_addf(&key, "%s/%s", address->host.buf, path);
	remote->key = strbuf_detach(&key);
	remote->owner = xstrndup(path, slash ? (size_t)(slash - path) : 0);
	remote->name = xstrdup(slash ? slash + 1 : path);
	set_web(remote, address);
	remote->host = xstrdup(address->host.buf);
	remote->url = xstrdup(address->url.buf);
	remote->fetch_url = rewritten(remote->url, false,
				      &remote->fetch_login);
	remote->push_url = rewritten(remote->url, true, &remote->push_login);
}

int remote_parse(const char *word, struct remote *remote, struct strbuf *err)
{
	struct address address = ADDRESS_INIT;
	int ret;

	memset(remote, 0, sizeof(*remote));
	ret = address_read(&address, word, err);
	if (!ret)
		fill(remote, &address);
	address_release(&address);
	return ret;
}

void remote_release(struct remote *remote)
{
	free(remote->key);
	free(remote->host);
	free(remote->owner);
	free(remote->name);
	free(remote->url);
	free(remote->web);
	free(remote->fetch_url);
	free(remote->push_url);
	free(remote->fetch_login);
	free(remote->push_login);
	memset(remote, 0, sizeof(*remote));
}

bool remote_renamed(const struct remote *from, const char *owner,
		    const char *name, struct remote *to)
{
	struct strbuf old = STRBUF_INIT, url = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	struct remote renamed = REMOTE_INIT;
	const char *at;
	bool done = false;

	strbuf_addf(&old, "%s/%s", from->owner, from->name);
	at = strstr(from->url, old.buf);
	if (at) {
		strbuf_add(&url, from->url, (size_t)(at - from->url));
		strbuf_addf(&url, "%s/%s%s", owner, name, at + old.len);
		done = !remote_parse(url.buf, &renamed, &err);
	}
	if (done) {
		remote_release(to);
		*to = renamed;
	}
	strbuf_release(&err);
	strbuf_release(&url);
	strbuf_release(&old);
	return done;
}
