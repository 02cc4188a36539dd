import { delegatedNames, delegationsFor, delegationTo } from "../tuf/delegation.ts";
import { sha256 } from "../tuf/digest.ts";
import type { Envelope } from "../tuf/envelope.ts";
import { Fault } from "../tuf/fault.ts";
import { roleKeys } from "../tuf/root.ts";
import { decodeSnapshot, decodeTimestamp, type Snapshot, type Timestamp } from "../tuf/snapshot.ts";
import { decodeTargets, type TargetFile, type Targets } from "../tuf/targets.ts";
import { formatInstant, type Instant } from "../tuf/time.ts";
import { isBinName, limits, signedPaths } from "./layout.ts";
import { decodeState, type State } from "./state.ts";
import type { CommitId, Tree } from "./tree.ts";
import { decode, loadTrust, requireThreshold, type Trust } from "./trust.ts";

/** A whole repository as one commit of the signed branch holds it: verified, immutable. */
export interface Repository extends Trust {
  readonly commit: CommitId;
  readonly timestamp: Envelope<Timestamp>;
  readonly snapshot: Envelope<Snapshot>;
  /** The hash bins, by role name. */
  readonly bins: ReadonlyMap<string, Envelope<Targets>>;
  readonly state: Envelope<State>;
}

/** Seconds a clock may be behind the newest signature (T51). */
const clockTolerance = 300;

/**
 * Loads and verifies everything a commit of the signed branch holds, from the root whose file has the SHA-256 `pin`: before
 * any online key signs, nothing is taken on faith (T34). Online roles may be past their expiry, since renewing them is what the
 * caller is about to do. Faults with the first thing that does not hold.
 */
export async function loadRepository(tree: Tree, pin: string, now: Instant): Promise<Repository> {
  const trust = await loadTrust(tree, signedPaths, pin, now);
  const { signed: root } = trust.root;
  const timestamp = await readOnline(tree, signedPaths.timestamp, limits.timestamp, decodeTimestamp);
  requireThreshold("timestamp", roleKeys(root, "timestamp"), root.keys, timestamp);
  const snapshot = await readOnline(tree, signedPaths.snapshot, limits.snapshot, decodeSnapshot);
  requireThreshold("snapshot", roleKeys(root, "snapshot"), root.keys, snapshot);
  requireNamed(timestamp.signed, snapshot);
  const state = await readOnline(tree, signedPaths.state, limits.state, decodeState);
  requireThreshold("state", roleKeys(root, "timestamp"), root.keys, state);
  const bins = await loadBins(tree, trust);
  for (const [name, role] of [...trust.offline, ...bins]) {
    const listed = snapshot.signed.meta.get(`${name}.json`)?.version;
    if (listed !== role.signed.version) {
      throw new Fault("ROLE_VERSION_MISMATCH", {
        role: name,
        expected: listed ?? 0,
        actual: role.signed.version,
        file: signedPaths.role(name),
      });
    }
  }
  await requireSource(tree, state.signed, timestamp.signed);
  requireDescent(tree, state.signed);
  if (now < state.signed.signedAt - clockTolerance) {
    throw new Fault("CLOCK_BEHIND", { now: formatInstant(now), signed: formatInstant(state.signed.signedAt) });
  }
  return { commit: tree.commit, ...trust, timestamp, snapshot, bins, state };
}

async function readOnline<T>(
  tree: Tree,
  file: string,
  limit: number,
  decoder: (json: Envelope<T>["json"]) => T,
): Promise<Envelope<T>> {
  const bytes = await tree.read(file, limit);
  if (bytes === undefined) throw new Fault("SIGNED_FILE_MISSING", { file });
  return decode(bytes, file, decoder);
}

function requireNamed(timestamp: Timestamp, snapshot: Envelope<Snapshot>): void {
  const { version, length, hashes } = timestamp.snapshot;
  if (snapshot.signed.version !== version) {
    throw new Fault("ROLE_VERSION_MISMATCH", {
      role: "snapshot",
      expected: version,
      actual: snapshot.signed.version,
      file: signedPaths.snapshot,
    });
  }
  const expected = hashes?.get("sha256");
  if (
    (length ?? snapshot.bytes.length) !== snapshot.bytes.length ||
    (expected ?? sha256(snapshot.bytes)) !== sha256(snapshot.bytes)
  ) {
    throw new Fault("ROLE_HASH_MISMATCH", {
      role: "snapshot",
      expected: expected ?? "",
      actual: sha256(snapshot.bytes),
      file: signedPaths.snapshot,
    });
  }
}

async function loadBins(tree: Tree, trust: Trust): Promise<ReadonlyMap<string, Envelope<Targets>>> {
  const bins = new Map<string, Envelope<Targets>>();
  for (const [delegator, { signed }] of trust.offline) {
    const { delegations } = signed;
    if (delegations === undefined) continue;
    for (const name of delegatedNames(delegations)) {
      const delegation = delegationTo(delegations, name);
      if (!isBinName(name) || delegation === undefined) continue;
      const bin = await readOnline(tree, signedPaths.role(name), limits.targets, decodeTargets);
      requireThreshold(name, delegation, delegations.keys, bin);
      for (const path of bin.signed.targets.keys()) {
        if (!delegationsFor(delegations, path).some((bin) => bin.name === name)) {
          throw new Fault("TARGET_IN_WRONG_BIN", { path, role: name, delegator });
        }
      }
      bins.set(name, bin);
    }
  }
  return bins;
}

/**
 * T37, I6: the commit before is the one that the state was derived from. Without this, anybody who may push could put an older state on
 * top, correctly signed as it is, and the next one would be signed with versions that were used before (T35, I11).
 */
export function requireDescent({ commit, parents }: Pick<Tree, "commit" | "parents">, { parent }: State): void {
  if (parents.length > 1 || parents[0] !== parent)
    throw new Fault("SIGNED_BRANCH_EDITED", {
      file: `the commit before ${commit}`,
      expected: parent ?? "nothing",
      actual: parents.join(" and ") || "nothing",
    });
}

async function requireSource(tree: Tree, state: State, timestamp: Timestamp): Promise<void> {
  const copies = [
    [signedPaths.sourceTargets, state.source.targets],
    [signedPaths.sourceTrust, state.source.trust],
    [signedPaths.sourceConfig, state.source.config],
  ] as const;
  for (const [file, expected] of copies) {
    const actual = await tree.id(file);
    if (actual !== expected)
      throw new Fault("SIGNED_BRANCH_EDITED", { file, expected: expected ?? "nothing", actual: actual ?? "nothing" });
  }
  // No TUF file lists the roots: a newest one that was taken away is missed only beside the copy of what people merged (T35).
  const [roots, merged] = [await tree.id(signedPaths.roots), await tree.id(signedPaths.sourceRoots)];
  if (roots !== merged)
    throw new Fault("SIGNED_BRANCH_EDITED", {
      file: signedPaths.roots,
      expected: merged ?? "nothing",
      actual: roots ?? "nothing",
    });
  if (state.timestamp !== timestamp.version) {
    throw new Fault("SIGNED_BRANCH_EDITED", {
      file: signedPaths.timestamp,
      expected: `version ${state.timestamp}`,
      actual: `version ${timestamp.version}`,
    });
  }
}

/** Every published target, by path, with the bin that lists it. */
export function* publishedTargets(
  repository: Pick<Repository, "bins">,
): Generator<{ path: string; role: string; target: TargetFile }> {
  for (const [role, bin] of repository.bins) {
    for (const [path, target] of bin.signed.targets) yield { path, role, target };
  }
}
