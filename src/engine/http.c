/* SPDX-License-Identifier: MIT */
/*
 * Requests on the loop. libcurl says which sockets to watch and when to call
 * it; its callbacks arm watchers and do nothing else.
 */
#include "engine/http.h"

#include <ev.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"
#include "engine/easy.h"
#include "engine/outcome.h"

#define HOST_CONNECTIONS 8

static struct {
	CURLM *multi;		/* NULL: nothing was begun */
	CURLSH *share;		/* TLS sessions */
	ev_timer timer;		/* libcurl's */
	ev_timer later;		/* hands back what was cancelled */
	struct transfer *running, *cancelled;
	unsigned host_connections;
	unsigned kept;		/* connections; 0: as usual */
	bool keeps_none;
} http;

/* ---- lists --------------------------------------------------------------- */

static void list_add(struct transfer **list, struct transfer *transfer)
{
	transfer->prev = NULL;
	transfer->next = *list;
	if (*list)
		(*list)->prev = transfer;
	*list = transfer;
}

static void list_remove(struct transfer **list, struct transfer *transfer)
{
	if (transfer->prev)
		transfer->prev->next = transfer->next;
	else
		*list = transfer->next;
	if (transfer->next)
		transfer->next->prev = transfer->prev;
	transfer->next = transfer->prev = NULL;
}

/* ---- what ended ---------------------------------------------------------- */

/* The owner may do anything in done(), so it is the last thing done here. */
static void finish(struct transfer *transfer, CURLcode code)
{
	curl_multi_remove_handle(http.multi, transfer->easy);
	if (code == CURLE_OK && easy_follow(transfer)) {
		if (curl_multi_add_handle(http.multi, transfer->easy))
			BUG("libcurl refused a redirected transfer");
		return;
	}
	outcome_fill(transfer, code);
	easy_close(transfer);
	list_remove(&http.running, transfer);
	transfer->done(transfer);
}

/* The message dies with the handle's removal: what it says is copied first. */
static void collect(void)
{
	struct transfer *transfer;
	CURLcode code;
	CURLMsg *msg;
	int left;

	while (http.multi && (msg = curl_multi_info_read(http.multi, &left))) {
		if (msg->msg != CURLMSG_DONE)
			continue;
		code = msg->data.result;
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE,
				  &transfer);
		finish(transfer, code);
	}
}

static void act(curl_socket_t fd, int what)
{
	int running;
	CURLMcode code = curl_multi_socket_action(http.multi, fd, what,
						  &running);

	if (code)
		BUG("libcurl: %s", curl_multi_strerror(code));
	collect();
}

/* ---- watchers ------------------------------------------------------------ */

static void on_socket_ready(struct ev_loop *loop, ev_io *w, int revents)
{
	int what = 0;

	(void)loop;
	if (revents & EV_READ)
		what |= CURL_CSELECT_IN;
	if (revents & EV_WRITE)
		what |= CURL_CSELECT_OUT;
	if (revents & EV_ERROR)
		what |= CURL_CSELECT_ERR;
	act(w->fd, what);
}

static int on_watch(CURL *easy, curl_socket_t fd, int what, void *user,
		    void *socket)
{
	ev_io *w = socket;
	int events = 0;

	(void)easy;
	(void)user;
	if (w)
		ev_io_stop(EV_DEFAULT_ w);
	if (what == CURL_POLL_REMOVE) {
		free(w);
		return 0;
	}
	if (!w) {
		w = xcalloc(1, sizeof(*w));
		ev_init(w, on_socket_ready);
		curl_multi_assign(http.multi, fd, w);
	}
	if (what & CURL_POLL_IN)
		events |= EV_READ;
	if (what & CURL_POLL_OUT)
		events |= EV_WRITE;
	ev_io_set(w, fd, events);
	ev_io_start(EV_DEFAULT_ w);
	return 0;
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)revents;
	ev_timer_stop(loop, w);
	act(CURL_SOCKET_TIMEOUT, 0);
}

/* Also 0 means: in the next round, never here. */
static int on_set_timer(CURLM *multi, long timeout_ms, void *user)
{
	(void)multi;
	(void)user;
	ev_timer_stop(EV_DEFAULT_ &http.timer);
	if (timeout_ms < 0)
		return 0;
	ev_timer_set(&http.timer, (double)timeout_ms / 1000.0, 0);
	ev_timer_start(EV_DEFAULT_ &http.timer);
	return 0;
}

