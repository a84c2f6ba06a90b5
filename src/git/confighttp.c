/* SPDX-License-Identifier: MIT */
/*
 * How to reach a server: git's own http.* settings and variables, so that
 * whoever can `git fetch` from it can use its API.
 */
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "git/config.h"
#include "git/configlist.h"

/* "~/x" and "~user/x", as git reads a path; others stay as they are. */
static char *expand_path(const char *path)
{
	size_t len = strcspn(path, "/");
	struct strbuf out = STRBUF_INIT;
	const char *home = NULL;
	struct passwd *entry;
	char *user;

	if (*path == '~' && len == 1) {
		home = getenv("HOME");
	} else if (*path == '~') {
		user = xstrndup(path + 1, len - 1);
		entry = getpwnam(user);
		home = entry ? entry->pw_dir : NULL;
		free(user);
	}
	strbuf_addf(&out, "%s%s", home ? home : "", home ? path + len : path);
	return strbuf_detach(&out);
}

/* A variable that is set counts more than any setting, as in git. */
static const char *value_of(const struct config_list *list,
			    const char *variable, const char *key)
{
	const char *value = variable ? getenv(variable) : NULL;

	return value ? value : config_list_value(list, key);
}

static char *path_of(const struct config_list *list, const char *variable,
		     const char *key)
{
	const char *value = getenv(variable);

	if (value)
		return xstrdup(value);
	value = config_list_value(list, key);
	return value ? expand_path(value) : NULL;
}

/* An unknown method is what git makes of it: any that the proxy offers. */
static char *proxy_auth(const struct config_list *list)
{
	static const char *const known[] = {
		"anyauth", "basic", "digest", "negotiate", "ntlm"
	};
	const char *value = value_of(list, "GIT_HTTP_PROXY_AUTHMETHOD",
				     "http.proxyAuthMethod");
	size_t i;

	if (!value)
		return NULL;
	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(value, known[i]))
			return xstrdup(value);
	warning("unsupported proxy authentication method '%s', "
		"'anyauth' is used", value);
	return xstrdup("anyauth");
}

/* GIT_SSL_NO_VERIFY only needs to be there, whatever it says. */
static int no_verify(const struct config_list *list, bool *off,
		     struct strbuf *err)
{
	const char *value = config_list_value(list, "http.sslVerify");
	int truth = value ? config_truth(value) : 1;

	if (truth < 0) {
		strbuf_addf(err, "bad value '%s' for 'http.sslVerify': it is "
			    "neither true nor false", value);
		return -1;
	}
	*off = !truth || getenv("GIT_SSL_NO_VERIFY");
	return 0;
}

/* How long git bears silence; without a limit it bears any. */
static double stall_seconds(const struct config_list *list)
{
	const char *limit = value_of(list, "GIT_HTTP_LOW_SPEED_LIMIT",
				     "http.lowSpeedLimit");
	const char *seconds = value_of(list, "GIT_HTTP_LOW_SPEED_TIME",
				       "http.lowSpeedTime");

	if (!limit || !seconds || strtol(limit, NULL, 10) <= 0)
		return 0;
	return (double)strtol(seconds, NULL, 10);
}

int config_http(const char *url, struct http_settings *out,
		struct strbuf *err)
{
	const struct config_list *list = config_for("http", url);

	if (no_verify(list, &out->no_verify, err) < 0)
		return -1;
	out->proxy = xstrdup_or_null(value_of(list, NULL, "http.proxy"));
	out->proxy_auth = proxy_auth(list);
	out->ca_info = path_of(list, "GIT_SSL_CAINFO", "http.sslCAInfo");
	out->ca_path = path_of(list, "GIT_SSL_CAPATH", "http.sslCAPath");
	out->cert = path_of(list, "GIT_SSL_CERT", "http.sslCert");
	out->key = path_of(list, "GIT_SSL_KEY", "http.sslKey");
	out->proxy_ca_info = path_of(list, "GIT_PROXY_SSL_CAINFO",
				     "http.proxySSLCAInfo");
	out->proxy_cert = path_of(list, "GIT_PROXY_SSL_CERT",
				  "http.proxySSLCert");
	out->proxy_key = path_of(list, "GIT_PROXY_SSL_KEY",
				 "http.proxySSLKey");
	out->user_agent = xstrdup_or_null(value_of(list,
						   "GIT_HTTP_USER_AGENT",
						   "http.userAgent"));
	out->stall_timeout = stall_seconds(list);
	return 0;
}

void http_settings_release(struct http_settings *settings)
{
	free(settings->proxy);
	free(settings->proxy_auth);
	free(settings->ca_info);
	free(settings->ca_path);
	free(settings->cert);
	free(settings->key);
	free(settings->proxy_ca_info);
	free(settings->proxy_cert);
	free(settings->proxy_key);
	free(settings->user_agent);
	memset(settings, 0, sizeof(*settings));
}
