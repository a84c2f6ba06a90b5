/* SPDX-License-Identifier: MIT */
/*
 * A Unix socket in a folder, for programs of the same user: they send lines,
 * each line gets one answer. Clients may be silent, slow, wrong or many: there
 * is room for a few, each has a few seconds for its line, and nothing ever
 * waits for one of them. Where all the room is taken, one that says nothing,
 * reads nothing or had an answer already gives way to the next that comes.
 */
#ifndef ENGINE_LISTENER_H
#define ENGINE_LISTENER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

#define LISTENER_LINE_MAX (64u << 10)	/* bytes, without its newline */
#define LISTENER_CLIENTS 16

struct listener;

/*
 * Makes the socket (0600) in the folder and listens; one that is left there
 * is replaced, so the caller makes sure that nobody else works there. NULL and
 * err. loop_open() comes first. The folder's path may be of any length.
 */
struct listener *listener_open(const char *folder, const char *name,
			       struct strbuf *err);

/* Sends what goes out at once, ends all clients, and the socket is gone. */
void listener_close(struct listener *listener);

/* A whole line; the text is valid until it is answered. */
struct listener_line {
	size_t client;
	const char *text;	/* ends in NUL, too */
	size_t len;
	bool too_long;		/* there is no text; the answer is the last */
};

/*
 * After a round of the loop: the next line, if there is one, of each client in
 * turn. It is answered at once; a newline is added to the answer. Then there is
 * none for a moment, ten times as long as the answer took: whatever clients
 * do, nearly all the time is the owner's.
 */
bool listener_take(struct listener *listener, struct listener_line *line);
void listener_answer(struct listener *listener,
		     const struct listener_line *line,
		     const struct strbuf *answer);

#endif
