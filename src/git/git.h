/* SPDX-License-Identifier: MIT */
/*
 * How git is called: command lines and environments. No child of ours has a
 * terminal, an inherited repository, background upkeep or a prompt.
 */
#ifndef GIT_GIT_H
#define GIT_GIT_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "base/strvec.h"

/*
 * Asks git once for its version and its local variables (git rev-parse
 * --local-env-vars); -1 and err where git is missing or older than 2.31
 * (GIT_CONFIG_COUNT). All that follows needs it; settings that are not loaded
 * yet count as unset.
 */
int git_init(struct strbuf *err);
const char *git_version(void);		/* "2.39.5" */

/*
 * Runs git to its end, before the pool starts or after it ended, never
 * inside the loop. Output without the last newline is appended to out (may be
 * NULL); the user sees what it says on stderr. env NULL: the pool's, below,
 * so not in a repository that GIT_DIR names; input NULL: none. Returns the
 * exit code (128 + n for signal n); -1 and err when it could not run.
 */
int git_capture(struct strbuf *out, struct strbuf *err, const char *word,
		...) __attribute__((sentinel));
int git_capturev(const char *const *words, const struct strvec *env,
		 const char *input, struct strbuf *out, struct strbuf *err);

/*
 * Starts a command line of the pool's git: "git", the -c settings that every
 * one gets (maintenance.auto=false, gc.auto=0, advice.detachedHead=false,
 * protocol.ext.allow=never, protocol.version=2 …), then, where hooks is
 * false, core.hooksPath=/dev/null.
 */
void git_words(struct strvec *argv, bool hooks);

/*
 * Behind git_words() with hooks, in a cached repository, which has no copy of
 * the user's template (init.templateDir): the hooks in there, unless
 * core.hooksPath names others.
 */
void git_template_hooks(struct strvec *argv);

/*
 * The environment of the pool's git: ours less git's local variables, less
 * GIT_AUTHOR_DATE …, less every token, plus GIT_TERMINAL_PROMPT=0,
 * SSH_ASKPASS_REQUIRE=never, ssh in BatchMode and with time-outs (unless the
 * user has an ssh command), LC_ALL=C for messages we read. The user's -c settings
 * (GIT_CONFIG_PARAMETERS, GIT_CONFIG_COUNT) stay.
 */
void git_environment(struct strvec *env);

/*
 * Appends a setting behind an existing GIT_CONFIG_COUNT, where neither ps nor
 * .git/config shows it.
 */
void git_environment_setting(struct strvec *env, const char *key,
			     const char *value);

/* The same, of a secret: no trace that the user wants of git shows it. */
void git_environment_secret(struct strvec *env, const char *key,
			    const char *value);

/*
 * git takes the URL from for to, and to for itself: what insteadOf made of a
 * URL is rewritten once more otherwise, where a rule fits that too. Nothing
 * is appended where git does so anyway.
 */
void git_environment_url(struct strvec *env, const char *from,
			 const char *to);

/*
 * The environment of the user's command, test and shell: ours less git's
 * local variables, GIT_CONFIG_PARAMETERS/COUNT/KEY_n/VALUE_n, and every token
 * (part 6).
 */
void git_command_environment(struct strvec *env);

/*
 * Names a variable that holds a token (it was read from it): taken out of
 * every environment made from then on. The well-known ones are known.
 */
void git_hide_variable(const char *name);

/*
 * Takes every token out of our own environment: before a pager or man, which
 * inherit it, in commands that ask no server.
 */
void git_forget_tokens(void);

#endif
