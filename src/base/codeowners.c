/* SPDX-License-Identifier: MIT */
/*
 * CODEOWNERS: read line by line, then each path against the rules.
 */
#include "base/codeowners.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/pathglob.h"
#include "base/text.h"

struct rule {
	char *pattern;
	size_t section;
	bool excludes;		/* Gitea: matches what the pattern does not;
				   GitLab: nobody owns it in this section */
	struct strvec owners;
};

struct section {
	char *name;
	struct strvec owners;	/* of rules without */
};

struct file {
	enum codeowners dialect;
	struct rule *rules;
	size_t nr, alloc;
	struct section *sections;	/* the first has no name */
	size_t sections_nr, sections_alloc;
	size_t section;		/* while it is read */
};

const char *const *codeowners_places(enum codeowners dialect)
{
	static const char *const github[] = {
		".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", NULL
	};
	static const char *const gitlab[] = {
		"CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS", NULL
	};
	static const char *const gitea[] = {
		"CODEOWNERS", "docs/CODEOWNERS", ".gitea/CODEOWNERS",
		".forgejo/CODEOWNERS", NULL
	};

	return dialect == CODEOWNERS_GITLAB ? gitlab
		: dialect == CODEOWNERS_GITEA ? gitea : github;
}

/* ---- lines ---------------------------------------------------------------- */

/* "@alice", "@org/team"; neither "@@maintainer" nor a mail address. */
static void add_owner(struct strvec *owners, const char *word)
{
	if (*word == '@' && word[1] && word[1] != '@' &&
	    !strchr(word + 1, '@') && !strvec_has(owners, word + 1))
		strvec_push(owners, word + 1);
}

/*
 * The next word; a backslash keeps what follows in it. Gitea takes that
 * backslash off, the others leave it to the pattern.
 */
static bool next_word(enum codeowners dialect, const char **at,
		      struct strbuf *word)
{
	const char *p = *at;

	strbuf_reset(word);
	while (isblank((unsigned char)*p))
		p++;
	/* GitLab has comments at the beginning of a line only */
	if (!*p || (*p == '#' && dialect != CODEOWNERS_GITLAB))
		return false;
	for (; *p && !isblank((unsigned char)*p); p++) {
		if (*p == '\\' && p[1]) {
			if (dialect != CODEOWNERS_GITEA)
				strbuf_addch(word, *p);
			p++;
		}
		strbuf_addch(word, *p);
	}
	*at = p;
	return true;
}

static size_t section_named(struct file *file, const char *name)
{
	size_t i;

	for (i = 0; i < file->sections_nr; i++)
		if (!strcasecmp(file->sections[i].name, name))
			return i;
	GROW(file->sections, file->sections_nr, file->sections_alloc);
	file->sections[i].name = xstrdup(name);
	strvec_init(&file->sections[i].owners);
	file->sections_nr++;
	return i;
}

/* "[Name]", "^[Name][2] @owner": false where the line is no heading. */
static bool read_section(struct file *file, const char *line)
{
	const char *end;
	struct strbuf word = STRBUF_INIT;
	char *name;

	line += *line == '^';
	end = *line == '[' ? strchr(line, ']') : NULL;
	if (!end || end == line + 1)
		return false;
	name = xstrndup(line + 1, (size_t)(end - line - 1));
	file->section = section_named(file, name);
	free(name);
	end++;
	if (*end == '[')
		end += strcspn(end, "]") + (strchr(end, ']') != NULL);
	while (next_word(file->dialect, &end, &word))
		add_owner(&file->sections[file->section].owners, word.buf);
	strbuf_release(&word);
	return true;
}

/* What of gitignore's syntax GitHub says that does not work here. */
static bool is_wrong(const struct file *file, const char *pattern)
{
	return file->dialect == CODEOWNERS_GITHUB &&
	       (*pattern == '!' || strpbrk(pattern, "[]") ||
		starts_with(pattern, "\\#"));
}

