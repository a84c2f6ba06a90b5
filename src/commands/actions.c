/* SPDX-License-Identifier: MIT */
/*
 * GitHub Actions: the summary that a job shows.
 */
#include "commands/actions.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/report.h"
#include "base/text.h"

/* In a cell: no line ends, no column signs, no HTML, no Markdown. */
static void add_cell(struct strbuf *out, const char *text)
{
	struct strbuf clean = STRBUF_INIT;
	const char *p;

	if (text)
		text_clean(&clean, text, strlen(text), false);
	strbuf_addstr(out, " ");
	for (p = clean.buf; *p; p++) {
		if (strchr("\\`*_[]|~#", *p))
			strbuf_addch(out, '\\');
		if (*p == '<')
			strbuf_addstr(out, "&lt;");
		else if (*p == '&')
			strbuf_addstr(out, "&amp;");
		else
			strbuf_addch(out, *p);
	}
	strbuf_addstr(out, " |");
	strbuf_release(&clean);
}

static void add_row(struct strbuf *out, const struct task *task)
{
	const struct pull *pull = &task->facts.pull;

	strbuf_addch(out, '|');
	add_cell(out, task->result ? result_name(task->result)
				   : "not finished");
	add_cell(out, task->key);
	if (pull->url && starts_with(pull->url, "http") &&
	    !strpbrk(pull->url, " <>|"))
		strbuf_addf(out, " <%s> |", pull->url);
	else
		add_cell(out, NULL);
	add_cell(out, task->reason);
	strbuf_addch(out, '\n');
}

static void append(const char *path, const struct strbuf *text)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0 || file_write_all(fd, text->buf, text->len) < 0)
		warning("cannot write the job's summary '%s': %s", path,
			strerror(errno));
	if (fd >= 0)
		close(fd);
}

void actions_summary(const struct campaign *c)
{
	const char *path = getenv("GITHUB_STEP_SUMMARY");
	struct strbuf text = STRBUF_INIT;
	size_t i;

	if (!path || !*path)
		return;
	strbuf_addstr(&text, "### git multi:");
	add_cell(&text, c->name);
	strbuf_setlen(&text, text.len - strlen(" |"));
	strbuf_addstr(&text, "\n\n| result | repository | pull request | "
		      "reason |\n|---|---|---|---|\n");
	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected)
			add_row(&text, c->tasks[i]);
	append(path, &text);
	strbuf_release(&text);
}
