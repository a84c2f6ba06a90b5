/* SPDX-License-Identifier: MIT */
/*
 * A list of repositories, line by line.
 */
#include "campaign/listfile.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

#define ROWS_MAX ((size_t)256 << 20)
#define LINE_MAX_BYTES ((size_t)64 << 10)
#define SPACE " \t"

const char *const listfile_settings[] = {
	"base", "label", "reviewer", "team-reviewer", "assignee", "milestone",
	NULL
};

/* Those of which a line may have several, with commas or more than once. */
static bool is_list(const char *name)
{
	return strcmp(name, "base") && strcmp(name, "milestone");
}


/*
 * The next line without its end. 1: there is one, 0: the end, -1 and err.
 * What is longer than the maximum is not read to its end.
 */
static int read_line(FILE *file, struct strbuf *line, struct strbuf *err)
{
	int c;

	strbuf_reset(line);
	while ((c = getc_unlocked(file)) != EOF && c != '\n') {
		if (line->len == LINE_MAX_BYTES) {
			strbuf_addf(err, "longer than %zu bytes",
				    LINE_MAX_BYTES);
			return -1;
		}
		strbuf_addch(line, c);
	}
	if (ferror(file)) {
		strbuf_addstr(err, strerror(errno));
		return -1;
	}
	return c == '\n' || line->len;
}

/* Windows' marks are taken off: a BOM before the first line, CR at ends. */
static void strip_marks(struct strbuf *line, bool first)
{
	if (first && starts_with(line->buf, "\xef\xbb\xbf"))
		strbuf_remove(line, 0, 3);
	if (line->len && line->buf[line->len - 1] == '\r')
		strbuf_setlen(line, line->len - 1);
}

static int check_bytes(const struct strbuf *line, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < line->len; i++) {
		unsigned char c = (unsigned char)line->buf[i];

		if (!c) {
			strbuf_addstr(err, "a NUL byte: this is no text");
			return -1;
		}
		if ((c < ' ' && c != '\t') || c == 0x7f) {
			strbuf_addf(err, "a control character (0x%02x)", c);
			return -1;
		}
	}
	return 0;
}

static int add_setting(struct strvec *settings, const char *name,
		       const char *value, struct strbuf *err)
{
	const char *before = strvec_env_get(settings, name);
	struct strbuf both = STRBUF_INIT;

	if (!*value) {
		strbuf_addf(err, "'%s=' without a value", name);
		return -1;
	}
	if (before && !is_list(name)) {
		strbuf_addf(err, "'%s' is given twice", name);
		return -1;
	}
	if (before)
		strbuf_addf(&both, "%s,", before);
	strbuf_addstr(&both, value);
	strvec_env_set(settings, name, both.buf);
	strbuf_release(&both);
	return 0;
}

static int unknown_setting(const char *name, struct strbuf *err)
{
	const char *near = text_nearest(name, listfile_settings);

	strbuf_addf(err, "unknown setting '%s'", name);
	if (near)
		strbuf_addf(err, ": did you mean '%s'?", near);
	else
		strbuf_addstr(err, " (there are base=BRANCH, "
			      "label=NAME,NAME, reviewer=, team-reviewer=, "
			      "assignee= and milestone=)");
	return -1;
}

/* word is cut at its '='. */
static int read_setting(struct strvec *settings, char *word,
			struct strbuf *err)
{
	char *equals = strchr(word, '=');
	size_t i;

	if (!equals) {
		strbuf_addf(err, "'%s' behind the name is no setting "
			    "(KEY=VALUE)", word);
		return -1;
	}
	*equals = '\0';
	for (i = 0; listfile_settings[i]; i++)
		if (!strcmp(listfile_settings[i], word))
			return add_setting(settings, word, equals + 1, err);
	return unknown_setting(word, err);
}

/* Splits the line at white space; a word that begins with # ends it. */
static int read_words(char *line, const char **name, struct strvec *settings,
		      struct strbuf *err)
{
	char *rest = NULL, *word;

	*name = NULL;
	for (word = strtok_r(line, SPACE, &rest); word && *word != '#';
	     word = strtok_r(NULL, SPACE, &rest)) {
		if (!*name)
			*name = word;
		else if (read_setting(settings, word, err) < 0)
			return -1;
	}
	return 0;
}

struct place {			/* where a sentence is about */
	const char *list;
	unsigned long long line;
};

static int wrong(const struct place *place, const struct strbuf *why,
		 struct strbuf *err)
{
	strbuf_addf(err, "line %llu of %s: %s", place->line, place->list,
		    why->buf);
	return -1;
}

