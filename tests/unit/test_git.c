/* SPDX-License-Identifier: MIT */
/*
 * Which git, one git at a time, and what children of ours find in their
 * environment.
 */
#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/strvec.h"
#include "base/text.h"
#include "git/capture.h"
#include "git/config.h"
#include "git/environment.h"
#include "git/git.h"
#include "githome.h"

Suite *suite_git(void);

static struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
static struct strvec env = STRVEC_INIT;

static void setup(void)
{
	githome_open();
}

static void teardown(void)
{
	githome_close();
	strbuf_release(&out);
	strbuf_release(&err);
	strvec_clear(&env);
}

static void set(const char *name, const char *value)
{
	setenv(name, value, 1);
	environment_forget();
}

static const char *env_of(void (*make)(struct strvec *), const char *name)
{
	strvec_clear(&env);
	make(&env);
	return strvec_env_get(&env, name);
}

START_TEST(test_version)
{
	ck_assert_int_eq(git_capture(&out, &err, "--version", NULL), 0);
	ck_assert(starts_with(out.buf, "git version "));
	ck_assert_msg(starts_with(out.buf + strlen("git version "),
				  git_version()), "%s", git_version());
	ck_assert(strlen(git_version()) >= strlen("2.31"));
}
END_TEST

START_TEST(test_capture)
{
	const char *const words[] = { "hash-object", "--stdin", NULL };
	const char *const alias[] = {
		"-c", "alias.x=!printf 'a\\n\\n'", "x", NULL
	};

	ck_assert_int_eq(git_capturev(words, NULL, "hello\n", &out, &err), 0);
	ck_assert_str_eq(out.buf, "ce013625030ba8dba906f756967f9e9ca394464a");
	strbuf_reset(&out);
	ck_assert_int_eq(git_capturev(alias, NULL, NULL, &out, &err), 0);
	ck_assert_str_eq(out.buf, "a\n");
	ck_assert_int_eq(git_capture(NULL, &err, "config", "--get", "no.such",
				     NULL), 1);
	ck_assert_uint_eq(err.len, 0);
}
END_TEST

static int run(const char *script, const char *input, struct strbuf *errors)
{
	const char *const argv[] = { "sh", "-c", script, NULL };
	struct capture capture = {
		.argv = argv, .input = input, .out = &out, .errors = errors
	};

	return capture_run(&capture, &err);
}

START_TEST(test_capture_streams)
{
	struct strbuf input = STRBUF_INIT, errors = STRBUF_INIT;

	while (input.len < 1000000)
		strbuf_addstr(&input, "all work and no play\n");
	ck_assert_int_eq(run("cat; echo done >&2", input.buf, &errors), 0);
	ck_assert_str_eq(out.buf, input.buf);
	ck_assert_str_eq(errors.buf, "done\n");

	/* a reader that goes away does not end us */
	ck_assert_int_eq(run("exec <&-; exit 7", input.buf, &errors), 7);
	ck_assert_int_eq(run("kill -9 $$", NULL, &errors), 137);

	/* nor is what it left behind waited for: sleep has our pipes */
	strbuf_reset(&out);
	ck_assert_int_eq(run("sleep 600 & echo $!", NULL, &errors), 0);
	ck_assert_int_gt(atoi(out.buf), 1);
	ck_assert_int_eq(kill(atoi(out.buf), SIGKILL), 0);
	strbuf_release(&errors);
	strbuf_release(&input);
}
END_TEST

START_TEST(test_capture_fails)
{
	const char *const argv[] = { "no-such-program-here", NULL };
	struct capture capture = { .argv = argv };

	ck_assert_int_eq(capture_run(&capture, &err), -1);
	ck_assert_str_eq(err.buf, "cannot run 'no-such-program-here': "
			 "No such file or directory");
}
END_TEST

