/* SPDX-License-Identifier: MIT */
/*
 * What follows from a look: whoever has nothing left to do ends here, before
 * anything is fetched; a branch or pull request that is there is told apart
 * from one of somebody else's.
 */
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "campaign/bundle.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "engine/clock.h"
#include "steps/api-commit.h"
#include "steps/branch.h"
#include "steps/look.h"
#include "steps/restore.h"

/*
 * The repository has another name now. git is not to follow redirects with a
 * token, so both git and the API use the name that the forge told.
 */
static void rename_remote(struct task *task,
			  const struct look_answer *answer)
{
	if (strcasecmp(answer->owner, task->remote.owner) != 0 ||
	    strcasecmp(answer->name, task->remote.name) != 0)
		remote_renamed(&task->remote, answer->owner, answer->name,
			       &task->remote);
}

void look_learn(struct task *task, const struct look_answer *answer)
{
	struct facts *facts = &task->facts;

	replace_string(&facts->branch_commit, answer->branch_commit);
	if (answer->id)
		replace_string(&facts->id, answer->id);
	if (answer->methods) {
		facts->methods = answer->methods;
		facts->method = answer->method;
	}
}

static void learn(struct task *task, const struct look_answer *answer)
{
	struct facts *facts = &task->facts;
	struct strbuf key = STRBUF_INIT;

	look_learn(task, answer);
	strbuf_addf(&key, "%s/%s%s%s", task->remote.host, answer->owner,
		    *answer->owner ? "/" : "", answer->name);
	if (task->part)
		strbuf_addf(&key, "//%s", task->part);
	replace_string(&facts->canonical, key.buf);
	strbuf_release(&key);
	replace_string(&facts->default_branch, answer->default_branch);
	if (answer->base || !bundle_is_current(task))
		replace_string(&facts->base, answer->base);
	replace_string(&facts->base_commit, answer->base_commit);
	facts->looked = clock_now();
	rename_remote(task, answer);
}

static enum verdict skip(struct task *task, struct strbuf *why,
			 const char *reason)
{
	strbuf_addstr(why, reason);
	return task_end(task, RESULT_SKIPPED);
}

/* It was there when the commit was made that is kept. */
static enum verdict base_is_gone(struct task *task, struct strbuf *why)
{
	strbuf_addf(why, "it has no branch '%s' any more, for which the "
		    "commit was reviewed",
		    task->facts.base ? task->facts.base : "HEAD");
	return task_fail(task, FAILURE_MISSING);
}

/* One that is there already is worked on as far as that goes. */
static enum verdict not_allowed(struct task *task,
				const struct look_answer *answer,
				struct strbuf *why)
{
	bool opens = task->host->forge->open_ask &&
		     !task_definition(task)->push_only &&
		     !task->facts.pull.number;

	if (!answer->may_push && !task->facts.forks &&
	    task->facts.pull.number) {
		strbuf_addstr(why, "the token may not push to it any more");
		return task_fail(task, FAILURE_PERMISSION);
	}
	if (!answer->may_push && !task->facts.forks)
		return skip(task, why, task->host->forge->fork_make_ask
			? "the token may not push to it, and no '--fork' was "
			  "given" : "the token may not push to it");
	if (task->facts.forks && !task->host->forge->fork_make_ask) {
		strbuf_addstr(why, "its server has no API to make a fork by");
		return task_fail(task, FAILURE_FORGE);
	}
	if (opens && answer->pulls_off)
		return skip(task, why, answer->may_push
			? "pull requests are switched off there"
			: "it takes no pull requests from this account");
	return VERDICT_NEXT;
}

static enum verdict not_for_us(struct task *task,
			       const struct look_answer *answer,
			       struct strbuf *why)
{
	const struct task *same = campaign_canonical(task->campaign, task);
	enum verdict verdict;

	if (same != task) {
		strbuf_addf(why, "same as %s", same->key);
		return task_end(task, RESULT_SKIPPED);
	}
	if (answer->archived && !task->campaign->takes_archived)
		return skip(task, why, "archived");
	if (answer->disabled)
		return skip(task, why, "disabled by its forge");
	if (bundle_is_current(task) &&
	    (answer->empty || !(answer->base_commit || answer->base_unseen)))
		return base_is_gone(task, why);
	if (answer->empty)
		return skip(task, why, "empty: its default branch has no commit");
	if (task_has_branch(task)) {
		verdict = not_allowed(task, answer, why);
		if (verdict != VERDICT_NEXT)
			return verdict;
	}
	if (!answer->base_commit && !answer->base_unseen) {
		strbuf_addf(why, "it has no branch '%s'",
			    answer->base ? answer->base : "HEAD");
		return task_fail(task, FAILURE_MISSING);
	}
	if (task_has_branch(task) && !task_branch(task)) {
		strbuf_addstr(why, "its branch is to be named after its base, "
			      "which the server does not name; give --base");
		return task_fail(task, FAILURE_MISSING);
	}
	if (task_has_branch(task) && !task_definition(task)->direct &&
	    answer->base && !strcmp(task_branch(task), answer->base)) {
		strbuf_addf(why, "its branch '%s' is its base, too; give "
			    "another --branch", answer->base);
		return task_fail(task, FAILURE_CONFLICT);
	}
	return VERDICT_NEXT;
}

