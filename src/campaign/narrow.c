/* SPDX-License-Identifier: MIT */
/*
 * Filters: what a selection is narrowed to, by names, by facts and by chance.
 */
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/selecting.h"
#include "forges/forge.h"

/* ---- by name ---------------------------------------------------------- */

/* An expression twice: where the forge ignores case it does so too. */
struct pattern {
	regex_t exact, folded;
};

struct patterns {
	struct pattern *list;
	size_t nr;
};

static void patterns_release(struct patterns *patterns)
{
	size_t i;

	for (i = 0; i < patterns->nr; i++) {
		regfree(&patterns->list[i].exact);
		regfree(&patterns->list[i].folded);
	}
	free(patterns->list);
	patterns->list = NULL;
	patterns->nr = 0;
}

static int compile(struct patterns *out, const struct strvec *texts,
		   const char *option, struct strbuf *err)
{
	const int flags = REG_EXTENDED | REG_NOSUB;
	size_t i;

	out->list = xcalloc(texts->nr + 1, sizeof(*out->list));
	for (i = 0; i < texts->nr; i++) {
		struct pattern *p = &out->list[i];
		int code = regcomp(&p->exact, texts->v[i], flags);
		char why[128];

		if (code) {
			regerror(code, &p->exact, why, sizeof(why));
			strbuf_addf(err, "'%s %s' is no regular expression: "
				    "%s", option, texts->v[i], why);
			return -1;
		}
		if (regcomp(&p->folded, texts->v[i], flags | REG_ICASE))
			BUG("'%s' compiles only with case", texts->v[i]);
		out->nr++;
	}
	return 0;
}

static bool any_matches(const struct patterns *patterns,
			const struct selected *one)
{
	bool folds = one->forge && one->forge->folds_case;
	size_t i;

	for (i = 0; i < patterns->nr; i++) {
		const struct pattern *p = &patterns->list[i];

		if (!regexec(folds ? &p->folded : &p->exact, one->remote.key,
			     0, NULL, 0))
			return true;
	}
	return false;
}

struct by_name {
	struct patterns include, exclude;
	struct selecting skip;
};

static bool passes_by_name(const struct selected *one, void *data)
{
	const struct by_name *by = data;

	return !selecting_find(&by->skip, one->key) &&
	       !any_matches(&by->exclude, one) &&
	       (!by->include.nr || any_matches(&by->include, one));
}

/* A name to skip that was never there is a slip of the pen, most likely. */
static void warn_of_strangers(const struct selecting *skip,
			      const struct selecting *s)
{
	size_t i;

	for (i = 0; i < skip->nr; i++)
		if (!selecting_find(s, skip->list[i].key))
			warning("'%s' of --skip-repo is not in the selection",
				skip->list[i].key);
}

int selection_check_patterns(const struct selection *selection,
			     struct strbuf *err)
{
	struct patterns include = { .nr = 0 }, exclude = { .nr = 0 };
	int ret = compile(&include, &selection->include, "--include", err);

	if (!ret)
		ret = compile(&exclude, &selection->exclude, "--exclude",
			      err);
	patterns_release(&include);
	patterns_release(&exclude);
	return ret;
}

int selecting_by_name(struct selecting *s, struct strbuf *err)
{
	struct by_name by = { .include = { .nr = 0 } };
	int ret = -1;

	if (!selecting_skipped(s, &by.skip, err) &&
	    !compile(&by.include, &s->selection->include, "--include", err) &&
	    !compile(&by.exclude, &s->selection->exclude, "--exclude", err)) {
		warn_of_strangers(&by.skip, s);
		selecting_narrow(s, passes_by_name, &by);
		ret = 0;
	}
	patterns_release(&by.include);
	patterns_release(&by.exclude);
	selecting_release(&by.skip);
	return ret;
}

/* ---- by facts ---------------------------------------------------------- */

struct by_facts {
	const struct selection *selection;
	const struct selected *untold;	/* the first, and … */
	const char *option;		/* … what it cannot be asked for */
};

static bool has_folded(const struct strvec *list, const char *word)
{
	size_t i;

	for (i = 0; i < list->nr; i++)
		if (!strcasecmp(list->v[i], word))
			return true;
	return false;
}

static bool has_any_folded(const struct strvec *list,
			   const struct strvec *words)
{
	size_t i;

	for (i = 0; i < words->nr; i++)
		if (has_folded(list, words->v[i]))
			return true;
	return false;
}

/* What the server does not tell passes here, and is an error later. */
static bool passes(const struct selected *one, const char *option,
		   bool untold, bool good, struct by_facts *by)
{
	if (!untold)
		return good;
	if (!by->untold) {
		by->untold = one;
		by->option = option;
	}
	return true;
}

