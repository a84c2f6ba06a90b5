/* SPDX-License-Identifier: MIT */
/*
 * How a transfer ended, and what that means for whoever asked.
 */
#include "engine/outcome.h"

#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "engine/clock.h"
#include "engine/easy.h"

static bool is_trust(CURLcode code)
{
	switch (code) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CRL_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
	case CURLE_SSL_INVALIDCERTSTATUS:
	case CURLE_SSL_CLIENTCERT:
		return true;
	default:
		return false;
	}
}

/* What was not sent at all was surely not carried out. */
static enum transfer_error meaning(const struct transfer *transfer,
				   CURLcode code)
{
	long sent = 0;

	if (code == CURLE_OK)
		return transfer->headed ? TRANSFER_OK : TRANSFER_BROKEN;
	if (transfer->too_large)
		return TRANSFER_TOO_LARGE;
	if (is_trust(code))
		return TRANSFER_TLS;
	curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &sent);
	if (!sent)
		return TRANSFER_UNSENT;
	if (code == CURLE_OPERATION_TIMEDOUT)
		return TRANSFER_TIMEOUT;
	return TRANSFER_BROKEN;
}

static void add_server(struct strbuf *out, const struct request *request)
{
	struct url_parts parts;

	if (url_parse(request->url.buf, &parts) < 0)
		return;
	strbuf_addf(out, "'%s", parts.host);
	if (parts.port)
		strbuf_addf(out, ":%u", parts.port);
	strbuf_addch(out, '\'');
	url_parts_release(&parts);
}

/* Whether libcurl speaks of the server, not of a proxy on the way to it. */
static bool names_server(const struct transfer *transfer)
{
	struct strbuf words = STRBUF_INIT;
	struct url_parts parts;
	bool names;

	if (url_parse(transfer->request->url.buf, &parts) < 0)
		return false;
	if (!parts.port)
		parts.port = strcmp(parts.scheme, "https") ? 80 : 443;
	strbuf_addf(&words, "%s port %u", parts.host, parts.port);
	names = strstr(transfer->trouble, words.buf);
	strbuf_release(&words);
	url_parts_release(&parts);
	return names;
}

/* Shorter than libcurl's words, which name the server once more, or NULL. */
static const char *plain_trouble(const struct transfer *transfer,
				 CURLcode code)
{
	long number = 0;

	if (code == CURLE_COULDNT_RESOLVE_HOST)
		return "its name cannot be resolved";
	if (code == CURLE_COULDNT_CONNECT && names_server(transfer))
		curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &number);
	return number ? strerror((int)number) : NULL;
}

/* libcurl's words, as the rest of a sentence of ours. */
static void add_trouble(struct strbuf *out, const struct transfer *transfer,
			CURLcode code)
{
	const char *text = plain_trouble(transfer, code);
	size_t start;

	if (code == CURLE_OK)
		text = "its headers are cut";
	else if (transfer->once)
		text = "a kept connection ended without an answer";
	else if (!text)
		text = *transfer->trouble ? transfer->trouble
					  : curl_easy_strerror(code);
	strbuf_addstr(out, ": ");
	start = out->len;
	text_clean(out, text, strlen(text), false);
	strbuf_rtrim(out);
	while (out->len > start && out->buf[out->len - 1] == '.')
		strbuf_setlen(out, out->len - 1);
	text_uncapitalize(out->buf + start);
}

static void explain(struct transfer *transfer, CURLcode code,
		    enum transfer_error error)
{
	static const char *const sentences[] = {
		[TRANSFER_UNSENT] = "no connection to ",
		[TRANSFER_BROKEN] = "no whole answer from ",
		[TRANSFER_TIMEOUT] = "no answer in time from ",
		[TRANSFER_TOO_LARGE] = "too large an answer from ",
		[TRANSFER_TLS] = "no trust in the certificate of ",
		[TRANSFER_CANCELLED] = "cancelled the request to ",
	};
	struct strbuf text = STRBUF_INIT;

	strbuf_addstr(&text, sentences[error]);
	add_server(&text, transfer->request);
	if (error == TRANSFER_TOO_LARGE)
		strbuf_addf(&text, ": more than %zu bytes",
			    transfer->headers_len > HEADERS_MAX ?
			    HEADERS_MAX : transfer->max_body);
	else if (error != TRANSFER_CANCELLED)
		add_trouble(&text, transfer, code);
	transfer->reply.reason = strbuf_detach(&text);
}

static void fill(struct transfer *transfer, CURLcode code,
		 enum transfer_error error)
{
	struct reply *reply = &transfer->reply;
	const char *date;
	long status = 0;

	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	reply->status = (int)status;
	reply->came = clock_now();
	date = reply_header(reply, "date");
	reply->date = date ? date_parse_http(date) : -1;
	reply->error = error;
	if (error == TRANSFER_OK)
		return;
	strbuf_release(&reply->body);
	explain(transfer, code, error);
}

void outcome_fill(struct transfer *transfer, CURLcode code)
{
	fill(transfer, code, meaning(transfer, code));
}

void outcome_cancelled(struct transfer *transfer)
{
	fill(transfer, CURLE_OK, TRANSFER_CANCELLED);
}
