/* SPDX-License-Identifier: MIT */
/*
 * The files that a campaign's command names: found, copied, and put in the
 * place of the words that named them.
 */
#include "campaign/program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/strvec.h"
#include "base/text.h"

/* A program is copied whole into the campaign: not a whole disk. */
#define FILE_MAX_BYTES ((size_t)256 << 20)

/* The folders of PATH that mean the same wherever one stands. */
static void path_folders(struct strvec *out)
{
	const char *path = getenv("PATH");
	struct strvec parts = STRVEC_INIT;
	size_t i;

	strvec_split(&parts, path ? path : "/bin:/usr/bin", ':');
	for (i = 0; i < parts.nr; i++)
		if (parts.v[i][0] == '/')
			strvec_push(out, parts.v[i]);
	strvec_clear(&parts);
}

static bool on_path(const struct strvec *folders, const char *name)
{
	struct strbuf path = STRBUF_INIT;
	bool found = false;
	size_t i;

	for (i = 0; i < folders->nr && !found; i++) {
		strbuf_reset(&path);
		strbuf_addf(&path, "%s/%s", folders->v[i], name);
		found = file_is_regular(path.buf) && !access(path.buf, X_OK);
	}
	strbuf_release(&path);
	return found;
}

/* Whether an absolute path lies right in a folder of PATH. */
static bool below_path(const struct strvec *folders, const char *path)
{
	size_t len = (size_t)(strrchr(path, '/') - path), i;

	for (i = 0; i < folders->nr; i++) {
		size_t n = strlen(folders->v[i]);

		while (n && folders->v[i][n - 1] == '/')
			n--;
		if (n == len && !strncmp(folders->v[i], path, n))
			return true;
	}
	return false;
}

/* Names the content that is at file->path now. */
static int take_content(struct definition_file *file, struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT;
	char hash[48];

	if (file_read(file->path, FILE_MAX_BYTES, &text, err) < 0) {
		strbuf_release(&text);
		return -1;
	}
	snprintf(hash, sizeof(hash), "%016llx-%zx",
		 text_hash(text.buf, text.len), text.len);
	strbuf_reset(&text);
	strbuf_addf(&text, "files/%s/%s", hash,
		    strrchr(file->path, '/') + 1);
	replace_string(&file->hash, hash);
	free(file->copy);
	file->copy = strbuf_detach(&text);
	return 0;
}

static int add_file(struct definition *definition, size_t word,
		    const char *path, struct strbuf *err)
{
	struct definition_file *file;

	GROW(definition->files, definition->files_nr,
	     definition->files_alloc);
	file = &definition->files[definition->files_nr++];
	*file = (struct definition_file){ .word = word,
					  .path = xstrdup(path) };
	return take_content(file, err);
}

static int add_absolute(struct definition *definition, size_t word,
			const char *path, struct strbuf *err)
{
	struct strbuf absolute = STRBUF_INIT;
	int ret;

	file_absolute(&absolute, path);
	ret = add_file(definition, word, absolute.buf, err);
	strbuf_release(&absolute);
	return ret;
}

static int must_be_executable(const char *path, struct strbuf *err)
{
	if (!access(path, X_OK))
		return 0;
	strbuf_addf(err, "'%s' is not executable (chmod +x makes it so)",
		    path);
	return -1;
}

static int find_program(struct definition *definition,
			const struct strvec *folders, struct strbuf *err)
{
	const char *word = definition->command.v[0];
	bool slash = strchr(word, '/');

	if (!slash && on_path(folders, word))
		return 0;
	if (!file_is_regular(word)) {
		if (slash)
			strbuf_addf(err, "there is no program '%s'", word);
		else
			strbuf_addf(err, "'%s' is neither a program on PATH "
				    "nor a file here", word);
		return -1;
	}
	if (must_be_executable(word, err) < 0)
		return -1;
	if (*word == '/' && below_path(folders, word))
		return 0;
	return add_absolute(definition, 0, word, err);
}

static int find_patch(struct definition *definition, struct strbuf *err)
{
	const char *word = definition->command.v[0];

	if (file_is_regular(word))
		return add_absolute(definition, 0, word, err);
	strbuf_addf(err, "there is no file '%s' to be a patch", word);
	return -1;
}

int definition_find_files(struct definition *definition, struct strbuf *err)
{
	struct strvec folders = STRVEC_INIT;
	int ret = 0;
	size_t i;

	if (!definition->command.nr)
		return 0;
	if (definition->patch)
		return find_patch(definition, err);
	path_folders(&folders);
	ret = find_program(definition, &folders, err);
	for (i = 1; i < definition->command.nr && !ret; i++) {
		const char *word = definition->command.v[i];

		if (*word == '/' && file_is_regular(word) &&
		    !below_path(&folders, word))
			ret = add_file(definition, i, word, err);
	}
	strvec_clear(&folders);
	return ret;
}

