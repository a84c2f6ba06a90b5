/* SPDX-License-Identifier: MIT */
/*
 * The facts that limits are counted from, shared through a mapped file.
 *
 * Locks are POSIX record locks: byte 0 is held for each look or change, and
 * byte 1 + i by the user i for as long as it lives, so that the others see
 * when it is gone. They end with the process, however that ends.
 */
#include "engine/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "engine/clock.h"

#define MAGIC "git-multi limit1"	/* 16 bytes, the last is the version */
#define SPAN 3600.0		/* the longest window that is counted */
#define GROUP 0.5		/* see LEDGER_EVENTS */
#define LOCK_TRIES 200
#define REAP_EVERY 1.0		/* engine seconds */

/* What is beyond can only be damage: the year 5138, and no pool's numbers. */
#define FAR 1e11
#define DRAWS_MAX (1ull << 48)
#define FLYING_MAX 65536
#define PLANNED_MAX 1000000000u

static struct ledger *opened;	/* a second descriptor of one file would end
				   the locks of the first when it is closed */

static bool record_lock(int fd, short type, off_t byte)
{
	struct flock lock = {
		.l_type = type, .l_whence = SEEK_SET, .l_start = byte,
		.l_len = 1
	};

	return fcntl(fd, F_SETLK, &lock) == 0;
}

static bool is_locked(int fd, off_t byte)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte,
		.l_len = 1
	};

	return fcntl(fd, F_GETLK, &lock) < 0 || lock.l_type != F_UNLCK;
}

static bool patient_lock(int fd)
{
	unsigned tries;

	for (tries = 0; tries < LOCK_TRIES; tries++) {
		if (record_lock(fd, F_WRLCK, 0))
			return true;
		if (tries < LOCK_TRIES / 2)
			sched_yield();
		else
			usleep(200);
	}
	return false;
}

bool ledger_lock(struct ledger *ledger)
{
	if (ledger->fd >= 0 && !ledger->locked && !patient_lock(ledger->fd))
		return false;
	ledger->locked++;
	return true;
}

void ledger_unlock(struct ledger *ledger)
{
	if (!--ledger->locked && ledger->fd >= 0)
		record_lock(ledger->fd, F_UNLCK, 0);
}

/* ---- events ---------------------------------------------------------------- */

uint64_t ledger_total(const struct ledger *ledger, enum draw_kind kind)
{
	const struct ledger_kind *of = &ledger->data->kinds[kind];

	return of->appended ? of->ring[(of->appended - 1) %
				       LEDGER_EVENTS].total : 0;
}

const struct ledger_event *ledger_event(const struct ledger *ledger,
					enum draw_kind kind, uint64_t i)
{
	return &ledger->data->kinds[kind].ring[i % LEDGER_EVENTS];
}

/* Whether single events would not reach back over an hour. */
static bool is_crowded(const struct ledger_kind *kind, double at)
{
	return kind->appended >= LEDGER_EVENTS / 2 &&
	       kind->ring[(kind->appended - LEDGER_EVENTS / 2) %
			  LEDGER_EVENTS].at > at - SPAN;
}

void ledger_append(struct ledger *ledger, enum draw_kind number,
		   unsigned count, double at)
{
	struct ledger_kind *kind = &ledger->data->kinds[number];
	uint64_t total = ledger_total(ledger, number) + count;
	struct ledger_event *last, *event;

	last = kind->appended ? &kind->ring[(kind->appended - 1) %
					    LEDGER_EVENTS] : NULL;
	if (last && at < last->at)
		at = last->at;
	if (last && last->at > at - GROUP && is_crowded(kind, at)) {
		last->at = at;
		last->total = total;
		return;
	}
	/* whole before it counts: we may be killed between any two of these */
	event = &kind->ring[kind->appended % LEDGER_EVENTS];
	event->at = at;
	event->total = total;
	kind->appended++;
}

