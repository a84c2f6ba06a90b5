/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: any bytes as rows that git multi printed. What is refused is
 * refused with a sentence, and what is taken names something.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/report.h"
#include "campaign/rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int each(void *nothing, struct row *row, struct strbuf *err)
{
	(void)nothing;
	(void)err;
	if (!row->name)
		BUG("a row without a name");
	if (row->outcome && row->settings.nr)
		BUG("a setting of what is over");
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;

	strbuf_add(&text, data, size);
	if ((rows_read(&text, each, NULL, &err) < 0) != (err.len > 0))
		BUG("refused without a word, or taken with one");
	strbuf_release(&text);
	strbuf_release(&err);
	return 0;
}
