/* SPDX-License-Identifier: MIT */
/*
 * A small HTTP server with bad manners.
 */
#include "server.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "base/strvec.h"

#define CONNECTIONS 64
#define GZIP "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\xcb\xcc\x4b\x05" \
	     "\x00\x92\x54\xa9\xbe\x04\x00\x00\x00"

struct connection {
	int fd;
	pthread_t thread;
};

static struct {
	int fd;
	pthread_t thread;
	struct connection connections[CONNECTIONS];
	unsigned nr, ended;
	pthread_mutex_t lock;
	struct strvec requests;
} server = { .fd = -1, .lock = PTHREAD_MUTEX_INITIALIZER,
	     .requests = STRVEC_INIT };

/* ---- answers: 0 keeps the connection ------------------------------------- */

static int put(int fd, const void *data, size_t len)
{
	const char *text = data;
	ssize_t n;

	for (; len; text += n, len -= (size_t)n) {
		n = send(fd, text, len, MSG_NOSIGNAL);
		if (n <= 0)
			return -1;
	}
	return 0;
}

static int answer(int fd, int status, const char *headers, const void *body,
		  size_t len)
{
	struct strbuf text = STRBUF_INIT;
	int rc;

	strbuf_addf(&text, "HTTP/1.1 %d Whatever\r\n%s"
		    "Content-Length: %zu\r\n\r\n", status, headers, len);
	strbuf_add(&text, body, len);
	rc = put(fd, text.buf, text.len);
	strbuf_release(&text);
	return rc;
}

static int fine(int fd)
{
	return answer(fd, 200, "Content-Type: text/plain\r\n", "fine", 4);
}

static int echo(int fd, const struct strbuf *request)
{
	return answer(fd, 200, "", request->buf, request->len);
}

static int big(int fd)
{
	size_t len = 1000000;
	char *body = calloc(len, 1);
	int rc = answer(fd, 200, "", body, len);

	free(body);
	return rc;
}

static int chunked(int fd)
{
	static const char text[] =
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		"5\r\nfirst\r\n7\r\n second\r\n0\r\nX-Trailer: end\r\n\r\n";

	return put(fd, text, sizeof(text) - 1);
}

static int headers(int fd)
{
	return answer(fd, 201,
		      "Date: Sun, 22 Nov 2026 10:00:00 GMT\r\n"
		      "X-One: 1\r\nX-Two:2\r\nX-Empty:\r\n"
		      "Link: <https://example.com/?page=2>; rel=\"next\"\r\n"
		      "Set-Cookie: a=b\r\nSet-Cookie: c=d\r\n", "{}", 2);
}

static int long_header(int fd)
{
	struct strbuf text = STRBUF_INIT;
	unsigned i;
	int rc;

	for (i = 0; i < 3000; i++)
		strbuf_addf(&text, "X-%u: %0100d\r\n", i, 0);
	rc = answer(fd, 200, text.buf, "", 0);
	strbuf_release(&text);
	return rc;
}

static int redirect(int fd, const char *to)
{
	struct strbuf text = STRBUF_INIT;
	int rc;

	strbuf_addf(&text, "Location: %s\r\n", to);
	rc = answer(fd, 302, text.buf, "moved", 5);
	strbuf_release(&text);
	return rc;
}

static int reset(int fd)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	return -1;
}

/* Until the other side, or server_stop(), ends it. */
static int hang(int fd)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };

	poll(&pollfd, 1, -1);
	return -1;
}

static int later(int fd)
{
	poll(NULL, 0, 400);
	return fine(fd);
}

static int cut(int fd, const char *text)
{
	put(fd, text, strlen(text));
	return -1;
}

/* As a proxy would, but for going anywhere. */
static int proxied(int fd, const struct strbuf *request)
{
	if (strstr(request->buf, "\r\nProxy-Authorization: Basic "))
		return echo(fd, request);
	return answer(fd, 407, "Proxy-Authenticate: Basic realm=\"x\"\r\n",
		      "no", 2);
}

static int is(const char *path, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(path, name, len) &&
	       (!path[len] || strchr("?/", path[len]));
}

static int respond(int fd, const char *path, const struct strbuf *request)
{
	if (is(path, "/ok"))
		return fine(fd);
	if (is(path, "/bye"))
		return fine(fd) - 1;
	if (!strncmp(path, "http://", 7))
		return proxied(fd, request);
	if (is(path, "/echo"))
		return echo(fd, request);
	if (is(path, "/status"))
		return answer(fd, atoi(path + 8), "", "body", 4);
	if (is(path, "/chunked"))
		return chunked(fd);
	if (is(path, "/later"))
		return later(fd);
	if (is(path, "/hang"))
		return hang(fd);
	if (is(path, "/big"))
		return big(fd);
	if (is(path, "/gzip"))
		return answer(fd, 200, "Content-Encoding: gzip\r\n", GZIP,
			      sizeof(GZIP) - 1);
	if (is(path, "/headers"))
		return headers(fd);
	if (is(path, "/long"))
		return long_header(fd);
	if (is(path, "/reset"))
		return reset(fd);
	if (is(path, "/short"))
		return cut(fd, "HTTP/1.1 200 OK\r\n"
			       "Content-Length: 9\r\n\r\nab");
	if (is(path, "/cut"))
		return cut(fd, "HTTP/1.1 200 OK\r\nContent-Le");
	if (is(path, "/to"))
		return redirect(fd, path + 4);
	if (is(path, "/round"))
		return redirect(fd, path);
	return -1;		/* /drop */
}

