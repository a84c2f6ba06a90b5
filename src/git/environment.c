/* SPDX-License-Identifier: MIT */
/*
 * The environments of our children. They differ little from one repository to
 * the next: each is made once and copied.
 */
#include "git/environment.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "git/config.h"
#include "git/git.h"
#include "git/ssh.h"

#define TOKEN_PREFIX "GIT_MULTI_TOKEN_"

/* Variables that forges, their programs and their CI keep tokens in. */
static const char *const token_variables[] = {
	"ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_RUNTIME_TOKEN",
	"AZURE_DEVOPS_EXT_PAT", "BITBUCKET_ACCESS_TOKEN",
	"BITBUCKET_APP_PASSWORD", "BITBUCKET_TOKEN", "CI_JOB_TOKEN",
	"CODEBERG_TOKEN", "FORGEJO_TOKEN", "GH_ENTERPRISE_TOKEN", "GH_TOKEN",
	"GITEA_SERVER_PASSWORD", "GITEA_SERVER_TOKEN", "GITEA_TOKEN",
	"GITHUB_ENTERPRISE_TOKEN", "GITHUB_TOKEN", "GITLAB_ACCESS_TOKEN",
	"GITLAB_TOKEN", "GIT_TOKEN", "OAUTH_TOKEN", "SYSTEM_ACCESSTOKEN",
};

/*
 * Not local in git's words, but from the git that may have called us (a hook
 * passes them on) or, the last, able to show a token in a trace.
 */
static const char *const other_variables[] = {
	"GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE", "GIT_QUARANTINE_PATH",
	"GIT_TRACE_REDACT",
};

static struct strvec local = STRVEC_INIT, hidden = STRVEC_INIT;
static struct strvec pool = STRVEC_INIT, command = STRVEC_INIT;

static bool is_in(const char *const *list, size_t nr, const char *name)
{
	while (nr--)
		if (!strcmp(list[nr], name))
			return true;
	return false;
}

static bool is_token(const char *name)
{
	return starts_with(name, TOKEN_PREFIX) ||
	       is_in(token_variables, ARRAY_SIZE(token_variables), name) ||
	       strvec_has(&hidden, name);
}

/* The user's -c settings: local in git's words, but the pool keeps them. */
static bool is_setting(const char *name)
{
	return !strcmp(name, "GIT_CONFIG_PARAMETERS") ||
	       !strcmp(name, "GIT_CONFIG_COUNT") ||
	       starts_with(name, "GIT_CONFIG_KEY_") ||
	       starts_with(name, "GIT_CONFIG_VALUE_");
}

static bool is_local(const char *name)
{
	return strvec_has(&local, name) ||
	       is_in(other_variables, ARRAY_SIZE(other_variables), name);
}

static bool for_pool(const char *name)
{
	return !is_token(name) && (is_setting(name) || !is_local(name));
}

static bool for_command(const char *name)
{
	return !is_token(name) && !is_setting(name) && !is_local(name);
}

static bool for_program(const char *name)
{
	return !is_token(name);
}

