/* SPDX-License-Identifier: MIT */
/*
 * Settings: git's own configuration, read once by `git config -z --list` and
 * kept; multi.* by a table (config_settings), for a URL by `git config
 * --get-urlmatch` once an origin.
 */
#ifndef GIT_CONFIG_H
#define GIT_CONFIG_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "base/strvec.h"
#include "engine/http.h"

enum setting_kind {
	SETTING_STRING,
	SETTING_INT,
	SETTING_BOOL,
	SETTING_DURATION,
	SETTING_RATE,
	SETTING_CHOICE
};

struct setting {
	const char *name;		/* "jobs": multi.jobs */
	enum setting_kind kind;
	bool by_url;			/* multi.<url>.NAME means something */
	bool only_url;			/* and multi.NAME nothing */
	const char *fallback;		/* as text, NULL: none */
	const char *const *choices;
	const char *help;		/* one line for the manual */
};

extern const struct setting config_settings[];	/* name NULL ends it */

/*
 * Reads it all; unknown multi.* keys get one warning with the nearest. -1
 * and err where git cannot read it, or a value of multi.* is none of its
 * kind (for a URL that is a warning: the server may have no part in this).
 */
int config_load(struct strbuf *err);

/*
 * The value of any key as git gives it ("user.name", "multi.host"), the last
 * one; NULL when unset. The string lives as long as the program.
 */
const char *config_value(const char *key);

/* From now on this is its value, as if git -c had said so. */
void config_use(const char *key, const char *value);

/* All of them are pushed. */
void config_values(const char *key, struct strvec *out);

/* Whether any key is set to what git takes for true. */
bool config_is_true(const char *key);

/*
 * A multi.* setting by its name in the table, or its fallback. "jobs" has no
 * fallback as text; as a number it is the CPUs that we may use.
 */
const char *config_string(const char *name);
int config_int(const char *name, int *value, struct strbuf *err);
bool config_bool(const char *name);

/*
 * The setting for a server: multi.<url>.NAME as git matches it, else
 * multi.NAME where that has a meaning, else NULL. url needs a scheme.
 */
const char *config_for_url(const char *url, const char *name);

/*
 * Hosts that have a multi.<url>.* section: "gitlab.example.com", …; and with
 * which scheme, "http" or "https", NULL where it has none.
 */
bool config_knows_host(const char *host);
const char *config_scheme(const char *host);

/* "https://gitlab.example.com": what such sections are named, each once. */
void config_servers(struct strvec *out);

/* Every setting that git has, in the order of first mention. */
void config_each(void (*each)(void *data, const char *key,
			      const char *value), void *data);

/* http.* and http.<url>.* for that URL; the caller releases. */
int config_http(const char *url, struct http_settings *out,
		struct strbuf *err);
void http_settings_release(struct http_settings *settings);

/*
 * What git would talk to for a URL: url.<base>.insteadOf, for a push
 * pushInsteadOf first; longest match. Appends the result (the same URL where
 * nothing matches).
 */
void config_rewrite_url(const char *url, bool push, struct strbuf *out);

/* Whether advice.KEY is not false: for report_set_advice(). */
bool config_advice(const char *key);

/* color.multi, color.ui: "always", "never", "auto" or NULL. */
const char *config_color(void);

#endif
