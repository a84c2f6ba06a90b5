/* SPDX-License-Identifier: MIT */
/*
 * Command lines by a table: one array yields parsing (getopt_long), -h,
 * --no-X, errors with the nearest name, and completion.
 */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "base/strvec.h"

enum opt_kind {
	OPT_END,
	OPT_GROUP,		/* help: a heading */
	OPT_BOOL,		/* bool *value; --no-X unless OPT_NONEG */
	OPT_COUNT,		/* int *value, one more each time */
	OPT_STRING,		/* char **value, freed and replaced */
	OPT_LIST,		/* struct strvec *value, each time one more */
	OPT_INT,		/* int *value, 0 or more */
	OPT_DURATION,		/* double *value, seconds */
	OPT_CHOICE,		/* const char **value, one of choices */
	OPT_CALL,		/* call() does it all */
	OPT_LATER		/* refused: "'--X' is not there yet" */
};

enum opt_flags {
	OPT_OPTARG = 1 << 0,	/* --X or --X=VALUE; call() gets NULL */
	OPT_HIDDEN = 1 << 1,	/* another name for one that -h shows */
	OPT_NONEG = 1 << 2,
	OPT_NOARG = 1 << 3	/* OPT_CALL without an argument */
};

struct opt {
	enum opt_kind kind;
	char letter;			/* 0: none */
	const char *name;		/* long name without dashes */
	void *value;
	const char *argument;		/* "NAME" in help */
	const char *help;		/* one line, lower case */
	const char *const *choices;	/* NULL-terminated */
	const char *complete;		/* completion: "campaign", "file" … */
	unsigned flags;
	int (*call)(const struct opt *opt, const char *argument,
		    struct strbuf *err);
};

/*
 * Parses argv[1..] up to the first word that is no option (stop_early, for
 * commands that run a command) or to the end with the other words gathered;
 * "--" ends the options. Words that are left go to rest; *saw_dashes says
 * whether "--" stood before them. Returns 0; 1 when -h or --help was
 * given (the caller shows it); -1 with one sentence in err.
 */
int options_parse(const struct opt *table, int argc, const char *const *argv,
		  bool stop_early, struct strvec *rest, bool *saw_dashes,
		  struct strbuf *err);

/*
 * The long option that word ("--name", "--name=value", "--no-name") means,
 * exactly or by a unique beginning; NULL for none.
 */
const struct opt *options_find(const struct opt *table, const char *word);

/* Whether the option is followed by its argument as a word of its own. */
bool options_takes_word(const struct opt *opt, const char *word);

/* -h: the usage lines, then the options, git's layout, 80 columns. */
void options_help(struct strbuf *out, const char *const *usage,
		  const struct opt *table);

/*
 * For completion: a line an option, "--name[=]\tletter\tcomplete\thelp",
 * choices as "choice,choice" in the third column.
 */
void options_list(struct strbuf *out, const struct opt *table);

#endif
