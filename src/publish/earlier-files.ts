import { Fault } from "../base/fault.ts";
import { inBatches } from "../base/pool.ts";
import type { Reporter } from "../base/reporter.ts";
import { readingFault } from "../git/damage.ts";
import type { Entry, ObjectId, Tree } from "../git/store.ts";
import { planFaults } from "../plan/faults.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { signedPaths, sitePaths } from "../repository/layout.ts";
import { decode } from "../repository/trust.ts";
import { type RoleFacts, verifyRoles } from "../repository/verify-roles.ts";
import type { Repository } from "../repository/verify-state.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import { delegatedNames } from "../tuf/delegations.ts";
import { sameBytes } from "../tuf/digest.ts";
import type { Envelope } from "../tuf/envelope.ts";
import { tufFaults } from "../tuf/faults.ts";
import { limits } from "../tuf/limits.ts";
import { tally } from "../tuf/tally.ts";
import { decodeTargets, type Targets } from "../tuf/targets.ts";
import { type EarlierState, skippedStates } from "./history.ts";
import { type SiteFile, siteOf } from "./site.ts";

/** A role's file: what it takes to judge and to publish it, without the targets it lists. */
interface RoleFile extends RoleFacts {
  /** For {@link tally} alone. */
  readonly envelope: Envelope<unknown>;
}

/** Files that are read at the same time. */
const filesAtOnce = 64;
const statesAtOnce = 16;

/**
 * The files of `states` that the current site does not have, oldest state first and in each the snapshot last, so that whatever
 * names a file comes after it (I3). Every role is judged by its delegator in the same state; a state with anything that does not
 * hold, or that gives a version another content or a higher number than today's, is left out with a warning (I11).
 */
export async function earlierFiles(
  tip: Tree,
  repository: Repository,
  states: readonly EarlierState[],
  reporter: Reporter,
): Promise<readonly SiteFile[]> {
  const ids = await roleIds(states);
  const roles = await knownRoles(tip, repository);
  await readRoles(states, ids, roles);
  const taken = new Map(siteOf(repository).map(({ path, bytes }) => [path, bytes]));
  const skipped = skippedStates(reporter);
  const files: SiteFile[] = [];
  for (const [index, state] of states.entries()) {
    try {
      const found = await filesOf(state, ids[index] ?? new Map(), roles, repository);
      for (const { path, role, version, bytes } of found)
        if (!sameBytes(taken.get(path) ?? bytes, bytes)) throw planFaults.ROLE_VERSION_REUSED({ role, version });
      for (const file of found) if (!taken.has(file.path)) files.push(file);
      for (const { path, bytes } of found) taken.set(path, bytes);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      skipped.add(error.with({ commit: state.tree.commit }));
    }
  }
  skipped.report();
  return files;
}

/** Object ids by role, of every role that each snapshot lists. */
function roleIds(states: readonly EarlierState[]): Promise<readonly ReadonlyMap<string, ObjectId>[]> {
  const listed: Listed = new Map();
  return inBatches(states, statesAtOnce, ({ tree, snapshot }) => {
    const names = [...snapshot.signed.meta.keys()].map((name) => name.replace(/\.json$/, ""));
    return idsOf(tree, names, listed).catch((error: unknown) => new Map(readingFault(error) && []));
  });
}

/** Directories by object id: most are the same from state to state, and need no second look. */
type Listed = Map<ObjectId, Promise<readonly Entry[]>>;

