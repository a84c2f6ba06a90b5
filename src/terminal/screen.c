/* SPDX-License-Identifier: MIT */
/*
 * What we are shown on.
 */
#include "terminal/screen.h"

#include <langinfo.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/report.h"
#include "base/text.h"

#define COLUMNS_MIN 20u
#define COLUMNS_UNKNOWN 80u
#define LINES_UNKNOWN 24u

static bool colored[STDERR_FILENO + 1];		/* by descriptor */

bool screen_stdout_is_terminal(void)
{
	return isatty(STDOUT_FILENO);
}

bool screen_stderr_is_terminal(void)
{
	return isatty(STDERR_FILENO);
}

/* ---- size and characters ------------------------------------------------ */

/* A whole number from 1 on, as a shell exports its COLUMNS; else 0. */
static unsigned number_in(const char *name)
{
	const char *text = getenv(name);
	char *end;
	long number;

	if (!text || !*text)
		return 0;
	number = strtol(text, &end, 10);
	return *end || number < 1 || number > SHRT_MAX ? 0 : (unsigned)number;
}

/* The terminal's own word counts first: it knows when it was resized. */
unsigned screen_columns(int fd)
{
	struct winsize size;
	unsigned columns;

	if (!ioctl(fd, TIOCGWINSZ, &size) && size.ws_col)
		columns = size.ws_col;
	else
		columns = number_in("COLUMNS");
	if (!columns)
		columns = COLUMNS_UNKNOWN;
	return columns < COLUMNS_MIN ? COLUMNS_MIN : columns;
}

unsigned screen_lines(int fd)
{
	struct winsize size;
	unsigned lines;

	if (!ioctl(fd, TIOCGWINSZ, &size) && size.ws_row)
		return size.ws_row;
	lines = number_in("LINES");
	return lines ? lines : LINES_UNKNOWN;
}

bool screen_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

/* ---- colour ------------------------------------------------------------- */

static bool is_dumb(void)
{
	const char *term = getenv("TERM");

	return !term || !*term || !strcmp(term, "dumb");
}

/* `git -p` pages for us: our stdout is its pipe, the pager on a terminal. */
static bool is_shown(int fd)
{
	const char *pager = getenv("GIT_PAGER_IN_USE");

	return isatty(fd) || (fd == STDOUT_FILENO && pager && *pager &&
			      strcmp(pager, "0") && strcmp(pager, "false"));
}

/* --color, NO_COLOR, color.multi or color.ui, terminal, in this order. */
static bool wants_color(int fd, const char *option, const char *setting)
{
	const char *no_color = getenv("NO_COLOR");
	const char *when = option ? option
			 : no_color && *no_color ? "never" : setting;

	if (when && !strcmp(when, "always"))
		return true;
	if (when && !strcmp(when, "never"))
		return false;
	return is_shown(fd) && !is_dumb();
}

void screen_init(const char *color_option, const char *color_setting)
{
	int fd;

	for (fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++)
		colored[fd] = wants_color(fd, color_option, color_setting);
}

static bool is_colored(FILE *stream)
{
	int fd = fileno(stream);

	if (fd != STDOUT_FILENO && fd != STDERR_FILENO)
		BUG("colour on descriptor %d", fd);
	return colored[fd];
}

const char *screen_color(FILE *stream, enum color color)
{
	static const char *const codes[] = {
		[COLOR_PLAIN] = "",
		[COLOR_GREEN] = "\033[32m",
		[COLOR_YELLOW] = "\033[33m",
		[COLOR_RED] = "\033[31m",
		[COLOR_DIM] = "\033[2m",
		[COLOR_BOLD] = "\033[1m",
		[COLOR_CYAN] = "\033[36m",
	};

	return is_colored(stream) ? codes[color] : "";
}

const char *screen_plain(FILE *stream)
{
	return is_colored(stream) ? "\033[m" : "";
}

void screen_clear(void)
{
	const char *term = getenv("TERM");

	if (!isatty(STDOUT_FILENO) || !term || !strcmp(term, "dumb"))
		return;
	fputs("\033[H\033[2J", stdout);
	fflush(stdout);
}

/* Whatever a server answered for a URL, it cannot end the sequence early. */
void screen_link(struct strbuf *out, const char *url, const char *text)
{
	if (!colored[STDOUT_FILENO] || !isatty(STDOUT_FILENO)) {
		strbuf_addstr(out, text);
		return;
	}
	strbuf_addstr(out, "\033]8;;");
	text_clean(out, url, strlen(url), false);
	strbuf_addf(out, "\033\\%s\033]8;;\033\\", text);
}
