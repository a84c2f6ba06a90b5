/* SPDX-License-Identifier: MIT */
/*
 * What is asked of every host once, before the pool: which forge it is, where
 * its API is, whose token it takes, and what it allows.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/account.h"
#include "campaign/host.h"
#include "campaign/probe.h"
#include "git/config.h"

/* ---- one host ------------------------------------------------------------ */

/* By a setting, or a name that is known; NULL stays to be probed. */
static int find_forge(struct host *host, struct strbuf *err)
{
	const char *name;

	if (!host->web) {
		host->forge = &forge_git;
		return 0;
	}
	name = config_for_url(host->web, "forge");
	if (name) {
		host->forge = forge_by_name(name);
		if (host->forge)
			return 0;
		strbuf_addf(err, "multi.%s.forge is '%s', which is no forge "
			    "that this git multi knows", host->web, name);
		return -1;
	}
	host->forge = forge_of_host(host->name);
	return 0;
}

static int find_api(struct host *host, struct strbuf *err)
{
	const char *api = host->web ? config_for_url(host->web, "api") : NULL;

	if (!host->forge->locate)
		return 0;
	if (api && !starts_with(api, "http://") &&
	    !starts_with(api, "https://")) {
		strbuf_addf(err, "multi.%s.api is '%s', which is no address "
			    "of http or https", host->web, api);
		return -1;
	}
	if (api) {
		strbuf_addstr(&host->api, api);
		if (!ends_with(api, "/"))
			strbuf_addch(&host->api, '/');
	}
	host->forge->locate(host->web, &host->api, &host->graphql);
	return 0;
}

static struct token_question question_of(const struct host *host)
{
	struct token_question question = {
		.host = host->name, .web = host->web
	};

	if (host->web && host->forge->token_variables)
		question.variables = host->forge->token_variables(host->name);
	return question;
}

/* multi.<url>.limits: whose limits are counted, where the name tells not. */
static int find_budget(const struct host *host,
		       const struct forge_budget **budget, struct strbuf *err)
{
	static const struct forge_budget unlimited;
	const char *value = host->web ? config_for_url(host->web, "limits")
				      : NULL;

	*budget = forge_budget_of(host->forge, host->name);
	if (!value)
		return 0;
	if (!strcmp(value, "hosted"))
		*budget = &host->forge->hosted;
	else if (!strcmp(value, "own"))
		*budget = &host->forge->own;
	else if (!strcmp(value, "none"))
		*budget = &unlimited;
	else
		strbuf_addf(err, "multi.%s.limits is '%s', not hosted, own "
			    "or none", host->web, value);
	return err->len ? -1 : 0;
}

/* Its own limits hold for who has no token. */
static int add_anonymous(struct host *host, struct strbuf *err)
{
	const struct forge_budget *budget;
	const struct limit_window *window;

	if (find_budget(host, &budget, err) < 0)
		return -1;
	for (window = budget->anonymous; window && window->count > 0; window++)
		budget_add_window(&host->budget, window);
	return 0;
}

static int find_token(struct host *host, size_t hosts, bool may_ask,
		      struct strbuf *err)
{
	struct token_question question = question_of(host);

	if (!host->web || host->asked)
		return 0;
	host->asked = true;
	question.hosts = hosts;
	question.may_ask = may_ask && host->forge->authorize;
	if (credential_find(&question, &host->token, err) < 0)
		return HOSTS_USAGE;
	if (host->token.secret && host->forge->authorize) {
		struct strbuf value = STRBUF_INIT;

		host->forge->authorize(host->token.secret, &value);
		host->authorization = strbuf_detach(&value);
	}
	return host->token.secret ? 0 : add_anonymous(host, err);
}

/* ---- what it allows ------------------------------------------------------ */

static int lane_limit(const struct host *host, const char *name,
		      unsigned fallback, unsigned *limit, struct strbuf *err)
{
	const char *value = host->web ? config_for_url(host->web, name)
				      : config_string(name);
	char *end;
	long number;

	*limit = fallback ? fallback : 1;
	if (!value)
		return 0;
	number = strtol(value, &end, 10);
	if (*end || number < 1 || number > 1000) {
		strbuf_addf(err, "multi.%s is '%s', not a number from 1 to "
			    "1000", name, value);
		return -1;
	}
	*limit = (unsigned)number;
	return 0;
}

static int find_lanes(struct host *host, struct strbuf *err)
{
	const struct forge_budget *budget = forge_budget_of(host->forge,
							    host->name);

	if (lane_limit(host, "netJobs", budget->net_lane,
		       &host->lanes[LANE_NET].limit, err) < 0 ||
	    lane_limit(host, "apiJobs", budget->api_lane,
		       &host->lanes[LANE_API].limit, err) < 0 ||
	    lane_limit(host, "writeJobs", budget->write_lane,
		       &host->lanes[LANE_WRITE].limit, err) < 0)
		return -1;
	host->http.max_connections = host->lanes[LANE_API].limit +
				     host->lanes[LANE_WRITE].limit;
	host->look_max = budget->look_max;
	return 0;
}