/* It holds nothing but what the base has: no commit is lost with it. */
static bool is_empty_branch(const struct facts *facts)
{
	return facts->base_commit &&
	       !strcmp(facts->branch_commit, facts->base_commit);
}

/*
 * A push that was begun, and killed, was to replace one commit only: what came
 * behind it nobody has agreed to lose.
 */
static bool may_replace(const struct task *task)
{
	const struct facts *facts = &task->facts;

	if (strcmp(task_definition(task)->if_exists, "replace") != 0)
		return false;
	if (facts->lease && facts->lease_of == task->definition)
		return !strcmp(facts->lease, facts->branch_commit);
	return look_may_force(task) || is_empty_branch(facts);
}

enum verdict look_branch_is_others(struct task *task, struct strbuf *why)
{
	strbuf_addf(why, "branch '%s' exists and holds %s, which this "
		    "campaign did not make", task_branch(task),
		    task->facts.branch_commit);
	return task_fail(task, FAILURE_CONFLICT);
}

/* What this definition made is not appended to: it is what was to be made. */
static bool appends(const struct task *task)
{
	return !strcmp(task_definition(task)->if_exists, "append") &&
	       !task_made_now(task, task->facts.branch_commit);
}

/* The forge was asked to make a commit there of unknown id: claim finds out. */
static enum verdict maybe_ours(struct task *task)
{
	struct facts *facts = &task->facts;

	if (!strcmp(facts->branch_commit, facts->upload_parent)) {
		facts->unclaimed = false;
		replace_string(&facts->base_commit, facts->branch_commit);
	}
	return VERDICT_NEXT;
}

/*
 * The branch is there: ours if it holds a commit that we journalled before
 * its push, whether or not we heard of its success. One that an earlier
 * definition made is made again, and replaced with a lease on it.
 */
static enum verdict existing_branch(struct task *task, struct strbuf *why)
{
	const struct definition *definition = task_definition(task);
	struct facts *facts = &task->facts;

	if (upload_is_claimed(task))
		return maybe_ours(task);
	if (appends(task)) {
		/* below what came since it is there already */
		facts->pushed = facts->pushed_of == task->definition;
		if (facts->pushed)
			return VERDICT_NEXT;
		if (branch_is_uncertain(task))
			return branch_uncertain(task, why);
		/* on what is there, pushed with a lease on it */
		facts->appends = facts->replaces = true;
		replace_string(&facts->base_commit, facts->branch_commit);
		return bundle_base_moved(task) && !task->campaign->goal.dry_run
			? restore_moved(task, why) : VERDICT_NEXT;
	}
	if (task_made(task, facts->branch_commit)) {
		replace_string(&facts->commit, facts->branch_commit);
		facts->pushed = task_made_now(task, facts->branch_commit);
		facts->replaces = !facts->pushed;
		return VERDICT_NEXT;
	}
	if (may_replace(task)) {
		facts->replaces = true;		/* by a lease on what we saw */
		return VERDICT_NEXT;
	}
	if (!strcmp(definition->if_exists, "replace") &&
	    !facts->base_commit) {
		/* whether it is empty the fetch can tell */
		facts->replaces = facts->unproven = true;
		return VERDICT_NEXT;
	}
	if (!strcmp(definition->if_exists, "skip") && !task->refreshes) {
		strbuf_addf(why, "branch '%s' exists", task_branch(task));
		return task_end(task, RESULT_SKIPPED);
	}
	return look_branch_is_others(task, why);
}

/*
 * A pull request that a person closed or merged meanwhile is a fact; one of
 * another campaign that used the same branch name is none of ours.
 */
bool look_pull_is_ours(const struct task *task, const struct pull *pull)
{
	const struct facts *facts = &task->facts;

	return pull->state != PULL_NONE &&
	       (task_made(task, pull->head) ||
		(facts->pull.number && pull->number == facts->pull.number));
}

