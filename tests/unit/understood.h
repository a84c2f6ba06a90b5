/* SPDX-License-Identifier: MIT */
/*
 * What a forge makes of a reply to what was asked.
 */
#ifndef TESTS_UNDERSTOOD_H
#define TESTS_UNDERSTOOD_H

#include "asked.h"
#include "base/strbuf.h"
#include "engine/request.h"
#include "forges/forge.h"

/*
 * Appends it as lines, and keeps in asked and site what the next request
 * depends on. NULL, or which promise of forges/forge.h it broke.
 */
const char *understand(const struct forge *forge, const struct reply *reply,
		       const struct request *request, struct asked *asked,
		       struct forge_site *site, struct strbuf *out);

#endif