/* "5%": what is left to the user's own use of a documented window. */
static int find_reserve(const struct host *host, double *share,
			struct strbuf *err)
{
	const char *value = host->web ? config_for_url(host->web, "reserve")
				      : NULL;
	char *end;

	*share = 0.05;
	if (!value)
		return 0;
	/* not all that strtod() takes: nan, 0x5, 5e0 */
	*share = strspn(value, "0123456789.%") == strlen(value)
		? strtod(value, &end) / 100 : -1;
	if (*share < 0)
		end = strchr(value, '\0');
	/* whether 20 is a share or a number of requests is nobody's guess */
	if (!*end && end > value && *share > 0) {
		strbuf_addf(err, "multi.%s.reserve is '%s': write it as a "
			    "share, '%s%%'", host->web, value, value);
		return -1;
	}
	if (*end == '%')
		end++;
	if (end == value || *end || *share < 0 || *share >= 1) {
		strbuf_addf(err, "multi.%s.reserve is '%s', not a share such "
			    "as 5%%", host->web, value);
		return -1;
	}
	return 0;
}

static int find_rates(struct host *host, struct strbuf *err)
{
	const struct forge_budget *budget;
	const struct limit_window *window;

	if (find_budget(host, &budget, err) < 0 ||
	    find_reserve(host, &host->budget.reserve, err) < 0)
		return -1;
	memcpy(host->budget.spacing, budget->spacing,
	       sizeof(budget->spacing));
	for (window = budget->windows; window && window->count > 0; window++)
		budget_add_window(&host->budget, window);
	return 0;
}

/* multi.<url>.rate is of writes; each kind has its own, too. */
static int find_rate_setting(struct host *host, struct strbuf *err)
{
	static const struct { const char *name; unsigned draws; } settings[] = {
		{ "rate", DRAW_WRITE | DRAW_CONTENT },
		{ "writeRate", DRAW_WRITE }, { "contentRate", DRAW_CONTENT },
		{ "readRate", DRAW_READ }, { "searchRate", DRAW_SEARCH },
		{ "graphqlRate", DRAW_GRAPHQL }, { "gitRate", DRAW_GIT }
	};
	struct rate rate;
	size_t i;

	for (i = 0; host->web && i < ARRAY_SIZE(settings); i++) {
		const char *value = config_for_url(host->web,
						   settings[i].name);

		if (!value)
			continue;
		strbuf_addf(err, "multi.%s.%s: ", host->web,
			    settings[i].name);
		if (date_parse_rate(value, &rate, err) < 0)
			return -1;
		strbuf_reset(err);
		budget_set_rate(&host->budget, settings[i].draws, rate.count,
				rate.seconds);
	}
	return 0;
}

static bool is_prepared(const struct host *host)
{
	return host->lanes[LANE_NET].limit > 0;
}

static int prepare_to_probe(struct host *host, struct strbuf *err)
{
	if (host->forge)
		return 0;
	if (host->web && config_http(host->web, &host->http, err) < 0)
		return -1;
	return find_forge(host, err);
}

static int prepare(struct host *host, struct strbuf *err)
{
	if (is_prepared(host))
		return 0;
	if (find_api(host, err) < 0 || find_lanes(host, err) < 0 ||
	    find_rates(host, err) < 0)
		return -1;
	return find_rate_setting(host, err);
}

static int prepare_all(struct host *list, void (*find)(struct host *list),
		       bool may_ask, struct strbuf *err)
{
	struct host *host;
	size_t unnamed = 0;
	int ret = 0;

	for (host = list; host && !ret; host = host->next)
		ret = prepare_to_probe(host, err);
	if (!ret)
		find(list);
	for (host = list; host && !ret; host = host->next) {
		struct token_question question;

		ret = prepare(host, err);
		if (ret || !host->web)
			continue;
		question = question_of(host);
		unnamed += !credential_is_named(&question);
	}
	for (host = list; host && !ret; host = host->next)
		ret = find_token(host, unnamed, may_ask, err);
	return ret;
}

int hosts_prepare(struct host *list, bool may_ask, struct strbuf *err)
{
	int ret = prepare_all(list, probe_hosts, may_ask, err);
	struct host *host;

	for (host = list; host && !ret; host = host->next)
		account_share(host);
	return ret;
}

int hosts_recall(struct host *list, struct strbuf *err)
{
	return prepare_all(list, probe_recall, false, err);
}
