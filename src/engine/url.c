/* SPDX-License-Identifier: MIT */
/*
 * What stands in a URL.
 */
#include "engine/url.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"

/* A copy that free() takes; otherwise where the URL has no such part. */
static char *part(CURLU *handle, CURLUPart what, const char *otherwise)
{
	char *text, *copy;

	if (curl_url_get(handle, what, &text, 0))
		return xstrdup_or_null(otherwise);
	copy = xstrdup(text);
	curl_free(text);
	return copy;
}

static unsigned port_of(CURLU *handle, unsigned flags)
{
	unsigned port = 0;
	char *text;

	if (!curl_url_get(handle, CURLUPART_PORT, &text, flags)) {
		port = (unsigned)strtoul(text, NULL, 10);
		curl_free(text);
	}
	return port;
}

/* libcurl would take one to three slashes, and then a path for a host. */
static bool has_two_slashes(const char *url)
{
	const char *slashes = strstr(url, "://");

	return slashes && (slashes[3] != '/' || !strncasecmp(url, "file:", 5));
}

static int parse(const char *url, struct url_parts *parts, unsigned flags)
{
	CURLU *handle;
	int rc = -1;

	if (!has_two_slashes(url))
		return -1;
	handle = curl_url();
	if (!handle)
		return -1;
	if (curl_url_set(handle, CURLUPART_URL, url,
			 CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS |
			 CURLU_ALLOW_SPACE))
		goto out;
	parts->scheme = part(handle, CURLUPART_SCHEME, "");
	parts->user = part(handle, CURLUPART_USER, NULL);
	parts->host = part(handle, CURLUPART_HOST, "");
	parts->path = part(handle, CURLUPART_PATH, "/");
	parts->port = port_of(handle, flags);
	rc = 0;
out:
	curl_url_cleanup(handle);
	return rc;
}

int url_parse(const char *url, struct url_parts *parts)
{
	memset(parts, 0, sizeof(*parts));
	return parse(url, parts, 0);
}

void url_parts_release(struct url_parts *parts)
{
	free(parts->scheme);
	free(parts->user);
	free(parts->host);
	free(parts->path);
	memset(parts, 0, sizeof(*parts));
}

bool url_same_origin(const char *a, const char *b)
{
	struct url_parts one, other;
	bool same = false;

	if (parse(a, &one, CURLU_DEFAULT_PORT) < 0)
		return false;
	if (!parse(b, &other, CURLU_DEFAULT_PORT)) {
		same = !strcasecmp(one.scheme, other.scheme) &&
		       !strcasecmp(one.host, other.host) &&
		       one.port == other.port;
		url_parts_release(&other);
	}
	url_parts_release(&one);
	return same;
}
