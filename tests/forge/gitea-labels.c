/* SPDX-License-Identifier: MIT */
/*
 * Gitea: labels of repositories, of organizations and of pull requests.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "gitea.h"

static void put_label(const struct call *call, struct json_writer *w,
		      const struct repo *repo,
		      const struct gitea_label *label)
{
	json_begin_object(w, NULL);
	json_put_int(w, "id", label->id);
	json_put(w, "name", label->name);
	json_put_bool(w, "exclusive", false);
	json_put_bool(w, "is_archived", false);
	json_put(w, "color", label->color);
	json_put(w, "description", label->description);
	if (repo && !label->organization)
		gitea_putf(w, "url", "%s/repos/%s/labels/%lld", call->api,
			   repo->full, label->id);
	else
		gitea_putf(w, "url", "%s/orgs/%s/labels/%lld", call->api,
			   repo ? repo->owner : call->arg[0], label->id);
	json_end_object(w);
}

void gitea_put_labels(const struct call *call, struct json_writer *w,
		      const char *key, const struct repo *repo,
		      const struct strvec *names)
{
	struct gitea_labels labels = { .list = NULL };
	size_t i;

	gitea_labels_of(call->forge, repo, &labels);
	json_begin_array(w, key);
	for (i = 0; i < names->nr; i++) {
		const struct gitea_label *label =
			gitea_label_by_name(&labels, names->v[i]);

		if (label)
			put_label(call, w, repo, label);
	}
	json_end_array(w);
	gitea_labels_release(&labels);
}

/* There are no links in this list, but the total is told. */
static void say_list(struct call *call, const struct repo *repo,
		     const struct gitea_labels *labels)
{
	struct json_writer w = gitea_json(call, 200);
	struct gitea_page page;
	size_t i, nr = 0;

	for (i = 0; i < labels->nr; i++)
		nr += !repo || !labels->list[i].organization;
	page = gitea_page(call, nr, false);
	json_begin_array(&w, NULL);
	for (i = 0, nr = 0; i < labels->nr; i++) {
		if (repo && labels->list[i].organization)
			continue;
		if (nr >= page.from && nr < page.to)
			put_label(call, &w, repo, &labels->list[i]);
		nr++;
	}
	json_end_array(&w);
}

void gitea_list_labels(struct call *call)
{
	struct gitea_labels labels = { .list = NULL };

	if (!gitea_repo(call, 0))
		return;
	gitea_labels_of(call->forge, &call->repo, &labels);
	say_list(call, &call->repo, &labels);
	gitea_labels_release(&labels);
}

void gitea_list_organization_labels(struct call *call)
{
	struct gitea_labels labels = { .list = NULL };
	struct strbuf owner = STRBUF_INIT;

	if (gitea_owner(call, call->arg[0], &owner) &&
	    gitea_is_organization(call, owner.buf)) {
		gitea_labels_of_owner(call->forge, owner.buf, &labels);
		say_list(call, NULL, &labels);
	} else {
		gitea_missing(call, NULL);
	}
	gitea_labels_release(&labels);
	strbuf_release(&owner);
}

static bool is_color(const char *color)
{
	size_t len = strlen(color);

	return (len == 3 || len == 6) &&
	       strspn(color, "0123456789abcdefABCDEF") == len;
}

static void say_added(struct call *call, const char *name)
{
	struct gitea_labels labels = { .list = NULL };
	struct json_writer w = gitea_json(call, 201);

	gitea_labels_of(call->forge, &call->repo, &labels);
	put_label(call, &w, &call->repo,
		  gitea_label_by_name(&labels, name));
	gitea_labels_release(&labels);
}

void gitea_add_label(struct call *call)
{
	char *name = NULL, *color = NULL, *text = NULL;
	struct strbuf err = STRBUF_INIT;

	if (!gitea_repo(call, GITEA_WRITER) || !gitea_body(call) ||
	    !gitea_text(call, "name", "Name", &name) ||
	    !gitea_text(call, "color", "Color", &color) ||
	    !gitea_text(call, "description", NULL, &text))
		goto out;
	if (!is_color(color + (*color == '#')))
		gitea_say(call, 422, "invalid color");
	else if (gitea_label_add(&call->repo, name, color + (*color == '#'),
				 text ? text : "", &err))
		gitea_say(call, 500, "");
	else
		say_added(call, name);
out:
	free(name);
	free(color);
	free(text);
	strbuf_release(&err);
}

bool gitea_read_labels(struct call *call, const char *key,
		       struct strvec *names)
{
	int node = gitea_member(call, key), item;
	struct gitea_labels labels = { .list = NULL };
	bool good = true;

	gitea_labels_of(call->forge, &call->repo, &labels);
	for (item = json_first(&call->body, node); good && item >= 0;
	     item = json_next(&call->body, item)) {
		const struct gitea_label *label =
			gitea_label_by_id(&labels, json_int(&call->body,
							    item, 0));

		good = json_kind(&call->body, item) == JSON_NUMBER;
		if (good && label && !strvec_has(names, label->name))
			strvec_push(names, label->name);
	}
	gitea_labels_release(&labels);
	if (!good)
		gitea_say(call, 422, "[]: json: cannot unmarshal string into"
			  " Go struct field .labels of type int64");
	return good;
}

/* Numbers, or names, but not both. */
static bool read_either(struct call *call, struct strvec *names)
{
	int node = gitea_member(call, "labels"), item;
	struct gitea_labels labels = { .list = NULL };
	bool ids = false, words = false;
	struct strbuf name = STRBUF_INIT;

	gitea_labels_of(call->forge, &call->repo, &labels);
	for (item = json_first(&call->body, node); item >= 0;
	     item = json_next(&call->body, item)) {
		const struct gitea_label *label;

		strbuf_reset(&name);
		if (!json_string(&call->body, item, &name)) {
			label = gitea_label_by_name(&labels, name.buf);
			words = true;
		} else {
			label = gitea_label_by_id(&labels,
				json_int(&call->body, item, 0));
			ids = true;
		}
		if (label && !strvec_has(names, label->name))
			strvec_push(names, label->name);
	}
	gitea_labels_release(&labels);
	strbuf_release(&name);
	if (ids && words)
		gitea_say(call, 400, "labels should be an array of strings or"
			  " integers");
	return !(ids && words);
}

static void say_issue_labels(struct call *call)
{
	struct json_writer w = gitea_json(call, 200);

	gitea_put_labels(call, &w, NULL, &call->repo, &call->pull->labels);
}

void gitea_list_issue_labels(struct call *call)
{
	if (gitea_pull(call, 0))
		say_issue_labels(call);
}

static void change(struct call *call, bool instead)
{
	struct strvec names = STRVEC_INIT;
	size_t i;

	if (!gitea_pull(call, GITEA_TOKEN) || !gitea_body(call) ||
	    !read_either(call, &names)) {
		strvec_clear(&names);
		return;
	}
	if (gitea_may(call, PERMISSION_WRITE)) {
		if (instead)
			strvec_clear(&call->pull->labels);
		for (i = 0; i < names.nr; i++)
			if (!strvec_has(&call->pull->labels, names.v[i]))
				strvec_push(&call->pull->labels, names.v[i]);
		say_issue_labels(call);
		gitea_save(call);
	} else {
		gitea_bare(call, 403);
	}
	strvec_clear(&names);
}

void gitea_add_issue_labels(struct call *call)
{
	change(call, false);
}

void gitea_set_issue_labels(struct call *call)
{
	change(call, true);
}
