/* SPDX-License-Identifier: MIT */
/*
 * A commit that was reviewed, back in the cached repository. Its bundle holds
 * what it changed; the commit it was made on comes from the server, where the
 * cache does not have it any more.
 */
#include "steps/restore.h"

#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "campaign/bundle.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "git/cache.h"
#include "steps/fetch.h"
#include "steps/process.h"
#include "steps/repository.h"

/*
 * task->phase. The bundle is tried after each way to its base: by id, then,
 * where the server serves no id that is no tip, by the branch.
 */
enum { BUNDLE, BASE, BUNDLE_ON_BASE, DEEPER, BUNDLE_DEEPER, WHOLE,
       BUNDLE_WHOLE };

#define DEEPER_COMMITS 100

void restore_ref(const char *commit, struct strbuf *ref)
{
	strbuf_addf(ref, "refs/multi/commit/%s", commit);
}

bool restore_has(const char *path, const char *commit)
{
	struct strbuf file = STRBUF_INIT, id = STRBUF_INIT;
	bool has;

	restore_ref(commit, &file);
	has = cache_ref(path, file.buf, &id) && !strcmp(id.buf, commit);
	if (!has) {
		strbuf_reset(&file);
		strbuf_addf(&file, "%s/objects/%.2s/%s", path, commit,
			    commit + 2);
		has = file_is_regular(file.buf);
	}
	strbuf_release(&id);
	strbuf_release(&file);
	return has;
}

static bool is_of_bundle(const struct task *task)
{
	return !(task->phase % 2);
}

/*
 * The base is fetched under the commit's own ref: verifying a bundle needs it
 * reachable, and a moment later the commit stands there.
 */
static void fetch_words(const struct task *task, const char *path,
			struct strvec *argv)
{
	const struct facts *facts = &task->facts;
	struct strbuf ref = STRBUF_INIT;

	repository_fetch_words(argv, path);
	strvec_push(argv, "--no-tags");
	restore_ref(facts->bundled, &ref);
	if (is_of_bundle(task)) {
		struct strbuf bundle = STRBUF_INIT;

		bundle_path(task, &bundle);
		strvec_pushl(argv, "--", bundle.buf, NULL);
		strvec_pushf(argv, "+HEAD:%s", ref.buf);
		strbuf_release(&bundle);
	} else {
		strvec_pushf(argv, "--depth=%d", task->phase == BASE ? 1 :
			     task->phase == DEEPER ? DEEPER_COMMITS
						   : FETCH_WHOLE);
		strvec_pushl(argv, "--", task->remote.fetch_url, NULL);
		if (task->phase == BASE)
			strvec_pushf(argv, "+%s:%s", facts->bundle_base,
				     ref.buf);
		else if (facts->base)
			strvec_pushf(argv, "+refs/heads/%s:%s", facts->base,
				     ref.buf);
		else
			strvec_pushf(argv, "+HEAD:%s", ref.buf);
	}
	strbuf_release(&ref);
}

/* In a repository that has nothing yet the bundle need not be tried. */
static bool is_new(const struct task *task, const char *path)
{
	struct strbuf ref = STRBUF_INIT, id = STRBUF_INIT;
	bool is;

	fetch_base_ref(task, &ref);
	is = !cache_ref(path, ref.buf, &id);
	strbuf_release(&id);
	strbuf_release(&ref);
	return is;
}

static bool has_bundle(const struct task *task)
{
	struct strbuf path = STRBUF_INIT;
	bool has;

	bundle_path(task, &path);
	has = file_is_regular(path.buf);
	strbuf_release(&path);
	return has;
}

static int lost(struct task *task, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;

	bundle_path(task, &path);
	strbuf_addf(err, "the commit that was reviewed is gone: there is no "
		    "'%s'; " RESTORE_ANEW, path.buf);
	strbuf_release(&path);
	bundle_spoil(task);
	task->failure = FAILURE_MISSING;
	return -1;
}

