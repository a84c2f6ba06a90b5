/* SPDX-License-Identifier: MIT */
/*
 * GitLab: projects and groups, and their lists.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"
#include "facts.h"
#include "gitlab.h"

void gitlab_get_project(struct call *call)
{
	struct json_writer w;

	if (!gitlab_project(call, PERMISSION_READ))
		return;
	w = gitlab_json(call, 200);
	gitlab_put_project(call, &w, &call->repo, GITLAB_FULL);
}

/* What a list is narrowed to. */
struct filter {
	struct strbuf search, archived, visibility, access;
	struct strvec topics;
	bool mine;
};

static void read_filter(const struct call *call, struct filter *filter)
{
	gitlab_param(call, "search", &filter->search);
	gitlab_param(call, "archived", &filter->archived);
	gitlab_param(call, "visibility", &filter->visibility);
	gitlab_param(call, "min_access_level", &filter->access);
	gitlab_list(call, "topic", &filter->topics);
	filter->mine = gitlab_flag(call, "membership", false) ||
		       gitlab_flag(call, "owned", false);
}

static void filter_release(struct filter *filter)
{
	strbuf_release(&filter->search);
	strbuf_release(&filter->archived);
	strbuf_release(&filter->visibility);
	strbuf_release(&filter->access);
	strvec_clear(&filter->topics);
}

static bool has_access(const struct call *call, const struct filter *filter,
		       const struct repo *repo)
{
	enum permission have = repo_permission(repo, &call->req->account);
	long level = strtol(filter->access.buf, NULL, 10);
	enum permission need = level > 40 ? PERMISSION_ADMIN
		: level > 30 ? PERMISSION_MAINTAIN
		: level > 20 ? PERMISSION_WRITE : PERMISSION_READ;

	return (!filter->access.len || have >= need) &&
	       (!filter->mine || call->req->account.known);
}

static bool fits(const struct call *call, const struct filter *filter,
		 const struct repo *repo)
{
	size_t i;

	if (filter->search.len && !strcasestr(repo->full, filter->search.buf))
		return false;
	if (filter->archived.len && repo_is(repo, "archived") !=
	    !strcmp(filter->archived.buf, "true"))
		return false;
	if (filter->visibility.len &&
	    strcmp(filter->visibility.buf, facts_visibility(repo)))
		return false;
	for (i = 0; i < filter->topics.nr; i++)
		if (!settings_lists(&repo->settings, "topics",
				    filter->topics.v[i]))
			return false;
	return has_access(call, filter, repo);
}

/* Whether it is in the group (NULL: in any), or in one below it. */
static bool in_group(const char *full, const char *group, bool below)
{
	size_t len = group ? strlen(group) : 0;
	size_t owner = (size_t)(strrchr(full, '/') - full);

	return !group || (!strncasecmp(full, group, len) &&
			  full[len] == '/' && (below || owner == len));
}

static void collect(const struct call *call, const char *group, bool below,
		    struct strvec *out)
{
	struct filter filter = {
		.search = STRBUF_INIT, .archived = STRBUF_INIT,
		.visibility = STRBUF_INIT, .access = STRBUF_INIT,
		.topics = STRVEC_INIT
	};
	struct strvec all = STRVEC_INIT;
	size_t i;

	read_filter(call, &filter);
	gitlab_visible(call, &all);
	for (i = 0; i < all.nr; i++) {
		struct repo repo = REPO_INIT;

		if (in_group(all.v[i], group, below) &&
		    gitlab_open(call, all.v[i], &repo) &&
		    fits(call, &filter, &repo))
			strvec_push(out, all.v[i]);
		repo_release(&repo);
	}
	strvec_clear(&all);
	filter_release(&filter);
}

static void put_list(struct call *call, const struct strvec *names,
		     size_t from, size_t to)
{
	enum gitlab_detail detail = gitlab_flag(call, "simple", false)
		? GITLAB_SIMPLE : GITLAB_BASIC;
	struct json_writer w = gitlab_json(call, 200);
	size_t i;

	json_begin_array(&w, NULL);
	for (i = from; i < to; i++) {
		struct repo repo = REPO_INIT;

		if (gitlab_open(call, names->v[i], &repo))
			gitlab_put_project(call, &w, &repo, detail);
		repo_release(&repo);
	}
	json_end_array(&w);
}

static void list(struct call *call, const char *group, bool below)
{
	struct strvec names = STRVEC_INIT;
	struct gitlab_page page;

	collect(call, group, below, &names);
	if (!gitlab_page(call, names.nr, &page))
		put_list(call, &names, page.from, page.to);
	strvec_clear(&names);
}

static long long id_of(const char *full)
{
	char *copy = xstrdup(full);
	struct repo repo = { .full = copy };
	long long id = repo_id(&repo);

	free(copy);
	return id;
}

