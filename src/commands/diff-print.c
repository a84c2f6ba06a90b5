/* SPDX-License-Identifier: MIT */
/*
 * What a group of repositories changes, as people see it.
 */
#include "commands/diff-print.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/decide.h"
#include "commands/commands.h"
#include "git/config.h"
#include "git/git.h"
#include "terminal/screen.h"

#define NAMES_SHOWN 10

void diff_print_head(struct change *const *members, size_t nr,
		     const char *note)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	strbuf_addf(&text, "# %zu repositor%s, group ", nr,
		    nr == 1 ? "y" : "ies");
	change_group_id(members[0]->group, &text);
	if (note && *note)
		strbuf_addf(&text, ", %s", note);
	for (i = 0; i < nr && i < NAMES_SHOWN; i++)
		strbuf_addf(&text, "%s %s", i ? "," : ":",
			    members[i]->task->key);
	if (i < nr)
		strbuf_addf(&text, " and %zu more", nr - i);
	printf("%s%s%s\n", screen_color(stdout, COLOR_BOLD), text.buf,
	       screen_plain(stdout));
	strbuf_release(&text);
}

void diff_decisions(struct task *const *tasks, size_t nr,
		    struct strbuf *out)
{
	static const char *const words[] = {
		[DECIDED_NOTHING] = "not decided", [DECIDED_KEEP] = "kept",
		[DECIDED_EDIT] = "edited", [DECIDED_DROP] = "dropped"
	};
	size_t count[ARRAY_SIZE(words)] = { 0 }, i, kinds = 0;

	for (i = 0; i < nr; i++)
		kinds += !count[task_decision(tasks[i])]++;
	if (kinds == 1 && count[DECIDED_NOTHING])
		return;
	for (i = ARRAY_SIZE(words); i--;) {
		if (!count[i])
			continue;
		if (kinds > 1)
			strbuf_addf(out, "%zu ", count[i]);
		strbuf_addstr(out, words[i]);
		if (i && kinds > 1)
			strbuf_addstr(out, ", ");
	}
	while (out->len && strchr(", ", out->buf[out->len - 1]))
		strbuf_setlen(out, out->len - 1);
}

/* As git's own setting for diffs says, where ours lets it have colours. */
static bool is_colored(void)
{
	const char *setting = config_value("color.diff");

	return *screen_color(stdout, COLOR_BOLD) &&
	       (command_screen.color || !setting ||
		(strcmp(setting, "false") && strcmp(setting, "never")));
}

/* The length of a sequence that only sets colours, as git's do; 0: none. */
static size_t color_sequence(const char *s)
{
	size_t len;

	if (s[0] != '\033' || s[1] != '[')
		return 0;
	len = 2 + strspn(s + 2, "0123456789;");
	return s[len] == 'm' ? len + 1 : 0;
}

/*
 * Where a person looks at it, what a repository holds is shown with control
 * characters replaced; git's colours stay.
 */
static void print_clean(const struct strbuf *text)
{
	struct strbuf out = STRBUF_INIT;
	size_t done = 0, i = 0, len;

	while (i < text->len) {
		len = color_sequence(text->buf + i);
		if (!len) {
			i++;
			continue;
		}
		text_clean(&out, text->buf + done, i - done, true);
		strbuf_add(&out, text->buf + i, len);
		done = i += len;
	}
	text_clean(&out, text->buf + done, text->len - done, true);
	fwrite(out.buf, 1, out.len, stdout);
	strbuf_release(&out);
}

static int read_diff(const struct change *change, enum diff_manner manner,
		     const char *color, struct strbuf *out)
{
	static const char *const words[] = {
		[DIFF_WHOLE] = "-p", [DIFF_STAT] = "--stat",
		[DIFF_NAMES] = "--name-only"
	};
	struct strbuf path = STRBUF_INIT, dir = STRBUF_INIT;
	struct strbuf old = STRBUF_INIT, err = STRBUF_INIT;
	int ret;

	if (task_cache_path(change->task, &path, &err) < 0)
		die("%s", err.buf);
	strbuf_addf(&dir, "--git-dir=%s", path.buf);
	task_made_on(change->task, &old);
	ret = git_capture(out, &err, dir.buf, "diff-tree", "-r", "-M",
			  words[manner], color, "--no-ext-diff",
			  "--no-textconv", old.buf,
			  change->task->facts.commit, NULL);
	if (ret)
		error("%s: git cannot show its diff", change->task->key);
	strbuf_release(&err);
	strbuf_release(&old);
	strbuf_release(&dir);
	strbuf_release(&path);
	return ret ? -1 : 0;
}

int diff_text(const struct change *change, struct strbuf *out)
{
	if (read_diff(change, DIFF_WHOLE, "--no-color", out) < 0)
		return -1;
	strbuf_addch(out, '\n');
	return 0;
}

void diff_print(const struct change *change, enum diff_manner manner)
{
	struct strbuf text = STRBUF_INIT;

	if (!read_diff(change, manner, is_colored() ? "--color=always"
						    : "--no-color", &text)) {
		if (screen_stdout_is_terminal())
			print_clean(&text);
		else
			fwrite(text.buf, 1, text.len, stdout);
	}
	putchar('\n');
	strbuf_release(&text);
}