static void on_later(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct transfer *transfer;

	(void)revents;
	ev_timer_stop(loop, w);
	while ((transfer = http.cancelled)) {
		list_remove(&http.cancelled, transfer);
		transfer->done(transfer);
	}
}

/* ---- libcurl as a whole -------------------------------------------------- */

/*
 * libcurl opens a pair of descriptors for its own use without O_CLOEXEC, and
 * our children would have them. New ones take the lowest free numbers.
 */
static CURLM *multi_init(void)
{
	int first = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int second = open("/dev/null", O_RDONLY | O_CLOEXEC);
	CURLM *multi;

	if (first >= 0)
		close(first);
	if (second >= 0)
		close(second);
	multi = curl_multi_init();
	if (multi && first >= 0)
		fcntl(first, F_SETFD, FD_CLOEXEC);
	if (multi && second >= 0)
		fcntl(second, F_SETFD, FD_CLOEXEC);
	return multi;
}

void http_keep(unsigned connections)
{
	http.kept = connections;
	http.keeps_none = !connections;
	if (http.multi)		/* 0 would mean libcurl's own idea */
		curl_multi_setopt(http.multi, CURLMOPT_MAXCONNECTS,
				  connections ? (long)connections : 1L);
}

static int http_open(struct strbuf *err)
{
	if (http.multi)
		return 0;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) ||
	    !(http.multi = multi_init())) {
		strbuf_addstr(err, "libcurl cannot be set up");
		return -1;
	}
	http.share = curl_share_init();
	curl_share_setopt(http.share, CURLSHOPT_SHARE,
			  CURL_LOCK_DATA_SSL_SESSION);
	ev_init(&http.timer, on_timer);
	ev_timer_init(&http.later, on_later, 0, 0);
	curl_multi_setopt(http.multi, CURLMOPT_SOCKETFUNCTION, on_watch);
	curl_multi_setopt(http.multi, CURLMOPT_TIMERFUNCTION, on_set_timer);
	http_keep(http.kept || http.keeps_none ? http.kept : KEPT_CONNECTIONS);
	return 0;
}

static void allow_connections(unsigned wanted)
{
	if (!wanted)
		wanted = HOST_CONNECTIONS;
	if (wanted <= http.host_connections)
		return;
	http.host_connections = wanted;
	curl_multi_setopt(http.multi, CURLMOPT_MAX_HOST_CONNECTIONS,
			  (long)wanted);
}

int http_start(struct transfer *transfer, struct request *request,
	       const struct http_settings *settings,
	       void (*done)(struct transfer *transfer), void *data,
	       struct strbuf *err)
{
	memset(transfer, 0, sizeof(*transfer));
	reply_init(&transfer->reply);
	transfer->request = request;
	transfer->done = done;
	transfer->data = data;
	if (http_open(err) < 0 ||
	    easy_open(transfer, settings, http.share, err) < 0)
		return -1;
	allow_connections(settings->max_connections);
	if (http.keeps_none)
		curl_easy_setopt(transfer->easy, CURLOPT_FORBID_REUSE, 1L);
	if (curl_multi_add_handle(http.multi, transfer->easy))
		BUG("libcurl refused a transfer");
	list_add(&http.running, transfer);
	return 0;
}

void http_cancel(struct transfer *transfer)
{
	if (!transfer->easy)
		return;
	curl_multi_remove_handle(http.multi, transfer->easy);
	list_remove(&http.running, transfer);
	outcome_cancelled(transfer);
	easy_close(transfer);
	list_add(&http.cancelled, transfer);
	ev_timer_start(EV_DEFAULT_ &http.later);
}

void http_release(struct transfer *transfer)
{
	if (transfer->easy)
		BUG("released a transfer that runs");
	reply_release(&transfer->reply);
}

/* Its cleanup still calls on_watch() and on_set_timer(): timers go last. */
void http_close(void)
{
	if (http.running || http.cancelled)
		BUG("closed while a transfer runs");
	if (!http.multi)
		return;
	curl_multi_cleanup(http.multi);
	curl_share_cleanup(http.share);
	ev_timer_stop(EV_DEFAULT_ &http.timer);
	ev_timer_stop(EV_DEFAULT_ &http.later);
	curl_global_cleanup();
	memset(&http, 0, sizeof(http));
}
