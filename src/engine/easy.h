/* SPDX-License-Identifier: MIT */
/*
 * One transfer as libcurl's easy handle: what is asked and what comes. Nothing
 * here knows the loop.
 */
#ifndef ENGINE_EASY_H
#define ENGINE_EASY_H

#include <curl/curl.h>

#include "engine/http.h"

#define HEADERS_MAX ((size_t)256 << 10)

/*
 * Makes transfer->easy from transfer->request; its private pointer is the
 * transfer. -1 and err where the request cannot be sent.
 */
int easy_open(struct transfer *transfer, const struct http_settings *settings,
	      CURLSH *share, struct strbuf *err);
void easy_close(struct transfer *transfer);

/* Whether it was redirected to where it may go; then it is set up to. */
bool easy_follow(struct transfer *transfer);

#endif
