import { Fault, isFault, locating } from "../base/fault.ts";
import { formatInstant, type Instant } from "../base/time.ts";
import { isOnlineRole } from "../config/names.ts";
import type { Tree } from "../git/tree.ts";
import { type Authority, topLevelAuthority } from "../tuf/authority.ts";
import type { Delegations } from "../tuf/delegations.ts";
import { sha256 } from "../tuf/digest.ts";
import { decodeEnvelope, type Envelope } from "../tuf/envelope.ts";
import { tufFaults } from "../tuf/faults.ts";
import { limits } from "../tuf/limits.ts";
import { decodeRoot, type Root } from "../tuf/root.ts";
import { tally, unmet } from "../tuf/tally.ts";
import { decodeTargets, type Targets } from "../tuf/targets.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { wholeTree } from "../tuf/visits.ts";
import { delegationsProblem, delegationTree } from "./delegation-rules.ts";
import { repositoryFaults } from "./faults.ts";
import { foreignBinTest } from "./foreign-bins.ts";
import { decodeHistoricRoot, decodeHistoricTargets, historicForm } from "./historic.ts";
import type { MetadataPaths } from "./layout.ts";

/** Where trust starts, and what verifies everything that follows from there. */
export interface TrustAnchor {
  /** SHA-256 of the trusted root's file (T32). */
  readonly pin: string;
  readonly verifier: Verifier;
}

/** What people signed: every root, and the targets roles with offline keys. Verified from the pinned root. */
export interface Trust {
  /** Every root, by version. */
  readonly roots: ReadonlyMap<number, Envelope<Root>>;
  /** The newest root. */
  readonly root: Envelope<Root>;
  /** `targets`, `bin` and other offline roles, by name, each after the one that delegates to it. */
  readonly offline: ReadonlyMap<string, Envelope<Targets>>;
  /** What verified this, for what its keys sign next. */
  readonly verifier: Verifier;
  /** The newest root and offline roles of a form that Kaprien does not write, by name. Absent unless such forms were asked for. */
  readonly historic?: ReadonlySet<string>;
}

/** `strict`: the newest root and all roles as Kaprien writes them. `historic`: in any form that other tools may have signed them in. */
export type Form = "strict" | "historic";

/** The offline roles of a trust, in force or in the making. */
export interface OfflineRoles {
  readonly offline: ReadonlyMap<string, { readonly signed: Targets }>;
}

/**
 * Reads and verifies the offline side of a branch from `anchor` (T32, T34, I5): each root
 * by its predecessor and itself, each role by its delegator, none expired at `now`. Faults with the first thing that does not
 * hold; the caller stops.
 */
export async function loadTrust(tree: Tree, paths: MetadataPaths, anchor: TrustAnchor, now: Instant): Promise<Trust> {
  const trust = await readTrust(tree, paths, anchor);
  requireCurrent(trust, now);
  return trust;
}

/**
 * The same whether or not anything has expired: what people renew is what ran out. Nothing may be signed online over it, nor over a role of
 * a historic form; signatures are verified in either form alike.
 */
export async function readTrust(
  tree: Tree,
  paths: MetadataPaths,
  anchor: TrustAnchor,
  form: Form = "strict",
): Promise<Trust> {
  const { verifier } = anchor;
  const roots = await loadRoots(tree, paths, form);
  const root = verifyRoots(roots, anchor, form);
  const offline = new Map<string, Envelope<Targets>>();
  const start = topLevelAuthority(root.signed, "targets");
  const below = ({ role }: Pick<Authority, "role">): Delegations | undefined => offline.get(role)?.signed.delegations;
  const isForeignBin = form === "strict" ? () => false : foreignBinTest(root.signed);
  for (const authority of form === "strict" ? delegationTree(start, below) : wholeTree(start, below)) {
    const { role, by } = authority;
    if (isOnlineRole(role) || isForeignBin(below({ role: by }), role)) continue;
    const envelope = await readRole(tree, paths, role, form);
    requireThreshold(authority, envelope, verifier);
    offline.set(role, envelope);
  }
  const historic = form === "historic" && { historic: historicRoles({ root, offline }) };
  return { roots, root, offline, verifier, ...historic };
}

/** Roles whose form, or whose delegations, Kaprien would not write. */
function historicRoles({ root, offline }: Pick<Trust, "root" | "offline">): ReadonlySet<string> {
  const odd = new Set<string>();
  if (!root.signed.consistentSnapshot || historicForm(root.json, decodeRoot) !== undefined) odd.add("root");
  for (const [role, { json, signed }] of offline)
    if (historicForm(json, decodeTargets) !== undefined || delegationsProblem(role, signed.delegations) !== undefined)
      odd.add(role);
  return odd;
}

/** Faults `ROLE_EXPIRED` when something that people signed has run out. */
export function requireCurrent({ root, offline }: Pick<Trust, "root" | "offline">, now: Instant): void {
  for (const [role, { signed }] of [["root", root] as const, ...offline])
    if (signed.expires <= now) throw tufFaults.ROLE_EXPIRED({ role, expires: formatInstant(signed.expires) });
}

