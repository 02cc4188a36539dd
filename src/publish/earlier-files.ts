import { Fault } from "../base/fault.ts";
import { inBatches } from "../base/pool.ts";
import type { Reporter } from "../base/reporter.ts";
import { isOnlineRole, isRoleName } from "../config/names.ts";
import { readingFault } from "../git/damage.ts";
import type { Entry, ObjectId, Tree } from "../git/store.ts";
import { planFaults } from "../plan/faults.ts";
import { delegationTree } from "../repository/delegation-rules.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { signedPaths, sitePaths } from "../repository/layout.ts";
import { retiredDigest } from "../repository/state-file.ts";
import { decode } from "../repository/trust.ts";
import type { Repository } from "../repository/verify-state.ts";
import { type Delegations, delegatedNames } from "../tuf/delegations.ts";
import { sameBytes } from "../tuf/digest.ts";
import type { Envelope } from "../tuf/envelope.ts";
import { tufFaults } from "../tuf/faults.ts";
import { limits } from "../tuf/limits.ts";
import { roleKeys, type TopLevelRole, topLevelRoles } from "../tuf/root.ts";
import { tally } from "../tuf/tally.ts";
import { decodeTargets, type Targets } from "../tuf/targets.ts";
import { type EarlierState, skippedStates } from "./history.ts";
import { type SiteFile, siteOf } from "./site.ts";

/** A role's file: what it takes to judge and to publish it, without the targets it lists. */
interface RoleFile {
  readonly bytes: Uint8Array;
  readonly version: number;
  readonly delegations?: Delegations;
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
      const found = filesOf(state, ids[index] ?? new Map(), roles, repository);
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
interface Numbered extends SiteFile {
  readonly version: number;
}

/** The files of one state, each judged by its delegator. Faults with the first thing that does not hold. */
function filesOf(
  { roots, snapshot, retired: expected }: EarlierState,
  ids: ReadonlyMap<string, ObjectId>,
  { files, held }: Roles,
  repository: Repository,
): readonly Numbered[] {
  const offline: Numbered[] = [];
  const bins: Numbered[] = [];
  const take = (name: string, judge: (file: RoleFile) => boolean): RoleFile => {
    const file =
      files.get(ids.get(name) ?? "") ?? repositoryFaults.SIGNED_FILE_MISSING({ file: signedPaths.role(name) });
    if (file instanceof Fault) throw file;
    const { version, bytes } = file;
    const listed = snapshot.signed.meta.get(`${name}.json`)?.version;
    const newest = repository.snapshot.signed.meta.get(`${name}.json`)?.version ?? version;
    if (version !== listed || version > newest)
      throw tufFaults.ROLE_VERSION_MISMATCH({
        role: name,
        expected: listed ?? 0,
        actual: version,
        file: signedPaths.role(name),
      });
    if (!judge(file)) throw tufFaults.ROLE_SIGNATURES_MISSING({ role: name, valid: 0, threshold: 1 });
    const target = isOnlineRole(name) ? bins : offline;
    target.push({ role: name, version, path: sitePaths.role(name, version), bytes, caching: "immutable" });
    return file;
  };
  const { delegations: first } = take("targets", ({ envelope }) =>
    roots.some(({ signed }) => tally(roleKeys(signed, "targets"), signed.keys, envelope).met),
  );
  const taken = new Map([["targets", first]]);
  for (const { role: name, delegator, delegation, delegations } of delegationTree((role) => taken.get(role))) {
    const judged = `${ids.get(delegator)} ${name} ${ids.get(name)}`;
    const file = take(name, ({ envelope }) => {
      if (!held.has(judged) && !tally(delegation, delegations.keys, envelope).met) return false;
      held.add(judged);
      return true;
    });
    taken.set(name, file.delegations);
  }
  const retired = new Map<string, Uint8Array>();
  for (const name of [...snapshot.signed.meta.keys()].map((file) => file.replace(/\.json$/, ""))) {
    if (taken.has(name) || topLevelRoles.includes(name as TopLevelRole) || !ids.has(name)) continue;
    if (!isRoleName(name)) continue;
    retired.set(name, take(name, () => true).bytes);
  }
  // Nobody in this state delegates to them: its state.json vouches for them.
  if (retiredDigest(retired) !== expected)
    throw repositoryFaults.SIGNED_BRANCH_EDITED({
      file: "the metadata of retired roles",
      expected: expected ?? "nothing",
      actual: retiredDigest(retired) ?? "nothing",
    });
  const { version } = snapshot.signed;
  const last: Numbered = {
    role: "snapshot",
    version,
    path: sitePaths.role("snapshot", version),
    bytes: snapshot.bytes,
    caching: "immutable",
  };
  return [...bins, ...offline.reverse(), last];
}