static int read_all(FILE *file, struct place *place,
		    int (*each)(void *data, const char *name,
				struct strvec *settings, struct strbuf *err),
		    void *data, struct strbuf *err)
{
	struct strbuf line = STRBUF_INIT, why = STRBUF_INIT;
	struct strvec settings = STRVEC_INIT;
	const char *name;
	int ret = 0, got = 1;

	while (got > 0 && !ret) {
		place->line++;
		got = read_line(file, &line, &why);
		if (got <= 0)
			break;
		strip_marks(&line, place->line == 1);
		ret = check_bytes(&line, &why);
		if (!ret)
			ret = read_words(line.buf, &name, &settings, &why);
		if (!ret && name)
			ret = each(data, name, &settings, &why);
		strvec_clear(&settings);
	}
	if (ret < 0 || got < 0)
		ret = wrong(place, &why, err);
	strbuf_release(&why);
	strbuf_release(&line);
	return ret;
}

/* A folder that is named like a list may be meant as a repository. */
static int is_folder(const char *path, struct strbuf *err)
{
	struct strbuf git = STRBUF_INIT, head = STRBUF_INIT;
	char *real = realpath(path, NULL);

	strbuf_addf(&git, "%s/.git", path);
	strbuf_addf(&head, "%s/HEAD", path);
	strbuf_addf(err, "'%s' is a folder, and a list is a file", path);
	if (real && (file_is_directory(git.buf) || file_is_regular(git.buf) ||
		     file_is_regular(head.buf)))
		strbuf_addf(err, "; the repository in it is named by its "
			    "URL, 'file://%s'", real);
	free(real);
	strbuf_release(&head);
	strbuf_release(&git);
	return -1;
}

/* ---- JSON in its place ------------------------------------------------- */

/* What stands first, white space aside, is put back. */
static bool is_json(FILE *file)
{
	int c = getc_unlocked(file);

	while (c == ' ' || c == '\n' || c == '\r')
		c = getc_unlocked(file);
	if (c != EOF)
		ungetc(c, file);
	return c != EOF && rows_begin_here((char)c);
}

static int read_json(FILE *file, const char *list,
		     int (*row)(void *data, struct row *row,
				struct strbuf *err),
		     void *data, struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT, why = STRBUF_INIT;
	char part[8192];
	size_t got;
	int ret = -1;

	while (text.len <= ROWS_MAX &&
	       (got = fread(part, 1, sizeof(part), file)))
		strbuf_add(&text, part, got);
	if (ferror(file))
		strbuf_addstr(&why, strerror(errno));
	else if (text.len > ROWS_MAX)
		strbuf_addf(&why, "longer than %zu bytes", ROWS_MAX);
	else
		ret = rows_read(&text, row, data, &why);
	if (ret < 0)
		strbuf_addf(err, "%s: %s", list, why.buf);
	strbuf_release(&why);
	strbuf_release(&text);
	return ret;
}

/* ---- the whole ---------------------------------------------------------- */

static FILE *open_list(const char *path, struct strbuf *err)
{
	FILE *file;

	if (!strcmp(path, "-"))
		return stdin;
	if (file_is_directory(path)) {
		is_folder(path, err);
		return NULL;
	}
	file = fopen(path, "re");
	if (!file)
		strbuf_addf(err, "cannot read the list '%s': %s", path,
			    strerror(errno));
	return file;
}

int listfile_read_rows(const char *path,
		       int (*each)(void *data, const char *name,
				   struct strvec *settings,
				   struct strbuf *err),
		       int (*row)(void *data, struct row *row,
				  struct strbuf *err),
		       void *data, struct strbuf *err)
{
	FILE *file = open_list(path, err);
	struct strbuf name = STRBUF_INIT;
	struct place place = { .line = 0 };
	int ret;

	if (!file)
		return -1;
	if (file == stdin)
		strbuf_addstr(&name, "standard input");
	else
		strbuf_addf(&name, "'%s'", path);
	place.list = name.buf;
	ret = is_json(file) ? read_json(file, name.buf, row, data, err)
			    : read_all(file, &place, each, data, err);
	if (file != stdin)
		fclose(file);
	strbuf_release(&name);
	return ret;
}

struct each_name {
	int (*each)(void *data, const char *name, struct strvec *settings,
		    struct strbuf *err);
	void *data;
};

static int name_of_row(void *data, struct row *row, struct strbuf *err)
{
	const struct each_name *names = data;

	return names->each(names->data, row->name, &row->settings, err);
}

static int name_of_line(void *data, const char *name,
			struct strvec *settings, struct strbuf *err)
{
	const struct each_name *names = data;

	return names->each(names->data, name, settings, err);
}

int listfile_read(const char *path,
		  int (*each)(void *data, const char *name,
			      struct strvec *settings, struct strbuf *err),
		  void *data, struct strbuf *err)
{
	struct each_name names = { each, data };

	return listfile_read_rows(path, name_of_line, name_of_row, &names,
				  err);
}
