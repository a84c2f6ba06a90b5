# SPDX-License-Identifier: MIT
"""Holds what the demo forge's Gitea dialect answers against the server's own
description. Prints a line for each answer, "ok …" or "not …". Arguments: the
server's URL, a token, a repository with pull requests 1 (merged) and 3
(open), a fork, the description (Swagger 2.0).

The descriptions say what members there are and of which types, not which must
be there, nor that what is an object, a list or a time may be null. So: no
member that is not described, each of its type, null only where the server's
own language has it; and each that is described must be there, but for those
named below, which newer versions added or which are left out when empty."""

import json
import sys
import urllib.error
import urllib.request

from jsonschema import Draft4Validator

url, token, repo, fork, description = sys.argv[1:]
with open(description, encoding="utf-8") as file:
    described = json.load(file)
definitions = described["definitions"]
prefix = "/api/v1" if "/api/v1/version" in described["paths"] else ""

# What the description is newer than, and what is left out when it is empty.
ABSENT = {
    "Repository": {
        "external_tracker", "external_wiki", "allow_manual_merge",
        "autodetect_manual_merge", "has_code", "branch_count",
        "default_target_branch", "default_update_style",
        "has_wiki_contents", "wiki_clone_url", "wiki_ssh_url"},
    "PullRequest": {"content_version", "additions", "deletions",
                    "changed_files"},
    "Issue": {"content_version", "time_estimate"},
    "Organization": {"created"},
    "PullRequestMeta": set(),
    "ContentsResponse": {"lfs_oid", "lfs_size"},
}
# For old clients: not described, but always there.
MORE = {"User": {"username": {"type": "string"}}}
TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"
# An answer that the server gives, and its description does not have.
UNDESCRIBED = {("POST", "/repos/{owner}/{repo}/pulls/{index}/merge", 201)}
# Pointers to texts, which may be null.
NULL = {("PullRequest", "merge_commit_sha"),
        ("ContentsResponse", "target"),
        ("ContentsResponse", "submodule_git_url")}


def strict(name):
    """A definition as we hold answers against it."""
    given = definitions[name]
    members = {}
    for key, member in {**given["properties"], **MORE.get(name, {})}.items():
        member = dict(member)
        if member.get("format") == "date-time":
            member["pattern"] = TIME
        pointer = "$ref" in member or member.get("type") in (
            "array", "object") or member.get("format") == "date-time" or \
            (name, key) in NULL
        if pointer:
            member = {"anyOf": [member, {"type": "null"}]}
        members[key] = member
    required = sorted(set(members) - ABSENT.get(name, set()))
    schema = {"type": "object", "properties": members,
              "additionalProperties": False}
    if required:
        schema["required"] = required
    return schema


root = {"definitions": {name: strict(name) if "properties" in given else given
                        for name, given in definitions.items()}}


