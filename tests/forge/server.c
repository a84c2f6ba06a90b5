/* SPDX-License-Identifier: MIT */
/*
 * The HTTP server: libmicrohttpd's callbacks.
 */
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "checks.h"
#include "control.h"
#include "githttp.h"
#include "pause.h"
#include "process.h"
#include "when.h"

#define BODY_MAX (8 * 1024 * 1024)	/* of what is not git's */
#define BACKLOG 1024	/* as many as the benchmarks open at once */

const char *request_header(const struct request *req, const char *name)
{
	return MHD_lookup_connection_value(req->connection, MHD_HEADER_KIND,
					   name);
}

/* The library's own decoding is switched off: "%2F" must stay what it is. */
static size_t leave_encoded(void *cls, struct MHD_Connection *connection,
			    char *text)
{
	(void)cls;
	(void)connection;
	return strlen(text);
}

static void *request_begin(void *cls, const char *uri,
			   struct MHD_Connection *connection)
{
	struct request *req = xcalloc(1, sizeof(*req));
	size_t path = strcspn(uri, "?");

	(void)cls;
	req->connection = connection;
	req->target = xstrdup(uri);
	req->path = xstrndup(uri, path);
	req->query = req->target + path + (uri[path] ? 1 : 0);
	req->spool = -1;
	strbuf_init(&req->body);
	return req;
}

static void request_end(void *cls, struct MHD_Connection *connection,
			void **state, enum MHD_RequestTerminationCode why)
{
	struct request *req = *state;

	(void)cls;
	(void)connection;
	(void)why;
	if (!req)
		return;
	if (req->spool >= 0)
		close(req->spool);
	account_release(&req->account);
	strbuf_release(&req->body);
	free(req->method);
	free(req->target);
	free(req->path);
	free(req);
	*state = NULL;
}

/* A file without a name: a push may be larger than memory. */
static int open_spool(const char *dir)
{
	struct strbuf path = STRBUF_INIT;
	int fd;

	strbuf_addf(&path, "%s/body-XXXXXX", dir);
	fd = mkostemp(path.buf, O_CLOEXEC);
	if (fd >= 0)
		unlink(path.buf);
	strbuf_release(&path);
	return fd;
}

static enum MHD_Result take_body(const struct site *site,
				 struct request *req, const char *data,
				 size_t len)
{
	if (!githttp_takes_body(req)) {
		if (req->body.len + len > BODY_MAX)
			req->too_large = true;
		else
			strbuf_add(&req->body, data, len);
		return MHD_YES;
	}
	if (req->spool < 0)
		req->spool = open_spool(site->forge->dir);
	if (req->spool < 0 || file_write_all(req->spool, data, len))
		return MHD_NO;
	req->spooled += (off_t)len;
	return MHD_YES;
}

static ssize_t read_stream(void *cls, uint64_t pos, char *data, size_t max)
{
	ssize_t n = stream_read(cls, data, max);

	(void)pos;
	if (n < 0)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	return n ? n : MHD_CONTENT_READER_END_OF_STREAM;
}

static void close_stream(void *cls)
{
	stream_close(cls);
}

/* A body that comes in ten pieces, and perhaps not to its end. */
struct slow_body {
	struct strbuf text;
	size_t until;		/* text.len: all of it */
	double pause;
};

static ssize_t read_slowly(void *cls, uint64_t pos, char *data, size_t max)
{
	struct slow_body *slow = cls;
	size_t n = slow->text.len / 10 + 1;

	if (pos >= slow->until)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (slow->pause > 0)
		pause_for(slow->pause);
	if (n > slow->until - pos)
		n = slow->until - pos;
	if (n > max)
		n = max;
	memcpy(data, slow->text.buf + pos, n);
	return (ssize_t)n;
}

static void close_slowly(void *cls)
{
	struct slow_body *slow = cls;

	strbuf_release(&slow->text);
	free(slow);
}

static struct MHD_Response *make_response(struct reply *reply,
					  const struct fault *fault)
{
	struct MHD_Response *response;
	struct slow_body *slow;
	size_t len = reply->body.len;

	if (reply->stream) {
		struct stream *stream = reply->stream;

		reply->stream = NULL;
		return MHD_create_response_from_callback(
			MHD_SIZE_UNKNOWN, 65536, read_stream, stream,
			close_stream);
	}
	if (!fault->broken && fault->slow <= 0) {
		response = MHD_create_response_from_buffer(
			len, reply->body.buf, MHD_RESPMEM_MUST_COPY);
		return response;
	}
	slow = xcalloc(1, sizeof(*slow));
	slow->text = reply->body;
	slow->until = fault->broken ? len / 2 : len;
	slow->pause = fault->slow / 10;
	strbuf_init(&reply->body);
	return MHD_create_response_from_callback(len, len + 1, read_slowly,
						 slow, close_slowly);
}

static enum MHD_Result send_reply(struct request *req, struct reply *reply,
				  const struct fault *fault)
{
	struct MHD_Response *response = make_response(reply, fault);
	struct strbuf date = STRBUF_INIT;
	enum MHD_Result result;
	size_t i;

	when_http(&date, when_now());
	MHD_add_response_header(response, "Date", date.buf);
	for (i = 0; i + 1 < reply->headers.nr; i += 2) {
		const char *value = reply->headers.v[i + 1];

		/* the library takes no empty one; a blank is as good */
		MHD_add_response_header(response, reply->headers.v[i],
					*value ? value : " ");
	}
	result = MHD_queue_response(req->connection, reply->status, response);
	MHD_destroy_response(response);
	strbuf_release(&date);
	return result;
}

static bool is_control(const struct request *req)
{
	return starts_with(req->path, "/_forge/");
}

