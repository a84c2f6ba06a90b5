# SPDX-License-Identifier: MIT
"""Uses the demo forge's Gitea dialect through two clients that know Gitea and
not us: py-gitea, which people wrote, and gitea-api-client, which was made of
Gitea's description and refuses what is of another type. Prints TAP.
Arguments: the server's URL, a token, a repository's owner and name, another
one's token. Its branches "topic", "other", "third" differ from "main" by a
commit each; it requires the check "ci/build" and an approval, and has the
labels "bug" and "ready". The owner, an organization, has two more."""

import asyncio
import sys

import gitea_api_client as typed
from gitea import Gitea, Organization, Repository, User
from gitea.exceptions import ConflictException, Forbidden
from gitea.exceptions import NotFoundException, Unprocessable

url, token, owner, name, judge = sys.argv[1:]
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


def raises(sentence, error, action):
    try:
        result = action()
    except error:
        ok(sentence, True)
    else:
        ok(sentence, False, result)


# -- py-gitea

gitea = Gitea(url, token_text=token, log_level="CRITICAL")
same("the version", "1.23.1", gitea.get_version())
same("the user of a token", "peer", gitea.get_user().username)
same("the same with a password", "peer",
     Gitea(url, auth=("peer", token)).get_user().username)
raises("a wrong token", Forbidden, lambda: Gitea(
    url, token_text="wrong", log_level="CRITICAL").get_user())
same("another user", "judge", User.request(gitea, "judge").username)
raises("nobody", NotFoundException, lambda: User.request(gitea, "nobody"))

repo = Repository.request(gitea, owner, name)
same("a repository's full name", f"{owner}/{name}", repo.full_name)
same("its default branch", "main", repo.default_branch)
same("it is not archived", False, repo.archived)
same("nor empty", False, repo.empty)
ok("its owner is an organization", isinstance(repo.owner, Organization),
   repo.owner)
same("which has three", {name, "two", "three"},
     {each.name for each in Organization.request(
         gitea, owner).get_repositories()})
same("in pages of one", 3, len(gitea.requests_get_paginated(
    f"/orgs/{owner}/repos", params={"limit": 1})))
same("its branches", {"main", "topic", "other", "third"},
     {branch.name for branch in repo.get_branches()})
topic = next(each for each in repo.get_branches() if each.name == "topic")
same("a branch's commit has 40 digits", 40, len(topic.commit["id"]))
same("a new branch", "copy", repo.add_branch(topic, "copy").name)
raises("which is there only once", ConflictException,
       lambda: repo.add_branch(topic, "copy"))
gitea.requests_delete(f"/repos/{owner}/{name}/branches/copy")
raises("and gone when it is deleted", NotFoundException, lambda: gitea.
       requests_get(f"/repos/{owner}/{name}/branches/copy"))
raises("a pull request onto itself", Unprocessable, lambda: gitea.
       requests_post(f"/repos/{owner}/{name}/pulls",
                     data={"head": "main", "base": "main", "title": "t"}))
raises("a repository that is not there", NotFoundException,
       lambda: Repository.request(gitea, owner, "nowhere"))


# -- gitea-api-client

def client(secret):
    configuration = typed.Configuration(host=f"{url}/api/v1")
    configuration.api_key["AuthorizationHeaderToken"] = f"token {secret}"
    return typed.ApiClient(configuration)


def wait(call):
    return loop.run_until_complete(call)


def refused(sentence, status, call):
    try:
        result = wait(call)
    except typed.ApiException as error:
        same(sentence, status, error.status)
        return error.body or ""
    ok(sentence, False, result)
    return ""


loop = asyncio.new_event_loop()
api = typed.RepositoryApi(client(token))
issues = typed.IssueApi(client(token))
judges = typed.RepositoryApi(client(judge))
here = (owner, name)

found = wait(api.repo_get(*here))
same("a repository by the other client", f"{owner}/{name}", found.full_name)
same("the token may push", True, found.permissions.push)
same("and is no admin's", False, found.permissions.admin)
same("how it merges", "merge", found.default_merge_style)
same("its kind of ids", "sha1", found.object_format_name)
same("a search", [name], [each.name for each in wait(
    api.repo_search(q=name)).data])
settings = wait(typed.SettingsApi(client(token)).get_general_api_settings())
same("the most of a list", 50, settings.max_response_items)

labels = {each.name: each.id for each in wait(issues.issue_list_labels(*here))}
same("the labels", {"bug", "ready"}, set(labels))
made = wait(issues.issue_create_label(*here, body=typed.CreateLabelOption(
    name="new", color="#00aabb")))
same("a new one", "new", made.name)

wanted = typed.CreatePullRequestOption(
    head="topic", base="main", title="WIP: a topic", body="words",
    labels=[labels["bug"]], assignees=["peer"], reviewers=["judge"])
pull = wait(api.repo_create_pull_request(*here, body=wanted))
same("a pull request is opened", (1, "open"), (pull.number, pull.state))
ok("as a draft", pull.draft and not pull.mergeable, pull)
same("with a label", ["bug"], [each.name for each in pull.labels])
same("for somebody", ["peer"], [each.login for each in pull.assignees])
same("to be reviewed by another", ["judge"],
     [each.login for each in pull.requested_reviewers])
