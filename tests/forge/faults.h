/* SPDX-License-Identifier: MIT */
/*
 * Faults by script. DIR/faults has a rule a line, read again whenever it
 * changed:
 *
 *	METHOD PATH WORD…
 *
 * METHOD is "*" for any; PATH is a pattern as the shell's ("*" goes over
 * slashes), held against the path as sent, or "git:", "read:", "write:" or
 * "graphql:" for a kind. Words that count: skip=N (leave the first N alone),
 * times=M (then M times, else always). Words that act:
 *
 *	delay=DURATION		wait, in real time, before anything is done
 *	drop			close the connection, nothing done
 *	drop-after		do it, then close without a word
 *	status=CODE		an error instead of doing it
 *	retry-after=SECONDS	with the error (429 where no status is given);
 *				date:SECONDS writes it as a date
 *	secondary		GitHub's secondary limit (403, or the status)
 *	redirect=URL		302 or the status, there
 *	html			a page of HTML, 200 or the status
 *	done			do it; then one of the above all the same
 *	truncate		do it; half of the body, well-formed HTTP
 *	broken			do it; the connection ends within the body
 *	malformed		do it; JSON that is none
 *	slow=DURATION		do it; the body takes that long
 *
 * The first rule that matches and is not used up acts.
 */
#ifndef FORGE_FAULTS_H
#define FORGE_FAULTS_H

#include <stdbool.h>
#include <time.h>

#include "base/strbuf.h"
#include "http.h"

enum fault_drop { DROP_NOT, DROP_BEFORE, DROP_AFTER };

struct fault {
	double delay, slow;		/* real seconds */
	enum fault_drop drop;
	unsigned status;		/* 0: not replaced */
	char *redirect;
	char *retry_after;
	bool secondary, html, done, truncate, broken, malformed;
};

#define FAULT_INIT { .delay = 0, .slow = 0, .drop = DROP_NOT,		\
	.status = 0, .redirect = NULL, .retry_after = NULL }

struct fault_rule {
	char *text;			/* the line */
	char *method, *path;
	unsigned long skip, times, seen, hits;	/* times 0: always */
	struct fault fault;
};

struct faults {
	struct fault_rule *rules;
	size_t nr, alloc;
	struct timespec changed;	/* of the file that was read */
	long long size;
};

/* Makes fault what this request shall suffer; usually nothing. */
void faults_match(struct faults *faults, const char *dir,
		  const struct request *req, struct fault *fault);

/* New rules (the file is written), counts from zero; -1 and err. */
int faults_set(struct faults *faults, const char *dir, const char *text,
	       struct strbuf *err);

/* Appends every rule with its counts, a line each. */
void faults_show(struct faults *faults, const char *dir, struct strbuf *out);
void faults_release(struct faults *faults);

/* Fills the reply where the fault stands instead of an answer. */
bool fault_instead(const struct fault *fault, struct reply *reply);

/* Changes a reply that was made. */
void fault_bend(const struct fault *fault, struct reply *reply);
void fault_release(struct fault *fault);

#endif
