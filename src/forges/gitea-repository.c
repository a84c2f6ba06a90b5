/* SPDX-License-Identifier: MIT */
/*
 * What Gitea tells of a repository: by itself, or as the base of a pull
 * request.
 */
#include "forges/gitea.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static bool flag(const struct json *doc, int node, const char *name)
{
	return json_bool(doc, json_get(doc, node, name), false);
}

/* "o/n"; false where it is no such text. */
bool gitea_read_name(const struct json *doc, int node,
		     struct look_answer *answer)
{
	char *name = json_copy(doc, json_get(doc, node, "full_name"));
	char *slash = name ? strchr(name, '/') : NULL;
	bool whole = slash && slash != name && slash[1];

	if (whole) {
		free(answer->owner);
		free(answer->name);
		answer->owner = xstrndup(name, (size_t)(slash - name));
		answer->name = xstrdup(slash + 1);
	}
	free(name);
	return whole;
}

static const struct {
	const char *style, *allowed;
	enum merge_method method;
} styles[] = {
	{ "merge", "allow_merge_commits", METHOD_MERGE },
	{ "squash", "allow_squash_merge", METHOD_SQUASH },
	{ "rebase", "allow_rebase", METHOD_REBASE }
};

/*
 * A default that is none of our methods (rebase-merge, fast-forward-only) is
 * kept by its own name, as what the forge wants to know of the repository.
 */
static void read_methods(const struct json *doc, int node,
			 struct look_answer *answer)
{
	int style = json_get(doc, node, "default_merge_style");
	bool is_other = json_equals(doc, style, "rebase-merge") ||
			json_equals(doc, style, "fast-forward-only");
	size_t i;

	answer->methods = 0;
	answer->method = METHOD_FORGE;
	for (i = 0; i < ARRAY_SIZE(styles); i++) {
		if (flag(doc, node, styles[i].allowed))
			answer->methods |= 1u << styles[i].method;
		if (json_equals(doc, style, styles[i].style))
			answer->method = styles[i].method;
	}
	free(answer->id);
	answer->id = is_other ? json_copy(doc, style) : NULL;
}

void gitea_read_repository(const struct json *doc, int node,
			   const struct look_query *query,
			   struct look_answer *answer)
{
	answer->empty = flag(doc, node, "empty");
	answer->archived = flag(doc, node, "archived");
	/* of another server's: it takes no push but that one's */
	answer->disabled = flag(doc, node, "mirror");
	answer->may_push = flag(doc, node, "permissions.push");
	replace_string(&answer->default_branch, NULL);
	answer->default_branch =
		json_copy(doc, json_get(doc, node, "default_branch"));
	replace_string(&answer->base, query->base ? query->base :
		       answer->default_branch);
	answer->base_unseen = true;
	read_methods(doc, node, answer);
}
