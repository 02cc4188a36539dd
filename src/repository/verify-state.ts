import { formatInstant, type Instant } from "../base/time.ts";
import { isOnlineRole, isRoleName } from "../config/names.ts";
import { type CommitId, directoryId, type Tree } from "../git/tree.ts";
import { delegationsFor } from "../tuf/delegations.ts";
import { sha256 } from "../tuf/digest.ts";
import type { Envelope } from "../tuf/envelope.ts";
import { tufFaults } from "../tuf/faults.ts";
import { limits } from "../tuf/limits.ts";
import { roleKeys, type TopLevelRole, topLevelRoles } from "../tuf/root.ts";
import { decodeSnapshot, decodeTimestamp, type Snapshot, type Timestamp } from "../tuf/snapshot.ts";
import { decodeTargets, type TargetFile, type Targets } from "../tuf/targets.ts";
import { delegationTree } from "./delegation-rules.ts";
import { repositoryFaults } from "./faults.ts";
import { signedPaths } from "./layout.ts";
import { routeOf } from "./route.ts";
import { decodeState, retiredDigest, type State, stateLimit } from "./state-file.ts";
import { decode, type OfflineRoles, readTrust, requireThreshold, type Trust } from "./trust.ts";

/** A whole repository as one commit of the signed branch holds it: verified, immutable. */
export interface Repository extends Trust {
  readonly commit: CommitId;
  readonly timestamp: Envelope<Timestamp>;
  readonly snapshot: Envelope<Snapshot>;
  /** The hash bins and every other delegated role that online keys sign, by name. */
  readonly bins: ReadonlyMap<string, Envelope<Targets>>;
  /** Roles that nobody delegates to any more, by name: snapshot lists them for ever (T54), so they stay and are published. One whose file was never here is only listed. */
  readonly retired: ReadonlyMap<string, Envelope<Targets>>;
  readonly state: Envelope<State>;
}

/** Seconds a clock may be behind the newest signature (T51). */
const clockTolerance = 300;

/**
 * Loads and verifies everything a commit of the signed branch holds, from the root whose file has the SHA-256 `pin`: before
 * any online key signs, nothing is taken on faith (T34). Every role may be past its expiry, since renewing it is what the caller, or the
 * people whose work it looks at, are about to do; `requireCurrent` is for those who go on from here. Faults with the first thing that
 * does not hold.
 */
export async function loadRepository(tree: Tree, pin: string, now: Instant): Promise<Repository> {
  const trust = await readTrust(tree, signedPaths, pin);
  const { signed: root } = trust.root;
  const timestamp = await readOnline(tree, signedPaths.timestamp, limits.timestamp, decodeTimestamp);
  requireThreshold("timestamp", roleKeys(root, "timestamp"), root.keys, timestamp);
  const snapshot = await readOnline(tree, signedPaths.snapshot, limits.snapshot, decodeSnapshot);
  requireThreshold("snapshot", roleKeys(root, "snapshot"), root.keys, snapshot);
  requireNamed(timestamp.signed, snapshot);
  const state = await readOnline(tree, signedPaths.state, stateLimit, decodeState);
  requireThreshold("state", roleKeys(root, "timestamp"), root.keys, state);
  const bins = await loadBins(tree, trust);
  const retired = await loadRetired(tree, snapshot.signed, new Set([...trust.offline.keys(), ...bins.keys()]));
  for (const [name, role] of [...trust.offline, ...bins, ...retired]) {
    const listed = snapshot.signed.meta.get(`${name}.json`)?.version;
    if (listed !== role.signed.version) {
      throw tufFaults.ROLE_VERSION_MISMATCH({
        role: name,
        expected: listed ?? 0,
        actual: role.signed.version,
        file: signedPaths.role(name),
      });
    }
  }
  requireRetired(state.signed, retired);
  await requireSource(tree, state.signed, timestamp.signed);
  requireDescent(tree, state.signed);
  if (now < state.signed.signedAt - clockTolerance) {
    throw repositoryFaults.CLOCK_BEHIND({ now: formatInstant(now), signed: formatInstant(state.signed.signedAt) });
  }
  return { commit: tree.commit, ...trust, timestamp, snapshot, bins, retired, state };
}

async function readOnline<T>(
  tree: Tree,
  file: string,
  limit: number,
  decoder: (json: Envelope<T>["json"]) => T,
): Promise<Envelope<T>> {
  const bytes = await tree.read(file, limit);
  if (bytes === undefined) throw repositoryFaults.SIGNED_FILE_MISSING({ file });
  return decode(bytes, file, decoder);
}

