/* SPDX-License-Identifier: MIT */
/*
 * The parts of a commit's message.
 */
#include "campaign/message.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

#define SKIP_CI "\n\n[skip ci]"

void message_parts(const char *message, struct strbuf *title,
		   struct strbuf *body)
{
	size_t line = strcspn(message, "\n"), len = strlen(message);

	strbuf_add(title, message, line);
	if (message_skips_ci(message))
		len -= strlen(SKIP_CI);
	while (line < len && isspace((unsigned char)message[line]))
		line++;
	if (line < len)
		strbuf_add(body, message + line, len - line);
}

void message_skip_ci(struct strbuf *message)
{
	if (!message_skips_ci(message->buf))
		strbuf_addstr(message, SKIP_CI);
}

bool message_skips_ci(const char *message)
{
	return ends_with(message, SKIP_CI);
}
