/* SPDX-License-Identifier: MIT */
/*
 * What a word says that names a repository. What is wrong with it is said
 * before any part of it reaches git.
 */
#include "git/address.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/strvec.h"
#include "base/text.h"
#include "engine/url.h"
#include "git/config.h"
#include "git/credential.h"

static const struct scheme schemes[] = {
	{ .name = "https", .port = 443, .http = true },
	{ .name = "http", .port = 80, .http = true },
	{ .name = "ssh", .port = 22, .ssh = true },
	{ .name = "git+ssh", .port = 22, .ssh = true },
	{ .name = "ssh+git", .port = 22, .ssh = true },
	{ .name = "git", .port = 9418 },
	{ .name = "file", .file = true },
};

/* The "user:secret" of a URL of any scheme, up to its '@'; NULL: none. */
static const char *user_of(const char *word, size_t *len)
{
	const char *start = strstr(word, "://"), *at;

	if (!start)
		return NULL;
	start += 3;
	at = memrchr(start, '@', strcspn(start, "/?#"));
	*len = at ? (size_t)(at - start) : 0;
	return at ? start : NULL;
}

/* A sentence never shows what stands before the '@' of a URL. */
static void add_shown(struct strbuf *out, const char *word)
{
	size_t len;
	const char *user = user_of(word, &len);

	if (user)
		strbuf_add(out, word, (size_t)(user - word));
	strbuf_addstr(out, user ? user + len + 1 : word);
}

static int refuse(struct strbuf *err, const char *word, const char *why)
{
	strbuf_addch(err, '\'');
	add_shown(err, word);
	strbuf_addf(err, "' names no repository: %s", why);
	return -1;
}

/* ---- what may hurt ----------------------------------------------------- */

static const char *bad_word(const char *word)
{
	const char *c;

	if (!*word)
		return "it is empty";
	if (*word == '-')
		return "it begins with '-'";
	if (strpbrk(word, " \t\r\n\v\f"))
		return "it holds white space";
	if (!text_is_line(word, strlen(word)))
		return "it holds a control character or is no UTF-8";
	c = word + strspn(word, "abcdefghijklmnopqrstuvwxyz"
			  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-");
	if (c > word && starts_with(c, "::"))
		return "remote helpers are not used";
	return NULL;
}

static const char *bad_host(const char *host)
{
	const char *c;

	if (!*host)
		return "it has no host";
	if (*host == '-')
		return "its host begins with '-'";
	for (c = host; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("-._:[]", *c) &&
		    (unsigned char)*c < 0x80)
			return "its host holds a character that none may have";
	return NULL;
}

static const char *bad_path(const char *path)
{
	struct strvec parts = STRVEC_INIT;
	const char *why = NULL;
	size_t i;

	if (*path == '-')
		why = "its path begins with '-'";
	strvec_split(&parts, path, '/');
	for (i = 0; i < parts.nr && !why; i++) {
		if (!*parts.v[i])
			why = "its path has an empty part";
		else if (!strcmp(parts.v[i], ".") ||
			 !strcmp(parts.v[i], ".."))
			why = "its path has a part '.' or '..'";
	}
	strvec_clear(&parts);
	return why;
}

/* ---- addresses --------------------------------------------------------- */

static const struct scheme *find_scheme(const char *word)
{
	size_t i, len = strcspn(word, ":/");

	if (!starts_with(word + len, "://"))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(schemes); i++)
		if (strlen(schemes[i].name) == len &&
		    !strncasecmp(word, schemes[i].name, len))
			return &schemes[i];
	return NULL;
}

static void set_host(struct address *address, const char *host,
		     unsigned port)
{
	const char *c;

	for (c = host; *c; c++)
		strbuf_addch(&address->host, tolower((unsigned char)*c));
	if (port && port != address->scheme->port)
		strbuf_addf(&address->host, ":%u", port);
}

/*
 * What stands before '@' would be written to journals and .git/config. ssh
 * needs its user; of http's it is left out (often it is a token). A secret
 * that we left out would be missed: that is an error.
 */
