/* SPDX-License-Identifier: MIT */
/*
 * engine/http, on a real loop with a real server.
 */
#include <arpa/inet.h>
#include <check.h>
#include <ev.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "descriptors.h"
#include "engine/child.h"
#include "engine/clock.h"
#include "engine/http.h"
#include "engine/loop.h"
#include "server.h"

#define PATIENCE 120.0		/* seconds until a test is given up */
#define TOKEN "Bearer sentinel-token"

/* ---- the bench ----------------------------------------------------------- */

struct exchange {
	struct transfer transfer;
	struct request request;
	unsigned over;
};

#define MANY 200

static struct exchange exchange, other, many[MANY];
static struct http_settings settings;
static struct strbuf why = STRBUF_INIT;
static char no_proxy[] = "";
static int port;

static void on_done(struct transfer *transfer)
{
	struct exchange *of = transfer->data;

	of->over++;
}

static void wait_for(struct exchange *x)
{
	double until = clock_monotonic() + PATIENCE;

	while (!x->over) {
		ck_assert_double_lt(clock_monotonic(), until);
		loop_wake_in(PATIENCE);
		loop_wait();
	}
}

static void wait_until_ended(unsigned connections)
{
	double until = clock_monotonic() + PATIENCE;

	while (server_ended() < connections) {
		ck_assert_double_lt(clock_monotonic(), until);
		loop_wake_in(0.01);
		loop_wait();
	}
}

static void wait_until_asked(const char *path)
{
	double until = clock_monotonic() + PATIENCE;

	while (!server_requests(path)) {
		ck_assert_double_lt(clock_monotonic(), until);
		loop_wake_in(0.01);
		loop_wait();
	}
}

static void release(struct exchange *x)
{
	if (x->transfer.easy) {	/* the test was given up */
		x->over = 0;
		http_cancel(&x->transfer);
		wait_for(x);
	}
	http_release(&x->transfer);
	request_release(&x->request);
	x->over = 0;
}

static void setup(void)
{
	unsigned i;

	loop_open();
	port = server_start();
	request_init(&exchange.request);
	request_init(&other.request);
	for (i = 0; i < MANY; i++)
		request_init(&many[i].request);
	memset(&settings, 0, sizeof(settings));
	settings.proxy = no_proxy;
}

/* Where a check failed, any of them may still run. */
static void teardown(void)
{
	unsigned i;

	release(&exchange);
	release(&other);
	for (i = 0; i < MANY; i++)
		release(&many[i]);
	http_close();
	server_stop();
	strbuf_release(&why);
	loop_wake_in(-1);
}

static int begin(struct exchange *x, const char *method, const char *path)
{
	x->request.method = method;
	strbuf_reset(&x->request.url);
	strbuf_addf(&x->request.url, "http://127.0.0.1:%d%s", port, path);
	return http_start(&x->transfer, &x->request, &settings, on_done, x,
			  &why);
}

/* One whole exchange; what an earlier one left is thrown away. */
static const struct reply *ask(const char *method, const char *path)
{
	http_release(&exchange.transfer);
	exchange.over = 0;
	ck_assert_int_eq(begin(&exchange, method, path), 0);
	ck_assert_uint_eq(exchange.over, 0);
	wait_for(&exchange);
	ck_assert_uint_eq(exchange.over, 1);
	return &exchange.transfer.reply;
}

static const struct reply *get(const char *path)
{
	return ask("GET", path);
}

/* An error, one sentence about it with the server's name and no token. */
static void check_error(const struct reply *reply, enum transfer_error error)
{
	ck_assert_int_eq(reply->error, error);
	ck_assert_uint_eq(reply->body.len, 0);
	ck_assert_ptr_nonnull(reply->reason);
	ck_assert_msg(strstr(reply->reason, "'127.0.0.1:"), "%s",
		      reply->reason);
	ck_assert_ptr_null(strstr(reply->reason, "sentinel"));
	ck_assert_ptr_null(strchr(reply->reason, '\n'));
	ck_assert_int_ne(reply->reason[strlen(reply->reason) - 1], '.');
}