static void land(struct ledger *ledger, struct ledger_user *user, double now)
{
	enum draw_kind kind;

	for (kind = 0; kind < DRAW_KINDS; kind++)
		if (user->flying[kind]) {
			ledger_append(ledger, kind, user->flying[kind], now);
			user->flying[kind] = 0;
		}
	memset(user->planned, 0, sizeof(user->planned));
}

unsigned ledger_flying(struct ledger *ledger, enum draw_kind kind)
{
	unsigned nr = 0;
	size_t i;

	if (ledger->alone)
		return ledger->data->users[ledger->user].flying[kind];
	for (i = 0; i < LEDGER_USERS; i++)
		nr += ledger->data->users[i].flying[kind];
	return nr;
}

void ledger_reap(struct ledger *ledger, double now)
{
	size_t i;

	if (ledger->fd < 0 || (ledger->reaped <= now &&
			       now < ledger->reaped + REAP_EVERY))
		return;
	ledger->reaped = now;
	for (i = 0; i < LEDGER_USERS; i++) {
		struct ledger_user *user = &ledger->data->users[i];

		if (i == ledger->user || !user->pid ||
		    is_locked(ledger->fd, 1 + (off_t)i))
			continue;
		land(ledger, user, now);
		user->pid = 0;
	}
}

/* ---- in memory --------------------------------------------------------------- */

/* Of pages that are all 0: only these are touched. */
static void begin_data(struct ledger_data *data)
{
	data->factor = clock_factor();
	memcpy(data->magic, MAGIC, sizeof(data->magic));
}

struct ledger *ledger_new(void)
{
	struct ledger *ledger = xcalloc(1, sizeof(*ledger));

	/* calloc gives pages that cost nothing until they are used */
	ledger->data = xcalloc(1, sizeof(*ledger->data));
	begin_data(ledger->data);
	ledger->fd = -1;
	ledger->alone = true;
	ledger->references = 1;
	return ledger;
}

struct ledger *ledger_copy(struct ledger *ledger, double now)
{
	struct ledger *copy = ledger_new();
	size_t i;

	if (ledger_lock(ledger)) {
		memcpy(copy->data, ledger->data, sizeof(*copy->data));
		ledger_unlock(ledger);
	}
	for (i = 0; i < LEDGER_USERS; i++)
		land(copy, &copy->data->users[i], now);
	return copy;
}

/* ---- in a file ----------------------------------------------------------------- */

static bool is_ours(const struct ledger_data *data)
{
	return !memcmp(data->magic, MAGIC, sizeof(data->magic)) &&
	       data->factor == clock_factor();
}

static bool is_time(double at)
{
	return at >= 0 && at < FAR;	/* no number is neither */
}

static bool is_sane_kind(const struct ledger_kind *kind)
{
	uint64_t nr = kind->appended < LEDGER_EVENTS ? kind->appended
						     : LEDGER_EVENTS;
	uint64_t first = kind->appended - nr, i;
	const struct ledger_event *before = NULL;

	for (i = first; i < kind->appended; i++) {
		const struct ledger_event *event =
			&kind->ring[i % LEDGER_EVENTS];

		if (!is_time(event->at) || event->total > DRAWS_MAX ||
		    (before && (event->total < before->total ||
				event->at < before->at)))
			return false;
		before = event;
	}
	return kind->appended < DRAWS_MAX && is_time(kind->begun) &&
	       is_time(kind->frozen_until) &&
	       memchr(kind->frozen_why, '\0', sizeof(kind->frozen_why));
}

static bool is_sane_user(const struct ledger_user *user)
{
	enum draw_kind kind;

	for (kind = 0; kind < DRAW_KINDS; kind++)
		if (user->flying[kind] > FLYING_MAX ||
		    user->planned[kind] > PLANNED_MAX)
			return false;
	return true;
}

