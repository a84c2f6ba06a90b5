/* SPDX-License-Identifier: MIT */
/*
 * The files of a definition, as definition.c writes, reads and compares them.
 */
#ifndef CAMPAIGN_PROGRAM_H
#define CAMPAIGN_PROGRAM_H

#include "campaign/definition.h"

/* As member "files". Where a file was makes no other definition: paths. */
void program_write_files(const struct definition *definition, bool paths,
			 struct json_writer *w);
void program_read_files(struct definition *definition, const struct json *doc,
			int list);

/* The words whose files have another content, as definition_difference(). */
void program_difference(const struct definition *a,
			const struct definition *b, size_t start,
			struct strbuf *out);

/* One more of what differs; the first is at start. */
void definition_add_word(struct strbuf *out, size_t start, const char *word);

#endif
