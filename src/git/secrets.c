/* SPDX-License-Identifier: MIT */
/*
 * Every secret that was read, in each form in which it may come to light.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "git/credential.h"

#define SHORTEST 4		/* what is shorter would tear words apart */
#define STARS "***"

/* The longest first, so that no form is hidden by a part of itself. */
static struct form {
	char *text;
	size_t len;
} *forms;
static size_t forms_nr, forms_alloc;

static void add_form(const char *text, size_t len)
{
	size_t i;

	if (len < SHORTEST)
		return;
	for (i = 0; i < forms_nr; i++)
		if (forms[i].len == len && !memcmp(forms[i].text, text, len))
			return;
	GROW(forms, forms_nr, forms_alloc);
	for (i = forms_nr++; i && forms[i - 1].len < len; i--)
		forms[i] = forms[i - 1];
	forms[i].text = xstrndup(text, len);
	forms[i].len = len;
}

/*
 * base64 turns three bytes into four letters: behind an unknown "user:" a
 * secret begins at one of three places in such a group. Of the letters only
 * those are kept that depend on nothing but the secret.
 */
static void add_inner_forms(const char *secret)
{
	struct strbuf bytes = STRBUF_INIT, letters = STRBUF_INIT;
	size_t before, start, end;

	for (before = 0; before < 3; before++) {
		strbuf_reset(&bytes);
		strbuf_reset(&letters);
		strbuf_add(&bytes, "\0\0", before);
		strbuf_addstr(&bytes, secret);
		text_base64(&letters, bytes.buf, bytes.len);
		start = (before * 8 + 5) / 6;
		end = bytes.len * 8 / 6;
		if (end >= start + 2 * SHORTEST)
			add_form(letters.buf + start, end - start);
	}
	strbuf_release(&letters);
	strbuf_release(&bytes);
}

void credential_add_secret(const char *secret)
{
	struct strbuf encoded = STRBUF_INIT;

	if (!secret || strlen(secret) < SHORTEST)
		return;
	add_form(secret, strlen(secret));
	text_percent_encode(&encoded, secret);
	add_form(encoded.buf, encoded.len);
	strbuf_reset(&encoded);
	text_base64(&encoded, secret, strlen(secret));
	add_form(encoded.buf, encoded.len);
	add_inner_forms(secret);
	strbuf_release(&encoded);
}

void credential_basic(const char *user, const char *secret,
		      struct strbuf *out)
{
	struct strbuf pair = STRBUF_INIT;
	size_t start;

	strbuf_addf(&pair, "%s:%s", user, secret);
	strbuf_addstr(out, "Basic ");
	start = out->len;
	text_base64(out, pair.buf, pair.len);
	add_form(out->buf + start, out->len - start);
	credential_add_secret(secret);
	strbuf_release(&pair);
}

static void replace(struct strbuf *text, const struct form *form)
{
	const char *at = text->buf, *end = text->buf + text->len, *found;
	struct strbuf out = STRBUF_INIT;

	found = memmem(at, (size_t)(end - at), form->text, form->len);
	if (!found)
		return;
	for (; found; found = memmem(at, (size_t)(end - at), form->text,
				     form->len)) {
		strbuf_add(&out, at, (size_t)(found - at));
		strbuf_addstr(&out, STARS);
		at = found + form->len;
	}
	strbuf_add(&out, at, (size_t)(end - at));
	strbuf_reset(text);
	strbuf_add(text, out.buf, out.len);
	strbuf_release(&out);
}

void credential_redact(struct strbuf *text)
{
	size_t i;

	for (i = 0; i < forms_nr; i++)
		replace(text, &forms[i]);
}
