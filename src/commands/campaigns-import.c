/* SPDX-License-Identifier: MIT */
/*
 * git multi campaigns import: a campaign of another machine. What it came in
 * is somebody's file: nothing of it gets a place among the campaigns before
 * all of it was looked at.
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
#include "campaign/journal.h"
#include "campaign/paths.h"
#include "campaign/portable.h"
#include "campaign/record.h"
#include "commands/archive.h"
#include "commands/campaigns-move.h"
#include "commands/folder.h"

static const char ours[] = "refs/import";

/* stdin as a file: git takes a bundle from one only. */
static int take_stdin(const struct archive *archive, struct strbuf *path,
		      struct strbuf *err)
{
	char piece[1 << 16];
	ssize_t len = -1;
	int fd;

	strbuf_addf(path, "%s/bundle", archive->folder);
	fd = open(path->buf, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	while (fd >= 0 &&
	       (len = read(STDIN_FILENO, piece, sizeof(piece))) > 0)
		if (file_write_all(fd, piece, (size_t)len) < 0) {
			len = -1;
			break;
		}
	if (len < 0)
		strbuf_addf(err, "cannot keep what stdin has: %s",
			    strerror(errno));
	if (fd >= 0)
		close(fd);
	return len < 0 ? -1 : 0;
}

/* "OID refs/multi/campaigns/NAME", and nothing else. */
static int read_name(const struct archive *archive, const char *bundle,
		     struct strbuf *name, struct strbuf *err)
{
	struct strvec words = STRVEC_INIT;
	struct strbuf out = STRBUF_INIT;
	const char *ref;
	int ret;

	strvec_pushl(&words, "bundle", "list-heads", bundle, NULL);
	ret = archive_git(archive, &words, NULL, &out, err);
	strbuf_rtrim(&out);
	ref = strchr(out.buf, ' ');
	if (!ret && ref && !strchr(ref, '\n') &&
	    starts_with(ref + 1, ARCHIVE_REF)) {
		strbuf_addstr(name, ref + 1 + strlen(ARCHIVE_REF));
	} else if (!ret) {
		strbuf_addstr(err, "it is a bundle of something else");
		ret = -1;
	}
	strvec_clear(&words);
	strbuf_release(&out);
	return ret;
}

/* git refuses what is cut off or changed, and trees that it would not make. */
static int unpack(const struct archive *archive, const char *bundle,
		  const char *name, struct strbuf *err)
{
	struct strvec words = STRVEC_INIT;
	int ret;

	strvec_pushl(&words, "-c", "fetch.fsckObjects=true", "-c",
		     "protocol.file.allow=always", "fetch", "-q",
		     "--no-tags", "--no-write-fetch-head", bundle, NULL);
	strvec_pushf(&words, "+" ARCHIVE_REF "%s:%s", name, ours);
	ret = archive_git(archive, &words, NULL, NULL, err);
	strvec_clear(&words);
	return ret;
}

static int check_entry(const char *entry, struct strbuf *err)
{
	const char *path = strchr(entry, '\t');
	bool regular = starts_with(entry, "100644 blob ") ||
		       starts_with(entry, "100755 blob ");

	if (path && regular && portable_may_be(path + 1))
		return 0;
	strbuf_addstr(err, "it has '");
	if (path)
		text_clean(err, path + 1, strlen(path + 1), false);
	strbuf_addstr(err, regular ? "', which is no file of a campaign"
				   : "', which is no regular file");
	return -1;
}

static int check_tree(const struct archive *archive, struct strbuf *err)
{
	struct strvec words = STRVEC_INIT;
	struct strbuf list = STRBUF_INIT;
	const char *entry;
	int ret;

	strvec_pushl(&words, "ls-tree", "-r", "-z", ours, NULL);
	ret = archive_git(archive, &words, NULL, &list, err);
	for (entry = list.buf; !ret && entry < list.buf + list.len;
	     entry += strlen(entry) + 1)
		ret = check_entry(entry, err);
	strvec_clear(&words);
	strbuf_release(&list);
	return ret;
}

/* Its files, for nobody else's eyes. */
static int check_out(const struct archive *archive, const char *folder,
		     struct strbuf *err)
{
	struct strvec words = STRVEC_INIT;
	mode_t mask;
	int ret;

	if (file_make_directories(folder, 0700, err) < 0)
		return -1;
	strvec_pushl(&words, "read-tree", ours, NULL);
	ret = archive_git(archive, &words, NULL, NULL, err);
	strvec_clear(&words);
	strvec_pushf(&words, "--work-tree=%s", folder);
	strvec_pushl(&words, "checkout-index", "-q", "--all", NULL);
	mask = umask(077);
	if (!ret)
		ret = archive_git(archive, &words, NULL, NULL, err);
	umask(mask);
	strvec_clear(&words);
	return ret;
}

/* Places of another machine are none of this one, whoever wrote them there. */
static int rewrite_journal(const char *path, struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT;
	int ret = -1;

	if (!file_is_regular(path))
		strbuf_addstr(err, "it has no journal");
	else if (!portable_journal(path, &text, err))
		ret = file_write(path, text.buf, text.len, 0600, err);
	strbuf_release(&text);
	return ret;
}

/* Its journal can be read, and what that speaks of is there. */
static int check_campaign(const char *name, const char *folder,
			  struct strbuf *err)
{
	struct campaign *c = campaign_new(name);
	struct strvec files = STRVEC_INIT;
	struct strbuf path = STRBUF_INIT;
	int ret = -1;

