/* SPDX-License-Identifier: MIT */
/*
 * Whom the pull request will ask for a review, where that is to be found out:
 * the owners of what changed, by the base's CODEOWNERS, and by turns. It is
 * settled, and journalled, before anything leaves this machine, so that who
 * was asked once is asked again by a resume. Where no look told whose token it
 * is, that is asked first: who opens it cannot be chosen.
 */
#include <stdlib.h>
#include <string.h>

#include "base/codeowners.h"
#include "campaign/bundle.h"
#include "campaign/campaign.h"
#include "campaign/rota.h"
#include "git/git.h"
#include "steps/login.h"
#include "steps/process.h"
#include "steps/pull.h"
#include "steps/repository.h"
#include "steps/steps.h"

enum { LOGIN, PATHS, OWNERS };		/* task->phase */

/* Of names of files, and of CODEOWNERS; GitHub reads 3 MB of the latter. */
#define ANSWER_MAX ((size_t)64 << 20)

static bool owners_needed(const struct task *task)
{
	const struct definition *definition = task_definition(task);
	const struct facts *facts = &task->facts;

	return (definition->reviewers_from || definition->max_reviewers ||
		definition->max_teams) &&
	       task->host->forge->open_ask && !definition->push_only &&
	       facts->chosen != task->definition &&
	       facts->described != task->definition &&
	       (facts->pull.state == PULL_NONE ||
		facts->pull.state == PULL_OPEN);
}

static void owners_foresee(struct task *copy)
{
	copy->facts.chosen = copy->definition;
}

static bool asks_login(const struct task *task)
{
	return task->phase == LOGIN && !task->host->account &&
	       !task->host->no_login;
}

static enum lane_kind owners_lane(const struct task *task)
{
	return asks_login(task) ? LANE_API : LANE_LOCAL;
}

static unsigned owners_draws(const struct task *task)
{
	return asks_login(task) ? DRAW_READ : 0;
}

static const char *const *words(const struct strvec *list)
{
	return (const char *const *)list->v;
}

/* Those who are named come before the owners. */
static void choose(struct task *task, const struct strvec *owners)
{
	const struct definition *definition = task_definition(task);
	struct strvec reviewers = STRVEC_INIT, teams = STRVEC_INIT;
	struct strvec people = STRVEC_INIT, groups = STRVEC_INIT;
	struct facts *facts = &task->facts;
	size_t i;

	for (i = 0; i < owners->nr; i++)
		strvec_push(strchr(owners->v[i], '/') ? &groups : &people,
			    owners->v[i]);
	pull_named_reviewers(task, &reviewers, &teams);
	pull_add_people(task, words(&people), true, &reviewers);
	pull_add_people(task, words(&groups), false, &teams);
	strvec_clear(&facts->reviewers);
	strvec_clear(&facts->teams);
	rota_choose(task->campaign, &reviewers,
			 (size_t)definition->max_reviewers,
			 &facts->reviewers);
	rota_choose(task->campaign, &teams,
			 (size_t)definition->max_teams, &facts->teams);
	facts->chosen = task->definition;
	strvec_clear(&groups);
	strvec_clear(&people);
	strvec_clear(&teams);
	strvec_clear(&reviewers);
}

static const char *base_of(const struct task *task)
{
	return bundle_is_current(task) ? task->facts.bundle_base
				       : task->facts.base_commit;
}

static void paths_words(const struct task *task, struct strvec *argv)
{
	strvec_pushl(argv, "diff-tree", "-r", "-z", "--name-only",
		     "--no-renames", base_of(task), task->facts.commit, NULL);
}

/* One line for each place; git reads it while it runs: it stays in a note. */
static const char *keep_places(struct task *task)
{
	const char *const *place =
		codeowners_places(task->host->forge->codeowners);
	struct strbuf lines = STRBUF_INIT;

	for (; *place; place++)
		strbuf_addf(&lines, "%s:%s\n", base_of(task), *place);
	strvec_push(&task->notes, lines.buf);
	strbuf_release(&lines);
	return task->notes.v[task->notes.nr - 1];
}

