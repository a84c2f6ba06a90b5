/* SPDX-License-Identifier: MIT */
/*
 * Pull requests of others, made a campaign: for adopt, and for commands on
 * pull requests that are named by their branch.
 */
#ifndef COMMANDS_ADOPTING_H
#define COMMANDS_ADOPTING_H

#include "campaign/campaign.h"
#include "campaign/selection.h"

/*
 * The campaign's name: the one given, or that of the branch, where it can be.
 * NULL and err for a usage error; the caller frees.
 */
char *adopting_name(const char *given, const char *branch,
		    struct strbuf *err);

/*
 * The campaign of that name, a new one or one that adopted by the same
 * definition (which is taken over), opened for work; its hosts are hosts. The
 * repositories are in it and selected, to be looked at (anew). Dies where it
 * cannot be.
 */
struct campaign *adopting_open(const char *name,
			       struct definition *definition,
			       struct selected *list, size_t nr,
			       struct host *hosts, bool *is_new);

/* How many of its pull requests are adopted, of those that are selected. */
size_t adopting_count(const struct campaign *c, bool selected);

/*
 * A slip of the pen leaves no campaign behind: one that is new goes away. The
 * exit code.
 */
int adopting_none(struct campaign *c, bool is_new);

#endif
