/* SPDX-License-Identifier: MIT */
/*
 * Reads what a commit consists of, for a forge that is to make it: git lists
 * its files, and gives what they hold. What the forge's way to make a commit
 * cannot carry (modes, links) is refused here, before anything is sent.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "campaign/bundle.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "campaign/upload.h"
#include "git/git.h"
#include "steps/api-commit.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/steps.h"

enum { LIST, READ };			/* task->phase */

/* GitHub's own end was seen at 40 MB, base64 takes a third more. */
#define UPLOAD_MAX ((size_t)28 << 20)

bool upload_needed(const struct task *task)
{
	return task_definition(task)->api_commit &&
	       task->host->forge->commit_ask &&
	       repository_push_needed(task);
}

static int pack_begin(struct task *task, struct strbuf *err)
{
	const char *input = NULL;
	struct strbuf path = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = -1;

	if (repository_path(task, &path, err) < 0)
		goto out;
	git_words(&argv, false);
	strvec_pushf(&argv, "--git-dir=%s", path.buf);
	if (task->phase == LIST) {
		upload_free(task->upload);
		task->upload = upload_new();
		strvec_clear(&task->notes);
		strvec_pushl(&argv, "diff-tree", "-r", "-z", "--no-renames",
			     "--no-commit-id", "--full-index",
			     task->facts.commit, NULL);
	} else {
		input = task->notes.v[0];	/* stays until the end */
		strvec_pushl(&argv, "cat-file", "--batch", NULL);
	}
	ret = process_git_answer(task, &argv, "/", input, UPLOAD_MAX + 1,
				 err);
out:
	strvec_clear(&argv);
	strbuf_release(&path);
	return ret;
}

/* ---- which files ---------------------------------------------------------- */

#define MODE_LEN 6
#define MODE(text, mode) (!strncmp(text, mode, MODE_LEN))

/* What of a file with such a mode the forge cannot make; NULL: all is well. */
static const char *trouble(const struct task *task, const char *mode)
{
	if (MODE(mode, "120000"))
		return "a symbolic link";
	if (MODE(mode, "160000"))
		return "a submodule";
	if (MODE(mode, "100755") && !task->host->forge->commit_modes)
		return "executable";
	return NULL;
}

/* JSON cannot say others. */
static bool is_utf8(const char *path)
{
	size_t len = strlen(path), n;

	for (; len && (n = text_utf8(path, len)); path += n)
		len -= n;
	return !len;
}

static enum verdict refuse(struct task *task, const char *path,
			   const char *what, struct strbuf *why)
{
	strbuf_addstr(why, "its file '");
	text_clean(why, path, strlen(path), false);
	strbuf_addf(why, "' is %s: %s makes no such commit by its API; leave "
		    "out --api-commit", what, task->host->forge->name);
	return task_fail(task, FAILURE_FORGE);
}

/* ":100644 100755 ID ID M": what it was and is, and how it changed. */
static enum verdict take_file(struct task *task, const char *entry,
			      const char *path, struct strbuf *ids,
			      struct strbuf *why)
{
	struct upload *upload = task->upload;
	const char *old = entry + 1, *new = old + MODE_LEN + 1;
	const char *id = strchr(new + MODE_LEN + 1, ' ') + 1;
	bool deleted = MODE(new, "000000"), added = MODE(old, "000000");
	const char *what = trouble(task, deleted ? "100644" : new);
	struct commit_file file = { .len = 0 };

	if (!what && MODE(old, "160000"))
		what = "a submodule";
	if (!what && !is_utf8(path))
		what = "named by bytes that are no UTF-8";
	if (what)
		return refuse(task, path, what, why);
	file.path = xstrdup(path);
	file.change = deleted ? FILE_DELETED
			      : added ? FILE_ADDED : FILE_CHANGED;
	file.executable = MODE(new, "100755");
	file.mode_changed = strncmp(old, new, MODE_LEN);
	if (!deleted)
		strbuf_addf(ids, "%.*s\n", (int)strcspn(id, " "), id);
	GROW(upload->files, upload->nr, upload->alloc);
	upload->files[upload->nr++] = file;
	return VERDICT_NEXT;
}

static enum verdict listed(struct task *task, struct strbuf *why)
{
	struct strbuf text = STRBUF_INIT, ids = STRBUF_INIT;
	const char *p, *end, *path;
	enum verdict verdict = VERDICT_NEXT;