function requireNamed(timestamp: Timestamp, snapshot: Envelope<Snapshot>): void {
  const { version, length, hashes } = timestamp.snapshot;
  if (snapshot.signed.version !== version) {
    throw tufFaults.ROLE_VERSION_MISMATCH({
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
    throw tufFaults.ROLE_HASH_MISMATCH({
      role: "snapshot",
      expected: expected ?? "",
      actual: sha256(snapshot.bytes),
      file: signedPaths.snapshot,
    });
  }
}

async function loadBins(tree: Tree, { offline }: Trust): Promise<ReadonlyMap<string, Envelope<Targets>>> {
  const bins = new Map<string, Envelope<Targets>>();
  const visits = delegationTree((role) => (offline.get(role) ?? bins.get(role))?.signed.delegations);
  for (const { role: name, delegator, delegation, delegations } of visits) {
    if (!isOnlineRole(name)) continue;
    const file = signedPaths.role(name);
    const bin = await readOnline(tree, file, limits.targets, decodeTargets);
    requireThreshold(name, delegation, delegations.keys, bin);
    for (const path of bin.signed.targets.keys()) {
      if (!delegationsFor(delegations, path).some((bin) => bin.name === name)) {
        throw repositoryFaults.TARGET_IN_WRONG_BIN({ path, role: name, delegator });
      }
    }
    bins.set(name, bin);
  }
  return bins;
}

/** What snapshot lists beside the roles that are delegated to. Some repositories list their root there, which is no targets role. */
async function loadRetired(
  tree: Tree,
  { meta }: Snapshot,
  delegated: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Envelope<Targets>>> {
  const retired = new Map<string, Envelope<Targets>>();
  for (const file of meta.keys()) {
    const name = file.replace(/\.json$/, "");
    if (delegated.has(name) || topLevelRoles.includes(name as TopLevelRole)) continue;
    // A name becomes a path, and nobody delegates to this one: what is no role's name has no file here, whoever listed it.
    if (!isRoleName(name)) continue;
    const path = signedPaths.role(name);
    const bytes = await tree.read(path, limits.targets);
    // Whether one was here is in the state's digest.
    if (bytes !== undefined) retired.set(name, decode(bytes, path, decodeTargets));
  }
  return retired;
}

/**
 * The keys that signed a retired role may be revoked, and are named nowhere in this state. That it has the listed version is not enough:
 * clients of earlier states still ask for it and judge it by the keys they know, so it has to be the very file. The state's digest says so.
 */
function requireRetired({ retired: expected }: State, retired: Repository["retired"]): void {
  const actual = retiredDigest(new Map([...retired].map(([role, { bytes }]) => [role, bytes])));
  if (actual !== expected)
    throw repositoryFaults.SIGNED_BRANCH_EDITED({
      file: "the metadata of retired roles",
      expected: expected ?? "nothing",
      actual: actual ?? "nothing",
    });
}

/**
 * T37, I6: the commit before is the one that the state was derived from. Without this, anybody who may push could put an older state on
 * top, correctly signed as it is, and the next one would be signed with versions that were used before (T35, I11).
 */
export function requireDescent({ commit, parents }: Pick<Tree, "commit" | "parents">, { parent }: State): void {
  if (parents.length > 1 || parents[0] !== parent)
    throw repositoryFaults.SIGNED_BRANCH_EDITED({
      file: `the commit before ${commit}`,
      expected: parent ?? "nothing",
      actual: parents.join(" and ") || "nothing",
    });
}

async function requireSource(tree: Tree, state: State, timestamp: Timestamp): Promise<void> {
  const copies = [
    [signedPaths.sourceTargets, state.source.targets, "directory"],
    [signedPaths.sourceTrust, state.source.trust, "directory"],
    [signedPaths.sourceConfig, state.source.config, "file"],
  ] as const;
  for (const [file, expected, kind] of copies) {
    const entry = await tree.entry(file);
    const actual = entry && (entry.kind === kind ? entry.id : `${entry.kind} ${entry.id}`);
    if (actual !== expected)
      throw repositoryFaults.SIGNED_BRANCH_EDITED({
        file,
        expected: expected ?? "nothing",
        actual: actual ?? "nothing",
      });
  }
  // No TUF file lists the roots: a newest one that was taken away is missed only beside the copy of what people merged (T35).
  const [roots, merged] = [
    await directoryId(tree, signedPaths.roots),
    await directoryId(tree, signedPaths.sourceRoots),
  ];
  if (roots !== merged)
    throw repositoryFaults.SIGNED_BRANCH_EDITED({
      file: signedPaths.roots,
      expected: merged ?? "nothing",
      actual: roots ?? "nothing",
    });
  if (state.timestamp !== timestamp.version) {
    throw repositoryFaults.SIGNED_BRANCH_EDITED({
      file: signedPaths.timestamp,
      expected: `version ${state.timestamp}`,
      actual: `version ${timestamp.version}`,
    });
  }
}

/** A target with the role that lists it. */
export interface PublishedTarget {
  readonly path: string;
  readonly role: string;
  readonly target: TargetFile;
}

/** Every target that release files asked for, with the bin, or other online role, that lists it. */
export function* releasedTargets(repository: Pick<Repository, "bins">): Generator<PublishedTarget> {
  for (const [role, bin] of repository.bins) {
    for (const [path, target] of bin.signed.targets) yield { path, role, target };
  }
}

/** Every target that people signed themselves and that clients find: what an offline role lists outside of its paths is nobody's. */
export function* targetsOfPeople(trust: OfflineRoles): Generator<PublishedTarget> {
  for (const [role, { signed }] of trust.offline) {
    for (const [path, target] of signed.targets) {
      const route = routeOf(trust, path);
      if (route.kind === "people" && route.role === role) yield { path, role, target };
    }
  }
}

/** Every published target, whoever signs it. */
export function* publishedTargets(repository: Pick<Repository, "bins" | "offline">): Generator<PublishedTarget> {
  yield* releasedTargets(repository);
  yield* targetsOfPeople(repository);
}
