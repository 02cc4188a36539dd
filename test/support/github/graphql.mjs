// The one mutation of GraphQL that is needed: REST has none for it.
import { mergeableState } from "./merges.mjs";

const refuse = (type, message) => ({
  data: { enablePullRequestAutoMerge: null },
  errors: [{ type, path: ["enablePullRequestAutoMerge"], message }],
});

/** The names of the variables that the mutation's input takes, or what is wrong with the query. */
function inputOf(query) {
  const declared = new Set([...query.slice(0, query.indexOf("{")).matchAll(/\$(\w+)\s*:/g)].map((match) => match[1]));
  const called =
    /^\s*mutation\b[\s\S]*\{\s*enablePullRequestAutoMerge\s*\(\s*input\s*:\s*\{([^}]*)\}\s*\)\s*\{[\s\S]+\}\s*\}\s*$/.exec(
      query,
    );
  if (called === null) return "only enablePullRequestAutoMerge is known";
  const fields = new Map([...called[1].matchAll(/(\w+)\s*:\s*\$(\w+)/g)].map((match) => [match[1], match[2]]));
  for (const [field, name] of fields) {
    if (!["pullRequestId", "mergeMethod"].includes(field)) return `there is no ${field}`;
    if (!declared.has(name)) return `$${name} is not declared`;
  }
  return fields.has("pullRequestId") ? fields : "pullRequestId is missing";
}

/** Resolves to what to answer, and to what the caller did wrong, if anything. */
export async function graphql(state, actor, body) {
  const input = typeof body?.query === "string" ? inputOf(body.query) : "there is no query";
  if (typeof input === "string") return { problem: input, body: { errors: [{ message: input }] } };
  const value = (field) => body.variables?.[input.get(field)];
  const method = value("mergeMethod") ?? "MERGE";
  if (!["MERGE", "SQUASH", "REBASE"].includes(method))
    return {
      problem: `no merge method ${method}`,
      body: { errors: [{ message: `Expected "${method}" to be one of: MERGE, REBASE, SQUASH` }] },
    };
  const found = state.pullByNode(value("pullRequestId"));
  if (found === undefined)
    return {
      body: refuse("NOT_FOUND", `Could not resolve to a node with the global id of '${value("pullRequestId")}'`),
    };
  const { repo, thread } = found;
  for (const what of ["pull-requests", "contents"]) {
    if (actor.permissions[what] !== "write")
      return { body: refuse("FORBIDDEN", "Resource not accessible by integration") };
  }
  if (!repo.settings.autoMerge)
    return { body: refuse("UNPROCESSABLE", "Pull request Auto merge is not allowed for this repository") };
  if (thread.state !== "open" || mergeableState(repo, thread) === "clean")
    return {
      body: refuse(
        "UNPROCESSABLE",
        `Pull request Pull request is in ${thread.state === "open" ? "clean" : "closed"} status`,
      ),
    };
  thread.pull.autoMerge = { method: method.toLowerCase(), by: actor };
  return { body: { data: { enablePullRequestAutoMerge: { pullRequest: { number: thread.number } } } } };
}
