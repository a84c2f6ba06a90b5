/* SPDX-License-Identifier: MIT */
/*
 * git's configuration as a list in memory: keys in git's spelling (section
 * and name in lower case) with their values in order. For git/ only.
 */
#ifndef GIT_CONFIGLIST_H
#define GIT_CONFIGLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <uthash.h>

#include "base/strbuf.h"
#include "base/strvec.h"

struct config_entry {
	char *key;
	struct strvec values;		/* at least one */
	UT_hash_handle hh;
};

/* The first entry; the next is entry->hh.next: order of first mention. */
struct config_list {
	struct config_entry *first;
};

void config_list_release(struct config_list *list);

/* key in any case; NULL when unset. */
const struct config_entry *config_list_find(const struct config_list *list,
					    const char *key);
const char *config_list_value(const struct config_list *list,
			      const char *key);	/* the last, or NULL */

/*
 * Reads what `git config -z WORDS…` prints: "key\nvalue\0" and, for a key
 * without a value (which means true), "key\0". The exit code; -1 and err
 * where git could not read its configuration.
 */
int config_list_read(struct config_list *list, const struct strvec *words,
		     struct strbuf *err);

/*
 * The whole configuration, as config_load() read it; and what git makes of
 * one section for a URL. The latter costs a process, once for a section and
 * URL, and none at all where no key of the section is for a URL: then the
 * whole says the same. It lives as long as the program.
 */
int config_read_all(struct strbuf *err);
const struct config_list *config_all(void);
const struct config_list *config_for(const char *section, const char *url);

/*
 * Says that a key without URL of this name means nothing: config_for() does
 * not fall back to it. Before the first config_for().
 */
void config_ignore_plain(const char *key);

/*
 * The parts of a key "multi.https://host/.rate": what stands between the
 * first and the last dot, and behind the last. False where section is not
 * the key's; a key without a subsection has an empty one.
 */
bool config_key_split(const char *key, const char *section,
		      struct strbuf *subsection, const char **name);

/* git's spellings of truth: 1, 0, or -1 for none of them. */
int config_truth(const char *value);

#endif
