/* SPDX-License-Identifier: MIT */
/*
 * Whom GitLab left out of a merge request without a word.
 */
#include "forges/gitlab.h"

#include <stdlib.h>
#include <strings.h>

static bool names_user(const struct json *doc, const char *key,
		       const char *name)
{
	int user = json_first(doc, json_get(doc, 0, key));
	char *login;
	bool found = false;

	for (; user >= 0 && !found; user = json_next(doc, user)) {
		login = json_copy(doc, json_get(doc, user, "username"));
		found = login && !strcasecmp(login, name);
		free(login);
	}
	return found;
}

static void find_lost(const struct json *doc, const char *key,
		      const char *what, const struct strvec *names,
		      const struct pull_query *query)
{
	struct strbuf *lost = query->lost;
	size_t i;

	for (i = 0; names && i < names->nr; i++)
		if (!names_user(doc, key, names->v[i]))
			strbuf_addf(lost, "%s%s '%s'", lost->len ? ", " :
				    query->edit ? "it is left without " :
				    "it was opened without ", what,
				    names->v[i]);
}

/*
 * People who cannot see the project, and in the free tier all but the first,
 * are left out without a word.
 */
void gitlab_find_lost(const struct json *doc, const struct pull_query *query)
{
	struct strbuf *lost = query->lost;

	if (!lost)
		return;
	find_lost(doc, "assignees", "assignee", query->assignees, query);
	find_lost(doc, "reviewers", "reviewer", query->reviewers, query);
	if (lost->len)
		strbuf_addstr(lost, ": each must see the project, and more"
			      " than one needs GitLab Premium");
}
