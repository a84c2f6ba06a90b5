/* SPDX-License-Identifier: MIT */
/*
 * Takes work trees away.
 */
#include "campaign/janitor.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/strvec.h"
#include "engine/child.h"
#include "git/git.h"

#define PATHS_AT_ONCE 64

struct janitor {
	struct strvec waiting;
	struct strvec going;	/* what the running rm was given */
	struct child child;
	bool running;
};

struct janitor *janitor_new(void)
{
	struct janitor *janitor = xcalloc(1, sizeof(*janitor));

	strvec_init(&janitor->waiting);
	strvec_init(&janitor->going);
	return janitor;
}

void janitor_free(struct janitor *janitor)
{
	strvec_clear(&janitor->waiting);
	strvec_clear(&janitor->going);
	free(janitor);
}

void janitor_remove(struct janitor *janitor, const char *path)
{
	strvec_push(&janitor->waiting, path);
}

bool janitor_has(const struct janitor *janitor, const char *path)
{
	return strvec_has(&janitor->waiting, path) ||
	       strvec_has(&janitor->going, path);
}

/* What rm could not do (folders without the right to write) we can. */
static void remove_here(struct janitor *janitor)
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	for (i = 0; i < janitor->going.nr; i++) {
		if (file_remove_tree(janitor->going.v[i], &err) < 0)
			warning("%s", err.buf);
		strbuf_reset(&err);
	}
	strbuf_release(&err);
}

static void rm_done(struct child *child)
{
	struct janitor *janitor = child->data;

	if (child->status)
		remove_here(janitor);
	child_release(child);
	strvec_clear(&janitor->going);
	janitor->running = false;
}

void janitor_turn(struct janitor *janitor)
{
	struct strvec argv = STRVEC_INIT, env = STRVEC_INIT;
	struct strbuf err = STRBUF_INIT;
	struct child_spec spec = { .max = 4096 };

	if (janitor->running || !janitor->waiting.nr)
		return;
	strvec_pushl(&argv, "rm", "-rf", "--", NULL);
	while (janitor->waiting.nr && janitor->going.nr < PATHS_AT_ONCE) {
		strvec_push(&janitor->going, janitor->waiting.v[0]);
		strvec_push(&argv, janitor->waiting.v[0]);
		strvec_remove(&janitor->waiting, 0);
	}
	git_command_environment(&env);
	spec.argv = (const char *const *)argv.v;
	spec.env = (const char *const *)env.v;
	if (child_start(&janitor->child, &spec, rm_done, NULL, janitor,
			&err)) {
		remove_here(janitor);
		strvec_clear(&janitor->going);
	} else {
		janitor->running = true;
	}
	strbuf_release(&err);
	strvec_clear(&env);
	strvec_clear(&argv);
}

bool janitor_busy(const struct janitor *janitor)
{
	return janitor->running || janitor->waiting.nr;
}
