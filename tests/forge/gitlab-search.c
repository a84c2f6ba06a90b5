/* SPDX-License-Identifier: MIT */
/*
 * GitLab: searches for code, in a group or everywhere, which a server has only
 * with advanced or exact code search (config: gitlab-code-search = true); and
 * whether a file is there.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "facts.h"
#include "gitlab.h"

static bool is_below(const char *full, const char *group)
{
	size_t len = strlen(group);

	return !strncasecmp(full, group, len) && full[len] == '/';
}

/* "NUMBER:PATH" of each file that is found. */
static void find(const struct call *call, const char *group,
		 const struct search *search, struct strvec *found)
{
	struct strvec all = STRVEC_INIT;
	size_t i, k;

	gitlab_visible(call, &all);
	for (i = 0; i < all.nr; i++) {
		struct strvec files = STRVEC_INIT;
		struct repo repo = REPO_INIT;

		if ((!group || is_below(all.v[i], group)) &&
		    gitlab_open(call, all.v[i], &repo))
			search_files(search, &repo, &files);
		for (k = 0; k < files.nr; k++)
			strvec_pushf(found, "%lld:%s", repo_id(&repo),
				     files.v[k]);
		strvec_clear(&files);
		repo_release(&repo);
	}
	strvec_clear(&all);
}

static void put_found(struct json_writer *w, const char *found)
{
	const char *path = strchr(found, ':') + 1;

	json_begin_object(w, NULL);
	json_put(w, "basename", path);
	json_put(w, "data", "");
	json_put(w, "path", path);
	json_put(w, "filename", path);
	json_put(w, "id", NULL);
	json_put(w, "ref", "main");
	json_put_int(w, "startline", 1);
	json_put_int(w, "project_id", strtoll(found, NULL, 10));
	json_end_object(w);
}

/* group NULL: everywhere */
static void search_in(struct call *call, const char *group)
{
	struct strbuf text = STRBUF_INIT;
	struct search search = SEARCH_INIT;
	struct strvec found = STRVEC_INIT;
	struct gitlab_page page;
	struct json_writer w;
	size_t i;

	gitlab_param(call, "search", &text);
	search_parse(&search, text.buf);
	find(call, group, &search, &found);
	if (!gitlab_page(call, found.nr, &page)) {
		w = gitlab_json(call, 200);
		json_begin_array(&w, NULL);
		for (i = page.from; i < page.to; i++)
			put_found(&w, found.v[i]);
		json_end_array(&w);
	}
	strvec_clear(&found);
	search_release(&search);
	strbuf_release(&text);
}

static bool may_search(struct call *call)
{
	if (!gitlab_known(call))
		return false;
	if (gitlab_asks(call, "scope", "blobs") &&
	    settings_true(&call->forge->config, "gitlab-code-search", false))
		return true;
	gitlab_error(call, 400, "scope does not have a valid value");
	return false;
}

void gitlab_search(struct call *call)
{
	if (may_search(call))
		search_in(call, NULL);
}

void gitlab_search_group(struct call *call)
{
	struct strbuf path = STRBUF_INIT;

	if (may_search(call) && gitlab_find_group(call, &path))
		search_in(call, path.buf);
	strbuf_release(&path);
}

/* What is said of a file stands in headers. */
void gitlab_get_file(struct call *call)
{
	struct json_writer w;
	const char *kind;

	if (!gitlab_project(call, PERMISSION_READ))
		return;
	kind = facts_object(&call->repo, call->arg[1]);
	if (!kind || strcmp(kind, "blob") != 0) {
		gitlab_say(call, 404, "404 File Not Found");
		return;
	}
	reply_header(call->reply, "X-Gitlab-File-Path", call->arg[1]);
	reply_header(call->reply, "X-Gitlab-Commit-Id", call->repo.oid);
	w = gitlab_json(call, 200);
	json_begin_object(&w, NULL);
	json_put(&w, "file_path", call->arg[1]);
	json_put(&w, "commit_id", call->repo.oid);
	json_put(&w, "ref", call->repo.branch);
	json_end_object(&w);
}
