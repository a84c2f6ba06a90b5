/* SPDX-License-Identifier: MIT */
/*
 * Gitea: a repository, and lists of them.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "gitea.h"

void gitea_get_repo(struct call *call)
{
	struct json_writer w;

	if (!gitea_repo(call, 0))
		return;
	w = gitea_json(call, 200);
	gitea_put_repo(call, &w, NULL, &call->repo);
}

/* What a search is narrowed to. */
struct filter {
	struct strbuf q, mode, archived, private;
	bool topics;
	long uid;
};

#define FILTER_INIT { .q = STRBUF_INIT, .mode = STRBUF_INIT,		\
	.archived = STRBUF_INIT, .private = STRBUF_INIT,		\
	.topics = false, .uid = 0 }

static void filter_release(struct filter *filter)
{
	strbuf_release(&filter->q);
	strbuf_release(&filter->mode);
	strbuf_release(&filter->archived);
	strbuf_release(&filter->private);
}

/* -1: a mode that there is not, and the reply says so. */
static int read_filter(struct call *call, struct filter *filter)
{
	static const char *const modes[] = {
		"", "source", "fork", "mirror", "collaborative"
	};
	struct strbuf text = STRBUF_INIT;
	size_t i;

	request_param(call->req, "q", &filter->q);
	request_param(call->req, "mode", &filter->mode);
	request_param(call->req, "archived", &filter->archived);
	request_param(call->req, "is_private", &filter->private);
	filter->topics = gitea_flag(call, "topic", false);
	filter->uid = request_param_int(call->req, "uid", 0);
	for (i = 0; i < ARRAY_SIZE(modes); i++)
		if (!strcmp(filter->mode.buf, modes[i]))
			return 0;
	strbuf_addf(&text, "Invalid search mode: \"%s\"", filter->mode.buf);
	gitea_say(call, 422, text.buf);
	strbuf_release(&text);
	return -1;
}

static bool is_flag(const struct strbuf *wanted, bool have)
{
	return !wanted->len || have == (!strcmp(wanted->buf, "true") ||
					!strcmp(wanted->buf, "1"));
}

static bool fits(const struct filter *filter, const struct repo *repo)
{
	bool fork = settings_get(&repo->settings, "fork-of") != NULL;
	const char *mode = filter->mode.buf;

	if (filter->topics && filter->q.len &&
	    !settings_lists(&repo->settings, "topics", filter->q.buf))
		return false;
	if (!filter->topics && filter->q.len &&
	    !strcasestr(repo->name, filter->q.buf))
		return false;
	if ((!strcmp(mode, "fork") && !fork) ||
	    (!strcmp(mode, "source") && fork) || !strcmp(mode, "mirror"))
		return false;
	return is_flag(&filter->archived, repo_is(repo, "archived")) &&
	       is_flag(&filter->private, repo_is(repo, "private")) &&
	       (!filter->uid || filter->uid == gitea_id(repo->owner));
}

/*
 * Those that may be seen and fit, of one owner or of all (NULL). What is in
 * a folder below an owner's has no name here.
 */
static void collect(const struct call *call, const char *owner,
		    const struct filter *filter, struct strvec *out)
{
	struct strvec all = STRVEC_INIT;
	size_t i;

	store_list(&all, call->forge->dir, owner);
	for (i = 0; i < all.nr; i++) {
		struct repo repo = REPO_INIT;

		if (strchr(all.v[i], '/') == strrchr(all.v[i], '/') &&
		    gitea_open(call, all.v[i], &repo) &&
		    !strcmp(repo.full, all.v[i]) && fits(filter, &repo))
			strvec_push(out, all.v[i]);
		repo_release(&repo);
	}
	strvec_clear(&all);
}

static void put_list(struct call *call, struct json_writer *w,
		     const char *key, const struct strvec *names)
{
	struct gitea_page page = gitea_page(call, names->nr, true);
	size_t i;

	json_begin_array(w, key);
	for (i = page.from; i < page.to; i++) {
		struct repo repo = REPO_INIT;

		if (gitea_open(call, names->v[i], &repo))
			gitea_put_repo(call, w, NULL, &repo);
		repo_release(&repo);
	}
	json_end_array(w);
}

static void list(struct call *call, const char *owner)
{
	struct filter filter = FILTER_INIT;
	struct strvec names = STRVEC_INIT;
	struct json_writer w = gitea_json(call, 200);

	collect(call, owner, &filter, &names);
	put_list(call, &w, NULL, &names);
	strvec_clear(&names);
	filter_release(&filter);
}

void gitea_list_user(struct call *call)
{
	struct strbuf owner = STRBUF_INIT;

	if (gitea_owner(call, call->arg[0], &owner))
		list(call, owner.buf);
	else
		gitea_missing(call, NULL);
	strbuf_release(&owner);
}

void gitea_list_organization(struct call *call)
{
	struct strbuf owner = STRBUF_INIT;

	if (gitea_owner(call, call->arg[0], &owner) &&
	    gitea_is_organization(call, owner.buf))
		list(call, owner.buf);
	else
		gitea_missing(call, NULL);
	strbuf_release(&owner);
}

/* The user's own; those of others where he takes part are left out here. */
void gitea_list_mine(struct call *call)
{
	if (gitea_known(call))
		list(call, call->req->account.login);
}

void gitea_search(struct call *call)
{
	struct filter filter = FILTER_INIT;
	struct strvec names = STRVEC_INIT;
	struct json_writer w;

	if (!read_filter(call, &filter)) {
		collect(call, NULL, &filter, &names);
		w = gitea_json(call, 200);
		json_begin_object(&w, NULL);
		json_put_bool(&w, "ok", true);
		put_list(call, &w, "data", &names);
		json_end_object(&w);
	}
	strvec_clear(&names);
	filter_release(&filter);
}
