/* SPDX-License-Identifier: MIT */
/*
 * The git children that steps start.
 */
#include "steps/process.h"

#include <string.h>

#include "base/report.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "engine/clock.h"
#include "git/diagnose.h"
#include "git/git.h"
#include "steps/reply.h"

static int start_local(struct task *task, const struct strvec *argv,
		       struct child_spec *spec, struct strbuf *err)
{
	struct strvec env = STRVEC_INIT;
	int ret;

	git_environment(&env);
	if (!task_definition(task)->lfs)
		strvec_env_set(&env, "GIT_LFS_SKIP_SMUDGE", "1");
	spec->argv = (const char *const *)argv->v;
	spec->keep = KEEP_HEAD;
	spec->timeout = LOCAL_GIT_TIMEOUT;
	ret = task_spawn(task, spec, &env, err);
	strvec_clear(&env);
	return ret;
}

int process_git_answer(struct task *task, const struct strvec *argv,
		       const char *dir, const char *input, size_t max,
		       struct strbuf *err)
{
	struct child_spec spec = {
		.dir = dir, .input = input,
		.input_len = input ? strlen(input) : 0, .max = max
	};

	return start_local(task, argv, &spec, err);
}

int process_git_input(struct task *task, const struct strvec *argv,
		      const char *dir, const struct strbuf *input,
		      struct strbuf *err)
{
	struct child_spec spec = {
		.dir = dir, .input = input->buf, .input_len = input->len
	};

	return start_local(task, argv, &spec, err);
}

int process_git(struct task *task, const struct strvec *argv,
		const char *dir, const char *input, struct strbuf *err)
{
	return process_git_answer(task, argv, dir, input, 0, err);
}

/*
 * The header goes to this server only; git would send it on to a host it was
 * redirected to, so redirects are not followed (design.md part 11), whatever
 * the settings say of a part of the server: the whole URL counts most.
 */
static bool add_token(struct task *task, const char *url, struct strvec *env)
{
	struct strbuf scope = STRBUF_INIT, key = STRBUF_INIT;
	struct strbuf value = STRBUF_INIT;
	const char *authorization, *login;

	authorization = host_git_authorization(task->host, url, &scope);
	login = !strcmp(url, task->remote.fetch_url) ? task->remote.fetch_login
						     : task->remote.push_login;
	if (login)
		authorization = login;
	if (!authorization)
		goto out;
	strbuf_addf(&key, "http.%s.extraHeader", scope.buf);
	strbuf_addf(&value, "Authorization: %s", authorization);
	git_environment_secret(env, key.buf, value.buf);
	strbuf_reset(&key);
	strbuf_addf(&key, "http.%s.followRedirects", url);
	git_environment_setting(env, key.buf, "false");
out:
	strbuf_release(&value);
	strbuf_release(&key);
	strbuf_release(&scope);
	return authorization;
}

/*
 * Where the token is refused git would ask the user's credential helpers:
 * other programs, which inherit the header. A helper has been asked for this
 * host before the pool.
 */
int process_git_net(struct task *task, const struct strvec *argv,
		    const char *dir, const char *url, struct strbuf *err)
{
	struct strvec env = STRVEC_INIT, words = STRVEC_INIT;
	struct child_spec spec = {
		.dir = dir, .keep = KEEP_HEAD, .timeout = NET_TIMEOUT
	};
	int ret;

	git_environment(&env);
	git_environment_url(&env, task->remote.url, url);
	strvec_push(&words, argv->v[0]);
	if (add_token(task, url, &env))
		strvec_pushl(&words, "-c", "credential.helper=", NULL);
	strvec_pushv(&words, (const char *const *)argv->v + 1);
	spec.argv = (const char *const *)words.v;
	ret = task_spawn(task, &spec, &env, err);
	strvec_clear(&words);
	strvec_clear(&env);
	return ret;
}

/* A server that says "too many": its git bucket rests. */
static enum verdict limited(struct task *task, const struct strbuf *why)
{
	struct verdict_of_reply verdict = {
		.failure = FAILURE_LIMIT, .freeze = FREEZE_BUCKET
	};

	host_judge(task->host, DRAW_GIT, task->slot->since, &verdict,
		   why->buf, clock_now());
	return reply_limited(task);
}

static void went_well(struct task *task)
{
	const struct verdict_of_reply verdict = { .failure = FAILURE_NONE };

	if (task->slot->draws & DRAW_GIT)
		host_judge(task->host, DRAW_GIT, task->slot->since, &verdict,
			   NULL, clock_now());
}

enum verdict process_settle(struct task *task, const char *stage,
			    struct strbuf *why)
{
	const struct child *child = &task->slot->child;
	struct diagnosis diagnosis = { .failure = FAILURE_NONE };
	struct strbuf text = STRBUF_INIT;

	if (!child->status) {
		went_well(task);
		return VERDICT_NEXT;
	}
	task_log(task, stage, child);
	if (child->timed_out) {
		strbuf_addf(why, "git %s did not end in time", stage);
		return task_retry(task, FAILURE_TIMEOUT);
	}
	child_output(&child->err, &text);
	child_output(&child->out, &text);
	diagnose(stage, child->status, text.buf, &diagnosis, why);
	strbuf_release(&text);
	if (diagnosis.limited)
		return limited(task, why);
	if (diagnosis.later)
		return task_retry(task, diagnosis.failure);
	return task_fail(task, diagnosis.failure);
}

bool process_said(const struct task *task, const char *fragment)
{
	const struct child *child = &task->slot->child;
	struct strbuf text = STRBUF_INIT;
	bool said;

	child_output(&child->err, &text);
	child_output(&child->out, &text);
	said = child->status && strstr(text.buf, fragment);
	strbuf_release(&text);
	return said;
}

void process_variables(const struct task *task, struct strvec *env)
{
	const char *branch = task_branch(task);
	const struct facts *facts = &task->facts;

	strvec_env_set(env, "GIT_MULTI_REPO", task->repository);
	strvec_env_set(env, "GIT_MULTI_HOST", task->remote.host);
	strvec_env_set(env, "GIT_MULTI_OWNER", task->remote.owner);
	strvec_env_set(env, "GIT_MULTI_NAME", task->remote.name);
	strvec_env_set(env, "GIT_MULTI_URL", task->remote.url);
	strvec_env_set(env, "GIT_MULTI_BASE", facts->base ? facts->base : "");
	strvec_env_set(env, "GIT_MULTI_BRANCH",
		       branch ? branch : "");
	strvec_env_set(env, "GIT_MULTI_CAMPAIGN", task->campaign->name);
	strvec_env_set(env, "GIT_MULTI_DRY_RUN",
		       task->campaign->goal.dry_run ? "1" : "0");
	/* that of a git multi which runs us, if any */
	strvec_env_set(env, "GIT_MULTI_ANSWER", NULL);
}
