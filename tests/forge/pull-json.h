/* SPDX-License-Identifier: MIT */
/*
 * A pull request as JSON, in the forge's own file, and how texts and times
 * stand there.
 */
#ifndef FORGE_PULL_JSON_H
#define FORGE_PULL_JSON_H

#include "base/json.h"
#include "pulls.h"

/* Its members, in an object that was begun; and what they were, in doc. */
void pull_put(struct json_writer *w, const struct pull *pull);
void pull_read(struct pull *pull, const struct json *doc);

void pull_put_time(struct json_writer *w, const char *key, double when);
double pull_read_time(const struct json *doc, const char *key);
/* Replaces *out by the text at key, NULL where there is none. */
void pull_read_text(char **out, const struct json *doc, const char *key);

#endif