static enum request_kind kind_of(const struct site *site,
				 const struct request *req)
{
	if (is_control(req))
		return REQUEST_OTHER;
	if (githttp_wants(req))
		return REQUEST_GIT;
	return site->dialect->kind(req);
}

static void identify(const struct site *site, struct request *req)
{
	const char *(*find)(const struct request *) = site->dialect->token;
	const char *authorization = request_header(req, "Authorization");
	const char *token = find ? find(req) : NULL;
	struct strbuf text = STRBUF_INIT;

	if (token)
		strbuf_addf(&text, "Bearer %s", token);
	account_identify(&req->account, site->forge->dir,
			 token ? text.buf : authorization);
	strbuf_release(&text);
}

static void dispatch(struct site *site, struct request *req,
		     struct reply *reply)
{
	if (req->too_large) {
		reply_text(reply, 413, "text/plain", "too large\n");
	} else if (req->kind == REQUEST_GIT) {
		githttp_answer(site, req, reply);
	} else {
		pthread_mutex_lock(&site->forge->lock);
		if (is_control(req))
			control_answer(site, req, reply);
		else
			site->dialect->answer(site, req, reply);
		pthread_mutex_unlock(&site->forge->lock);
	}
}

static bool counts_running(const struct site *site,
			   const struct request *req)
{
	return site->dialect->counts_running && req->kind != REQUEST_OTHER &&
	       req->kind != REQUEST_GIT;
}

/* Counted and logged before the client can know that it was answered. */
static void note(struct site *site, struct request *req,
		 const struct reply *reply, bool dropped)
{
	struct forge *forge = site->forge;
	struct counted counted = {
		.status = dropped ? 0 : reply->status,
		.points = reply->points,
		.content = reply->content && !dropped,
		.opened_pull = reply->opened_pull
	};

	pthread_mutex_lock(&forge->lock);
	if (counts_running(site, req))
		limits_leave(&forge->limits, req->account.login);
	counters_end(&forge->counters, forge->dir, req, &counted);
	pthread_mutex_unlock(&forge->lock);
}

static enum MHD_Result answer(struct site *site, struct request *req)
{
	struct forge *forge = site->forge;
	struct reply reply = REPLY_INIT;
	struct fault fault = FAULT_INIT;
	enum MHD_Result result = MHD_NO;
	bool done, opened;

	req->kind = kind_of(site, req);
	identify(site, req);
	pthread_mutex_lock(&forge->lock);
	checks_settle(forge, when_now());
	counters_begin(&forge->counters, req);
	if (counts_running(site, req))
		limits_enter(&forge->limits, req->account.login);
	if (req->kind != REQUEST_OTHER)
		faults_match(&forge->faults, forge->dir, req, &fault);
	pthread_mutex_unlock(&forge->lock);

	if (fault.delay > 0)
		pause_for(fault.delay);
	done = fault.drop == DROP_BEFORE ||
	       (!fault.done && fault_instead(&fault, &reply));
	if (!done) {
		dispatch(site, req, &reply);
		fault_bend(&fault, &reply);
	}
	if (fault.done) {
		opened = reply.opened_pull;
		reply_release(&reply);
		fault_instead(&fault, &reply);
		reply.opened_pull = opened;
	}
	note(site, req, &reply, fault.drop != DROP_NOT);
	if (fault.drop == DROP_NOT)
		result = send_reply(req, &reply, &fault);
	reply_release(&reply);
	fault_release(&fault);
	return result;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection,
			      const char *url, const char *method,
			      const char *version, const char *data,
			      size_t *size, void **state)
{
	struct site *site = cls;
	struct request *req = *state;

	(void)connection;
	(void)url;
	(void)version;
	if (!req->started) {
		req->started = true;
		req->method = xstrdup(method);
		return MHD_YES;
	}
	if (*size) {
		size_t len = *size;

		*size = 0;
		return take_body(site, req, data, len);
	}
	return answer(site, req);
}

/* Bound and listening; the port is known before the first request can come. */
static int listen_at(struct site *site, struct strbuf *err)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)site->port),
		.sin_addr = { .s_addr = htonl(INADDR_LOOPBACK) }
	};
	struct sockaddr *generic = (struct sockaddr *)&address;
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (fd < 0 || bind(fd, generic, len) || listen(fd, BACKLOG) ||
	    getsockname(fd, generic, &len)) {
		strbuf_addf(err, "cannot listen on 127.0.0.1, port %u: %s",
			    site->port, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	site->port = ntohs(address.sin_port);
	return fd;
}

int server_start(struct site *site, struct strbuf *err)
{
	struct strbuf url = STRBUF_INIT;
	int fd = listen_at(site, err);

	if (fd < 0)
		return -1;
	strbuf_addf(&url, "http://127.0.0.1:%u", site->port);
	site->url = strbuf_detach(&url);
	site->daemon = MHD_start_daemon(
		MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL |
		MHD_USE_THREAD_PER_CONNECTION |
		MHD_USE_SUPPRESS_DATE_NO_CLOCK,
		0, NULL, NULL, handle, site,
		MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_URI_LOG_CALLBACK, request_begin, NULL,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL,
		MHD_OPTION_NOTIFY_COMPLETED, request_end, NULL,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(128 * 1024),
		MHD_OPTION_END);
	if (site->daemon)
		return 0;
	close(fd);
	strbuf_addf(err, "cannot serve at 127.0.0.1, port %u", site->port);
	return -1;
}

void server_stop(struct site *site)
{
	if (site->daemon)
		MHD_stop_daemon(site->daemon);
	site->daemon = NULL;
	free(site->url);
	site->url = NULL;
}