START_TEST(test_words)
{
	struct strvec with = STRVEC_INIT, without = STRVEC_INIT;
	struct strvec words = STRVEC_INIT;

	git_words(&with, true);
	git_words(&without, false);
	ck_assert_str_eq(with.v[0], "git");
	ck_assert(strvec_has(&with, "maintenance.auto=false"));
	ck_assert(!strvec_has(&with, "core.hooksPath=/dev/null"));
	ck_assert(strvec_has(&without, "core.hooksPath=/dev/null"));
	ck_assert(strvec_has(&with, "http.lowSpeedTime=120"));

	/* git takes them, and they count more than the user's */
	githome_config("[gc]\n\tauto = 5\n[push]\n\tfollowTags = true\n");
	strvec_pushv(&words, (const char *const *)without.v + 1);
	strvec_pushl(&words, "config", "--get-regexp",
		     "^(gc.auto|push.followtags|core.hookspath)$", NULL);
	ck_assert_int_eq(git_capturev((const char *const *)words.v, NULL,
				      NULL, &out, &err), 0);
	ck_assert(strstr(out.buf, "gc.auto 0\n"));
	ck_assert(ends_with(out.buf, "core.hookspath /dev/null"));
	strvec_clear(&words);
	strvec_clear(&with);
	strvec_clear(&without);

	githome_config("[http]\n\tlowSpeedTime = 5\n");
	git_words(&with, true);
	ck_assert(!strvec_has(&with, "http.lowSpeedTime=120"));
	strvec_clear(&with);
}
END_TEST

/* What a hook, `git --git-dir=x` and a CI leave in an environment. */
static void set_all(void)
{
	set("GIT_DIR", "/nowhere");
	set("GIT_INDEX_FILE", "/nowhere/index");
	set("GIT_PREFIX", "sub/");
	set("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z");
	set("GIT_AUTHOR_NAME", "Somebody");
	set("GIT_CONFIG_PARAMETERS", "'a.b'='c'");
	set("GIT_CONFIG_COUNT", "1");
	set("GIT_CONFIG_KEY_0", "d.e");
	set("GIT_CONFIG_VALUE_0", "f");
	set("GH_TOKEN", "one");
	set("GITLAB_TOKEN", "two");
	set("CI_JOB_TOKEN", "three");
	set("GIT_MULTI_TOKEN_GIT_EXAMPLE_COM", "four");
	set("GIT_MULTI_CAMPAIGN", "kept");
	set("LC_ALL", "de_DE.UTF-8");
	set("SSH_ASKPASS", "/bin/false");
}

static void lacks_secrets(void (*make)(struct strvec *))
{
	static const char *const gone[] = {
		"GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_AUTHOR_DATE",
		"GH_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN",
		"GIT_MULTI_TOKEN_GIT_EXAMPLE_COM", NULL
	};
	size_t i;

	for (i = 0; gone[i]; i++)
		ck_assert_msg(!env_of(make, gone[i]), "%s", gone[i]);
	ck_assert_str_eq(env_of(make, "GIT_AUTHOR_NAME"), "Somebody");
	ck_assert_str_eq(env_of(make, "GIT_MULTI_CAMPAIGN"), "kept");
	ck_assert_str_eq(env_of(make, "PATH"), getenv("PATH"));
}

START_TEST(test_pool_environment)
{
	set_all();
	lacks_secrets(git_environment);
	ck_assert_str_eq(env_of(git_environment, "GIT_TERMINAL_PROMPT"), "0");
	ck_assert_str_eq(env_of(git_environment, "GIT_ASKPASS"), "");
	ck_assert_str_eq(env_of(git_environment, "SSH_ASKPASS_REQUIRE"),
			 "never");
	ck_assert_str_eq(env_of(git_environment, "GIT_SSH_COMMAND"),
			 "ssh -oBatchMode=yes -oConnectTimeout=30 "
			 "-oServerAliveInterval=30");
	ck_assert_str_eq(env_of(git_environment, "LC_ALL"), "C");
	ck_assert_str_eq(env_of(git_environment, "GIT_CONFIG_PARAMETERS"),
			 "'a.b'='c'");
	ck_assert_str_eq(env_of(git_environment, "GIT_CONFIG_KEY_0"), "d.e");
}
END_TEST

