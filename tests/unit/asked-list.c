/* SPDX-License-Identifier: MIT */
/*
 * What a conversation asks for a list of repositories, or for a file in one.
 */
#include "asked.h"

#include <check.h>
#include <string.h>

#include "base/alloc.h"

static enum list_kind list_kind_of(const struct asked *asked)
{
	static const char *const kinds[] = {
		[LIST_OWNER] = "owner", [LIST_USER] = "user",
		[LIST_TEAM] = "team", [LIST_SEARCH] = "search",
		[LIST_CODE] = "code", [LIST_NAMED] = "named"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (json_equals(&asked->doc, json_get(&asked->doc, 0, "kind"),
				kinds[i]))
			return (enum list_kind)i;
	ck_abort_msg("no such kind of list");
	return LIST_OWNER;
}

/* Of a file: one name and one path. */
void asked_read_list(struct asked *asked)
{
	struct list_query *list = &asked->list;

	if (!strcmp(asked->call, "list"))
		list->kind = list_kind_of(asked);
	list->owner = asked_text(asked, 0, "owner");
	list->team = asked_text(asked, 0, "team");
	list->text = asked_text(asked, 0, "text");
	list->topic = asked_text(asked, 0, "topic");
	list->next = asked_text(asked, 0, "next");
	list->as_user = asked_flag(asked, 0, "as_user");
	asked_list(asked, "names", &asked->names);
	asked_list(asked, "files", &asked->files);
	list->names = asked->names.nr ? &asked->names : NULL;
	list->files = asked->files.nr ? &asked->files : NULL;
}
