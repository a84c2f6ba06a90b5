/* SPDX-License-Identifier: MIT */
/*
 * The words of a GraphQL document, one after another. The first mistake is
 * said once in err; from then on there is only the end.
 */
#ifndef FORGE_GRAPHQL_LEX_H
#define FORGE_GRAPHQL_LEX_H

#include <stdbool.h>

#include "graphql.h"

#define GQL_DEPTH_MAX 64

enum token { TOKEN_END, TOKEN_NAME, TOKEN_INT, TOKEN_FLOAT, TOKEN_STRING,
	     TOKEN_PUNCTUATOR };

struct parser {
	struct gql_document *doc;
	const char *text, *at;
	enum token token;
	const char *start;		/* of the token in the text */
	struct strbuf value;		/* name, digits, string, '{' or "..." */
	struct strbuf *err;
	bool failed;
	int depth;
};

void lex_fail(struct parser *p, const char *what);
void lex_next(struct parser *p);

/* Whether the token is that name or punctuator; accept passes over it. */
bool lex_is(const struct parser *p, const char *what);
bool lex_accept(struct parser *p, const char *what);
void lex_expect(struct parser *p, const char *what);

#endif
