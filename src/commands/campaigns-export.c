/* SPDX-License-Identifier: MIT */
/*
 * git multi campaigns export: a campaign as one file, for another machine.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/portable.h"
#include "commands/archive.h"
#include "commands/campaigns-move.h"
#include "commands/choose.h"

/* Of git's own manner, so that a name may hold anything. */
static void add_quoted(struct strbuf *out, const char *text)
{
	strbuf_addch(out, '"');
	for (; *text; text++)
		strbuf_addf(out, "\\%03o", (unsigned char)*text);
	strbuf_addch(out, '"');
}

static bool is_executable(const char *path)
{
	struct stat st;

	return !stat(path, &st) && (st.st_mode & S_IXUSR);
}

/* What the index is to hold: a line for each file that was stored. */
static void add_entry(struct strbuf *index, const char *path, bool executable,
		      const char *id, size_t len)
{
	strbuf_addstr(index, executable ? "100755 " : "100644 ");
	strbuf_add(index, id, len);
	strbuf_addch(index, '\t');
	add_quoted(index, path);
	strbuf_addch(index, '\n');
}

/* The journal as it goes is a file of its own, in the scratch folder. */
static int write_journal(const struct archive *archive,
			 const struct campaign *c, struct strbuf *path,
			 struct strbuf *err)
{
	struct strbuf from = STRBUF_INIT, text = STRBUF_INIT;
	int ret;

	strbuf_addf(&from, "%s/journal", c->folder);
	strbuf_addf(path, "%s/journal", archive->folder);
	ret = portable_journal(from.buf, &text, err);
	if (!ret)
		ret = file_write(path->buf, text.buf, text.len, 0600, err);
	strbuf_release(&text);
	strbuf_release(&from);
	return ret;
}

/* Stores all in one git; their ids come in the same order. */
static int store(const struct archive *archive, const struct campaign *c,
		 const struct strvec *files, struct strbuf *index,
		 struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT, input = STRBUF_INIT;
	struct strbuf ids = STRBUF_INIT;
	struct strvec words = STRVEC_INIT;
	const char *id;
	size_t i, len;
	int ret = -1;

	if (write_journal(archive, c, &path, err) < 0)
		goto out;
	add_quoted(&input, path.buf);
	strbuf_addch(&input, '\n');
	for (i = 0; i < files->nr; i++) {
		strbuf_reset(&path);
		strbuf_addf(&path, "%s/%s", c->folder, files->v[i]);
		add_quoted(&input, path.buf);
		strbuf_addch(&input, '\n');
	}
	strvec_pushl(&words, "hash-object", "-w", "--no-filters",
		     "--stdin-paths", NULL);
	if (archive_git(archive, &words, input.buf, &ids, err) < 0)
		goto out;
	len = strcspn(ids.buf, "\n");
	add_entry(index, "journal", false, ids.buf, len);
	for (i = 0, id = ids.buf + len; i < files->nr; i++, id += len) {
		len = strcspn(++id, "\n");
		strbuf_reset(&path);
		strbuf_addf(&path, "%s/%s", c->folder, files->v[i]);
		add_entry(index, files->v[i], is_executable(path.buf), id,
			  len);
	}
	ret = 0;
out:
	strvec_clear(&words);
	strbuf_release(&ids);
	strbuf_release(&input);
	strbuf_release(&path);
	return ret;
}

/* The commit names nobody and no time: the same campaign, the same commit. */
static int commit(const struct archive *archive, const struct campaign *c,
		  const char *index, struct strbuf *err)
{
	struct strbuf tree = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf id = STRBUF_INIT;
	struct strvec words = STRVEC_INIT;
	int ret = -1;

	strvec_pushl(&words, "update-index", "--add", "--index-info", NULL);
	if (archive_git(archive, &words, index, NULL, err) < 0)
		goto out;
	strvec_clear(&words);
	strvec_push(&words, "write-tree");
	if (archive_git(archive, &words, NULL, &tree, err) < 0)
		goto out;
	strbuf_rtrim(&tree);
	strbuf_addf(&text, "tree %s\nauthor git-multi <> 0 +0000\n"
		    "committer git-multi <> 0 +0000\n\ncampaign %s\n",
		    tree.buf, c->name);
	strvec_clear(&words);
	strvec_pushl(&words, "hash-object", "-t", "commit", "-w", "--stdin",
		     NULL);
	if (archive_git(archive, &words, text.buf, &id, err) < 0)
		goto out;
	strbuf_rtrim(&id);
	strvec_clear(&words);
	strvec_push(&words, "update-ref");
	strvec_pushf(&words, ARCHIVE_REF "%s", c->name);
	strvec_push(&words, id.buf);
	ret = archive_git(archive, &words, NULL, NULL, err);
out:
	strvec_clear(&words);
	strbuf_release(&id);
	strbuf_release(&text);
	strbuf_release(&tree);
	return ret;
}

