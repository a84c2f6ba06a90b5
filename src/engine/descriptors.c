/* SPDX-License-Identifier: MIT */
/*
 * RLIMIT_NOFILE, shared out.
 */
#include "engine/descriptors.h"

#include <fcntl.h>
#include <sys/resource.h>

#include "engine/http.h"

#define LEAST 24		/* one place at a time was seen to need 20 */
#define LARGEST 1024		/* that we would ever ask for */

/*
 * A child has two pipes and its task's lock, a request its connection and,
 * while a name is looked up, libcurl's pair of sockets.
 */
#define A_PLACE 3

/*
 * libcurl's own pair, /dev/null for children, their ends of the pipes while
 * they are started.
 */
#define SPARE 6

static rlim_t limit_now(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > LARGEST)
		return LARGEST;
	return limit.rlim_cur;
}

static rlim_t open_now(rlim_t limit)
{
	rlim_t nr = 0, fd;

	for (fd = 0; fd < limit; fd++)
		nr += fcntl((int)fd, F_GETFD) >= 0;
	return nr;
}

static void raise_to(rlim_t wanted)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= wanted)
		return;
	if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > wanted)
		limit.rlim_cur = wanted;
	else
		limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int descriptors_check(struct strbuf *err)
{
	raise_to(LEAST);
	if (limit_now() >= LEAST)
		return 0;
	strbuf_addf(err, "only %d files may be open at once, and %d is the "
		    "least to work with ('ulimit -n' changes it)",
		    (int)limit_now(), LEAST);
	return -1;
}

/* Each place may leave a connection behind; without them all are made anew. */
static rlim_t worth_keeping(size_t wanted)
{
	return wanted > KEPT_CONNECTIONS ? wanted : KEPT_CONNECTIONS;
}

size_t descriptors_places(size_t wanted)
{
	rlim_t base = open_now(limit_now()) + SPARE, room;
	rlim_t need = base + A_PLACE * wanted, keep = worth_keeping(wanted);
	size_t places;

	raise_to(need + keep);
	room = limit_now();
	if (room >= need + KEPT_CONNECTIONS) {
		http_keep((unsigned)(keep < room - need ? keep
							: room - need));
		return wanted;
	}
	/* one that is idle could take what the only place needs, for ever */
	http_keep(0);
	room = room > base ? room - base : 0;
	places = (size_t)room / A_PLACE;
	if (places > wanted)
		places = wanted;
	return places ? places : 1;
}