START_TEST(test_ssh_command)
{
	set("GIT_SSH_COMMAND", "ssh -i key");
	ck_assert_str_eq(env_of(git_environment, "GIT_SSH_COMMAND"),
			 "ssh -i key");
	unsetenv("GIT_SSH_COMMAND");
	githome_config("[core]\n\tsshCommand = ssh -v\n");
	ck_assert_ptr_null(env_of(git_environment, "GIT_SSH_COMMAND"));
}
END_TEST

START_TEST(test_command_environment)
{
	set_all();
	lacks_secrets(git_command_environment);
	ck_assert_ptr_null(env_of(git_command_environment,
				  "GIT_CONFIG_PARAMETERS"));
	ck_assert_ptr_null(env_of(git_command_environment,
				  "GIT_CONFIG_COUNT"));
	ck_assert_ptr_null(env_of(git_command_environment,
				  "GIT_CONFIG_KEY_0"));
	ck_assert_ptr_null(env_of(git_command_environment,
				  "GIT_CONFIG_VALUE_0"));
	ck_assert_str_eq(env_of(git_command_environment, "LC_ALL"),
			 "de_DE.UTF-8");
	ck_assert_str_eq(env_of(git_command_environment, "SSH_ASKPASS"),
			 "/bin/false");
}
END_TEST

START_TEST(test_hidden)
{
	set("MY_OWN_SECRET", "x");
	ck_assert_str_eq(env_of(git_environment, "MY_OWN_SECRET"), "x");
	git_hide_variable("MY_OWN_SECRET");
	ck_assert_ptr_null(env_of(git_environment, "MY_OWN_SECRET"));
	ck_assert_ptr_null(env_of(git_command_environment, "MY_OWN_SECRET"));

	set("MY_OTHER_SECRET", "x");
	githome_config("[multi \"https://git.example.com\"]\n"
		       "\ttokenEnv = MY_OTHER_SECRET\n");
	ck_assert_ptr_null(env_of(git_command_environment, "MY_OTHER_SECRET"));
}
END_TEST

/* A real git sees the user's -c, what was counted before, and ours. */
START_TEST(test_setting)
{
	const char *const words[] = {
		"config", "--get-regexp", "^x\\.", NULL
	};

	set("GIT_CONFIG_PARAMETERS", "'x.one'='1'");
	set("GIT_CONFIG_COUNT", "1");
	set("GIT_CONFIG_KEY_0", "x.two");
	set("GIT_CONFIG_VALUE_0", "2");
	git_environment(&env);
	git_environment_setting(&env, "x.three", "Authorization: \"a' b");
	git_environment_setting(&env, "x.four", "");
	ck_assert_str_eq(strvec_env_get(&env, "GIT_CONFIG_COUNT"), "3");
	ck_assert_int_eq(git_capturev(words, &env, NULL, &out, &err), 0);
	ck_assert_str_eq(out.buf, "x.two 2\n"
			 "x.three Authorization: \"a' b\nx.four \nx.one 1");
}
END_TEST

/* Which variable a setting names is not known before settings are read. */
START_TEST(test_settings_environment)
{
	set("GITHUB_TOKEN", "secret");
	set("OUR_DEPLOY_TOKEN", "secret");
	set("db_password", "secret");
	set("MACHINE_PAT", "secret");
	set("GIT_CONFIG", "/nowhere");
	set("COMPAT", "fine");
	ck_assert_ptr_null(env_of(environment_for_settings, "GITHUB_TOKEN"));
	ck_assert_ptr_null(env_of(environment_for_settings,
				  "OUR_DEPLOY_TOKEN"));
	ck_assert_ptr_null(env_of(environment_for_settings, "db_password"));
	ck_assert_ptr_null(env_of(environment_for_settings, "MACHINE_PAT"));
	ck_assert_ptr_null(env_of(environment_for_settings, "GIT_CONFIG"));
	ck_assert_str_eq(env_of(environment_for_settings, "COMPAT"), "fine");
	ck_assert_ptr_nonnull(env_of(environment_for_settings, "HOME"));
	ck_assert_str_eq(env_of(git_command_environment, "OUR_DEPLOY_TOKEN"),
			 "secret");

	git_hide_variable("OUR_DEPLOY_TOKEN");
	git_forget_tokens();
	ck_assert_ptr_null(getenv("GITHUB_TOKEN"));
	ck_assert_ptr_null(getenv("OUR_DEPLOY_TOKEN"));
	ck_assert_str_eq(getenv("MACHINE_PAT"), "secret");
}
END_TEST