/* ---- requests ------------------------------------------------------------ */

/* The whole request that text begins with, or 0. */
static size_t request_len(const struct strbuf *text)
{
	const char *end = strstr(text->buf, "\r\n\r\n"), *line;
	size_t len, body = 0;

	if (!end)
		return 0;
	len = (size_t)(end - text->buf) + 4;
	for (line = text->buf; line < end; line = strstr(line, "\r\n") + 2)
		if (!strncasecmp(line, "Content-Length:", 15))
			body = strtoul(line + 15, NULL, 10);
	return text->len >= len + body ? len + body : 0;
}

static int serve_one(int fd, const struct strbuf *request)
{
	const char *path = strchr(request->buf, ' ') + 1;
	char *copy = strndup(path, strcspn(path, " "));
	int rc;

	pthread_mutex_lock(&server.lock);
	strvec_push(&server.requests, copy);
	pthread_mutex_unlock(&server.lock);
	rc = respond(fd, copy, request);
	free(copy);
	return rc;
}

static void *serve(void *data)
{
	struct connection *connection = data;
	struct strbuf text = STRBUF_INIT, request = STRBUF_INIT;
	char piece[65536];
	size_t len;
	ssize_t n;
	int rc = 0;

	while (!rc && (n = recv(connection->fd, piece, sizeof(piece),
				0)) > 0) {
		strbuf_add(&text, piece, (size_t)n);
		if (text.buf[0] == 0x16)	/* TLS, which it knows not */
			break;
		while (!rc && (len = request_len(&text))) {
			strbuf_reset(&request);
			strbuf_add(&request, text.buf, len);
			strbuf_remove(&text, 0, len);
			rc = serve_one(connection->fd, &request);
		}
	}
	strbuf_release(&text);
	strbuf_release(&request);
	pthread_mutex_lock(&server.lock);
	close(connection->fd);
	connection->fd = -1;
	server.ended++;
	pthread_mutex_unlock(&server.lock);
	return NULL;
}

/* ---- connections --------------------------------------------------------- */

static void *accept_all(void *unused)
{
	int fd;

	while (server.nr < CONNECTIONS &&
	       (fd = accept4(server.fd, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		pthread_mutex_lock(&server.lock);
		server.connections[server.nr].fd = fd;
		pthread_create(&server.connections[server.nr].thread, NULL,
			       serve, &server.connections[server.nr]);
		server.nr++;
		pthread_mutex_unlock(&server.lock);
	}
	return unused;
}

/* Signals are for the loop's thread. */
static void start_thread(void)
{
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	pthread_create(&server.thread, NULL, accept_all, NULL);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

int server_start(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	socklen_t len = sizeof(address);

	server.nr = server.ended = 0;
	server.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(server.fd, (struct sockaddr *)&address, len) < 0 ||
	    listen(server.fd, CONNECTIONS) < 0 ||
	    getsockname(server.fd, (struct sockaddr *)&address, &len) < 0) {
		perror("server");
		abort();
	}
	start_thread();
	return ntohs(address.sin_port);
}

void server_stop(void)
{
	unsigned i;

	shutdown(server.fd, SHUT_RDWR);
	pthread_join(server.thread, NULL);
	close(server.fd);
	for (i = 0; i < server.nr; i++) {
		pthread_mutex_lock(&server.lock);
		if (server.connections[i].fd >= 0)
			shutdown(server.connections[i].fd, SHUT_RDWR);
		pthread_mutex_unlock(&server.lock);
		pthread_join(server.connections[i].thread, NULL);
	}
	strvec_clear(&server.requests);
}

unsigned server_connections(void)
{
	unsigned nr;

	pthread_mutex_lock(&server.lock);
	nr = server.nr;
	pthread_mutex_unlock(&server.lock);
	return nr;
}

unsigned server_ended(void)
{
	unsigned nr;

	pthread_mutex_lock(&server.lock);
	nr = server.ended;
	pthread_mutex_unlock(&server.lock);
	return nr;
}

unsigned server_requests(const char *path)
{
	unsigned nr = 0;
	size_t i;

	pthread_mutex_lock(&server.lock);
	for (i = 0; i < server.requests.nr; i++)
		nr += !strncmp(server.requests.v[i], path, strlen(path));
	pthread_mutex_unlock(&server.lock);
	return nr;
}