static unsigned rounds(void)
{
	return ev_iteration(ev_default_loop(0));
}

static double cpu_seconds(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* ---- what comes ---------------------------------------------------------- */

START_TEST(a_reply_is_whole)
{
	const struct reply *reply = get("/ok");

	ck_assert_int_eq(reply->error, TRANSFER_OK);
	ck_assert_ptr_null(reply->reason);
	ck_assert_int_eq(reply->status, 200);
	ck_assert_str_eq(reply->body.buf, "fine");
	ck_assert_str_eq(reply_header(reply, "content-type"), "text/plain");
	ck_assert_double_lt(reply->date, 0);
	ck_assert_double_le(reply->came, clock_now());
	ck_assert_double_gt(reply->came, clock_now() - PATIENCE);
}
END_TEST

START_TEST(headers_come_as_they_are)
{
	const struct reply *reply = get("/headers");

	ck_assert_int_eq(reply->status, 201);
	ck_assert_str_eq(reply_header(reply, "x-one"), "1");
	ck_assert_str_eq(reply_header(reply, "x-two"), "2");
	ck_assert_str_eq(reply_header(reply, "x-empty"), "");
	ck_assert_str_eq(reply_header(reply, "set-cookie"), "a=b");
	ck_assert(strvec_has(&reply->headers, "Set-Cookie: c=d"));
	ck_assert_uint_eq(reply->headers.nr, 8);
	ck_assert_double_eq(reply->date, 1795341600.0);
}
END_TEST

static const int statuses[] = { 200, 304, 400, 401, 404, 429, 500, 503 };

START_TEST(any_status_is_a_reply)
{
	const struct reply *reply;
	char path[20];

	snprintf(path, sizeof(path), "/status/%d", statuses[_i]);
	reply = get(path);
	ck_assert_int_eq(reply->error, TRANSFER_OK);
	ck_assert_int_eq(reply->status, statuses[_i]);
	ck_assert_uint_eq(server_requests("/status"), 1);
}
END_TEST

START_TEST(chunks_are_joined)
{
	const struct reply *reply = get("/chunked");

	ck_assert_str_eq(reply->body.buf, "first second");
	ck_assert_str_eq(reply_header(reply, "x-trailer"), "end");
}
END_TEST

START_TEST(compressed_bodies_are_unpacked)
{
	ck_assert_str_eq(get("/gzip")->body.buf, "fine");
	ck_assert(strstr(get("/echo")->body.buf, "gzip"));
}
END_TEST

/* ---- what is sent -------------------------------------------------------- */

START_TEST(a_request_has_its_headers_and_manners)
{
	const char *text;

	strvec_push(&exchange.request.headers, "X-Own: thing");
	exchange.request.authorization = TOKEN;
	text = get("/echo?a=b")->body.buf;
	ck_assert(!strncmp(text, "GET /echo?a=b HTTP/1.1\r\n", 24));
	ck_assert(strstr(text, "\r\nX-Own: thing\r\n"));
	ck_assert(strstr(text, "\r\nAuthorization: " TOKEN "\r\n"));
	ck_assert(strstr(text, "\r\nUser-Agent: git-multi/"));
	ck_assert_ptr_null(strstr(text, "Content-"));
	settings.user_agent = (char[]){ "other/1" };
	ck_assert(strstr(get("/echo")->body.buf,
			 "\r\nUser-Agent: other/1\r\n"));
}
END_TEST

static const struct {
	const char *method, *body, *length;
} writes[] = {
	{ "POST", "{\"a\":1}", "\r\nContent-Length: 7\r\n" },
	{ "PATCH", "{}", "\r\nContent-Length: 2\r\n" },
	{ "PUT", "x", "\r\nContent-Length: 1\r\n" },
	{ "DELETE", "x", "\r\nContent-Length: 1\r\n" },
	{ "POST", "", "\r\nContent-Length: 0\r\n" },
	{ "PUT", "", "\r\nContent-Length: 0\r\n" },
	{ "DELETE", "", "" },
};

START_TEST(methods_and_bodies_are_sent)
{
	const char *text, *body;
	struct strbuf line = STRBUF_INIT;

	strvec_push(&exchange.request.headers,
		    "Content-Type: application/json");
	strbuf_addstr(&exchange.request.body, writes[_i].body);
	text = ask(writes[_i].method, "/echo")->body.buf;
	strbuf_addf(&line, "%s /echo HTTP/1.1\r\n", writes[_i].method);
	ck_assert(!strncmp(text, line.buf, line.len));
	ck_assert(strstr(text, writes[_i].length));
	ck_assert(strstr(text, "\r\nContent-Type: application/json\r\n"));
	ck_assert_ptr_null(strstr(text, "Transfer-Encoding"));
	body = strstr(text, "\r\n\r\n") + 4;
	ck_assert_str_eq(body, writes[_i].body);
	strbuf_release(&line);
}
END_TEST

START_TEST(a_large_body_goes_without_asking_first)
{
	const struct reply *reply;
	struct strbuf *body = &exchange.request.body;

	while (body->len < 1100000)
		strbuf_addf(body, "%zu,", body->len);
	reply = ask("POST", "/echo");
	ck_assert_int_eq(reply->error, TRANSFER_OK);
	ck_assert_ptr_null(strstr(reply->body.buf, "Expect:"));
	ck_assert_ptr_null(strstr(reply->body.buf, "Content-Type:"));
	ck_assert_uint_gt(reply->body.len, body->len);
	ck_assert(!memcmp(reply->body.buf + reply->body.len - body->len,
			  body->buf, body->len));
}
END_TEST

static void refused(const char *url, const char *want)
{
	strbuf_reset(&why);
	strbuf_reset(&exchange.request.url);
	strbuf_addstr(&exchange.request.url, url);
	ck_assert_int_eq(http_start(&exchange.transfer, &exchange.request,
				    &settings, on_done, &exchange, &why), -1);
	ck_assert_msg(strstr(why.buf, want), "'%s'", why.buf);
	ck_assert_ptr_null(strstr(why.buf, "sentinel"));
	http_release(&exchange.transfer);
}

START_TEST(what_cannot_be_sent_is_not_begun)
{
	refused("", "neither http nor https");
	refused("example.com/x", "neither http nor https");
	refused("ftp://u:sentinel@example.com/", "neither http nor https");
	refused("file:///etc/passwd", "neither http nor https");
	exchange.request.authorization = TOKEN "\r\nX-Other: y";
	refused("http://127.0.0.1/", "'Authorization' holds a line break");
	exchange.request.authorization = NULL;
	strvec_push(&exchange.request.headers, "X: sentinel\n");
	refused("http://127.0.0.1/", "'X' holds a line break");
	ck_assert_uint_eq(server_connections(), 0);
}
END_TEST

/* ---- connections --------------------------------------------------------- */

START_TEST(a_connection_is_used_again)
{
	int i;

	for (i = 0; i < 10; i++)
		ck_assert_str_eq(get("/ok")->body.buf, "fine");
	strbuf_addstr(&exchange.request.body, "{}");
	ck_assert_int_eq(ask("POST", "/ok")->status, 200);
	ck_assert_uint_eq(server_connections(), 1);
	ck_assert_uint_eq(server_requests("/ok"), 11);
}
END_TEST

START_TEST(many_requests_share_few_connections)
{
	unsigned i;

	settings.max_connections = 4;
	for (i = 0; i < MANY; i++)
		ck_assert_int_eq(begin(&many[i], "GET", "/ok"), 0);
	for (i = 0; i < MANY; i++) {
		wait_for(&many[i]);
		ck_assert_uint_eq(many[i].over, 1);
		ck_assert_str_eq(many[i].transfer.reply.body.buf, "fine");
		release(&many[i]);
	}
	ck_assert_uint_eq(server_requests("/ok"), MANY);
	ck_assert_uint_le(server_connections(), 4);
}
END_TEST

/* Seconds in integers would spin here, at a full core. */
START_TEST(waiting_for_an_answer_costs_nothing)
{
	double cpu = cpu_seconds(), from = clock_monotonic();
	unsigned before = rounds();

	ck_assert_str_eq(get("/later")->body.buf, "fine");
	ck_assert_uint_le(rounds() - before, 20);
	ck_assert_double_lt(cpu_seconds() - cpu,
			    (clock_monotonic() - from) / 2);
}
END_TEST

START_TEST(an_idle_connection_costs_nothing)
{
	unsigned before;

	get("/ok");
	before = rounds();
	loop_wake_in(0.3);
	loop_wait();
	ck_assert_uint_le(rounds() - before, 2);
}
END_TEST

/*
 * It speaks first: the kernel lets a parent of posix_spawn() go on a moment
 * before it closes what exec closes.
 */
START_TEST(no_socket_leaks_into_a_child)
{
	const char *argv[] = { "sh", "-c", "echo up; sleep 1000", NULL };
	struct child_spec spec = { .argv = argv };
	struct child child;

	get("/ok");
	ck_assert_int_eq(begin(&other, "GET", "/hang"), 0);
	wait_until_asked("/hang");
	ck_assert_int_eq(child_start(&child, &spec, child_release, NULL,
				     NULL, &why), 0);
	while (!child.out.total)
		loop_wait();
	ck_assert_int_eq(descriptors_leaked(child.pid), 0);
	child_kill(&child);
	while (child.pid)
		loop_wait();
	http_cancel(&other.transfer);
	wait_for(&other);
}
END_TEST

START_TEST(after_closing_all_begins_anew)
{
	get("/ok");
	http_close();
	http_close();
	ck_assert_str_eq(get("/ok")->body.buf, "fine");
	ck_assert_uint_eq(server_connections(), 2);
}
END_TEST

/* ---- what goes wrong ----------------------------------------------------- */

/* A port that was free a moment ago. */
static int closed_port(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, len), 0);
	getsockname(fd, (struct sockaddr *)&address, &len);
	close(fd);
	return ntohs(address.sin_port);
}

