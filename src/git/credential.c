/* SPDX-License-Identifier: MIT */
/*
 * A token for a host, from the most explicit place to the least. None is told
 * to a program that is asked for another: those get an environment without
 * tokens.
 */
#include "git/credential.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strvec.h"
#include "base/text.h"
#include "git/capture.h"
#include "git/config.h"
#include "git/configlist.h"
#include "git/environment.h"
#include "git/git.h"

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

static void take(struct token *token, const char *secret, const char *source)
{
	token->secret = xstrdup(secret);
	token->source = xstrdup(source);
	credential_add_secret(secret);
}

/* "github.com" of "https://github.com/": less the port of an ssh address. */
static void host_of_web(const struct token_question *question,
			struct strbuf *out)
{
	const char *start = strstr(question->web, "://");

	start = start ? start + 3 : question->web;
	strbuf_add(out, start, strcspn(start, "/"));
}

/* ---- variables --------------------------------------------------------- */

void credential_variable(const char *host, struct strbuf *out)
{
	strbuf_addstr(out, "GIT_MULTI_TOKEN_");
	for (; *host; host++) {
		if (isalnum((unsigned char)*host))
			strbuf_addch(out, toupper((unsigned char)*host));
		else
			strbuf_addstr(out, *host == '-' ? "__" : "_");
	}
}

static bool take_variable(struct token *token, const char *name)
{
	if (!is_set(name))
		return false;
	git_hide_variable(name);
	take(token, getenv(name), name);
	return true;
}

static bool is_loopback(const char *host)
{
	return starts_with(host, "127.") || starts_with(host, "[::1]") ||
	       (starts_with(host, "localhost") &&
		(host[9] == ':' || !host[9]));
}

/*
 * A login for a host is one for https: a list that says http:// by mistake
 * does not make us send it in the clear. What names the host itself
 * (GIT_MULTI_TOKEN_<HOST>, a setting for that URL) is taken at its word.
 */
static bool is_private(const struct token_question *question)
{
	return starts_with(question->web, "https://") ||
	       is_loopback(question->host);
}

static bool from_own_variables(const struct token_question *question,
			       struct token *token)
{
	struct strbuf name = STRBUF_INIT, host = STRBUF_INIT;
	const char *named = config_for_url(question->web, "tokenEnv");
	bool found;

	credential_variable(question->host, &name);
	found = take_variable(token, name.buf);
	if (!found) {
		host_of_web(question, &host);
		strbuf_reset(&name);
		credential_variable(host.buf, &name);
		found = take_variable(token, name.buf) ||
			(named && take_variable(token, named));
	}
	strbuf_release(&host);
	strbuf_release(&name);
	return found;
}

static bool from_usual_variables(const struct token_question *question,
				 struct token *token)
{
	const char *const *name = question->variables;

	if (!name || !is_private(question))
		return false;
	for (; *name; name++)
		if (take_variable(token, *name))
			return true;
	return false;
}

/* The one variable that names no host: with two it could go to the wrong. */
static int from_git_token(const struct token_question *question,
			  struct token *token, struct strbuf *err)
{
	struct strbuf name = STRBUF_INIT;

	if (!is_set("GIT_TOKEN") || !question->hosts || !is_private(question))
		return 0;
	if (question->hosts == 1) {
		take_variable(token, "GIT_TOKEN");
		return 0;
	}
	credential_variable(question->host, &name);
	strbuf_addf(err, "'GIT_TOKEN' names no host, and this run has %zu "
		    "that need a token: set '%s' for '%s'", question->hosts,
		    name.buf, question->host);
	strbuf_release(&name);
	return -1;
}

/* ---- git credential ---------------------------------------------------- */

