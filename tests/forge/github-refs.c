/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: updateRefs, which moves, makes and deletes branches:
 * all of them, or none.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "github-schema.h"
#include "process.h"

#define END ((const char *)NULL)

struct update {
	const char *name, *before, *after;	/* before NULL: whatever */
	bool force;
	char now[OID_MAX];			/* "": there is none */
};

static bool is_zero(const char *oid)
{
	return oid[strspn(oid, "0")] == '\0';
}

static const char *text_of(const struct exec *exec,
			   const struct gql_value *object, const char *name)
{
	const struct gql_value *value =
		gql_argument(exec->op, object->items, object->nr, name);

	return value ? value->text : NULL;
}

/* What is wrong with it; NULL: it can be done. */
static const char *refusal(const struct repo *repo, struct update *update)
{
	bool there, creates, deletes;

	if (!update->name || !starts_with(update->name, "refs/heads/") ||
	    !update->after)
		return "is not a valid ref update";
	there = repo_branch(repo, update->name + strlen("refs/heads/"),
			    update->now);
	creates = update->before && is_zero(update->before);
	deletes = is_zero(update->after);
	if (creates && there)
		return "already exists";
	if (!creates && !there && (update->before || deletes))
		return "does not exist";
	if (there && update->before && strcmp(update->before, update->now))
		return "is not at the expected value";
	if (deletes)
		return strcmp(update->name + strlen("refs/heads/"),
			      repo->branch) ? NULL
			: "is the default branch and cannot be deleted";
	if (process_git(repo->path, NULL, NULL, "cat-file", "-e",
			update->after, END))
		return "cannot be updated to an object that does not exist";
	if (there && !update->force &&
	    process_git(repo->path, NULL, NULL, "merge-base",
			"--is-ancestor", update->now, update->after, END))
		return "is not a fast forward";
	return NULL;
}

static int carry_out(const struct repo *repo, const struct update *update)
{
	static const char zero[] =
		"0000000000000000000000000000000000000000";
	const char *old = update->now[0] ? update->now : zero;

	if (is_zero(update->after))
		return process_git(repo->path, NULL, NULL, "update-ref",
				   "-d", update->name, old, END);
	return process_git(repo->path, NULL, NULL, "update-ref",
			   update->name, update->after, old, END);
}

static void update_all(struct exec *exec, const struct picked *picked,
		       const struct repo *repo, struct update *updates,
		       size_t nr)
{
	struct node payload = {
		.type = picked->field->type,
		.text = gql_input(exec, picked, "clientMutationId")
	};
	const char *why = NULL;
	size_t i;

	for (i = 0; i < nr; i++) {
		why = refusal(repo, &updates[i]);
		if (why)
			break;
	}
	if (why) {
		gql_error(exec, picked, "UNPROCESSABLE", "Reference '%s' %s",
			  updates[i].name ? updates[i].name : "", why);
		return;
	}
	for (i = 0; i < nr; i++)
		if (carry_out(repo, &updates[i])) {
			gql_error(exec, picked, "UNPROCESSABLE", "Reference"
				  " '%s' cannot be updated",
				  updates[i].name);
			return;
		}
	gql_object(exec, picked, &payload);
}

static void read_update(const struct exec *exec,
			const struct gql_value *value, struct update *update)
{
	const char *force = text_of(exec, value, "force");

	update->name = text_of(exec, value, "name");
	update->before = text_of(exec, value, "beforeOid");
	update->after = text_of(exec, value, "afterOid");
	update->force = force && !strcmp(force, "true");
}

static bool find(struct exec *exec, const struct picked *picked,
		 struct repo *repo)
{
	const char *id = gql_input(exec, picked, "repositoryId");
	struct strbuf full = STRBUF_INIT;
	bool found = id && starts_with(id, "R_") &&
		github_by_number(exec->call, id + 2, &full) &&
		repo_open(repo, exec->call->forge->dir, full.buf);

	strbuf_release(&full);
	if (!found)
		gql_error(exec, picked, "NOT_FOUND", "Could not resolve to a"
			  " node with the global id of '%s'.",
			  id ? id : "");
	return found;
}

void gql_put_update_refs(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	const struct gql_value *input = gql_get(exec, picked, "input");
	const struct gql_value *list =
		gql_argument(exec->op, input->items, input->nr,
			     "refUpdates");
	struct update *updates = xcalloc(list->nr + 1, sizeof(*updates));
	struct repo repo = REPO_INIT;
	size_t i;

	(void)node;
	for (i = 0; i < list->nr; i++)
		read_update(exec, gql_value(exec->op, &list->items[i].value),
			    &updates[i]);
	if (find(exec, picked, &repo) && gql_may_write(exec, picked, &repo))
		update_all(exec, picked, &repo, updates, list->nr);
	repo_release(&repo);
	free(updates);
}
