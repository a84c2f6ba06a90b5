/* SPDX-License-Identifier: MIT */
/*
 * Texts as options give them.
 */
#include "commands/given-text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/report.h"
#include "campaign/template.h"

#define TEXT_MAX ((size_t)1 << 20)

char *given_text_or_file(const struct command *command, const char *option,
			 char *value)
{
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;

	if (!value)
		return NULL;
	if (!file_is_regular(value)) {
		if (*value && !strpbrk(value, " \t\n") &&
		    strpbrk(value, "./"))
			command_usage(command, "'%s %s' names no file; "
				      "write a text of several words, or the "
				      "path of a file", option, value);
		return value;
	}
	if (file_read(value, TEXT_MAX, &text, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
	free(value);
	return strbuf_detach(&text);
}

static void read_stdin(struct strbuf *out)
{
	char part[4096];
	size_t got;

	while ((got = fread(part, 1, sizeof(part), stdin)))
		strbuf_add(out, part, got);
	if (ferror(stdin))
		die("cannot read the message from stdin");
}

void given_text_read(const struct command *command, const char *text,
		     const char *file, struct strbuf *out)
{
	struct strbuf err = STRBUF_INIT;

	if (text && file)
		command_usage(command, "'-m' and '-F' exclude each other");
	if (text)
		strbuf_addstr(out, text);
	else if (file && !strcmp(file, "-"))
		read_stdin(out);
	else if (file && file_read(file, TEXT_MAX, out, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

void given_text_check(const struct command *command, const char *what,
		      const char *text)
{
	struct strbuf err = STRBUF_INIT;

	if (text && template_check(text, &err) < 0)
		command_usage(command, "%s: %s", what, err.buf);
	strbuf_release(&err);
}