int restore_begin(struct task *task, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT, ref = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = -1;

	task->failure = FAILURE_DISK;
	if (task_cache_path(task, &path, err) < 0 ||
	    cache_create(path.buf, task->remote.url, err) < 0)
		goto out;
	task->failure = FAILURE_NONE;
	if (!has_bundle(task)) {
		ret = restore_has(path.buf, task->facts.bundled)
			? STEP_NOTHING : lost(task, err);
		replace_string(&task->facts.commit, task->facts.bundled);
		goto out;
	}
	restore_ref(task->facts.bundled, &ref);
	cache_remove_stale(path.buf, ref.buf);
	if (task->phase == BUNDLE && is_new(task, path.buf))
		task->phase = BASE;
	fetch_words(task, path.buf, &argv);
	if (is_of_bundle(task))
		ret = process_git(task, &argv, "/", NULL, err);
	else
		ret = process_git_net(task, &argv, "/",
				      task->remote.fetch_url, err);
out:
	strvec_clear(&argv);
	strbuf_release(&ref);
	strbuf_release(&path);
	return ret;
}

enum verdict restore_no_base(struct task *task, struct strbuf *why)
{
	strbuf_addf(why, "'%s' was rewritten since the review: it does not "
		    "hold %.12s any more, on which the reviewed commit "
		    "stands; " RESTORE_ANEW,
		    task->facts.base ? task->facts.base : "HEAD",
		    task->facts.bundle_base);
	bundle_spoil(task);
	return task_fail(task, FAILURE_CONFLICT);
}

enum verdict restore_moved(struct task *task, struct strbuf *why)
{
	strbuf_addf(why, "'%s' got another commit since the review, on which "
		    "the reviewed one does not stand; " RESTORE_ANEW,
		    task_branch(task));
	bundle_spoil(task);
	return task_fail(task, FAILURE_CONFLICT);
}

/* A file that is cut, or is not what git wrote, in git's own words. */
static bool is_damaged(const struct task *task)
{
	static const char *const words[] = {
		"invalid gitfile format", "unrecognized header",
		"does not look like a v2 or v3 bundle file", "early EOF",
		"pack has bad object", "pack signature mismatch",
		"pack is corrupted", "pack version", "SHA1 COLLISION",
		"inflate", "unresolved delta", "delta base offset",
		"index-pack abnormal exit", "did not send all necessary",
		"couldn't find remote ref", "hash mismatch"
	};
	size_t i;

	if (task->slot->child.timed_out || process_said(task, "No space left"))
		return false;
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (process_said(task, words[i]))
			return true;
	return false;
}

/* The repository may have the commit all the same. */
static enum verdict damaged(struct task *task, struct strbuf *why)
{
	struct strbuf path = STRBUF_INIT;
	bool has = !task_cache_path(task, &path, why) &&
		   restore_has(path.buf, task->facts.bundled);

	strbuf_release(&path);
	if (has)
		return VERDICT_NEXT;
	task_log(task, "fetch", &task->slot->child);
	strbuf_addf(why, "the kept commit of '%s' is damaged; " RESTORE_ANEW,
		    task->key);
	bundle_spoil(task);
	return task_fail(task, FAILURE_MISSING);
}

static enum verdict bundle_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	if (process_said(task, "prerequisite"))
		return task->phase == BUNDLE_WHOLE ? restore_no_base(task, why)
						   : VERDICT_MORE;
	verdict = is_damaged(task) ? damaged(task, why)
				   : process_settle(task, "fetch", why);
	if (verdict == VERDICT_NEXT)
		replace_string(&task->facts.commit, task->facts.bundled);
	return verdict;
}

enum verdict restore_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	if (is_of_bundle(task))
		return bundle_end(task, why);
	if (task->phase == BASE && fetch_wants_name(task)) {
		task->phase = DEEPER - 1;
		return VERDICT_MORE;
	}
	verdict = process_settle(task, "fetch", why);
	return verdict == VERDICT_NEXT ? VERDICT_MORE : verdict;
}
