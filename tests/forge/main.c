/* SPDX-License-Identifier: MIT */
/*
 * git-multi-demo-forge: options, one server a dialect, and the end.
 */
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "forge.h"
#include "pause.h"
#include "process.h"
#include "server.h"
#include "when.h"

#define DIALECT_MAX 8

static const char usage_text[] =
"usage: git-multi-demo-forge --dir DIR [--github[=PORT]] [--gitlab[=PORT]]\n"
"                            [--gitea[=PORT]] [--config FILE] [--limits]\n"
"\n"
"Serves the bare repositories at DIR/repos/OWNER/NAME.git on 127.0.0.1 as a\n"
"forge would, with git over HTTP and the forge's API. Prints a line a\n"
"dialect when it is ready, and writes the same to DIR/ports.\n"
"\n"
"    --dir DIR         repositories, tokens, pull requests, log\n"
"    --github[=PORT]   GitHub's dialect there; 0 or none: any free port\n"
"    --gitlab[=PORT]   GitLab's\n"
"    --gitea[=PORT]    Gitea's, and Forgejo's\n"
"                      (without such an option: every dialect)\n"
"    --config FILE     settings, lines of 'key = value'\n"
"    --limits          refuse what is beyond the forge's documented limits\n"
"\n"
"GIT_MULTI_CLOCK=FACTOR makes its clock run faster.\n";

struct options {
	const char *dir, *config;
	bool limits, help;
	bool wanted[DIALECT_MAX];
	unsigned ports[DIALECT_MAX];
	bool any;
};

static int __attribute__((format(printf, 1, 2))) fail(const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	fprintf(stderr, "fatal: %s\n", text.buf);
	strbuf_release(&text);
	return -1;
}

static int read_port(const char *text, unsigned *port)
{
	char *end;
	unsigned long number = text ? strtoul(text, &end, 10) : 0;

	if (text && (!*text || *end || number > 65535))
		return fail("'%s' is no port", text);
	*port = (unsigned)number;
	return 0;
}

enum { OPTION_DIR = 1000, OPTION_CONFIG, OPTION_LIMITS, OPTION_HELP };

static int read_options(struct options *out, int argc, char **argv)
{
	struct option table[DIALECT_MAX + 5] = {
		{ "dir", required_argument, NULL, OPTION_DIR },
		{ "config", required_argument, NULL, OPTION_CONFIG },
		{ "limits", no_argument, NULL, OPTION_LIMITS },
		{ "help", no_argument, NULL, OPTION_HELP }
	};
	int i, option;

	for (i = 0; dialects[i]; i++)
		table[4 + i] = (struct option){ dialects[i]->name,
						optional_argument, NULL, i };
	while ((option = getopt_long(argc, argv, "h", table, NULL)) != -1) {
		if (option == OPTION_DIR) {
			out->dir = optarg;
		} else if (option == OPTION_CONFIG) {
			out->config = optarg;
		} else if (option == OPTION_LIMITS) {
			out->limits = true;
		} else if (option == OPTION_HELP || option == 'h') {
			out->help = true;
		} else if (option >= 0 && option < DIALECT_MAX) {
			/* "--github 0" is as good as "--github=0" */
			if (!optarg && argv[optind] &&
			    argv[optind][0] >= '0' && argv[optind][0] <= '9')
				optarg = argv[optind++];
			if (read_port(optarg, &out->ports[option]))
				return -1;
			out->wanted[option] = out->any = true;
		} else {
			return -1;
		}
	}
	if (out->help)
		return 0;
	if (optind < argc)
		return fail("'%s' is too much", argv[optind]);
	return out->dir ? 0 : fail("--dir is missing");
}

static int forge_open(struct forge *forge, const struct options *options,
		      struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	int result = -1;

	file_absolute(&path, options->dir);
	forge->dir = strbuf_detach(&path);
	strbuf_addf(&path, "%s/repos", forge->dir);
	if (file_make_directories(path.buf, 0777, err) ||
	    (options->config &&
	     settings_read(&forge->config, options->config, err)) ||
	    pulls_load(&forge->pulls, forge->dir, err))
		goto out;
	limits_init(&forge->limits, forge->dir, &forge->config, options->limits ||
		    settings_true(&forge->config, "limits", false));
	forge->counters.times = settings_true(&forge->config, "times", false)
		? 0 : -1;
	result = 0;
out:
	strbuf_release(&path);
	return result;
}

static void forge_close(struct forge *forge)
{
	settings_release(&forge->config);
	pulls_release(&forge->pulls);
	limits_release(&forge->limits);
	faults_release(&forge->faults);
	counters_release(&forge->counters);
	free(forge->dir);
}

static int start(struct forge *forge, const struct options *options,
		 struct site *sites, struct strbuf *err)
{
	struct strbuf ports = STRBUF_INIT, path = STRBUF_INIT;
	int i, result = 0;

	for (i = 0; dialects[i] && !result; i++) {
		if (options->any && !options->wanted[i])
			continue;
		sites[i].forge = forge;
		sites[i].dialect = dialects[i];
		sites[i].port = options->ports[i];
		result = server_start(&sites[i], err);
		if (!result)
			strbuf_addf(&ports, "%s %s/\n", dialects[i]->name,
				    sites[i].url);
	}
	strbuf_addf(&path, "%s/ports", forge->dir);
	if (!result)
		result = file_write(path.buf, ports.buf, ports.len, 0666,
				    err);
	if (!result) {
		fputs(ports.buf, stdout);
		fflush(stdout);
	}
	strbuf_release(&ports);
	strbuf_release(&path);
	return result;
}

/* Every thread has these blocked; only this one waits for them. */
static void block_signals(sigset_t *ends)
{
	sigemptyset(ends);
	sigaddset(ends, SIGINT);
	sigaddset(ends, SIGTERM);
	sigaddset(ends, SIGHUP);
	pthread_sigmask(SIG_BLOCK, ends, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void serve(struct site *sites, const sigset_t *ends)
{
	int signal_number, i;

	if (ends)
		sigwait(ends, &signal_number);
	pause_end();
	process_end_all();
	for (i = 0; i < DIALECT_MAX; i++)
		server_stop(&sites[i]);
}

int main(int argc, char **argv)
{
	struct options options = { .dir = NULL };
	struct site sites[DIALECT_MAX] = { { .forge = NULL } };
	struct forge forge = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct strbuf err = STRBUF_INIT;
	sigset_t ends;
	int result;

	strvec_init(&forge.config.pairs);
	if (read_options(&options, argc, argv)) {
		fputs(usage_text, stderr);
		return 129;
	}
	if (options.help) {
		fputs(usage_text, stdout);
		return 0;
	}
	block_signals(&ends);
	result = when_init(&err) || forge_open(&forge, &options, &err) ||
		 start(&forge, &options, sites, &err);
	if (result)
		fail("%s", err.buf);
	serve(sites, result ? NULL : &ends);
	forge_close(&forge);
	strbuf_release(&err);
	return result ? 128 : 0;
}
