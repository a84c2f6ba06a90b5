/* SPDX-License-Identifier: MIT */
/*
 * A Unix socket for programs of the same user. Callbacks copy bytes; the owner
 * takes the lines.
 */
#include "engine/listener.h"

#include <errno.h>
#include <ev.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "engine/clock.h"
#include "engine/local.h"

#define PATIENCE 10.0		/* seconds for a line, and for an answer */
#define ACCEPTED_AT_ONCE 16
#define BREATH 0.01
#define BREATHS 10		/* times as long as the answer took */
#define REST 0.5		/* when the system has no descriptor left */
#define READ_AT_ONCE (16u << 10)

struct client {
	int fd;			/* -1: a free place */
	struct listener *listener;
	ev_io reader, writer;
	ev_timer patience;
	unsigned long arrival;	/* the smallest is the oldest */
	struct strbuf in, out;
	size_t sent;		/* of out */
	bool served;		/* it had an answer already */
	bool last;		/* when out is sent, it is over */
};

struct listener {
	int folder;
	char *name;
	ev_io accepter;
	ev_timer rest;		/* then it accepts again */
	ev_timer breath;	/* meanwhile nothing is taken */
	double taken;		/* when the last line was, monotonic */
	size_t next;		/* whose turn it is */
	unsigned long arrivals;
	struct client clients[LISTENER_CLIENTS];
};

/* ---- one client ----------------------------------------------------------- */

static bool has_line(const struct client *client)
{
	return client->in.len > LISTENER_LINE_MAX ||
	       memchr(client->in.buf, '\n', client->in.len);
}

static bool is_sending(const struct client *client)
{
	return client->sent < client->out.len;
}

static void client_close(struct client *client)
{
	ev_io_stop(EV_DEFAULT_ &client->reader);
	ev_io_stop(EV_DEFAULT_ &client->writer);
	ev_timer_stop(EV_DEFAULT_ &client->patience);
	close(client->fd);
	client->fd = -1;
	client->sent = 0;
	strbuf_release(&client->in);
	strbuf_release(&client->out);
	if (!ev_is_active(&client->listener->rest) &&
	    !ev_is_active(&client->listener->breath))
		ev_io_start(EV_DEFAULT_ &client->listener->accepter);
}

static void patience_begins(struct client *client)
{
	ev_timer_stop(EV_DEFAULT_ &client->patience);
	ev_timer_set(&client->patience, PATIENCE, 0);
	ev_timer_start(EV_DEFAULT_ &client->patience);
}

static void on_impatience(struct ev_loop *ev, ev_timer *w, int revents)
{
	(void)ev;
	(void)revents;
	client_close(w->data);
}

/* Nothing more is read from one whose line is not answered yet. */
static void on_readable(struct ev_loop *ev, ev_io *w, int revents)
{
	struct client *client = w->data;
	char piece[READ_AT_ONCE];
	ssize_t n = recv(client->fd, piece, sizeof(piece), MSG_DONTWAIT);

	(void)revents;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		client_close(client);
		return;
	}
	strbuf_add(&client->in, piece, (size_t)n);
	if (has_line(client))
		ev_io_stop(ev, w);
}

static void breathe(struct listener *listener, double seconds)
{
	ev_io_stop(EV_DEFAULT_ &listener->accepter);
	ev_timer_stop(EV_DEFAULT_ &listener->breath);
	ev_timer_set(&listener->breath, seconds, 0);
	ev_timer_start(EV_DEFAULT_ &listener->breath);
}

/* Its answer is sent: on to its next line, which may be here already. */
static void next_line(struct client *client)
{
	struct listener *listener = client->listener;

	ev_io_stop(EV_DEFAULT_ &client->writer);
	if (client->last) {
		client_close(client);
		return;
	}
	strbuf_release(&client->out);
	client->sent = 0;
	patience_begins(client);
	if (!has_line(client)) {
		ev_io_start(EV_DEFAULT_ &client->reader);
	} else if (!ev_is_active(&listener->breath)) {
		breathe(listener, 0);
	}
}

static void send_some(struct client *client)
{
	while (is_sending(client)) {
		ssize_t n = send(client->fd, client->out.buf + client->sent,
				 client->out.len - client->sent,
				 MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			ev_io_start(EV_DEFAULT_ &client->writer);
			return;
		}
		if (n < 0) {
			client_close(client);
			return;
		}
		client->sent += (size_t)n;
	}
	next_line(client);
}

static void on_writable(struct ev_loop *ev, ev_io *w, int revents)
{
	(void)ev;
	(void)revents;
	send_some(w->data);
}

/* ---- who comes ------------------------------------------------------------- */

/*
 * Who gives way to one that comes, the first of these: nobody reads an answer
 * that is not taken, and who had one may come again. KEPT has not had any.
 */
enum claim { FREE, SILENT, NOT_READING, SERVED, KEPT };

static enum claim claim_of(const struct client *client)
{
	if (client->fd < 0)
		return FREE;
	if (is_sending(client))
		return NOT_READING;
	if (!has_line(client))
		return SILENT;
	return client->served ? SERVED : KEPT;
}

/* Of those who give way alike the one that came first; NULL: all are kept. */
static struct client *find_place(struct listener *listener)
{
	struct client *found = listener->clients, *client = found + 1;
	const struct client *end = found + LISTENER_CLIENTS;

	for (; client < end; client++) {
		enum claim one = claim_of(client), other = claim_of(found);

		if (one < other ||
		    (one == other && client->arrival < found->arrival))
			found = client;
	}
	return claim_of(found) == KEPT ? NULL : found;
}

