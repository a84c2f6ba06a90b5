/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: refs and commits.
 */
#include <string.h>

#include "base/text.h"
#include "facts.h"
#include "github-schema.h"
#include "process.h"

static void put_ref_text(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	const char *name = picked->field->name;

	if (!strcmp(name, "prefix"))
		gql_text(exec, picked, "refs/heads/");
	else if (!strcmp(name, "id"))
		gql_textf(exec, picked, "REF_%lld_%s", repo_id(node->repo),
			  node->text);
	else
		gql_text(exec, picked, node->text);
}

static void put_target(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	char oid[OID_MAX];
	struct node commit = { .type = &gql_type_commit,
			       .repo = node->repo, .text = oid };

	repo_branch(node->repo, node->text, oid);
	gql_object(exec, picked, &commit);
}

static void put_ref_repository(struct exec *exec, const struct node *node,
			       const struct picked *picked)
{
	struct node repo = { .type = &gql_type_repository,
			     .repo = node->repo };

	gql_object(exec, picked, &repo);
}

static const struct gql_field ref_fields[] = {
	{ "id", put_ref_text, NULL, NULL, false },
	{ "name", put_ref_text, NULL, NULL, false },
	{ "prefix", put_ref_text, NULL, NULL, false },
	{ "refUpdateRule", gql_put_update_rule, &gql_type_update_rule, NULL,
	  false },
	{ "repository", put_ref_repository, &gql_type_repository, NULL,
	  false },
	{ "rules", gql_put_null, &gql_type_rules,
	  "first last after before", false },
	{ "target", put_target, &gql_type_object, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_ref = { "Ref", "Node", ref_fields };

static void put_oid(struct exec *exec, const struct node *node,
		    const struct picked *picked)
{
	const char *name = picked->field->name;

	if (!strcmp(name, "abbreviatedOid"))
		gql_textf(exec, picked, "%.7s", node->text);
	else if (!strcmp(name, "id"))
		gql_textf(exec, picked, "C_%s", node->text);
	else if (ends_with(name, "Url") || !strcmp(name, "url"))
		gql_textf(exec, picked, "%s/%s/commit/%s", exec->call->site,
			  node->repo->full, node->text);
	else
		gql_text(exec, picked, node->text);
}

static void put_commit_text(struct exec *exec, const struct node *node,
			    const struct picked *picked)
{
	const char *name = picked->field->name;
	struct strbuf text = STRBUF_INIT;

	process_git(node->repo->path, NULL, &text, "log", "-1",
		    !strcmp(name, "message") ? "--format=%B"
		    : !strcmp(name, "messageHeadline") ? "--format=%s"
		    : !strcmp(name, "committedDate") ? "--format=%cI"
		    : "--format=%aI", node->text, (const char *)NULL);
	gql_text(exec, picked, text.buf);
	strbuf_release(&text);
}

#define OBJECT_FIELDS							\
	{ "abbreviatedOid", put_oid, NULL, NULL, false },		\
	{ "commitUrl", put_oid, NULL, NULL, false },			\
	{ "id", put_oid, NULL, NULL, false },				\
	{ "oid", put_oid, NULL, NULL, false },				\
	{ "repository", put_ref_repository, &gql_type_repository, NULL,	\
	  false }

static const struct gql_field object_fields[] = {
	OBJECT_FIELDS,
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_field commit_fields[] = {
	OBJECT_FIELDS,
	{ "authoredDate", put_commit_text, NULL, NULL, false },
	{ "committedDate", put_commit_text, NULL, NULL, false },
	{ "message", put_commit_text, NULL, NULL, false },
	{ "messageHeadline", put_commit_text, NULL, NULL, false },
	{ "statusCheckRollup", gql_put_rollup, &gql_type_rollup, NULL,
	  false },
	{ "url", put_oid, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_object = { "GitObject", NULL, object_fields };
const struct gql_type gql_type_commit =
	{ "Commit", "Node GitObject", commit_fields };

static const struct gql_field file_fields[] = {
	OBJECT_FIELDS,
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_blob =
	{ "Blob", "Node GitObject", file_fields };
const struct gql_type gql_type_tree =
	{ "Tree", "Node GitObject", file_fields };

/* "HEAD:path": what is at that path; false: it is no such expression. */
static bool put_at_path(struct exec *exec, const struct node *node,
			const struct picked *picked, const char *what)
{
	const char *kind;
	struct node child = { .repo = node->repo, .text = what };

	if (!what || !starts_with(what, "HEAD:"))
		return false;
	kind = facts_object(node->repo, what + strlen("HEAD:"));
	child.type = kind && !strcmp(kind, "tree") ? &gql_type_tree
						   : &gql_type_blob;
	if (kind && strcmp(kind, "commit") != 0)
		gql_object(exec, picked, &child);
	else
		gql_text(exec, picked, NULL);
	return true;
}

void gql_put_object(struct exec *exec, const struct node *node,
		    const struct picked *picked)
{
	const char *what = gql_get_text(exec, picked, "expression");
	struct node commit = { .type = &gql_type_commit,
			       .repo = node->repo };
	struct strbuf oid = STRBUF_INIT, name = STRBUF_INIT;

	if (put_at_path(exec, node, picked, what))
		return;
	if (!what)
		what = gql_get_text(exec, picked, "oid");
	strbuf_addf(&name, "%s^{commit}", what ? what : "");
	if (what && !process_git(node->repo->path, NULL, &oid, "rev-parse",
				 "--quiet", "--verify", name.buf,
				 (const char *)NULL)) {
		commit.text = oid.buf;
		gql_object(exec, picked, &commit);
	} else {
		gql_text(exec, picked, NULL);
	}
	strbuf_release(&oid);
	strbuf_release(&name);
}