int definition_refresh(struct definition *to, const struct definition *from,
		       struct strbuf *err)
{
	size_t i;

	definition_release(to);
	definition_copy(to, from);
	for (i = 0; i < to->files_nr; i++) {
		struct definition_file *file = &to->files[i];

		if (!file->path || !file_is_regular(file->path))
			continue;
		if (!file->word && !to->patch &&
		    must_be_executable(file->path, err) < 0)
			return -1;
		if (take_content(file, err) < 0)
			return -1;
	}
	return 0;
}

/*
 * Under another name first: a copy that is there is whole, also when an
 * earlier run was killed while it copied.
 */
static int copy_file(const struct definition_file *file, const char *folder,
		     struct strbuf *err)
{
	struct strbuf to = STRBUF_INIT, part = STRBUF_INIT;
	int ret = -1;

	strbuf_addf(&to, "%s/%s", folder, file->copy);
	if (file_is_regular(to.buf)) {
		ret = 0;
		goto out;
	}
	strbuf_add(&part, to.buf, (size_t)(strrchr(to.buf, '/') - to.buf));
	if (file_make_directories(part.buf, 0700, err) < 0)
		goto out;
	strbuf_addstr(&part, ".part");
	unlink(part.buf);
	if (file_copy(file->path, part.buf, 0700, err) < 0)
		goto out;
	ret = rename(part.buf, to.buf);
	if (ret < 0)
		strbuf_addf(err, "cannot write '%s': %s", to.buf,
			    strerror(errno));
out:
	strbuf_release(&part);
	strbuf_release(&to);
	return ret;
}

int definition_copy_files(const struct definition *definition,
			  const char *folder, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < definition->files_nr; i++)
		if (definition->files[i].path &&
		    copy_file(&definition->files[i], folder, err) < 0)
			return -1;
	return 0;
}

/* ---- as data -------------------------------------------------------------- */

void program_write_files(const struct definition *definition, bool paths,
			 struct json_writer *w)
{
	size_t i;

	if (!definition->files_nr)
		return;
	json_begin_array(w, "files");
	for (i = 0; i < definition->files_nr; i++) {
		const struct definition_file *file = &definition->files[i];

		json_begin_object(w, NULL);
		json_put_int(w, "word", (long long)file->word);
		json_put(w, "hash", file->hash);
		json_put(w, "copy", file->copy);
		if (paths && file->path)
			json_put(w, "path", file->path);
		json_end_object(w);
	}
	json_end_array(w);
}

/* A copy is a path below the campaign's folder and stays below it. */
static bool sound_file(const struct definition *definition,
		       const struct definition_file *file)
{
	return file->hash && file->copy && file->copy[0] != '/' &&
	       !strstr(file->copy, "../") &&
	       (!file->path || *file->path == '/') &&
	       file->word < definition->command.nr;
}

void program_read_files(struct definition *definition, const struct json *doc,
			int list)
{
	int node;

	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node)) {
		struct definition_file file = {
			.word = (size_t)json_int(
				doc, json_get(doc, node, "word"), -1),
			.hash = json_copy(doc, json_get(doc, node, "hash")),
			.copy = json_copy(doc, json_get(doc, node, "copy")),
			.path = json_copy(doc, json_get(doc, node, "path")),
		};

		if (!sound_file(definition, &file)) {
			free(file.hash);
			free(file.copy);
			free(file.path);
			continue;
		}
		GROW(definition->files, definition->files_nr,
		     definition->files_alloc);
		definition->files[definition->files_nr++] = file;
	}
}

static const struct definition_file *
file_of_word(const struct definition *definition, size_t word)
{
	size_t i;

	for (i = 0; i < definition->files_nr; i++)
		if (definition->files[i].word == word)
			return &definition->files[i];
	return NULL;
}

void program_difference(const struct definition *a,
			const struct definition *b, size_t start,
			struct strbuf *out)
{
	struct strbuf word = STRBUF_INIT;
	size_t i;

	for (i = 0; i < b->command.nr; i++) {
		const struct definition_file *old = file_of_word(a, i);
		const struct definition_file *new = file_of_word(b, i);

		if (old == new || (old && new && !strcmp(old->hash,
							  new->hash)))
			continue;
		strbuf_reset(&word);
		strbuf_addf(&word, "the content of '%s'", b->command.v[i]);
		definition_add_word(out, start, word.buf);
	}
	strbuf_release(&word);
}

/* ---- what runs ------------------------------------------------------------ */

void definition_argv(const struct definition *definition, const char *folder,
		     struct strvec *argv)
{
	size_t i;

	for (i = 0; i < definition->command.nr; i++) {
		const struct definition_file *file =
			file_of_word(definition, i);

		if (file)
			strvec_pushf(argv, "%s/%s", folder, file->copy);
		else
			strvec_push(argv, definition->command.v[i]);
	}
}
