/* SPDX-License-Identifier: MIT */
/*
 * A whole campaign as one JSON document.
 */
#ifndef COMMANDS_REPORT_JSON_H
#define COMMANDS_REPORT_JSON_H

#include "base/strbuf.h"
#include "campaign/campaign.h"

/*
 * Of the selected tasks. Members: campaign folder definition goal counts
 * pulls times failures rows; only added to, never renamed. -1 and err where
 * the journal cannot be read.
 */
int report_json(const struct campaign *c, struct strbuf *out,
		struct strbuf *err);

#endif
