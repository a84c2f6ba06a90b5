/* SPDX-License-Identifier: MIT */
/*
 * Which git this is, and its command lines.
 */
#include "git/git.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "base/report.h"
#include "base/text.h"
#include "git/capture.h"
#include "git/config.h"
#include "git/environment.h"

#define LEAST_MAJOR 2
#define LEAST_MINOR 31		/* GIT_CONFIG_COUNT */

static struct strbuf version = STRBUF_INIT;

/* ---- which git --------------------------------------------------------- */

/* The first line of a trace in trace2's event format names the version. */
static void version_of_trace(const char *trace, struct strbuf *out)
{
	const char *line = strstr(trace, "{\"event\":\"version\"");
	struct strbuf err = STRBUF_INIT;
	struct json doc = JSON_INIT;

	if (line && !json_parse(&doc, line, strcspn(line, "\n"), &err))
		json_string(&doc, json_get(&doc, 0, "exe"), out);
	json_release(&doc);
	strbuf_release(&err);
}

/* A git from before trace2 (2.22), or one that was built without it. */
static int ask_version(struct strbuf *out, struct strbuf *err)
{
	static const char *const argv[] = { "git", "--version", NULL };
	static const char prefix[] = "git version ";
	struct strbuf text = STRBUF_INIT;
	struct strvec env = STRVEC_INIT;
	struct capture capture = { .argv = argv, .out = &text };
	int code;

	environment_for_settings(&env);
	capture.env = (const char *const *)env.v;
	code = capture_run(&capture, err);
	strvec_clear(&env);
	if (!code && starts_with(text.buf, prefix))
		strbuf_add(out, text.buf + strlen(prefix),
			   strcspn(text.buf + strlen(prefix), " \n"));
	else if (code >= 0)
		strbuf_addf(err, "'git --version' ended with code %d", code);
	strbuf_release(&text);
	return out->len ? 0 : -1;
}

/*
 * One process tells both: the local variables on stdout, and the version in
 * the trace on stderr.
 */
static int ask_git(struct strbuf *found, struct strbuf *variables,
		   struct strbuf *err)
{
	static const char *const argv[] = {
		"git", "rev-parse", "--local-env-vars", NULL
	};
	struct strbuf trace = STRBUF_INIT;
	struct strvec env = STRVEC_INIT;
	struct capture capture = {
		.argv = argv, .out = variables, .errors = &trace
	};
	int code;

	environment_for_settings(&env);
	strvec_env_set(&env, "GIT_TRACE2_EVENT", "1");
	capture.env = (const char *const *)env.v;
	code = capture_run(&capture, err);
	if (!code)
		version_of_trace(trace.buf, found);
	if (code > 0)
		strbuf_addf(err, "'git rev-parse --local-env-vars' ended "
			    "with code %d", code);
	strvec_clear(&env);
	strbuf_release(&trace);
	if (code)
		return -1;
	return found->len ? 0 : ask_version(found, err);
}

static int check_version(const char *found, struct strbuf *err)
{
	int major = 0, minor = 0;

	if (sscanf(found, "%d.%d", &major, &minor) == 2 &&
	    (major > LEAST_MAJOR ||
	     (major == LEAST_MAJOR && minor >= LEAST_MINOR)))
		return 0;
	strbuf_addf(err, "git '%s' is too old, git multi needs %d.%d or newer",
		    found, LEAST_MAJOR, LEAST_MINOR);
	return -1;
}

int git_init(struct strbuf *err)
{
	struct strbuf found = STRBUF_INIT, variables = STRBUF_INIT;
	int ret = -1;

	if (version.len)
		return 0;
	if (ask_git(&found, &variables, err) < 0 ||
	    check_version(found.buf, err) < 0)
		goto out;
	environment_set_local(variables.buf);
	strbuf_addstr(&version, found.buf);
	ret = 0;
out:
	strbuf_release(&variables);
	strbuf_release(&found);
	return ret;
}

const char *git_version(void)
{
	return version.buf;
}

/* ---- one git at a time ------------------------------------------------- */

static void drop_last_newline(struct strbuf *out, size_t from)
{
	if (out->len > from && out->buf[out->len - 1] == '\n')
		strbuf_setlen(out, out->len - 1);
}

int git_capturev(const char *const *words, const struct strvec *env,
		 const char *input, struct strbuf *out, struct strbuf *err)
{
	struct strvec argv = STRVEC_INIT, own = STRVEC_INIT;
	struct capture capture = { .input = input, .out = out };
	size_t from = out ? out->len : 0;
	int code;

	strvec_push(&argv, "git");
	strvec_pushv(&argv, words);
	if (!env) {
		git_environment(&own);
		env = &own;
	}
	capture.argv = (const char *const *)argv.v;
	capture.env = (const char *const *)env->v;
	code = capture_run(&capture, err);
	if (out)
		drop_last_newline(out, from);
	strvec_clear(&own);
	strvec_clear(&argv);
	return code;
}

int git_capture(struct strbuf *out, struct strbuf *err, const char *word, ...)
{
	struct strvec words = STRVEC_INIT;
	va_list ap;
	int code;

	va_start(ap, word);
	for (; word; word = va_arg(ap, const char *))
		strvec_push(&words, word);
	va_end(ap);
	code = git_capturev((const char *const *)words.v, NULL, NULL, out,
			    err);
	strvec_clear(&words);
	return code;
}

/* ---- the pool's command lines ------------------------------------------ */

/* What the user's settings may not change in the pool, and why. */
static const char *const pool_settings[] = {
	/* no work behind our back that holds locks */
	"maintenance.auto=false",
	"gc.auto=0",
	"core.fsmonitor=false",
	/* no words that are not about what failed, no colours in those */
	"advice.detachedHead=false",
	"color.ui=false",
	/* nobody is there to answer (git 2.46 and helpers that know it) */
	"credential.interactive=false",
	/* a hostile repository cannot make us run or fetch other things */
	"protocol.ext.allow=never",
	"submodule.recurse=false",
	"fetch.recurseSubmodules=false",
	"push.recurseSubmodules=no",
	/* what is fetched and pushed is what we named, no more and no less */
	"fetch.prune=false",
	"push.followTags=false",
	/* the fewest requests */
	"protocol.version=2",
};

/*
 * A server that is silent for two minutes hangs: upload-pack and receive-pack
 * say something every 5 s. The user's own times count more.
 */
static void stall_words(struct strvec *argv)
{
	if (config_value("http.lowSpeedLimit") ||
	    config_value("http.lowSpeedTime"))
		return;
	strvec_pushl(argv, "-c", "http.lowSpeedLimit=1",
		     "-c", "http.lowSpeedTime=120", NULL);
}

void git_words(struct strvec *argv, bool hooks)
{
	size_t i;

	strvec_push(argv, "git");
	for (i = 0; i < ARRAY_SIZE(pool_settings); i++)
		strvec_pushl(argv, "-c", pool_settings[i], NULL);
	stall_words(argv);
	if (!hooks)
		strvec_pushl(argv, "-c", "core.hooksPath=/dev/null", NULL);
}

/* git knows "~" in both settings; any other start depends on the folder. */
void git_template_hooks(struct strvec *argv)
{
	const char *template = getenv("GIT_TEMPLATE_DIR");

	if (!template)
		template = config_value("init.templateDir");
	if (!template || (*template != '/' && *template != '~') ||
	    config_value("core.hooksPath"))
		return;
	strvec_push(argv, "-c");
	strvec_pushf(argv, "core.hooksPath=%s/hooks", template);
}