START_TEST(a_refused_connection_is_unsent)
{
	port = closed_port();
	exchange.request.authorization = TOKEN;
	check_error(get("/ok"), TRANSFER_UNSENT);
	strbuf_addstr(&exchange.request.body, "{}");
	check_error(ask("POST", "/ok"), TRANSFER_UNSENT);
}
END_TEST

/* Too long a label: known to be no name without asking anybody. */
START_TEST(an_unknown_name_is_unsent)
{
	strbuf_addf(&exchange.request.url, "http://%070d.invalid/", 0);
	ck_assert_int_eq(http_start(&exchange.transfer, &exchange.request,
				    &settings, on_done, &exchange, &why), 0);
	wait_for(&exchange);
	ck_assert_int_eq(exchange.transfer.reply.error, TRANSFER_UNSENT);
	ck_assert(strstr(exchange.transfer.reply.reason, "no connection"));
}
END_TEST

START_TEST(a_server_without_tls_is_unsent)
{
	strbuf_addf(&exchange.request.url, "https://127.0.0.1:%d/ok", port);
	exchange.request.authorization = TOKEN;
	ck_assert_int_eq(http_start(&exchange.transfer, &exchange.request,
				    &settings, on_done, &exchange, &why), 0);
	wait_for(&exchange);
	check_error(&exchange.transfer.reply, TRANSFER_UNSENT);
	ck_assert_uint_eq(server_requests("/ok"), 0);
}
END_TEST

