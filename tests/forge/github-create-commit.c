/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: createCommitOnBranch. Every file becomes a plain one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "github-schema.h"
#include "made-commit.h"
#include "process.h"

#define END ((const char *)NULL)

struct wish {
	const struct gql_value *input;
	const char *full, *branch, *expected;
	struct strbuf message;
	struct made_file *files;
	size_t nr;
};

static const struct gql_value *member(const struct exec *exec,
				      const struct gql_value *object,
				      const char *name)
{
	return !object || object->kind != GQL_OBJECT ? NULL
		: gql_argument(exec->op, object->items, object->nr, name);
}

static const char *text_of(const struct exec *exec,
			   const struct gql_value *object, const char *name)
{
	const struct gql_value *value = member(exec, object, name);

	return value ? value->text : NULL;
}

static void read_files(const struct exec *exec, struct wish *wish,
		       const struct gql_value *changes, bool deleted)
{
	const struct gql_value *list =
		member(exec, changes, deleted ? "deletions" : "additions");
	size_t i;

	if (!list || !list->nr)
		return;
	wish->files = xrealloc(wish->files, wish->nr + list->nr,
			       sizeof(*wish->files));
	for (i = 0; i < list->nr; i++) {
		const struct gql_value *one =
			gql_value(exec->op, &list->items[i].value);
		struct made_file *file = &wish->files[wish->nr];

		file->path = text_of(exec, one, "path");
		file->content = text_of(exec, one, "contents");
		file->what = deleted ? MADE_GONE : MADE_PUT;
		file->executable = 0;
		if (file->path && (deleted || file->content))
			wish->nr++;
	}
}

static void read_wish(const struct exec *exec, const struct picked *picked,
		      struct wish *wish)
{
	const struct gql_value *input = gql_get(exec, picked, "input");
	const struct gql_value *branch = member(exec, input, "branch");
	const struct gql_value *message = member(exec, input, "message");
	const struct gql_value *changes = member(exec, input, "fileChanges");
	const char *headline = text_of(exec, message, "headline");
	const char *body = text_of(exec, message, "body");

	wish->full = text_of(exec, branch, "repositoryNameWithOwner");
	wish->branch = text_of(exec, branch, "branchName");
	wish->expected = text_of(exec, input, "expectedHeadOid");
	strbuf_init(&wish->message);
	strbuf_addstr(&wish->message, headline ? headline : "");
	if (body && *body)
		strbuf_addf(&wish->message, "\n\n%s", body);
	read_files(exec, wish, changes, false);
	read_files(exec, wish, changes, true);
}

/* What is wrong with it: an error is said. */
static bool is_refused(struct exec *exec, const struct picked *picked,
		       const struct repo *repo, const struct wish *wish)
{
	char now[OID_MAX];
	size_t i;

	if (!wish->branch || !repo_branch(repo, wish->branch, now)) {
		gql_error(exec, picked, "NOT_FOUND", "Branch not found");
		return true;
	}
	if (!wish->expected || strcmp(wish->expected, now)) {
		gql_error(exec, picked, "STALE_DATA", "Expected branch to"
			  " point to \"%s\" but it did not. Pull and try"
			  " again.", wish->expected ? wish->expected : "");
		return true;
	}
	for (i = 0; i < wish->nr; i++)
		if (wish->files[i].what == MADE_GONE &&
		    !made_has(repo, now, wish->files[i].path)) {
			gql_error(exec, picked, "UNPROCESSABLE", "A path was"
				  " requested for deletion which does not"
				  " exist as of commit oid `%s`: %s", now,
				  wish->files[i].path);
			return true;
		}
	return false;
}

static void make(struct exec *exec, const struct picked *picked,
		 const struct repo *repo, const struct wish *wish)
{
	struct strbuf oid = STRBUF_INIT, ref = STRBUF_INIT;
	struct node payload = { .type = picked->field->type, .repo = repo };

	strbuf_addf(&ref, "refs/heads/%s", wish->branch);
	if (made_commit(repo, wish->expected, wish->files, wish->nr,
			wish->message.buf, exec->call->req->account.login,
			exec->call->now, &oid) < 0 ||
	    process_git(repo->path, NULL, NULL, "update-ref", ref.buf,
			oid.buf, wish->expected, END)) {
		gql_error(exec, picked, "UNPROCESSABLE", "Something went"
			  " wrong with the commit");
	} else {
		payload.text = oid.buf;
		gql_object(exec, picked, &payload);
	}
	strbuf_release(&ref);
	strbuf_release(&oid);
}

void gql_put_create_commit(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	struct wish wish = { .nr = 0 };
	struct repo repo = REPO_INIT;

	(void)node;
	read_wish(exec, picked, &wish);
	if (!wish.full ||
	    !repo_open(&repo, exec->call->forge->dir, wish.full))
		gql_error(exec, picked, "NOT_FOUND", "Could not resolve to a"
			  " Repository with the name '%s'.",
			  wish.full ? wish.full : "");
	else if (gql_may_write(exec, picked, &repo) &&
		 !is_refused(exec, picked, &repo, &wish))
		make(exec, picked, &repo, &wish);
	repo_release(&repo);
	strbuf_release(&wish.message);
	free(wish.files);
}

static void put_commit(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	struct node commit = { .type = &gql_type_commit, .repo = node->repo,
			       .text = node->text };

	gql_object(exec, picked, &commit);
}

static const struct gql_field payload_fields[] = {
	{ "commit", put_commit, &gql_type_commit, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_create_commit =
	{ "CreateCommitOnBranchPayload", NULL, payload_fields };
