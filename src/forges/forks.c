/* SPDX-License-Identifier: MIT */
/*
 * What forks are on every forge: a name, and an owner.
 */
#include "forges/forks.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"

void forge_fork_release(struct forge_fork *fork)
{
	free(fork->owner);
	free(fork->name);
	free(fork->id);
	memset(fork, 0, sizeof(*fork));
}

bool forge_fork_take_path(struct forge_fork *fork, const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	if (!slash || slash == path || !slash[1])
		return false;
	free(fork->owner);
	free(fork->name);
	fork->owner = xstrndup(path, (size_t)(slash - path));
	fork->name = xstrdup(slash + 1);
	return true;
}

bool forge_fork_is(const struct forge_fork *fork, const struct json *doc,
		   int node)
{
	struct strbuf path = STRBUF_INIT;
	char *name = json_copy(doc, node);
	bool is;

	strbuf_addf(&path, "%s/%s", fork->owner, fork->name);
	is = name && !strcasecmp(name, path.buf);
	free(name);
	strbuf_release(&path);
	return is;
}
