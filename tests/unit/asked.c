/* SPDX-License-Identifier: MIT */
/*
 * Reads what is asked, and asks it.
 */
#include "asked.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

const char *asked_text(struct asked *asked, int node, const char *key)
{
	char *copy = json_copy(&asked->doc,
			       json_get(&asked->doc, node, key));
	const char *kept = copy ? strvec_push(&asked->texts, copy) : NULL;

	free(copy);
	return kept;
}

long long asked_number(const struct asked *asked, int node,
			   const char *key)
{
	return json_int(&asked->doc, json_get(&asked->doc, node, key), 0);
}

bool asked_flag(const struct asked *asked, int node, const char *key)
{
	return json_bool(&asked->doc, json_get(&asked->doc, node, key),
			 false);
}

void asked_list(const struct asked *asked, const char *key,
		      struct strvec *out)
{
	int list = json_get(&asked->doc, 0, key);
	int node;
	char *text;

	for (node = json_first(&asked->doc, list); node >= 0;
	     node = json_next(&asked->doc, node)) {
		text = json_copy(&asked->doc, node);
		ck_assert_ptr_nonnull(text);
		strvec_push(out, text);
		free(text);
	}
}

static void read_looks(struct asked *asked)
{
	int node;

	for (node = json_first(&asked->doc, 0); node >= 0;
	     node = json_next(&asked->doc, node)) {
		struct look_query *look = &asked->looks[asked->nr++];

		ck_assert_uint_le(asked->nr, MAX_LOOKS);
		look->owner = asked_text(asked, node, "owner");
		look->name = asked_text(asked, node, "name");
		look->branch = asked_text(asked, node, "branch");
		look->base = asked_text(asked, node, "base");
		look->fork = asked_fork(asked, node);
		look->pull = asked_number(asked, node, "pull");
		look->merge = asked_flag(asked, node, "merge");
		look->base_checks = asked_flag(asked, node, "base_checks");
		look->pushed = asked_flag(asked, node, "pushed");
		look->part = (unsigned)asked_number(asked, node, "part");
		ck_assert_msg(look->owner && look->name, "no name");
	}
	ck_assert_uint_gt(asked->nr, 0);
}

static void read_commit_file(struct asked *asked, int node,
			     struct commit_file *file)
{
	const char *data = asked_text(asked, node, "data");

	/* borrowed from asked->texts, as all is */
	memcpy(&file->path, &(const char *){ asked_text(asked, node, "path") },
	       sizeof(file->path));
	file->change = asked_flag(asked, node, "added") ? FILE_ADDED
		       : data ? FILE_CHANGED : FILE_DELETED;
	file->executable = asked_flag(asked, node, "executable");
	file->mode_changed = asked_flag(asked, node, "mode_changed");
	file->data = data;
	file->len = data ? strlen(data) : 0;
}

static void read_commit(struct asked *asked)
{
	struct commit_query *query = &asked->commit;
	int list = json_get(&asked->doc, 0, "files"), node;
	size_t nr = 0;

	query->owner = asked_text(asked, 0, "owner");
	query->name = asked_text(asked, 0, "name");
	query->repository = asked_text(asked, 0, "repository");
	query->branch = asked_text(asked, 0, "branch");
	query->there = asked_flag(asked, 0, "there");
	query->parent = asked_text(asked, 0, "parent");
	query->message = asked_text(asked, 0, "message");
	for (node = json_first(&asked->doc, list); node >= 0;
	     node = json_next(&asked->doc, node))
		nr++;
	asked->commit_files = xcalloc(nr + 1, sizeof(*asked->commit_files));
	for (node = json_first(&asked->doc, list); node >= 0;
	     node = json_next(&asked->doc, node))
		read_commit_file(asked, node,
				 &asked->commit_files[query->nr++]);
	query->files = asked->commit_files;
}

static enum merge_method method_of(const struct asked *asked)
{
	int node = json_get(&asked->doc, 0, "method");
	size_t i;

	if (node < 0)
		return METHOD_FORGE;
	for (i = 0; merge_method_names[i]; i++)
		if (json_equals(&asked->doc, node, merge_method_names[i]))
			return (enum merge_method)i;
	ck_abort_msg("no such method");
	return METHOD_FORGE;
}

