/* SPDX-License-Identifier: MIT */
/*
 * The fork that a branch goes to, where it does not go to the repository
 * itself: the one that is there, whatever its name, or a new one, which is
 * waited for. Nothing of it is taken for granted after a crash: it is looked
 * for again, so that there is never a second one. What its branch is at git
 * tells, and with that whether it has its commits yet.
 */
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "campaign/campaign.h"
#include "forges/forks.h"
#include "steps/fork-refs.h"
#include "steps/login.h"
#include "steps/look.h"
#include "steps/process.h"
#include "steps/reply.h"
#include "steps/steps.h"

/* task->phase */
enum { START, WHO, FIND, MAKE, FIND_REFUSED, READY, BRANCH };

/*
 * GitHub's description of POST …/forks: if it takes longer than 5 minutes,
 * something is wrong. Pauses grow, in engine seconds, to the last.
 */
static const double pauses[] = {
	1, 2, 4, 8, 15, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30
};

/* Its next request or child, whatever the order. */
static enum verdict go_to(struct task *task, unsigned phase)
{
	task->phase = phase - 1;
	return VERDICT_AGAIN;
}

/* ---- whose fork ----------------------------------------------------------- */

static const char *wanted(const struct task *task)
{
	const char *fork = task_definition(task)->fork;

	return fork ? fork : "@me";
}

static bool is_own(const struct task *task)
{
	const char *word = wanted(task), *account = task->host->account;

	return !strcmp(word, "@me") || !strcmp(word, "auto") ||
	       (account && !strcasecmp(word, account));
}

/* NULL: it is the token's own account, which is not known. */
static const char *owner_of(const struct task *task)
{
	return is_own(task) ? task->host->account : wanted(task);
}

/* A fork that is known stays where there is a pull request from it. */
static bool is_known(const struct task *task)
{
	const struct facts *facts = &task->facts;
	const char *owner = owner_of(task);

	return facts->fork.owner &&
	       (facts->pull.number || !owner ||
		!strcasecmp(owner, facts->fork.owner));
}

/* A repository of the owner for whom it would be forked needs no fork. */
static bool is_its_own(const struct task *task)
{
	const char *owner = owner_of(task);

	return owner && !strcasecmp(owner, task->remote.owner);
}

static unsigned first_phase(const struct task *task)
{
	const struct host *host = task->host;

	if (is_known(task))
		return BRANCH;
	if (!host->account && !host->no_login)
		return WHO;
	return is_its_own(task) ? BRANCH : FIND;
}

static unsigned phase_of(const struct task *task)
{
	return task->phase == START ? first_phase(task) : task->phase;
}

static struct fork_query query_of(struct task *task)
{
	return (struct fork_query){
		.owner = task->remote.owner, .name = task->remote.name,
		.repository = task->facts.id, .into = owner_of(task),
		.own = is_own(task), .refused = task->phase == FIND_REFUSED,
		.fork = task->phase == READY ? &task->facts.fork : NULL,
		.notes = &task->notes
	};
}

/* ---- what is sent ---------------------------------------------------------- */

static enum lane_kind fork_lane(const struct task *task)
{
	unsigned phase = phase_of(task);

	return phase == BRANCH ? LANE_NET :
	       phase == MAKE ? LANE_WRITE : LANE_API;
}

static unsigned fork_draws(const struct task *task)
{
	switch (phase_of(task)) {
	case BRANCH:
		return DRAW_GIT;
	case MAKE:
		return DRAW_WRITE | DRAW_CONTENT;
	case FIND:
	case FIND_REFUSED:
		return task->host->forge->fork_find_draws;
	default:
		return DRAW_READ;
	}
}

