/* SPDX-License-Identifier: MIT */
/*
 * A small HTTP server with bad manners, for tests of engine/http: threads of
 * this process, a free port of 127.0.0.1, and an answer that the path names.
 */
#ifndef UNIT_SERVER_H
#define UNIT_SERVER_H

/*
 * /ok		200 and "fine"		/echo	the request as it came
 * /status/N	that status		/chunked	in pieces
 * /later	"fine" after 0.4 s	/hang	nothing, for ever
 * /big		1 MB			/gzip	"fine", compressed
 * /headers	many headers		/long	a header of 300 kB
 * /reset	RST, no answer		/drop	end, no answer
 * /short	a body that is cut	/cut	headers that are cut
 * /to?URL	302 to that URL		/round	302 to itself
 * /bye		"fine", and the end	http://… (as a proxy) /echo, after 407
 * Connections are kept. Returns the port.
 */
int server_start(void);
void server_stop(void);

/* Since the start: connections, those that ended, requests to paths. */
unsigned server_connections(void);
unsigned server_ended(void);
unsigned server_requests(const char *path);	/* that begin so */

#endif
