/* SPDX-License-Identifier: MIT */
/*
 * What a forge has for the names in a pull request's fields: numbers of
 * people, labels and a milestone. Asked right before it is opened, so that
 * nothing is opened where a name is wrong. Nothing of it is kept but in the
 * notes, and in memory who is on a server: whoever resumes asks again.
 *
 * Before that, where the look does not tell it, whose token this is: who
 * opens it is "@me", and cannot review it.
 */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "campaign/campaign.h"
#include "steps/login.h"
#include "steps/pull.h"
#include "steps/reply.h"
#include "steps/steps.h"

typedef bool names_question(const struct pull_query *query);

static bool ask_forge(const struct task *task, names_question *question)
{
	struct pull_fields fields = PULL_FIELDS_INIT;
	struct pull_query query = pull_query_of(task, &fields);
	struct strvec notes = task->notes;	/* only read */
	bool answer;

	query.notes = &notes;
	answer = question(&query);
	pull_fields_release(&fields);
	return answer;
}

/* ---- whose token -------------------------------------------------------- */

#define LOGIN "login"			/* the note while that is asked */

/* "@me" is "me" while the account is not known. */
static bool has_me(const struct strvec *people)
{
	size_t i;

	for (i = 0; people && i < people->nr; i++)
		if (!strcasecmp(people->v[i], "me"))
			return true;
	return false;
}

static bool names_author(const struct pull_query *query)
{
	const struct pull_edit *edit = query->edit;

	return has_me(query->assignees) || query->reviewers->nr > 0 ||
	       (edit && (has_me(edit->no_assignees) ||
			 has_me(edit->no_reviewers)));
}

static bool wants_login(const struct task *task)
{
	return !task->host->account && !task->host->no_login &&
	       ask_forge(task, names_author);
}

static bool asks_forge(const struct task *task)
{
	const struct forge *forge = task->host->forge;

	return forge->names_needed && ask_forge(task, forge->names_needed);
}

static int send_login(struct task *task, struct strbuf *err)
{
	strvec_push(&task->notes, LOGIN);
	return login_send(task, err);
}

static enum verdict read_login(struct task *task, struct strbuf *why)
{
	enum verdict verdict = login_read(task, why);

	strvec_clear(&task->notes);
	if (verdict == VERDICT_LATER)
		task->phase = 0;
	return verdict == VERDICT_NEXT && asks_forge(task) ? VERDICT_AGAIN
							   : verdict;
}

/* ---- numbers ------------------------------------------------------------ */

/* Also of one that is there, for an edit. */
static bool names_needed(const struct task *task)
{
	return (task->campaign->talking ||
		(pull_may_open(task) &&
		 task->facts.pull.state == PULL_NONE)) &&
	       (asks_forge(task) || wants_login(task));
}

static bool is_write(const struct task *task)
{
	const struct forge *forge = task->host->forge;

	return task->phase && forge->names_writes &&
	       ask_forge(task, forge->names_writes);
}

static enum lane_kind names_lane(const struct task *task)
{
	return is_write(task) ? LANE_WRITE : LANE_API;
}

static unsigned names_draws(const struct task *task)
{
	return is_write(task) ? DRAW_WRITE | DRAW_CONTENT
			      : task->host->forge->names_draws;
}

static int names_begin(struct task *task, struct strbuf *err)
{
	int ret;

	if (!task->phase)
		strvec_clear(&task->notes);
	if (!task->phase && wants_login(task))
		return send_login(task, err);
	ret = pull_send(task, task->host->forge->names_ask, err);
	if (ret)
		task->failure = FAILURE_MISSING;
	return ret;
}

static void remember_people(const struct task *task)
{
	static const char knows[] = "knows user ";
	struct strvec *people = &task->host->people;
	size_t i;

	for (i = 0; i < task->notes.nr; i++) {
		const char *note = task->notes.v[i];

		if (starts_with(note, knows) &&
		    !strvec_has(people, note + strlen(knows)))
			strvec_push(people, note + strlen(knows));
	}
}

static enum verdict numbers_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict = reply_settle(task, NULL, why);
	struct pull_fields fields = PULL_FIELDS_INIT;
	struct pull_query query = pull_query_of(task, &fields);
	int got = 0;

	query.notes = &task->notes;
	if (verdict == VERDICT_NEXT)
		got = task->host->forge->names_read(
			&task->slot->transfer.reply, &query, why);
	remember_people(task);
	/* a write may have been carried out: all is looked at again */
	if (verdict == VERDICT_LATER)
		task->phase = 0;
	if (got == FORGE_MORE)
		verdict = VERDICT_AGAIN;
	else if (got)
		verdict = task_fail(task, got == FORGE_LACKS
					      ? FAILURE_MISSING
					      : FAILURE_FORGE);
	pull_fields_release(&fields);
	return verdict;
}

static enum verdict names_end(struct task *task, struct strbuf *why)
{
	return strvec_has(&task->notes, LOGIN) ? read_login(task, why)
					       : numbers_end(task, why);
}

const struct step step_names = {
	.name = "names",
	.lane = LANE_API,
	.draws = DRAW_READ,
	.lane_of = names_lane,
	.draws_of = names_draws,
	.needed = names_needed,
	.begin = names_begin,
	.end = names_end,
};
