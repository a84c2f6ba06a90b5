/* SPDX-License-Identifier: MIT */
/*
 * Who and what a pull request's fields can hold.
 */
#include "fields.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"

bool fields_collaborates(const struct repo *repo, const char *login)
{
	return !settings_get(&repo->settings, "collaborators") ||
	       !strcasecmp(login, repo->owner) ||
	       settings_lists(&repo->settings, "collaborators", login);
}

bool fields_has_team(const struct repo *repo, const char *slug)
{
	return !settings_get(&repo->settings, "teams") ||
	       settings_lists(&repo->settings, "teams", slug);
}

/* Titles may have spaces: only commas part them. */
void fields_milestones(const struct repo *repo, bool closed,
		       struct strvec *out)
{
	const char *value = settings_get(&repo->settings, closed
					 ? "closed-milestones" : "milestones");
	char *list = xstrdup(value ? value : ""), *title, *rest = NULL;

	for (title = strtok_r(list, ",", &rest); title;
	     title = strtok_r(NULL, ",", &rest)) {
		title += strspn(title, " \t");
		if (*title)
			strvec_push(out, title);
	}
	free(list);
}

static void all_milestones(const struct repo *repo, struct strvec *out)
{
	fields_milestones(repo, false, out);
	fields_milestones(repo, true, out);
}

long long fields_milestone(const struct repo *repo, const char *title)
{
	struct strvec all = STRVEC_INIT;
	long long number = 0;
	size_t i;

	all_milestones(repo, &all);
	for (i = 0; !number && i < all.nr; i++)
		if (!strcmp(all.v[i], title))
			number = (long long)i + 1;
	strvec_clear(&all);
	return number;
}

bool fields_milestone_title(const struct repo *repo, long long number,
			    struct strbuf *out)
{
	struct strvec all = STRVEC_INIT;
	bool found;

	all_milestones(repo, &all);
	found = number > 0 && (unsigned long long)number <= all.nr;
	if (found)
		strbuf_addstr(out, all.v[number - 1]);
	strvec_clear(&all);
	return found;
}
