/* SPDX-License-Identifier: MIT */
/*
 * The commit of a dry run, kept as a git bundle in the campaign's folder: what
 * was reviewed is what is published, also when the cache is gone.
 */
#ifndef CAMPAIGN_BUNDLE_H
#define CAMPAIGN_BUNDLE_H

#include <stdbool.h>

#include "campaign/task.h"

/*
 * CAMPAIGN/bundles/KEY.bundle, or KEY.bundle2: whoever edits the commit writes
 * the other one first. Appended.
 */
void bundle_path(const struct task *task, struct strbuf *out);
void bundle_other_path(const struct task *task, struct strbuf *out);

/*
 * Beside it, where the commit has files of Git LFS: a folder with all objects
 * that its repository had, as lfs.storage means one.
 */
void bundle_lfs_path(const struct task *task, struct strbuf *out);

/*
 * Whether there is one by the definition that the task's attempt uses: its
 * commit is then the one to publish, and the change is not made again.
 */
bool bundle_is_current(const struct task *task);

/* One that is finished as far as a dry run goes, and not published. */
bool bundle_waits(const struct task *task);

/* One that failed to be published, and can be tried again as it is. */
bool bundle_failed(const struct task *task);

/* One that cannot be published as it was reviewed; retry makes it anew. */
bool bundle_is_lost(const struct task *task);

/*
 * Opens those again that wait, of the selected; *nr: how many. -1 and err
 * where it could not be journalled.
 */
int bundle_reopen(struct campaign *c, size_t *nr, struct strbuf *err);

/* The base is not the commit any more that the bundle's was made on. */
bool bundle_base_moved(const struct task *task);

/*
 * Makes a bundle that git wrote to PATH.part the task's: synced, 0600, under
 * its name. -1 and err; the part is gone then.
 */
int bundle_keep(struct task *task, struct strbuf *err);

/* It is not to be published any more; retry makes the change anew. */
void bundle_spoil(struct task *task);

#endif