static const char *const breaks[] = { "/reset", "/drop", "/short", "/cut" };

START_TEST(a_broken_answer_may_have_been_carried_out)
{
	exchange.request.authorization = TOKEN;
	check_error(get(breaks[_i]), TRANSFER_BROKEN);
	strbuf_addstr(&exchange.request.body, "{}");
	check_error(ask("POST", breaks[_i]), TRANSFER_BROKEN);
}
END_TEST

/* libcurl by itself would send it again, on a new connection. */
START_TEST(no_write_is_sent_twice_by_a_dead_connection)
{
	get("/ok");
	strbuf_addstr(&exchange.request.body, "{}");
	check_error(ask("POST", "/drop/1"), TRANSFER_BROKEN);
	ck_assert(strstr(exchange.transfer.reply.reason, "kept connection"));
	ck_assert_uint_eq(server_requests("/drop/1"), 1);
	strbuf_reset(&exchange.request.body);
	get("/ok");
	check_error(ask("DELETE", "/drop/2"), TRANSFER_BROKEN);
	ck_assert_uint_eq(server_requests("/drop/2"), 1);
	get("/ok");
	check_error(ask("POST", "/drop/3"), TRANSFER_BROKEN);
	ck_assert_uint_eq(server_requests("/drop/3"), 1);
}
END_TEST

