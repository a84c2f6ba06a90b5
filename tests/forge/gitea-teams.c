/* SPDX-License-Identifier: MIT */
/*
 * Gitea: an organization's teams (the setting "teams" of its repositories) and
 * what they work on; and what is at a path of a repository.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "facts.h"
#include "fields.h"
#include "gitea.h"

static long long team_id(const char *organization, const char *team)
{
	struct strbuf text = STRBUF_INIT;
	long long id;

	strbuf_addf(&text, "%s/teams/%s", organization, team);
	id = gitea_id(text.buf);
	strbuf_release(&text);
	return id;
}

/*
 * "ORGANIZATION/TEAM" of every team of one (NULL: of all), and with id, only
 * of that; with repos, the names of its repositories.
 */
static void teams(const struct call *call, const char *organization,
		  long long id, struct strvec *out, struct strvec *repos)
{
	struct strvec all = STRVEC_INIT, words = STRVEC_INIT;
	struct strbuf team = STRBUF_INIT;
	size_t i, k;

	store_list(&all, call->forge->dir, organization);
	for (i = 0; i < all.nr; i++) {
		struct repo repo = REPO_INIT;

		if (gitea_open(call, all.v[i], &repo))
			facts_words(&repo, "teams", &words);
		for (k = 0; k < words.nr; k++) {
			if (id && team_id(repo.owner, words.v[k]) != id)
				continue;
			strbuf_reset(&team);
			strbuf_addf(&team, "%s/%s", repo.owner, words.v[k]);
			if (!strvec_has(out, team.buf))
				strvec_push(out, team.buf);
			if (repos)
				strvec_push(repos, repo.full);
		}
		strvec_clear(&words);
		repo_release(&repo);
	}
	strbuf_release(&team);
	strvec_clear(&all);
}

void gitea_put_team(const struct call *call, struct json_writer *w,
		    const char *key, const char *organization,
		    const char *name)
{
	json_begin_object(w, key);
	json_put_int(w, "id", team_id(organization, name));
	json_put(w, "name", name);
	json_put(w, "description", "");
	gitea_put_organization(call, w, "organization", organization);
	json_put(w, "permission", "write");
	json_begin_array(w, "units");
	json_put(w, NULL, "repo.code");
	json_end_array(w);
	json_begin_object(w, "units_map");
	json_put(w, "repo.code", "write");
	json_end_object(w);
	json_put_bool(w, "can_create_org_repo", false);
	json_put_bool(w, "includes_all_repositories", false);
	json_end_object(w);
}

/* Only to its members: here whoever has a token. */
void gitea_search_teams(struct call *call)
{
	struct strbuf owner = STRBUF_INIT, q = STRBUF_INIT;
	struct strvec all = STRVEC_INIT;
	struct gitea_page page;
	struct json_writer w;
	size_t i;

	if (!gitea_known(call))
		goto out;
	if (!gitea_owner(call, call->arg[0], &owner) ||
	    !gitea_is_organization(call, owner.buf)) {
		gitea_missing(call, NULL);
		goto out;
	}
	request_param(call->req, "q", &q);
	teams(call, owner.buf, 0, &all, NULL);
	for (i = all.nr; i-- > 0;)
		if (!strcasestr(strrchr(all.v[i], '/') + 1, q.buf))
			strvec_remove(&all, i);
	w = gitea_json(call, 200);
	page = gitea_page(call, all.nr, true);
	json_begin_object(&w, NULL);
	json_begin_array(&w, "data");
	for (i = page.from; i < page.to; i++)
		gitea_put_team(call, &w, NULL, owner.buf,
			       strrchr(all.v[i], '/') + 1);
	json_end_array(&w);
	json_put_bool(&w, "ok", true);
	json_end_object(&w);
out:
	strbuf_release(&owner);
	strbuf_release(&q);
	strvec_clear(&all);
}