/* Which variables multi.<url>.tokenEnv names is not known before it is read. */
static bool sounds_like_token(const char *name)
{
	static const char *const words[] = {
		"TOKEN", "SECRET", "PASSW", "API_KEY", "APIKEY"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (strcasestr(name, words[i]))
			return true;
	return ends_with(name, "_PAT");
}

/*
 * GIT_CONFIG is left out because that one file would stand for all in `git
 * config`, and in no other git command.
 */
static bool for_settings(const char *name)
{
	return !is_token(name) && !sounds_like_token(name) &&
	       strcmp(name, "GIT_CONFIG");
}

static void copy(struct strvec *env, bool (*wanted)(const char *name))
{
	struct strbuf name = STRBUF_INIT;
	char **entry;

	for (entry = environ; entry && *entry; entry++) {
		strbuf_reset(&name);
		strbuf_add(&name, *entry, strcspn(*entry, "="));
		if (wanted(name.buf))
			strvec_push(env, *entry);
	}
	strbuf_release(&name);
}

/*
 * An empty GIT_ASKPASS is git's way to have none: neither core.askPass nor
 * SSH_ASKPASS opens a window for each of a thousand repositories; nor does
 * git's credential manager, which has a variable of its own.
 */
static void make_pool(void)
{
	struct strbuf ssh = STRBUF_INIT;

	copy(&pool, for_pool);
	strvec_env_set(&pool, "GIT_TERMINAL_PROMPT", "0");
	strvec_env_set(&pool, "GIT_ASKPASS", "");
	strvec_env_set(&pool, "SSH_ASKPASS_REQUIRE", "never");
	strvec_env_set(&pool, "GCM_INTERACTIVE", "never");
	ssh_command(&ssh);
	if (!ssh_is_users())
		strvec_env_set(&pool, "GIT_SSH_COMMAND", ssh.buf);
	strbuf_release(&ssh);
	strvec_env_set(&pool, "LC_ALL", "C");
	strvec_env_set(&pool, "LANGUAGE", NULL);
}

static void need_local(void)
{
	if (!local.nr)
		BUG("an environment is made before git_init()");
}

void environment_set_local(const char *lines)
{
	size_t len;

	strvec_clear(&local);
	for (; *lines; lines += len + (lines[len] == '\n')) {
		len = strcspn(lines, "\n");
		if (len)
			strvec_pushf(&local, "%.*s", (int)len, lines);
	}
	environment_forget();
}

void environment_forget(void)
{
	strvec_clear(&pool);
	strvec_clear(&command);
}

void environment_without_tokens(struct strvec *env)
{
	copy(env, for_program);
}

void environment_for_settings(struct strvec *env)
{
	copy(env, for_settings);
	strvec_env_set(env, "LC_ALL", "C");
}

void git_environment(struct strvec *env)
{
	need_local();
	if (!pool.nr)
		make_pool();
	strvec_pushv(env, (const char *const *)pool.v);
}

void git_command_environment(struct strvec *env)
{
	need_local();
	if (!command.nr)
		copy(&command, for_command);
	strvec_pushv(env, (const char *const *)command.v);
}

void git_environment_setting(struct strvec *env, const char *key,
			     const char *value)
{
	const char *count = strvec_env_get(env, "GIT_CONFIG_COUNT");
	unsigned long nr = count ? strtoul(count, NULL, 10) : 0;
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "GIT_CONFIG_KEY_%lu", nr);
	strvec_env_set(env, text.buf, key);
	strbuf_reset(&text);
	strbuf_addf(&text, "GIT_CONFIG_VALUE_%lu", nr);
	strvec_env_set(env, text.buf, value);
	strbuf_reset(&text);
	strbuf_addf(&text, "%lu", nr + 1);
	strvec_env_set(env, "GIT_CONFIG_COUNT", text.buf);
	strbuf_release(&text);
}

/*
 * trace2.configParams and its variables make git write settings and variables
 * into a file. Only a value that is not empty counts more than the settings:
 * one that shows nothing.
 */
void git_environment_secret(struct strvec *env, const char *key,
			    const char *value)
{
	git_environment_setting(env, key, value);
	strvec_env_set(env, "GIT_TRACE2_CONFIG_PARAMS", "protocol.version");
	strvec_env_set(env, "GIT_TRACE2_ENV_VARS", "LC_ALL");
}

/* A rule for the whole URL is longer than any other. */
static void pin(struct strvec *env, const char *from, const char *to,
		const char *rule)
{
	struct strbuf key = STRBUF_INIT, now = STRBUF_INIT;

	config_rewrite_url(from, !strcmp(rule, "pushInsteadOf"), &now);
	if (strcmp(now.buf, to)) {
		strbuf_addf(&key, "url.%s.%s", to, rule);
		git_environment_setting(env, key.buf, from);
	}
	strbuf_release(&now);
	strbuf_release(&key);
}

void git_environment_url(struct strvec *env, const char *from,
			 const char *to)
{
	pin(env, to, to, "insteadOf");
	pin(env, to, to, "pushInsteadOf");
	if (!strcmp(from, to))
		return;
	pin(env, from, to, "insteadOf");
	pin(env, from, to, "pushInsteadOf");
}

/* Names first: unsetenv() moves what environ holds. */
void git_forget_tokens(void)
{
	struct strvec env = STRVEC_INIT;
	size_t i;

	copy(&env, is_token);
	for (i = 0; i < env.nr; i++) {
		env.v[i][strcspn(env.v[i], "=")] = '\0';
		unsetenv(env.v[i]);
	}
	strvec_clear(&env);
}

void git_hide_variable(const char *name)
{
	if (strvec_has(&hidden, name))
		return;
	strvec_push(&hidden, name);
	environment_forget();
}
