/* SPDX-License-Identifier: MIT */
/*
 * What a campaign does to each repository: the command, the message and the
 * options that shape the change (design.md part 10). Two runs with the same
 * definition are the same campaign; how fast or how loud is no part of it.
 */
#ifndef CAMPAIGN_DEFINITION_H
#define CAMPAIGN_DEFINITION_H

#include <stdbool.h>

#include "base/json.h"
#include "base/strbuf.h"
#include "base/strvec.h"

struct definition {
	unsigned number;	/* 1, 2, …: the order of define events */
	struct strvec command;	/* words as typed; empty where sh is set */
	char *sh;		/* --sh */
	char *test;		/* --test, run by the shell; NULL: none */
	char *message;		/* whole commit message, as git will get it */
	char *title, *body;	/* of the pull request; NULL: the first
				   commit's */
	char *branch;
	char *base;		/* NULL: each default branch */
	char *author;		/* --author, NULL: git's */
	char *if_exists;	/* "resume" "append" "replace" "fail" "skip" */
	struct strvec labels, trailers;
	struct strvec reviewers, teams, assignees;	/* teams: [ORG/]TEAM */
	char *milestone;	/* its title, NULL: none */
	char *fork;		/* whose fork the branch goes to: "@me", an
				   owner, or "auto" where it may not go to the
				   repository; NULL: to the repository */
	char *reviewers_from;	/* "codeowners", NULL: from nowhere */
	int max_reviewers, max_teams;	/* a pull request; 0: all */
	bool create_labels;
	bool force_over_others;	/* "replace" also where others' commits are */
	bool test_baseline;	/* the test runs before the change, too */
	bool patch;		/* command is a file: a patch or a mailbox */
	bool keep_commits;	/* those that the command makes */
	struct strvec push_options;	/* of git push */
	bool direct;		/* to the base, no pull request */
	struct strvec split_by;	/* globs: see part.h */
	char *reverts;		/* the campaign that it undoes, or NULL */
	bool api_commit;	/* made by the forge, where it can */
	bool adopted;		/* nothing is made: pull requests of others
				   that have this branch */
	bool draft, signoff, no_verify, push_only, tags, lfs;
	int depth;		/* 0: full */
	double timeout;		/* real seconds for command and test; 0: none */
	char *clone_to;		/* -c: absolute folder, NULL: none */

	/*
	 * Files that words of the command name: those words' indices, where
	 * the file was, a name of its content, and the copy, below the
	 * campaign's folder ("files/HASH/NAME").
	 */
	struct definition_file {
		size_t word;
		char *path, *hash, *copy;
	} *files;
	size_t files_nr, files_alloc;
};

void definition_init(struct definition *definition);
void definition_release(struct definition *definition);

/*
 * Finds the files among the command's words, seen from the current folder:
 * the program where it has a slash or is no program on PATH but a file here,
 * and arguments that are absolute paths; not what lies in a folder of PATH. An
 * argument that is a relative path means the file in each repository and is
 * left alone. -1 and err where the program is neither on PATH nor a file, or
 * is not executable.
 */
int definition_find_files(struct definition *definition, struct strbuf *err);

/*
 * A copy of from (to is released first) in which the files' content is the
 * present one: for retry. A file that is gone keeps the copy it had.
 */
int definition_refresh(struct definition *to, const struct definition *from,
		       struct strbuf *err);

/* Copies them below folder (a campaign's), executable bits kept. */
int definition_copy_files(const struct definition *definition,
			  const char *folder, struct strbuf *err);

/* The words to run: the program and files replaced by their copies. */
void definition_argv(const struct definition *definition, const char *folder,
		     struct strvec *argv);

/*
 * As the members of a JSON object, in a fixed order, without the number. Read
 * back with _read (unknown members are skipped).
 */
void definition_write(const struct definition *definition,
		      struct json_writer *w);
void definition_read(struct definition *definition, const struct json *doc,
		     int node);

/* to is fresh from definition_init(). */
void definition_copy(struct definition *to, const struct definition *from);

/* Whether all but the number and the places of files is the same. */
bool definition_equal(const struct definition *a, const struct definition *b);

/* What differs, for people: "message, command"; appended. */
void definition_difference(const struct definition *a,
			   const struct definition *b, struct strbuf *out);

#endif
