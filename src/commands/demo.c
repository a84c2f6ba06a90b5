/* SPDX-License-Identifier: MIT */
/*
 * git multi demo: git multi at work, without an account or a network.
 */
#include "commands/demo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "commands/commands.h"
#include "engine/spawn.h"

#define IDLE_SECONDS 3600.0
#define START_SECONDS 20
#define CAMPAIGN "demo"

static bool stop;
static char *factor;
static char *keep_folder;
static double idle = IDLE_SECONDS;

static const struct opt options[] = {
	{ .kind = OPT_BOOL, .name = "stop", .value = &stop,
	  .flags = OPT_NONEG, .help = "end it and remove its folder" },
	{ .kind = OPT_DURATION, .name = "idle", .value = &idle,
	  .argument = "DURATION",
	  .help = "end it so long after the last request (default: 1h)" },
	{ .kind = OPT_STRING, .name = "clock", .value = &factor,
	  .argument = "FACTOR",
	  .help = "let time run so many times as fast" },
	{ .kind = OPT_STRING, .name = "keep", .value = &keep_folder,
	  .argument = "FOLDER", .flags = OPT_HIDDEN,
	  .help = "be the keeper" },
	{ .kind = OPT_END }
};

/* ---- pieces --------------------------------------------------------- */

static void random_token(struct strbuf *out)
{
	unsigned char bytes[16];
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	size_t i;

	if (fd < 0 || read(fd, bytes, sizeof(bytes)) != sizeof(bytes))
		die("cannot read '/dev/urandom': %s", strerror(errno));
	close(fd);
	for (i = 0; i < sizeof(bytes); i++)
		strbuf_addf(out, "%02x", bytes[i]);
}

static void path_in(struct strbuf *out, const char *folder, const char *name)
{
	strbuf_reset(out);
	strbuf_addf(out, "%s/%s", folder, name);
}

static void write_in(const char *folder, const char *name,
		     const struct strbuf *text)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;

	path_in(&path, folder, name);
	if (file_write(path.buf, text->buf, text->len, 0600, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&path);
	strbuf_release(&err);
}

/* A file in the folder, on one of our streams. */
static void show(const char *folder, const char *name, FILE *stream)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;

	path_in(&path, folder, name);
	file_read(path.buf, (size_t)1 << 16, &text, &err);
	fwrite(text.buf, 1, text.len, stream);
	fflush(stream);
	strbuf_release(&path);
	strbuf_release(&text);
	strbuf_release(&err);
}

/* ---- the keeper ----------------------------------------------------- */

static void set_clock(const char *value)
{
	if (value)
		setenv("GIT_MULTI_CLOCK", value, 1);
	else
		unsetenv("GIT_MULTI_CLOCK");
}

static pid_t start_keeper(const char *folder)
{
	char *own_clock = xstrdup_or_null(getenv("GIT_MULTI_CLOCK"));
	struct strbuf self = STRBUF_INIT, seconds = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT, log = STRBUF_INIT;
	const char *argv[] = { NULL, "demo", "--keep", folder, NULL, NULL };
	struct spawn spawn = { .argv = argv, .in = -1 };
	pid_t pid;

	demo_self(&self);
	argv[0] = self.buf;
	strbuf_addf(&seconds, "--idle=%.0fs", idle < 1 ? 1 : idle);
	argv[4] = seconds.buf;
	path_in(&log, folder, "keeper.log");
	spawn.out = spawn.err = open(log.buf, O_WRONLY | O_CREAT | O_APPEND |
				     O_CLOEXEC, 0600);
	if (spawn.out < 0)
		die("cannot make '%s': %s", log.buf, strerror(errno));
	set_clock(factor);
	if (spawn_process(&spawn, &pid, &err) < 0)
		die("%s", err.buf);
	set_clock(own_clock);	/* what the file "env" is to bring back */
	close(spawn.out);
	free(own_clock);
	strbuf_release(&self);
	strbuf_release(&seconds);
	strbuf_release(&log);
	strbuf_release(&err);
	return pid;
}

