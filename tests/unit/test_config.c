/* SPDX-License-Identifier: MIT */
/*
 * Settings as a real git reads them: plain ones, those for a URL, http.*, and
 * what git would talk to.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/strvec.h"
#include "base/text.h"
#include "git/config.h"
#include "git/configlist.h"
#include "git/git.h"
#include "githome.h"

Suite *suite_config(void);

static struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
static struct http_settings http;

static void setup(void)
{
	githome_open();
}

static void teardown(void)
{
	githome_close();
	http_settings_release(&http);
	strbuf_release(&out);
	strbuf_release(&err);
}

/* config_load() has to fail with exactly this sentence. */
static void refused(const char *text, const char *sentence)
{
	ck_assert_int_eq(file_write("gitconfig", text, strlen(text), 0600,
				    &err), 0);
	strbuf_reset(&err);
	ck_assert_int_eq(config_load(&err), -1);
	ck_assert_msg(strstr(err.buf, sentence), "%s", err.buf);
}

START_TEST(test_table)
{
	const struct setting *setting;

	for (setting = config_settings; setting[1].name; setting++)
		ck_assert_msg(strcasecmp(setting->name, setting[1].name) < 0,
			      "%s is not in order", setting[1].name);
	for (setting = config_settings; setting->name; setting++) {
		ck_assert(!setting->only_url || setting->by_url);
		ck_assert_int_eq(setting->kind == SETTING_CHOICE,
				 setting->choices != NULL);
		ck_assert_ptr_nonnull(setting->help);
	}
}
END_TEST

START_TEST(test_values)
{
	struct strvec values = STRVEC_INIT;

	githome_config("[User]\n\tName = One\n\tname = \"T;wo\"\n"
		       "[a \"Sub.Part\"]\n\tb = line\\nbreak\n\tc\n\td =\n");
	ck_assert_str_eq(config_value("user.name"), "T;wo");
	ck_assert_str_eq(config_value("USER.Name"), "T;wo");
	config_values("user.name", &values);
	ck_assert_uint_eq(values.nr, 2);
	ck_assert_str_eq(values.v[0], "One");
	ck_assert_str_eq(config_value("A.Sub.Part.B"), "line\nbreak");
	ck_assert_ptr_null(config_value("a.sub.part.b"));
	ck_assert_str_eq(config_value("a.Sub.Part.c"), "true");
	ck_assert_str_eq(config_value("a.Sub.Part.d"), "");
	ck_assert_ptr_null(config_value("nothing"));
	strvec_clear(&values);
}
END_TEST

/* Command line settings reach us, and GIT_CONFIG does not hide the rest. */
START_TEST(test_sources)
{
	setenv("GIT_CONFIG_PARAMETERS", "'multi.host=git.example.com'", 1);
	setenv("GIT_CONFIG", "/dev/null", 1);
	githome_config("[multi]\n\thost = other\n\towner = me\n");
	ck_assert_str_eq(config_string("host"), "git.example.com");
	ck_assert_str_eq(config_string("owner"), "me");
}
END_TEST

START_TEST(test_fallbacks)
{
	int number = 0;

	ck_assert_str_eq(config_string("host"), "github.com");
	ck_assert_str_eq(config_string("progress"), "auto");
	ck_assert_ptr_null(config_string("owner"));
	ck_assert_ptr_null(config_string("jobs"));
	ck_assert_int_eq(config_int("jobs", &number, &err), 0);
	ck_assert_int_ge(number, 1);
	ck_assert_int_eq(config_int("keepFailed", &number, &err), 0);
	ck_assert_int_eq(number, 20);
	githome_config("[multi]\n\tkeepFailed = 3\n\tjobs = 7\n");
	ck_assert_int_eq(config_int("keepFailed", &number, &err), 0);
	ck_assert_int_eq(number, 3);
	ck_assert_int_eq(config_int("jobs", &number, &err), 0);
	ck_assert_int_eq(number, 7);
}
END_TEST

START_TEST(test_unknown)
{
	githome_config("[multi]\n\tkeepFaild = 3\n\tzzzzzzzz = 1\n"
		       "[multi \"https://git.example.com/\"]\n\traet = 1/s\n");
	ck_assert_str_eq(githome_said(),
			 "warning: unknown setting 'multi.keepfaild', the "
			 "nearest is 'multi.keepFailed'\n"
			 "warning: unknown setting 'multi.zzzzzzzz'\n"
			 "warning: unknown setting "
			 "'multi.https://git.example.com/.raet', the nearest "
			 "is 'multi.https://git.example.com/.rate'\n");
}
END_TEST

