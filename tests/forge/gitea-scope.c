/* SPDX-License-Identifier: MIT */
/*
 * Gitea: the scopes of tokens. A part of the API belongs to a category, and
 * needs "read:CATEGORY" or, to change anything, "write:CATEGORY".
 */
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "gitea.h"

/* The first that fits; each of the categories is needed. */
static const struct {
	const char *pattern;
	const char *categories[2];
} areas[] = {
	{ "/user/repos", { "user", "repository" } },
	{ "/user", { "user", NULL } },
	{ "/users/:/repos", { "user", "repository" } },
	{ "/users/*", { "user", NULL } },
	{ "/orgs/*", { "organization", NULL } },
	{ "/repos/:/:/issues/*", { "issue", NULL } },
	{ "/repos/:/:/labels", { "issue", NULL } },
	{ "/repos/:/:/milestones", { "issue", NULL } },
	{ "/repos/*", { "repository", NULL } }
};

static bool is_word(const char *at, size_t n, const char *level,
		    const char *category)
{
	size_t len = strlen(level);

	return n == len + strlen(category) && !memcmp(at, level, len) &&
	       !memcmp(at + len, category, n - len);
}

static bool is_own_scope(const char *at, size_t n)
{
	static const char *const categories[] = {
		"activitypub", "admin", "misc", "notification",
		"organization", "package", "issue", "repository", "user"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(categories); i++)
		if (is_word(at, n, "read:", categories[i]) ||
		    is_word(at, n, "write:", categories[i]))
			return true;
	return is_word(at, n, "all", "") || is_word(at, n, "public-only", "");
}

/* A list with another forge's scopes in it says nothing here: all is open. */
static bool binds(const char *scopes)
{
	while (*scopes) {
		size_t n = strcspn(scopes, ",");

		if (!is_own_scope(scopes, n))
			return false;
		scopes += n + (scopes[n] == ',');
	}
	return true;
}

static bool grants(const char *scopes, const char *category, bool write)
{
	while (*scopes) {
		size_t n = strcspn(scopes, ",");

		if (is_word(scopes, n, "all", "") ||
		    is_word(scopes, n, "write:", category) ||
		    (!write && is_word(scopes, n, "read:", category)))
			return true;
		scopes += n + (scopes[n] == ',');
	}
	return false;
}

static bool has(const struct account *account, const char *category,
		bool write)
{
	if (write && account->most < PERMISSION_WRITE)
		return false;
	return !account->scopes || !binds(account->scopes) ||
	       grants(account->scopes, category, write);
}

static void refuse(struct call *call, const char *category, bool write)
{
	const char *level = write ? "write" : "read";
	const char *scopes = call->req->account.scopes;
	struct strbuf text = STRBUF_INIT;

	strbuf_addstr(&text, "token does not have at least one of required"
		      " scope(s)");
	if (gitea_since(call->forge, 24))
		strbuf_addf(&text, ", required=[%s:%s], token scope=%s",
			    level, category, scopes ? scopes : "");
	else
		strbuf_addf(&text, ": [%s:%s]", level, category);
	gitea_say(call, 403, text.buf);
	strbuf_release(&text);
}

bool gitea_in_scope(struct call *call)
{
	bool write = call->req->kind == REQUEST_WRITE, good = true;
	struct strvec parts = STRVEC_INIT;
	struct strbuf rest = STRBUF_INIT;
	const char *args[CALL_ARGS];
	size_t i, j;

	http_split_path(&parts, call->req->path + strlen(GITEA_API));
	for (i = 0; i < ARRAY_SIZE(areas); i++)
		if (route_fits(areas[i].pattern, &parts, args, &rest))
			break;
	for (j = 0; i < ARRAY_SIZE(areas) && j < 2 && good; j++) {
		const char *category = areas[i].categories[j];

		good = !category || !call->req->account.known ||
		       has(&call->req->account, category, write);
		if (!good)
			refuse(call, category, write);
	}
	strvec_clear(&parts);
	strbuf_release(&rest);
	return good;
}