/* The value of "name=value" on a line of its own; NULL where it is not. */
static char *answer_of(const struct strbuf *text, const char *name)
{
	const char *line = text->buf;
	size_t len = strlen(name);

	for (; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (!strncmp(line, name, len) && line[len] == '=')
			return xstrndup(line + len + 1,
					strcspn(line + len + 1, "\n"));
	return NULL;
}

/* What makes git ask somebody: without any of these it can only say no. */
static bool has_helper(void)
{
	const struct config_entry *entry;
	struct strbuf url = STRBUF_INIT;
	const char *name;
	bool found = getenv("GIT_ASKPASS") || config_value("core.askPass");

	for (entry = config_all()->first; entry && !found;
	     entry = entry->hh.next)
		found = config_key_split(entry->key, "credential", &url,
					 &name) && !strcmp(name, "helper");
	strbuf_release(&url);
	return found;
}

static void question_for_git(const struct token_question *question,
			     struct strbuf *out)
{
	strbuf_addf(out, "protocol=%.*s\nhost=",
		    (int)strcspn(question->web, ":"), question->web);
	host_of_web(question, out);
	strbuf_addstr(out, "\n\n");
}

/*
 * Nobody is asked: not on the terminal, not in a window (GIT_ASKPASS stays,
 * it is how a CI gives its token), not by a helper that can be told.
 */
static void forbid_prompts(struct strvec *env)
{
	strvec_env_set(env, "GIT_TERMINAL_PROMPT", "0");
	strvec_env_set(env, "SSH_ASKPASS", NULL);
	strvec_env_set(env, "GCM_INTERACTIVE", "never");
	git_environment_setting(env, "credential.interactive", "false");
}

static bool ask_git(const struct token_question *question, bool prompt,
		    struct token *token)
{
	static const char *const argv[] = {
		"git", "credential", "fill", NULL
	};
	struct strbuf input = STRBUF_INIT, out = STRBUF_INIT;
	struct strbuf errors = STRBUF_INIT, err = STRBUF_INIT;
	struct strvec env = STRVEC_INIT;
	struct capture capture = { .argv = argv, .out = &out };
	char *secret = NULL;

	environment_without_tokens(&env);
	if (!prompt) {
		forbid_prompts(&env);
		capture.errors = &errors;
	}
	question_for_git(question, &input);
	capture.env = (const char *const *)env.v;
	capture.input = input.buf;
	if (!capture_run(&capture, &err))
		secret = answer_of(&out, "password");
	if (secret && *secret) {
		take(token, secret, "git credential");
		token->user = answer_of(&out, "username");
	}
	free(secret);
	strvec_clear(&env);
	strbuf_release(&err);
	strbuf_release(&errors);
	strbuf_release(&out);
	strbuf_release(&input);
	return token->secret != NULL;
}

/* ---- logins of the forges' own programs -------------------------------- */

/* The first line of what it prints; where it is not installed: nothing. */
static bool ask_program(const char *const *argv, struct token *token)
{
	struct strbuf out = STRBUF_INIT, errors = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	struct strvec env = STRVEC_INIT;
	struct capture capture = {
		.argv = argv, .out = &out, .errors = &errors
	};

	environment_without_tokens(&env);
	strvec_env_set(&env, "GH_NO_UPDATE_NOTIFIER", "1");
	strvec_env_set(&env, "GH_PROMPT_DISABLED", "1");
	strvec_env_set(&env, "GLAB_CHECK_UPDATE", "false");
	capture.env = (const char *const *)env.v;
	if (!capture_run(&capture, &err)) {
		strbuf_setlen(&out, strcspn(out.buf, "\r\n"));
		if (out.len)
			take(token, out.buf, argv[0]);
	}
	strvec_clear(&env);
	strbuf_release(&err);
	strbuf_release(&errors);
	strbuf_release(&out);
	return token->secret != NULL;
}

static bool from_programs(const struct token_question *question,
			  struct token *token)
{
	struct strbuf host = STRBUF_INIT;
	bool found = false;

	host_of_web(question, &host);
	if (is_private(question)) {
		const char *const gh[] = {
			"gh", "auth", "token", "--hostname", host.buf, NULL
		};
		const char *const glab[] = {
			"glab", "config", "get", "token", "--host", host.buf,
			NULL
		};

		found = ask_program(gh, token) || ask_program(glab, token);
	}
	strbuf_release(&host);
	return found;
}

/* ---- the whole --------------------------------------------------------- */

/*
 * Helpers come first and git's own prompt on the terminal last: whoever has
 * logged in with gh or glab need not type a password.
 */
int credential_find(const struct token_question *question,
		    struct token *token, struct strbuf *err)
{
	memset(token, 0, sizeof(*token));
	if (!question->web)
		return 0;
	if (from_own_variables(question, token) ||
	    from_usual_variables(question, token))
		return 0;
	if (from_git_token(question, token, err) < 0)
		return -1;
	if (token->secret)
		return 0;
	if (has_helper() && ask_git(question, false, token))
		return 0;
	if (from_programs(question, token))
		return 0;
	if (question->may_ask)
		ask_git(question, true, token);
	return 0;
}

bool credential_is_named(const struct token_question *question)
{
	struct token token = { .secret = NULL };
	bool named = question->web &&
		     (from_own_variables(question, &token) ||
		      from_usual_variables(question, &token));

	token_release(&token);
	return named;
}

void token_release(struct token *token)
{
	if (token->secret)
		explicit_bzero(token->secret, strlen(token->secret));
	free(token->secret);
	free(token->user);
	free(token->source);
	memset(token, 0, sizeof(*token));
}
