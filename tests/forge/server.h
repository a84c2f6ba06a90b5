/* SPDX-License-Identifier: MIT */
/*
 * The HTTP server: libmicrohttpd's callbacks, a thread a connection. It
 * gathers a request, hands it to whoever answers it (control, git, the
 * site's dialect), bends the reply as the faults want it, and sends it.
 */
#ifndef FORGE_SERVER_H
#define FORGE_SERVER_H

#include "base/strbuf.h"
#include "forge.h"

/* Port 0: the system chooses; site->port and url are set. -1 and err. */
int server_start(struct site *site, struct strbuf *err);

/* Ends every connection; no request runs any more when it returns. */
void server_stop(struct site *site);

#endif
