/* SPDX-License-Identifier: MIT */
/*
 * What git multi ctl's parts share: the connection to a run, and its answers.
 */
#ifndef COMMANDS_CTL_H
#define COMMANDS_CTL_H

#include <stdbool.h>

#include "base/json.h"
#include "base/strvec.h"

/* The campaigns that a process works on. */
void ctl_find_running(struct strvec *running);

/* Connects to the run of that campaign; ends the program where it cannot. */
int ctl_connect(const char *campaign);

/* Sends a line and reads the answer; ends the program where none comes. */
void ctl_ask(int fd, const struct strbuf *line, struct json *answer);

/*
 * Prints an answer: what was done, what was refused (on stderr), the tasks; or
 * all as it came. Whether nothing was refused.
 */
bool ctl_print(const struct json *answer, bool as_json);

#endif