bool look_note(const struct task *task, bool archived, struct strbuf *why)
{
	const struct pull *pull = &task->facts.pull;

	if (pull->state != PULL_OPEN)
		return false;
	if (archived) {
		strbuf_addstr(why, "archived: until it is unarchived its pull "
			      "request can neither be merged nor closed");
		return true;
	}
	if (!pull->head || task_made(task, pull->head))
		return false;
	if (task->facts.adopted) {
		strbuf_addf(why, "branch '%s' holds a commit that came after "
			    "it was adopted: look at it, and adopt it again",
			    task_branch(task));
		return true;
	}
	strbuf_addf(why, "branch '%s' holds a commit that this campaign did "
		    "not make: merge it on its forge, or take that commit "
		    "off the branch", task_branch(task));
	return true;
}

/* Whether some commit of the definition that counts was sent already. */
static bool sent_now(const struct task *task)
{
	const struct strvec *sent = &task->facts.sent;
	struct strbuf commit = STRBUF_INIT;
	bool is_sent = false;
	size_t i;

	for (i = 0; i < sent->nr && !is_sent; i++) {
		strbuf_reset(&commit);
		strbuf_add(&commit, sent->v[i], strcspn(sent->v[i], "="));
		is_sent = task_made_now(task, commit.buf);
	}
	strbuf_release(&commit);
	return is_sent;
}

static enum verdict settle_pull(struct task *task, const struct pull *pull,
				struct strbuf *why)
{
	struct facts *facts = &task->facts;

	if (pull != &facts->pull)
		pull_copy(&facts->pull, pull);
	if (pull->state == PULL_OPEN)
		return VERDICT_NEXT;
	if (pull->state == PULL_MERGED && branch_is_left(task)) {
		/* nothing is made any more, it is only to be deleted */
		facts->pushed = true;
		facts->replaces = false;
		return VERDICT_NEXT;
	}
	/* by us, before a crash: nobody else's doing is to be told */
	if (pull->state == PULL_MERGED && facts->merge_sent)
		return task_end(task, RESULT_DONE);
	strbuf_addf(why, "its pull request was %s meanwhile",
		    pull_state_name(pull->state));
	return task_end(task, RESULT_DONE);
}

enum verdict look_decide_branch(struct task *task, const struct pull *pull,
				struct strbuf *why)
{
	struct facts *facts = &task->facts;
	enum verdict verdict;

	if (pull && facts->branch_commit && sent_now(task) &&
	    !task_made(task, facts->branch_commit) &&
	    !look_refresh_is_others(task, pull)) {
		/* a person has added to our pull request: it is theirs too */
		facts->pushed = true;
		return settle_pull(task, pull, why);
	}
	if (facts->branch_commit) {
		verdict = existing_branch(task, why);
		if (verdict != VERDICT_NEXT)
			return verdict;
	}
	if (pull) {
		verdict = settle_pull(task, pull, why);
		return verdict == VERDICT_NEXT && task->refreshes
			? look_refresh(task, why) : verdict;
	}
	facts->open_begun = false;	/* the server says there is none */
	return VERDICT_NEXT;
}

/*
 * Whether its branch goes to a fork. One that is known stays, where there is a
 * pull request from it.
 */
static void settle_fork(struct task *task, const struct look_answer *answer)
{
	const char *fork = task_definition(task)
				? task_definition(task)->fork : NULL;
	struct facts *facts = &task->facts;
	bool asked = fork && (strcmp(fork, "auto") != 0 || !answer->may_push);

	facts->forks = task_has_branch(task) &&
		       (asked || (task_fork(task) && facts->pull.number));
	if (!facts->forks)
		task_forget_fork(task);
}

/* No way of ours leads here; the branch of others is not to be ours. */
static enum verdict is_adopted(struct task *task, struct strbuf *why)
{
	strbuf_addf(why, "its pull request was adopted: branch '%s' is not "
		    "written by this campaign", task_branch(task));
	return task_fail(task, FAILURE_CONFLICT);
}

enum verdict look_decide(struct task *task, const struct look_answer *answer,
			 struct strbuf *why)
{
	struct facts *facts = &task->facts;
	enum verdict verdict;
	bool ours;

	if (facts->adopted)
		return is_adopted(task, why);
	learn(task, answer);
	settle_fork(task, answer);
	verdict = not_for_us(task, answer, why);
	if (verdict != VERDICT_NEXT)
		return verdict;
	facts->pushed = facts->replaces = facts->appends = false;
	facts->unproven = false;
	ours = look_pull_is_ours(task, &answer->pull);
	if (!facts->forks)
		return look_decide_branch(task, ours ? &answer->pull : NULL,
					  why);
	/* the rest is told by the fork: steps/fork.c */
	if (ours)
		pull_copy(&facts->pull, &answer->pull);
	replace_string(&facts->branch_commit, NULL);
	return VERDICT_NEXT;
}
