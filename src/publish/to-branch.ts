import type { Instant } from "../base/time.ts";
import { isFullRef, sameBranch } from "../config/branch.ts";
import type { Names } from "../config/names.ts";
import { gitFaults } from "../git/faults.ts";
import { raceJudge } from "../git/races.ts";
import type { Tree } from "../git/store.ts";
import { publishFaults } from "./faults.ts";
import type { Mirror } from "./mirror.ts";
import { type Published, type PublishOptions, type PublishPorts, project } from "./publish.ts";
import { downloadSeconds } from "./target-files.ts";

/** Makes a mirror over a commit of a branch that collects what one commit has to write. */
export type Stage = (
  tree: Tree | undefined,
  directory: string,
  now: Instant,
) => { readonly mirror: Mirror; readonly writes: ReadonlyMap<string, Uint8Array | null> };

export interface BranchPorts extends Omit<PublishPorts, "mirror"> {
  readonly stage: Stage;
  /** From 0 to 1, for the spread of retries. */
  readonly random: () => number;
}

export interface BranchOptions extends Omit<PublishOptions, "times" | "signedBranch"> {
  readonly branch: string;
  /** Directory of the site on the branch; empty for its top. */
  readonly directory: string;
  readonly names: Pick<Names, "intentBranch" | "signedBranch">;
}

/** Another publisher can win as often as this. */
const maximumAttempts = 12;

/**
 * Publishes to a branch as one commit, or none when it is good as it is. Whoever else moves the branch meanwhile wins, and the whole
 * publish is derived again from what the branch is then (T36). What is pruned is what was superseded by its signed times, as git
 * keeps none. Done means that tuf-js accepted the branch as it was read back. Faults as {@link project}, `PUBLISH_BRANCH_TAKEN` for
 * the branch that people merge to, the signed one and any full ref name, `PUBLISH_BRANCH_REMOTE`.
 */
export async function publishToBranch(ports: BranchPorts, options: BranchOptions): Promise<Published> {
  const { branch, names, downloadSeconds: seconds = downloadSeconds } = options;
  if (isFullRef(branch) || sameBranch(branch, names.intentBranch) || sameBranch(branch, names.signedBranch))
    throw publishFaults.PUBLISH_BRANCH_TAKEN({ branch });
  const start = ports.clock.now();
  const judge = raceJudge();
  for (let attempt = 1; ; attempt++) {
    try {
      // What an attempt that lost has downloaded is gone, and the time that it took as well.
      const left = Math.max(0, seconds - (ports.clock.now() - start));
      return await once(ports, { ...options, downloadSeconds: left });
    } catch (error) {
      const happened = judge(error);
      if (attempt >= maximumAttempts) throw error;
      ports.reporter.note(`${branch}: ${happened}; publishing again from what it is now (${attempt})`);
      await ports.clock.sleep(ports.random() * Math.min(0.05 * 2 ** attempt, 5));
    }
  }
}

async function once(ports: BranchPorts, options: BranchOptions): Promise<Published> {
  const { store, reporter } = ports;
  const { branch, directory, names } = options;
  const tree = await store.tree(branch);
  if (tree === undefined && (await store.tree(`refs/remotes/origin/${branch}`)) !== undefined)
    throw publishFaults.PUBLISH_BRANCH_REMOTE({ branch });
  const { mirror, writes } = ports.stage(tree, directory, ports.clock.now());
  const { published, gate } = await project(
    { ...ports, mirror },
    { ...options, signedBranch: names.signedBranch, times: "signed" },
  );
  if (options.dryRun || writes.size === 0) return published;

  const files = new Map(writes);
  const first = tree === undefined ? [".nojekyll"] : [];
  // Without it GitHub hands every file to a site generator, which leaves some out.
  for (const path of first) files.set(path, new Uint8Array());
  reporter.step("commit site");
  const message = `Publish snapshot ${published.snapshot}, timestamp ${published.timestamp}\n\nSigned-state: ${published.commit}\n`;
  const commit = await store.propose(
    branch,
    tree === undefined ? [] : [tree.commit],
    { files, grafts: new Map() },
    message,
  );
  reporter.step("gate after commit");
  const readBack = await store.tree(commit);
  if (readBack === undefined) throw gitFaults.STORE_UNKNOWN_RESULT({ ref: branch, commit, reply: "accepted" });
  await gate(ports.stage(readBack, directory, ports.clock.now()).mirror, []);
  return { ...published, written: [...first, ...published.written], site: commit };
}
