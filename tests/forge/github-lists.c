/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: lists of repositories: an owner's, a team's, those that a
 * search finds; and what they tell that stands in no other answer.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "facts.h"
#include "forks.h"
#include "github-schema.h"

/* ---- topics and the language ------------------------------------------------ */

static void put_text(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	gql_text(exec, picked, node->text);
}

static const struct gql_field name_fields[] = {
	{ "name", put_text, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_language = { "Language", NULL, name_fields };
static const struct gql_type type_topic = { "Topic", NULL, name_fields };

static void put_topic(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	struct node topic = { .type = &type_topic, .text = node->text };

	gql_object(exec, picked, &topic);
}

static const struct gql_field repository_topic_fields[] = {
	{ "topic", put_topic, &type_topic, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_type type_repository_topic =
	{ "RepositoryTopic", NULL, repository_topic_fields };
GQL_CONNECTION(gql_type_topics, "RepositoryTopic", type_repository_topic);

void gql_put_language(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	struct node language = { .type = &gql_type_language,
				 .text = facts_language(node->repo) };

	if (language.text && node->repo->oid[0])
		gql_object(exec, picked, &language);
	else
		gql_text(exec, picked, NULL);
}

static void topic_item(const struct connection *connection, size_t i,
		       struct node *out)
{
	out->type = &type_repository_topic;
	out->text = connection->texts->v[i];
}

void gql_put_topics(struct exec *exec, const struct node *node,
		    const struct picked *picked)
{
	struct strvec topics = STRVEC_INIT;
	struct connection connection = { .item = topic_item,
					 .texts = &topics };

	facts_words(node->repo, "topics", &topics);
	connection.total = topics.nr;
	gql_connection(exec, picked, &gql_type_topics, &connection);
	strvec_clear(&topics);
}

/* ---- lists ------------------------------------------------------------------- */

struct repo_list {
	struct repo *list;
	size_t nr, alloc;
};

struct wish {
	const char *owner;		/* NULL: anybody's */
	const char *team;		/* NULL: no team's */
	const struct repo *of;		/* NULL: no forks of anything */
	const struct search *search;	/* NULL: all */
};

/* connection->of points to the first of the list's repositories' nodes. */
static void repository_item(const struct connection *connection, size_t i,
			    struct node *out)
{
	*out = connection->of[i];
}

/* What the account is to it: an owner, or somebody who may push. */
static bool is_affiliated(struct exec *exec, const struct picked *picked,
			  const struct repo *repo)
{
	const struct account *account = &exec->call->req->account;
	const struct gql_value *words = gql_get(exec, picked, "affiliations");
	bool own = account->known && !strcasecmp(account->login, repo->owner);

	if (!words)
		return true;
	if (own)
		return gql_lists(words, "OWNER");
	return repo_permission(repo, account) >= PERMISSION_WRITE &&
	       (gql_lists(words, "COLLABORATOR") ||
		gql_lists(words, "ORGANIZATION_MEMBER"));
}

static bool fits(struct exec *exec, const struct picked *picked,
		 const struct wish *wish, const struct repo *repo)
{
	const char *archived = gql_get_text(exec, picked, "isArchived");
	const char *fork = gql_get_text(exec, picked, "isFork");

	/* an owner has no folders here */
	if (strchr(repo->owner, '/') ||
	    repo_permission(repo, &exec->call->req->account) ==
	    PERMISSION_NONE)
		return false;
	if (wish->of && (!forks_is(repo, wish->of) ||
			 !is_affiliated(exec, picked, repo)))
		return false;
	if ((wish->team && !settings_lists(&repo->settings, "teams",
					   wish->team)) ||
	    (wish->search && !search_fits(wish->search, repo)))
		return false;
	return (!archived ||
		repo_is(repo, "archived") == !strcmp(archived, "true")) &&
	       (!fork || facts_is_fork(repo) == !strcmp(fork, "true"));
}

static void collect(struct exec *exec, const struct picked *picked,
		    const struct wish *wish, struct repo_list *out)
{
	const char *dir = exec->call->forge->dir;
	struct strvec names = STRVEC_INIT;
	size_t i;

	store_list(&names, dir, wish->owner);
	for (i = 0; i < names.nr; i++) {
		char *name = github_split(names.v[i]);
		struct repo repo;

		if (repo_find(&repo, dir, names.v[i], name, NULL) !=
		    REPO_FOUND || !fits(exec, picked, wish, &repo)) {
			repo_release(&repo);
			continue;
		}
		GROW(out->list, out->nr, out->alloc);
		out->list[out->nr++] = repo;
	}
	strvec_clear(&names);
}

/* Of a search no more than its limit can be paged through. */
static void put_list(struct exec *exec, const struct picked *picked,
		     const struct gql_type *type, const struct wish *wish)
{
	struct repo_list list = { .list = NULL };
	struct connection connection = { .item = repository_item };
	size_t i, most = github_search_max(exec->call->forge);
	struct node *nodes;

	collect(exec, picked, wish, &list);
	nodes = xcalloc(list.nr + 1, sizeof(*nodes));
	for (i = 0; i < list.nr; i++) {
		nodes[i].type = &gql_type_repository;
		nodes[i].repo = &list.list[i];
	}
	connection.found = list.nr;
	connection.total = wish->search && list.nr > most ? most : list.nr;
	connection.of = nodes;
	gql_connection(exec, picked, type, &connection);
	for (i = 0; i < list.nr; i++)
		repo_release(&list.list[i]);
	free(list.list);
	free(nodes);
}

void gql_put_repositories(struct exec *exec, const struct picked *picked,
			  const char *owner)
{
	struct wish wish = { .owner = owner };

	put_list(exec, picked, &gql_type_repositories, &wish);
}

void gql_put_forks(struct exec *exec, const struct node *node,
		   const struct picked *picked)
{
	struct wish wish = { .of = node->repo };

	put_list(exec, picked, &gql_type_repositories, &wish);
}

/* ---- searches ---------------------------------------------------------------- */

static const struct gql_type type_result =
	{ "SearchResultItem", NULL, (const struct gql_field[]){
		{ NULL, NULL, NULL, NULL, false } } };

static void put_found(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	gql_number(exec, picked, (long long)node->connection->found);
}

static const struct gql_field result_edge_fields[] = {
	{ "cursor", gql_put_cursor, NULL, NULL, false },
	{ "node", gql_put_edge_node, &type_result, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};
static const struct gql_type type_result_edge =
	{ "SearchResultItemEdge", NULL, result_edge_fields };

static const struct gql_field results_fields[] = {
	{ "edges", gql_put_edges, &type_result_edge, NULL, false },
	{ "issueCount", gql_put_zero, NULL, NULL, false },
	{ "nodes", gql_put_nodes, &type_result, NULL, false },
	{ "pageInfo", gql_put_page_info, &gql_type_page_info, NULL, false },
	{ "repositoryCount", put_found, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};
const struct gql_type gql_type_results =
	{ "SearchResultItemConnection", NULL, results_fields };

/* Of all that GitHub can search for, repositories. */
void gql_put_search(struct exec *exec, const struct node *node,
		    const struct picked *picked)
{
	const char *type = gql_get_text(exec, picked, "type");
	const char *query = gql_get_text(exec, picked, "query");
	struct search search = SEARCH_INIT;
	struct wish wish = { .search = &search };

	(void)node;
	if (!type || strcmp(type, "REPOSITORY") || !query) {
		gql_error(exec, picked, NULL, "Argument 'type' or 'query' of"
			  " field 'search' is not what is searched here");
		return;
	}
	search_parse(&search, query);
	put_list(exec, picked, &gql_type_results, &wish);
	search_release(&search);
}

/* ---- teams -------------------------------------------------------------------- */

static void put_team_repositories(struct exec *exec, const struct node *node,
				  const struct picked *picked)
{
	char *owner = xstrdup(node->text), *slug = strchr(owner, '/');
	struct wish wish = { .owner = owner, .team = slug + 1 };

	*slug = '\0';
	put_list(exec, picked, &gql_type_team_repositories, &wish);
	free(owner);
}

static void put_slug(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	gql_text(exec, picked, strchr(node->text, '/') + 1);
}

static void put_team_id(struct exec *exec, const struct node *node,
			const struct picked *picked)
{
	gql_textf(exec, picked, "T_%lld", github_user_id(node->text));
}

static const struct gql_field team_fields[] = {
	{ "combinedSlug", put_text, NULL, NULL, false },
	{ "id", put_team_id, NULL, NULL, false },
	{ "name", put_slug, NULL, NULL, false },
	{ "repositories", put_team_repositories,
	  &gql_type_team_repositories, "first last after before orderBy"
	  " query", true },
	{ "slug", put_slug, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};
const struct gql_type gql_type_team = { "Team", "Node", team_fields };

static bool team_exists(struct exec *exec, const char *owner,
			const char *slug)
{
	const char *dir = exec->call->forge->dir;
	struct strvec names = STRVEC_INIT;
	bool exists = false;
	size_t i;

	store_list(&names, dir, owner);
	for (i = 0; i < names.nr && !exists; i++) {
		struct repo repo = REPO_INIT;

		exists = repo_open(&repo, dir, names.v[i]) &&
			 settings_lists(&repo.settings, "teams", slug);
		repo_release(&repo);
	}
	strvec_clear(&names);
	return exists;
}

/* node->text: the organization; a team is "ORGANIZATION/SLUG". */
void gql_put_team(struct exec *exec, const struct node *node,
		  const struct picked *picked)
{
	const char *slug = gql_get_text(exec, picked, "slug");
	const char *scopes = exec->call->req->account.scopes;
	struct strbuf full = STRBUF_INIT;
	struct node team = { .type = &gql_type_team };

	if (scopes && !strstr(scopes, "org") && !strstr(scopes, "discussion"))
		gql_error(exec, picked, "INSUFFICIENT_SCOPES", "Your token"
			  " has not been granted the required scopes to"
			  " execute this query. The 'team' field requires one"
			  " of the following scopes: ['read:org',"
			  " 'read:discussion'].");
	else if (!slug || !team_exists(exec, node->text, slug))
		gql_text(exec, picked, NULL);
	else {
		strbuf_addf(&full, "%s/%s", node->text, slug);
		team.text = full.buf;
		gql_object(exec, picked, &team);
	}
	strbuf_release(&full);
}

GQL_CONNECTION(gql_type_team_repositories, "TeamRepository",
	       gql_type_repository);
