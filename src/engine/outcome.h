/* SPDX-License-Identifier: MIT */
/*
 * How a transfer ended, and what that means for whoever asked.
 */
#ifndef ENGINE_OUTCOME_H
#define ENGINE_OUTCOME_H

#include <curl/curl.h>

#include "engine/http.h"

/* Fills what is left of the reply, from transfer->easy and libcurl's code. */
void outcome_fill(struct transfer *transfer, CURLcode code);
void outcome_cancelled(struct transfer *transfer);

#endif