/* Whether one works on a repository. */
void gitea_get_repo_team(struct call *call)
{
	struct json_writer w;

	if (!gitea_known(call) || !gitea_repo(call, 0))
		return;
	if (!gitea_is_organization(call, call->repo.owner)) {
		gitea_say(call, 405, "repo is not owned by an organization");
	} else if (!fields_has_team(&call->repo, call->arg[2])) {
		gitea_missing(call, NULL);
	} else {
		w = gitea_json(call, 200);
		gitea_put_team(call, &w, NULL, call->repo.owner,
			       call->arg[2]);
	}
}

/* A total, and no links. */
void gitea_list_team(struct call *call)
{
	struct strvec all = STRVEC_INIT, repos = STRVEC_INIT;
	struct gitea_page page;
	struct json_writer w;
	size_t i;

	if (!gitea_known(call))
		return;
	teams(call, NULL, strtoll(call->arg[0], NULL, 10), &all, &repos);
	if (!all.nr) {
		gitea_missing(call, NULL);
		goto out;
	}
	w = gitea_json(call, 200);
	page = gitea_page(call, repos.nr, false);
	json_begin_array(&w, NULL);
	for (i = page.from; i < page.to; i++) {
		struct repo repo = REPO_INIT;

		if (gitea_open(call, repos.v[i], &repo))
			gitea_put_repo(call, &w, NULL, &repo);
		repo_release(&repo);
	}
	json_end_array(&w);
out:
	strvec_clear(&all);
	strvec_clear(&repos);
}

/* Its addresses, by the names that they have in both places. */
static void put_places(struct call *call, struct json_writer *w,
		       const char *path)
{
	const char *full = call->repo.full;

	gitea_putf(w, "url", "%s/repos/%s/contents/%s", call->api, full,
		   path);
	gitea_putf(w, "html_url", "%s/%s/src/branch/%s/%s", call->site, full,
		   call->repo.branch, path);
	gitea_putf(w, "git_url", "%s/repos/%s/git/blobs/%s", call->api, full,
		   call->repo.oid);
	gitea_putf(w, "download_url", "%s/%s/raw/branch/%s/%s", call->site,
		   full, call->repo.branch, path);
	json_begin_object(w, "_links");
	gitea_putf(w, "self", "%s/repos/%s/contents/%s", call->api, full,
		   path);
	gitea_putf(w, "git", "%s/repos/%s/git/blobs/%s", call->api, full,
		   call->repo.oid);
	gitea_putf(w, "html", "%s/%s/src/branch/%s/%s", call->site, full,
		   call->repo.branch, path);
	json_end_object(w);
}

static void put_entry(struct call *call, struct json_writer *w,
		      const char *path, const char *type)
{
	const char *last = strrchr(path, '/');
	bool file = !strcmp(type, "file");

	json_begin_object(w, NULL);
	json_put(w, "name", last ? last + 1 : path);
	json_put(w, "path", path);
	json_put(w, "sha", call->repo.oid);
	json_put(w, "last_commit_sha", call->repo.oid);
	if (gitea_is_forgejo(call->forge)) {
		gitea_time(w, "last_commit_when", call->now);
	} else {
		gitea_time(w, "last_author_date", call->now);
		gitea_time(w, "last_committer_date", call->now);
		json_put(w, "last_commit_message", "");
	}
	json_put(w, "type", type);
	json_put_int(w, "size", 0);
	json_put(w, "encoding", file ? "base64" : NULL);
	json_put(w, "content", file ? "" : NULL);
	json_put(w, "target", NULL);
	json_put(w, "submodule_git_url", NULL);
	put_places(call, w, path);
	json_end_object(w);
}

/* A file is an object, a folder the list of what is in it. */
void gitea_get_contents(struct call *call)
{
	struct json_writer w;
	const char *kind;

	if (!gitea_repo(call, 0))
		return;
	kind = facts_object(&call->repo, call->arg[2]);
	if (!kind) {
		gitea_missing(call, NULL);
		return;
	}
	w = gitea_json(call, 200);
	if (!strcmp(kind, "blob")) {
		put_entry(call, &w, call->arg[2], "file");
		return;
	}
	json_begin_array(&w, NULL);
	put_entry(call, &w, call->arg[2], "dir");
	json_end_array(&w);
}
