/* SPDX-License-Identifier: MIT */
/*
 * Whether a server is Gitea or Forgejo, by GET /api/v1/version, and what its
 * version cannot do. Gitea says "1.26.0"; Forgejo "16.0.1+gitea-1.22.0", and
 * before its version 7 the number of the Gitea that it followed.
 */
#include "forges/gitea.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

struct number {
	unsigned long major, minor;
};

/*
 * The first version that can: Gitea's, and Forgejo's where its own numbers
 * count. Gitea 1.17 brought auto-merge (go-gitea/gitea 9307) and, for the
 * API, the guard; 1.22 pull requests by branch (29242). Forgejo's filter
 * came with 16.
 */
static const struct {
	unsigned lacks;
	struct number gitea, forgejo;
} features[] = {
	{ GITEA_LACKS_GUARD, { 1, 17 }, { 0, 0 } },
	{ GITEA_LACKS_AUTO_MERGE, { 1, 17 }, { 0, 0 } },
	{ GITEA_LACKS_BY_BRANCH, { 1, 22 }, { 7, 0 } },
	{ GITEA_LACKS_LIST_FILTER, { (unsigned long)-1, 0 }, { 16, 0 } }
};

/* Of a server that keeps its version to itself: what it may lack costs least
   to do without. */
#define LACKS_UNKNOWN GITEA_LACKS_LIST_FILTER

static bool parse_number(const char *text, struct number *number)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	number->major = strtoul(text, &end, 10);
	number->minor = 0;
	if (*end == '.' && isdigit((unsigned char)end[1]))
		number->minor = strtoul(end + 1, NULL, 10);
	return true;
}

static bool is_before(struct number a, struct number b)
{
	return a.major < b.major ||
	       (a.major == b.major && a.minor < b.minor);
}

static unsigned lacks_of(const char *version)
{
	struct number number;
	bool forgejo = strstr(version, "+gitea-") != NULL;
	unsigned lacks = 0;
	size_t i;

	if (!parse_number(version, &number))
		return LACKS_UNKNOWN;
	for (i = 0; i < ARRAY_SIZE(features); i++)
		if (is_before(number, forgejo ? features[i].forgejo
					      : features[i].gitea))
			lacks |= features[i].lacks;
	return lacks;
}

/*
 * The words of a server that wants sign-in for all, and of the API's own 401:
 * with an address of its description that no other forge has.
 */
static bool wants_sign_in(const struct json *doc)
{
	struct strbuf text = STRBUF_INIT;
	bool found;

	json_string(doc, json_get(doc, 0, "message"), &text);
	found = forge_says(text.buf, "signed in user is allowed to call API");
	strbuf_reset(&text);
	json_string(doc, json_get(doc, 0, "url"), &text);
	found |= forge_says(text.buf, "/api/swagger");
	strbuf_release(&text);
	return found;
}

/* {"version":"1.26.0"} and nothing else: others tell more there. */
static bool tells_version(const struct json *doc)
{
	char *version = json_copy(doc, json_get(doc, 0, "version"));
	bool found = version && isdigit((unsigned char)*version) &&
		     json_size(doc, 0) == 1;

	free(version);
	return found;
}

bool gitea_probe_matches(const struct reply *reply)
{
	struct json doc = JSON_INIT;
	struct strbuf err = STRBUF_INIT;
	bool result = false;

	if (reply->error != TRANSFER_OK ||
	    json_parse(&doc, reply->body.buf, reply->body.len, &err))
		goto out;
	if (reply->status == 200)
		result = tells_version(&doc);
	else if (reply->status == 401 || reply->status == 403)
		result = wants_sign_in(&doc);
out:
	json_release(&doc);
	strbuf_release(&err);
	return result;
}

void gitea_probe_read(const struct reply *reply, unsigned *lacks,
		      struct strbuf *version)
{
	struct json doc = JSON_INIT;
	struct strbuf err = STRBUF_INIT;

	if (!json_parse(&doc, reply->body.buf, reply->body.len, &err))
		json_string(&doc, json_get(&doc, 0, "version"), version);
	*lacks = lacks_of(version->buf);
	json_release(&doc);
	strbuf_release(&err);
}