	/* the commit itself comes first: its tree, its parent, its message */
	strbuf_addf(&ids, "%s\n", task->facts.commit);
	child_output(&task->slot->child.out, &text);
	end = text.buf + text.len;
	for (p = text.buf; p < end && verdict == VERDICT_NEXT;
	     p = path + strlen(path) + 1) {
		path = p + strlen(p) + 1;
		verdict = take_file(task, p, path, &ids, why);
	}
	strvec_push(&task->notes, ids.buf);
	strbuf_release(&ids);
	strbuf_release(&text);
	return verdict == VERDICT_NEXT ? VERDICT_MORE : verdict;
}

/* ---- what is in them ------------------------------------------------------ */

/* "ID TYPE SIZE\n", so many bytes, and "\n"; the next begins behind that. */
static const char *next_object(const char *p, const char *end,
			       const char **data, size_t *len)
{
	const char *line = memchr(p, '\n', (size_t)(end - p));
	const char *size = line ? memrchr(p, ' ', (size_t)(line - p)) : NULL;

	if (!size)
		return NULL;
	*len = strtoul(size + 1, NULL, 10);
	*data = line + 1;
	return (size_t)(end - *data) > *len ? *data + *len + 1 : NULL;
}

static char *header_of(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? xstrndup(at + strlen(name),
			     strcspn(at + strlen(name), "\n")) : NULL;
}

static void take_commit(struct task *task, const char *data, size_t len)
{
	struct facts *facts = &task->facts;
	char *text = xstrndup(data, len);
	const char *message = strstr(text, "\n\n");

	free(facts->upload_tree);
	free(facts->upload_parent);
	facts->upload_tree = header_of(text, "tree ");
	facts->upload_parent = header_of(text, "\nparent ");
	task->upload->message = xstrdup(message ? message + 2 : "");
	free(text);
}

static int take_objects(struct task *task)
{
	struct upload *upload = task->upload;
	const char *p = upload->blobs.buf, *end = p + upload->blobs.len;
	const char *data;
	size_t len, i;

	p = next_object(p, end, &data, &len);
	if (!p)
		return -1;
	take_commit(task, data, len);
	for (i = 0; i < upload->nr; i++) {
		struct commit_file *file = &upload->files[i];

		if (file->change == FILE_DELETED)
			continue;
		p = next_object(p, end, &file->data, &file->len);
		if (!p)
			return -1;
	}
	return 0;
}

static enum verdict contents(struct task *task, struct strbuf *why)
{
	const struct child_stream *out = &task->slot->child.out;

	strvec_clear(&task->notes);
	if (out->total > UPLOAD_MAX) {
		strbuf_addf(why, "the files of its commit take more than %zu "
			    "MiB, too much for an API; leave out "
			    "--api-commit", UPLOAD_MAX >> 20);
		return task_fail(task, FAILURE_FORGE);
	}
	child_output(out, &task->upload->blobs);
	if (take_objects(task) < 0 || !task->facts.upload_tree ||
	    !task->facts.upload_parent) {
		strbuf_addstr(why, "git does not give what is in its commit");
		return task_fail(task, FAILURE_GIT);
	}
	return VERDICT_NEXT;
}

/* An API has no lease: what is on a branch could not be replaced safely. */
static enum verdict check_branch(struct task *task, struct strbuf *why)
{
	const struct facts *facts = &task->facts;
	const struct forge *forge = task->host->forge;

	if (facts->replaces && !facts->appends) {
		strbuf_addf(why, "branch '%s' is there, and --api-commit "
			    "replaces none; close its pull request or leave "
			    "out --api-commit", task_branch(task));
		return task_fail(task, FAILURE_CONFLICT);
	}
	if (facts->appends && !forge->commit_guards) {
		strbuf_addf(why, "branch '%s' is there, and %s's API does not "
			    "check what is on it; leave out --api-commit",
			    task_branch(task), forge->name);
		return task_fail(task, FAILURE_CONFLICT);
	}
	return VERDICT_NEXT;
}

static enum verdict pack_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict = process_settle(task, "commit", why);

	if (verdict == VERDICT_NEXT && task->phase == LIST)
		verdict = check_branch(task, why);
	if (verdict != VERDICT_NEXT)
		return verdict;
	return task->phase == LIST ? listed(task, why) : contents(task, why);
}

const struct step step_pack = {
	.name = "pack",
	.lane = LANE_LOCAL,
	.needed = upload_needed,
	.begin = pack_begin,
	.end = pack_end,
};
