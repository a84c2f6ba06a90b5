/* SPDX-License-Identifier: MIT */
/*
 * The campaign's record: JSON lines, one event each, the only truth (design.md
 * part 10). Appended with one write each; replayed by a fold.
 */
#ifndef CAMPAIGN_JOURNAL_H
#define CAMPAIGN_JOURNAL_H

#include <stdbool.h>

#include "base/json.h"
#include "base/strbuf.h"

#define JOURNAL_FORMAT 1

struct journal {
	int fd;			/* -1: closed */
	char *path;
	struct strbuf line;	/* the record being made */
	struct strbuf held;	/* whole records, kept back */
	struct json_writer w;
	bool full;		/* a write failed: nothing more is admitted */
	bool dirty;		/* something is not synced */
	bool holds;
};

#define JOURNAL_INIT { .fd = -1, .line = STRBUF_INIT, .held = STRBUF_INIT }

/*
 * Reads the journal at path and calls event() for each record (the first
 * line is not one). A torn last line is left out (and cut off where cut is
 * set, with one warning); a broken line in the middle, a newer major format,
 * or event() returning -1 end it with -1 and err that names the line.
 */
int journal_replay(const char *path, bool cut,
		   int (*event)(void *data, const struct json *doc,
				struct strbuf *err),
		   void *data, struct strbuf *err);

/* Opens for appending; a new one gets its first line, synced with its folder. */
int journal_open(struct journal *journal, const char *path,
		 struct strbuf *err);
void journal_close(struct journal *journal);

/*
 * A record: begin (task NULL: none), put members by journal->w, end. end
 * writes it; -1 and err when it could not be written whole: what was
 * written is cut off again, and journal->full is set.
 */
struct json_writer *journal_begin(struct journal *journal, double now,
				  const char *task, const char *event);
int journal_end(struct journal *journal, struct strbuf *err);

/*
 * Between the two records are kept back, then written by one write, all or
 * none: what a command is told to do is not begun by half where the disk is
 * full. -1 and err as journal_end().
 */
void journal_hold(struct journal *journal);
int journal_let_go(struct journal *journal, struct strbuf *err);

/* fdatasync where anything was written since the last; -1 and err. */
int journal_sync(struct journal *journal, struct strbuf *err);

#endif