static int by_id(const void *a, const void *b)
{
	long long x = id_of(*(char *const *)a), y = id_of(*(char *const *)b);

	return x < y ? -1 : x > y;
}

/* pagination=keyset: ids behind id_after, and a link to what follows. */
static void list_by_key(struct call *call)
{
	long size = request_param_int(call->req, "per_page", 20);
	long after = request_param_int(call->req, "id_after", 0);
	struct strvec names = STRVEC_INIT;
	size_t from = 0, to;

	size = size < 1 || size > 100 ? 100 : size;
	collect(call, NULL, true, &names);
	if (names.nr)
		qsort(names.v, names.nr, sizeof(*names.v), by_id);
	while (from < names.nr && id_of(names.v[from]) <= after)
		from++;
	to = from + (size_t)size < names.nr ? from + (size_t)size : names.nr;
	if (to < names.nr)
		reply_headerf(call->reply, "Link", "<%s%s?id_after=%lld"
			      "&order_by=id&pagination=keyset&per_page=%ld"
			      "&sort=asc>; rel=\"next\"", call->site,
			      call->req->path, id_of(names.v[to - 1]), size);
	put_list(call, &names, from, to);
	strvec_clear(&names);
}

void gitlab_list_projects(struct call *call)
{
	if (!gitlab_asks(call, "pagination", "keyset"))
		list(call, NULL, true);
	else if (!gitlab_asks(call, "order_by", "id") ||
		 !gitlab_asks(call, "sort", "asc"))
		gitlab_error(call, 405, "Keyset pagination is not yet"
			     " available for this type of request");
	else
		list_by_key(call);
}

/* Each folder that leads to a project, once. */
static void groups(const struct call *call, struct strvec *out)
{
	struct strvec all = STRVEC_INIT;
	size_t i;

	gitlab_visible(call, &all);
	for (i = 0; i < all.nr; i++) {
		const char *slash = all.v[i];

		while ((slash = strchr(slash, '/'))) {
			char *path = xstrndup(all.v[i],
					      (size_t)(slash - all.v[i]));

			if (!strvec_has(out, path))
				strvec_push(out, path);
			free(path);
			slash++;
		}
	}
	strvec_clear(&all);
}

bool gitlab_find_group(struct call *call, struct strbuf *path)
{
	struct strvec all = STRVEC_INIT;
	const char *id = call->arg[0];
	size_t i;

	groups(call, &all);
	for (i = 0; i < all.nr && !path->len; i++)
		if (!account_exists(call->forge->dir, all.v[i]) &&
		    (!strcasecmp(all.v[i], id) ||
		     gitlab_id(all.v[i]) == strtoll(id, NULL, 10)))
			strbuf_addstr(path, all.v[i]);
	strvec_clear(&all);
	if (!path->len)
		gitlab_say(call, 404, "404 Group Not Found");
	return path->len > 0;
}

void gitlab_get_group(struct call *call)
{
	struct strbuf path = STRBUF_INIT;
	struct json_writer w;

	if (gitlab_find_group(call, &path)) {
		const char *last = strrchr(path.buf, '/');

		w = gitlab_json(call, 200);
		json_begin_object(&w, NULL);
		json_put_int(&w, "id", gitlab_id(path.buf));
		gitlab_putf(&w, "web_url", "%s/groups/%s", call->site,
			    path.buf);
		json_put(&w, "name", last ? last + 1 : path.buf);
		json_put(&w, "path", last ? last + 1 : path.buf);
		json_put(&w, "full_path", path.buf);
		json_put(&w, "full_name", path.buf);
		json_put(&w, "visibility", "public");
		json_put(&w, "description", "");
		json_put(&w, "parent_id", NULL);
		json_end_object(&w);
	}
	strbuf_release(&path);
}

void gitlab_list_group(struct call *call)
{
	struct strbuf path = STRBUF_INIT;

	if (gitlab_find_group(call, &path))
		list(call, path.buf,
		     gitlab_flag(call, "include_subgroups", false));
	strbuf_release(&path);
}

void gitlab_list_user_projects(struct call *call)
{
	const char *id = call->arg[0];
	struct strbuf login = STRBUF_INIT;

	if (!gitlab_login(call, strtoll(id, NULL, 10), &login) &&
	    account_exists(call->forge->dir, id))
		strbuf_addstr(&login, id);
	if (login.len)
		list(call, login.buf, false);
	else
		gitlab_say(call, 404, "404 User Not Found");
	strbuf_release(&login);
}

void gitlab_list_group_requests(struct call *call)
{
	struct strbuf path = STRBUF_INIT;

	if (gitlab_find_group(call, &path))
		gitlab_list_below(call, path.buf);
	strbuf_release(&path);
}
