/* SPDX-License-Identifier: MIT */
/*
 * Checks, approvals, and merges that happen by themselves.
 */
#include "checks.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "forge.h"
#include "known.h"

static struct check *find_check(const struct checks *checks,
				const char *name)
{
	size_t i;

	for (i = 0; i < checks->nr; i++)
		if (!strcmp(checks->list[i].name, name))
			return &checks->list[i];
	return NULL;
}

static struct check *add_check(struct checks *checks,
			       const struct repo *repo, const char *name)
{
	struct check *check;

	checks->list = xrealloc(checks->list, checks->nr + 1,
				sizeof(*checks->list));
	check = &checks->list[checks->nr++];
	memset(check, 0, sizeof(*check));
	check->name = xstrdup(name);
	check->required = settings_lists(&repo->settings, "required-checks",
					 name);
	check->status = strchr(name, '/') != NULL;
	return check;
}

/* Gitea has more words for what is none. */
static enum check_state state_by_name(const char *name)
{
	if (!strcmp(name, "success"))
		return CHECK_SUCCESS;
	if (!strcmp(name, "failure") || !strcmp(name, "error") ||
	    !strcmp(name, "warning"))
		return CHECK_FAILURE;
	return CHECK_RUNNING;
}

/* "NAME[:RESULT][@SECONDS]", of a head that is one since then. */
static void add_wished(struct checks *checks, const struct repo *repo,
		       char *item, double since, double now)
{
	char *at = strrchr(item, '@'), *colon;
	double over = since;
	struct check *check;

	if (at) {
		*at = '\0';
		over += strtod(at + 1, NULL);
	}
	colon = strrchr(item, ':');
	if (colon)
		*colon = '\0';
	check = add_check(checks, repo, item);
	check->started = since;
	check->state = colon ? state_by_name(colon + 1) : CHECK_SUCCESS;
	if (now < over)
		check->state = CHECK_RUNNING;
	else if (check->state != CHECK_RUNNING)
		check->ended = over;
}

static double since_as_head(const struct pulls *pulls,
			    const struct repo *repo, const char *oid)
{
	double first = 0;
	size_t i;

	for (i = 0; i < pulls->nr; i++) {
		const struct pull *pull = pulls->list[i];
		double since = pull->head_since > 0 ? pull->head_since
			: pull->created;

		if (!strcmp(pull->repo, repo->full) && pull->head_oid &&
		    !strcmp(pull->head_oid, oid) &&
		    (first <= 0 || since < first))
			first = since;
	}
	return first;
}

/* 0: it is the head of no pull request. A push may not be known yet. */
static double head_since(struct forge *forge, const struct repo *repo,
			 const char *oid, double now)
{
	double since = since_as_head(&forge->pulls, repo, oid);
	size_t i;

	if (since > 0)
		return since;
	for (i = 0; i < forge->pulls.nr; i++)
		if (!strcmp(forge->pulls.list[i]->repo, repo->full))
			pulls_refresh(&forge->pulls, forge->pulls.list[i],
				      forge->dir, now);
	return since_as_head(&forge->pulls, repo, oid);
}

/* 0: no pull request was merged with it. */
static double merged_since(const struct pulls *pulls,
			   const struct repo *repo, const char *oid)
{
	size_t i;

	for (i = 0; i < pulls->nr; i++) {
		const struct pull *pull = pulls->list[i];

		if (!strcmp(pull->repo, repo->full) && pull->merge_oid &&
		    !strcmp(pull->merge_oid, oid))
			return pull->closed;
	}
	return 0;
}

