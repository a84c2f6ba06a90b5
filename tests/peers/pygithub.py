# SPDX-License-Identifier: MIT
"""Uses the demo forge through PyGithub: a client that knows GitHub's API and
not us. Prints TAP. Arguments: the API's base URL, a token, a repository's
full name, another one's token. Its branches "topic", "other" and "later"
differ from "main" by a commit each; it has a check "lint" that fails and need
not succeed, requires the check "ci/build" and an approval, and allows
auto-merge."""

import sys

from github import Auth, BadCredentialsException, Github
from github import GithubException, UnknownObjectException

api, token, full_name, judge = sys.argv[1:]
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
        same(sentence, status, e.status)
        return e
    ok(sentence, False, result)
    return None


def client(secret):
    auth = Auth.Token(secret) if secret else None
    return Github(base_url=api, auth=auth, retry=None, per_page=2,
                  seconds_between_requests=0, seconds_between_writes=0)


github = client(token)
same("the login of a token", "peer", github.get_user().login)

repo = github.get_repo(full_name)
same("a repository's full name", full_name, repo.full_name)
same("its default branch", "main", repo.default_branch)
same("it is not archived", False, repo.archived)
same("the token may push", True, repo.permissions.push)
ok("its clone address", repo.clone_url.endswith(f"/{full_name}.git"),
   repo.clone_url)
same("a branch by name", "topic", repo.get_branch("topic").name)
same("a branch's commit has 40 digits", 40,
     len(repo.get_branch("topic").commit.sha))
same("all branches, in pages of two", {"main", "topic", "other", "later"},
     {branch.name for branch in repo.get_branches()})

owner, name = full_name.split("/")
found = github.search_repositories(f"{name} user:{owner}")
same("a search tells how many it finds", 1, found.totalCount)
same("and what", [full_name], [each.full_name for each in found])
same("a search by topic", [full_name], [
    each.full_name for each in github.search_repositories("topic:peers")])
same("its topics", ["peers", "two"], repo.topics)
same("its language", "C", repo.language)
same("a search for code, in pages of two", {full_name}, {
    each.repository.full_name
    for each in github.search_code(f"file user:{owner}")})

pull = repo.create_pull(base="main", head="topic", title="A topic",
                        body="What it is about", draft=True)
same("a pull request is opened", "open", pull.state)
same("its number", 1, pull.number)
same("its title", "A topic", pull.title)
same("its body", "What it is about", pull.body)
same("it is a draft", True, pull.draft)
same("its head", "topic", pull.head.ref)
same("its head's commit", repo.get_branch("topic").commit.sha, pull.head.sha)
same("its base", "main", pull.base.ref)
same("who opened it", "peer", pull.user.login)
ok("it has a page", pull.html_url.endswith(f"/{full_name}/pull/1"),
   pull.html_url)
ok("when it was opened", pull.created_at is not None)

error = refused("a second one from the same branch is refused",
                GithubException, 422,
                lambda: repo.create_pull(base="main", head="topic",
                                         title="Again"))
ok("with GitHub's words", error is not None and "already exists" in
   str(error.data), error and error.data)
refused("one from a branch that is not there is refused", GithubException,
        422, lambda: repo.create_pull(base="main", head="nowhere",
                                      title="Nothing"))

pull.add_to_labels("automated", "python")
same("labels are added", {"automated", "python"},
     {label.name for label in repo.get_pull(1).get_labels()})
pull.edit(title="A better topic", body="More words")
same("the title is changed", "A better topic", repo.get_pull(1).title)
same("the body is changed", "More words", repo.get_pull(1).body)

repo.create_pull(base="main", head="other", title="Another")
owner = full_name.split("/")[0]
same("pull requests that are open, in pages", {1, 2},
     {p.number for p in repo.get_pulls(state="open")})
same("a pull request by its branch", [2],
     [p.number for p in repo.get_pulls(state="all", head=f"{owner}:other")])
pull.edit(state="closed")
same("a pull request is closed", "closed", repo.get_pull(1).state)
same("and is open no more", [2],
     [p.number for p in repo.get_pulls(state="open")])
