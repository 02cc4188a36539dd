import { formatInstant, type Instant } from "../base/time.ts";
import { type CommitId, directoryId, type Tree } from "../git/tree.ts";
import { authoritiesFor } from "../tuf/delegations.ts";
import type { Envelope } from "../tuf/envelope.ts";
import { limits } from "../tuf/limits.ts";
import type { Snapshot, Timestamp } from "../tuf/snapshot.ts";
import { decodeTargets, type TargetFile, type Targets } from "../tuf/targets.ts";
import { repositoryFaults } from "./faults.ts";
import { signedPaths } from "./layout.ts";
import { routeOf } from "./route.ts";
import type { State } from "./state-file.ts";
import { readTop, requireDescent } from "./state-top.ts";
import { decode, type OfflineRoles, readTrust, requireThreshold, type Trust, type TrustAnchor } from "./trust.ts";
import { type RoleSource, verifyRoles } from "./verify-roles.ts";

/** A whole repository as one commit of the signed branch holds it: verified, immutable. */
export interface Repository extends Trust {
  readonly commit: CommitId;
  /** The commit itself. */
  readonly at: Tree;
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
 * Loads and verifies everything a commit of the signed branch holds, from `anchor`: before
 * any online key signs, nothing is taken on faith (T34). Every role may be past its expiry, since renewing it is what the caller, or the
 * people whose work it looks at, are about to do; `requireCurrent` is for those who continue from here. Faults with the first thing that
 * does not hold.
 */
export async function loadRepository(tree: Tree, anchor: TrustAnchor, now: Instant): Promise<Repository> {
  const trust = await readTrust(tree, signedPaths, anchor);
  const top = await readTop(tree, [trust.root], trust.verifier);
  const { timestamp, snapshot, state } = top;
  const { online: bins, retired } = await verifyRoles(top, wholeRoles(tree, trust));
  await requireSource(tree, state.signed);
  requireDescent(tree, state.signed);
  if (now < state.signed.signedAt - clockTolerance) {
    throw repositoryFaults.CLOCK_BEHIND({ now: formatInstant(now), signed: formatInstant(state.signed.signedAt) });
  }
  return { commit: tree.commit, at: tree, ...trust, timestamp, snapshot, bins, retired, state };
}

/** The roles of the tip, whole. What people signed was verified as trust, from the pinned root. */
function wholeRoles(tree: Tree, { offline, verifier }: Trust): RoleSource<Envelope<Targets>> {
  return {
    async file(role) {
      const known = offline.get(role);
      if (known !== undefined) return known;
      const file = signedPaths.role(role);
      const bytes = await tree.read(file, limits.targets);
      return bytes && decode(bytes, file, decodeTargets);
    },
    facts: ({ bytes, signed: { version, delegations } }) => ({ bytes, version, delegations }),
    judge(authority, envelope) {
      const { role, by: delegator } = authority;
      if (offline.has(role)) return;
      requireThreshold(authority, envelope, verifier);
      const delegations = offline.get(delegator)?.signed.delegations;
      for (const path of envelope.signed.targets.keys()) {
        if (!delegations || !authoritiesFor(delegator, delegations, path).some((found) => found.role === role))
          throw repositoryFaults.TARGET_IN_WRONG_BIN({ path, role, delegator });
      }
    },
  };
}

/** The copies of what people merged are those that the state names. */
async function requireSource(tree: Tree, state: State): Promise<void> {
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
