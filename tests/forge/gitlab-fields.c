/* SPDX-License-Identifier: MIT */
/*
 * GitLab: people and the milestone of a merge request, by REST.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "fields.h"
#include "gitlab.h"

/*
 * Without a word it passes over numbers that nobody has and who cannot see
 * the project; and, in the free tier (the setting gitlab-free), all but the
 * first.
 */
void gitlab_read_people(const struct call *call, const char *name,
			struct strvec *out)
{
	bool free_tier = settings_true(&call->forge->config, "gitlab-free",
				       false);
	struct strvec ids = STRVEC_INIT;
	struct strbuf login = STRBUF_INIT;
	size_t i;

	if (gitlab_list(call, name, &ids))
		strvec_clear(out);
	for (i = 0; i < ids.nr && !(free_tier && i); i++)
		if (gitlab_login(call, strtoll(ids.v[i], NULL, 10), &login) &&
		    fields_collaborates(&call->repo, login.buf) &&
		    !strvec_has(out, login.buf))
			strvec_push(out, login.buf);
	strbuf_release(&login);
	strvec_clear(&ids);
}

/* One that is not the project's is passed over, and 0 takes it away. */
void gitlab_read_milestone(const struct call *call, struct pull *pull)
{
	struct strbuf id = STRBUF_INIT, title = STRBUF_INIT;
	long long number;

	if (gitlab_param(call, "milestone_id", &id)) {
		number = strtoll(id.buf, NULL, 10) -
			 repo_id(&call->repo) * 1000;
		if (fields_milestone_title(&call->repo, number, &title))
			replace_string(&pull->milestone, title.buf);
		else
			replace_string(&pull->milestone, NULL);
	}
	strbuf_release(&id);
	strbuf_release(&title);
}

void gitlab_put_milestone(const struct call *call, struct json_writer *w,
			  const struct repo *repo, const struct pull *pull)
{
	struct strvec open = STRVEC_INIT;
	long long number = pull->milestone
		? fields_milestone(repo, pull->milestone) : 0;

	if (!number) {
		json_put(w, "milestone", NULL);
		return;
	}
	fields_milestones(repo, false, &open);
	json_begin_object(w, "milestone");
	json_put_int(w, "id", repo_id(repo) * 1000 + number);
	json_put_int(w, "iid", number);
	json_put_int(w, "project_id", repo_id(repo));
	json_put(w, "title", pull->milestone);
	json_put(w, "description", "");
	json_put(w, "state", strvec_has(&open, pull->milestone) ? "active"
		 : "closed");
	json_put(w, "created_at", "2026-01-01T00:00:00.000Z");
	json_put(w, "updated_at", "2026-01-01T00:00:00.000Z");
	json_put(w, "due_date", NULL);
	json_put(w, "start_date", NULL);
	json_put_bool(w, "expired", false);
	gitlab_putf(w, "web_url", "%s/%s/-/milestones/%lld", call->site,
		    repo->full, number);
	json_end_object(w);
	strvec_clear(&open);
}