/* Also where the settings want all of them in a trace. */
START_TEST(test_secret)
{
	const char *const words[] = { "rev-parse", "--git-dir", NULL };
	struct strbuf path = STRBUF_INIT;

	githome_config("[trace2]\n\tconfigParams = *\n"
		       "\tenvVars = GIT_CONFIG_VALUE_0\n");
	strbuf_addf(&path, "%s/trace", getenv("HOME"));
	set("GIT_TRACE2_EVENT", path.buf);
	git_environment(&env);
	git_environment_secret(&env, "x.secret", "open sesame");
	git_capturev(words, &env, NULL, &out, &err);
	strbuf_reset(&out);
	ck_assert_int_eq(file_read(path.buf, 1 << 20, &out, &err), 0);
	ck_assert_ptr_nonnull(strstr(out.buf, "rev-parse"));
	ck_assert_ptr_null(strstr(out.buf, "sesame"));
	strbuf_release(&path);
}
END_TEST

START_TEST(test_template_hooks)
{
	struct strvec argv = STRVEC_INIT;

	git_template_hooks(&argv);
	ck_assert_uint_eq(argv.nr, 0);
	githome_config("[init]\n\ttemplateDir = ~/t\n");
	git_template_hooks(&argv);
	ck_assert_uint_eq(argv.nr, 2);
	ck_assert_str_eq(argv.v[1], "core.hooksPath=~/t/hooks");
	strvec_clear(&argv);
	githome_config("[init]\n\ttemplateDir = ~/t\n"
		       "[core]\n\thooksPath = ~/h\n");
	git_template_hooks(&argv);
	ck_assert_uint_eq(argv.nr, 0);
	strvec_clear(&argv);
}
END_TEST

/* git would make file:///one into /two, and that into /three. */
START_TEST(test_url)
{
	const char *const words[] = {
		"ls-remote", "--get-url", "file:///two/n", NULL
	};

	githome_config("[url \"file:///two/\"]\n"
		       "\tinsteadOf = file:///one/\n"
		       "[url \"file:///three/\"]\n"
		       "\tinsteadOf = file:///two/\n"
		       "\tpushInsteadOf = file:///four/\n");
	git_environment(&env);
	ck_assert_int_eq(git_capturev(words, &env, NULL, &out, &err), 0);
	ck_assert_str_eq(out.buf, "file:///three/n");
	git_environment_url(&env, "file:///two/n", "file:///two/n");
	strbuf_reset(&out);
	ck_assert_int_eq(git_capturev(words, &env, NULL, &out, &err), 0);
	ck_assert_str_eq(out.buf, "file:///two/n");
	ck_assert_str_eq(strvec_env_get(&env, "GIT_CONFIG_COUNT"), "2");

	strvec_clear(&env);
	git_environment(&env);
	git_environment_url(&env, "file:///three/n", "file:///three/n");
	ck_assert_ptr_null(strvec_env_get(&env, "GIT_CONFIG_COUNT"));
}
END_TEST

Suite *suite_git(void)
{
	Suite *suite = suite_create("git");
	TCase *tcase = tcase_create("git");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_version);
	tcase_add_test(tcase, test_capture);
	tcase_add_test(tcase, test_capture_streams);
	tcase_add_test(tcase, test_capture_fails);
	tcase_add_test(tcase, test_words);
	tcase_add_test(tcase, test_pool_environment);
	tcase_add_test(tcase, test_ssh_command);
	tcase_add_test(tcase, test_command_environment);
	tcase_add_test(tcase, test_hidden);
	tcase_add_test(tcase, test_setting);
	tcase_add_test(tcase, test_settings_environment);
	tcase_add_test(tcase, test_secret);
	tcase_add_test(tcase, test_template_hooks);
	tcase_add_test(tcase, test_url);
	suite_add_tcase(suite, tcase);
	return suite;
}
