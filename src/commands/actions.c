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
#include "commands/markdown.h"

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

	if (!path || !*path)
		return;
	markdown_campaign(c, &text);
	append(path, &text);
	strbuf_release(&text);
}
