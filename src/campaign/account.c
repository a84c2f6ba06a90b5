/* SPDX-License-Identifier: MIT */
/*
 * The shared counters of an account.
 */
#include "campaign/account.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/paths.h"
#include "engine/clock.h"
#include "git/git.h"

#define KEY_BYTES 32
#define HASH_DIGITS 16		/* enough to tell tokens apart */
#define FILE_MAX 65536		/* of .accounts */
#define KEY_PATIENCE 2.0	/* seconds: it is held for a write */

/* ---- names ------------------------------------------------------------------ */

static void encode(struct strbuf *out, const char *text, const char *also)
{
	size_t i;

	for (i = 0; text[i]; i++)
		if (isalnum((unsigned char)text[i]) ||
		    strchr(also, text[i]))
			strbuf_addch(out, text[i]);
		else
			strbuf_addf(out, "%%%02X", (unsigned char)text[i]);
}

void account_file(struct strbuf *out, const char *login)
{
	encode(out, login, "@_-");
}

static int hex(char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *at = c ? strchr(digits, toupper((unsigned char)c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

void account_login(struct strbuf *out, const char *file)
{
	for (; *file; file++) {
		int high = *file == '%' ? hex(file[1]) : -1;
		int low = high >= 0 ? hex(file[2]) : -1;

		if (low < 0) {
			strbuf_addch(out, *file);
			continue;
		}
		strbuf_addch(out, (char)(high * 16 + low));
		file += 2;
	}
}

int account_folder(struct strbuf *out, const char *host, struct strbuf *err)
{
	if (paths_state(out, err) < 0)
		return -1;
	strbuf_addstr(out, "/limits");
	if (!host)
		return 0;
	strbuf_addch(out, '/');
	if (*host == '.')
		strbuf_addstr(out, "%2E");
	encode(out, host + (*host == '.'), ".:_-[]");
	return 0;
}

/* ---- the key and the hash ------------------------------------------------------ */

static int new_key(const char *path, struct strbuf *key, struct strbuf *err)
{
	unsigned char bytes[KEY_BYTES];
	size_t i;

	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes)) {
		strbuf_addf(err, "the system gives no random bytes: %s",
			    strerror(errno));
		return -1;
	}
	strbuf_reset(key);
	for (i = 0; i < sizeof(bytes); i++)
		strbuf_addf(key, "%02x", bytes[i]);
	return file_write(path, key->buf, key->len, 0600, err);
}

static int read_key(struct strbuf *key, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT, lock = STRBUF_INIT;
	struct strbuf missing = STRBUF_INIT;
	int ret = -1, fd = -1;

	if (account_folder(&path, NULL, err) < 0 ||
	    file_make_directories(path.buf, 0700, err) < 0)
		goto out;
	strbuf_addf(&lock, "%s/.lock", path.buf);
	strbuf_addstr(&path, "/.key");
	fd = file_lock(lock.buf, KEY_PATIENCE, err);
	if (fd < 0)
		goto out;
	ret = 0;
	if (!file_is_regular(path.buf) ||
	    file_read(path.buf, FILE_MAX, key, &missing) < 0 ||
	    key->len != (size_t)2 * KEY_BYTES)
		ret = new_key(path.buf, key, err);
out:
	if (fd >= 0)
		close(fd);
	strbuf_release(&missing);
	strbuf_release(&lock);
	strbuf_release(&path);
	return ret;
}

/* git's hash of key and token, cut short: neither can be found from it. */
static int hash_of(const char *secret, struct strbuf *out, struct strbuf *err)
{
	static const char *const words[] = {
		"hash-object", "--stdin", "--no-filters", NULL
	};
	struct strbuf input = STRBUF_INIT, hash = STRBUF_INIT;
	int ret = -1;

	if (read_key(&input, err) < 0)
		goto out;
	strbuf_addch(&input, ' ');
	strbuf_addstr(&input, secret);
	if (git_capturev(words, NULL, input.buf, &hash, err) != 0 ||
	    hash.len < HASH_DIGITS) {
		if (!err->len)
			strbuf_addstr(err, "git hash-object failed");
		goto out;
	}
	strbuf_add(out, hash.buf, HASH_DIGITS);
	ret = 0;
out:
	explicit_bzero(input.buf, input.len);
	strbuf_release(&input);
	strbuf_release(&hash);
	return ret;
}

/* ---- whose hash it is ------------------------------------------------------------ */

static void accounts_path(struct strbuf *out, const char *folder)
{
	strbuf_addf(out, "%s/.accounts", folder);
}

/* "HASH FILE", a line each; the last one counts. */
static bool recall(const char *folder, const char *hash, struct strbuf *out)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	const char *line, *end;
	size_t len = strlen(hash);
	bool found = false;

	accounts_path(&path, folder);
	if (file_read(path.buf, FILE_MAX, &text, &err) < 0)
		goto out;
	for (line = text.buf; (end = strchr(line, '\n')); line = end + 1) {
		if (strncmp(line, hash, len) || line[len] != ' ')
			continue;
		strbuf_reset(out);
		strbuf_add(out, line + len + 1,
			   (size_t)(end - line) - len - 1);
		found = out->len > 0 && !strchr(out->buf, '/');
	}
out:
	strbuf_release(&text);
	strbuf_release(&path);
	strbuf_release(&err);
	return found;
}

