/* SPDX-License-Identifier: MIT */
/*
 * Text that leaves this machine, less what may be secret in it.
 */
#include "commands/redact.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"
#include "git/credential.h"

#define STARS "***"

extern char **environ;

static bool sounds_secret(const char *name, size_t len)
{
	static const char *const words[] = {
		"TOKEN", "SECRET", "PASSW", "PASSPHRASE", "CREDENTIAL",
		"API_KEY", "APIKEY", "ACCESS_KEY", "PRIVATE_KEY", "AUTH"
	};
	size_t i, at;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		for (at = 0; at + strlen(words[i]) <= len; at++)
			if (!strncasecmp(name + at, words[i],
					 strlen(words[i])))
				return true;
	return false;
}

void redact_environment(void)
{
	char **entry;

	for (entry = environ; *entry; entry++) {
		const char *equals = strchr(*entry, '=');

		if (equals && sounds_secret(*entry,
					    (size_t)(equals - *entry)) &&
		    equals[1] != '/')	/* SSH_AUTH_SOCK: a place */
			credential_add_secret(equals + 1);
	}
}

/* ---- logins in URLs ------------------------------------------------- */

static void replace(struct strbuf *text, size_t at, size_t len)
{
	struct strbuf rest = STRBUF_INIT;

	strbuf_addstr(&rest, text->buf + at + len);
	strbuf_setlen(text, at);
	strbuf_addstr(text, STARS);
	strbuf_addstr(text, rest.buf);
	strbuf_release(&rest);
}

/* What stands between "://" and the "@" before the next slash. */
static void redact_logins(struct strbuf *text)
{
	const char *found;
	size_t at = 0;

	while ((found = strstr(text->buf + at, "://"))) {
		size_t start = (size_t)(found - text->buf) + 3;
		size_t len = strcspn(text->buf + start, "/ \t\n\"'?#<>");
		size_t end = start + len;

		while (end > start && text->buf[end - 1] != '@')
			end--;
		at = start;
		if (end > start)
			replace(text, start, end - 1 - start);
	}
}

/* ---- what looks like a token ---------------------------------------- */

/*
 * Prefixes by which forges make their tokens known (docs.github.com, "Token
 * formats"; docs.gitlab.com, "Token overview"), and what follows a name.
 */
static const char *const prefixes[] = {
	"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-",
	"gloas-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "ATATT",
	"ATCTT", "ATBB", "Bearer ", "Basic ", "token ", "access_token=",
	"private_token=", "password=", "token="
};

static size_t token_length(const char *text)
{
	size_t len = 0;

	while (isalnum((unsigned char)text[len]) ||
	       (text[len] && strchr("_-.=+/~", text[len])))
		len++;
	return len;
}

/* A word of prose behind "token " is left: tokens are long. */
#define TOKEN_LEAST 12

static void redact_tokens(struct strbuf *text)
{
	const char *found;
	size_t i, at, start, len;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++)
		for (at = 0; (found = strcasestr(text->buf + at,
						 prefixes[i])); at = start) {
			start = (size_t)(found - text->buf) +
				strlen(prefixes[i]);
			len = token_length(text->buf + start);
			if (len >= TOKEN_LEAST || (len && ends_with(
						   prefixes[i], "=")))
				replace(text, start, len);
		}
}

void redact_text(struct strbuf *text)
{
	credential_redact(text);
	redact_logins(text);
	redact_tokens(text);
}