START_TEST(a_connection_that_was_ended_is_seen_to_be)
{
	ck_assert_str_eq(get("/bye")->body.buf, "fine");
	wait_until_ended(1);
	strbuf_addstr(&exchange.request.body, "{}");
	ck_assert_int_eq(ask("POST", "/ok")->status, 200);
	ck_assert_uint_eq(server_requests("/ok"), 1);
	ck_assert_uint_eq(server_connections(), 2);
}
END_TEST

START_TEST(a_body_has_its_maximum)
{
	settings.max_body = 999999;
	check_error(get("/big"), TRANSFER_TOO_LARGE);
	ck_assert(strstr(exchange.transfer.reply.reason, "999999"));
	settings.max_body = 1000000;
	ck_assert_uint_eq(get("/big")->body.len, 1000000);
	settings.max_body = 3;
	check_error(get("/gzip"), TRANSFER_TOO_LARGE);
	check_error(get("/long"), TRANSFER_TOO_LARGE);
}
END_TEST

START_TEST(an_answer_has_its_time)
{
	settings.total_timeout = 0.2;
	check_error(get("/hang"), TRANSFER_TIMEOUT);
}
END_TEST

START_TEST(silence_has_its_time)
{
	settings.stall_timeout = 0.5;
	check_error(get("/hang"), TRANSFER_TIMEOUT);
}
END_TEST

/* ---- redirects ----------------------------------------------------------- */

START_TEST(a_redirect_within_the_host_is_followed)
{
	const struct reply *reply;
	char path[100];

	exchange.request.authorization = TOKEN;
	reply = get("/to?/echo");
	ck_assert_int_eq(reply->status, 200);
	ck_assert(!strncmp(reply->body.buf, "GET /echo ", 10));
	ck_assert(strstr(reply->body.buf, TOKEN));
	ck_assert_ptr_null(reply_header(reply, "location"));
	snprintf(path, sizeof(path), "/to?http://127.0.0.1:%d/ok", port);
	ck_assert_str_eq(get(path)->body.buf, "fine");
}
END_TEST

static const char *const elsewhere[] = {
	"http://localhost:%d/echo", "https://127.0.0.1:%d/echo",
	"http://127.0.0.1/echo?%d", "http://127.0.0.1:%d@example.com/echo",
	"file:///etc/passwd?%d", "//localhost:%d/echo"
};

START_TEST(a_redirect_elsewhere_is_the_reply)
{
	char path[200] = "/to?";
	const struct reply *reply;

	snprintf(path + 4, sizeof(path) - 4, elsewhere[_i], port);
	exchange.request.authorization = TOKEN;
	reply = get(path);
	ck_assert_int_eq(reply->error, TRANSFER_OK);
	ck_assert_int_eq(reply->status, 302);
	ck_assert_str_eq(reply->body.buf, "moved");
	ck_assert_str_eq(reply_header(reply, "location"), path + 4);
	ck_assert_uint_eq(server_requests("/echo"), 0);
}
END_TEST