static void read_rule(struct file *file, const char *line)
{
	struct strbuf word = STRBUF_INIT;
	struct rule *rule;
	bool excludes;

	if (!next_word(file->dialect, &line, &word) ||
	    is_wrong(file, word.buf)) {
		strbuf_release(&word);
		return;
	}
	GROW(file->rules, file->nr, file->alloc);
	rule = &file->rules[file->nr++];
	excludes = word.buf[0] == '!' && file->dialect != CODEOWNERS_GITHUB;
	*rule = (struct rule){
		.pattern = xstrdup(word.buf + excludes),
		.section = file->section, .excludes = excludes,
		.owners = STRVEC_INIT
	};
	while (next_word(file->dialect, &line, &word))
		add_owner(&rule->owners, word.buf);
	strbuf_release(&word);
}

static void read_line(struct file *file, char *line)
{
	while (isblank((unsigned char)*line))
		line++;
	line[strcspn(line, "\r")] = '\0';
	if (!*line || *line == '#')
		return;
	if (file->dialect == CODEOWNERS_GITLAB && read_section(file, line))
		return;
	read_rule(file, line);
}

static void read_file(struct file *file, const char *text)
{
	section_named(file, "");
	while (*text) {
		size_t len = strcspn(text, "\n");
		char *line = xstrndup(text, len);

		read_line(file, line);
		free(line);
		text += len + (text[len] == '\n');
	}
}

static void file_release(struct file *file)
{
	size_t i;

	for (i = 0; i < file->nr; i++) {
		free(file->rules[i].pattern);
		strvec_clear(&file->rules[i].owners);
	}
	for (i = 0; i < file->sections_nr; i++) {
		free(file->sections[i].name);
		strvec_clear(&file->sections[i].owners);
	}
	free(file->rules);
	free(file->sections);
}

/* ---- paths ---------------------------------------------------------------- */

static void add_all(struct strvec *owners, const struct strvec *more)
{
	size_t i;

	for (i = 0; i < more->nr; i++)
		if (!strvec_has(owners, more->v[i]))
			strvec_push(owners, more->v[i]);
}

static bool matches(const struct file *file, const struct rule *rule,
		    const char *path)
{
	switch (file->dialect) {
	case CODEOWNERS_GITLAB:
		return pathglob_gitlab(rule->pattern, path);
	case CODEOWNERS_GITEA:
		return pathglob_regex(rule->pattern, path) != rule->excludes;
	case CODEOWNERS_GITHUB:
		break;
	}
	return pathglob_ignore(rule->pattern, path);
}

/* Of one section the last rule that matches; an exclusion is for good. */
static void find_in_section(const struct file *file, size_t section,
			    const char *path, struct strvec *owners)
{
	const struct rule *last = NULL;
	size_t i;

	for (i = 0; i < file->nr; i++) {
		const struct rule *rule = &file->rules[i];

		if (rule->section != section || !matches(file, rule, path))
			continue;
		if (rule->excludes)
			return;
		last = rule;
	}
	if (last)
		add_all(owners, last->owners.nr ? &last->owners
				: &file->sections[section].owners);
}

static void find_all(const struct file *file, const char *path,
		     struct strvec *owners)
{
	size_t i;

	for (i = 0; i < file->nr; i++)
		if (matches(file, &file->rules[i], path))
			add_all(owners, &file->rules[i].owners);
}

void codeowners_find(enum codeowners dialect, const char *text,
		     const struct strvec *paths, struct strvec *owners)
{
	struct file file = { .dialect = dialect };
	size_t i, section;

	read_file(&file, text);
	for (i = 0; i < paths->nr; i++) {
		if (dialect == CODEOWNERS_GITEA) {
			find_all(&file, paths->v[i], owners);
			continue;
		}
		for (section = 0; section < file.sections_nr; section++)
			find_in_section(&file, section, paths->v[i], owners);
	}
	file_release(&file);
}