def ask(method, path, body=None):
    request = urllib.request.Request(
        f"{url}/api/v1{path}", method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"token {token}",
                 "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def schema_of(method, pattern, status):
    """What the description says of that answer's body; None: nothing of
    the answer at all."""
    operation = described["paths"][prefix + pattern]
    answer = operation[method.lower()]["responses"].get(str(status))
    if answer is None:
        return None
    if "$ref" in answer:
        answer = described["responses"][answer["$ref"].split("/")[-1]]
    return answer.get("schema", {})


def leaves(error):
    """Where it went wrong, not all that is around it."""
    inner = [each for each in error.context or []
             if each.validator != "type" or "null" not in each.message]
    if not inner:
        return [error]
    return [leaf for each in inner for leaf in leaves(each)]


def hold(what, method, pattern, path, body=None, status=200):
    if prefix + pattern not in described["paths"]:
        return None                 # that description was cut
    got, text = ask(method, path, body)
    problems = []
    if got != status:
        problems.append(f"status {got}: {text[:200]!r}")
    schema = schema_of(method, pattern, got)
    if schema is None and (method, pattern, got) not in UNDESCRIBED:
        problems.append(f"status {got} is not described")
    if schema:
        errors = Draft4Validator({**root, **schema})
        for error in errors.iter_errors(json.loads(text)):
            problems += [f"{'/'.join(map(str, each.absolute_path))}:"
                         f" {each.message[-160:]}" for each in leaves(error)]
    print(f"{'not' if problems else 'ok'} {what}")
    for problem in problems[:8]:
        print(f"  {problem}")
    return json.loads(text) if text.strip() else None


R = "/repos/{owner}/{repo}"
at = f"/repos/{repo}"
hold("the version", "GET", "/version", "/version")
hold("the user", "GET", "/user", "/user")
hold("a repository", "GET", R, at)
hold("a fork", "GET", R, f"/repos/{fork}")
hold("one that is not there", "GET", R, at + "x", status=404)
hold("an organization's", "GET", "/orgs/{org}/repos",
     f"/orgs/{repo.split('/', maxsplit=1)[0]}/repos")
hold("a search", "GET", "/repos/search", "/repos/search?q=o")
teams = hold("an organization's teams", "GET", "/orgs/{org}/teams/search",
             f"/orgs/{repo.split('/', maxsplit=1)[0]}/teams/search?q=core")
if teams:
    hold("a team's", "GET", "/teams/{id}/repos",
         f"/teams/{teams['data'][0]['id']}/repos")
hold("a file", "GET", R + "/contents/{filepath}", at + "/contents/README.md")
hold("no file", "GET", R + "/contents/{filepath}", at + "/contents/gone",
     status=404)
hold("a branch", "GET", R + "/branches/{branch}", at + "/branches/main")
hold("a pull request that is open", "GET", R + "/pulls/{index}",
     at + "/pulls/3")
hold("one that is merged", "GET", R + "/pulls/{index}", at + "/pulls/1")
hold("by its branches", "GET", R + "/pulls/{base}/{head}",
     at + "/pulls/main/third")
hold("all of them", "GET", R + "/pulls", at + "/pulls?state=all")
opened = hold("a new one", "POST", R + "/pulls", f"/repos/{fork}/pulls", {
    "head": "third", "base": "main", "title": "t"}, status=201)
other = f"/repos/{fork}"
number = opened["number"] if opened else 0
hold("the same again", "POST", R + "/pulls", other + "/pulls", {
    "head": "third", "base": "main", "title": "t"}, status=409)
hold("of one branch", "POST", R + "/pulls", other + "/pulls", {
    "head": "main", "base": "main", "title": "t"}, status=422)
hold("from nowhere", "POST", R + "/pulls", other + "/pulls", {
    "head": "x", "base": "main", "title": "t"}, status=404)
hold("a change", "PATCH", R + "/pulls/{index}", f"{other}/pulls/{number}",
     {"title": "u"}, status=201)
hold("the labels", "GET", R + "/labels", at + "/labels")
hold("a pull request's", "POST", R + "/issues/{index}/labels",
     at + "/issues/3/labels", {"labels": ["bug"]})
hold("its milestones", "GET", R + "/milestones", at + "/milestones?state=all")
hold("reviewers", "POST", R + "/pulls/{index}/requested_reviewers",
     at + "/pulls/3/requested_reviewers",
     {"reviewers": ["judge"], "team_reviewers": ["core"]}, status=201)
hold("a comment", "POST", R + "/issues/{index}/comments",
     at + "/issues/3/comments", {"body": "b"}, status=201)
if opened:
    sha = opened["head"]["sha"]
    hold("a status", "POST", R + "/statuses/{sha}",
         f"{other}/statuses/{sha}", {"state": "success", "context": "c"},
         status=201)
    hold("all together", "GET", R + "/commits/{ref}/status",
         f"{other}/commits/{sha}/status")
    hold("the rules", "GET", R + "/branch_protections/{name}",
         other + "/branch_protections/main")
hold("a merge too early", "POST", R + "/pulls/{index}/merge",
     at + "/pulls/3/merge", {"Do": "merge"}, status=405)
hold("one by itself", "POST", R + "/pulls/{index}/merge",
     at + "/pulls/3/merge",
     {"Do": "merge", "merge_when_checks_succeed": True}, status=201)
hold("taken back", "DELETE", R + "/pulls/{index}/merge",
     at + "/pulls/3/merge", status=204)
hold("a merge", "POST", R + "/pulls/{index}/merge",
     f"{other}/pulls/{number}/merge", {"Do": "merge"})
hold("the default branch's deletion", "DELETE", R + "/branches/{branch}",
     at + "/branches/main", status=403)
