/* SPDX-License-Identifier: MIT */
/*
 * One frame of the live block.
 */
#include "terminal/block.h"

#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/text.h"

#define ROWS_MIN 4u		/* even if more than half of it */
#define STEP_WIDTH 8		/* "describe", the longest */
#define TITLE_SHARE 3		/* of a line: the counts matter more */

struct frame {
	struct strvec *lines;
	size_t width;
	size_t room;		/* for that many lines more */
	bool utf8;
};

/* ---- text that fits ----------------------------------------------------- */

/* The character at s, cleaned; how long it is there. */
static size_t next_char(const struct frame *frame, const char *s, char one[8])
{
	size_t n = text_utf8(s, strlen(s));

	if (n > 1 && !frame->utf8) {
		strcpy(one, "?");
		return n;
	}
	memcpy(one, s, n);
	one[n] = '\0';
	return n;
}

static void clean_text(const struct frame *frame, struct strbuf *out,
		       const char *text)
{
	struct strbuf clean = STRBUF_INIT;
	const char *p;
	char one[8];

	text_clean(&clean, text, strlen(text), false);
	for (p = clean.buf; *p;) {
		p += next_char(frame, p, one);
		strbuf_addstr(out, one);
	}
	strbuf_release(&clean);
}

/* How many bytes of text fit into width columns; whole characters. */
static size_t fitting(const struct frame *frame, const char *text,
		      size_t width)
{
	size_t used = 0, len = 0;
	char one[8];

	while (text[len]) {
		size_t n = next_char(frame, text + len, one);

		used += text_width(one);
		if (used > width)
			break;
		len += n;
	}
	return len;
}

/* A cleaned text cut to the width, at its end or at its beginning. */
static void add_head(const struct frame *frame, struct strbuf *out,
		     const char *text, size_t width)
{
	if (text_width(text) <= width || width < 3) {
		strbuf_add(out, text, fitting(frame, text, width));
		return;
	}
	strbuf_add(out, text, fitting(frame, text, width - 2));
	strbuf_addstr(out, "..");
}

static void add_tail(const struct frame *frame, struct strbuf *out,
		     const char *text, size_t width)
{
	char one[8];

	if (text_width(text) <= width) {
		strbuf_addstr(out, text);
		return;
	}
	if (width < 3)
		return;
	while (text_width(text) > width - 2)
		text += next_char(frame, text, one);
	strbuf_addf(out, "..%s", text);
}

static void add_line(struct frame *frame, const char *text)
{
	size_t len = fitting(frame, text, frame->width);
	char *line = xstrndup(text, len);

	strvec_push(frame->lines, line);
	replace_string(&line, NULL);
	frame->room--;
}

/* ---- lines -------------------------------------------------------------- */

void block_counts(struct strbuf *out, const struct progress_view *view)
{
	const struct {
		const char *name;
		size_t nr;
	} counts[] = {
		{ "failed", view->failed }, { "done", view->done },
		{ "unchanged", view->unchanged }, { "skipped", view->skipped },
		{ "waiting", view->waiting }, { "cancelled", view->cancelled },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(counts); i++)
		if (counts[i].nr)
			strbuf_addf(out, ", %zu %s", counts[i].nr,
				    counts[i].name);
}

/* What is paused, as much of it as there is room for. */
static void add_paused(const struct frame *frame, struct strbuf *line,
		       const char *what)
{
	struct strbuf text = STRBUF_INIT;

	clean_text(frame, &text, what);
	strbuf_addstr(line, ", paused: ");
	add_head(frame, line, text.buf, frame->width / TITLE_SHARE);
	strbuf_release(&text);
}

static void add_title(struct frame *frame, const struct progress_view *view)
{
	struct strbuf line = STRBUF_INIT, title = STRBUF_INIT;

	clean_text(frame, &title, view->title ? view->title : "");
	strbuf_addf(&line, "%zu/%zu ", view->finished, view->total);
	add_head(frame, &line, title.buf, frame->width / TITLE_SHARE);
	if (view->ending)
		strbuf_addstr(&line, ", stopping");
	else if (view->paused)
		add_paused(frame, &line, view->paused);
	block_counts(&line, view);
	if (!view->ending && view->eta >= 1) {
		strbuf_addstr(&line, ", about ");
		date_duration(&line, view->eta);
		strbuf_addstr(&line, " left");
	}
	add_line(frame, line.buf);
	strbuf_release(&title);
	strbuf_release(&line);
}

/* Of a repository the end of its name is what tells it from the others. */
static void add_running(struct frame *frame, const struct progress_running *r)
{
	struct strbuf line = STRBUF_INIT, task = STRBUF_INIT;
	struct strbuf time = STRBUF_INIT;
	size_t used;

	if (r->seconds >= 1) {
		strbuf_addstr(&time, "  ");
		date_duration(&time, r->seconds);
	}
	clean_text(frame, &task, r->task);
	strbuf_addf(&line, "  %-*s ", frame->width < 40 ? 0 : STEP_WIDTH,
		    r->step);
	used = line.len + time.len;
	if (used + text_width(task.buf) > frame->width &&
	    used + 12 > frame->width)
		strbuf_reset(&time);
	used = line.len + time.len;
	add_tail(frame, &line, task.buf,
		 used < frame->width ? frame->width - used : 0);
	strbuf_addstr(&line, time.buf);
	add_line(frame, line.buf);
	strbuf_release(&time);
	strbuf_release(&task);
	strbuf_release(&line);
}

static void add_wait(struct frame *frame, const struct progress_wait *wait)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line, "  %zu wait", wait->tasks);
	if (wait->tasks == 1)
		strbuf_addch(&line, 's');
	if (wait->seconds > 0) {
		strbuf_addch(&line, ' ');
		date_duration(&line, wait->seconds);
	}
	strbuf_addstr(&line, " for ");
	clean_text(frame, &line, wait->what);
	add_line(frame, line.buf);
	strbuf_release(&line);
}

static void add_more(struct frame *frame, size_t nr)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line, "  and %zu more", nr);
	add_line(frame, line.buf);
	strbuf_release(&line);
}

/* ---- the frame ---------------------------------------------------------- */

/* Some of each where not all fit: what waits says why so little runs. */
static void add_lists(struct frame *frame, const struct progress_view *view)
{
	size_t waits = view->waits_nr, running = view->running_nr, i;
	size_t most = frame->room / 2;

	if (frame->room > running && frame->room - running > most)
		most = frame->room - running;
	if (waits > most)
		waits = most;
	if (running > frame->room - waits)
		running = frame->room - waits ? frame->room - waits - 1 : 0;
	for (i = 0; i < running; i++)
		add_running(frame, &view->running[i]);
	if (running < view->running_nr && frame->room > waits)
		add_more(frame, view->running_nr - running);
	for (i = 0; i < waits; i++)
		add_wait(frame, &view->waits[i]);
}

void block_make(struct strvec *lines, const struct progress_view *view,
		unsigned columns, unsigned rows, bool utf8)
{
	struct frame frame = {
		.lines = lines, .width = columns - 1, .utf8 = utf8
	};

	frame.room = rows / 2 > ROWS_MIN ? rows / 2 : ROWS_MIN;
	if (frame.room > rows - 1)
		frame.room = rows > 1 ? rows - 1 : 1;
	add_title(&frame, view);
	add_lists(&frame, view);
}
