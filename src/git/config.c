/* SPDX-License-Identifier: MIT */
/*
 * Settings. A new one is one line in config_settings; config_load() warns of
 * every other multi.* key.
 */
#include "git/config.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/report.h"
#include "base/text.h"
#include "git/configlist.h"
#include "git/environment.h"
#include "git/git.h"

#define SECTION "multi"

static const char *const forge_choices[] = {
	"github", "gitlab", "gitea", "forgejo", "git", NULL
};
static const char *const limits_choices[] = {
	"hosted", "own", "none", NULL
};
static const char *const progress_choices[] = {
	"auto", "block", "lines", "none", NULL
};

const struct setting config_settings[] = {
	{ .name = "api", .by_url = true, .only_url = true,
	  .help = "base of the server's API where it is not the usual one" },
	{ .name = "apiJobs", .kind = SETTING_INT, .by_url = true,
	  .help = "requests at a time to one host" },
	{ .name = "contentRate", .kind = SETTING_RATE, .by_url = true,
	  .help = "pull requests and comments in a time" },
	{ .name = "forge", .kind = SETTING_CHOICE, .by_url = true,
	  .only_url = true, .choices = forge_choices,
	  .help = "which forge the server is" },
	{ .name = "gitRate", .kind = SETTING_RATE, .by_url = true,
	  .help = "git transfers in a time" },
	{ .name = "graphqlRate", .kind = SETTING_RATE, .by_url = true,
	  .help = "GraphQL queries in a time" },
	{ .name = "host", .fallback = "github.com",
	  .help = "host of OWNER/NAME" },
	{ .name = "jobs", .kind = SETTING_INT,
	  .help = "commands at a time (default: the number of CPUs)" },
	{ .name = "keepFailed", .kind = SETTING_INT, .fallback = "20",
	  .help = "trees of failed repositories that are kept" },
	{ .name = "limits", .kind = SETTING_CHOICE, .by_url = true,
	  .only_url = true, .choices = limits_choices,
	  .help = "whose documented limits hold for the server" },
	{ .name = "netJobs", .kind = SETTING_INT, .by_url = true,
	  .help = "git transfers at a time with one host" },
	{ .name = "owner", .help = "owner of a bare NAME" },
	{ .name = "progress", .kind = SETTING_CHOICE, .fallback = "auto",
	  .choices = progress_choices, .help = "live block or plain lines" },
	{ .name = "rate", .kind = SETTING_RATE, .by_url = true,
	  .help = "writes to the server in a time, such as 30/min" },
	{ .name = "readRate", .kind = SETTING_RATE, .by_url = true,
	  .help = "reads of the server's API in a time" },
	{ .name = "reserve", .by_url = true,
	  .help = "share of a limit that is left unused (default: 5%)" },
	{ .name = "searchRate", .kind = SETTING_RATE, .by_url = true,
	  .help = "searches in a time" },
	{ .name = "timeout", .kind = SETTING_DURATION,
	  .help = "the longest that a command or test may take" },
	{ .name = "tokenEnv", .by_url = true, .only_url = true,
	  .help = "variable that holds the token for the server" },
	{ .name = "writeJobs", .kind = SETTING_INT, .by_url = true,
	  .help = "requests at a time that change something on one host" },
	{ .name = "writeRate", .kind = SETTING_RATE, .by_url = true,
	  .help = "changes made through the API in a time" },
	{ .name = NULL }
};

/* ---- the table --------------------------------------------------------- */

static const struct setting *find(const char *name)
{
	const struct setting *setting;

	for (setting = config_settings; setting->name; setting++)
		if (!strcasecmp(setting->name, name))
			return setting;
	return NULL;
}

static const struct setting *need(const char *name)
{
	const struct setting *setting = find(name);

	if (!setting)
		BUG("multi.%s is not in the table", name);
	return setting;
}

/* git tells keys in lower case: compare those, show the table's. */
static const char *nearest(const char *name)
{
	struct strvec names = STRVEC_INIT;
	const struct setting *setting;
	const char *near, *found = NULL;
	size_t i;

	for (setting = config_settings; setting->name; setting++) {
		strvec_push(&names, setting->name);
		for (i = 0; names.v[names.nr - 1][i]; i++)
			names.v[names.nr - 1][i] =
				(char)tolower((unsigned char)setting->name[i]);
	}
	near = text_nearest(name, (const char *const *)names.v);
	for (i = 0; i < names.nr && near; i++)
		if (near == names.v[i])
			found = config_settings[i].name;
	strvec_clear(&names);
	return found;
}

