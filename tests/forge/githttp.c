/* SPDX-License-Identifier: MIT */
/*
 * Git over HTTP: who may, and git http-backend as a CGI child.
 */
#include "githttp.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/text.h"
#include "process.h"
#include "store.h"

#define HEADERS_MAX 16384

static const char *const services[] = {
	"/info/refs", "/git-upload-pack", "/git-receive-pack"
};

/* The service at the end of the path; NULL: it is not git's. */
static const char *service_of(const struct request *req)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(services); i++)
		if (ends_with(req->path, services[i]))
			return services[i];
	return NULL;
}

bool githttp_wants(const struct request *req)
{
	return service_of(req) != NULL;
}

bool githttp_takes_body(const struct request *req)
{
	const char *service = service_of(req);

	return service && service != services[0];
}

static bool is_push(const struct request *req)
{
	struct strbuf name = STRBUF_INIT;
	bool push = ends_with(req->path, "/git-receive-pack");

	if (request_param(req, "service", &name))
		push = push || !strcmp(name.buf, "git-receive-pack");
	strbuf_release(&name);
	return push;
}

static void refuse(struct reply *reply, unsigned status, const char *text)
{
	if (status == 401)
		reply_header(reply, "WWW-Authenticate",
			     "Basic realm=\"demo forge\"");
	reply_text(reply, status, "text/plain; charset=utf-8", text);
}

/* The path without the service: "/OWNER/NAME", an owner may have slashes. */
static bool find(const struct forge *forge, const struct request *req,
		 struct repo *repo, enum found *found, struct strbuf *to)
{
	struct strvec parts = STRVEC_INIT;
	struct strbuf owner = STRBUF_INIT;
	size_t i, last;

	http_split_path(&parts, req->path);
	last = parts.nr - (ends_with(req->path, services[0]) ? 3 : 2);
	*found = REPO_MISSING;
	for (i = 0; parts.nr > 2 && i < last; i++)
		strbuf_addf(&owner, "%s%s", i ? "/" : "", parts.v[i]);
	if (owner.len)
		*found = repo_find(repo, forge->dir, owner.buf,
				   parts.v[last], to);
	strvec_clear(&parts);
	strbuf_release(&owner);
	return *found == REPO_FOUND;
}

/* Whether git may be asked; else the reply says why not. */
static bool admit(const struct request *req, const struct repo *repo,
		  struct reply *reply)
{
	const struct account *account = &req->account;
	bool push = is_push(req);
	enum permission permission = repo_permission(repo, account);

	if (permission == PERMISSION_NONE) {
		refuse(reply, 404, "Repository not found.\n");
	} else if (repo_is(repo, "disabled")) {
		refuse(reply, 403, "Access to this repository has been"
		       " disabled.\n");
	} else if (push && repo_is(repo, "archived")) {
		refuse(reply, 403, "This repository was archived so it is"
		       " read-only.\n");
	} else if (push && permission < PERMISSION_WRITE) {
		refuse(reply, 403, "Write access to repository not"
		       " granted.\n");
	} else {
		return true;
	}
	return false;
}

/* Whom git is asked for must be known; some tests let anybody read. */
static bool authenticated(const struct site *site, const struct request *req)
{
	if (req->account.given)
		return req->account.known;
	return !is_push(req) &&
	       settings_true(&site->forge->config, "git-anonymous", false);
}

static void set_env(struct strvec *env, const struct request *req,
		    const char *name, const char *header)
{
	const char *value = request_header(req, header);

	if (value)
		strvec_pushf(env, "%s=%s", name, value);
}

static void cgi_environment(struct strvec *env, const struct site *site,
			    const struct request *req,
			    const struct repo *repo)
{
	process_environment(env);
	strvec_pushf(env, "GIT_PROJECT_ROOT=%s/repos", site->forge->dir);
	strvec_push(env, "GIT_HTTP_EXPORT_ALL=");
	strvec_pushf(env, "PATH_INFO=/%s.git%s", repo->full,
		     service_of(req));
	strvec_pushf(env, "REQUEST_METHOD=%s", req->method);
	strvec_pushf(env, "QUERY_STRING=%s", req->query);
	strvec_push(env, "REMOTE_ADDR=127.0.0.1");
	strvec_push(env, "SERVER_PROTOCOL=HTTP/1.1");
	if (req->account.login)
		strvec_pushf(env, "REMOTE_USER=%s", req->account.login);
	if (req->spool >= 0)
		strvec_pushf(env, "CONTENT_LENGTH=%lld",
			     (long long)req->spooled);
	set_env(env, req, "CONTENT_TYPE", "Content-Type");
	set_env(env, req, "HTTP_CONTENT_ENCODING", "Content-Encoding");
	set_env(env, req, "GIT_PROTOCOL", "Git-Protocol");
}

