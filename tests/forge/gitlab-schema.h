/* SPDX-License-Identifier: MIT */
/*
 * The part of GitLab's GraphQL schema that the demo forge knows, as tables.
 * The names are GitLab's (its GraphQL API reference).
 */
#ifndef FORGE_GITLAB_SCHEMA_H
#define FORGE_GITLAB_SCHEMA_H

#include "gitlab.h"
#include "graphql-exec.h"

/* What a query keeps while it is executed; exec->data. */
struct gitlab_query {
	unsigned long score, limit;
	const struct pull *judged;	/* whose state it is */
	struct gitlab_state state;
};

/* gitlab-score.c: what a query costs, before it is executed */
struct gitlab_score {
	unsigned long score;
	int depth;
};
void gitlab_measure(const struct exec *exec, const struct gql_type *root,
		    struct gitlab_score *out);
/*
 * Whether arguments are of the types that they must be; else the query is
 * refused.
 */
bool gitlab_check_arguments(struct exec *exec, const struct gql_type *root);

/* gitlab-lists.c */
extern const struct gql_type gitlab_type_language, gitlab_type_blobs,
	gitlab_type_group;
gql_put gitlab_put_topics, gitlab_put_languages, gitlab_put_blobs,
	gitlab_put_group;
void gitlab_put_projects(struct exec *exec, const struct picked *picked);
/* gitlab-code.c */
void gitlab_put_named_project(struct exec *exec, const struct picked *picked,
			      const char *full);
/* gitlab-request-list.c */
gql_put gitlab_put_request_node, gitlab_put_request_nodes;

/* gitlab-field-types.c: of a project, of the query, and a list of labels */
gql_put gitlab_put_named_label, gitlab_put_project_labels,
	gitlab_put_milestones, gitlab_put_users;
void gitlab_put_labels(struct exec *exec, const struct picked *picked,
		       const struct strvec *titles);
long long gitlab_milestone_id(const struct repo *repo, const char *title);

#define GITLAB_FIELDS_OF_PROJECT					\
	{ "label", gitlab_put_named_label, &gitlab_type_label, "title",	\
	  false },							\
	{ "labels", gitlab_put_project_labels, &gitlab_type_labels,	\
	  "searchTerm includeAncestorGroups first last after before",	\
	  true },							\
	{ "milestones", gitlab_put_milestones, &gitlab_type_milestones,	\
	  "title state includeAncestors first last after before", true }

/* The types, each in its file; gitlab-types.c lists them all. */
extern const struct gql_type gitlab_type_query, gitlab_type_mutation;
extern const struct gql_type gitlab_type_user;		/* gitlab-types.c */
extern const struct gql_type gitlab_type_project,
	gitlab_type_projects;				/* gitlab-code.c */
extern const struct gql_type gitlab_type_repository, gitlab_type_tree,
	gitlab_type_commit;
extern const struct gql_type gitlab_type_request, gitlab_type_requests,
	gitlab_type_pipeline,
	gitlab_type_pipelines;		/* gitlab-request-types.c */
extern const struct gql_type gitlab_type_label, gitlab_type_labels,
	gitlab_type_milestone, gitlab_type_milestones,
	gitlab_type_users;				/* gitlab-field-types.c */
extern const struct gql_type *const gitlab_types[];

#endif