/* ---- values ------------------------------------------------------------ */

static int parse_int(const char *value, int *number, struct strbuf *why)
{
	char *end;
	long parsed;

	errno = 0;
	parsed = strtol(value, &end, 10);
	if (errno || end == value || *end || parsed < 0 || parsed > INT_MAX) {
		strbuf_addstr(why, "it is no whole number from 0 on");
		return -1;
	}
	*number = (int)parsed;
	return 0;
}

static int check_choice(const struct setting *setting, const char *value,
			struct strbuf *why)
{
	const char *near;
	size_t i;

	for (i = 0; setting->choices[i]; i++)
		if (!strcmp(setting->choices[i], value))
			return 0;
	near = text_nearest(value, setting->choices);
	strbuf_addstr(why, "it is not one of");
	for (i = 0; setting->choices[i]; i++)
		strbuf_addf(why, "%s %s", i ? "," : "", setting->choices[i]);
	if (near)
		strbuf_addf(why, "; did you mean '%s'?", near);
	return -1;
}

static int check_kind(const struct setting *setting, const char *value,
		      struct strbuf *why)
{
	double seconds;
	struct rate rate;
	int number;

	switch (setting->kind) {
	case SETTING_INT:
		return parse_int(value, &number, why);
	case SETTING_BOOL:
		if (config_truth(value) >= 0)
			return 0;
		strbuf_addstr(why, "it is neither true nor false");
		return -1;
	case SETTING_DURATION:
		return date_parse_duration(value, &seconds, why);
	case SETTING_RATE:
		return date_parse_rate(value, &rate, why);
	case SETTING_CHOICE:
		return check_choice(setting, value, why);
	case SETTING_STRING:
		break;
	}
	return 0;
}

static int check_value(const struct setting *setting, const char *key,
		       const char *value, struct strbuf *err)
{
	struct strbuf why = STRBUF_INIT;
	int ret = check_kind(setting, value, &why);

	if (ret < 0)
		strbuf_addf(err, "bad value '%s' for '%s': %s", value, key,
			    why.buf);
	strbuf_release(&why);
	return ret;
}

/* The CPUs that we may use, which in a container are fewer than there are. */
static int cpus(void)
{
#ifdef __linux__
	cpu_set_t set;

	if (!sched_getaffinity(0, sizeof(set), &set))
		return CPU_COUNT(&set);
#endif
	long nr = sysconf(_SC_NPROCESSORS_ONLN);

	return nr > 0 ? (int)nr : 1;
}

/* ---- loading ----------------------------------------------------------- */

static void warn_unknown(const char *key, const char *url, const char *name)
{
	const char *near = nearest(name);

	if (!near)
		warning("unknown setting '%s'", key);
	else if (*url)
		warning("unknown setting '%s', the nearest is "
			"'" SECTION ".%s.%s'", key, url, near);
	else
		warning("unknown setting '%s', the nearest is "
			"'" SECTION ".%s'", key, near);
}

static int check_entry(const struct config_entry *entry, const char *url,
		       const char *name, struct strbuf *err)
{
	const struct setting *setting = find(name);
	const char *value = entry->values.v[entry->values.nr - 1];
	struct strbuf why = STRBUF_INIT;
	int ret = 0;

	if (!setting)
		warn_unknown(entry->key, url, name);
	else if (*url && !strstr(url, "://"))
		warning("'%s' means nothing: '%s' is no URL, it needs a "
			"scheme such as https://", entry->key, url);
	else if (*url && !setting->by_url)
		warning("'%s' means nothing: '" SECTION ".%s' is not for one "
			"server", entry->key, setting->name);
	else if (!*url && setting->only_url)
		warning("'%s' means nothing: it is for one server, "
			"'" SECTION ".<url>.%s'", entry->key, setting->name);
	else if (!*url)
		ret = check_value(setting, entry->key, value, err);
	else if (check_value(setting, entry->key, value, &why) < 0)
		warning("%s", why.buf);
	strbuf_release(&why);
	return ret;
}

