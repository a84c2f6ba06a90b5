/* SPDX-License-Identifier: MIT */
/*
 * A campaign on its way to another machine is a git bundle: one commit, whose
 * tree is what goes of the campaign's folder. git packs it, and checks what it
 * unpacks.
 */
#ifndef COMMANDS_ARCHIVE_H
#define COMMANDS_ARCHIVE_H

#include "base/strbuf.h"
#include "base/strvec.h"

#define ARCHIVE_REF "refs/multi/campaigns/"	/* behind it: its name */

struct archive {
	char *folder;		/* for as long as the command runs */
	char *repository;	/* a bare one in there */
};

/* -1 and err. Closed at the end of the program at the latest. */
int archive_open(struct archive *archive, struct strbuf *err);
void archive_close(struct archive *archive);

/*
 * git in the repository, with these words and this input (or NULL); what it
 * prints is appended to out (or NULL). -1 and err where it does not end well.
 */
int archive_git(const struct archive *archive, const struct strvec *words,
		const char *input, struct strbuf *out, struct strbuf *err);

#endif
