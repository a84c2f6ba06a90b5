/* SPDX-License-Identifier: MIT */
/*
 * Faults by script: reading the rules, and which one a request meets.
 */
#include "faults.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/file.h"
#include "base/strvec.h"
#include "base/text.h"
#include "when.h"

#define FAULTS_MAX (1024 * 1024)
#define BROKEN_AFTER 256	/* bytes of a git reply */

void fault_release(struct fault *fault)
{
	static const struct fault none = FAULT_INIT;

	free(fault->redirect);
	free(fault->retry_after);
	*fault = none;
}

static void rule_release(struct fault_rule *rule)
{
	free(rule->text);
	free(rule->method);
	free(rule->path);
	fault_release(&rule->fault);
}

void faults_release(struct faults *faults)
{
	size_t i;

	for (i = 0; i < faults->nr; i++)
		rule_release(&faults->rules[i]);
	free(faults->rules);
	memset(faults, 0, sizeof(*faults));
}

static int read_flag(struct fault *fault, const char *word)
{
	if (!strcmp(word, "drop"))
		fault->drop = DROP_BEFORE;
	else if (!strcmp(word, "drop-after"))
		fault->drop = DROP_AFTER;
	else if (!strcmp(word, "secondary"))
		fault->secondary = true;
	else if (!strcmp(word, "html"))
		fault->html = true;
	else if (!strcmp(word, "done"))
		fault->done = true;
	else if (!strcmp(word, "truncate"))
		fault->truncate = true;
	else if (!strcmp(word, "broken"))
		fault->broken = true;
	else if (!strcmp(word, "malformed"))
		fault->malformed = true;
	else
		return -1;
	return 0;
}

static int read_number(unsigned long *out, const char *text)
{
	char *end;

	errno = 0;
	*out = strtoul(text, &end, 10);
	return *end || !*text || errno ? -1 : 0;
}

static bool word_is(const char *word, size_t len, const char *name)
{
	return strlen(name) == len && !memcmp(word, name, len);
}

static int read_word(struct fault_rule *rule, const char *word,
		     struct strbuf *err)
{
	const char *value = strchr(word, '=');
	size_t len = value ? (size_t)(value - word) : strlen(word);
	struct fault *fault = &rule->fault;
	unsigned long number = 0;
	int bad;

	if (!value) {
		bad = read_flag(fault, word);
	} else if (word_is(word, len, "delay")) {
		return date_parse_duration(value + 1, &fault->delay, err);
	} else if (word_is(word, len, "slow")) {
		return date_parse_duration(value + 1, &fault->slow, err);
	} else if (word_is(word, len, "skip")) {
		bad = read_number(&rule->skip, value + 1);
	} else if (word_is(word, len, "times")) {
		bad = read_number(&rule->times, value + 1);
	} else if (word_is(word, len, "status")) {
		bad = read_number(&number, value + 1) ||
		      number < 100 || number > 599;
		fault->status = (unsigned)number;
	} else if (word_is(word, len, "retry-after")) {
		bad = 0;
		replace_string(&fault->retry_after, value + 1);
	} else if (word_is(word, len, "redirect")) {
		bad = 0;
		replace_string(&fault->redirect, value + 1);
	} else {
		bad = -1;
	}
	if (bad)
		strbuf_addf(err, "bad word '%s' in a rule for faults", word);
	return bad ? -1 : 0;
}

static int read_rule(struct fault_rule *rule, const char *line,
		     struct strbuf *err)
{
	char *copy = xstrdup(line), *rest, *word;
	int result = -1;

	rule->text = xstrdup(line);
	word = strtok_r(copy, " \t\r", &rest);
	replace_string(&rule->method, word);
	word = strtok_r(NULL, " \t\r", &rest);
	if (!word) {
		strbuf_addf(err, "no path in the rule '%s'", line);
		goto out;
	}
	replace_string(&rule->path, word);
	while ((word = strtok_r(NULL, " \t\r", &rest)))
		if (read_word(rule, word, err))
			goto out;
	result = 0;
out:
	free(copy);
	return result;
}

static int read_rules(struct faults *faults, const char *text,
		      struct strbuf *err)
{
	struct strvec lines = STRVEC_INIT;
	size_t i;
	int result = 0;

	strvec_split(&lines, text, '\n');
	for (i = 0; i < lines.nr && !result; i++) {
		const char *line = lines.v[i];

		line += strspn(line, " \t\r");
		if (!*line || *line == '#')
			continue;
		GROW(faults->rules, faults->nr, faults->alloc);
		memset(&faults->rules[faults->nr], 0, sizeof(*faults->rules));
		result = read_rule(&faults->rules[faults->nr++], line, err);
	}
	strvec_clear(&lines);
	return result;
}

/* Reads the file again where it is another one than last time. */
static void refresh(struct faults *faults, const char *dir)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	struct stat st;

	strbuf_addf(&path, "%s/faults", dir);
	if (stat(path.buf, &st)) {
		faults_release(faults);
	} else if (st.st_mtim.tv_sec != faults->changed.tv_sec ||
		   st.st_mtim.tv_nsec != faults->changed.tv_nsec ||
		   st.st_size != faults->size) {
		faults_release(faults);
		faults->changed = st.st_mtim;
		faults->size = st.st_size;
		if (file_read(path.buf, FAULTS_MAX, &text, &err) ||
		    read_rules(faults, text.buf, &err))
			dprintf(STDERR_FILENO, "demo forge: %s\n", err.buf);
	}
	strbuf_release(&path);
	strbuf_release(&text);
	strbuf_release(&err);
}