START_TEST(test_misplaced)
{
	githome_config("[multi]\n\tforge = github\n"
		       "[multi \"https://git.example.com/\"]\n\tjobs = 2\n"
		       "[multi \"git.example.com\"]\n\trate = 1/s\n");
	ck_assert(strstr(githome_said(), "'multi.forge' means nothing: it is "
			 "for one server, 'multi.<url>.forge'"));
	ck_assert(strstr(githome_said(), "'multi.jobs' is not for one "
			 "server"));
	ck_assert(strstr(githome_said(), "'git.example.com' is no URL, it "
			 "needs a scheme"));
}
END_TEST

START_TEST(test_bad_values)
{
	refused("[multi]\n\tjobs = many\n", "bad value 'many' for "
		"'multi.jobs': it is no whole number from 0 on");
	refused("[multi]\n\tjobs = 99999999999999\n", "bad value");
	refused("[multi]\n\tkeepFailed = -1\n", "bad value '-1'");
	refused("[multi]\n\tprogress = bars\n", "bad value 'bars' for "
		"'multi.progress': it is not one of auto, block, lines, none");
	refused("[multi]\n\tprogress = blok\n", "lines, none; did you mean "
		"'block'?");
	refused("[multi]\n\trate = often\n", "bad value 'often' for "
		"'multi.rate': ");
	refused("[multi]\n\ttimeout = soon\n", "for 'multi.timeout': ");
	refused("[multi\n", "git cannot read its configuration: bad config "
		"line 1 in file ");

	/* for one server, which may have no part in this: only said */
	githome_config("[multi \"https://git.example.com\"]\n\trate = x\n");
	ck_assert(strstr(githome_said(), "warning: bad value 'x' for "
			 "'multi.https://git.example.com.rate'"));
}
END_TEST

START_TEST(test_for_url)
{
	static const char url[] = "https://git.example.com/";

	githome_config("[multi]\n\trate = 5/min\n\tforge = github\n"
		       "[multi \"https://git.example.com\"]\n\trate = 7/s\n"
		       "\tforge = git\n\ttokenEnv = T\n\tapi = https://a/b\n"
		       "[multi \"https://*.example.org\"]\n\trate = 9/s\n"
		       "[multi \"http://127.0.0.1:4020/\"]\n\tforge = git\n");
	ck_assert_str_eq(config_for_url(url, "rate"), "7/s");
	ck_assert_str_eq(config_for_url(url, "forge"), "git");
	ck_assert_str_eq(config_for_url(url, "tokenEnv"), "T");
	ck_assert_str_eq(config_for_url(url, "api"), "https://a/b");
	ck_assert_ptr_null(config_for_url(url, "netJobs"));
	ck_assert_str_eq(config_for_url("https://x.example.org/", "rate"),
			 "9/s");
	ck_assert_str_eq(config_for_url("https://github.com/", "rate"),
			 "5/min");

	/* one server's token, forge and API are never another's */
	ck_assert_ptr_null(config_for_url("https://github.com/", "forge"));
	ck_assert_ptr_null(config_for_url("https://github.com/", "tokenEnv"));
	ck_assert_ptr_null(config_for_url("http://git.example.com/",
					  "tokenEnv"));
	ck_assert_ptr_null(config_for_url("https://git.example.com:8443/",
					  "tokenEnv"));
	ck_assert_str_eq(config_for_url("http://127.0.0.1:4020/", "forge"),
			 "git");
}
END_TEST

/* Without a key for a URL no process is needed: git may even be gone. */
START_TEST(test_for_url_from_memory)
{
	githome_config("[multi]\n\trate = 5/min\n\tforge = github\n"
		       "[http]\n\tproxy = http://proxy.example.com\n");
	setenv("PATH", "/nowhere", 1);
	ck_assert_str_eq(config_for_url("https://github.com/", "rate"),
			 "5/min");
	ck_assert_ptr_null(config_for_url("https://github.com/", "forge"));
	ck_assert_int_eq(config_http("https://github.com/", &http, &err), 0);
	ck_assert_str_eq(http.proxy, "http://proxy.example.com");
}
END_TEST

/* With one, git is asked once for each URL. */
START_TEST(test_for_url_asks_once)
{
	githome_config("[multi \"https://a.example.com\"]\n\trate = 7/s\n");
	ck_assert_str_eq(config_for_url("https://a.example.com/", "rate"),
			 "7/s");
	setenv("PATH", "/nowhere", 1);
	ck_assert_str_eq(config_for_url("https://a.example.com/", "rate"),
			 "7/s");
	ck_assert_ptr_null(config_for_url("https://a.example.com/", "forge"));
}
END_TEST

