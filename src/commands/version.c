/* SPDX-License-Identifier: MIT */
/*
 * Which git-multi this is.
 */
#include "commands/commands.h"
#include "engine/about.h"

void commands_version(struct strbuf *out, bool build)
{
	struct about about;

	strbuf_addstr(out, "git-multi version " PACKAGE_VERSION "\n");
	if (!build)
		return;
	about_libraries(&about);
	strbuf_addf(out, "compiler: %s\nsizeof-long: %zu\n", __VERSION__,
		    sizeof(long));
	strbuf_addf(out, "libcurl: %s\ntls: %s\nhttp2: %s\ndns: %s\n",
		    about.curl, about.tls ? about.tls : "none",
		    about.http2 ? "yes" : "no",
		    about.dns ? about.dns : "blocking");
	strbuf_addf(out, "libev: %d.%d\n", about.ev_major, about.ev_minor);
}