int faults_set(struct faults *faults, const char *dir, const char *text,
	       struct strbuf *err)
{
	struct faults tried = { .rules = NULL };
	struct strbuf path = STRBUF_INIT;
	int result = read_rules(&tried, text, err);

	faults_release(&tried);
	strbuf_addf(&path, "%s/faults", dir);
	if (!result)
		result = file_write(path.buf, text, strlen(text), 0666, err);
	if (!result)
		faults_release(faults);
	strbuf_release(&path);
	return result;
}

void faults_show(struct faults *faults, const char *dir, struct strbuf *out)
{
	size_t i;

	refresh(faults, dir);
	for (i = 0; i < faults->nr; i++)
		strbuf_addf(out, "%s\tseen=%lu hits=%lu\n",
			    faults->rules[i].text, faults->rules[i].seen,
			    faults->rules[i].hits);
}

static bool kind_fits(const char *path, enum request_kind kind, bool *fits)
{
	static const char *const names[] = {
		[REQUEST_OTHER] = "other:",
		[REQUEST_GIT] = "git:",
		[REQUEST_READ] = "read:",
		[REQUEST_WRITE] = "write:",
		[REQUEST_GRAPHQL] = "graphql:"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(path, names[i])) {
			*fits = i == (size_t)kind;
			return true;
		}
	return false;
}

static bool rule_fits(const struct fault_rule *rule,
		      const struct request *req)
{
	bool fits = false;

	if (strcmp(rule->method, "*") && strcmp(rule->method, req->method))
		return false;
	if (kind_fits(rule->path, req->kind, &fits))
		return fits;
	return !fnmatch(rule->path, req->path, 0);
}

void faults_match(struct faults *faults, const char *dir,
		  const struct request *req, struct fault *fault)
{
	size_t i;

	refresh(faults, dir);
	for (i = 0; i < faults->nr; i++) {
		struct fault_rule *rule = &faults->rules[i];

		if ((rule->times && rule->hits >= rule->times) ||
		    !rule_fits(rule, req) || rule->seen++ < rule->skip)
			continue;
		rule->hits++;
		*fault = rule->fault;
		fault->redirect = xstrdup_or_null(rule->fault.redirect);
		fault->retry_after = xstrdup_or_null(rule->fault.retry_after);
		return;
	}
}

static void say_secondary(const struct fault *fault, struct reply *reply)
{
	reply_text(reply, fault->status ? fault->status : 403,
		   "application/json; charset=utf-8",
		   "{\"message\":\"You have exceeded a secondary rate limit."
		   " Please wait a few minutes before you try again.\","
		   "\"documentation_url\":\"https://docs.github.com/rest/"
		   "overview/rate-limits-for-the-rest-api#about-secondary-"
		   "rate-limits\"}");
}

static void say_html(struct reply *reply, unsigned status)
{
	reply_text(reply, status, "text/html; charset=utf-8",
		   "<!DOCTYPE html>\n<html><head><title>Sorry</title></head>"
		   "<body><h1>This page is taking too long to load.</h1>"
		   "</body></html>\n");
}

/* Both forms of the header: seconds, and a date in the forge's clock. */
static void say_retry_after(const struct fault *fault, struct reply *reply)
{
	struct strbuf date = STRBUF_INIT;

	if (!starts_with(fault->retry_after, "date:")) {
		reply_header(reply, "Retry-After", fault->retry_after);
		return;
	}
	when_http(&date, when_now() + strtod(fault->retry_after + 5, NULL));
	reply_header(reply, "Retry-After", date.buf);
	strbuf_release(&date);
}

bool fault_instead(const struct fault *fault, struct reply *reply)
{
	bool instead = true;

	if (fault->redirect) {
		reply_header(reply, "Location", fault->redirect);
		reply->status = fault->status ? fault->status : 302;
	} else if (fault->secondary) {
		say_secondary(fault, reply);
	} else if (fault->html) {
		say_html(reply, fault->status ? fault->status : 200);
	} else if (fault->status || fault->retry_after) {
		reply_text(reply, fault->status ? fault->status : 429,
			   "application/json; charset=utf-8",
			   "{\"message\":\"Server Error\"}");
	} else {
		instead = false;
	}
	if (instead && fault->retry_after)
		say_retry_after(fault, reply);
	return instead;
}

void fault_bend(const struct fault *fault, struct reply *reply)
{
	if (reply->stream) {
		if (fault->broken)
			reply->stream->cut = BROKEN_AFTER;
		return;
	}
	if (fault->truncate)
		strbuf_setlen(&reply->body, reply->body.len / 2);
	if (fault->malformed && reply->body.len) {
		strbuf_setlen(&reply->body, reply->body.len - 1);
		strbuf_addstr(&reply->body, ",,oops]");
	}
}