/* The pull request that is there already. */
static void read_pull(struct asked *asked)
{
	struct pull *pull = &asked->pull;

	pull->number = asked_number(asked, 0, "pull");
	pull->state = pull->number ? PULL_OPEN : PULL_NONE;
	pull->id = xstrdup_or_null(asked_text(asked, 0, "id"));
	pull->url = xstrdup_or_null(asked_text(asked, 0, "url"));
	pull->title = xstrdup_or_null(asked->query.title);
	pull->head = xstrdup_or_null(asked_text(asked, 0, "head"));
	pull->base = xstrdup_or_null(asked->query.base);
	pull->draft = asked->query.draft;
	pull->ready.queue = asked_flag(asked, 0, "queue");
	if (asked_flag(asked, 0, "ready")) {
		pull->ready.mergeable = MERGEABLE_YES;
		pull->ready.checks = CHECKS_PASSED;
	}
}

static void read_query(struct asked *asked)
{
	struct pull_query *query = &asked->query;

	query->owner = asked_text(asked, 0, "owner");
	query->name = asked_text(asked, 0, "name");
	query->branch = asked_text(asked, 0, "branch");
	query->base = asked_text(asked, 0, "base");
	query->title = asked_text(asked, 0, "title");
	query->body = asked_text(asked, 0, "body");
	query->draft = asked_flag(asked, 0, "draft");
	query->repository = asked_text(asked, 0, "repository");
	query->fork = asked_fork(asked, 0);
	query->method = method_of(asked);
	query->delete_branch = asked_flag(asked, 0, "delete_branch");
	query->auto_merge = asked_flag(asked, 0, "auto_merge");
	query->part = (unsigned)asked_number(asked, 0, "part");
	query->milestone = asked_text(asked, 0, "milestone");
	query->create_labels = asked_flag(asked, 0, "create_labels");
	asked_list(asked, "labels", &asked->labels);
	query->labels = &asked->labels;
	asked_list(asked, "reviewers", &asked->reviewers);
	query->reviewers = &asked->reviewers;
	asked_list(asked, "teams", &asked->teams);
	query->teams = &asked->teams;
	asked_list(asked, "assignees", &asked->assignees);
	query->assignees = &asked->assignees;
	query->lost = &asked->lost;
	asked_list(asked, "notes", &asked->notes);
	query->notes = &asked->notes;
	read_pull(asked);
	query->pull = &asked->pull;
	asked_edit(asked);
	asked_comment(asked);
}

void asked_begin(struct asked *asked, const struct exchange *exchange)
{
	const struct strbuf *ask = &exchange->ask;
	struct strbuf err = STRBUF_INIT;

	asked_release(asked);
	strvec_init(&asked->texts);
	strvec_init(&asked->labels);
	strvec_init(&asked->notes);
	strvec_init(&asked->reviewers);
	strvec_init(&asked->teams);
	strvec_init(&asked->assignees);
	strvec_init(&asked->no_labels);
	strvec_init(&asked->no_reviewers);
	strvec_init(&asked->no_teams);
	strvec_init(&asked->no_assignees);
	strbuf_init(&asked->lost);
	strvec_init(&asked->names);
	strvec_init(&asked->files);
	strbuf_init(&asked->doc.text);
	asked->call = xstrdup(exchange->call.buf);
	ck_assert_msg(!json_parse(&asked->doc, ask->buf, ask->len, &err),
		      "ask: %s", err.buf);
	if (!strcmp(asked->call, "look"))
		read_looks(asked);
	else if (!strcmp(asked->call, "list") ||
		 !strcmp(asked->call, "file"))
		asked_read_list(asked);
	else if (!strcmp(asked->call, "commit"))
		read_commit(asked);
	else if (asked_is_fork(asked))
		asked_read_fork(asked);
	else
		read_query(asked);
}

static void forget_answers(struct asked *asked)
{
	size_t i;

	for (i = 0; i < asked->nr; i++)
		look_answer_release(&asked->answers[i]);
	asked->parts = 0;
}