/* The whole of it as a bundle, at path. */
static int pack(const struct archive *archive, const struct campaign *c,
		const char *path, struct strbuf *err)
{
	struct strbuf index = STRBUF_INIT;
	struct strvec files = STRVEC_INIT, words = STRVEC_INIT;
	int ret = -1;

	if (portable_files(c, &files, err) < 0 ||
	    store(archive, c, &files, &index, err) < 0 ||
	    commit(archive, c, index.buf, err) < 0)
		goto out;
	strvec_pushl(&words, "bundle", "create", "--quiet", path, NULL);
	strvec_pushf(&words, ARCHIVE_REF "%s", c->name);
	ret = archive_git(archive, &words, NULL, NULL, err);
out:
	strvec_clear(&words);
	strvec_clear(&files);
	strbuf_release(&index);
	return ret;
}

static int print(const char *path, struct strbuf *err)
{
	char piece[1 << 16];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = -1;

	while (fd >= 0 && (len = read(fd, piece, sizeof(piece))) > 0)
		if (file_write_all(STDOUT_FILENO, piece, (size_t)len) < 0) {
			len = -1;
			break;
		}
	if (len < 0)
		strbuf_addf(err, "cannot write to stdout: %s",
			    strerror(errno));
	if (fd >= 0)
		close(fd);
	return len < 0 ? -1 : 0;
}

/* Under another name first: what is there is whole. */
static int put(const char *from, const char *to, struct strbuf *err)
{
	struct strbuf part = STRBUF_INIT;
	int ret;

	strbuf_addf(&part, "%s.part", to);
	unlink(part.buf);
	ret = file_copy(from, part.buf, 0600, err);
	if (!ret)
		ret = file_take(part.buf, to, 0600, err);
	strbuf_release(&part);
	return ret;
}

static void check_target(const char *file)
{
	struct stat st;

	if (!strcmp(file, "-")) {
		if (isatty(STDOUT_FILENO))
			die("a campaign is nothing for a terminal: give a "
			    "file, or a pipe");
	} else if (!lstat(file, &st)) {
		die("'%s' is there already", file);
	}
}

/* Repositories of this machine are none of another. */
static void say_local(const struct campaign *c)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr; i++)
		nr += starts_with(c->tasks[i]->remote.url, "file:") ||
		      *c->tasks[i]->remote.url == '/';
	if (nr)
		warning("%zu of its repositories %s on this machine only", nr,
			nr == 1 ? "is" : "are");
}

int campaigns_export(const struct command *command,
		     const struct strvec *words)
{
	struct strbuf err = STRBUF_INIT, file = STRBUF_INIT;
	struct strbuf bundle = STRBUF_INIT;
	struct archive archive;
	struct campaign *c;
	bool to_stdout;

	if (words->nr > 3)
		command_usage(command, "'export' takes a campaign and a "
			      "file");
	c = choose_to_work(words->nr > 1 ? words->v[1] : NULL, choose_any,
			   "");		/* nobody works on it meanwhile */
	if (words->nr > 2)
		strbuf_addstr(&file, words->v[2]);
	else
		strbuf_addf(&file, "%s.bundle", c->name);
	to_stdout = !strcmp(file.buf, "-");
	check_target(file.buf);
	if (archive_open(&archive, &err) < 0)
		die("%s", err.buf);
	strbuf_addf(&bundle, "%s/bundle", archive.folder);
	if (pack(&archive, c, bundle.buf, &err) < 0)
		die("campaign '%s' cannot be exported: %s", c->name, err.buf);
	if ((to_stdout ? print(bundle.buf, &err)
		       : put(bundle.buf, file.buf, &err)) < 0)
		die("%s", err.buf);
	archive_close(&archive);
	say_local(c);
	say("campaign '%s' is in '%s'", c->name,
	    to_stdout ? "stdout" : file.buf);
	hint("multiExport", "on the other machine: 'git multi campaigns "
	     "import %s'; work on it on one of them only", to_stdout ? "-"
							    : file.buf);
	campaign_free(c);
	strbuf_release(&bundle);
	strbuf_release(&file);
	strbuf_release(&err);
	return EXIT_FINE;
}