static void client_open(struct client *client, int fd)
{
	if (client->fd >= 0)
		client_close(client);
	client->fd = fd;
	client->arrival = ++client->listener->arrivals;
	client->served = client->last = false;
	ev_io_set(&client->reader, fd, EV_READ);
	ev_io_set(&client->writer, fd, EV_WRITE);
	ev_io_start(EV_DEFAULT_ &client->reader);
	patience_begins(client);
}

/* Without a descriptor for it the next one would wake us without end. */
static void rest(struct listener *listener)
{
	ev_io_stop(EV_DEFAULT_ &listener->accepter);
	ev_timer_set(&listener->rest, REST, 0);
	ev_timer_start(EV_DEFAULT_ &listener->rest);
}

static void on_rested(struct ev_loop *ev, ev_timer *w, int revents)
{
	struct listener *listener = w->data;

	(void)revents;
	if (!ev_is_active(&listener->breath))
		ev_io_start(ev, &listener->accepter);
}

static void accept_some(struct listener *listener)
{
	struct client *place;
	int fd, nr;

	for (nr = 0; nr < ACCEPTED_AT_ONCE; nr++) {
		place = find_place(listener);
		if (!place) {
			ev_io_stop(EV_DEFAULT_ &listener->accepter);
			return;
		}
		fd = accept4(listener->accepter.fd, NULL, NULL,
			     SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd < 0) {
			if (errno != EAGAIN && errno != EINTR &&
			    errno != ECONNABORTED)
				rest(listener);
			return;
		}
		if (local_is_same_user(fd))
			client_open(place, fd);
		else
			close(fd);
	}
}

static void on_arrival(struct ev_loop *ev, ev_io *w, int revents)
{
	(void)ev;
	(void)revents;
	accept_some(w->data);
}

/*
 * Ends the round, too: a line may be here already. Who came meanwhile is let
 * in before it is answered, since that begins the next breath.
 */
static void on_breath(struct ev_loop *ev, ev_timer *w, int revents)
{
	struct listener *listener = w->data;

	(void)revents;
	if (ev_is_active(&listener->rest))
		return;
	ev_io_start(ev, &listener->accepter);
	accept_some(listener);
}

/* ---- the owner's ------------------------------------------------------------ */

static void init_clients(struct listener *listener)
{
	size_t i;

	for (i = 0; i < LISTENER_CLIENTS; i++) {
		struct client *client = &listener->clients[i];

		client->fd = -1;
		client->listener = listener;
		strbuf_init(&client->in);
		strbuf_init(&client->out);
		ev_init(&client->reader, on_readable);
		ev_init(&client->writer, on_writable);
		ev_init(&client->patience, on_impatience);
		client->reader.data = client->writer.data = client;
		client->patience.data = client;
	}
}

struct listener *listener_open(const char *folder, const char *name,
			       struct strbuf *err)
{
	struct listener *listener;
	int at = local_folder(folder, err);
	int fd = at < 0 ? -1 : local_listen(at, name, err);

	if (fd < 0) {
		if (at >= 0)
			close(at);
		return NULL;
	}
	listener = xcalloc(1, sizeof(*listener));
	listener->folder = at;
	listener->name = xstrdup(name);
	init_clients(listener);
	ev_init(&listener->rest, on_rested);
	ev_init(&listener->breath, on_breath);
	ev_io_init(&listener->accepter, on_arrival, fd, EV_READ);
	listener->accepter.data = listener->rest.data = listener;
	listener->breath.data = listener;
	ev_io_start(EV_DEFAULT_ &listener->accepter);
	return listener;
}

void listener_close(struct listener *listener)
{
	int fd = listener->accepter.fd;
	size_t i;

	for (i = 0; i < LISTENER_CLIENTS; i++)
		if (listener->clients[i].fd >= 0)
			client_close(&listener->clients[i]);
	ev_io_stop(EV_DEFAULT_ &listener->accepter);
	ev_timer_stop(EV_DEFAULT_ &listener->rest);
	ev_timer_stop(EV_DEFAULT_ &listener->breath);
	unlinkat(listener->folder, listener->name, 0);
	close(fd);
	close(listener->folder);
	free(listener->name);
	free(listener);
}

static void read_line(const struct client *client,
		      struct listener_line *line)
{
	char *end = memchr(client->in.buf, '\n', client->in.len);

	line->too_long = !end ||
			 (size_t)(end - client->in.buf) > LISTENER_LINE_MAX;
	line->text = line->too_long ? "" : client->in.buf;
	line->len = line->too_long ? 0 : (size_t)(end - client->in.buf);
	if (!line->too_long)
		*end = '\0';
}

bool listener_take(struct listener *listener, struct listener_line *line)
{
	size_t i;

	if (ev_is_active(&listener->breath))
		return false;
	for (i = 0; i < LISTENER_CLIENTS; i++) {
		size_t at = (listener->next + i) % LISTENER_CLIENTS;
		const struct client *client = &listener->clients[at];

		if (client->fd < 0 || is_sending(client) || !has_line(client))
			continue;
		line->client = at;
		read_line(client, line);
		listener->next = at + 1;
		listener->taken = clock_monotonic();
		return true;
	}
	return false;
}

void listener_answer(struct listener *listener,
		     const struct listener_line *line,
		     const struct strbuf *answer)
{
	struct client *client = &listener->clients[line->client];

	client->served = true;
	if (line->too_long)
		client->last = true;
	else
		strbuf_remove(&client->in, 0, line->len + 1);
	if (!client->in.len)
		strbuf_release(&client->in);
	strbuf_add(&client->out, answer->buf, answer->len);
	strbuf_addch(&client->out, '\n');
	breathe(listener, BREATH + BREATHS * (clock_monotonic() -
					      listener->taken));
	patience_begins(client);
	send_some(client);
}