/* The child's header lines become the reply's. */
static void take_headers(struct reply *reply, const char *text, size_t len)
{
	while (len) {
		const char *end = memchr(text, '\n', len);
		size_t line = end ? (size_t)(end - text) : len;
		size_t used = end ? line + 1 : line;
		char *copy = xstrndup(text, line);
		char *colon = strchr(copy, ':');

		copy[strcspn(copy, "\r")] = '\0';
		if (colon) {
			char *value = colon + 1 + strspn(colon + 1, " ");

			*colon = '\0';
			if (!strcasecmp(copy, "Status"))
				reply->status =
					(unsigned)strtoul(value, NULL, 10);
			else
				reply_header(reply, copy, value);
		}
		free(copy);
		text += used;
		len -= used;
	}
}

/* Reads until the blank line; what came behind it is the body's begin. */
static bool read_headers(struct stream *stream, struct reply *reply)
{
	struct strbuf text = STRBUF_INIT;
	char data[8192];
	const char *end = NULL;
	size_t skip = 0;
	ssize_t n;

	while (!end && text.len < HEADERS_MAX) {
		n = stream_read(stream, data, sizeof(data));
		if (n <= 0)
			break;
		strbuf_add(&text, data, (size_t)n);
		end = memmem(text.buf, text.len, "\r\n\r\n", 4);
		skip = 4;
	}
	if (end) {
		size_t len = (size_t)(end - text.buf);

		take_headers(reply, text.buf, len);
		strbuf_add(&stream->pending, end + skip,
			   text.len - len - skip);
		stream->given = 0;
	}
	strbuf_release(&text);
	return end != NULL;
}

/* The program behind `git http-backend`, without one more process a call. */
static pthread_once_t looked = PTHREAD_ONCE_INIT;
static char *backend;

static void find_backend(void)
{
	struct strbuf path = STRBUF_INIT;

	process_git("/", NULL, &path, "--exec-path", (const char *)NULL);
	strbuf_addstr(&path, "/git-http-backend");
	backend = xstrdup(path.buf);
	strbuf_release(&path);
}

static void run(const struct site *site, const struct request *req,
		const struct repo *repo, struct reply *reply)
{
	const char *argv[] = { NULL, NULL };
	struct stream *stream = xcalloc(1, sizeof(*stream));
	struct strvec env = STRVEC_INIT;
	struct strbuf err = STRBUF_INIT;

	pthread_once(&looked, find_backend);
	argv[0] = backend;
	strbuf_init(&stream->pending);
	cgi_environment(&env, site, req, repo);
	if (req->spool >= 0)
		lseek(req->spool, 0, SEEK_SET);
	if (process_spawn(argv, (const char *const *)env.v, req->spool,
			  &stream->fd, &stream->pid, &err)) {
		free(stream);
		refuse(reply, 503, err.buf);
	} else if (read_headers(stream, reply)) {
		reply->stream = stream;
	} else {
		stream_close(stream);
		refuse(reply, 500, "git http-backend said nothing\n");
	}
	strvec_clear(&env);
	strbuf_release(&err);
}

void githttp_answer(struct site *site, struct request *req,
		    struct reply *reply)
{
	struct repo repo = REPO_INIT;
	struct strbuf to = STRBUF_INIT;
	enum found found;

	if (!authenticated(site, req)) {
		refuse(reply, 401, "Authentication required.\n");
		return;
	}
	if (find(site->forge, req, &repo, &found, &to)) {
		if (admit(req, &repo, reply))
			run(site, req, &repo, reply);
	} else if (found == REPO_MOVED) {
		reply_headerf(reply, "Location", "%s/%s.git%s%s%s",
			      site->url, to.buf, service_of(req),
			      *req->query ? "?" : "", req->query);
		refuse(reply, 301, "");
	} else {
		refuse(reply, 404, "Repository not found.\n");
	}
	repo_release(&repo);
	strbuf_release(&to);
}
