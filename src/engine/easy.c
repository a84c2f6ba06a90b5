/* SPDX-License-Identifier: MIT */
/*
 * One transfer as libcurl's easy handle.
 */
#include "engine/easy.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"

#define REDIRECTS 5
#define BODY_MAX ((size_t)32 << 20)
#define BUFFER (16L << 10)	/* of a connection; libcurl's own is larger */
#define CONNECT_SECONDS 30
#define TOTAL_SECONDS 300
#define STALL_SECONDS 60

/* ---- what comes ---------------------------------------------------------- */

static size_t on_body(char *data, size_t size, size_t nr, void *user)
{
	struct transfer *transfer = user;
	struct strbuf *body = &transfer->reply.body;
	size_t len = size * nr;

	if (len > transfer->max_body - body->len) {
		transfer->too_large = true;
		return 0;
	}
	strbuf_add(body, data, len);
	return len;
}

static void forget_reply(struct transfer *transfer)
{
	strvec_clear(&transfer->reply.headers);
	strbuf_reset(&transfer->reply.body);
	transfer->headers_len = 0;
	transfer->headed = false;
}

/*
 * A status line begins another response (after 100 or 407): the last counts.
 * Headers that end without an empty line are no error for libcurl.
 */
static size_t on_header(char *data, size_t size, size_t nr, void *user)
{
	struct transfer *transfer = user;
	size_t whole = size * nr, len = whole;

	transfer->answered = true;
	while (len && (data[len - 1] == '\r' || data[len - 1] == '\n'))
		len--;
	transfer->headers_len += len;
	if (transfer->headers_len > HEADERS_MAX) {
		transfer->too_large = true;
		return 0;
	}
	if (!len)
		transfer->headed = true;
	else if (len >= 5 && !strncasecmp(data, "HTTP/", 5))
		forget_reply(transfer);
	else if (memchr(data, ':', len))
		strvec_pushf(&transfer->reply.headers, "%.*s", (int)len, data);
	return whole;
}

/* ---- what is sent -------------------------------------------------------- */

static size_t on_read(char *data, size_t size, size_t nr, void *user)
{
	struct transfer *transfer = user;
	const struct strbuf *body = &transfer->request->body;
	size_t len = body->len - transfer->body_sent;

	if (len > size * nr)
		len = size * nr;
	memcpy(data, body->buf + transfer->body_sent, len);
	transfer->body_sent += len;
	return len;
}

/*
 * libcurl sends a request again by itself when a kept connection ends without
 * a word. A write may have been carried out by then, so that is refused here;
 * where the server (or a proxy, by 407) did answer, it asked for another one.
 */
static int on_seek(void *user, curl_off_t offset, int origin)
{
	struct transfer *transfer = user;

	if (!transfer->answered || origin != SEEK_SET || offset < 0 ||
	    (size_t)offset > transfer->request->body.len) {
		transfer->once = true;
		return CURL_SEEKFUNC_FAIL;
	}
	transfer->answered = false;
	transfer->body_sent = (size_t)offset;
	return CURL_SEEKFUNC_OK;
}

/* libcurl's sockets would be inherited by the user's command. */
static curl_socket_t on_socket(void *user, curlsocktype purpose,
			       struct curl_sockaddr *address)
{
	(void)user;
	(void)purpose;
	return socket(address->family, address->socktype | SOCK_CLOEXEC,
		      address->protocol);
}

static bool is_read(const struct request *request)
{
	return !strcmp(request->method, "GET") ||
	       !strcmp(request->method, "HEAD");
}

/*
 * The body comes from on_read(), not from POSTFIELDS, so that on_seek() is
 * asked. Where there is none to be rewound, a new connection does the same.
 */
