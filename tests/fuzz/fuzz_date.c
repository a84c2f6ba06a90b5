/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: any text as a time, a duration and a rate. What is taken for one
 * must lie within its bounds, and a time be read again as it was written.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_come_back(double when)
{
	struct strbuf text = STRBUF_INIT;
	double again;

	if (when == -1)
		return;
	date_iso(&text, when);
	again = date_parse_iso(text.buf);
	if (when < 0 || again < when - 0.001 || again > when + 0.001)
		BUG("%f became %s, %f", when, text.buf, again);
	strbuf_release(&text);
}

static void number(const uint8_t *data, size_t size)
{
	struct strbuf text = STRBUF_INIT;
	double any;

	if (size < sizeof(any))
		return;
	memcpy(&any, data, sizeof(any));
	date_iso(&text, any);
	if (text.len != strlen("2026-11-22T10:00:00.123Z"))
		BUG("%f became %s", any, text.buf);
	strbuf_reset(&text);
	date_duration(&text, any);
	strbuf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	struct strbuf err = STRBUF_INIT;
	struct rate rate;
	double seconds;

	number(data, size);
	must_come_back(date_parse_iso(text));
	must_come_back(date_parse_http(text));
	if (!date_parse_duration(text, &seconds, &err) &&
	    (err.len || !(seconds >= 0 && seconds <= 1e9)))
		BUG("'%s' is %f seconds", text, seconds);
	strbuf_reset(&err);
	if (!date_parse_rate(text, &rate, &err) &&
	    (err.len || !(rate.count > 0 && rate.count <= 1e9) ||
	     rate.seconds < 1))
		BUG("'%s' is %f in %f seconds", text, rate.count,
		    rate.seconds);
	strbuf_release(&err);
	free(text);
	return 0;
}