static int owners_begin(struct task *task, struct strbuf *err)
{
	struct strvec argv = STRVEC_INIT, nobody = STRVEC_INIT;
	struct strbuf path = STRBUF_INIT;
	const char *input = NULL;
	int ret = -1;

	if (asks_login(task))
		return login_send(task, err);
	if (task->phase == LOGIN)
		task->phase = PATHS;
	if (!task_definition(task)->reviewers_from) {
		choose(task, &nobody);
		return STEP_NOTHING;
	}
	if (repository_path(task, &path, err) < 0)
		goto out;
	git_words(&argv, false);
	strvec_pushf(&argv, "--git-dir=%s", path.buf);
	if (task->phase == PATHS) {
		strvec_clear(&task->notes);
		paths_words(task, &argv);
	} else {
		strvec_pushl(&argv, "cat-file", "--batch", NULL);
		input = keep_places(task);
	}
	ret = process_git_answer(task, &argv, "/", input, ANSWER_MAX, err);
out:
	strbuf_release(&path);
	strvec_clear(&argv);
	return ret;
}

/* The names end in NUL. */
static enum verdict take_paths(struct task *task, struct strbuf *why)
{
	const struct child_stream *out = &task->slot->child.out;
	struct strbuf text = STRBUF_INIT;
	enum verdict verdict = VERDICT_MORE;
	const char *p;

	child_output(out, &text);
	if (out->total > text.len) {
		strbuf_addf(why, "the names of the changed files take more "
			    "than %zu bytes, too many to find their owners",
			    ANSWER_MAX);
		verdict = task_fail(task, FAILURE_SCRIPT);
	}
	for (p = text.buf; p < text.buf + text.len; p += strlen(p) + 1)
		strvec_push(&task->notes, p);
	strbuf_release(&text);
	return verdict;
}

/*
 * "ID blob SIZE", its content, and a newline for each place; "NAME missing"
 * where there is none. The first that is there counts.
 */
static const char *first_blob(struct strbuf *text)
{
	char *p = text->buf, *end = text->buf + text->len, *line_end, *blob;
	unsigned long long size;

	while (p < end && (line_end = strchr(p, '\n'))) {
		*line_end = '\0';
		blob = strstr(p, " blob ");
		p = line_end + 1;
		if (!blob)
			continue;
		size = strtoull(blob + strlen(" blob "), NULL, 10);
		if (size > (size_t)(end - p))
			size = (size_t)(end - p);
		p[size] = '\0';
		return p;
	}
	return "";
}

static enum verdict take_owners(struct task *task, struct strbuf *why)
{
	struct strvec owners = STRVEC_INIT;
	struct strbuf text = STRBUF_INIT;
	enum verdict verdict = VERDICT_NEXT;

	strvec_remove(&task->notes, task->notes.nr - 1);
	child_output(&task->slot->child.out, &text);
	if (codeowners_find(task->host->forge->codeowners, first_blob(&text),
			    &task->notes, &owners)) {
		choose(task, &owners);
	} else {
		strbuf_addf(why, "its CODEOWNERS has too many rules for %zu "
			    "changed files; leave out "
			    "--reviewers-from=codeowners", task->notes.nr);
		verdict = task_fail(task, FAILURE_FORGE);
	}
	strvec_clear(&task->notes);
	strbuf_release(&text);
	strvec_clear(&owners);
	return verdict;
}

static enum verdict owners_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	if (task->phase == LOGIN) {
		verdict = login_read(task, why);
		return verdict == VERDICT_NEXT ? VERDICT_AGAIN : verdict;
	}
	verdict = process_settle(task, "owners", why);
	if (verdict != VERDICT_NEXT)
		return verdict;
	if (task->phase == PATHS)
		return take_paths(task, why);
	return take_owners(task, why);
}

const struct step step_owners = {
	.name = "owners",
	.lane = LANE_LOCAL,
	.lane_of = owners_lane,
	.draws_of = owners_draws,
	.needed = owners_needed,
	.foresee = owners_foresee,
	.begin = owners_begin,
	.end = owners_end,
};
