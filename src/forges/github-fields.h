/* SPDX-License-Identifier: MIT */
/*
 * What asking for the fields of a pull request on GitHub and reading the
 * answers have in common.
 */
#ifndef FORGES_GITHUB_FIELDS_H
#define FORGES_GITHUB_FIELDS_H

#include "forges/github.h"

/* Whether there is something in it; NULL: no. */
bool github_any(const struct strvec *list);

/* Whether the one request is needed that replaces what is there. */
bool github_edits(const struct pull_query *query);

/* Whether this part is the next: "read", "write" or "ask" (for reviews). */
bool github_is_part(const struct pull_query *query, const char *part);

/*
 * github-edit.c: the part behind this one, of "write", "ask", "unask" (who is
 * no longer asked), "draft"; NULL: none.
 */
const char *github_part_after(const struct pull_query *query,
			      const char *part);

/* Whether an edit changes what the one write replaces; takes some away. */
bool github_edit_replaces(const struct pull_query *query);
bool github_edit_lessens(const struct pull_query *query);
void github_edit_put(const struct pull_query *query,
		     struct json_writer *body);

/* Whether the answer to it still has what was to go: into err, refused. */
int github_edit_kept(const struct pull_query *query, const struct json *doc,
		     struct strbuf *err);

/* Whether nothing of an edit is to be written, by what was read. */
bool github_edit_is_done(const struct pull_query *query);
int github_draft_ask(const struct forge_site *site,
		     const struct pull_query *query, struct request *request,
		     struct strbuf *err);
int github_draft_read(const struct json *doc, const struct pull_query *query,
		      struct strbuf *err);

/* Whether the notes have KIND=NAME, in any case. */
bool github_is_noted(const struct pull_query *query, const char *kind,
		     const char *name);

#endif