static void add_by_settings(struct checks *checks, struct forge *forge,
			    const struct repo *repo, const char *oid,
			    double now)
{
	const char *of_base = settings_get(&repo->settings, "base-checks");
	const char *setting = of_base;
	double since = of_base ? merged_since(&forge->pulls, repo, oid) : 0;
	char *list, *item, *rest = NULL;

	if (since <= 0) {
		setting = settings_get(&repo->settings, "checks");
		since = setting ? head_since(forge, repo, oid, now) : 0;
	}

	if (since <= 0)
		return;
	list = xstrdup(setting);
	for (item = strtok_r(list, ", \t", &rest); item;
	     item = strtok_r(NULL, ", \t", &rest))
		add_wished(checks, repo, item, since, now);
	free(list);
}

static void add_by_hand(struct checks *checks, const struct forge *forge,
			const struct repo *repo, const char *oid)
{
	size_t i;

	for (i = 0; i < forge->pulls.mark_nr; i++) {
		const struct mark *mark = &forge->pulls.marks[i];
		struct check *check;

		if (strcmp(mark->repo, repo->full) || strcmp(mark->oid, oid))
			continue;
		check = find_check(checks, mark->name);
		if (!check) {
			check = add_check(checks, repo, mark->name);
			check->started = mark->when;
		}
		check->state = state_by_name(mark->state);
		check->status = check->status || mark->status;
		check->ended = check->state == CHECK_RUNNING ? 0
			: mark->when;
	}
}

void checks_of(struct forge *forge, const struct repo *repo,
	       const char *oid, double now, struct checks *checks)
{
	checks->list = NULL;
	checks->nr = 0;
	add_by_settings(checks, forge, repo, oid, now);
	add_by_hand(checks, forge, repo, oid);
}

void checks_release(struct checks *checks)
{
	size_t i;

	for (i = 0; i < checks->nr; i++)
		free(checks->list[i].name);
	free(checks->list);
	checks->list = NULL;
	checks->nr = 0;
}

enum rollup checks_rollup(const struct checks *checks, bool only_required)
{
	enum rollup rollup = ROLLUP_NONE;
	size_t i;

	for (i = 0; i < checks->nr; i++) {
		const struct check *check = &checks->list[i];

		if (only_required && !check->required)
			continue;
		if (check->state == CHECK_FAILURE)
			return ROLLUP_FAILURE;
		if (check->state == CHECK_RUNNING)
			rollup = ROLLUP_PENDING;
		else if (rollup == ROLLUP_NONE)
			rollup = ROLLUP_SUCCESS;
	}
	return rollup;
}

/* Whether one that is required was not heard of at all. */
static bool one_is_expected(const struct repo *repo,
			    const struct checks *checks)
{
	const char *setting = settings_get(&repo->settings,
					   "required-checks");
	char *list = xstrdup(setting ? setting : ""), *name, *rest = NULL;
	bool missing = false;

	for (name = strtok_r(list, ", \t", &rest); name && !missing;
	     name = strtok_r(NULL, ", \t", &rest))
		missing = !find_check(checks, name);
	free(list);
	return missing;
}

enum rollup checks_required(struct forge *forge, const struct repo *repo,
			    const char *oid, double now)
{
	struct checks checks = CHECKS_INIT;
	enum rollup rollup;

	checks_of(forge, repo, oid, now, &checks);
	rollup = checks_rollup(&checks, true);
	if (rollup != ROLLUP_FAILURE && one_is_expected(repo, &checks))
		rollup = ROLLUP_PENDING;
	checks_release(&checks);
	return rollup;
}

bool pull_refused(const struct pull *pull)
{
	size_t i;

	for (i = 0; i < pull->review_nr; i++)
		if (!pull->reviews[i].approved)
			return true;
	return false;
}

long approvals_given(const struct pull *pull)
{
	long given = 0;
	size_t i;

	for (i = 0; i < pull->review_nr; i++)
		given += pull->reviews[i].approved;
	return given;
}

long approvals_wanted(const struct repo *repo)
{
	return (long)settings_number(&repo->settings, "approvals", 0);
}

long approvals_missing(const struct repo *repo, const struct pull *pull)
{
	long missing = approvals_wanted(repo) - approvals_given(pull);

	if (approvals_wanted(repo) > 0 && pull_refused(pull))
		return missing > 1 ? missing : 1;
	return missing > 0 ? missing : 0;
}