static int fork_begin(struct task *task, struct strbuf *err)
{
	const struct forge *forge = task->host->forge;
	struct forge_site site = host_site(task->host);
	struct fork_query query;
	int ret;

	if (task->phase == START) {
		strvec_clear(&task->notes);
		task->phase = first_phase(task);
	}
	if (task->phase == BRANCH)
		return fork_refs_send(task, err);
	if (task->phase == WHO)
		return login_send(task, err);
	query = query_of(task);
	if (task->phase == MAKE)
		ret = forge->fork_make_ask(&site, &query,
					   &task->slot->request, err);
	else if (task->phase == READY)
		ret = forge->fork_ready_ask(&site, &query,
					    &task->slot->request, err);
	else
		ret = forge->fork_find_ask(&site, &query,
					   &task->slot->request, err);
	return ret < 0 ? -1 : task_send(task, err);
}

/* ---- what is answered ------------------------------------------------------- */

#define NEW "new"		/* the first note: found, or made, by now */

/* Asked again after a while, so often: then it is left to a resume. */
static enum verdict not_ready(struct task *task, struct strbuf *why)
{
	const struct forge_fork *fork = &task->facts.fork;
	size_t polls = task->notes.nr - 1;

	strbuf_addf(why, "fork '%s/%s' is not ready yet", fork->owner,
		    fork->name);
	if (polls == ARRAY_SIZE(pauses))
		return task_end(task, RESULT_WAITING);
	strvec_push(&task->notes, "asked");
	task->phase = READY;
	task->tries = 0;
	return task_later(task, pauses[polls]);
}

static enum verdict found(struct task *task, const struct forge_fork *fork,
			  struct strbuf *why)
{
	strvec_clear(&task->notes);
	strvec_push(&task->notes, NEW);
	task_set_fork(task, fork);
	return fork->ready ? go_to(task, BRANCH) : not_ready(task, why);
}

static enum verdict who_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict = login_read(task, why);

	if (verdict != VERDICT_NEXT)
		return verdict;
	if (!owner_of(task)) {
		strbuf_addstr(why, "its server does not tell whose token it "
			      "is; name the owner of the fork: "
			      "--fork=OWNER");
		return task_fail(task, FAILURE_AUTH);
	}
	return go_to(task, is_its_own(task) ? BRANCH : FIND);
}

/* Not there (404) is an answer, too. */
static enum verdict settle(struct task *task, struct verdict_of_reply *said,
			   bool absent, struct strbuf *why)
{
	struct strbuf words = STRBUF_INIT;
	enum verdict verdict = reply_settle(task, said, &words);

	if (absent && verdict != VERDICT_NEXT && !said->later &&
	    said->failure == FAILURE_MISSING) {
		task->result = RESULT_NONE;
		task->failure = FAILURE_NONE;
		verdict = VERDICT_NEXT;
	} else {
		strbuf_addstr(why, words.buf);
	}
	strbuf_release(&words);
	return verdict;
}

static enum verdict find_end(struct task *task, struct strbuf *why)
{
	const struct reply *reply = &task->slot->transfer.reply;
	struct verdict_of_reply said = { .failure = FAILURE_NONE };
	struct fork_query query = query_of(task);
	struct forge_fork fork = { .owner = NULL };
	enum verdict verdict = settle(task, &said, true, why);
	int got = 0;

	if (verdict != VERDICT_NEXT)
		return verdict;
	got = task->host->forge->fork_find_read(reply, &query, &fork, why);
	if (got < 0) {
		verdict = task_fail(task, FAILURE_FORGE);
	} else if (got == FORGE_MORE) {
		verdict = go_to(task, task->phase);
	} else if (fork.owner) {
		verdict = found(task, &fork, why);
	} else if (query.refused) {
		strbuf_addf(why, "'%s' has another repository of that name; "
			    "name another owner: --fork=OWNER", query.into);
		verdict = task_fail(task, FAILURE_CONFLICT);
	} else {
		verdict = go_to(task, MAKE);
	}
	forge_fork_release(&fork);
	return verdict;
}

