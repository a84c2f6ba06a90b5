/* SPDX-License-Identifier: MIT */
/*
 * What a machine needs for git multi to work, looked at one by one.
 */
#ifndef COMMANDS_DOCTOR_H
#define COMMANDS_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "base/strvec.h"

enum health { HEALTH_OK, HEALTH_WARNING, HEALTH_ERROR };

struct finding {
	const char *check;	/* a literal: "git", "token" … */
	enum health health;
	char *text;		/* one sentence */
	char *advice;		/* what to do about it, or NULL */
};

struct findings {
	struct finding *v;
	size_t nr, alloc;
};

/* advice NULL or "": none. Both are copied. */
void finding_add(struct findings *findings, const char *check,
		 enum health health, const char *advice, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
void findings_release(struct findings *findings);
const char *health_name(enum health health);	/* "ok" "warning" "error" */

/*
 * git, libraries, settings and who we are for git; comes first, and says
 * whether git is there at all.
 */
bool doctor_git(struct findings *findings);

/* Disk, PATH, manual, completion. Asks nothing outside this machine. */
void doctor_machine(struct findings *findings);

/*
 * The servers that words name, that settings are for, and those of all
 * campaigns: forge, token, and (not offline) what each says of its token.
 */
void doctor_hosts(struct findings *findings, const struct strvec *words,
		  bool offline);

/* All of that. */
void doctor_all(struct findings *findings, const struct strvec *words,
		bool offline);

/* As people read it, colours where on is set. */
void findings_text(const struct findings *findings, bool on,
		   struct strbuf *out);

#endif