static void remember(const char *folder, const char *hash, const char *file)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf known = STRBUF_INIT, err = STRBUF_INIT;

	if (recall(folder, hash, &known) && !strcmp(known.buf, file))
		goto out;
	accounts_path(&path, folder);
	if (file_read(path.buf, FILE_MAX / 2, &text, &err) < 0)
		strbuf_reset(&text);	/* too long: old tokens are forgotten */
	strbuf_addf(&text, "%s %s\n", hash, file);
	strbuf_reset(&err);
	if (file_write(path.buf, text.buf, text.len, 0600, &err) < 0)
		warning("%s", err.buf);
out:
	strbuf_release(&known);
	strbuf_release(&text);
	strbuf_release(&path);
	strbuf_release(&err);
}

/* ---- sharing ----------------------------------------------------------------------- */

static int find_file(struct host *host, const char *folder,
		     struct strbuf *file, struct strbuf *err)
{
	struct strbuf hash = STRBUF_INIT;
	int ret = 0;

	if (!host->token.secret) {
		strbuf_addstr(file, "anonymous");
		return 0;
	}
	ret = hash_of(host->token.secret, &hash, err);
	if (!ret) {
		replace_string(&host->account_key, hash.buf);
		if (!recall(folder, hash.buf, file)) {
			strbuf_reset(file);
			strbuf_addf(file, "token-%s", hash.buf);
		}
	}
	strbuf_release(&hash);
	return ret;
}

void account_share(struct host *host)
{
	struct strbuf folder = STRBUF_INIT, file = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	struct ledger *ledger = NULL;

	if (!host->web || !host->forge->look_ask || host->budget.ledger->path)
		return;
	if (!account_folder(&folder, host->name, &err) &&
	    !file_make_directories(folder.buf, 0700, &err) &&
	    !find_file(host, folder.buf, &file, &err)) {
		strbuf_addf(&folder, "/%s", file.buf);
		ledger = ledger_open(folder.buf, clock_now(), &err);
	}
	if (ledger && ledger->lost)
		warning("limits of %s are counted from now on: '%s' was "
			"damaged, and is made anew", host->name, ledger->path);
	if (ledger)
		budget_use(&host->budget, ledger, clock_now());
	else
		warning("limits of %s are counted by this process alone: %s",
			host->name, err.buf);
	strbuf_release(&folder);
	strbuf_release(&file);
	strbuf_release(&err);
}

/*
 * The counters that were kept under the hash become the login's, or are added
 * to those that it has.
 */
static void move_counters(struct host *host, const char *folder,
			  const char *file)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	struct ledger *ledger = host->budget.ledger;

	strbuf_addf(&path, "%s/%s", folder, file);
	if (strcmp(ledger->path, path.buf) &&
	    link(ledger->path, path.buf) < 0) {
		struct ledger *of_login = ledger_open(path.buf, clock_now(),
						      &err);

		if (of_login)
			budget_use(&host->budget, of_login, clock_now());
	} else if (strcmp(ledger->path, path.buf)) {
		unlink(ledger->path);
		ledger_renamed(ledger, path.buf);
	}
	strbuf_release(&path);
	strbuf_release(&err);
}

void account_is(struct host *host, const char *login)
{
	struct strbuf folder = STRBUF_INIT, file = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;

	if (host->account && !strcmp(host->account, login))
		return;
	replace_string(&host->account, login);
	account_file(&file, login);
	if (!host->account_key || !host->budget.ledger->path || !file.len ||
	    account_folder(&folder, host->name, &err) < 0)
		goto out;
	move_counters(host, folder.buf, file.buf);
	remember(folder.buf, host->account_key, file.buf);
out:
	strbuf_release(&folder);
	strbuf_release(&file);
	strbuf_release(&err);
}
