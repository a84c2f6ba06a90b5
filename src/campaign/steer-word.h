/* SPDX-License-Identifier: MIT */
/*
 * What the words of git multi ctl share: a request, and the answer to it. For
 * steer*.c only.
 */
#ifndef CAMPAIGN_STEER_WORD_H
#define CAMPAIGN_STEER_WORD_H

#include "campaign/steer.h"
#include "engine/listener.h"

struct steer {
	struct listener *listener;
	struct strbuf paused;	/* what steer_paused() says; "": nothing */
};

struct steer_request {
	const struct json *doc;
	struct strvec arguments;
	char *lane;		/* NULL: none is named */
};

struct steer_answer {
	struct json_writer *w;	/* for members of a word's own */
	struct strbuf done, refused;	/* what stands in these arrays */
};

struct steer_word {
	const char *name;
	bool always;		/* also while the run is stopping */
	void (*act)(struct campaign *c, const struct steer_request *request,
		    struct steer_answer *answer);
};

extern const struct steer_word steer_words[];	/* name NULL at the end */

/* One sentence: done, with the task that it is about, or NULL. */
void steer_done(struct steer_answer *answer, const struct task *task,
		const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* One sentence: not done, and what was asked for. */
void steer_refuse(struct steer_answer *answer, const char *what,
		  const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* What is paused has changed. */
void steer_note_paused(struct campaign *c);

/* The words, by what they are about. */
void steer_tasks(struct campaign *c, const struct steer_request *request,
		 struct steer_answer *answer);
void steer_pause(struct campaign *c, const struct steer_request *request,
		 struct steer_answer *answer);
void steer_resume(struct campaign *c, const struct steer_request *request,
		  struct steer_answer *answer);
void steer_rate(struct campaign *c, const struct steer_request *request,
		struct steer_answer *answer);
void steer_jobs(struct campaign *c, const struct steer_request *request,
		struct steer_answer *answer);
void steer_stop(struct campaign *c, const struct steer_request *request,
		struct steer_answer *answer);
void steer_retry(struct campaign *c, const struct steer_request *request,
		 struct steer_answer *answer);
void steer_skip(struct campaign *c, const struct steer_request *request,
		struct steer_answer *answer);
void steer_cancel(struct campaign *c, const struct steer_request *request,
		  struct steer_answer *answer);
void steer_add(struct campaign *c, const struct steer_request *request,
	       struct steer_answer *answer);

#endif