START_TEST(test_hosts)
{
	githome_config("[multi \"https://git.example.com/\"]\n\trate = 1/s\n"
		       "[multi \"http://127.0.0.1:4020\"]\n\tforge = git\n"
		       "[multi \"https://me@corp:443/x\"]\n\tforge = git\n"
		       "[multi \"https://*.example.org\"]\n\trate = 9/s\n");
	ck_assert_str_eq(config_scheme("git.example.com"), "https");
	ck_assert_str_eq(config_scheme("GIT.example.com"), "https");
	ck_assert_str_eq(config_scheme("127.0.0.1:4020"), "http");
	ck_assert_str_eq(config_scheme("corp"), "https");
	ck_assert(config_knows_host("x.example.org"));
	ck_assert(!config_knows_host("x.y.example.org"));
	ck_assert(!config_knows_host("example.org"));
	ck_assert(!config_knows_host("127.0.0.1"));
	ck_assert(!config_knows_host("git.example.com.evil.com"));
	ck_assert(!config_knows_host(""));
}
END_TEST

START_TEST(test_http)
{
	githome_config("[http]\n\tproxy = http://p\n\tsslVerify = true\n"
		       "\tproxyAuthMethod = basic\n\tsslCAInfo = ~/ca.pem\n"
		       "[http \"https://git.example.com\"]\n\tproxy =\n"
		       "\tsslVerify = false\n\tsslCert = /c\n\tsslKey = /k\n"
		       "\tsslCAPath = /d\n\tproxySSLCAInfo = /p\n"
		       "\tlowSpeedLimit = 1000\n\tlowSpeedTime = 7\n");
	ck_assert_int_eq(config_http("https://git.example.com/", &http, &err),
			 0);
	strbuf_addf(&out, "%s/ca.pem", githome);
	ck_assert_str_eq(http.proxy, "");
	ck_assert_str_eq(http.proxy_auth, "basic");
	ck_assert_str_eq(http.ca_info, out.buf);
	ck_assert_str_eq(http.ca_path, "/d");
	ck_assert_str_eq(http.cert, "/c");
	ck_assert_str_eq(http.key, "/k");
	ck_assert_str_eq(http.proxy_ca_info, "/p");
	ck_assert(http.no_verify);
	ck_assert_int_eq((int)http.stall_timeout, 7);
	http_settings_release(&http);

	ck_assert_int_eq(config_http("https://github.com/", &http, &err), 0);
	ck_assert_str_eq(http.proxy, "http://p");
	ck_assert_ptr_null(http.cert);
	ck_assert(!http.no_verify);
	ck_assert_int_eq((int)http.stall_timeout, 0);
}
END_TEST

START_TEST(test_http_environment)
{
	setenv("GIT_SSL_NO_VERIFY", "", 1);
	setenv("GIT_SSL_CAINFO", "/e/ca", 1);
	setenv("GIT_SSL_CAPATH", "/e/path", 1);
	setenv("GIT_SSL_CERT", "/e/cert", 1);
	setenv("GIT_SSL_KEY", "/e/key", 1);
	setenv("GIT_PROXY_SSL_CERT", "/e/proxy", 1);
	setenv("GIT_HTTP_PROXY_AUTHMETHOD", "sorcery", 1);
	githome_config("[http]\n\tsslCAInfo = /c\n\tsslVerify = true\n"
		       "\tproxyAuthMethod = basic\n");
	ck_assert_int_eq(config_http("https://github.com/", &http, &err), 0);
	ck_assert(http.no_verify);
	ck_assert_str_eq(http.ca_info, "/e/ca");
	ck_assert_str_eq(http.ca_path, "/e/path");
	ck_assert_str_eq(http.cert, "/e/cert");
	ck_assert_str_eq(http.key, "/e/key");
	ck_assert_str_eq(http.proxy_cert, "/e/proxy");
	ck_assert_str_eq(http.proxy_auth, "anyauth");
	ck_assert(strstr(githome_said(), "'sorcery'"));
	http_settings_release(&http);

	githome_config("[http]\n\tsslVerify = maybe\n");
	ck_assert_int_eq(config_http("https://github.com/", &http, &err), -1);
	ck_assert(strstr(err.buf, "bad value 'maybe' for 'http.sslVerify'"));
}
END_TEST