static enum verdict make_end(struct task *task, struct strbuf *why)
{
	const struct reply *reply = &task->slot->transfer.reply;
	struct verdict_of_reply said = { .failure = FAILURE_NONE };
	struct fork_query query = query_of(task);
	struct forge_fork fork = { .owner = NULL };
	enum verdict verdict = settle(task, &said, false, why);

	if (said.exists) {
		strbuf_reset(why);
		task->result = RESULT_NONE;
		task->failure = FAILURE_NONE;
		return go_to(task, FIND_REFUSED);
	}
	/* it may have been made all the same: it is looked for first */
	if (verdict == VERDICT_LATER)
		task->phase = FIND;
	if (verdict == VERDICT_NEXT &&
	    task->host->forge->fork_read(reply, &query, &fork, why) < 0)
		verdict = task_fail(task, FAILURE_FORGE);
	else if (verdict == VERDICT_NEXT)
		verdict = found(task, &fork, why);
	forge_fork_release(&fork);
	return verdict;
}

static enum verdict ready_end(struct task *task, struct strbuf *why)
{
	const struct reply *reply = &task->slot->transfer.reply;
	struct verdict_of_reply said = { .failure = FAILURE_NONE };
	struct fork_query query = query_of(task);
	struct forge_fork fork = { .owner = NULL };
	enum verdict verdict = settle(task, &said, true, why);

	if (verdict != VERDICT_NEXT)
		return verdict;
	if (reply->status == 404)
		return not_ready(task, why);
	if (task->host->forge->fork_read(reply, &query, &fork, why) < 0)
		verdict = task_fail(task, FAILURE_FORGE);
	else
		verdict = fork.ready ? go_to(task, BRANCH)
				     : not_ready(task, why);
	forge_fork_release(&fork);
	return verdict;
}

/* ---- its branch ------------------------------------------------------------- */

/*
 * Of a new one git may know a little later. One that was known may be gone
 * meanwhile: then there is another, or one is made.
 */
static enum verdict none_there(struct task *task, struct strbuf *why)
{
	task->result = RESULT_NONE;
	task->failure = FAILURE_NONE;
	strbuf_reset(why);
	if (task->notes.nr)
		return not_ready(task, why);
	if (task->facts.pull.number) {
		strbuf_addf(why, "fork '%s/%s', from which its pull request "
			    "is, has no branches any more, or is gone",
			    task->facts.fork.owner, task->facts.fork.name);
		return task_fail(task, FAILURE_MISSING);
	}
	task_forget_fork(task);
	return go_to(task, first_phase(task));
}

static enum verdict branch_end(struct task *task, struct strbuf *why)
{
	const struct pull *pull = &task->facts.pull;
	enum verdict verdict = process_settle(task, "look", why);

	if (task_fork(task) &&
	    ((verdict == VERDICT_NEXT && !fork_refs_read(task)) ||
	     (verdict == VERDICT_END && task->failure == FAILURE_MISSING)))
		return none_there(task, why);
	if (verdict != VERDICT_NEXT)
		return verdict;
	if (!task_fork(task))
		fork_refs_read(task);
	return look_decide_branch(task, look_pull_is_ours(task, pull)
				  ? pull : NULL, why);
}

static enum verdict fork_end(struct task *task, struct strbuf *why)
{
	switch (task->phase) {
	case BRANCH:
		return branch_end(task, why);
	case WHO:
		return who_end(task, why);
	case MAKE:
		return make_end(task, why);
	case READY:
		return ready_end(task, why);
	default:
		return find_end(task, why);
	}
}

/* A dry run makes none: its branch is as good as new. */
static bool fork_needed(const struct task *task)
{
	return task->facts.forks && !task->campaign->goal.dry_run;
}

const struct step step_fork = {
	.name = "fork",
	.lane = LANE_API,
	.draws = DRAW_READ,
	.lane_of = fork_lane,
	.draws_of = fork_draws,
	.lasting = true,
	.needed = fork_needed,
	.begin = fork_begin,
	.end = fork_end,
};
