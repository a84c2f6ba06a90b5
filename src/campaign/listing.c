/* SPDX-License-Identifier: MIT */
/*
 * What servers are asked for a selection.
 */
#include "campaign/listing.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "git/config.h"

/* ---- one question ------------------------------------------------- */

static void listing_free(struct listing *listing)
{
	size_t i;

	for (i = 0; i < listing->nr; i++)
		listed_release(&listing->found[i]);
	free(listing->found);
	free(listing->of);
	strvec_clear(&listing->names);
	free(listing->what);
	free(listing->host);
	free(listing->web);
	free(listing->owner);
	free(listing->team);
	free(listing->text);
	free(listing->next);
	free(listing);
}

void listings_release(struct listings *listings)
{
	size_t i;

	for (i = 0; i < listings->nr; i++)
		listing_free(listings->list[i]);
	free(listings->list);
	memset(listings, 0, sizeof(*listings));
}

struct listing *listing_add(struct listings *out, enum list_kind kind,
			    const char *option, const struct remote *remote)
{
	struct listing *listing = xcalloc(1, sizeof(*listing));

	listing->kind = kind;
	listing->option = option;
	listing->host = xstrdup(remote->host);
	listing->web = xstrdup(remote->web);
	strvec_init(&listing->names);
	GROW(out->list, out->nr, out->alloc);
	out->list[out->nr++] = listing;
	return listing;
}

static bool same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* A question that was there already is asked once. */
static void name_it(struct listings *out, struct listing *listing,
		    const struct selection *selection, const char *name,
		    const char *end)
{
	struct strbuf what = STRBUF_INIT;
	size_t i;

	strbuf_addf(&what, "%s %s%s%s%s", listing->option, listing->host,
		    *name ? "/" : "", name, end);
	if (listing->topic && listing->kind != LIST_SEARCH)
		strbuf_addf(&what, " --topic %s", listing->topic);
	listing->what = strbuf_detach(&what);
	listing->files = selection->files.nr ? &selection->files : NULL;
	for (i = 0; i + 1 < out->nr; i++) {
		if (!same(out->list[i]->what, listing->what))
			continue;
		listing_free(listing);
		out->nr--;
		return;
	}
}

struct list_query listing_query(const struct listing *listing)
{
	struct list_query query = {
		.kind = listing->kind, .owner = listing->owner,
		.team = listing->team, .text = listing->text,
		.topic = listing->topic, .files = listing->files,
		.next = listing->next, .as_user = listing->as_user,
		.names = listing->names.nr ? &listing->names : NULL
	};

	return query;
}

int listing_take(struct listing *listing, struct list_answer *page,
		 struct strbuf *err)
{
	size_t i;

	for (i = 0; i < page->nr; i++) {
		GROW(listing->found, listing->nr, listing->alloc);
		listing->found[listing->nr++] = page->v[i];
	}
	page->nr = 0;
	if (page->next && same(page->next, listing->next)) {
		strbuf_addf(err, "'%s' names the same page again as the next",
			    listing->host);
		return -1;
	}
	replace_string(&listing->next, page->next);
	return listing->next != NULL;
}

/* ---- what the options say ----------------------------------------- */

/*
 * HOST/OWNER/NAME are read in one way only: as a repository of that owner is
 * read, so is the owner.
 */
static int read_owner(const char *word, struct remote *remote)
{
	struct strbuf name = STRBUF_INIT, ignored = STRBUF_INIT;
	int ret;

	strbuf_addstr(&name, word);
	while (ends_with(name.buf, "/"))
		strbuf_setlen(&name, name.len - 1);
	strbuf_addstr(&name, "/x");
	ret = remote_parse(name.buf, remote, &ignored);
	if (!ret && (!*remote->owner || !remote->web))
		ret = -1;
	strbuf_release(&name);
	strbuf_release(&ignored);
	return ret;
}

static int refuse(const char *option, const char *word, const char *form,
		  struct strbuf *err)
{
	strbuf_addf(err, "'%s %s' is no %s", option, word, form);
	return -1;
}

/* With one topic the server can leave the others out. */
static const char *only_topic(const struct selection *selection)
{
	return selection->topics.nr == 1 ? selection->topics.v[0] : NULL;
}

static int read_owners(struct listings *out, const struct selection *s,
		       enum list_kind kind, const char *option,
		       const struct strvec *words, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < words->nr; i++) {
		struct remote remote = REMOTE_INIT;
		struct listing *listing;

		if (read_owner(words->v[i], &remote) < 0) {
			remote_release(&remote);
			return refuse(option, words->v[i], "[HOST/]OWNER",
				      err);
		}
		listing = listing_add(out, kind, option, &remote);
		listing->owner = xstrdup(remote.owner);
		listing->topic = only_topic(s);
		name_it(out, listing, s, remote.owner, "");
		remote_release(&remote);
	}
	return 0;
}