static bool is_behind(const struct repo *repo, const struct pull *pull)
{
	return repo_is(repo, "require-up-to-date") &&
	       known_git(repo, NULL, "merge-base", "--is-ancestor",
			 pull->base_oid, pull->head_oid,
			 (const char *)NULL);
}

/* In which git need not be asked whether it merges. */
static enum obstacle rules_obstacle(struct forge *forge,
				    const struct repo *repo,
				    const struct pull *pull, double now)
{
	enum rollup required = checks_required(forge, repo, pull->head_oid,
					       now);

	if (required == ROLLUP_FAILURE)
		return OBSTACLE_FAILED;
	if (required == ROLLUP_PENDING)
		return OBSTACLE_PENDING;
	if (approvals_missing(repo, pull))
		return OBSTACLE_APPROVAL;
	return is_behind(repo, pull) ? OBSTACLE_BEHIND : OBSTACLE_NONE;
}

enum obstacle pull_obstacle(struct forge *forge, const struct repo *repo,
			    struct pull *pull, double now)
{
	pulls_refresh(&forge->pulls, pull, forge->dir, now);
	if (pull->state != PULL_OPEN)
		return OBSTACLE_CLOSED;
	if (pull->draft)
		return OBSTACLE_DRAFT;
	if (!pull_merges(repo, pull, forge->dir))
		return OBSTACLE_CONFLICT;
	return rules_obstacle(forge, repo, pull, now);
}

bool pull_unknown(const struct repo *repo, struct pull *pull, double now)
{
	double reads = settings_number(&repo->settings, "mergeable-unknown",
				       0);

	if (pull->state != PULL_OPEN)
		return false;
	if (pull->unknown_reads && pull->unknown_at >= now)
		return true;		/* one answer says one thing */
	if ((double)pull->unknown_reads >= reads)
		return false;
	pull->unknown_reads++;
	pull->unknown_at = now;
	return true;
}

/*
 * A merge queue or train, setting "merge-queue = SECONDS [failed]": so long
 * run its checks, and those that fail throw it out.
 */
static bool queue_lets(struct forge *forge, const struct repo *repo,
		       struct pull *pull, double now)
{
	const char *queue = settings_get(&repo->settings, "merge-queue");
	struct strbuf err = STRBUF_INIT;

	if (!queue)
		return true;
	if (now < pull->auto_since + strtod(queue, NULL))
		return false;
	if (!strstr(queue, "failed"))
		return true;
	pull_stop_auto(pull);
	pulls_save(&forge->pulls, pull, now, &err);
	strbuf_release(&err);
	return false;
}

/* Git is asked last: this is done before every request. */
static void settle(struct forge *forge, struct pull *pull, double now)
{
	const struct merge_wish wish = {
		.method = pull->auto_method,
		.login = pull->auto_login,
		.message = pull->auto_message,
		.now = now
	};
	struct strbuf err = STRBUF_INIT;
	struct repo repo;

	if (repo_open(&repo, forge->dir, pull->repo) && !pull->draft &&
	    rules_obstacle(forge, &repo, pull, now) == OBSTACLE_NONE &&
	    pull_merges(&repo, pull, forge->dir) &&
	    queue_lets(forge, &repo, pull, now))
		pull_land(&forge->pulls, forge->dir, &repo, pull, &wish,
			  &err);
	repo_release(&repo);
	strbuf_release(&err);
}

void checks_settle(struct forge *forge, double now)
{
	size_t i;

	for (i = 0; i < forge->pulls.nr; i++) {
		struct pull *pull = forge->pulls.list[i];

		if (pull->state != PULL_OPEN || !pull->auto_login)
			continue;
		pulls_refresh(&forge->pulls, pull, forge->dir, now);
		if (pull->state == PULL_OPEN)
			settle(forge, pull, now);
	}
}