/* A token is hidden from children whichever server it is for. */
static void note_entry(const struct config_entry *entry, const char *url,
		       const char *name)
{
	const struct setting *setting = find(name);
	size_t i;

	if (!setting || !setting->only_url)
		return;
	if (!*url)
		config_ignore_plain(entry->key);
	for (i = 0; i < entry->values.nr; i++)
		if (!strcmp(setting->name, "tokenEnv"))
			git_hide_variable(entry->values.v[i]);
}

int config_load(struct strbuf *err)
{
	const struct config_entry *entry;
	struct strbuf url = STRBUF_INIT;
	const char *name;
	int ret;

	ret = config_read_all(err);
	environment_forget();
	for (entry = config_all()->first; entry && !ret;
	     entry = entry->hh.next) {
		if (!config_key_split(entry->key, SECTION, &url, &name))
			continue;
		note_entry(entry, url.buf, name);
		ret = check_entry(entry, url.buf, name, err);
	}
	strbuf_release(&url);
	return ret;
}

/* ---- asking ------------------------------------------------------------ */

const char *config_value(const char *key)
{
	return config_list_value(config_all(), key);
}

void config_values(const char *key, struct strvec *out)
{
	const struct config_entry *entry = config_list_find(config_all(), key);

	if (entry)
		strvec_pushv(out, (const char *const *)entry->values.v);
}

void config_each(void (*each)(void *data, const char *key,
			      const char *value), void *data)
{
	const struct config_entry *entry;
	size_t i;

	for (entry = config_all()->first; entry; entry = entry->hh.next)
		for (i = 0; i < entry->values.nr; i++)
			each(data, entry->key, entry->values.v[i]);
}

static const char *plain_value(const struct config_list *list,
			       const char *name)
{
	struct strbuf key = STRBUF_INIT;
	const char *value;

	strbuf_addf(&key, SECTION ".%s", name);
	value = config_list_value(list, key.buf);
	strbuf_release(&key);
	return value;
}

const char *config_string(const char *name)
{
	const struct setting *setting = need(name);
	const char *value = setting->only_url ? NULL :
			    plain_value(config_all(), name);

	return value ? value : setting->fallback;
}

int config_int(const char *name, int *value, struct strbuf *err)
{
	const char *text = config_string(name);
	struct strbuf why = STRBUF_INIT;
	int ret = 0;

	if (need(name)->kind != SETTING_INT)
		BUG("multi.%s is no number", name);
	if (!text)
		*value = cpus();
	else
		ret = parse_int(text, value, &why);
	if (ret < 0)
		strbuf_addf(err, "bad value '%s' for '" SECTION ".%s': %s",
			    text, name, why.buf);
	strbuf_release(&why);
	return ret;
}

bool config_bool(const char *name)
{
	const char *text = config_string(name);

	return text && config_truth(text) > 0;
}

/*
 * Without url keys the whole list stands for the answer, and what means
 * nothing without a URL has to be left out here.
 */
const char *config_for_url(const char *url, const char *name)
{
	const struct setting *setting = need(name);
	const struct config_list *list = config_for(SECTION, url);
	const char *value;

	if (!setting->by_url)
		BUG("multi.%s is not for one server", name);
	if (list == config_all() && setting->only_url)
		return NULL;
	value = plain_value(list, name);
	return value && !*value && setting->only_url ? NULL : value;
}

bool config_is_true(const char *key)
{
	const char *value = config_value(key);

	return value && config_truth(value);
}

bool config_advice(const char *key)
{
	const char *all = getenv("GIT_ADVICE"), *value;
	struct strbuf whole = STRBUF_INIT;

	strbuf_addf(&whole, "advice.%s", key);
	value = config_value(whole.buf);
	strbuf_release(&whole);
	if (all && !config_truth(all))
		return false;
	return !value || config_truth(value);
}

const char *config_color(void)
{
	const char *value = config_value("color.multi");
	int truth;

	if (!value)
		value = config_value("color.ui");
	if (!value)
		return NULL;
	if (!strcasecmp(value, "always"))
		return "always";
	if (!strcasecmp(value, "never"))
		return "never";
	truth = config_truth(value);
	return truth ? "auto" : "never";
}
