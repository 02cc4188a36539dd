import { Fault, isFault } from "../base/fault.ts";
import { inBatches } from "../base/pool.ts";
import { instant } from "../base/time.ts";
import { defaultNames, isBinName, isOnlineRole } from "../config/names.ts";
import { treeOfFiles } from "../git/tree.ts";
import { planFaults } from "../plan/faults.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { foreignBinTest } from "../repository/foreign-bins.ts";
import {
  decodeHistoricRoot,
  decodeHistoricSnapshot,
  decodeHistoricTargets,
  decodeHistoricTimestamp,
} from "../repository/historic.ts";
import { intentPaths } from "../repository/layout.ts";
import { decode, loadRoots, verifyRoots } from "../repository/trust.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import { type Decoders, type File, type Trusted, trust } from "../tuf/client.ts";
import type { RoleKeys } from "../tuf/common.ts";
import { delegatedNames } from "../tuf/delegations.ts";
import { sameBytes, sha256 } from "../tuf/digest.ts";
import type { Envelope } from "../tuf/envelope.ts";
import { tufFaults } from "../tuf/faults.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import { limits } from "../tuf/limits.ts";
import type { Root } from "../tuf/root.ts";
import type { Snapshot, Timestamp } from "../tuf/snapshot.ts";
import type { Targets } from "../tuf/targets.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { wholeTree } from "../tuf/visits.ts";
import { importFaults } from "./faults.ts";
import type { ImportSource } from "./source.ts";
import { isOfTree, located } from "./unfit.ts";

/** A delegated role and how its delegator describes it. */
export interface FoundRole {
  /** Who will sign it: the worker does a hash bin, under whatever name it has, and roles called `online-…`. */
  readonly kind: "people" | "bin" | "online";
  readonly envelope: Envelope<Targets>;
  readonly delegator: string;
  readonly required: RoleKeys;
  readonly keys: ReadonlyMap<KeyId, PublicKey>;
}

/** A whole repository that was made elsewhere, verified from its root to its last role; how fresh it is was not asked. */
export interface FoundRepository {
  readonly source: string;
  readonly roots: ReadonlyMap<number, Envelope<Root>>;
  readonly root: Envelope<Root>;
  readonly timestamp: Envelope<Timestamp>;
  readonly snapshot: Envelope<Snapshot>;
  readonly targets: Envelope<Targets>;
  /** Every delegated role by name, hash bins included. */
  readonly delegated: ReadonlyMap<string, FoundRole>;
}

/** Where trust in somebody else's repository starts. */
interface SourceAnchor {
  /** Undefined for its newest root, as it is found. */
  readonly pin: string | undefined;
  readonly verifier: Verifier;
}

const decoders: Decoders = {
  timestamp: decodeHistoricTimestamp,
  snapshot: decodeHistoricSnapshot,
  targets: decodeHistoricTargets,
};

/** Files asked for at a time. */
const parallel = 16;
/** Before anything could expire: what did is for the caller to say, all of it at once. */
const epoch = instant(0);

/**
 * Reads and verifies everything: each root by its predecessor and itself, then timestamp, snapshot, targets and every delegated role as
 * a client does (specification §5), with lengths, hashes, versions and thresholds. `pin` is the SHA-256 of the file of one of the
 * roots; undefined trusts them as they are, for a person to judge. Whatever form other tools signed it in is read. Faults with the first thing
 * that does not hold, `IMPORT_ROOT_MISSING` for a gap in the roots, and `IMPORT_UNFIT` for what holds and cannot be read in one way only.
 */
export async function verifySource(source: ImportSource, anchor: SourceAnchor): Promise<FoundRepository> {
  const { roots, root } = await readRoots(source, anchor);
  let state: Trusted = { root, targets: new Map(), stage: "roots", verifier: anchor.verifier, decoders };
  const take = (file: File): void => {
    state = next(state, file, source);
  };
  take({ role: "timestamp", bytes: present(await source.timestamp(), "timestamp", source) });
  const { timestamp } = state as Required<Trusted>;
  const listed = timestamp.signed.snapshot.version;
  take({
    role: "snapshot",
    bytes: present(await source.role("snapshot", listed, limits.snapshot), "snapshot", source),
  });
  const { snapshot } = state as Required<Trusted>;
  const read = async (name: string): Promise<Uint8Array> => {
    const version = snapshot.signed.meta.get(`${name}.json`)?.version;
    if (version === undefined) throw tufFaults.ROLE_NOT_LISTED({ role: name, site: source.name });
    return present(await source.role(name, version, limits.targets), name, source);
  };
  take({ role: "targets", bytes: await read("targets") });
  const targets = state.targets.get("targets") as Envelope<Targets>;
  const delegated = await readDelegated(state, targets, read, source);
  return { source: source.name, roots, root, timestamp, snapshot, targets, delegated };
}

