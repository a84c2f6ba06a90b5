/* SPDX-License-Identifier: MIT */
/*
 * What the environments of git/git.h are made of; for git/ only.
 */
#ifndef GIT_ENVIRONMENT_H
#define GIT_ENVIRONMENT_H

#include "base/strvec.h"

/* The lines of `git rev-parse --local-env-vars`. */
void environment_set_local(const char *lines);

/* Settings were read: an ssh command may be among them. */
void environment_forget(void);

/* Ours less every token, for programs that know tokens themselves. */
void environment_without_tokens(struct strvec *env);

/*
 * For a git that is asked for settings or its version: ours less every token
 * and what sounds like one.
 */
void environment_for_settings(struct strvec *env);

#endif
