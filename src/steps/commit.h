/* SPDX-License-Identifier: MIT */
/*
 * How a commit is made and kept: what commit and split have in common.
 */
#ifndef STEPS_COMMIT_H
#define STEPS_COMMIT_H

#include "base/strvec.h"
#include "campaign/definition.h"
#include "campaign/task.h"

/*
 * git commit, its message on stdin; paths may follow. The user's own hooks run
 * here, and only here; no token is near.
 */
void commit_words(const struct definition *definition, struct strvec *argv);

/* The message for the task, filled in; appended. */
void commit_message(const struct task *task, struct strbuf *message);

/*
 * What goes into the task's bundle: the commit at HEAD, to be taken up where
 * its base is (a bundle names refs, and HEAD is one). bundle_keep() is to
 * follow.
 */
int commit_bundle_words(const struct task *task, struct strvec *argv,
			struct strbuf *err);

/*
 * A bundle holds none of what Git LFS keeps beside git: the objects that the
 * repository has, the commit's among them.
 */
int commit_lfs_words(const struct task *task, struct strvec *argv,
		     struct strbuf *err);

#endif
