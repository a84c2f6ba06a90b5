/* SPDX-License-Identifier: MIT */
/*
 * Plays what conversation.c has read.
 */
#include "played.h"

#include <check.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "means.h"
#include "sent.h"
#include "understood.h"

static void find_in(const char *folder, const char *forge,
		    struct strvec *paths)
{
	struct strbuf path = STRBUF_INIT;
	struct dirent **entries;
	int i, nr;

	strbuf_addf(&path, "%s/%s", folder, forge);
	nr = scandir(path.buf, &entries, NULL, alphasort);
	for (i = 0; i < nr; i++) {
		if (ends_with(entries[i]->d_name, ".txt"))
			strvec_pushf(paths, "%s/%s", path.buf,
				     entries[i]->d_name);
		free(entries[i]);
	}
	if (nr >= 0)
		free(entries);
	strbuf_release(&path);
}

void played_paths(struct strvec *paths)
{
	const struct forge *const *forge;

	for (forge = forges; *forge; forge++)
		find_in(TEST_DATA "/forges", (*forge)->name, paths);
}

/* The forge by its folder's name: …/github/look.txt. */
static const struct forge *forge_of_path(const char *path)
{
	const char *end = strrchr(path, '/'), *start = end;
	char *name;
	const struct forge *forge;

	while (start[-1] != '/')
		start--;
	name = xstrndup(start, (size_t)(end - start));
	forge = forge_by_name(name);
	ck_assert_msg(forge != NULL, "no forge '%s'", name);
	free(name);
	return forge;
}

void played_begin(struct played *played, const char *path)
{
	struct conversation *c = &played->conversation;
	struct forge_site *site = &played->site;
	struct strbuf err = STRBUF_INIT;

	memset(played, 0, sizeof(*played));
	strbuf_init(&played->api);
	strbuf_init(&played->graphql);
	played->forge = forge_of_path(path);
	ck_assert_msg(!conversation_read(c, path, &err), "%s", err.buf);
	if (c->site.nr > 1)
		strbuf_addstr(&played->api, c->site.v[1]);
	played->forge->locate(c->site.v[0], &played->api, &played->graphql);
	site->host = "unused";
	site->web = c->site.v[0];
	site->api = played->api.buf;
	site->graphql = played->graphql.len ? played->graphql.buf : NULL;
	site->no_login = !c->login;
	site->lacks = c->lacks;
}

void played_release(struct played *played)
{
	asked_release(&played->asked);
	conversation_release(&played->conversation);
	strbuf_release(&played->api);
	strbuf_release(&played->graphql);
}

const char *played_exchange(struct played *played, size_t i,
			    const struct reply *reply,
			    struct strbuf *understood)
{
	const struct exchange *exchange = &played->conversation.list[i];
	struct request request = REQUEST_INIT;
	struct strbuf err = STRBUF_INIT;
	const char *broken = NULL;

	if (exchange->call.len)
		asked_begin(&played->asked, exchange);
	else
		asked_go_on(&played->asked);
	if (asked_request(&played->asked, played->forge, &played->site,
			  &request, &err)) {
		means_text(understood, "refused", err.buf);
	} else {
		ck_assert_str_eq(err.buf, "");
		if (played->conversation.token)
			request.authorization = "Bearer secret";
		sent_check(exchange, &request);
		broken = understand(played->forge,
				    reply ? reply : &exchange->reply,
				    &request, &played->asked, &played->site,
				    understood);
	}
	request_release(&request);
	strbuf_release(&err);
	return broken;
}
