/* SPDX-License-Identifier: MIT */
/*
 * Runs every unit suite, or those that are named on the command line. The
 * last line of its output is Check's summary for all.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One line a suite, sorted: X(NAME) \ with suite_NAME() in test_NAME.c. */
#define SUITES(X) \
	X(answer) \
	X(backoff) \
	X(budget) \
	X(cache) \
	X(child) \
	X(clock) \
	X(columns) \
	X(config) \
	X(codeowners) \
	X(conversations) \
	X(credential) \
	X(date) \
	X(definition) \
	X(diagnose) \
	X(file) \
	X(forecast) \
	X(forge) \
	X(git) \
	X(gitea) \
	X(github) \
	X(gitlab) \
	X(goal) \
	X(http) \
	X(journal) \
	X(json) \
	X(lane) \
	X(ledger) \
	X(list) \
	X(listener) \
	X(listing) \
	X(loop) \
	X(narrow) \
	X(odd_replies) \
	X(options) \
	X(part) \
	X(patch) \
	X(patchfile) \
	X(patchfit) \
	X(pool) \
	X(progress) \
	X(remote) \
	X(report) \
	X(request) \
	X(rota) \
	X(run_words) \
	X(screen) \
	X(selection) \
	X(strbuf) \
	X(strvec) \
	X(talk) \
	X(template) \
	X(text) \
	X(trace) \
	X(url) \
	X(whoami) \
	/* the end of the list */

#define DECLARE(name) Suite *suite_##name(void);
SUITES(DECLARE)

struct entry {
	const char *name;
	Suite *(*suite)(void);
};

#define ENTRY(name) { #name, suite_##name },
static const struct entry entries[] = {
	SUITES(ENTRY)
	{ NULL, NULL }
};

static int wanted(const char *name, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (!strcmp(argv[i], name))
			return 1;
	return argc < 2;
}

int main(int argc, char **argv)
{
	SRunner *runner = srunner_create(suite_create("git-multi"));
	const struct entry *entry;
	int failed, run;

	for (entry = entries; entry->name; entry++)
		if (wanted(entry->name, argc, argv))
			srunner_add_suite(runner, entry->suite());
	srunner_run_all(runner, CK_ENV);
	run = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	if (!run)
		fprintf(stderr, "unit: no test was run\n");
	return failed || !run ? EXIT_FAILURE : EXIT_SUCCESS;
}
