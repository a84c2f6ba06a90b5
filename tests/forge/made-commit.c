/* SPDX-License-Identifier: MIT */
/*
 * A commit that a forge makes of files that it was sent: with an index of its
 * own, no work tree.
 */
#include "made-commit.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "base/file.h"
#include "merge.h"
#include "process.h"

#define END ((const char *)NULL)

bool made_has(const struct repo *repo, const char *commit, const char *path)
{
	struct strbuf line = STRBUF_INIT;
	bool has = !process_git(repo->path, NULL, &line,
				"--literal-pathspecs", "ls-tree", commit,
				"--", path, END) && line.len;

	strbuf_release(&line);
	return has;
}

static int store(const struct repo *repo, const char *scratch,
		 const char *content, struct strbuf *oid)
{
	struct strbuf data = STRBUF_INIT;
	FILE *file = fopen(scratch, "we");
	int result = -1;

	base64_decode(&data, content);
	if (file && fwrite(data.buf, 1, data.len, file) == data.len)
		result = 0;
	if (file && fclose(file))
		result = -1;
	if (!result)
		result = process_git(repo->path, NULL, oid, "hash-object",
				     "-w", "--no-filters", scratch, END);
	strbuf_release(&data);
	return result;
}

/* As the index has it by now: an action may follow one on the same file. */
static int put(const struct repo *repo, const char *scratch,
	       const struct made_file *file, const struct strvec *env)
{
	struct strbuf line = STRBUF_INIT, oid = STRBUF_INIT;
	struct strbuf entry = STRBUF_INIT;
	bool there = !process_git(repo->path, env, &line,
				  "--literal-pathspecs", "ls-files",
				  "--stage", "--", file->path, END) &&
		     line.len;
	bool executable = file->executable > 0 ||
			  (file->executable < 0 && there &&
			   !strncmp(line.buf, "100755", 6));
	int result = 0;

	if (file->what == MADE_PUT)
		result = store(repo, scratch, file->content, &oid);
	else if (there)
		strbuf_add(&oid, strchr(line.buf, ' ') + 1, 40);
	else
		result = -1;
	strbuf_addf(&entry, "%s,%s,%s", executable ? "100755" : "100644",
		    oid.buf, file->path);
	if (!result)
		result = process_git(repo->path, env, NULL, "update-index",
				     "--add", "--cacheinfo", entry.buf, END);
	strbuf_release(&entry);
	strbuf_release(&oid);
	strbuf_release(&line);
	return result;
}

static int fill(const struct repo *repo, const char *parent,
		const char *scratch, const struct made_file *files, size_t nr,
		const struct strvec *env)
{
	int result = process_git(repo->path, env, NULL, "read-tree", parent,
				 END);
	size_t i;

	for (i = 0; i < nr && !result; i++)
		result = files[i].what == MADE_GONE
			? process_git(repo->path, env, NULL, "update-index",
				      "--force-remove", "--", files[i].path,
				      END)
			: put(repo, scratch, &files[i], env);
	return result;
}

int made_commit(const struct repo *repo, const char *parent,
		const struct made_file *files, size_t nr,
		const char *message, const char *login, double now,
		struct strbuf *oid)
{
	struct strbuf index = STRBUF_INIT, scratch = STRBUF_INIT;
	struct strbuf tree = STRBUF_INIT;
	struct strvec env = STRVEC_INIT;
	int result;

	strbuf_addf(&index, "%s/index-%lx", repo->path,
		    (unsigned long)pthread_self());
	strbuf_addf(&scratch, "%s.blob", index.buf);
	strvec_pushf(&env, "GIT_INDEX_FILE=%s", index.buf);
	/* update-index wants a work tree, though it reads nothing there */
	strvec_pushf(&env, "GIT_DIR=%s", repo->path);
	strvec_pushf(&env, "GIT_WORK_TREE=%s", repo->path);
	commit_identity(&env, login, now, true);
	result = fill(repo, parent, scratch.buf, files, nr, &env);
	if (!result)
		result = process_git(repo->path, &env, &tree, "write-tree",
				     END);
	if (!result)
		result = process_git(repo->path, &env, oid, "commit-tree",
				     tree.buf, "-p", parent, "-m", message,
				     END);
	unlink(index.buf);
	unlink(scratch.buf);
	strvec_clear(&env);
	strbuf_release(&tree);
	strbuf_release(&scratch);
	strbuf_release(&index);
	return result ? -1 : 0;
}