same("it is not merged", False, repo.get_pull(1).merged)


def build(pull, state):
    commit = repo.get_commit(pull.head.sha)
    return commit.create_status(state, context="ci/build")


def approve(pull):
    with_token = client(judge).get_repo(full_name)
    return with_token.get_pull(pull.number).create_review(event="APPROVE")


pull = repo.get_pull(2)
commit = repo.get_commit(pull.head.sha)
same("what is required is missing: blocked", "blocked", pull.mergeable_state)
same("but it is in no conflict", True, pull.mergeable)
same("a run of a check", [("lint", "completed", "failure")],
     [(r.name, r.status, r.conclusion) for r in commit.get_check_runs()])
same("no status yet", ("pending", 0),
     (commit.get_combined_status().state,
      commit.get_combined_status().total_count))
error = refused("it is not merged", GithubException, 405, pull.merge)
ok("and what is missing is named", error is not None and "ci/build" in
   str(error.data) and "approving review" in str(error.data),
   error and error.data)
same("a status is set", "pending", build(pull, "pending").state)
same("and is there", [("ci/build", "pending")],
     [(s.context, s.state) for s in commit.get_combined_status().statuses])
build(pull, "success")
same("another one takes its place", "success",
     commit.get_combined_status().state)
refused("nobody approves what is their own", GithubException, 422,
        lambda: pull.create_review(event="APPROVE"))
same("another may", "APPROVED", approve(pull).state)
same("and is listed", [("judge", "APPROVED")],
     [(r.user.login, r.state) for r in pull.get_reviews()])
same("what may fail makes it unstable", "unstable",
     repo.get_pull(2).mergeable_state)
refused("a head that was not seen is not merged", GithubException, 409,
        lambda: pull.merge(sha="0" * 40))
before = repo.get_branch("main").commit.sha
done = pull.merge(sha=pull.head.sha, merge_method="squash",
                  commit_title="The other", commit_message="In one")
ok("the one that was seen is", done.merged, done.message)
same("it says so", (True, done.sha, "peer"),
     (repo.get_pull(2).merged, repo.get_pull(2).merge_commit_sha,
      repo.get_pull(2).merged_by.login))
main = repo.get_branch("main").commit
same("and the base is there", (done.sha, [before]),
     (main.sha, [parent.sha for parent in main.parents]))
repo.get_git_ref("heads/other").delete()
ok("its branch is deleted", "other" not in
   {branch.name for branch in repo.get_branches()})

pull = repo.create_pull(base="main", head="later", title="Later")
same("auto-merge is set", "peer", pull.enable_automerge(
    merge_method="SQUASH", expected_head_oid=pull.head.sha,
    commit_headline="It came later")["actor"]["login"])
auto = repo.get_pull(3).raw_data["auto_merge"]
same("and is there", ("peer", "squash", "It came later"),
     (auto["enabled_by"]["login"], auto["merge_method"],
      auto["commit_title"]))
pull.disable_automerge()
same("it is taken back", None, repo.get_pull(3).raw_data["auto_merge"])
pull.enable_automerge(merge_method="SQUASH")
build(pull, "success")
same("without the approval nothing happens", "open", repo.get_pull(3).state)
approve(pull)
same("with it, it is merged", (True, "peer"),
     (repo.get_pull(3).merged, repo.get_pull(3).merged_by.login))
error = refused("then there is nothing to wait for", GithubException, 400,
                pull.enable_automerge)

refused("a repository that is not there", UnknownObjectException, 404,
        lambda: github.get_repo("peers/nowhere"))
refused("a wrong token", BadCredentialsException, 401,
        lambda: client("wrong").get_user().login)
limit = github.get_rate_limit()
core = getattr(limit, "core", None) or limit.resources.core
ok("the rate limit has a number", core.limit > 0, core)
ok("and something is left of it", 0 < core.remaining <= core.limit, core)

print(f"1..{count}")
sys.exit(failures > 0)