/* The forge says where it listens in the file "ports". */
static void wait_until_up(const char *folder, pid_t keeper)
{
	struct timespec pause = { .tv_nsec = 20000000 };
	struct strbuf path = STRBUF_INIT;
	int tries = START_SECONDS * 50;

	path_in(&path, folder, "ports");
	while (!file_is_regular(path.buf)) {
		if (waitpid(keeper, NULL, WNOHANG) || !tries--) {
			show(folder, "keeper.log", stderr);
			die("the demo forge did not start");
		}
		nanosleep(&pause, NULL);
	}
	strbuf_release(&path);
}

/* ---- what is in it -------------------------------------------------- */

static void make_repositories(const char *folder,
			      const struct demo_forge *forges, size_t nr)
{
	struct strbuf program = STRBUF_INIT, err = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	size_t i;
	int code;

	if (demo_program("git-multi-demo-repos", &program, &err) < 0)
		die("%s", err.buf);
	strvec_pushl(&argv, "sh", program.buf, folder, NULL);
	for (i = 0; i < nr; i++)
		strvec_pushf(&argv, "%s=%s", forges[i].name, forges[i].url);
	code = command_run_quietly((const char *const *)argv.v, NULL);
	if (code)
		die("the demo's repositories could not be made ('%s' ended "
		    "with code %d)", program.buf, code);
	strvec_clear(&argv);
	strbuf_release(&program);
	strbuf_release(&err);
}

static void add_path(struct strbuf *out, const char *folder, const char *name)
{
	struct strbuf path = STRBUF_INIT;

	path_in(&path, folder, name);
	text_shell_quote(out, path.buf);
	strbuf_release(&path);
}

/* What a person types next. */
static void write_commands(const char *folder)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addstr(&text, ". ");
	add_path(&text, folder, "env");
	strbuf_addstr(&text, "\ngit multi run -r ");
	add_path(&text, folder, "repos.txt");
	strbuf_addstr(&text, " --campaign " CAMPAIGN " -m 'Use Python 3.12' "
		      "--test 'sh check.sh' -- ");
	add_path(&text, folder, "update.sh");
	strbuf_addstr(&text, "\ngit multi merge --wait " CAMPAIGN
		      "\ngit multi status " CAMPAIGN
		      "\ngit multi report " CAMPAIGN "\n");
	write_in(folder, "commands", &text);
	strbuf_release(&text);
}

static void fill(const char *folder, const char *token)
{
	struct strbuf err = STRBUF_INIT;
	struct demo_forge *forges;
	size_t nr = demo_forges(folder, &forges, &err);

	if (!nr)
		die("%s", err.len ? err.buf : "the demo forge speaks no "
		    "dialect that this git multi knows");
	make_repositories(folder, forges, nr);
	if (demo_write_env(folder, forges, nr, token, factor, &err) < 0)
		die("%s", err.buf);
	write_commands(folder);
	demo_forges_free(forges, nr);
	strbuf_release(&err);
}

/* ---- what is said --------------------------------------------------- */

static void say_where(const char *folder)
{
	struct strbuf err = STRBUF_INIT, text = STRBUF_INIT;
	struct demo_forge *forges;
	size_t nr = demo_forges(folder, &forges, &err), i;

	for (i = 0; i < nr; i++)
		strbuf_addf(&text, "%s%s at %s", i ? ", " : "",
			    forges[i].name, forges[i].url);
	say("a demo forge runs, for this machine only: %s", text.buf);
	say("a dozen repositories are there: one is archived, one has the "
	    "change already,\nand in one the test will fail; type:\n ");
	demo_forges_free(forges, nr);
	strbuf_release(&text);
	strbuf_release(&err);
}