/** Whether nothing that people signed has expired. */
export function isCurrent({ root, offline }: Pick<Trust, "root" | "offline">, now: Instant): boolean {
  return [root, ...offline.values()].every(({ signed }) => signed.expires > now);
}

/** Every root of a branch, by version and without a gap. Signatures are not verified here. */
export async function loadRoots(
  tree: Tree,
  paths: MetadataPaths,
  form: Form = "strict",
): Promise<ReadonlyMap<number, Envelope<Root>>> {
  const entries = await tree.list(paths.roots);
  if (entries.length === 0) throw repositoryFaults.TRUST_MISSING({ file: paths.root(1) });
  if (entries.length > limits.rootRotations)
    throw repositoryFaults.ROOT_TOO_MANY({ count: entries.length, limit: limits.rootRotations });
  const roots = new Map<number, Envelope<Root>>();
  for (let version = 1; version <= entries.length; version++) {
    const file = paths.root(version);
    const bytes = await tree.read(file, limits.root);
    if (bytes === undefined) throw repositoryFaults.ROOT_CHAIN_BROKEN({ file, reason: "it is missing" });
    // Only the newest is written by today's rules; the others lead there, as they were signed.
    const strict = version === entries.length && form === "strict";
    const root = decode(bytes, file, strict ? decodeRoot : decodeHistoricRoot);
    if (root.signed.version !== version) {
      throw repositoryFaults.ROOT_CHAIN_BROKEN({ file, reason: `it says version ${root.signed.version} inside` });
    }
    roots.set(version, root);
  }
  return roots;
}

/**
 * The newest of `roots`, each verified by its predecessor and itself, one of them being the file that trust starts from. Roots before that
 * one are there for clients, and decide nothing here: keys of theirs that Kaprien cannot read are no reason to refuse.
 */
export function verifyRoots(
  roots: ReadonlyMap<number, Envelope<Root>>,
  { pin, verifier }: TrustAnchor,
  form: Form = "strict",
): Envelope<Root> {
  let previous: Envelope<Root> | undefined;
  let pinned = false;
  for (const root of roots.values()) {
    const own = sha256(root.bytes) === pin;
    // Specification §5.3.4: the old keys vouch for the new ones, and the new ones show they are held.
    if (previous !== undefined) requireRootKeys(previous.signed, root, verifier, !pinned);
    requireRootKeys(root.signed, root, verifier, !pinned && !own);
    pinned ||= own;
    previous = root;
  }
  // T56: without it two publishers could show one client halves of two states.
  if (form === "strict" && previous?.signed.consistentSnapshot === false)
    throw tufFaults.METADATA_INVALID({
      file: `root ${previous.signed.version}`,
      where: "consistent_snapshot",
      reason: "true is expected",
    });
  if (!pinned || previous === undefined) throw repositoryFaults.ROOT_NOT_PINNED({ pin });
  return previous;
}

/** Faults unless the keys of `signer` vouch for `root`; `early` forgives keys that cannot be read. */
function requireRootKeys(signer: Root, root: Envelope<Root>, verifier: Verifier, early: boolean): void {
  try {
    requireThreshold(topLevelAuthority(signer, "root"), root, verifier, `root ${root.signed.version}`);
  } catch (error) {
    if (!early || !isFault(error, tufFaults.ROLE_KEYS_UNREADABLE)) throw error;
  }
}

async function readRole(tree: Tree, paths: MetadataPaths, name: string, form: Form): Promise<Envelope<Targets>> {
  const file = paths.role(name);
  const bytes = await tree.read(file, limits.targets);
  if (bytes === undefined) throw repositoryFaults.TRUST_MISSING({ file });
  return locating({ role: name }, () => decode(bytes, file, form === "strict" ? decodeTargets : decodeHistoricTargets));
}

/** Decodes a metadata file; a fault names it. */
export function decode<T>(bytes: Uint8Array, file: string, decoder: (json: Envelope<T>["json"]) => T): Envelope<T> {
  try {
    return decodeEnvelope(bytes, decoder);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    // Where a person typed something these are slips; in a file that was signed they are damage, and end as such.
    if (!isFault(error, tufFaults.JSON_INVALID, tufFaults.KEY_INVALID, tufFaults.KEY_UNSUPPORTED))
      throw error.with({ file });
    const { line, reason, type, keyid } = error.data;
    const where = line !== undefined ? `line ${line}` : keyid === undefined ? "keys" : `the key ${keyid}`;
    const data = { file, where, reason: reason ?? `keys of the kind ${type} are not known` };
    throw tufFaults.METADATA_INVALID(data, { cause: error });
  }
}

/** Faults as {@link unmet} unless the threshold of `authority` is met; `role` is what people know the file by. */
export function requireThreshold(
  authority: Authority,
  envelope: Envelope<unknown>,
  verifier: Verifier,
  role: string = authority.role,
): void {
  const counted = tally(authority, envelope, verifier);
  if (!counted.met) throw unmet(authority, counted, { role });
}
