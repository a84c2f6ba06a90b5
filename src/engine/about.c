/* SPDX-License-Identifier: MIT */
/*
 * The libraries below the engine.
 */
#include "engine/about.h"

#include <curl/curl.h>
#include <ev.h>
#include <string.h>

static bool has_protocol(const curl_version_info_data *curl, const char *name)
{
	const char *const *protocol;

	for (protocol = curl->protocols; *protocol; protocol++)
		if (!strcmp(*protocol, name))
			return true;
	return false;
}

void about_libraries(struct about *about)
{
	const curl_version_info_data *curl =
		curl_version_info(CURLVERSION_NOW);

	memset(about, 0, sizeof(*about));
	about->curl = curl->version;
	if (curl->features & CURL_VERSION_SSL)
		about->tls = curl->ssl_version;
	if (curl->features & CURL_VERSION_ASYNCHDNS)
		about->dns = curl->ares ? "c-ares" : "threads";
	about->http2 = curl->features & CURL_VERSION_HTTP2;
	about->https = has_protocol(curl, "https");
	about->ev_major = ev_version_major();
	about->ev_minor = ev_version_minor();
}