static void set_method(CURL *easy, struct transfer *transfer)
{
	const struct request *request = transfer->request;

	if (!strcmp(request->method, "HEAD")) {
		curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
		return;
	}
	if (request->body.len || !strcmp(request->method, "POST") ||
	    !strcmp(request->method, "PUT") ||
	    !strcmp(request->method, "PATCH")) {
		curl_easy_setopt(easy, CURLOPT_POST, 1L);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)request->body.len);
		curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
		curl_easy_setopt(easy, CURLOPT_READDATA, transfer);
		curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
		curl_easy_setopt(easy, CURLOPT_SEEKDATA, transfer);
	}
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
	if (!is_read(request) && !request->body.len)
		curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
}

static bool has_header(const struct strvec *headers, const char *name)
{
	size_t len = strlen(name), i;

	for (i = 0; i < headers->nr; i++)
		if (!strncasecmp(headers->v[i], name, len) &&
		    headers->v[i][len] == ':')
			return true;
	return false;
}

static int add_header(struct transfer *transfer, const char *line,
		      struct strbuf *err)
{
	struct curl_slist *list;

	if (line[strcspn(line, "\r\n")]) {
		strbuf_addf(err, "header '%.*s' holds a line break",
			    (int)strcspn(line, ":\r\n"), line);
		return -1;
	}
	list = curl_slist_append(transfer->header_list, line);
	if (!list) {
		strbuf_addstr(err, "no memory for the headers");
		return -1;
	}
	transfer->header_list = list;
	return 0;
}

/* "Name:" takes away what libcurl would send of its own. */
static int set_headers(struct transfer *transfer, struct strbuf *err)
{
	const struct request *request = transfer->request;
	struct strbuf line = STRBUF_INIT;
	int rc = 0;
	size_t i;

	for (i = 0; !rc && i < request->headers.nr; i++)
		rc = add_header(transfer, request->headers.v[i], err);
	if (!rc && request->authorization) {
		strbuf_addf(&line, "Authorization: %s",
			    request->authorization);
		rc = add_header(transfer, line.buf, err);
	}
	if (!rc && !has_header(&request->headers, "Content-Type"))
		rc = add_header(transfer, "Content-Type:", err);
	if (!rc)
		rc = add_header(transfer, "Expect:", err);
	strbuf_release(&line);
	return rc;
}

/* ---- how the server is reached ------------------------------------------- */

static long milliseconds(double seconds, double usual)
{
	return (long)((seconds > 0 ? seconds : usual) * 1000);
}

static void set_times(CURL *easy, const struct http_settings *settings)
{
	double stall = settings->stall_timeout;

	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
			 milliseconds(settings->connect_timeout,
				      CONNECT_SECONDS));
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
			 milliseconds(settings->total_timeout,
				      TOTAL_SECONDS));
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
			 stall > 0 ? (long)(stall + 0.999) : STALL_SECONDS);
}

/*
 * libcurl keeps parsed certificates over connections, but only where they
 * come from one file: the usual folder, which holds the same ones, is left out
 * then. A file of the user's comes in addition to the usual folder, as in git.
 */
static void set_trust(CURL *easy, const struct http_settings *settings)
{
	const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);

	if (settings->ca_info)
		curl_easy_setopt(easy, CURLOPT_CAINFO, settings->ca_info);
	if (settings->ca_path)
		curl_easy_setopt(easy, CURLOPT_CAPATH, settings->ca_path);
	else if (!settings->ca_info && curl->age >= CURLVERSION_SEVENTH &&
		 curl->cainfo && !access(curl->cainfo, R_OK))
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
#if LIBCURL_VERSION_NUM >= 0x075700
	curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, 86400L);
#endif
	if (settings->cert)
		curl_easy_setopt(easy, CURLOPT_SSLCERT, settings->cert);
	if (settings->key)
		curl_easy_setopt(easy, CURLOPT_SSLKEY, settings->key);
	if (settings->no_verify) {
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
	}
}