	c->folder = xstrdup(folder);
	strbuf_addf(&path, "%s/journal", folder);
	if (!rewrite_journal(path.buf, err) &&
	    !journal_replay(path.buf, false, record_replay, c, err) &&
	    !portable_files(c, &files, err))
		ret = 0;
	if (!ret && !campaign_definition(c)) {
		strbuf_addstr(err, "its journal says of no change");
		ret = -1;
	}
	strbuf_release(&path);
	strvec_clear(&files);
	campaign_free(c);
	return ret;
}

static int sync_all(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int ret = fd < 0 ? -1 : syncfs(fd);

	if (fd >= 0)
		close(fd);
	return ret;
}

/* From here on it is a campaign. */
static int take_place(const char *from, const char *to, const char *name,
		      struct strbuf *err)
{
	struct stat st;

	if (!lstat(to, &st))
		errno = EEXIST;
	else if (!sync_all(from) && !rename(from, to))
		return 0;
	if (errno == EEXIST || errno == ENOTEMPTY)
		strbuf_addf(err, "there is a campaign '%s' already", name);
	else
		strbuf_addf(err, "cannot write '%s': %s", to,
			    strerror(errno));
	return -1;
}

static int import(const struct archive *archive, const char *bundle,
		  const char *name, const char *folder, struct strbuf *err)
{
	struct strbuf stage = STRBUF_INIT, ignored = STRBUF_INIT;
	const char *slash = strrchr(folder, '/');
	int ret = -1;

	/* one that is left by a kill goes with the next clean */
	strbuf_add(&stage, folder, (size_t)(slash + 1 - folder));
	strbuf_addf(&stage, FOLDER_GOING "import-%ld", (long)getpid());
	if (unpack(archive, bundle, name, err) < 0 ||
	    check_tree(archive, err) < 0)
		goto out;
	if (file_remove_tree(stage.buf, err) < 0)
		goto out;
	if (!check_out(archive, stage.buf, err) &&
	    !check_campaign(name, stage.buf, err))
		ret = take_place(stage.buf, folder, name, err);
	if (ret < 0)
		file_remove_tree(stage.buf, &ignored);
out:
	strbuf_release(&ignored);
	strbuf_release(&stage);
	return ret;
}

/* The name it had; one that is taken is not written over. */
static void check_name(const char *name, struct strbuf *folder)
{
	struct strbuf err = STRBUF_INIT;
	struct stat st;

	if (paths_campaign(folder, name, &err) < 0)
		die("%s", err.buf);
	if (!lstat(folder->buf, &st)) {
		error("there is a campaign '%s' already", name);
		hint("multiImport", "to make room for it: 'git multi "
		     "campaigns rename %s OTHER'", name);
		exit(EXIT_FATAL);
	}
	strbuf_release(&err);
}

static void absolute_bundle(const struct archive *archive, const char *file,
			    struct strbuf *bundle)
{
	struct strbuf err = STRBUF_INIT;

	if (!strcmp(file, "-")) {
		if (take_stdin(archive, bundle, &err) < 0)
			die("%s", err.buf);
	} else if (!file_is_regular(file)) {
		die("there is no file '%s'", file);
	} else {
		file_absolute(bundle, file);
	}
	strbuf_release(&err);
}

int campaigns_import(const struct command *command,
		     const struct strvec *words)
{
	struct strbuf bundle = STRBUF_INIT, name = STRBUF_INIT;
	struct strbuf folder = STRBUF_INIT, err = STRBUF_INIT;
	struct archive archive;

	if (words->nr != 2)
		command_usage(command, "'import' takes one file");
	if (archive_open(&archive, &err) < 0)
		die("%s", err.buf);
	absolute_bundle(&archive, words->v[1], &bundle);
	if (read_name(&archive, bundle.buf, &name, &err) < 0)
		die("'%s' is no exported campaign: %s", words->v[1], err.buf);
	check_name(name.buf, &folder);
	if (import(&archive, bundle.buf, name.buf, folder.buf, &err) < 0)
		die("'%s' cannot be imported: %s", words->v[1], err.buf);
	archive_close(&archive);
	say("campaign '%s' is here now", name.buf);
	hint("multiImport", "how it stands: 'git multi status %s'; what it "
	     "runs: 'git multi campaigns show %s'", name.buf, name.buf);
	strbuf_release(&err);
	strbuf_release(&folder);
	strbuf_release(&name);
	strbuf_release(&bundle);
	return EXIT_FINE;
}
