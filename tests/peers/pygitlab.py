# SPDX-License-Identifier: MIT
"""Uses the demo forge through python-gitlab: a client that knows GitLab's API
and not us. Prints TAP. Arguments: the server's URL, a token, a project's full
path; its branches "main" and "topic" differ by one commit, "other" by
another. Its group has two projects, and one more in a group below."""

import sys

import gitlab
from gitlab.exceptions import GitlabAuthenticationError, GitlabCreateError
from gitlab.exceptions import GitlabGetError, GitlabHeadError
from gitlab.exceptions import GitlabMRClosedError

url, token, full_path = sys.argv[1:]
count = failures = 0


def ok(sentence, true, detail=""):
    global count, failures
    count += 1
    failures += not true
    print(f"{'ok' if true else 'not ok'} {count} - {sentence}")
    if not true and detail != "":
        print(f"# {detail!r}")


def same(sentence, expected, actual):
    ok(sentence, expected == actual, (expected, actual))


def refused(sentence, error, status, action):
    try:
        result = action()
    except error as e:
        same(sentence, status, e.response_code)
        return e
    ok(sentence, False, result)
    return None


def client(**kinds):
    return gitlab.Gitlab(url, per_page=1, **kinds)


gl = client(private_token=token)
gl.auth()
same("the user of a token", "peer", gl.user.username)
version, _ = gl.version()
ok("the version", version[0].isdigit(), version)
bearer = client(oauth_token=token)
bearer.auth()
same("the same as a bearer", gl.user.id, bearer.user.id)
refused("a wrong token", GitlabAuthenticationError, 401,
        lambda: client(private_token="wrong").auth())

project = gl.projects.get(full_path)
same("a project's full path", full_path, project.path_with_namespace)
same("its default branch", "main", project.default_branch)
same("it is not archived", False, project.archived)
same("the token is a developer's", 30,
     project.permissions["project_access"]["access_level"])
ok("its clone address", project.http_url_to_repo.endswith(
    f"/{full_path}.git"), project.http_url_to_repo)
same("the same by its number", full_path,
     gl.projects.get(project.id).path_with_namespace)
refused("a project that is not there", GitlabGetError, 404,
        lambda: gl.projects.get("peers/nowhere"))
group = gl.groups.get(full_path.split("/")[0])
same("the group's projects, a page each", {"one", "two"},
     {p.path for p in group.projects.list(iterator=True)})
same("with those below", {"one", "two", "deep"},
     {p.path for p in group.projects.list(include_subgroups=True,
                                          iterator=True)})
ids = {gl.projects.get(path).id
       for path in (full_path, "peers/two", "peers/below/deep")}
same("the group's files by a search", ids,
     {found["project_id"] for found in group.search(
         "blobs", "all", iterator=True)})
same("a file's path by its metadata", "README.md", project.files.head(
    "README.md", "HEAD")["X-Gitlab-File-Path"])
refused("the metadata of a file that is not there", GitlabHeadError, 404,
        lambda: project.files.head("gone.md", "HEAD"))
same("a project's topics", ["peers", "two"], project.topics)
same("a user's projects", ["mine"],
     [p.path for p in gl.users.list(username="peer")[0].projects.list()])
same("all projects, by keys", 4, len(gl.projects.list(
    pagination="keyset", order_by="id", sort="asc", get_all=True)))

same("all branches, in pages", {"main", "topic", "other"},
     {branch.name for branch in project.branches.list(iterator=True)})
topic = project.branches.get("topic")
same("a branch's commit has 40 digits", 40, len(topic.commit["id"]))
same("and a title", "about topic",
     project.commits.get(topic.commit["id"]).title)

mr = project.mergerequests.create({
    "source_branch": "topic", "target_branch": "main",
    "title": "Draft: A topic", "description": "What it is about",
    "labels": ["automated", "python"], "remove_source_branch": True,
    "assignee_ids": [gl.user.id]})
same("a merge request is opened", "opened", mr.state)
same("its iid", 1, mr.iid)
same("its title makes it a draft", True, mr.draft)
same("its labels", ["automated", "python"], mr.labels)
same("its assignee", "peer", mr.assignees[0]["username"])
mr = project.mergerequests.get(1)
same("its description", "What it is about", mr.description)
same("its commit", topic.commit["id"], mr.sha)
same("who opened it", "peer", mr.author["username"])
ok("it has a page", mr.web_url.endswith(f"/{full_path}/-/merge_requests/1"),
   mr.web_url)
same("it is only a draft", "draft_status", mr.detailed_merge_status)

error = refused("a second one from the same branch is refused",
                GitlabCreateError, 409, lambda: project.mergerequests.create({
                    "source_branch": "topic", "target_branch": "main",
                    "title": "Again"}))
ok("with the iid of the first", error is not None and "!1" in
   str(error.error_message), error and error.error_message)
refused("one from a branch that is not there is refused", GitlabCreateError,
        400, lambda: project.mergerequests.create({
            "source_branch": "nowhere", "target_branch": "main",
            "title": "Nothing"}))
refused("a draft is not merged", GitlabMRClosedError, 405, mr.merge)

mr.title = "A better topic"
mr.labels = ["python"]
mr.save()
mr = project.mergerequests.get(1)
same("the title is changed", "A better topic", mr.title)
same("it is no draft any more", False, mr.draft)
same("the labels too", ["python"], mr.labels)
same("it can be merged", "mergeable", mr.detailed_merge_status)
mr.notes.create({"body": "A word"})
same("a note", ["A word"], [note.body for note in mr.notes.list(
    iterator=True)])

other = project.mergerequests.create({
    "source_branch": "other", "target_branch": "main", "title": "Another"})
same("merge requests that are open, in pages", {1, 2},
     {m.iid for m in project.mergerequests.list(state="opened",
                                                iterator=True)})
same("one by its branch", [2], [m.iid for m in project.mergerequests.list(
    source_branch="other", state="all", get_all=True)])
same("all in the group", 2, len(group.mergerequests.list(
    state="opened", get_all=True)))
other.state_event = "close"
other.save()
same("one is closed", "closed", project.mergerequests.get(2).state)
refused("and not merged", GitlabMRClosedError, 405, other.merge)

refused("what was not seen is not merged", gitlab.GitlabError, 409,
        lambda: mr.merge(sha="0" * 40))
mr.merge(sha=mr.sha)
mr = project.mergerequests.get(1)
same("a merge", "merged", mr.state)
same("by whom", "peer", mr.merged_by["username"])
same("it is what main has now", mr.merge_commit_sha,
     project.branches.get("main").commit["id"])
refused("its branch is gone", GitlabGetError, 404,
        lambda: project.branches.get("topic"))
project.branches.get("other").delete()
same("another is deleted", ["main"],
     [branch.name for branch in project.branches.list(get_all=True)])

graphql = gitlab.GraphQL(url, token=token)
data = graphql.execute("{ currentUser { username } }")
same("GraphQL says who asks", "peer", data["currentUser"]["username"])
data = graphql.execute("""{ projects(fullPaths: ["%s"]) { nodes {
    fullPath mergeRequests(state: merged) { nodes { iid state } } } } }"""
                       % full_path)
same("and what was merged", [{"iid": "1", "state": "merged"}],
     data["projects"]["nodes"][0]["mergeRequests"]["nodes"])
try:
    graphql.execute("{ currentUser { nme } }")
    ok("a field that is not there is refused", False)
except Exception as e:
    ok("a field that is not there is refused", "doesn't exist" in str(e), e)

print(f"1..{count}")
sys.exit(failures > 0)