static int set_url(struct address *address, const char *word,
		   struct strbuf *err)
{
	size_t len = 0;
	const char *user = user_of(word, &len), *colon;
	struct strbuf name = STRBUF_INIT, host = STRBUF_INIT;

	colon = user ? memchr(user, ':', len) : NULL;
	if (!colon) {
		if (address->scheme->http)
			add_shown(&address->url, word);
		else
			strbuf_addstr(&address->url, word);
		return 0;
	}
	strbuf_add(&name, colon + 1, len - (size_t)(colon + 1 - user));
	credential_add_secret(name.buf);
	strbuf_reset(&name);
	strbuf_add(&host, user + len + 1, strcspn(user + len + 1, "/?#"));
	credential_variable(host.buf, &name);
	strbuf_addstr(err, "the URL '");
	add_shown(err, word);
	strbuf_addf(err, "' holds a password: leave it out and set '%s'",
		    name.buf);
	strbuf_release(&host);
	strbuf_release(&name);
	return -1;
}

/* A path may hold whatever a file name may: no '#' or '?' ends it. */
static int read_file_url(struct address *address, const char *word,
			 struct strbuf *err)
{
	const char *host = strstr(word, "://") + 3;
	size_t len = strcspn(host, "/");

	if (len && strncmp(host, "localhost/", strlen("localhost/")))
		return refuse(err, word, "a file has no host");
	set_host(address, "localhost", 0);
	strbuf_addstr(&address->path, host[len] ? host + len + 1 : "");
	strbuf_addstr(&address->url, word);
	return 0;
}

static int read_url(struct address *address, const char *word,
		    struct strbuf *err)
{
	struct url_parts parts;
	int ret = 0;

	if (set_url(address, word, err) < 0)
		return -1;
	if (strpbrk(word, "?#"))
		return refuse(err, word, "it has a query or a fragment");
	if (url_parse(address->url.buf, &parts) < 0)
		return refuse(err, word, "it is no valid URL");
	if (parts.user && *parts.user == '-')
		ret = refuse(err, word, "its user begins with '-'");
	set_host(address, parts.host, parts.port);
	strbuf_addstr(&address->path, *parts.path == '/' ? parts.path + 1
							: parts.path);
	url_parts_release(&parts);
	return ret;
}

/*
 * "git@host:o/n", "host:o/n", "[::1]:o/n": where the colon stands that ends
 * the host; NULL for anything else. "host:80/o/n" is a host with a port.
 */
static const char *scp_colon(const char *word)
{
	const char *slash = word + strcspn(word, "/"), *at, *colon;
	const char *host = word;

	if (*word == '[' && memchr(word, '@', strcspn(word, "]")))
		return NULL;
	at = memrchr(word, '@', (size_t)(slash - word));
	if (at)
		host = at + 1;
	if (*host == '[' && strchr(host, ']'))
		colon = strchr(host, ']') + 1;
	else
		colon = host + strcspn(host, ":/");
	if (colon == host || *colon != ':' || !colon[1])
		return NULL;
	if (!at && strspn(colon + 1, "0123456789") ==
		   (size_t)(slash - colon - 1) && slash > colon + 1)
		return NULL;
	return colon;
}

static int read_scp(struct address *address, const char *word,
		    const char *colon, struct strbuf *err)
{
	static const struct scheme ssh = { .name = "ssh", .ssh = true };
	const char *at = memrchr(word, '@', (size_t)(colon - word));
	const char *start = at ? at + 1 : word;
	char *host = xstrndup(start, (size_t)(colon - start));

	address->scheme = &ssh;
	set_host(address, host, 0);
	free(host);
	strbuf_addstr(&address->path, colon[1] == '/' ? colon + 2 : colon + 1);
	strbuf_addstr(&address->url, word);
	return *start == '-' ? refuse(err, word, "its host begins with '-'")
			     : 0;
}

/* ---- names ------------------------------------------------------------- */

/* "A/B": whether A is a host (part 5). */
static bool is_host(const char *word, size_t len)
{
	char *first = xstrndup(word, len);
	const char *usual = config_string("host");
	bool host = strpbrk(first, ".:") || config_knows_host(first) ||
		    !strcmp(first, usual);

	free(first);
	return host;
}