START_TEST(five_redirects_are_enough)
{
	ck_assert_int_eq(get("/round")->status, 302);
	ck_assert_uint_eq(server_requests("/round"), 6);
}
END_TEST

START_TEST(writes_are_not_redirected)
{
	strbuf_addstr(&exchange.request.body, "{}");
	ck_assert_int_eq(ask("POST", "/to?/ok")->status, 302);
	ck_assert_uint_eq(server_requests("/ok"), 0);
}
END_TEST

START_TEST(redirects_can_be_refused)
{
	settings.no_redirects = true;
	ck_assert_int_eq(get("/to?/ok")->status, 302);
	ck_assert_uint_eq(server_requests("/ok"), 0);
}
END_TEST

/* ---- cancel -------------------------------------------------------------- */

START_TEST(a_cancelled_request_ends_in_a_later_round)
{
	exchange.request.authorization = TOKEN;
	ck_assert_int_eq(begin(&exchange, "GET", "/hang"), 0);
	wait_until_asked("/hang");
	http_cancel(&exchange.transfer);
	http_cancel(&exchange.transfer);	/* twice does no harm */
	ck_assert_uint_eq(exchange.over, 0);
	wait_for(&exchange);
	check_error(&exchange.transfer.reply, TRANSFER_CANCELLED);
	http_cancel(&exchange.transfer);	/* nor does it afterwards */
	ck_assert_uint_eq(exchange.over, 1);
	wait_until_ended(1);
}
END_TEST

START_TEST(others_go_on_when_one_is_cancelled)
{
	ck_assert_int_eq(begin(&exchange, "GET", "/later"), 0);
	ck_assert_int_eq(begin(&other, "GET", "/later"), 0);
	http_cancel(&other.transfer);
	wait_for(&other);
	wait_for(&exchange);
	ck_assert_int_eq(other.transfer.reply.error, TRANSFER_CANCELLED);
	ck_assert_str_eq(exchange.transfer.reply.body.buf, "fine");
}
END_TEST

static unsigned asked;

static void on_done_again(struct transfer *transfer)
{
	struct exchange *of = transfer->data;

	http_release(transfer);
	if (++asked == 3)
		of->over = 1;
	else
		ck_assert_int_eq(http_start(transfer, &of->request, &settings,
					    on_done_again, of, &why), 0);
}

START_TEST(done_itself_may_start_the_next)
{
	asked = 0;
	strbuf_addf(&exchange.request.url, "http://127.0.0.1:%d/ok", port);
	ck_assert_int_eq(http_start(&exchange.transfer, &exchange.request,
				    &settings, on_done_again, &exchange,
				    &why), 0);
	wait_for(&exchange);
	ck_assert_uint_eq(server_requests("/ok"), 3);
	ck_assert_uint_eq(server_connections(), 1);
}
END_TEST

/* ---- proxies ------------------------------------------------------------- */

START_TEST(a_proxy_is_used_and_told_who_we_are)
{
	char proxy[100];
	const struct reply *reply;

	snprintf(proxy, sizeof(proxy), "http://me:secret@127.0.0.1:%d", port);
	settings.proxy = proxy;
	settings.proxy_auth = (char[]){ "anyauth" };
	strbuf_addstr(&exchange.request.body, "{\"a\":1}");
	strbuf_addstr(&exchange.request.url, "http://example.invalid/x");
	exchange.request.method = "POST";
	ck_assert_int_eq(http_start(&exchange.transfer, &exchange.request,
				    &settings, on_done, &exchange, &why), 0);
	wait_for(&exchange);
	reply = &exchange.transfer.reply;
	ck_assert_int_eq(reply->error, TRANSFER_OK);
	ck_assert_int_eq(reply->status, 200);
	ck_assert(strstr(reply->body.buf, "\r\n\r\n{\"a\":1}"));
	ck_assert_uint_eq(server_requests("http://example.invalid/x"), 2);
}
END_TEST

