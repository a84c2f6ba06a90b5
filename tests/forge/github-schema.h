/* SPDX-License-Identifier: MIT */
/*
 * The part of GitHub's GraphQL schema that the demo forge knows, as tables.
 * The names are GitHub's.
 */
#ifndef FORGE_GITHUB_SCHEMA_H
#define FORGE_GITHUB_SCHEMA_H

#include "github.h"
#include "graphql-exec.h"

/* The types, each in its file; github-types.c lists them all. */
extern const struct gql_type gql_type_query;		/* github-types.c */
extern const struct gql_type gql_type_owner, gql_type_actor, gql_type_user,
	gql_type_organization, gql_type_label, gql_type_labels,
	gql_type_users;					/* github-people.c */
extern const struct gql_type gql_type_repository,
	gql_type_repositories;				/* github-code.c */
extern const struct gql_type gql_type_ref, gql_type_object,
	gql_type_commit, gql_type_blob, gql_type_tree;	/* github-commits.c */
extern const struct gql_type gql_type_pull, gql_type_pulls;
							/* github-reviews.c */
extern const struct gql_type gql_type_rollup, gql_type_run, gql_type_status,
	gql_type_context;				/* github-rollup.c */
extern const struct gql_type gql_type_auto,
	gql_type_pull_commits;				/* github-waiting.c */
extern const struct gql_type gql_type_queue_entry,
	gql_type_enqueue_payload;			/* github-queue.c */
extern const struct gql_type gql_type_milestone, gql_type_milestones;
							/* github-field-types.c */
extern const struct gql_type gql_type_update_rule, gql_type_rules,
	gql_type_parameters, gql_type_check_parameters,
	gql_type_pull_parameters, gql_type_suite;
							/* github-protection.c */
extern const struct gql_type *const gql_types[];

/* github-graphql.c: the query's points */
unsigned long gql_cost(const struct exec *exec);

/* github-lists.c */
extern const struct gql_type gql_type_language, gql_type_topics,
	gql_type_results, gql_type_team, gql_type_team_repositories;
gql_put gql_put_language, gql_put_topics, gql_put_search, gql_put_team,
	gql_put_forks;
void gql_put_repositories(struct exec *exec, const struct picked *picked,
			  const char *owner);
/* github-code.c */
void gql_put_named_repository(struct exec *exec,
			      const struct picked *picked, const char *full);
/* github-commits.c: a commit by its id or what names it */
gql_put gql_put_object;
/* github-pull-list.c */
gql_put gql_put_pull, gql_put_pulls;
/* Whether an enum, or a list of them, has the word; absent: it has all. */
bool gql_lists(const struct gql_value *value, const char *word);
/* github-field-types.c */
gql_put gql_put_named_label, gql_put_milestones, gql_put_milestone;
/* github-reviews.c: "OPEN", "CLOSED", "MERGED" */
const char *gql_pull_state(const struct pull *pull);
/* github-rollup.c */
gql_put gql_put_rollup;
/* github-waiting.c */
gql_put gql_put_mergeable, gql_put_merge_state, gql_put_decision,
	gql_put_auto, gql_put_pull_commits;
void gql_difference(struct exec *exec, const struct node *node,
		    struct difference *difference);
/* github-queue.c */
gql_put gql_put_queue_flag, gql_put_queue_entry;
/* Into the queue, not saved yet; false: an error was said. */
bool gql_enqueue(struct exec *exec, const struct picked *picked,
		 const struct repo *repo, struct pull *pull);
/* github-protection.c */
gql_put gql_put_base_ref, gql_put_update_rule;
/* github-inputs.c */
void gql_check_input(struct exec *exec, const struct gql_selection *s);
/* github-mutations.c */
extern const struct gql_type gql_type_mutation;
/* The text of a field of the argument "input"; NULL: it has none. */
const char *gql_input(const struct exec *exec, const struct picked *picked,
		      const char *name);
bool gql_may_write(struct exec *exec, const struct picked *picked,
		   const struct repo *repo);	/* else an error is said */
/* github-refs.c */
gql_put gql_put_update_refs;
/* github-create-commit.c */
extern const struct gql_type gql_type_create_commit;
gql_put gql_put_create_commit;
/* github-people.c: a login's owner, actor, user or organization */
void gql_put_login(struct exec *exec, const struct picked *picked,
		   const char *login);

#endif
