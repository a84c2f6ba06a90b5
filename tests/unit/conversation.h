/* SPDX-License-Identifier: MIT */
/*
 * A conversation with a forge as a text file, tests/forges/FORGE/NAME.txt:
 * what is asked of us, the request that must come of it, the reply that a
 * server gives, and what we must understand; and so on, where one thing takes
 * several requests. tests/forges/README.md describes the format.
 */
#ifndef TESTS_CONVERSATION_H
#define TESTS_CONVERSATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "base/strvec.h"
#include "engine/request.h"

struct exchange {
	struct strbuf call;		/* "look", "find" …; "": what was
					   asked before goes on */
	struct strbuf ask;		/* JSON */
	struct strbuf line;		/* "GET https://…"; "": none comes */
	struct strvec headers;		/* that the request must have */
	struct strbuf body;		/* "": none, or it is of no interest */
	struct strbuf draws;		/* "write content"; "": likewise */
	struct reply reply;
	struct strbuf means;
};

struct conversation {
	struct strvec site;		/* WEB [API] */
	bool token, login;
	unsigned lacks;
	struct exchange *list;
	size_t nr;
};

/* -1 and err with the line where it is no conversation. */
int conversation_read(struct conversation *c, const char *path,
		      struct strbuf *err);
void conversation_release(struct conversation *c);

#endif