void asked_release(struct asked *asked)
{
	if (asked->call) {
		forget_answers(asked);
		json_release(&asked->doc);
		strvec_clear(&asked->texts);
		strvec_clear(&asked->labels);
		strvec_clear(&asked->notes);
		strvec_clear(&asked->reviewers);
		strvec_clear(&asked->teams);
		strvec_clear(&asked->assignees);
		strvec_clear(&asked->no_labels);
		strvec_clear(&asked->no_reviewers);
		strvec_clear(&asked->no_teams);
		strvec_clear(&asked->no_assignees);
		strbuf_release(&asked->lost);
		strvec_clear(&asked->names);
		strvec_clear(&asked->files);
		free(asked->next);
		free(asked->commit_files);
		pull_release(&asked->pull);
		forge_fork_release(&asked->fork);
		free(asked->call);
	}
	memset(asked, 0, sizeof(*asked));
}

static bool failed(const struct asked *asked)
{
	size_t i;

	for (i = 0; i < asked->nr; i++)
		if (asked->answers[i].failure != FAILURE_NONE)
			return true;
	return false;
}

/*
 * As the steps do: a look that failed is asked again from its beginning, with
 * what it taught of the server; else its next part (which are counted from 1).
 */
void asked_go_on(struct asked *asked)
{
	ck_assert_ptr_nonnull(asked->call);
	if (!strcmp(asked->call, "look")) {
		if (failed(asked))
			forget_answers(asked);
		else
			ck_assert_msg(asked->parts > 1,
				      "nothing more is asked");
		return;
	}
	ck_assert_msg(asked->more, "nothing more is asked");
	asked->more = false;
	if (!strcmp(asked->call, "list"))
		asked->list.next = asked->next;
	else
		asked->query.part++;
}

unsigned asked_part(const struct asked *asked, const struct forge *forge,
		    const struct forge_site *site)
{
	struct look_query query = asked->looks[0];

	if (!forge->look_part)
		return 0;
	ck_assert_uint_eq(asked->nr, 1);
	query.part = 0;
	return forge->look_part(site, &query, &asked->answers[0],
				asked->parts);
}

static int ask_look(struct asked *asked, const struct forge *forge,
		    const struct forge_site *site, struct request *request,
		    struct strbuf *err)
{
	struct look_query *first = &asked->looks[0];
	bool given = !asked->parts && first->part;

	first->known = &asked->answers[0];
	/* a conversation may begin at a later part */
	if (forge->look_part && !given) {
		first->part = asked_part(asked, forge, site);
		ck_assert_msg(first->part, "nothing more is asked");
	}
	return forge->look_ask(site, asked->looks, asked->nr, request, err);
}

static int ask_file(const struct asked *asked, const struct forge *forge,
		    const struct forge_site *site, struct request *request,
		    struct strbuf *err)
{
	ck_assert_uint_eq(asked->names.nr, 1);
	ck_assert_uint_eq(asked->files.nr, 1);
	return forge->has_file_ask(site, asked->list.owner,
				   asked->names.v[0], asked->files.v[0],
				   request, err);
}

int asked_request(struct asked *asked, const struct forge *forge,
		  const struct forge_site *site, struct request *request,
		  struct strbuf *err)
{
	const char *call = asked->call;
	const struct pull_query *query = &asked->query;

	if (!strcmp(call, "look"))
		return ask_look(asked, forge, site, request, err);
	if (!strcmp(call, "list"))
		return forge->list_ask(site, &asked->list, request, err);
	if (!strcmp(call, "file"))
		return ask_file(asked, forge, site, request, err);
	if (!strcmp(call, "find"))
		return forge->find_ask(site, query, request, err);
	if (!strcmp(call, "names")) {
		ck_assert(forge->names_needed(query));
		return forge->names_ask(site, query, request, err);
	}
	if (!strcmp(call, "open"))
		return forge->open_ask(site, query, request, err);
	if (!strcmp(call, "merge"))
		return forge->merge_ask(site, query, request, err);
	if (!strcmp(call, "close"))
		return forge->close_ask(site, query, request, err);
	if (!strcmp(call, "delete"))
		return forge->delete_ask(site, query, request, err);
	if (!strcmp(call, "commit"))
		return forge->commit_ask(site, &asked->commit, request, err);
	if (asked_is_fork(asked))
		return asked_fork_request(asked, forge, site, request, err);
	if (!strcmp(call, "comment"))
		return forge->comment_ask(site, query, request, err);
	if (!strcmp(call, "said"))
		return forge->said_ask(site, query, request, err);
	ck_assert_str_eq(call, "describe");
	ck_assert(forge->describe_needed(query));
	return forge->describe_ask(site, query, request, err);
}
