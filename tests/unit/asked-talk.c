/* SPDX-License-Identifier: MIT */
/*
 * What a conversation asks of a comment, or changes in a pull request.
 */
#include "asked.h"

#include "base/date.h"

static enum pull_draft draft_of(const struct asked *asked)
{
	int node = json_get(&asked->doc, 0, "edit.draft");

	if (node < 0)
		return DRAFT_STAYS;
	return json_bool(&asked->doc, node, false) ? DRAFT_BECOMES
						   : DRAFT_ENDS;
}

void asked_edit(struct asked *asked)
{
	struct pull_edit *edit = &asked->edit;

	if (json_get(&asked->doc, 0, "edit") < 0)
		return;
	edit->title = asked_text(asked, 0, "edit.title");
	edit->body = asked_text(asked, 0, "edit.body");
	edit->draft = draft_of(asked);
	edit->no_milestone = asked_flag(asked, 0, "edit.no_milestone");
	asked_list(asked, "edit.no_labels", &asked->no_labels);
	edit->no_labels = &asked->no_labels;
	asked_list(asked, "edit.no_reviewers", &asked->no_reviewers);
	edit->no_reviewers = &asked->no_reviewers;
	asked_list(asked, "edit.no_teams", &asked->no_teams);
	edit->no_teams = &asked->no_teams;
	asked_list(asked, "edit.no_assignees", &asked->no_assignees);
	edit->no_assignees = &asked->no_assignees;
	asked->query.edit = edit;
}

void asked_comment(struct asked *asked)
{
	const char *since = asked_text(asked, 0, "comment.since");

	if (json_get(&asked->doc, 0, "comment") < 0)
		return;
	asked->comment.text = asked_text(asked, 0, "comment.text");
	asked->comment.author = asked_text(asked, 0, "comment.author");
	asked->comment.since = since ? date_parse_iso(since) : 0;
	asked->comment.after = asked_number(asked, 0, "comment.after");
	asked->query.comment = &asked->comment;
}
