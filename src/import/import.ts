import type { Clock } from "../base/clock.ts";
import { Fault, isFault } from "../base/fault.ts";
import { type Finding, firstError } from "../base/finding.ts";
import { formatInstant, type Instant } from "../base/time.ts";
import type { Config } from "../config/config.ts";
import { configFile, type Names } from "../config/names.ts";
import { defaultPolicy } from "../config/settings.ts";
import { treeOfFiles } from "../git/tree.ts";
import { evaluate } from "../policy/evaluate.ts";
import { propose, releasesIn } from "../release/target-diff.ts";
import { pathProblem } from "../release/target-path.ts";
import { intentPaths } from "../repository/layout.ts";
import { inOrder } from "../repository/schedule.ts";
import type { TrustAnchor } from "../repository/trust.ts";
import { readTrust, type Trust } from "../repository/trust.ts";
import {
  decodeFloors,
  encodeFloors,
  type Floors,
  floorsOf,
  floorsPath,
  highestToldFloor,
} from "../repository/version-floors.ts";
import { requireFirst, settingsIn } from "../setup/settings.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import { sha256 } from "../tuf/digest.ts";
import type { Envelope } from "../tuf/envelope.ts";
import { limits } from "../tuf/limits.ts";
import { decodeRoot } from "../tuf/root.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { wholeTree } from "../tuf/visits.ts";
import { workspaceFaults } from "../workspace/faults.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type Adoption, adoptionOf } from "./adoption.ts";
import { configOf, type Told } from "./config.ts";
import { importFaults } from "./faults.ts";
import { warningsOf } from "./findings.ts";
import { type Hints, hintsOf, keysOf, onlineRoles } from "./hints.ts";
import { releasesOf } from "./releases.ts";
import type { ImportSource } from "./source.ts";
import type { ImportedRole, ImportView } from "./text.ts";
import { type FoundRepository, verifySource } from "./verify.ts";

export interface ImportOptions extends Told {
  /** SHA-256 of the file of a root that is trusted; undefined when the newest is to be trusted as it is found. */
  readonly pin?: string;
}

export interface ImportPorts {
  readonly source: ImportSource;
  readonly workspace: Workspace;
  readonly clock: Clock;
  readonly verifier: Verifier;
}

/** A repository that verified, and the files that carry it on here. Nothing is written yet. */
export interface Import {
  readonly view: ImportView;
  /** By path, the first root last: while it is not there, nothing was taken over. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** kaprien.yml as it was. */
  readonly settings: Uint8Array | undefined;
}

/**
 * Reads and verifies a repository whole, and lays out what the intent branch needs for the worker to carry it on: everything that people
 * signed byte for byte, release files that ask for what is published, the versions that clients have seen, settings, and a signing event
 * where people have to sign in strict form before a worker can. Faults with what does not verify, `IMPORT_UNFIT` with what cannot be carried
 * on in any form, `CEREMONY_DONE` when there is trust here already.
 * Error findings in the view refuse: then there are no files.
 */
export async function prepareImport(ports: ImportPorts, options: ImportOptions): Promise<Import> {
  const { existing, names } = await settingsIn(ports.workspace);
  await requireFirst(ports.workspace, names);
  const found = await verifySource(ports.source, { pin: options.pin, verifier: ports.verifier });
  const hints = hintsOf(found);
  const now = ports.clock.now();
  const trustedRoot = startOf(found, options.pin);
  const releases = releasesOf(found, names);
  const signed = await signedFiles(found, names, { pin: trustedRoot, verifier: ports.verifier });
  const needs = {
    unicode: hasUnicode(found),
    files: releases.files.size > defaultPolicy.limits.files ? releases.files.size : 0,
  };
  const before = configOf(hints, options, needs, existing);
  const adoption = adoptionOf(found.source, signed.trust, before.config, now);
  const floors = seen(found, names, adoption);
  const { bytes, config } =
    adoption === undefined ? before : configOf(called(hints, adoption), options, needs, existing);
  const judged = await judge(releases.files, config, adoption?.trust ?? signed.trust);
  const warnings = warningsOf(found, withKey(hints, options), now, adoption);
  const findings = [...judged, ...releases.findings, ...(adoption?.findings ?? []), ...warnings];
  const first = intentPaths(names).root(1);
  const files = new Map<string, Uint8Array>([
    ...[...signed.files].filter(([path]) => path !== first),
    [floorsPath(names), encodeFloors(floors)],
    ...releases.files,
    ...(adoption?.files ?? []),
    [configFile, bytes],
    [first, signed.files.get(first) as Uint8Array],
  ]);
  const written = firstError(findings) !== undefined ? new Map<string, Uint8Array>() : files;
  return {
    view: viewOf(found, { trustedRoot, hints, findings, now, adoption, files: [...written.keys()] }),
    files: written,
    settings: existing,
  };
}

