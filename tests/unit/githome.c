/* SPDX-License-Identifier: MIT */
/*
 * A temporary HOME for tests with a real git.
 */
#include "githome.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/report.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "base/text.h"
#include "git/config.h"
#include "git/environment.h"
#include "git/git.h"

char githome[64];

static char before[4096];
static struct strvec saved = STRVEC_INIT;
static struct strbuf said = STRBUF_INIT;

static void keep(const char *text, size_t len)
{
	strbuf_add(&said, text, len);
}

static bool is_kept(const char *entry)
{
	return starts_with(entry, "PATH=") || starts_with(entry, "LSAN_") ||
	       starts_with(entry, "ASAN_") || starts_with(entry, "UBSAN_") ||
	       starts_with(entry, "CK_");
}

static void put(const char *entry)
{
	char *name = strndup(entry, strcspn(entry, "="));

	setenv(name, entry + strlen(name) + 1, 1);
	free(name);
}

static void only_kept(void)
{
	size_t i;

	clearenv();
	for (i = 0; i < saved.nr; i++)
		if (is_kept(saved.v[i]))
			put(saved.v[i]);
}

void githome_open(void)
{
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;

	strvec_pushv(&saved, (const char *const *)environ);
	ck_assert_ptr_nonnull(getcwd(before, sizeof(before)));
	strcpy(githome, "/tmp/test-git-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(githome));
	ck_assert_int_eq(chdir(githome), 0);
	ck_assert_int_eq(mkdir("bin", 0700), 0);
	only_kept();
	strbuf_addf(&text, "%s/bin:%s", githome, getenv("PATH"));
	setenv("PATH", text.buf, 1);
	strbuf_reset(&text);
	strbuf_addf(&text, "%s/gitconfig", githome);
	setenv("HOME", githome, 1);
	setenv("GIT_CONFIG_GLOBAL", text.buf, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_CEILING_DIRECTORIES", "/tmp", 1);
	report_set_sink(keep);
	ck_assert_msg(!git_init(&err), "%s", err.buf);
	githome_config("");
	strbuf_release(&err);
	strbuf_release(&text);
}

void githome_close(void)
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	report_set_sink(NULL);
	strbuf_release(&said);
	ck_assert_int_eq(chdir(before), 0);
	ck_assert_int_eq(file_remove_tree(githome, &err), 0);
	clearenv();
	for (i = 0; i < saved.nr; i++)
		put(saved.v[i]);
	strvec_clear(&saved);
	environment_forget();
	strbuf_release(&err);
}

void githome_config(const char *text)
{
	struct strbuf err = STRBUF_INIT;

	ck_assert_int_eq(file_write(getenv("GIT_CONFIG_GLOBAL"), text,
				    strlen(text), 0600, &err), 0);
	strbuf_reset(&said);
	ck_assert_msg(!config_load(&err), "%s", err.buf);
	strbuf_release(&err);
}

const char *githome_said(void)
{
	return said.buf;
}

void githome_program(const char *name, const char *script)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;

	strbuf_addf(&path, "bin/%s", name);
	ck_assert_int_eq(file_write(path.buf, script, strlen(script), 0700,
				    &err), 0);
	strbuf_release(&err);
	strbuf_release(&path);
}