static void say_what(const char *folder)
{
	say_where(folder);
	show(folder, "commands", stdout);
	say(" \nthe first gives this shell the demo's own state, settings "
	    "and token, the last two\nshow what became of it; 'git multi "
	    "demo --stop' ends it and removes\n'%s'", folder);
}

/* ---- begin and end -------------------------------------------------- */

/* Of somebody else, or of no demo: nothing in it is touched. */
static void make_folder(const char *folder)
{
	struct strbuf err = STRBUF_INIT;

	if (demo_end(folder, &err) < 0)
		die("%s", err.buf);
	if (mkdir(folder, 0700) < 0)
		die("cannot make '%s': %s", folder,
		    errno == EEXIST ? "it is there already and belongs to no "
				      "demo; remove it" : strerror(errno));
	strbuf_release(&err);
}

static char *unfinished;	/* its folder, for atexit */

static void drop_unfinished(void)
{
	struct strbuf err = STRBUF_INIT;

	if (unfinished && demo_end(unfinished, &err) < 0)
		error("%s", err.buf);
	strbuf_release(&err);
}

static void start(const char *folder)
{
	struct strbuf token = STRBUF_INIT, line = STRBUF_INIT;
	struct strbuf program = STRBUF_INIT, err = STRBUF_INIT;

	if (demo_program("git-multi-demo-forge", &program, &err) < 0)
		die("%s", err.buf);
	make_folder(folder);
	unfinished = xstrdup(folder);
	atexit(drop_unfinished);
	write_in(folder, DEMO_MARK, &line);
	random_token(&token);
	strbuf_addf(&line, "%s demo scopes=repo,workflow,api\n", token.buf);
	write_in(folder, "tokens", &line);
	wait_until_up(folder, start_keeper(folder));
	fill(folder, token.buf);
	free(unfinished);
	unfinished = NULL;
	strbuf_release(&token);
	strbuf_release(&line);
	strbuf_release(&program);
	strbuf_release(&err);
}

static void end(const char *folder)
{
	struct strbuf err = STRBUF_INIT;

	const char *inside = getenv(DEMO_LEAVE);
	bool runs = demo_is_folder(folder);

	if (!runs)
		say("no demo runs");
	else if (demo_end(folder, &err) < 0)
		die("%s", err.buf);
	else
		say("the demo is over");
	if (runs || (inside && *inside)) {
		say("in a shell in which you typed '. %s/env', take its "
		    "settings back:\n ", folder);
		puts("eval \"$" DEMO_LEAVE "\"");
	}
	strbuf_release(&err);
}

static void check_factor(const struct command *command)
{
	char *rest;
	double number = factor ? strtod(factor, &rest) : 1;

	if (factor && (*rest || rest == factor || !(number >= 1)))
		command_usage(command, "option '--clock': '%s' is no number of "
			      "1 or more", factor);
}

static void keep(void)
{
	struct strbuf err = STRBUF_INIT;

	if (demo_keep(keep_folder, idle, &err) < 0)
		die("%s", err.buf);
	free(keep_folder);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec words = STRVEC_INIT;
	struct strbuf folder = STRBUF_INIT;

	command_options(command, argc, argv, &words);
	if (words.nr)
		command_usage(command, "too many arguments: '%s'", words.v[0]);
	check_factor(command);
	demo_folder(&folder);
	if (keep_folder) {
		keep();
	} else if (stop) {
		end(folder.buf);
	} else {
		if (!demo_runs(folder.buf))
			start(folder.buf);
		say_what(folder.buf);
	}
	free(factor);
	strvec_clear(&words);
	strbuf_release(&folder);
	return command_done(EXIT_FINE);
}

static const char *const usage[] = {
	"git multi demo [--idle DURATION] [--clock FACTOR]",
	"git multi demo --stop", NULL
};

const struct command cmd_demo = {
	.name = "demo",
	.summary = "try it all on a forge of its own, without an account",
	.phase = PHASE_CARE,
	.usage = usage,
	.options = options,
	.run = run,
};
