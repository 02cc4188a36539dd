import * as fs from "node:fs";
import git from "isomorphic-git";

/**
 * What somebody with push rights and no keys can do: puts a target of their own into the first hash bin and commits that to the
 * signed branch. Kaprien's own store refuses such a write, so plain git does it.
 */
export async function editSignedBranch(gitdir: string): Promise<void> {
  const ref = "refs/heads/tuf";
  const parent = await git.resolveRef({ fs, gitdir, ref });
  const path = ["metadata", "bins", "0", "bins-00.json"];
  const { commit } = await git.readCommit({ fs, gitdir, oid: parent });
  const { blob } = await git.readBlob({ fs, gitdir, oid: parent, filepath: path.join("/") });
  const bin = JSON.parse(new TextDecoder().decode(blob)) as { signed: { targets: Record<string, object> } };
  bin.signed.targets["app/1.0.0/backdoor"] = { length: 1, hashes: { sha256: "0".repeat(64) } };
  const edited = await git.writeBlob({ fs, gitdir, blob: new TextEncoder().encode(JSON.stringify(bin)) });
  const tree = await replace(gitdir, commit.tree, path, edited);
  const author = {
    name: "Intruder",
    email: "intruder@example.com",
    timestamp: commit.author.timestamp + 60,
    timezoneOffset: 0,
  };
  const oid = await git.writeCommit({
    fs,
    gitdir,
    commit: { tree, parent: [parent], author, committer: author, message: "Small fix\n" },
  });
  await git.writeRef({ fs, gitdir, ref, value: oid, force: true });
}

async function replace(
  gitdir: string,
  tree: string,
  [name, ...below]: readonly string[],
  blob: string,
): Promise<string> {
  const { tree: entries } = await git.readTree({ fs, gitdir, oid: tree });
  const changed: typeof entries = [];
  for (const entry of entries) {
    if (entry.path !== name) changed.push(entry);
    else changed.push({ ...entry, oid: below.length === 0 ? blob : await replace(gitdir, entry.oid, below, blob) });
  }
  return git.writeTree({ fs, gitdir, tree: changed });
}