static int read_teams(struct listings *out, const struct selection *s,
		      struct strbuf *err)
{
	struct strbuf ignored = STRBUF_INIT;
	size_t i;

	for (i = 0; i < s->teams.nr; i++) {
		struct remote remote = REMOTE_INIT;
		struct listing *listing;
		bool bad = remote_parse(s->teams.v[i], &remote,
					&ignored) < 0 ||
			   !*remote.owner || !remote.web;

		strbuf_release(&ignored);
		if (bad) {
			remote_release(&remote);
			return refuse("--team", s->teams.v[i],
				      "[HOST/]ORGANISATION/TEAM", err);
		}
		listing = listing_add(out, LIST_TEAM, "--team", &remote);
		listing->owner = xstrdup(remote.owner);
		listing->team = xstrdup(remote.name);
		listing->topic = only_topic(s);
		name_it(out, listing, s, strstr(remote.key, "/") + 1, "");
		remote_release(&remote);
	}
	return 0;
}

/* A search names no server in its words: these, else the usual one. */
static int read_hosts(const struct selection *s, struct strvec *hosts,
		      struct strbuf *err)
{
	struct remote remote = REMOTE_INIT;
	size_t i;
	int ret = 0;

	strvec_pushv(hosts, (const char *const *)s->hosts.v);
	if (!hosts->nr)
		strvec_push(hosts, config_string("host"));
	for (i = 0; i < hosts->nr && !ret; i++) {
		if (strchr(hosts->v[i], '/') ||
		    read_owner(hosts->v[i], &remote) == 0)
			ret = refuse("--host", hosts->v[i], "host's name; "
				     "write it as in HOST/OWNER/NAME", err);
		remote_release(&remote);
	}
	return ret;
}

static int read_search(struct listings *out, const struct selection *s,
		       enum list_kind kind, const char *option,
		       const char *host, const char *text, const char *topic,
		       struct strbuf *err)
{
	struct strbuf name = STRBUF_INIT, end = STRBUF_INIT;
	struct remote remote = REMOTE_INIT;
	struct listing *listing;
	int ret = 0;

	strbuf_addf(&name, "%s/x/x", host);
	if (remote_parse(name.buf, &remote, err) < 0 || !remote.web) {
		ret = -1;
		goto out;
	}
	listing = listing_add(out, kind, option, &remote);
	listing->text = xstrdup_or_null(text);
	listing->topic = topic;
	strbuf_addf(&end, " '%s'", text ? text : topic);
	name_it(out, listing, s, "", end.buf);
out:
	remote_release(&remote);
	strbuf_release(&name);
	strbuf_release(&end);
	return ret;
}

static int read_searches(struct listings *out, const struct selection *s,
			 const char *host, struct strbuf *err)
{
	bool alone = !s->repos.nr && !s->from.nr && !s->orgs.nr &&
		     !s->users.nr && !s->teams.nr && !s->searches.nr &&
		     !s->code_searches.nr;
	size_t i;

	for (i = 0; i < s->searches.nr; i++)
		if (read_search(out, s, LIST_SEARCH, "--search", host,
				s->searches.v[i], NULL, err) < 0)
			return -1;
	for (i = 0; i < s->code_searches.nr; i++)
		if (read_search(out, s, LIST_CODE, "--code-search", host,
				s->code_searches.v[i], NULL, err) < 0)
			return -1;
	/* with nothing that it could narrow: all that the server has */
	for (i = 0; alone && i < s->topics.nr; i++)
		if (read_search(out, s, LIST_SEARCH, "--topic", host, NULL,
				s->topics.v[i], err) < 0)
			return -1;
	return 0;
}

int listings_read(struct listings *out, const struct selection *s,
		  struct strbuf *err)
{
	struct strvec hosts = STRVEC_INIT;
	size_t i;
	int ret = -1;

	if (read_owners(out, s, LIST_OWNER, "--org", &s->orgs, err) < 0 ||
	    read_owners(out, s, LIST_USER, "--user", &s->users, err) < 0 ||
	    read_teams(out, s, err) < 0 || read_hosts(s, &hosts, err) < 0)
		goto out;
	ret = 0;
	for (i = 0; i < hosts.nr && !ret; i++)
		ret = read_searches(out, s, hosts.v[i], err);
out:
	strvec_clear(&hosts);
	return ret;
}