START_TEST(the_environments_proxy_counts_where_none_is_set)
{
	char proxy[100];

	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", port);
	setenv("http_proxy", proxy, 1);
	settings.proxy = NULL;
	strbuf_addstr(&exchange.request.url, "http://example.invalid/x");
	ck_assert_int_eq(http_start(&exchange.transfer, &exchange.request,
				    &settings, on_done, &exchange, &why), 0);
	wait_for(&exchange);
	ck_assert_int_eq(exchange.transfer.reply.status, 407);
	settings.proxy = no_proxy;
	ck_assert_str_eq(get("/ok")->body.buf, "fine");
	ck_assert_uint_eq(server_requests("/ok"), 1);
	unsetenv("http_proxy");
}
END_TEST

static void add_replies(Suite *suite)
{
	TCase *tc = tcase_create("replies");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_reply_is_whole);
	tcase_add_test(tc, headers_come_as_they_are);
	tcase_add_loop_test(tc, any_status_is_a_reply, 0,
			    (int)ARRAY_SIZE(statuses));
	tcase_add_test(tc, chunks_are_joined);
	tcase_add_test(tc, compressed_bodies_are_unpacked);
	tcase_add_test(tc, a_redirect_within_the_host_is_followed);
	tcase_add_loop_test(tc, a_redirect_elsewhere_is_the_reply, 0,
			    (int)ARRAY_SIZE(elsewhere));
	tcase_add_test(tc, five_redirects_are_enough);
	tcase_add_test(tc, writes_are_not_redirected);
	tcase_add_test(tc, redirects_can_be_refused);
	suite_add_tcase(suite, tc);
}

static void add_requests(Suite *suite)
{
	TCase *tc = tcase_create("requests");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_request_has_its_headers_and_manners);
	tcase_add_loop_test(tc, methods_and_bodies_are_sent, 0,
			    (int)ARRAY_SIZE(writes));
	tcase_add_test(tc, a_large_body_goes_without_asking_first);
	tcase_add_test(tc, what_cannot_be_sent_is_not_begun);
	tcase_add_test(tc, a_cancelled_request_ends_in_a_later_round);
	tcase_add_test(tc, others_go_on_when_one_is_cancelled);
	tcase_add_test(tc, done_itself_may_start_the_next);
	tcase_add_test(tc, a_proxy_is_used_and_told_who_we_are);
	tcase_add_test(tc, the_environments_proxy_counts_where_none_is_set);
	suite_add_tcase(suite, tc);
}

static void add_connections(Suite *suite)
{
	TCase *tc = tcase_create("connections");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_connection_is_used_again);
	tcase_add_test(tc, many_requests_share_few_connections);
	tcase_add_test(tc, waiting_for_an_answer_costs_nothing);
	tcase_add_test(tc, an_idle_connection_costs_nothing);
	tcase_add_test(tc, no_socket_leaks_into_a_child);
	tcase_add_test(tc, after_closing_all_begins_anew);
	tcase_add_test(tc, a_refused_connection_is_unsent);
	tcase_add_test(tc, an_unknown_name_is_unsent);
	tcase_add_test(tc, a_server_without_tls_is_unsent);
	tcase_add_loop_test(tc, a_broken_answer_may_have_been_carried_out, 0,
			    (int)ARRAY_SIZE(breaks));
	tcase_add_test(tc, no_write_is_sent_twice_by_a_dead_connection);
	tcase_add_test(tc, a_connection_that_was_ended_is_seen_to_be);
	tcase_add_test(tc, a_body_has_its_maximum);
	tcase_add_test(tc, an_answer_has_its_time);
	tcase_add_test(tc, silence_has_its_time);
	suite_add_tcase(suite, tc);
}

Suite *suite_http(void)
{
	Suite *suite = suite_create("http");

	add_replies(suite);
	add_requests(suite);
	add_connections(suite);
	return suite;
}
