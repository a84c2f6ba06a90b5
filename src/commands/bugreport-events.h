/* SPDX-License-Identifier: MIT */
/*
 * What happened last, for a bug report.
 */
#ifndef COMMANDS_BUGREPORT_EVENTS_H
#define COMMANDS_BUGREPORT_EVENTS_H

#include "base/strbuf.h"

/*
 * The last records of the journals that were written last, as they are but
 * for the words of commands and messages, which are left out.
 */
void bugreport_events(struct strbuf *out);

#endif
