/* SPDX-License-Identifier: MIT */
/*
 * Reviewers by turns: how often each was chosen, in one table.
 */
#include "campaign/rota.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "campaign/campaign.h"

struct turns {
	char *name;		/* small letters: forges ignore case */
	size_t nr;
	UT_hash_handle hh;
};

struct rota {
	unsigned definition;	/* whose choices are counted */
	struct turns *by_name;
};

static struct turns *turns_of(struct rota *rota, const char *name)
{
	char *key = xstrdup(name), *p;
	struct turns *turns;

	for (p = key; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	HASH_FIND_STR(rota->by_name, key, turns);
	if (turns) {
		free(key);
		return turns;
	}
	turns = xcalloc(1, sizeof(*turns));
	turns->name = key;
	HASH_ADD_KEYPTR(hh, rota->by_name, turns->name,
			strlen(turns->name), turns);
	return turns;
}

static void count(struct rota *rota, const struct strvec *names)
{
	size_t i;

	for (i = 0; i < names->nr; i++)
		turns_of(rota, names->v[i])->nr++;
}

/* Made when it is first needed, or when another definition counts. */
static struct rota *rota_of(struct campaign *c)
{
	unsigned definition = (unsigned)c->definitions_nr;
	size_t i;

	if (c->rota && c->rota->definition == definition)
		return c->rota;
	rota_free(c->rota);
	c->rota = xcalloc(1, sizeof(*c->rota));
	c->rota->definition = definition;
	for (i = 0; i < c->nr; i++) {
		const struct facts *facts = &c->tasks[i]->facts;

		if (facts->chosen != definition)
			continue;
		count(c->rota, &facts->reviewers);
		count(c->rota, &facts->teams);
	}
	return c->rota;
}

/* The least used that is not taken yet; the first of several. */
static size_t least(struct rota *rota, const struct strvec *names,
		    const bool *taken)
{
	size_t best = names->nr, i;

	for (i = 0; i < names->nr; i++)
		if (!taken[i] && (best == names->nr ||
				  turns_of(rota, names->v[i])->nr <
				  turns_of(rota, names->v[best])->nr))
			best = i;
	return best;
}

void rota_choose(struct campaign *campaign, const struct strvec *names,
		 size_t max, struct strvec *out)
{
	struct rota *rota = rota_of(campaign);
	bool *taken = xcalloc(names->nr + 1, sizeof(*taken));
	size_t left = max && max < names->nr ? max : names->nr, i;

	while (left--)
		taken[least(rota, names, taken)] = true;
	for (i = 0; i < names->nr; i++)
		if (taken[i]) {
			strvec_push(out, names->v[i]);
			turns_of(rota, names->v[i])->nr++;
		}
	free(taken);
}

void rota_free(struct rota *rota)
{
	struct turns *turns, *next;

	if (!rota)
		return;
	HASH_ITER(hh, rota->by_name, turns, next) {
		HASH_DEL(rota->by_name, turns);
		free(turns->name);
		free(turns);
	}
	free(rota);
}
