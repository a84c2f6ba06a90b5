/* SPDX-License-Identifier: MIT */
/*
 * What of a campaign's folder goes to another machine: the journal without
 * what is true here only, the files that its command names, and the commits
 * that wait for their review. Logs and trees stay.
 */
#ifndef CAMPAIGN_PORTABLE_H
#define CAMPAIGN_PORTABLE_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "base/strvec.h"
#include "campaign/campaign.h"

/*
 * The journal at path as it goes: without the processes of this machine, the
 * places that its command's files were copied from, and the folder of clones.
 * Appended to out; -1 and err.
 */
int portable_journal(const char *path, struct strbuf *out,
		     struct strbuf *err);

/*
 * The files that go beside the journal, as paths below the campaign's folder,
 * sorted, each once. -1 and err where one is missing that the campaign needs.
 */
int portable_files(const struct campaign *c, struct strvec *out,
		   struct strbuf *err);

/* Whether a path of another machine may be one of these, or the journal. */
bool portable_may_be(const char *path);

#endif