/**
 * Writes what {@link prepareImport} laid out; when that fails, what was written is taken back. Faults `FILE_EXISTS` for anything but
 * kaprien.yml that is there.
 */
export async function writeImport(workspace: Workspace, { files, settings }: Import): Promise<void> {
  for (const path of files.keys())
    if (path !== configFile && (await workspace.read(path, limits.targets)) !== undefined)
      throw workspaceFaults.FILE_EXISTS({ file: path });
  try {
    await workspace.write(files, "replace");
  } catch (error) {
    const before = [...files.keys()].map((path) => [path, path === configFile ? (settings ?? null) : null] as const);
    await workspace.write(new Map(before), "replace");
    throw error;
  }
}

/** The root that is pinned from now on: the one that was given, unless it is of a form that today's clients cannot begin with. */
function startOf({ roots, root }: FoundRepository, pin: string | undefined): string {
  const given = [...roots.values()].find(({ bytes }) => sha256(bytes) === pin);
  return sha256((given !== undefined && isStrict(given) ? given : root).bytes);
}

/** Everything that people signed, byte for byte, read back as signers will. */
async function signedFiles(
  found: FoundRepository,
  names: Names,
  anchor: TrustAnchor,
): Promise<{ files: ReadonlyMap<string, Uint8Array>; trust: Trust }> {
  const paths = intentPaths(names);
  const files = new Map<string, Uint8Array>();
  for (const [version, root] of found.roots) files.set(paths.root(version), root.bytes);
  files.set(paths.role("targets"), found.targets.bytes);
  for (const [name, { kind, envelope }] of found.delegated)
    if (kind === "people") files.set(paths.role(name), envelope.bytes);
  return { files, trust: await readTrust(treeOfFiles(files), paths, anchor, "historic") };
}

/**
 * Versions that clients have seen. Faults `IMPORT_UNFIT` when one leaves no room above it, when a name cannot be kept, and when a role that
 * comes new with `adoption` is called as one that clients know.
 */
function seen(found: FoundRepository, names: Names, adoption: Adoption | undefined): Floors {
  const unfit = (role: string, reason: string): Fault =>
    importFaults.IMPORT_UNFIT({ role, reason, site: found.source });
  const floors = floorsOf(found);
  const all = [...floors.roles, ["snapshot", floors.snapshot] as const, ["timestamp", floors.timestamp] as const];
  const [role, version] = all.find(([, version]) => version > highestToldFloor) ?? [];
  if (role !== undefined) throw unfit(role, `its version ${version} leaves no room for others`);
  for (const name of adoption === undefined ? [] : rolesIn(adoption.trust))
    if (floors.roles.has(name) && name !== "targets" && !found.delegated.has(name))
      throw unfit("snapshot", `it lists ${name}, which nobody delegates to, and a role gets this name`);
  try {
    decodeFloors(encodeFloors(floors), floorsPath(names));
  } catch (error) {
    throw isFault(error) ? unfit("snapshot", String(error.data["reason"])) : error;
  }
  return floors;
}

function* rolesIn({ root, offline }: Trust): Generator<string> {
  const start = topLevelAuthority(root.signed, "targets");
  for (const { role } of wholeTree(start, ({ role }) => offline.get(role)?.signed.delegations)) yield role;
}

/** The first run of the worker will judge the release files like any others. */
async function judge(
  files: ReadonlyMap<string, Uint8Array>,
  { names, policy }: Config,
  trust: Trust,
): Promise<readonly Finding[]> {
  const tree = treeOfFiles(files);
  const added = [...files.keys()].map((path) => path.slice(names.targets.length + 1));
  const releases = releasesIn(tree, names.targets, names);
  const proposal = await propose(new Map(), undefined, releases, { added, changed: [], removed: [] }, names);
  const paths = (): Iterable<string> => proposal.changes.map(({ path }) => path);
  const { findings } = evaluate({ policy, names, ...proposal, paths, trust, adopting: false });
  return [...proposal.findings, ...findings];
}

