/* SPDX-License-Identifier: MIT */
/*
 * GitLab's GraphQL: lists of projects, a group's and any; and what they tell
 * that stands in no other answer.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"
#include "facts.h"
#include "gitlab-schema.h"

#define PATHS_MAX 50
#define PROJECT_ID "gid://gitlab/Project/"

/* ---- languages, topics and files --------------------------------------------- */

void gitlab_put_topics(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	struct strvec topics = STRVEC_INIT;
	size_t i;

	facts_words(node->repo, "topics", &topics);
	json_begin_array(&exec->w, picked->key);
	for (i = 0; i < topics.nr; i++)
		json_put(&exec->w, NULL, topics.v[i]);
	json_end_array(&exec->w);
	strvec_clear(&topics);
}

static void put_name(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	gql_text(exec, picked, node->text);
}

static void put_share(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	gql_number(exec, picked, strcmp(node->text, "Shell") ? 90 : 10);
}

static const struct gql_field language_fields[] = {
	{ "name", put_name, NULL, NULL, false },
	{ "share", put_share, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};
const struct gql_type gitlab_type_language =
	{ "RepositoryLanguage", NULL, language_fields };

static void text_item(const struct connection *connection, size_t i,
		      struct node *out)
{
	*out = *connection->of;
	out->text = connection->texts->v[i];
}

/* A little of the shell's language is in every project. */
void gitlab_put_languages(struct exec *exec, const struct node *node,
			  const struct picked *picked)
{
	const char *language = facts_language(node->repo);
	struct strvec names = STRVEC_INIT;
	struct node of = { .type = &gitlab_type_language };
	struct connection connection = {
		.item = text_item, .of = &of, .texts = &names
	};

	if (language && node->repo->oid[0]) {
		strvec_push(&names, "Shell");
		strvec_push(&names, language);
	}
	connection.total = names.nr;
	gql_list(exec, picked, &connection, 0, names.nr, false);
	strvec_clear(&names);
}

static const struct gql_field blob_fields[] = {
	{ "name", put_name, NULL, NULL, false },
	{ "path", put_name, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};
static const struct gql_type type_blob =
	{ "RepositoryBlob", NULL, blob_fields };
GQL_CONNECTION(gitlab_type_blobs, "RepositoryBlob", type_blob);

/* One alone is a list of one. */
static const char *item(const struct gql_value *list, size_t i)
{
	if (list->kind != GQL_LIST)
		return i ? NULL : list->text;
	return i < list->nr ? list->items[i].value.text : NULL;
}

void gitlab_put_blobs(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	const struct gql_value *paths = gql_get(exec, picked, "paths");
	struct strvec found = STRVEC_INIT;
	struct node of = { .type = &type_blob, .repo = node->repo };
	struct connection connection = {
		.item = text_item, .of = &of, .texts = &found
	};
	const char *path, *kind;
	size_t i;

	for (i = 0; paths && (path = item(paths, i)); i++) {
		kind = facts_object(node->repo, path);
		if (kind && !strcmp(kind, "blob"))
			strvec_push(&found, path);
	}
	connection.total = found.nr;
	gql_connection(exec, picked, &gitlab_type_blobs, &connection);
	strvec_clear(&found);
}

/* ---- lists ------------------------------------------------------------------- */

struct project_list {
	struct repo *list;
	size_t nr, alloc;
};

static bool has_topics(const struct gql_value *topics,
		       const struct repo *repo)
{
	const char *topic;
	size_t i;

	for (i = 0; topics && (topic = item(topics, i)); i++)
		if (!settings_lists(&repo->settings, "topics", topic))
			return false;
	return true;
}

static void add_project(struct exec *exec, struct project_list *out,
			const struct picked *picked, const char *full)
{
	const char *search = gql_get_text(exec, picked, "search");
	const struct gql_value *topics = gql_get(exec, picked, "topics");
	struct repo repo = REPO_INIT;
	size_t i;
	bool fits = gitlab_open(exec->call, full, &repo) &&
		    (!search || strcasestr(repo.full, search)) &&
		    has_topics(topics, &repo);

	for (i = out->nr; i-- > 0 && fits;)
		fits = strcmp(out->list[i].full, repo.full) != 0;
	if (!fits) {
		repo_release(&repo);
		return;
	}
	GROW(out->list, out->nr, out->alloc);
	out->list[out->nr++] = repo;
}

static bool has_id(const struct gql_value *ids, const char *full)
{
	struct strbuf id = STRBUF_INIT;
	struct repo repo = { .full = xstrdup(full) };
	const char *text;
	bool found = false;
	size_t i;

	strbuf_addf(&id, PROJECT_ID "%lld", repo_id(&repo));
	for (i = 0; (text = item(ids, i)) && !found; i++)
		found = !strcmp(text, id.buf);
	free(repo.full);
	strbuf_release(&id);
	return found;
}

/* false: the error is said. */
static bool check_lists(struct exec *exec, const struct picked *picked,
			const struct gql_value *paths,
			const struct gql_value *ids)
{
	const char *text;
	size_t i;

	if (paths && paths->kind == GQL_LIST && paths->nr > PATHS_MAX) {
		gql_error(exec, picked, NULL,
			  "You cannot provide more than %d full_paths",
			  PATHS_MAX);
		return false;
	}
	for (i = 0; !paths && ids && (text = item(ids, i)); i++)
		if (!starts_with(text, PROJECT_ID)) {
			gql_error(exec, picked, NULL, "\"%s\" does not"
				  " represent an instance of Project", text);
			return false;
		}
	return true;
}

/* false: the error is said. */
static bool collect(struct exec *exec, const struct picked *picked,
		    struct project_list *out)
{
	const struct gql_value *paths = gql_get(exec, picked, "fullPaths");
	const struct gql_value *ids = gql_get(exec, picked, "ids");
	struct strvec all = STRVEC_INIT;
	const char *text;
	size_t i;

	if (!check_lists(exec, picked, paths, ids))
		return false;
	for (i = 0; paths && (text = item(paths, i)); i++)
		add_project(exec, out, picked, text);
	if (!paths)
		store_list(&all, exec->call->forge->dir, NULL);
	for (i = 0; i < all.nr; i++)
		if (!ids || has_id(ids, all.v[i]))
			add_project(exec, out, picked, all.v[i]);
	strvec_clear(&all);
	return true;
}

/* id_desc, whatever order they were asked for in. */
static int by_id_down(const void *a, const void *b)
{
	long long x = repo_id(a), y = repo_id(b);

	return x > y ? -1 : x < y;
}

static void project_item(const struct connection *connection, size_t i,
			 struct node *out)
{
	*out = connection->of[i];
}

static void put_list(struct exec *exec, const struct picked *picked,
		     struct project_list *list, bool good)
{
	struct connection connection = { .item = project_item };
	struct node *nodes = xcalloc(list->nr + 1, sizeof(*nodes));
	size_t i;

	if (list->nr)
		qsort(list->list, list->nr, sizeof(*list->list), by_id_down);
	for (i = 0; i < list->nr; i++) {
		nodes[i].type = &gitlab_type_project;
		nodes[i].repo = &list->list[i];
	}
	connection.total = list->nr;
	connection.of = nodes;
	if (good)
		gql_connection(exec, picked, &gitlab_type_projects,
			       &connection);
	for (i = 0; i < list->nr; i++)
		repo_release(&list->list[i]);
	free(list->list);
	free(nodes);
}

void gitlab_put_projects(struct exec *exec, const struct picked *picked)
{
	struct project_list list = { .list = NULL };
	bool good = collect(exec, picked, &list);

	put_list(exec, picked, &list, good);
}

/* ---- groups ------------------------------------------------------------------ */

static bool is_below(const char *full, const char *group, bool deep)
{
	size_t len = strlen(group);
	const char *last = strrchr(full, '/');

	return !strncasecmp(full, group, len) && full[len] == '/' &&
	       (deep || last == full + len);
}

/* node->text: its path */
static void put_group_projects(struct exec *exec, const struct node *node,
			       const struct picked *picked)
{
	const char *deep = gql_get_text(exec, picked, "includeSubgroups");
	struct project_list list = { .list = NULL };
	struct strvec all = STRVEC_INIT;
	size_t i;

	store_list(&all, exec->call->forge->dir, NULL);
	for (i = 0; i < all.nr; i++)
		if (is_below(all.v[i], node->text,
			     deep && !strcmp(deep, "true")))
			add_project(exec, &list, picked, all.v[i]);
	strvec_clear(&all);
	put_list(exec, picked, &list, true);
}

static const struct gql_field group_fields[] = {
	{ "fullPath", put_name, NULL, NULL, false },
	{ "projects", put_group_projects, &gitlab_type_projects,
	  "includeSubgroups includeArchived search sort ids first last after"
	  " before", true },
	{ NULL, NULL, NULL, NULL, false }
};
const struct gql_type gitlab_type_group = { "Group", NULL, group_fields };

/* A user's own folder is none. */
void gitlab_put_group(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	const char *path = gql_get_text(exec, picked, "fullPath");
	struct node group = { .type = &gitlab_type_group, .text = path };
	struct strvec all = STRVEC_INIT;
	bool found = false;
	size_t i;

	(void)node;
	if (path && !account_exists(exec->call->forge->dir, path))
		gitlab_visible(exec->call, &all);
	for (i = 0; i < all.nr && !found; i++)
		found = is_below(all.v[i], path, true);
	strvec_clear(&all);
	if (found)
		gql_object(exec, picked, &group);
	else
		gql_text(exec, picked, NULL);
}
