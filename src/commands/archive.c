/* SPDX-License-Identifier: MIT */
/*
 * The repository through which a campaign goes to another machine.
 */
#include "commands/archive.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "commands/scratch.h"
#include "git/capture.h"
#include "git/git.h"

/* The first word that is neither an option nor a setting. */
static const char *command_of(const struct strvec *words)
{
	size_t i = 0;

	while (words->v[i] && words->v[i][0] == '-')
		i += strcmp(words->v[i], "-c") ? 1 : 2;
	return words->v[i] ? words->v[i] : "";
}

/* What it says first of what went wrong, in our words' manner. */
static void add_reason(struct strbuf *err, const struct strbuf *said,
		       const char *command, int code)
{
	static const char *const prefixes[] = { "fatal: ", "error: " };
	size_t i, len = strcspn(said->buf, "\n");
	const char *line = said->buf;

	for (i = 0; i < 2; i++)
		if (starts_with(line, prefixes[i])) {
			line += strlen(prefixes[i]);
			len -= strlen(prefixes[i]);
			break;
		}
	strbuf_addf(err, "git %s: ", command);
	if (len)
		text_clean(err, line, len, false);
	else
		strbuf_addf(err, "exit code %d", code);
}

int archive_git(const struct archive *archive, const struct strvec *words,
		const char *input, struct strbuf *out, struct strbuf *err)
{
	struct strvec argv = STRVEC_INIT, env = STRVEC_INIT;
	struct strbuf said = STRBUF_INIT;
	struct capture capture = { .input = input, .out = out,
				   .errors = &said };
	int code;

	git_words(&argv, false);
	strvec_pushf(&argv, "--git-dir=%s", archive->repository);
	strvec_pushv(&argv, (const char *const *)words->v);
	git_environment(&env);
	capture.argv = (const char *const *)argv.v;
	capture.env = (const char *const *)env.v;
	code = capture_run(&capture, err);
	if (code > 0)
		add_reason(err, &said, command_of(words), code);
	strbuf_release(&said);
	strvec_clear(&env);
	strvec_clear(&argv);
	return code ? -1 : 0;
}

/* Files come out as they went in, whatever attributes say. */
static int write_attributes(const struct archive *archive, struct strbuf *err)
{
	static const char text[] =
		"* -text -eol -ident -filter -working-tree-encoding\n";
	struct strbuf path = STRBUF_INIT;
	int ret;

	strbuf_addf(&path, "%s/info", archive->repository);
	ret = file_make_directories(path.buf, 0700, err);
	strbuf_addstr(&path, "/attributes");
	if (!ret)
		ret = file_write(path.buf, text, strlen(text), 0600, err);
	strbuf_release(&path);
	return ret;
}

int archive_open(struct archive *archive, struct strbuf *err)
{
	struct strvec words = STRVEC_INIT;
	struct strbuf path = STRBUF_INIT;
	int ret;

	memset(archive, 0, sizeof(*archive));
	if (scratch_open(&archive->folder, err) < 0)
		return -1;
	strbuf_addf(&path, "%s/campaign.git", archive->folder);
	archive->repository = strbuf_detach(&path);
	strvec_pushl(&words, "init", "-q", "--bare", "--template=",
		     "--object-format=sha1", NULL);
	ret = archive_git(archive, &words, NULL, NULL, err);
	if (!ret)
		ret = write_attributes(archive, err);
	strvec_clear(&words);
	return ret;
}

void archive_close(struct archive *archive)
{
	scratch_close();
	free(archive->folder);
	free(archive->repository);
}
