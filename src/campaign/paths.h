/* SPDX-License-Identifier: MIT */
/*
 * Where campaigns and caches live (design.md part 10). Each appends to out.
 */
#ifndef CAMPAIGN_PATHS_H
#define CAMPAIGN_PATHS_H

#include "base/strbuf.h"

/*
 * $XDG_STATE_HOME/git-multi, else $HOME/.local/state/git-multi; likewise
 * $XDG_CACHE_HOME, $HOME/.cache. -1 and err where neither variable is set or
 * the path is not absolute.
 */
int paths_state(struct strbuf *out, struct strbuf *err);
int paths_cache(struct strbuf *out, struct strbuf *err);

/* STATE/campaigns, and STATE/campaigns/NAME (not made). */
int paths_campaigns(struct strbuf *out, struct strbuf *err);
int paths_campaign(struct strbuf *out, const char *name, struct strbuf *err);

/*
 * A task's key as a relative path: parts that a file system or git would
 * take wrongly ("..", a leading dot or dash, ".git", ".lock" at the end) and
 * bytes outside [A-Za-z0-9._-] are percent-encoded; '/' stays.
 */
void paths_task(struct strbuf *out, const char *key);

#endif