static bool passes_by_facts(const struct selected *one, void *data)
{
	struct by_facts *by = data;
	const struct selection *s = by->selection;
	const struct listed *known = one->known;

	/* of one that is not there the run is to say so */
	if (!known)
		return !selected_needs_facts(one, s) ||
		       passes(one, NULL, true, true, by);
	/* whoever names an archived one is told that it is, by its look */
	if (known->archived && !s->archived && !one->named)
		return false;
	if (known->fork && s->skip_forks)
		return false;
	if (s->visibilities.nr &&
	    !passes(one, "--visibility",
		    known->visibility == VISIBILITY_UNKNOWN,
		    strvec_has(&s->visibilities,
			       visibility_names[known->visibility]), by))
		return false;
	if (s->topics.nr &&
	    !passes(one, "--topic", known->topics_untold,
		    has_any_folded(&known->topics, &s->topics), by))
		return false;
	return !s->languages.nr ||
	       passes(one, "--language", known->language_untold,
		      known->language &&
		      has_folded(&s->languages, known->language), by);
}

static int cannot_tell(const struct by_facts *by, struct strbuf *err)
{
	const struct selected *one = by->untold;

	if (one->forge == &forge_git || !one->remote.web)
		strbuf_addf(err, "'%s' is on plain git, which knows nothing "
			    "of topics, languages, visibility, forks or "
			    "files; leave it out, or the filter",
			    one->key);
	else if (!by->option)
		strbuf_addf(err, "what the filters ask of '%s' cannot be "
			    "asked of its server; select it by --org or "
			    "--user", one->key);
	else
		strbuf_addf(err, "'%s' does not tell what '%s' asks of '%s'",
			    one->remote.host, by->option, one->key);
	return -1;
}

int selecting_by_facts(struct selecting *s, struct strbuf *err)
{
	struct by_facts by = { .selection = s->selection };
	size_t i;

	/* before anything is dropped: it is to be said whose it is */
	for (i = 0; i < s->nr && !by.untold; i++)
		passes_by_facts(&s->list[i], &by);
	if (by.untold)
		return cannot_tell(&by, err);
	selecting_narrow(s, passes_by_facts, &by);
	return 0;
}

static bool has_files(const struct selected *one, void *data)
{
	const struct strvec *files = data;
	size_t i;

	for (i = 0; one->known && i < files->nr; i++)
		if (!strvec_has(&one->known->files, files->v[i]))
			return false;
	return true;
}

void selecting_by_files(struct selecting *s)
{
	struct strvec files = s->selection->files;

	selecting_narrow(s, has_files, &files);
}

/* ---- by chance ----------------------------------------------------------- */

struct by_chance {
	unsigned long long highest;
	const char *seed;
};

/* Names that differ in their last letters have hashes that lie together. */
static unsigned long long stirred(unsigned long long hash)
{
	hash ^= hash >> 33;
	hash *= 0xff51afd7ed558ccdULL;
	hash ^= hash >> 33;
	hash *= 0xc4ceb9fe1a85ec53ULL;
	return hash ^ (hash >> 33);
}

static unsigned long long lot_of(const struct selected *one, const char *seed)
{
	struct strbuf text = STRBUF_INIT;
	unsigned long long lot;

	strbuf_addf(&text, "%s %s", seed, one->key);
	lot = stirred(text_hash(text.buf, text.len));
	strbuf_release(&text);
	return lot;
}

static int by_size(const void *a, const void *b)
{
	unsigned long long one, two;

	memcpy(&one, a, sizeof(one));
	memcpy(&two, b, sizeof(two));
	return one < two ? -1 : one > two;
}

static bool is_drawn(const struct selected *one, void *data)
{
	const struct by_chance *by = data;

	return lot_of(one, by->seed) <= by->highest;
}

/*
 * Each draws its own lot, whoever else is there: the same seed gives the same
 * repositories in whichever order servers list them.
 */
void selecting_sample(struct selecting *s, size_t nr, const char *seed)
{
	unsigned long long *lots;
	struct by_chance by = { .seed = seed };
	size_t i;

	if (s->nr <= nr)
		return;
	lots = xcalloc(s->nr, sizeof(*lots));
	for (i = 0; i < s->nr; i++)
		lots[i] = lot_of(&s->list[i], seed);
	qsort(lots, s->nr, sizeof(*lots), by_size);
	by.highest = lots[nr - 1];
	free(lots);
	selecting_narrow(s, is_drawn, &by);
}