/* Whether a process can have written it: a disk or a hand may have, too. */
static bool is_sane(const struct ledger_data *data)
{
	size_t i;

	for (i = 0; i < TOLD_NR; i++) {
		const struct ledger_told *told = &data->told[i];

		/* a server may tell any number, as long as it is one */
		if (!is_time(told->reset_at) || !is_time(told->seen) ||
		    !isfinite(told->limit) || !isfinite(told->remaining))
			return false;
	}
	for (i = 0; i < PACE_NR; i++) {
		const struct ledger_pace *pace = &data->paces[i];

		if (!is_time(pace->rate) || !is_time(pace->known) ||
		    !is_time(pace->cut) || !is_time(pace->begun))
			return false;
	}
	for (i = 0; i < LEDGER_USERS; i++)
		if (!is_sane_user(&data->users[i]))
			return false;
	for (i = 0; i < DRAW_KINDS; i++)
		if (!is_sane_kind(&data->kinds[i]))
			return false;
	return true;
}

/* Whole, but not of this clock: nothing to tell anybody of. */
static bool is_other_version(const struct ledger_data *data)
{
	return !memcmp(data->magic, MAGIC, sizeof(data->magic)) &&
	       data->factor != clock_factor() && data->factor >= 1 &&
	       data->factor < FAR;
}

/* The system's clock was set back: what lies ahead of it is as of now. */
static void heed_clock(struct ledger_data *data, double now)
{
	enum draw_kind number;
	size_t i;

	for (number = 0; number < DRAW_KINDS; number++) {
		struct ledger_kind *kind = &data->kinds[number];

		if (kind->begun > now)
			kind->begun = now;
		if (kind->frozen_until > now + SPAN + 60)
			kind->frozen_until = 0;
		if (!kind->appended || kind->ring[(kind->appended - 1) %
						  LEDGER_EVENTS].at <= now)
			continue;
		for (i = 0; i < LEDGER_EVENTS; i++)
			if (kind->ring[i].at > now)
				kind->ring[i].at = now;
	}
	for (i = 0; i < PACE_NR; i++)
		if (data->paces[i].begun > now)
			data->paces[i].begun = now;
	for (i = 0; i < TOLD_NR; i++)
		if (data->told[i].reset_at > now + 24 * SPAN)
			data->told[i].reset_at = 0;
}

static int take_place(struct ledger *ledger, double now, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < LEDGER_USERS; i++)
		if (record_lock(ledger->fd, F_WRLCK, 1 + (off_t)i)) {
			struct ledger_user *user = &ledger->data->users[i];

			ledger->user = i;
			land(ledger, user, now);
			user->pid = (uint32_t)getpid();
			return 0;
		}
	strbuf_addf(err, "'%s' is in use by %d processes", ledger->path,
		    LEDGER_USERS);
	return -1;
}

/*
 * An open, locked file as it must be: all its blocks are there (a hole that
 * the disk has no place for would kill us when it is written to).
 */
static int map(struct ledger *ledger, bool fresh, struct strbuf *err)
{
	int bad = fresh ? posix_fallocate(ledger->fd, 0,
					  sizeof(*ledger->data)) : 0;
	void *at;

	if (bad) {
		strbuf_addf(err, "cannot make '%s': %s", ledger->path,
			    strerror(bad));
		return -1;
	}
	at = mmap(NULL, sizeof(*ledger->data), PROT_READ | PROT_WRITE,
		  MAP_SHARED, ledger->fd, 0);
	if (at == MAP_FAILED) {
		strbuf_addf(err, "cannot map '%s': %s", ledger->path,
			    strerror(errno));
		return -1;
	}
	ledger->data = at;
	if (fresh)
		begin_data(ledger->data);
	return 0;
}

/*
 * 1: mapped; 0: it was not ours to read and is taken away, try again; -1: it
 * cannot be had. A file is never made shorter: others may have it mapped.
 */