same("by whom", "peer", pull.user.login)
same("from where", ("topic", f"{owner}/{name}"),
     (pull.head.ref, pull.head.repo.full_name))
same("at which commit", topic.commit["id"], pull.head.sha)
same("with how much in it", (1, 1), (pull.additions, pull.changed_files))
again = refused("it is opened once", 409,
                api.repo_create_pull_request(*here, body=wanted))
ok("which says where it is", "issue_id: 1," in again, again)
refused("not from nowhere", 404, api.repo_create_pull_request(
    *here, body=typed.CreatePullRequestOption(
        head="nowhere", base="main", title="t")))
same("it is found by its branches", 1, wait(
    api.repo_get_pull_request_by_base_head(*here, "main", "topic")).number)
same("and in the list", [1], [each.number for each in wait(
    api.repo_list_pull_requests(*here, state="open", poster="peer"))])
refused("a draft is not merged", 405, api.repo_merge_pull_request(
    *here, 1, body=typed.MergePullRequestOption(do="merge")))
pull = wait(api.repo_edit_pull_request(
    *here, 1, body=typed.EditPullRequestOption(title="A topic")))
ok("then it is none", not pull.draft and pull.mergeable, pull)
comment = wait(issues.issue_create_comment(
    *here, 1, body=typed.CreateIssueCommentOption(body="hm")))
same("a comment", ("hm", "peer"), (comment.body, comment.user.login))
same("a label more", {"bug", "new"}, {each["name"] for each in gitea.
                                      requests_post(
    f"/repos/{owner}/{name}/issues/1/labels", {"labels": [made.id]})})

refused("not without the check", 405, api.repo_merge_pull_request(
    *here, 1, body=typed.MergePullRequestOption(do="merge")))
status = wait(api.repo_create_status(
    *here, pull.head.sha, body=typed.CreateStatusOption(
        state="success", context="ci/build")))
same("a status", ("success", "ci/build"), (status.status, status.context))
combined = wait(api.repo_get_combined_status_by_ref(*here, pull.head.sha))
same("all of them", ("success", 1), (combined.state, combined.total_count))
why = refused("not without approval", 405, api.repo_merge_pull_request(
    *here, 1, body=typed.MergePullRequestOption(do="merge")))
ok("as it says", "enough approvals" in why, why)
review = wait(judges.repo_create_pull_review(
    *here, 1, body=typed.CreatePullReviewOptions(event="APPROVED")))
same("an approval", ("APPROVED", "judge"), (review.state, review.user.login))
refused("not another head", 409, api.repo_merge_pull_request(
    *here, 1, body=typed.MergePullRequestOption(
        do="merge", head_commit_id="0" * 40)))
answer = wait(api.repo_merge_pull_request_with_http_info(
    *here, 1, body=typed.MergePullRequestOption(
        do="squash", head_commit_id=pull.head.sha,
        delete_branch_after_merge=True)))
same("it is merged", 200, answer.status_code)
pull = wait(api.repo_get_pull_request(*here, 1))
same("by whom", (True, "closed", "peer"),
     (pull.merged, pull.state, pull.merged_by.login))
ok("when", pull.merged_at is not None and pull.merge_commit_sha)
refused("its branch is gone", 404, api.repo_get_branch(*here, "topic"))
refused("it stays closed", 412, api.repo_edit_pull_request(
    *here, 1, body=typed.EditPullRequestOption(state="open")))

pull = wait(api.repo_create_pull_request(
    *here, body=typed.CreatePullRequestOption(
        head="other", base="main", title="Other")))
later = typed.MergePullRequestOption(do="merge",
                                     merge_when_checks_succeed=True)
answer = wait(api.repo_merge_pull_request_with_http_info(
    *here, 2, body=later))
same("one that waits for its checks", 201, answer.status_code)
refused("waits once", 409, api.repo_merge_pull_request(*here, 2, body=later))
wait(api.repo_cancel_scheduled_auto_merge(*here, 2))
refused("or no more", 404, api.repo_cancel_scheduled_auto_merge(*here, 2))
wait(api.repo_merge_pull_request(*here, 2, body=later))
wait(judges.repo_create_pull_review(
    *here, 2, body=typed.CreatePullReviewOptions(event="APPROVED")))
wait(api.repo_create_status(*here, pull.head.sha, body=typed.
                            CreateStatusOption(state="success",
                                               context="ci/build")))
same("and then merges by itself", True,
     wait(api.repo_get_pull_request(*here, 2)).merged)
pull = wait(api.repo_create_pull_request(
    *here, body=typed.CreatePullRequestOption(
        head="third", base="main", title="Third")))
same("one is closed", "closed", wait(api.repo_edit_pull_request(
    *here, 3, body=typed.EditPullRequestOption(state="closed"))).state)
same("and open again", "open", wait(api.repo_edit_pull_request(
    *here, 3, body=typed.EditPullRequestOption(state="open"))).state)
branch = wait(api.repo_get_branch(*here, "main"))
same("what protects a branch", (True, 1, ["ci/build"]),
     (branch.protected, branch.required_approvals,
      branch.status_check_contexts))
refused("it is not deleted", 403, api.repo_delete_branch(*here, "main"))
refused("nor its rules seen by who is no admin", 403,
        api.repo_get_branch_protection(*here, "main"))

print(f"1..{count}")
sys.exit(failures > 0)