async function idsOf(tree: Tree, names: readonly string[], listed: Listed): Promise<ReadonlyMap<string, ObjectId>> {
  const directories = new Set(names.map((name) => parentOf(signedPaths.role(name))));
  const ids = new Map<string, ObjectId>();
  const list = async (directory: string): Promise<void> => {
    const known = ids.get(directory);
    const entries = (known === undefined ? undefined : listed.get(known)) ?? tree.list(directory);
    if (known !== undefined) listed.set(known, entries);
    for (const { name, id } of await entries) ids.set(directory === "" ? name : `${directory}/${name}`, id);
  };
  // Those above first: from there a directory's object id is known.
  for (const above of ["", ...new Set([...directories].map(parentOf))].sort()) await list(above);
  await Promise.all([...directories].map(list));
  return new Map(
    names.flatMap((name) => {
      const id = ids.get(signedPaths.role(name));
      return id === undefined ? [] : [[name, id] as const];
    }),
  );
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Role files by object id, with the judgements made on them: most are the same from state to state. */
interface Roles {
  readonly files: Map<ObjectId, RoleFile | Fault>;
  /** `<delegator's object id> <role> <object id>` of signatures that hold. */
  readonly held: Set<string>;
}

/** What the current state has was verified when it was loaded. */
async function knownRoles(tip: Tree, { bins, offline, retired }: Repository): Promise<Roles> {
  const files = new Map<ObjectId, RoleFile>();
  const held = new Set<string>();
  const all = new Map([...offline, ...bins, ...retired]);
  const ids = await idsOf(tip, [...all.keys()], new Map());
  for (const [name, id] of ids) {
    const envelope = all.get(name);
    if (envelope !== undefined) files.set(id, slim(envelope));
  }
  for (const [delegator, { signed }] of offline) {
    for (const name of signed.delegations === undefined ? [] : delegatedNames(signed.delegations))
      held.add(`${ids.get(delegator)} ${name} ${ids.get(name)}`);
  }
  return { files, held };
}

function slim(envelope: Envelope<Targets>): RoleFile {
  const { bytes, signed } = envelope;
  const { version, delegations } = signed;
  return {
    bytes,
    version,
    ...(delegations && { delegations }),
    envelope: { ...envelope, signed: undefined, json: new Map() },
  };
}

async function readRoles(
  states: readonly EarlierState[],
  ids: readonly ReadonlyMap<string, ObjectId>[],
  { files }: Roles,
): Promise<void> {
  const unread = new Map<ObjectId, { readonly tree: Tree; readonly path: string }>();
  for (const [index, { tree }] of states.entries()) {
    for (const [name, id] of ids[index] ?? [])
      if (!files.has(id)) unread.set(id, { tree, path: signedPaths.role(name) });
  }
  await inBatches([...unread], filesAtOnce, async ([id, { tree, path }]) => {
    files.set(id, await readRole(tree, path));
  });
}

async function readRole(tree: Tree, path: string): Promise<RoleFile | Fault> {
  try {
    const bytes = await tree.read(path, limits.targets);
    if (bytes === undefined) return repositoryFaults.SIGNED_FILE_MISSING({ file: path });
    return slim(decode(bytes, path, decodeTargets));
  } catch (error) {
    return readingFault(error);
  }
}

/** A role's file with its version. */
interface VersionedFile extends SiteFile {
  readonly version: number;
}

/** The files of one state, delegated roles before their delegators, its snapshot last. Faults with the first thing that does not hold. */
async function filesOf(
  state: EarlierState,
  ids: ReadonlyMap<string, ObjectId>,
  { files, held }: Roles,
  repository: Repository,
): Promise<readonly VersionedFile[]> {
  const { verifier } = repository;
  const newest = repository.snapshot.signed.meta;
  const { offline, online, retired } = await verifyRoles(state, {
    file(role) {
      const file = files.get(ids.get(role) ?? "");
      if (file instanceof Fault) throw file;
      const latest = newest.get(`${role}.json`)?.version;
      // I11: a number above today's was never published.
      if (file !== undefined && latest !== undefined && file.version > latest)
        throw tufFaults.ROLE_VERSION_MISMATCH({
          role,
          expected: latest,
          actual: file.version,
          file: signedPaths.role(role),
        });
      return file;
    },
    facts: (file) => file,
    judge({ role, by, ...signers }, { envelope }) {
      const judged = `${ids.get(by)} ${role} ${ids.get(role)}`;
      if (by !== "root" && held.has(judged)) return;
      const met =
        by === "root"
          ? state.roots.some(({ signed }) => tally(topLevelAuthority(signed, "targets"), envelope, verifier).met)
          : tally(signers, envelope, verifier).met;
      if (!met) throw tufFaults.ROLE_SIGNATURES_MISSING({ role, valid: 0, threshold: 1 });
      held.add(judged);
    },
  });
  const file = ([role, { version, bytes }]: readonly [string, RoleFile]): VersionedFile => {
    return { role, version, path: sitePaths.role(role, version), bytes, caching: "immutable" };
  };
  const { version } = state.snapshot.signed;
  const last: VersionedFile = {
    role: "snapshot",
    version,
    path: sitePaths.role("snapshot", version),
    bytes: state.snapshot.bytes,
    caching: "immutable",
  };
  return [...[...online, ...retired].map(file), ...[...offline].map(file).reverse(), last];
}
