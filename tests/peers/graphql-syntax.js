// SPDX-License-Identifier: MIT
// Whether GraphQL queries are whole, for a forge whose schema is in no package:
// they parse, every fragment and variable is defined once, used, and of its
// type, and each variable has a value. What fields a server has is not asked.
//	NODE_PATH=… node graphql-syntax.js FILE…
// A file holds a query and then, from a line that begins with "{", its
// variables.
'use strict';
const fs = require('fs');
const { KnownFragmentNamesRule, LoneAnonymousOperationRule,
	NoFragmentCyclesRule, NoUndefinedVariablesRule, NoUnusedFragmentsRule,
	NoUnusedVariablesRule, UniqueArgumentNamesRule, UniqueFragmentNamesRule,
	UniqueVariableNamesRule, buildSchema, getVariableValues, parse,
	validate } = require('graphql');

const rules = [KnownFragmentNamesRule, LoneAnonymousOperationRule,
	NoFragmentCyclesRule, NoUndefinedVariablesRule, NoUnusedFragmentsRule,
	NoUnusedVariablesRule, UniqueArgumentNamesRule, UniqueFragmentNamesRule,
	UniqueVariableNamesRule];

// Only for the types that every schema has: String, ID …
const schema = buildSchema('type Query { nothing: ID }');

function variableErrors(definition, values) {
	const names = definition.variableDefinitions.map(
		(one) => one.variable.name.value);
	const { errors = [] } = getVariableValues(schema,
		definition.variableDefinitions, values);
	const missing = names.filter((name) => !(name in values));
	const unasked = Object.keys(values).filter(
		(name) => !names.includes(name));

	return [...errors.map((error) => error.message),
		...missing.map((name) => `no value for "$${name}"`),
		...unasked.map((name) => `nothing asks for "$${name}"`)];
}

function errorsOf(text) {
	const at = text.search(/^\{/m);
	const query = at < 0 ? text : text.slice(0, at);
	const values = at < 0 ? {} : JSON.parse(text.slice(at));
	const parsed = parse(query);
	const operation = parsed.definitions.find(
		(one) => one.kind === 'OperationDefinition');

	const wrong = validate(schema, parsed, rules);

	return [...wrong.map((error) => error.message),
		...variableErrors(operation, values)];
}

let wrong = 0;
for (const file of process.argv.slice(2)) {
	let errors;
	try {
		errors = errorsOf(fs.readFileSync(file, 'utf8'));
	} catch (error) {
		errors = [error.message];
	}
	for (const error of errors)
		console.log(`${file}: ${error}`);
	wrong += errors.length;
}
process.exit(wrong || process.argv.length < 3 ? 1 : 0);