static int try_open(struct ledger *ledger, double now, struct strbuf *err)
{
	struct stat st, named;

	ledger->fd = open(ledger->path, O_RDWR | O_CREAT | O_CLOEXEC |
			  O_NOFOLLOW | O_NONBLOCK, 0600);
	if (ledger->fd < 0 || fstat(ledger->fd, &st) < 0) {
		strbuf_addf(err, "cannot open '%s': %s", ledger->path,
			    errno == ELOOP ? "it is a symbolic link"
					   : strerror(errno));
		return -1;
	}
	if (!S_ISREG(st.st_mode)) {
		strbuf_addf(err, "'%s' is no file", ledger->path);
		return -1;
	}
	if (!patient_lock(ledger->fd)) {
		strbuf_addf(err, "'%s' is locked by another process",
			    ledger->path);
		return -1;
	}
	if (fstat(ledger->fd, &st) < 0 || stat(ledger->path, &named) < 0 ||
	    st.st_ino != named.st_ino)
		return 0;	/* another took it away meanwhile */
	if (st.st_size && st.st_size != (off_t)sizeof(*ledger->data)) {
		ledger->lost = true;
		unlink(ledger->path);
		return 0;
	}
	if (map(ledger, !st.st_size, err) < 0)
		return -1;
	if (!is_ours(ledger->data) || !is_sane(ledger->data)) {
		ledger->lost = !is_other_version(ledger->data);
		unlink(ledger->path);
		return 0;
	}
	heed_clock(ledger->data, now);
	return take_place(ledger, now, err) < 0 ? -1 : 1;
}

static void unmap(struct ledger *ledger)
{
	if (ledger->data)
		munmap(ledger->data, sizeof(*ledger->data));
	ledger->data = NULL;
	if (ledger->fd >= 0)
		close(ledger->fd);
	ledger->fd = -1;
}

struct ledger *ledger_open(const char *path, double now, struct strbuf *err)
{
	struct ledger *ledger;
	int got = 0, tries;

	for (ledger = opened; ledger; ledger = ledger->next)
		if (!strcmp(ledger->path, path)) {
			ledger->references++;
			return ledger;
		}
	ledger = xcalloc(1, sizeof(*ledger));
	ledger->path = xstrdup(path);
	ledger->fd = -1;
	for (tries = 0; !got && tries < 5; tries++) {
		unmap(ledger);
		got = try_open(ledger, now, err);
	}
	if (got <= 0) {
		if (!got)
			strbuf_addf(err, "'%s' changes all the time", path);
		unmap(ledger);
		free(ledger->path);
		free(ledger);
		return NULL;
	}
	record_lock(ledger->fd, F_UNLCK, 0);
	ledger->references = 1;
	ledger->next = opened;
	opened = ledger;
	return ledger;
}

struct ledger *ledger_view(const char *path, double now, struct strbuf *err)
{
	struct ledger *ledger = ledger_new();
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *to = (char *)ledger->data;
	size_t len = 0;
	ssize_t got = -1;

	if (fd < 0 && errno != ENOENT)
		strbuf_addf(err, "cannot read '%s': %s", path,
			    strerror(errno));
	while (fd >= 0 && len < sizeof(*ledger->data) &&
	       (got = read(fd, to + len, sizeof(*ledger->data) - len)) != 0) {
		if (got < 0 && errno != EINTR)
			break;
		len += got > 0 ? (size_t)got : 0;
	}
	if (fd >= 0)
		close(fd);
	if (len == sizeof(*ledger->data) && is_ours(ledger->data) &&
	    is_sane(ledger->data)) {
		heed_clock(ledger->data, now);
		ledger->user = LEDGER_USERS - 1;
		ledger->alone = false;
		return ledger;
	}
	ledger_close(ledger, 0);
	return NULL;
}

void ledger_renamed(struct ledger *ledger, const char *path)
{
	replace_string(&ledger->path, path);
}

static void forget(struct ledger *ledger)
{
	struct ledger **at = &opened;

	while (*at && *at != ledger)
		at = &(*at)->next;
	if (*at)
		*at = ledger->next;
}

void ledger_close(struct ledger *ledger, double now)
{
	if (!ledger || --ledger->references)
		return;
	if (ledger->fd < 0) {
		free(ledger->data);
		free(ledger);
		return;
	}
	if (ledger_lock(ledger)) {
		land(ledger, &ledger->data->users[ledger->user], now);
		ledger->data->users[ledger->user].pid = 0;
		ledger_unlock(ledger);
	}
	forget(ledger);
	unmap(ledger);
	free(ledger->path);
	free(ledger);
}