async function readRoots(
  source: ImportSource,
  { pin, verifier }: SourceAnchor,
): Promise<Pick<FoundRepository, "roots" | "root">> {
  const files = await rootFiles(source);
  const paths = intentPaths(defaultNames);
  const tree = treeOfFiles(new Map(files.map((bytes, index) => [paths.root(index + 1), bytes])));
  const newest = files.at(-1) as Uint8Array;
  try {
    const roots = await loadRoots(tree, paths, "historic");
    return { roots, root: verifyRoots(roots, { pin: pin ?? sha256(newest), verifier }, "historic") };
  } catch (error) {
    throw error instanceof Fault ? located(error, `root ${files.length}`, source.name) : error;
  }
}

/** Every root in order. Faults `IMPORT_ROOT_MISSING`, and `ROLE_VERSION_REUSED` when the newest is there as two different files. */
async function rootFiles(source: ImportSource): Promise<readonly Uint8Array[]> {
  const files: Uint8Array[] = [];
  while (files.length <= limits.rootRotations) {
    const bytes = await source.root(files.length + 1);
    if (bytes === undefined) break;
    files.push(bytes);
  }
  const missing = (): Fault => importFaults.IMPORT_ROOT_MISSING({ version: files.length + 1, site: source.name });
  const single = await source.newestRoot();
  if (single !== undefined) {
    const { signed, payload } = decode(single, "root.json", decodeHistoricRoot);
    const known = files[signed.version - 1];
    if (known !== undefined && !sameBytes(decode(known, "root.json", decodeHistoricRoot).payload, payload))
      throw planFaults.ROLE_VERSION_REUSED({ role: "root", version: signed.version, site: source.name });
    if (signed.version === files.length + 1) files.push(single);
    else if (signed.version > files.length) throw missing();
  }
  if (files.length === 0 || (await source.root(files.length + 2)) !== undefined) throw missing();
  return files;
}

async function readDelegated(
  top: Trusted,
  targets: Envelope<Targets>,
  read: (name: string) => Promise<Uint8Array>,
  source: ImportSource,
): Promise<ReadonlyMap<string, FoundRole>> {
  const found = new Map<string, FoundRole>();
  const envelopeOf = (role: string): Envelope<Targets> | undefined =>
    role === "targets" ? targets : found.get(role)?.envelope;
  const files = new Map<string, Uint8Array>();
  const isForeignBin = foreignBinTest(top.root.signed);
  try {
    const start = topLevelAuthority(top.root.signed, "targets");
    for (const authority of wholeTree(start, ({ role }) => envelopeOf(role)?.signed.delegations)) {
      const { role: name, by: delegator } = authority;
      const delegations = envelopeOf(delegator)?.signed.delegations;
      if (delegations === undefined) continue;
      if (!files.has(name)) {
        const names = [...delegatedNames(delegations)];
        for (const [each, bytes] of await inBatches(names, parallel, async (each) => [each, await read(each)] as const))
          files.set(each, bytes);
      }
      const bytes = files.get(name) as Uint8Array;
      // One delegator at a time: a state with every role in it would be copied for each of thousands.
      const state: Trusted = { ...top, targets: new Map([[delegator, envelopeOf(delegator) as Envelope<Targets>]]) };
      const envelope = next(state, { role: "delegated", name, delegator, bytes }, source).targets.get(name);
      if (envelope === undefined) throw new RangeError(name);
      const bin = isBinName(name) || isForeignBin(delegations, name);
      const kind = bin ? "bin" : isOnlineRole(name) ? "online" : "people";
      if (kind !== "people" && envelope.signed.delegations !== undefined)
        throw repositoryFaults.ONLINE_ROLE_DELEGATES({ role: name });
      found.set(name, { kind, envelope, delegator, required: authority, keys: authority.keys });
    }
  } catch (error) {
    throw isOfTree(error) ? located(error, String(error.data["role"]), source.name) : error;
  }
  return found;
}

function next(state: Trusted, file: File, source: ImportSource): Trusted {
  const verdict = trust(state, file, epoch);
  if (verdict.kind === "trusted") return verdict.state;
  const { fault, role } = verdict;
  // What no client reads is damage, and no form.
  const damaged = isFault(fault, tufFaults.JSON_INVALID) && !isJson(file.bytes);
  throw damaged ? fault.with({ site: source.name }) : located(fault, role, source.name);
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

function present(bytes: Uint8Array | undefined, role: string, source: ImportSource): Uint8Array {
  if (bytes === undefined) throw importFaults.IMPORT_FILE_MISSING({ role, site: source.name });
  return bytes;
}