/* The names of git's http.proxyAuthMethod; one it does not know is any. */
static long proxy_auth(const char *name)
{
	static const struct {
		const char *name;
		unsigned long bits;
	} methods[] = {
		{ "basic", CURLAUTH_BASIC },
		{ "digest", CURLAUTH_DIGEST },
		{ "negotiate", CURLAUTH_GSSNEGOTIATE },
		{ "ntlm", CURLAUTH_NTLM },
	};
	size_t i;

	for (i = 0; name && i < ARRAY_SIZE(methods); i++)
		if (!strcasecmp(methods[i].name, name))
			return (long)methods[i].bits;
	return (long)CURLAUTH_ANY;
}

/* Without a proxy in the settings libcurl reads the environment, as in git. */
static void set_proxy(CURL *easy, const struct http_settings *settings)
{
	if (settings->proxy)
		curl_easy_setopt(easy, CURLOPT_PROXY, settings->proxy);
	curl_easy_setopt(easy, CURLOPT_PROXYAUTH,
			 proxy_auth(settings->proxy_auth));
	if (settings->proxy_ca_info)
		curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO,
				 settings->proxy_ca_info);
	if (settings->proxy_cert)
		curl_easy_setopt(easy, CURLOPT_PROXY_SSLCERT,
				 settings->proxy_cert);
	if (settings->proxy_key)
		curl_easy_setopt(easy, CURLOPT_PROXY_SSLKEY,
				 settings->proxy_key);
	curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(easy, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
}

/* QUICK_EXIT: to cancel does not wait for a name server that is silent. */
static void set_manners(CURL *easy, const struct http_settings *settings)
{
	const char *agent = settings->user_agent;

	curl_easy_setopt(easy, CURLOPT_USERAGENT,
			 agent ? agent : "git-multi/" PACKAGE_VERSION);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
	curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, BUFFER);
	curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, BUFFER);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
#if LIBCURL_VERSION_NUM >= 0x075700
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
}

static void set_callbacks(CURL *easy, struct transfer *transfer)
{
	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->trouble);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
}

/* ---- its life ------------------------------------------------------------ */

static bool is_http(const char *url)
{
	struct url_parts parts;
	bool fine;

	if (url_parse(url, &parts) < 0)
		return false;
	fine = *parts.host && (!strcasecmp(parts.scheme, "http") ||
			       !strcasecmp(parts.scheme, "https"));
	url_parts_release(&parts);
	return fine;
}

int easy_open(struct transfer *transfer, const struct http_settings *settings,
	      CURLSH *share, struct strbuf *err)
{
	const char *url = transfer->request->url.buf;
	CURL *easy;

	if (!is_http(url)) {
		strbuf_addstr(err, "address of the request is neither http "
			      "nor https");
		return -1;
	}
	if (set_headers(transfer, err) < 0) {
		easy_close(transfer);
		return -1;
	}
	easy = transfer->easy = curl_easy_init();
	if (!easy)
		die("out of memory");
	transfer->trouble = xcalloc(1, CURL_ERROR_SIZE);
	transfer->max_body = settings->max_body ? settings->max_body :
						  BODY_MAX;
	transfer->redirects = settings->no_redirects ||
			      !is_read(transfer->request) ? 0 : REDIRECTS;
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->header_list);
	curl_easy_setopt(easy, CURLOPT_SHARE, share);
	set_method(easy, transfer);
	set_callbacks(easy, transfer);
	set_times(easy, settings);
	set_trust(easy, settings);
	set_proxy(easy, settings);
	set_manners(easy, settings);
	return 0;
}

void easy_close(struct transfer *transfer)
{
	curl_easy_cleanup(transfer->easy);
	curl_slist_free_all(transfer->header_list);
	free(transfer->trouble);
	transfer->easy = transfer->header_list = NULL;
	transfer->trouble = NULL;
}

bool easy_follow(struct transfer *transfer)
{
	char *from = NULL, *to = NULL;

	if (!transfer->redirects)
		return false;
	curl_easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &from);
	curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &to);
	if (!from || !to || !url_same_origin(from, to))
		return false;
	transfer->redirects--;
	forget_reply(transfer);
	curl_easy_setopt(transfer->easy, CURLOPT_URL, to);
	return true;
}