static int read_name(struct address *address, const char *word,
		     struct strbuf *err)
{
	const char *host = config_string("host"), *path = word, *scheme;
	const char *owner = config_string("owner");
	size_t len = strcspn(word, "/");
	struct strbuf name = STRBUF_INIT;
	char *first = NULL;
	int ret;

	if (*word == '/' || *word == '.' || *word == '~')
		return refuse(err, word, "for a folder write "
			      "file:///its/absolute/path");
	if (word[len] && word[len + 1] && is_host(word, len)) {
		first = xstrndup(word, len);
		host = first;
		path = word + len + 1;
	} else if (!word[len] || !word[len + 1]) {
		if (!owner)
			return refuse(err, word, "a bare name needs the "
				      "setting 'multi.owner'");
		strbuf_addf(&name, "%s/", owner);
	}
	scheme = config_scheme(host);
	strbuf_addf(&address->url, "%s://%s/%s%s", scheme ? scheme : "https",
		    host, name.buf, path);
	while (ends_with(address->url.buf, "/"))
		strbuf_setlen(&address->url, address->url.len - 1);
	if (!ends_with(address->url.buf, ".git"))
		strbuf_addstr(&address->url, ".git");
	strbuf_reset(&name);
	strbuf_addstr(&name, address->url.buf);
	strbuf_reset(&address->url);
	address->scheme = find_scheme(name.buf);
	ret = read_url(address, name.buf, err);
	strbuf_release(&name);
	free(first);
	return ret;
}

/*
 * "gh:o/n" with url.https://github.com/.insteadOf=gh: is an address only by
 * that setting. What is one without it keeps its own host.
 */
static bool is_shorthand(const char *word)
{
	const char *colon = scp_colon(word);
	size_t len = colon ? (size_t)(colon - word) : 0;

	if (find_scheme(word))
		return false;
	return !colon || !(memchr(word, '@', len) || memchr(word, '.', len));
}

static int read_word(struct address *address, const char *word,
		     struct strbuf *err)
{
	const char *why = bad_word(word), *colon;

	if (why)
		return refuse(err, word, why);
	address->scheme = find_scheme(word);
	if (address->scheme && address->scheme->file)
		return read_file_url(address, word, err);
	if (address->scheme)
		return read_url(address, word, err);
	if (strstr(word, "://"))
		return refuse(err, word, "git multi does not know its scheme");
	colon = scp_colon(word);
	if (colon)
		return read_scp(address, word, colon, err);
	return read_name(address, word, err);
}

static int read_any(struct address *address, const char *word,
		    struct strbuf *err)
{
	struct strbuf expanded = STRBUF_INIT, path = STRBUF_INIT;
	int ret;

	if (*word && is_shorthand(word))
		config_rewrite_url(word, false, &expanded);
	if (*expanded.buf == '/' && *word != '/') {
		strbuf_addf(&path, "file://%s", expanded.buf);
		word = path.buf;
	} else if (expanded.len) {
		word = expanded.buf;
	}
	ret = read_word(address, word, err);
	strbuf_release(&path);
	strbuf_release(&expanded);
	return ret;
}

/* ---- the whole --------------------------------------------------------- */

/* "/a/b.git/" is "a/b"; "a/.git" is the repository whose tree is "a". */
static void trim_path(struct strbuf *path)
{
	while (ends_with(path->buf, "/"))
		strbuf_setlen(path, path->len - 1);
	if (ends_with(path->buf, "/.git"))
		strbuf_setlen(path, path->len - strlen("/.git"));
	else if (ends_with(path->buf, ".git"))
		strbuf_setlen(path, path->len - strlen(".git"));
}

int address_read(struct address *address, const char *word,
		 struct strbuf *err)
{
	const char *why;

	if (read_any(address, word, err) < 0)
		return -1;
	trim_path(&address->path);
	why = bad_host(address->host.buf);
	if (!why)
		why = bad_path(address->path.buf);
	return why ? refuse(err, address->url.buf, why) : 0;
}

void address_release(struct address *address)
{
	strbuf_release(&address->host);
	strbuf_release(&address->path);
	strbuf_release(&address->url);
}
