/* SPDX-License-Identifier: MIT */
/*
 * What a forge allows an account per time, counted its own way: every
 * request with its time in a list, so that any span of the window's length
 * is held to the limit (no burst over the edge of two windows). Primary
 * windows (resources) begin with their first request and end all at once,
 * as their reset header says.
 */
#ifndef FORGE_LIMITS_H
#define FORGE_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

#include "settings.h"

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
	SPAN_GITLAB_PROJECT,
	SPAN_GITLAB_GROUP,
	SPAN_PROXY_MINUTE,		/* before a Gitea, only where it is set */
	SPAN_NR
};

struct window {
	unsigned long limit, used;
	double reset;		/* when used becomes 0 again */
};

struct tally {
	struct event {
		double when;
		unsigned long points;
	} *events;
	size_t first, nr, alloc;
	unsigned long sum;
};

struct limited {		/* one account; "" is anonymous */
	char *login;
	struct window windows[RESOURCE_NR];
	struct tally spans[SPAN_NR];
};

struct limits {
	bool enforced;
	const struct settings *config;
	struct limited *accounts;
	size_t nr, alloc;
};

void limits_init(struct limits *limits, const struct settings *config,
		 bool enforced);
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

#endif