function hasUnicode({ delegated }: FoundRepository): boolean {
  return [...delegated].some(
    ([, { kind, envelope }]) =>
      kind !== "people" &&
      [...envelope.signed.targets.keys()].some(
        (path) => pathProblem(path, false) !== undefined && pathProblem(path, true) === undefined,
      ),
  );
}

/** People with their keys as these will be called. */
function called(hints: Hints, { calledNow }: Adoption): Hints {
  return { ...hints, people: new Map([...hints.people].map(([name, keyids]) => [name, keyids.map(calledNow)])) };
}

function withKey(hints: Hints, { onlineKey }: Told): Hints {
  if (onlineKey === undefined) return hints;
  const onlineKeys = new Map(["snapshot", "timestamp"].map((role) => [role, [onlineKey]]));
  return { ...hints, onlineKeys, unreadable: [] };
}

function viewOf(
  found: FoundRepository,
  rest: Pick<ImportView, "trustedRoot" | "findings" | "files"> & {
    readonly hints: Hints;
    readonly now: Instant;
    readonly adoption: Adoption | undefined;
  },
): ImportView {
  const { hints, now, adoption, ...given } = rest;
  const owners = new Map([...hints.people].flatMap(([name, keyids]) => keyids.map((keyid) => [keyid, name] as const)));
  const roles = rolesOf(found, now);
  const count = (online: boolean): number =>
    [{ kind: "people", envelope: found.targets }, ...found.delegated.values()]
      .filter(({ kind }) => (kind !== "people") === online)
      .reduce((sum, { envelope }) => sum + envelope.signed.targets.size, 0);
  return {
    source: found.source,
    ...given,
    ...(adoption !== undefined && { event: { name: adoption.event, roles: adoption.roles } }),
    root: found.root.signed.version,
    historic: [...found.roots].filter(([, root]) => !isStrict(root)).map(([version]) => version),
    roles,
    bins: [...found.delegated.values()].filter(({ kind }) => kind === "bin").length,
    keys: [...keysOf(found)].map(([keyid, { keytype, scheme }]) => {
      const owner = owners.get(keyid);
      const holds = roles.filter(({ keyids }) => keyids.includes(keyid)).map(({ role }) => role);
      const type = keytype === scheme ? keytype : `${keytype} ${scheme}`;
      const becomes = adoption?.calledNow(keyid) ?? keyid;
      return {
        keyid,
        ...(becomes !== keyid && { becomes }),
        type,
        ...(owner !== undefined && { owner }),
        roles: holds,
      };
    }),
    targets: count(true),
    offlineTargets: count(false),
  };
}

function rolesOf(found: FoundRepository, now: Instant): readonly ImportedRole[] {
  const { root, targets, snapshot, timestamp, delegated } = found;
  const role = (
    name: string,
    { signed }: Envelope<{ readonly version: number; readonly expires: Instant }>,
    { keyids, threshold }: Pick<ImportedRole, "keyids" | "threshold">,
    online: boolean,
  ): ImportedRole => ({
    role: name,
    version: signed.version,
    threshold,
    keyids,
    expires: formatInstant(signed.expires),
    state: signed.expires <= now ? "expired" : "ok",
    online,
  });
  const top = (["root", "targets", "snapshot", "timestamp"] as const).map((name) => {
    const envelope = { root, targets, snapshot, timestamp }[name];
    return role(name, envelope, topLevelAuthority(root.signed, name), onlineRoles(found).has(name));
  });
  const bins = [...delegated.values()].filter(({ kind }) => kind === "bin");
  const [first] = bins.sort((a, b) => a.envelope.signed.expires - b.envelope.signed.expires);
  const others = [...delegated].filter(([, { kind }]) => kind !== "bin");
  return inOrder([
    ...top,
    ...others.map(([name, { kind, envelope, required }]) => role(name, envelope, required, kind === "online")),
    ...(first === undefined ? [] : [role("bins", first.envelope, first.required, true)]),
  ]);
}

function isStrict({ json }: FoundRepository["root"]): boolean {
  try {
    return decodeRoot(json).consistentSnapshot;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}
