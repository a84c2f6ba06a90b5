/* SPDX-License-Identifier: MIT */
/*
 * What servers told of a selection: it joins what was named.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "campaign/listing.h"
#include "campaign/selecting.h"
#include "forges/forge.h"

/* ---- those that were only named ----------------------------------- */

static struct listing *with_place(struct listings *out,
				  const struct selected *one)
{
	struct listing *listing;
	size_t i = out->nr;

	while (i-- > 0) {
		listing = out->list[i];
		if (listing->names.nr < one->forge->list_names &&
		    !strcmp(listing->web, one->remote.web))
			return listing;
	}
	listing = listing_add(out, LIST_NAMED, "-r", &one->remote);
	listing->of = xcalloc(one->forge->list_names, sizeof(*listing->of));
	return listing;
}

void listings_named(struct listings *out, struct selecting *s)
{
	struct listing *listing;
	size_t i;

	for (i = 0; i < s->nr; i++) {
		struct selected *one = &s->list[i];

		if (!selected_needs_facts(one, s->selection) ||
		    !one->remote.web || !one->forge ||
		    !one->forge->list_names)
			continue;
		listing = with_place(out, one);
		listing->files = s->selection->files.nr ? &s->selection->files
							: NULL;
		listing->of[listing->names.nr] = one;
		strvec_push(&listing->names,
			    strchr(one->remote.key, '/') + 1);
	}
	for (i = 0; i < out->nr; i++) {
		struct strbuf what = STRBUF_INIT;

		listing = out->list[i];
		strbuf_addf(&what, "%s/%s", listing->host,
			    listing->names.v[0]);
		if (listing->names.nr > 1)
			strbuf_addf(&what, " and %zu more",
				    listing->names.nr - 1);
		listing->what = strbuf_detach(&what);
	}
}

/* ---- what was found ----------------------------------------------- */

static struct selected *whose(const struct listing *listing, const char *name)
{
	size_t i;

	for (i = 0; i < listing->names.nr; i++)
		if (!strcasecmp(listing->names.v[i], name))
			return listing->of[i];
	/* the only one, by the name that it has now */
	return listing->names.nr == 1 ? listing->of[0] : NULL;
}

static void join_named(struct listing *listing)
{
	size_t i;

	for (i = 0; i < listing->nr; i++) {
		struct listed *known = &listing->found[i];
		struct selected *one = whose(listing, known->asked ?
					     known->asked : known->name);

		if (one)
			selected_know(one, known);
	}
	for (i = 0; i < listing->names.nr; i++)
		listing->of[i]->unseen = !listing->of[i]->known;
}

int listing_join(struct listing *listing, struct selecting *s,
		 const struct forge *forge, struct strbuf *err)
{
	struct strbuf url = STRBUF_INIT;
	size_t i;
	int ret = 0;

	if (listing->kind == LIST_NAMED)
		join_named(listing);
	else
		for (i = 0; i < listing->nr && !ret; i++) {
			strbuf_reset(&url);
			strbuf_addf(&url, "%s%s.git", listing->web,
				    listing->found[i].name);
			ret = selecting_add(s, url.buf, forge,
					    &listing->found[i], err);
		}
	strbuf_release(&url);
	return ret;
}
