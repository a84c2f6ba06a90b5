/* SPDX-License-Identifier: MIT */
/*
 * Gitea: which labels there are. A repository has those of its setting
 * "labels", of its file "labels" (a line of JSON each, which is where those
 * go that somebody makes), and those that some pull request of it has from
 * another dialect; an organization has a file too.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "gitea.h"

#define LABELS_MAX (1024 * 1024)
#define COLOR "ededed"

static void add(struct gitea_labels *labels, const char *of,
		const char *name, bool organization)
{
	struct strbuf key = STRBUF_INIT;
	struct gitea_label *label;

	GROW(labels->list, labels->nr, labels->alloc);
	label = &labels->list[labels->nr++];
	strbuf_addf(&key, "%s %s", of, name);
	label->id = gitea_id(key.buf);
	label->name = xstrdup(name);
	label->color = xstrdup(COLOR);
	label->description = xstrdup("");
	label->organization = organization;
	strbuf_release(&key);
}

static void add_new(struct gitea_labels *labels, const char *of,
		    const char *name)
{
	if (!gitea_label_by_name(labels, name))
		add(labels, of, name, false);
}

static void read_line(struct gitea_labels *labels, const char *of,
		      const char *line, bool organization)
{
	struct strbuf err = STRBUF_INIT;
	struct json doc = JSON_INIT;
	struct gitea_label *label;
	char *name = NULL, *color, *text;

	if (!json_parse(&doc, line, strlen(line), &err))
		name = json_copy(&doc, json_get(&doc, 0, "name"));
	if (name) {
		add(labels, of, name, organization);
		label = &labels->list[labels->nr - 1];
		color = json_copy(&doc, json_get(&doc, 0, "color"));
		text = json_copy(&doc, json_get(&doc, 0, "description"));
		if (color)
			replace_string(&label->color, color);
		if (text)
			replace_string(&label->description, text);
		free(color);
		free(text);
	}
	free(name);
	json_release(&doc);
	strbuf_release(&err);
}

static void read_file(struct gitea_labels *labels, const char *folder,
		      const char *of, bool organization)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	char *line, *rest = NULL;

	strbuf_addf(&path, "%s/labels", folder);
	if (file_is_regular(path.buf) &&
	    !file_read(path.buf, LABELS_MAX, &text, &err))
		for (line = strtok_r(text.buf, "\n", &rest); line;
		     line = strtok_r(NULL, "\n", &rest))
			read_line(labels, of, line, organization);
	strbuf_release(&path);
	strbuf_release(&text);
	strbuf_release(&err);
}

static void add_by_setting(struct gitea_labels *labels,
			   const struct repo *repo)
{
	const char *setting = settings_get(&repo->settings, "labels");
	char *list = xstrdup(setting ? setting : ""), *name, *rest = NULL;

	for (name = strtok_r(list, ", \t", &rest); name;
	     name = strtok_r(NULL, ", \t", &rest))
		add(labels, repo->full, name, false);
	free(list);
}

static void add_of_pulls(struct gitea_labels *labels,
			 const struct forge *forge, const struct repo *repo)
{
	size_t i, j;

	for (i = 0; i < forge->pulls.nr; i++) {
		const struct pull *pull = forge->pulls.list[i];

		for (j = 0; j < pull->labels.nr; j++)
			if (!strcmp(pull->repo, repo->full))
				add_new(labels, repo->full,
					pull->labels.v[j]);
	}
}

void gitea_labels_of_owner(const struct forge *forge, const char *owner,
			   struct gitea_labels *labels)
{
	struct strbuf folder = STRBUF_INIT;

	strbuf_addf(&folder, "%s/repos/%s", forge->dir, owner);
	read_file(labels, folder.buf, owner, true);
	strbuf_release(&folder);
}

void gitea_labels_of(const struct forge *forge, const struct repo *repo,
		     struct gitea_labels *labels)
{
	struct gitea_labels owners = { .list = NULL };
	size_t i;

	gitea_labels_of_owner(forge, repo->owner, &owners);
	add_by_setting(labels, repo);
	read_file(labels, repo->path, repo->full, false);
	for (i = 0; i < owners.nr; i++) {
		GROW(labels->list, labels->nr, labels->alloc);
		labels->list[labels->nr++] = owners.list[i];
	}
	free(owners.list);
	add_of_pulls(labels, forge, repo);
}

void gitea_labels_release(struct gitea_labels *labels)
{
	size_t i;

	for (i = 0; i < labels->nr; i++) {
		free(labels->list[i].name);
		free(labels->list[i].color);
		free(labels->list[i].description);
	}
	free(labels->list);
	labels->list = NULL;
	labels->nr = labels->alloc = 0;
}

const struct gitea_label *
gitea_label_by_id(const struct gitea_labels *labels, long long id)
{
	size_t i;

	for (i = 0; i < labels->nr; i++)
		if (labels->list[i].id == id)
			return &labels->list[i];
	return NULL;
}

const struct gitea_label *
gitea_label_by_name(const struct gitea_labels *labels, const char *name)
{
	size_t i;

	for (i = 0; i < labels->nr; i++)
		if (!strcmp(labels->list[i].name, name))
			return &labels->list[i];
	return NULL;
}

int gitea_label_add(const struct repo *repo, const char *name,
		    const char *color, const char *description,
		    struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT, line = STRBUF_INIT;
	struct json_writer w = JSON_WRITER_INIT(&line);
	int fd, result;

	json_begin_object(&w, NULL);
	json_put(&w, "name", name);
	json_put(&w, "color", color);
	json_put(&w, "description", description);
	json_end_object(&w);
	strbuf_addch(&line, '\n');
	strbuf_addf(&path, "%s/labels", repo->path);
	fd = open(path.buf, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	result = fd < 0 ? -1 : file_write_all(fd, line.buf, line.len);
	if (result)
		strbuf_addf(err, "cannot write '%s': %s", path.buf,
			    strerror(errno));
	if (fd >= 0)
		close(fd);
	strbuf_release(&path);
	strbuf_release(&line);
	return result;
}
