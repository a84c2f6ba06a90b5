/* SPDX-License-Identifier: MIT */
/*
 * git's configuration as a list in memory.
 */
#include "git/configlist.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "git/capture.h"
#include "git/config.h"
#include "git/environment.h"

/* What git makes of a section for a URL. */
struct url_list {
	char *question;			/* "http https://github.com/" */
	struct config_list list;
	UT_hash_handle hh;
};

static struct config_list all;
static struct url_list *url_lists;
static struct strvec ignored = STRVEC_INIT;	/* "multi.forge" */

void config_list_release(struct config_list *list)
{
	struct config_entry *entry, *next;

	HASH_ITER(hh, list->first, entry, next) {
		HASH_DEL(list->first, entry);
		strvec_clear(&entry->values);
		free(entry->key);
		free(entry);
	}
}

static void lower(char *s, const char *end)
{
	for (; s < end; s++)
		*s = (char)tolower((unsigned char)*s);
}

/* Section and name ignore case, what stands between them does not. */
static void normalise(char *key)
{
	char *first = strchr(key, '.'), *last = strrchr(key, '.');

	if (!first) {
		lower(key, key + strlen(key));
		return;
	}
	lower(key, first);
	lower(last, last + strlen(last));
}

const struct config_entry *config_list_find(const struct config_list *list,
					    const char *key)
{
	struct config_entry *entry;
	char *spelled = xstrdup(key);

	normalise(spelled);
	HASH_FIND_STR(list->first, spelled, entry);
	free(spelled);
	return entry;
}

const char *config_list_value(const struct config_list *list, const char *key)
{
	const struct config_entry *entry = config_list_find(list, key);

	return entry ? entry->values.v[entry->values.nr - 1] : NULL;
}

static void add(struct config_list *list, const char *key, const char *value)
{
	struct config_entry *entry;

	HASH_FIND_STR(list->first, key, entry);
	if (!entry) {
		entry = xcalloc(1, sizeof(*entry));
		entry->key = xstrdup(key);
		strvec_init(&entry->values);
		HASH_ADD_KEYPTR(hh, list->first, entry->key,
				strlen(entry->key), entry);
	}
	strvec_push(&entry->values, value);
}

/* Entries end in NUL, and so does a strbuf. */
static void parse(struct config_list *list, struct strbuf *text)
{
	char *at = text->buf, *end = text->buf + text->len;

	while (at < end) {
		size_t len = strlen(at);
		char *newline = memchr(at, '\n', len);

		if (newline)
			*newline = '\0';
		add(list, at, newline ? newline + 1 : "true");
		at += len + 1;
	}
}

/* "fatal: bad config line 3 in file /home/a/.gitconfig" */
static void add_reason(struct strbuf *err, const struct strbuf *errors)
{
	const char *line = errors->buf;

	if (starts_with(line, "fatal: ") || starts_with(line, "error: "))
		line += strlen("fatal: ");
	strbuf_addstr(err, "git cannot read its configuration");
	if (*line) {
		strbuf_addstr(err, ": ");
		strbuf_add(err, line, strcspn(line, "\n"));
	}
}

int config_list_read(struct config_list *list, const struct strvec *words,
		     struct strbuf *err)
{
	struct strbuf out = STRBUF_INIT, errors = STRBUF_INIT;
	struct strvec env = STRVEC_INIT;
	struct capture capture = {
		.argv = (const char *const *)words->v, .out = &out,
		.errors = &errors
	};
	int code;

	environment_for_settings(&env);
	capture.env = (const char *const *)env.v;
	code = capture_run(&capture, err);
	if (code > 1) {
		add_reason(err, &errors);
		code = -1;
	}
	if (code >= 0)
		parse(list, &out);
	strvec_clear(&env);
	strbuf_release(&errors);
	strbuf_release(&out);
	return code;
}

static void forget_all(void)
{
	struct url_list *one, *next;

	config_list_release(&all);
	HASH_ITER(hh, url_lists, one, next) {
		HASH_DEL(url_lists, one);
		config_list_release(&one->list);
		free(one->question);
		free(one);
	}
	strvec_clear(&ignored);
}

int config_read_all(struct strbuf *err)
{
	struct strvec words = STRVEC_INIT;
	int code;

	forget_all();
	strvec_pushl(&words, "git", "config", "-z", "--list", NULL);
	code = config_list_read(&all, &words, err);
	strvec_clear(&words);
	return code < 0 ? -1 : 0;
}

const struct config_list *config_all(void)
{
	return &all;
}

void config_use(const char *key, const char *value)
{
	add(&all, key, value);
}

void config_ignore_plain(const char *key)
{
	strvec_push(&ignored, key);
}

static bool has_url_keys(const char *section)
{
	const struct config_entry *entry;
	struct strbuf url = STRBUF_INIT;
	const char *name;
	bool found = false;

	for (entry = all.first; entry && !found; entry = entry->hh.next)
		found = config_key_split(entry->key, section, &url, &name) &&
			url.len;
	strbuf_release(&url);
	return found;
}

/*
 * A key for the URL counts more than any plain one, and of these the last
 * counts: an empty one on the command line hides what is to be ignored.
 */
static int ask_git(const char *section, const char *url,
		   struct config_list *list, struct strbuf *err)
{
	struct strvec words = STRVEC_INIT;
	size_t i;
	int code;

	strvec_push(&words, "git");
	for (i = 0; i < ignored.nr; i++) {
		strvec_push(&words, "-c");
		strvec_pushf(&words, "%s=", ignored.v[i]);
	}
	strvec_pushl(&words, "config", "-z", "--get-urlmatch", section, url,
		     NULL);
	code = config_list_read(list, &words, err);
	strvec_clear(&words);
	return code;
}

const struct config_list *config_for(const char *section, const char *url)
{
	struct strbuf question = STRBUF_INIT, err = STRBUF_INIT;
	struct url_list *one;

	if (!has_url_keys(section))
		return &all;
	strbuf_addf(&question, "%s %s", section, url);
	HASH_FIND_STR(url_lists, question.buf, one);
	if (!one) {
		one = xcalloc(1, sizeof(*one));
		one->question = strbuf_detach(&question);
		HASH_ADD_KEYPTR(hh, url_lists, one->question,
				strlen(one->question), one);
		if (ask_git(section, url, &one->list, &err) < 0)
			warning("%s", err.buf);
	}
	strbuf_release(&question);
	strbuf_release(&err);
	return &one->list;
}

bool config_key_split(const char *key, const char *section,
		      struct strbuf *subsection, const char **name)
{
	const char *first = strchr(key, '.'), *last = strrchr(key, '.');

	if (!first || (size_t)(first - key) != strlen(section) ||
	    strncmp(key, section, strlen(section)))
		return false;
	strbuf_reset(subsection);
	if (last > first)
		strbuf_add(subsection, first + 1, (size_t)(last - first - 1));
	*name = last + 1;
	return true;
}

int config_truth(const char *value)
{
	static const char *const yes[] = { "true", "yes", "on", "1" };
	static const char *const no[] = { "", "false", "no", "off", "0" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(yes); i++)
		if (!strcasecmp(value, yes[i]))
			return 1;
	for (i = 0; i < ARRAY_SIZE(no); i++)
		if (!strcasecmp(value, no[i]))
			return 0;
	return -1;
}
