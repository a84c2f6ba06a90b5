/* SPDX-License-Identifier: MIT */
/*
 * Who asks: from an Authorization header to a login.
 */
#include "account.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"

#define TOKENS_MAX (1024 * 1024)

static const char *const permission_names[] = {
	[PERMISSION_NONE] = "none",
	[PERMISSION_READ] = "read",
	[PERMISSION_TRIAGE] = "triage",
	[PERMISSION_WRITE] = "write",
	[PERMISSION_MAINTAIN] = "maintain",
	[PERMISSION_ADMIN] = "admin"
};

const char *permission_name(enum permission permission)
{
	return permission_names[permission];
}

enum permission permission_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(permission_names); i++)
		if (!strcasecmp(name, permission_names[i]))
			return (enum permission)i;
	return PERMISSION_NONE;
}

static int base64_value(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

void base64_decode(struct strbuf *out, const char *s)
{
	unsigned bits = 0;
	int have = 0, value;

	while ((value = base64_value(*s++)) >= 0) {
		bits = (bits << 6 | (unsigned)value) & 0xffffff;
		have += 6;
		if (have >= 8) {
			have -= 8;
			strbuf_addch(out, (int)(bits >> have & 0xff));
		}
	}
}

/* "Bearer T", "token T", or Basic whose password (or name alone) is T. */
static void token_of(struct strbuf *out, const char *authorization)
{
	const char *space = strchr(authorization, ' ');
	struct strbuf pair = STRBUF_INIT;
	const char *colon;

	if (!space)
		return;
	if (strncasecmp(authorization, "basic ", 6)) {
		strbuf_addstr(out, space + 1);
		return;
	}
	base64_decode(&pair, space + 1);
	colon = strchr(pair.buf, ':');
	if (!colon)
		strbuf_addstr(out, pair.buf);
	else if (colon[1])
		strbuf_addstr(out, colon + 1);
	else
		strbuf_add(out, pair.buf, (size_t)(colon - pair.buf));
	strbuf_release(&pair);
}

/* The words of each line that is no comment, one call a line. */
static void each_token(const char *dir, void *data,
		       bool (*more)(void *data, const struct strvec *words))
{
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;
	struct strbuf path = STRBUF_INIT;
	char *line, *rest, *word, *words;
	bool on = true;

	strbuf_addf(&path, "%s/tokens", dir);
	if (file_read(path.buf, TOKENS_MAX, &text, &err))
		strbuf_reset(&text);		/* nobody has a token */
	for (line = strtok_r(text.buf, "\n", &rest); line && on;
	     line = strtok_r(NULL, "\n", &rest)) {
		struct strvec parts = STRVEC_INIT;

		for (word = strtok_r(line, " \t\r", &words); word;
		     word = strtok_r(NULL, " \t\r", &words))
			strvec_push(&parts, word);
		if (parts.nr >= 2 && parts.v[0][0] != '#')
			on = more(data, &parts);
		strvec_clear(&parts);
	}
	strbuf_release(&path);
	strbuf_release(&text);
	strbuf_release(&err);
}

static void use_token(struct account *account, const struct strvec *parts)
{
	size_t i;

	account->known = true;
	account->most = PERMISSION_ADMIN;
	for (i = 2; i < parts->nr; i++) {
		if (!strcmp(parts->v[i], "read-only"))
			account->most = PERMISSION_READ;
		else if (!strcmp(parts->v[i], "expired"))
			account->expired = true;
		else if (!strcmp(parts->v[i], "job"))
			account->job = true;
		else if (starts_with(parts->v[i], "scopes="))
			replace_string(&account->scopes, parts->v[i] + 7);
	}
	if (account->expired)
		account->known = false;
	if (account->known)
		replace_string(&account->login, parts->v[1]);
}

struct search {
	struct account *account;
	const char *token;
};

static bool is_token(void *data, const struct strvec *words)
{
	const struct search *search = data;

	if (strcmp(words->v[0], search->token))
		return true;
	use_token(search->account, words);
	return false;
}

void account_identify(struct account *account, const char *dir,
		      const char *authorization)
{
	struct strbuf token = STRBUF_INIT;
	struct search search = { .account = account };

	memset(account, 0, sizeof(*account));
	account->most = PERMISSION_READ;
	if (!authorization)
		return;
	account->given = true;
	token_of(&token, authorization);
	search.token = token.buf;
	if (token.len)
		each_token(dir, &search, is_token);
	strbuf_release(&token);
}

static bool add_login(void *data, const struct strvec *words)
{
	struct strvec *out = data;

	if (!strvec_has(out, words->v[1]))
		strvec_push(out, words->v[1]);
	return true;
}

void account_logins(const char *dir, struct strvec *out)
{
	each_token(dir, out, add_login);
}

bool account_exists(const char *dir, const char *login)
{
	struct strvec logins = STRVEC_INIT;
	bool found = false;
	size_t i;

	account_logins(dir, &logins);
	for (i = 0; i < logins.nr && !found; i++)
		found = !strcasecmp(logins.v[i], login);
	strvec_clear(&logins);
	return found;
}

void account_release(struct account *account)
{
	free(account->login);
	free(account->scopes);
	account->login = account->scopes = NULL;
}
