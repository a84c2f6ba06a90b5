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

/*
 * How much is gone through at most, some seconds' worth: the file comes from
 * a repository, and all others wait meanwhile. 3,000 rules for 3,000 files are
 * well below it.
 */
#define WORK_MAX ((size_t)10 * 1000 * 1000)
#define WORK_READ ((size_t)1000)	/* an expression, against one match */
#define WORK_REGEX ((size_t)5)
#define WORK_LONG ((size_t)2048)	/* characters of both, multiplied */

struct rule {
	struct pathglob glob;
	size_t len;		/* of its pattern */
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
	size_t left;		/* of the work; 0: it is given up */
};

static void spend(struct file *file, size_t work)
{
	file->left = file->left > work ? file->left - work : 0;
}

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

static void add_name(struct file *file, struct strvec *owners,
		     const char *name)
{
	spend(file, owners->nr);
	if (file->left && !strvec_has(owners, name))
		strvec_push(owners, name);
}

/* "@alice", "@org/team"; neither "@@maintainer" nor a mail address. */
static void add_owner(struct file *file, struct strvec *owners,
		      const char *word)
{
	if (*word == '@' && word[1] && word[1] != '@' &&
	    !strchr(word + 1, '@'))
		add_name(file, owners, word + 1);
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

	spend(file, file->sections_nr);
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
	struct strvec *owners;
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
	owners = &file->sections[file->section].owners;
	while (next_word(file->dialect, &end, &word))
		add_owner(file, owners, word.buf);
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

static enum pathglob_kind kind_of(enum codeowners dialect)
{
	return dialect == CODEOWNERS_GITLAB ? PATHGLOB_GITLAB
		: dialect == CODEOWNERS_GITEA ? PATHGLOB_REGEX
		: PATHGLOB_IGNORE;
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
		.len = word.len, .section = file->section,
		.excludes = excludes,
		.owners = STRVEC_INIT
	};
	pathglob_init(&rule->glob, kind_of(file->dialect),
		      word.buf + excludes);
	if (file->dialect == CODEOWNERS_GITEA)
		spend(file, WORK_READ);
	while (next_word(file->dialect, &line, &word))
		add_owner(file, &rule->owners, word.buf);
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
	while (*text && file->left) {
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
		pathglob_release(&file->rules[i].glob);
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

static void add_all(struct file *file, struct strvec *owners,
		    const struct strvec *more)
{
	size_t i;

	for (i = 0; i < more->nr; i++)
		add_name(file, owners, more->v[i]);
}

static bool matches(struct file *file, const struct rule *rule,
		    const char *path, const struct strvec *names)
{
	bool gitea = file->dialect == CODEOWNERS_GITEA;
	bool fits;

	spend(file, (gitea ? WORK_REGEX : 1) +
	      rule->len * strlen(path) / WORK_LONG);
	fits = file->left && pathglob_fits(&rule->glob, path, names);
	return gitea ? fits != rule->excludes : fits;
}

/* Of each section the last rule that matches; an exclusion is for good. */
static void find_last(struct file *file, const char *path,
		      const struct strvec *names, struct strvec *owners)
{
	const struct rule **last = xcalloc(file->sections_nr, sizeof(*last));
	const struct rule *rule;
	size_t i;

	spend(file, file->sections_nr);
	for (i = 0; i < file->nr; i++) {
		rule = &file->rules[i];
		if ((!last[rule->section] || !last[rule->section]->excludes) &&
		    matches(file, rule, path, names))
			last[rule->section] = rule;
	}
	for (i = 0; i < file->sections_nr; i++) {
		rule = last[i];
		if (rule && !rule->excludes)
			add_all(file, owners, rule->owners.nr ? &rule->owners
				: &file->sections[i].owners);
	}
	free(last);
}

static void find_all(struct file *file, const char *path,
		     const struct strvec *names, struct strvec *owners)
{
	size_t i;

	for (i = 0; i < file->nr; i++)
		if (matches(file, &file->rules[i], path, names))
			add_all(file, owners, &file->rules[i].owners);
}

bool codeowners_find(enum codeowners dialect, const char *text,
		     const struct strvec *paths, struct strvec *owners)
{
	struct file file = { .dialect = dialect, .left = WORK_MAX };
	struct strvec names;
	bool whole;
	size_t i;

	read_file(&file, text);
	for (i = 0; i < paths->nr && file.left; i++) {
		strvec_init(&names);
		strvec_split(&names, paths->v[i], '/');
		(dialect == CODEOWNERS_GITEA ? find_all : find_last)(
			&file, paths->v[i], &names, owners);
		strvec_clear(&names);
	}
	whole = file.left > 0;
	file_release(&file);
	return whole;
}
