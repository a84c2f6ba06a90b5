/* SPDX-License-Identifier: MIT */
/*
 * What a forge allows an account per time, counted its own way: every
 * request with its time in a list, so that any span of the window's length
 * is held to the limit (no burst over the edge of two windows). Primary
 * windows (resources) end all at once, as their reset header says: GitHub's
 * begin with their first request, GitLab's with the clock's minute, as its
 * rack-attack has them.
 *
 * What was refused is counted, and a line each in DIR/refused, between tabs:
 * time (seconds of the forge's clock), login ("-" nobody), method, path,
 * which limit. The most that any window ever held is kept, too.
 */
#ifndef FORGE_LIMITS_H
#define FORGE_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "settings.h"

struct request;

enum resource {			/* primary: shown in headers */
	RESOURCE_CORE,
	RESOURCE_SEARCH,
	RESOURCE_CODE_SEARCH,
	RESOURCE_GRAPHQL,
	RESOURCE_GITHUB_NR,	/* those before are GitHub's */
	RESOURCE_GITLAB = RESOURCE_GITHUB_NR,
	RESOURCE_NR
};

enum span {			/* secondary: not shown */
	SPAN_REST_POINTS,
	SPAN_GRAPHQL_POINTS,
	SPAN_CONTENT_MINUTE,
	SPAN_CONTENT_HOUR,
	SPAN_GITLAB_NOTES,
	SPAN_GITLAB_ISSUES,
	SPAN_GITLAB_SEARCH,
	SPAN_GITLAB_PROJECT,
	SPAN_GITLAB_PROJECTS,
	SPAN_GITLAB_MEMBERS,
	SPAN_GITLAB_GROUP,
	SPAN_GITLAB_GROUPS,
	SPAN_GITLAB_GROUP_PROJECTS,
	SPAN_GITLAB_USER,
	SPAN_PROXY_MINUTE,		/* before a Gitea, only where it is set */
	SPAN_NR
};

struct window {
	unsigned long limit, used;
	double reset;		/* when used becomes 0 again: whole seconds */
	unsigned long peak, refused;
};

struct tally {
	struct event {
		double when;
		unsigned long points;
	} *events;
	size_t first, nr, alloc;
	unsigned long sum, peak, refused;
};

struct limited {		/* one account; "" is anonymous */
	char *login;
	struct window windows[RESOURCE_NR];
	struct tally spans[SPAN_NR];
	unsigned long running, peak, refused;	/* at once */
};

struct limits {
	bool enforced;
	const char *dir;		/* for DIR/refused */
	const struct settings *config;
	struct limited *accounts;
	size_t nr, alloc;
	unsigned long refused;
	int log;			/* DIR/refused; 0: not open yet */
};

void limits_init(struct limits *limits, const char *dir,
		 const struct settings *config, bool enforced);
void limits_reset(struct limits *limits);	/* nobody has asked anything */
void limits_release(struct limits *limits);

const char *resource_name(enum resource resource);

/* The window as of now; login NULL: anonymous. */
struct window *limits_window(struct limits *limits, const char *login,
			     enum resource resource, double now);
void limits_use(struct limits *limits, const char *login,
		enum resource resource, unsigned long points, double now);

/*
 * Whether so many points more would break a secondary limit: seconds to
 * wait, 0 for none. Nothing is counted.
 */
double limits_span_wait(struct limits *limits, const char *login,
			enum span span, unsigned long points, double now);
void limits_span_use(struct limits *limits, const char *login,
		     enum span span, unsigned long points, double now);

/* An API request of that account runs; with this one, so many do. */
void limits_enter(struct limits *limits, const char *login);
void limits_leave(struct limits *limits, const char *login);
unsigned long limits_running(struct limits *limits, const char *login);
unsigned long limits_running_max(const struct limits *limits);

/* It was refused: by that window, by that span, or as too many at once. */
void limits_refuse_window(struct limits *limits, const struct request *req,
			  enum resource resource, double now);
void limits_refuse_span(struct limits *limits, const struct request *req,
			enum span span, double now);
void limits_refuse_running(struct limits *limits, const struct request *req,
			   double now);

/* For GET /_forge/limits and /_forge/refused (limits-show.c). */
void limits_json(struct limits *limits, struct strbuf *out, double now);
void limits_show_refused(const struct limits *limits, struct strbuf *out);

/* One line of it, and counted. */
void limits_log(struct limits *limits, const struct request *req,
		const char *limit, double now);

struct limit_name {
	const char *name;
	double seconds;
};
struct limit_name span_name(enum span span);
struct limit_name window_name(enum resource resource);
unsigned long limits_span_limit(const struct limits *limits, enum span span);
struct tally *limits_tally(struct limited *account, enum span span,
			   double now);

#endif
