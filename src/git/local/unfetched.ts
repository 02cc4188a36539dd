import fs from "node:fs";
import path from "node:path";
import git from "isomorphic-git";
import type { Fault } from "../../base/fault.ts";
import { gitFaults } from "../faults.ts";
import { type Location, textOf } from "./locate.ts";
import { resolveLocal } from "./refs.ts";

const COPIES = "refs/remotes/origin/";

interface Remote {
  readonly name: string;
  /** What `git fetch` fetches of it: `+refs/heads/*:refs/remotes/origin/*`, say. None in a bare clone. */
  readonly refspecs: readonly string[];
}

/**
 * Faults `STORE_BRANCH_UNKNOWN` when `ref`, a copy of one of origin's branches that is not here, may only not have been
 * fetched (T89): in a shallow clone, in one that fetches only some branches, and where another remote has a branch of
 * that name. Any other ref may be missing.
 */
export async function refuseUnfetched(location: Location, ref: string): Promise<void> {
  if (!ref.startsWith(COPIES)) return;
  const branch = ref.slice(COPIES.length);
  const remotes = await remotesOf(location);
  await refusePartial(location, remotes, branch);
  for (const { name, refspecs } of remotes) {
    for (const copy of refspecs.flatMap((refspec) => copyOf(refspec, branch))) {
      if (copy === ref || (await resolveLocal(location, copy)) === undefined) continue;
      throw unknown(branch, `the remote ${name} has one of that name`, `git fetch ${name} ${branch}:${branch}`);
    }
  }
}

/** The same for all branches that begin with `prefix`: those that are here need not be all of them. */
export async function refuseUnlisted(location: Location, prefix: string): Promise<void> {
  if (prefix.startsWith(COPIES))
    await refusePartial(location, await remotesOf(location), `${prefix.slice(COPIES.length)}*`);
}

async function refusePartial(location: Location, remotes: readonly Remote[], branch: string): Promise<void> {
  const origin = remotes.filter(({ name }) => name === "origin");
  const shallow = ((await textOf(path.join(location.common, "shallow"))) ?? "") !== "";
  const asked = origin.length > 0 ? origin : remotes;
  for (const { name, refspecs } of asked.length > 0 ? asked : [{ name: "<address>", refspecs: [] }]) {
    const some = refspecs.length > 0 && !covers(refspecs, branch);
    if (!some && !shallow) continue;
    const widen = some ? `git remote set-branches ${name} '*' && ` : "";
    const all = refspecs.length === 0 ? ` '+refs/heads/*:${COPIES}*'` : "";
    const reason = some ? `this clone fetches only some branches of ${name}` : "this clone is shallow";
    throw unknown(branch, reason, `${widen}git fetch ${shallow ? "--unshallow " : ""}${name}${all}`);
  }
}

function unknown(branch: string, reason: string, command: string): Fault {
  return gitFaults.STORE_BRANCH_UNKNOWN({ branch, reason, command });
}

/** Remotes that have an address, as the repository's own settings name them. */
async function remotesOf({ common: gitdir }: Location): Promise<readonly Remote[]> {
  const remotes = await git.listRemotes({ fs, gitdir });
  return Promise.all(
    remotes.map(async ({ remote: name }) => {
      const refspecs = await git.getConfigAll({ fs, gitdir, path: `remote.${name}.fetch` });
      return { name, refspecs: refspecs.map(String) };
    }),
  );
}

/** Whether `git fetch` brings every branch that `branch`, a name or a pattern with a `*` at its end, stands for. */
function covers(refspecs: readonly string[], branch: string): boolean {
  const full = `refs/heads/${branch}`;
  const left = refspecs.filter((refspec) => refspec.startsWith("^")).map((refspec) => refspec.slice(1));
  // What is left out may be within the pattern, or the pattern within it.
  const start = full.replace(/\*$/, "");
  if (left.some((source) => within(full, source) || (start !== full && source.startsWith(start)))) return false;
  return refspecs.some((refspec) => within(full, sourceOf(refspec)));
}

function sourceOf(refspec: string): string {
  return refspec.replace(/^\+/, "").split(":")[0] ?? "";
}

/** Whether a name, or every name of a pattern, is one of `source`: a name, or a pattern with one `*` anywhere. */
function within(full: string, source: string): boolean {
  const [before = "", after] = source.split("*");
  if (after === undefined) return full === source;
  return full.length >= before.length + after.length && full.startsWith(before) && full.endsWith(after);
}

/** Where a refspec keeps its copy of `refs/heads/<branch>`. */
function copyOf(refspec: string, branch: string): readonly string[] {
  const full = `refs/heads/${branch}`;
  const source = sourceOf(refspec);
  const target = refspec.split(":")[1];
  if (target === undefined || target === "" || !within(full, source)) return [];
  const [before = "", after] = source.split("*");
  if (after === undefined) return [target];
  return [target.replace("*", () => full.slice(before.length, full.length - after.length))];
}
