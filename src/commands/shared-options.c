/* SPDX-License-Identifier: MIT */
/*
 * What pieces of option tables name.
 */
#include "commands/shared-options.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/report.h"

const char *const shared_progress[] = {
	"auto", "block", "lines", "none", NULL
};

bool shared_skip_archived;

struct merge_options shared_merge;

int shared_wait(const struct opt *opt, const char *argument,
		struct strbuf *err)
{
	(void)opt;
	shared_merge.waits = true;
	shared_merge.wait = GOAL_WAIT_EVER;
	if (!argument)
		return 0;
	return date_parse_duration(argument, &shared_merge.wait, err);
}

int shared_waves(const struct opt *opt, const char *argument,
		 struct strbuf *err)
{
	(void)opt;
	return waves_parse(&shared_merge.waves, argument, err);
}

int shared_soak(const struct opt *opt, const char *argument,
		struct strbuf *err)
{
	(void)opt;
	shared_merge.waves_named = true;
	return date_parse_duration(argument, &shared_merge.waves.soak, err);
}

/* "5%", or "5" */
int shared_stop_at(const struct opt *opt, const char *argument,
		   struct strbuf *err)
{
	char *end;
	unsigned long percent = strtoul(argument, &end, 10);

	(void)opt;
	shared_merge.waves_named = true;
	if (*end == '%')
		end++;
	if (*argument < '0' || *argument > '9' || *end || percent > 100) {
		strbuf_addf(err, "'%s' is no share from 0%% to 100%%",
			    argument);
		return -1;
	}
	shared_merge.waves.stop_at = (unsigned)percent;
	return 0;
}

static void check_waves(const struct merge_options *given)
{
	const char *why = NULL;

	if (given->waves_named && !*given->waves.sizes)
		why = "'--soak' and '--stop-at' are of '--waves'";
	if (*given->waves.sizes && !given->merge)
		why = "'--waves' is of '--merge'";
	if (*given->waves.sizes && given->auto_merge)
		why = "'--waves' and '--auto-merge' exclude each other: the "
		      "forge would not wait for a wave";
	if (!why)
		return;
	error("%s", why);
	exit(EXIT_USAGE);
}

static int choice(const char *const *names, const char *name)
{
	int i;

	for (i = 0; name && names[i]; i++)
		if (!strcmp(names[i], name))
			return i;
	return 0;
}

void shared_goal(struct goal *goal, double unnamed)
{
	const struct merge_options *given = &shared_merge;

	check_waves(given);
	memset(goal, 0, sizeof(*goal));
	goal->waves = given->waves;
	goal->merge = given->merge || given->auto_merge;
	if (!goal->merge)
		return;
	goal->auto_merge = given->auto_merge;
	goal->delete_branch = given->delete_branch;
	goal->method = (enum merge_method)choice(merge_method_names,
						 given->method);
	goal->no_checks = (enum no_checks)choice(no_checks_names,
						 given->no_checks);
	if (!given->waits)
		goal->wait = unnamed;
	else
		goal->wait = given->wait;
}

const char *const reviewers_from_names[] = { "codeowners", NULL };
const char *shared_reviewers_from;

int shared_words(const struct opt *opt, const char *argument,
		 struct strbuf *err)
{
	struct strvec words = STRVEC_INIT;
	size_t i;
	int ret = 0;

	strvec_split(&words, argument, ',');
	for (i = 0; i < words.nr && !ret; i++) {
		if (*words.v[i]) {
			strvec_push(opt->value, words.v[i]);
		} else {
			strbuf_addstr(err, "there is an empty word");
			ret = -1;
		}
	}
	strvec_clear(&words);
	return ret;
}