/* What we make of a URL is what git makes of it. */
static void same_as_git(const char *url)
{
	struct strbuf ours = STRBUF_INIT, gits = STRBUF_INIT;

	ck_assert_int_eq(git_capture(NULL, &err, "-C", "repo", "config",
				     "remote.origin.url", url, NULL), 0);
	config_rewrite_url(url, false, &ours);
	ck_assert_int_eq(git_capture(&gits, &err, "-C", "repo", "ls-remote",
				     "--get-url", url, NULL), 0);
	ck_assert_str_eq(ours.buf, gits.buf);
	strbuf_reset(&ours);
	strbuf_reset(&gits);
	config_rewrite_url(url, true, &ours);
	ck_assert_int_eq(git_capture(&gits, &err, "-C", "repo", "remote",
				     "get-url", "--push", "origin", NULL), 0);
	ck_assert_str_eq(ours.buf, gits.buf);
	strbuf_release(&ours);
	strbuf_release(&gits);
}

START_TEST(test_rewrite)
{
	githome_config("[url \"https://github.com/\"]\n\tinsteadOf = gh:\n"
		       "\tinsteadOf = \"git@github.com:\"\n"
		       "[url \"ssh://git@mirror.example.com/gh/\"]\n"
		       "\tinsteadOf = https://github.com/corp/\n"
		       "\tpushInsteadOf = https://github.com/\n"
		       "[url \"https://second.example.com/\"]\n"
		       "\tinsteadOf = gh:\n\tpushInsteadOf = gh:\n"
		       "[url \"file:///srv/a.b/\"]\n\tinsteadOf = local:\n");
	ck_assert_int_eq(git_capture(NULL, &err, "init", "-q", "repo", NULL),
			 0);
	same_as_git("gh:o/n");
	same_as_git("git@github.com:o/n.git");
	same_as_git("https://github.com/o/n");
	same_as_git("https://github.com/corp/n");
	same_as_git("https://github.com/corp");
	same_as_git("HTTPS://github.com/corp/n");
	same_as_git("local:x/y.git");
	same_as_git("https://gitlab.com/o/n");

	githome_config("[url \"https://all.example.com/\"]\n\tinsteadOf =\n"
		       "[url \"https://x.example.com/\"]\n\tinsteadOf = x:\n");
	same_as_git("anything");
	same_as_git("x:y");
}
END_TEST

START_TEST(test_advice_and_color)
{
	githome_config("");
	ck_assert_ptr_null(config_color());
	ck_assert(config_advice("multiResume"));
	githome_config("[advice]\n\tmultiResume = false\n\tmultiX = true\n"
		       "[color]\n\tui = always\n");
	ck_assert(!config_advice("multiResume"));
	ck_assert(config_advice("multiX"));
	ck_assert_str_eq(config_color(), "always");
	githome_config("[color]\n\tui = always\n\tmulti = false\n");
	ck_assert_str_eq(config_color(), "never");
	githome_config("[color]\n\tui\n");
	ck_assert_str_eq(config_color(), "auto");
	setenv("GIT_ADVICE", "0", 1);
	ck_assert(!config_advice("multiX"));
}
END_TEST

START_TEST(test_truth)
{
	ck_assert_int_eq(config_truth("Yes"), 1);
	ck_assert_int_eq(config_truth("1"), 1);
	ck_assert_int_eq(config_truth(""), 0);
	ck_assert_int_eq(config_truth("OFF"), 0);
	ck_assert_int_eq(config_truth("perhaps"), -1);
}
END_TEST

Suite *suite_config(void)
{
	Suite *suite = suite_create("config");
	TCase *tcase = tcase_create("config");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_table);
	tcase_add_test(tcase, test_values);
	tcase_add_test(tcase, test_sources);
	tcase_add_test(tcase, test_fallbacks);
	tcase_add_test(tcase, test_unknown);
	tcase_add_test(tcase, test_misplaced);
	tcase_add_test(tcase, test_bad_values);
	tcase_add_test(tcase, test_for_url);
	tcase_add_test(tcase, test_for_url_from_memory);
	tcase_add_test(tcase, test_for_url_asks_once);
	tcase_add_test(tcase, test_hosts);
	tcase_add_test(tcase, test_http);
	tcase_add_test(tcase, test_http_environment);
	tcase_add_test(tcase, test_rewrite);
	tcase_add_test(tcase, test_advice_and_color);
	tcase_add_test(tcase, test_truth);
	suite_add_tcase(suite, tcase);
	return suite;
}
