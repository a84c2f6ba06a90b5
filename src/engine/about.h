/* SPDX-License-Identifier: MIT */
/*
 * The libraries below the engine, as they are on this machine.
 */
#ifndef ENGINE_ABOUT_H
#define ENGINE_ABOUT_H

#include <stdbool.h>

struct about {
	const char *curl;	/* "7.88.1" */
	const char *tls;	/* "OpenSSL/3.0.17"; NULL: it has none */
	const char *dns;	/* how it looks names up: "threads", "c-ares" or
				   NULL: a look-up stops everything else */
	bool http2, https;
	int ev_major, ev_minor;
};

/* Strings last as long as the program. */
void about_libraries(struct about *about);

#endif
