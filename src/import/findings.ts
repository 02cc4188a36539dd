import type { AnyCode, DataOf } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { finding } from "../base/finding.ts";
import { formatInstant, type Instant } from "../base/time.ts";
import { isBinName } from "../config/names.ts";
import { targetPath } from "../repository/layout.ts";
import { contentOf, heldRoles, type TrustContent } from "../repository/trust-content.ts";
import { signingEventFaults } from "../signing-event/faults.ts";
import { unfitKeys } from "../signing-event/key-findings.ts";
import { authoritiesFor } from "../tuf/delegations.ts";
import { tufFaults } from "../tuf/faults.ts";
import { keyKind } from "../tuf/tally.ts";
import type { Adoption } from "./adoption.ts";
import { importFaults } from "./faults.ts";
import { type Hints, keysOf, onlineRoles } from "./hints.ts";
import type { FoundRepository } from "./verify.ts";

/** What verifies and should be known all the same. Only a key that cannot count keeps a repository from being taken over. */
export function warningsOf(
  found: FoundRepository,
  hints: Hints,
  now: Instant,
  adoption: Adoption | undefined,
): readonly Finding[] {
  const gone = adoption?.findings.flatMap(({ of, data }) =>
    of === importFaults.IMPORT_KEY_DROPPED ? [data["keyid"]] : [],
  );
  return [
    // What people sign for the import is good for a while afterwards.
    ...[...expired(found, now)].filter(
      ({ of }) => of !== importFaults.IMPORT_OFFLINE_EXPIRED || adoption === undefined,
    ),
    ...shared(found),
    ...plainNames(found),
    ...[...unreadable(found)].filter(({ data }) => gone?.includes(data["keyid"]) !== true),
    ...weak(found),
    ...unreachable(found),
    ...lacking(found, hints),
  ];
}

function warning<C extends AnyCode>(of: C, data: DataOf<C["entry"]>): Finding {
  return finding(of, data, { severity: "warning" });
}

/** Roles that ran out, by who has to sign them again. */
function* expired(found: FoundRepository, now: Instant): Generator<Finding> {
  const { root, timestamp, snapshot, targets, delegated } = found;
  const below = (people: boolean): readonly (readonly [string, Instant])[] =>
    [...delegated].flatMap(([role, { kind, envelope }]) =>
      (kind === "people") === people ? [[role, envelope.signed.expires] as const] : [],
    );
  const people = [["root", root.signed.expires] as const, ["targets", targets.signed.expires] as const];
  const online = [["snapshot", snapshot.signed.expires] as const, ["timestamp", timestamp.signed.expires] as const];
  const said = [
    [importFaults.IMPORT_OFFLINE_EXPIRED, [...people, ...below(true)]],
    [importFaults.IMPORT_ONLINE_EXPIRED, [...online, ...below(false)]],
  ] as const;
  for (const [of, roles] of said)
    for (const [role, expires] of roles)
      if (expires <= now) yield warning(of, { role, expires: formatInstant(expires) });
}

/** Keys that sign online and offline: who gets at the worker's then signs for people too. */
function* shared(found: FoundRepository): Generator<Finding> {
  const keys = keysOf(found);
  const material = (keyid: string): string | undefined => keys.get(keyid)?.material;
  const online = new Set([...onlineRoles(found).values()].flatMap(({ required }) => required.keyids.map(material)));
  const { roles } = found.root.signed;
  const offline = [
    ...(["root", "targets"] as const).map((name) => [name, roles.get(name)?.keyids ?? []] as const),
    ...[...found.delegated].flatMap(([name, { kind, required }]) =>
      kind === "people" ? [[name, required.keyids] as const] : [],
    ),
  ];
  for (const [role, keyids] of offline) {
    const both = keyids.find((keyid) => material(keyid) !== undefined && online.has(material(keyid)));
    if (both !== undefined) yield warning(importFaults.IMPORT_KEY_SHARED, { role, keyid: both });
  }
}

/** Target files that clients ask for by their plain names, until they have the next root. */
function* plainNames({ root, targets, delegated }: FoundRepository): Generator<Finding> {
  if (root.signed.consistentSnapshot) return;
  for (const { signed } of [targets, ...[...delegated.values()].map(({ envelope }) => envelope)])
    for (const [path, { hashes }] of signed.targets) {
      yield warning(importFaults.IMPORT_TARGET_NAMES, {
        example: targetPath(path, hashes.get("sha256") ?? [...hashes.values()][0] ?? ""),
      });
      return;
    }
}

/** Keys of kinds that Kaprien cannot read, in each role that lists one, all bins as one. */
function* unreadable(found: FoundRepository): Generator<Finding> {
  const roles = new Map(
    heldRoles(offlineContent(found)).map((held) => [isBinName(held.role) ? "bins" : held.role, held]),
  );
  for (const [role, { keyids, keys }] of roles)
    for (const keyid of keyids)
      if (keys.get(keyid)?.material === undefined)
        yield warning(signingEventFaults.KEY_UNREADABLE, { role, keyid, kind: keyKind(keys.get(keyid)) });
}

/** What people signed. */
function offlineContent({ root, targets, delegated }: FoundRepository): TrustContent {
  const people = [...delegated].filter(([, { kind }]) => kind === "people");
  const offline = new Map([["targets", targets], ...people.map(([name, { envelope }]) => [name, envelope] as const)]);
  return contentOf({ root, offline });
}

/** Keys that nobody may add any more: most of them count, and the others cannot (T87). */
function* weak(found: FoundRepository): Generator<Finding> {
  for (const { role, keyid, reason, counts } of unfitKeys(undefined, offlineContent(found))) {
    if (counts) yield warning(importFaults.IMPORT_KEY_WEAK, { role, keyid, reason });
    else yield finding(tufFaults.METADATA_KEY_WEAK, { file: role, keyid, reason }, { severity: "error" });
  }
}

/** Targets outside of what is delegated to their role: no client ever finds them, and some refuse the whole repository. */
function* unreachable({ targets, delegated }: FoundRepository): Generator<Finding> {
  for (const [role, { envelope, delegator }] of delegated) {
    const above = delegator === "targets" ? targets : delegated.get(delegator)?.envelope;
    const delegations = above?.signed.delegations;
    if (delegations === undefined) continue;
    const lost = [...envelope.signed.targets.keys()].filter(
      (path) => !authoritiesFor(delegator, delegations, path).some((authority) => authority.role === role),
    );
    if (lost[0] !== undefined)
      yield warning(importFaults.IMPORT_TARGET_UNREACHABLE, { role, delegator, path: lost[0], count: lost.length });
  }
}

function* lacking({ delegated }: FoundRepository, { onlineKeys, unreadable }: Hints): Generator<Finding> {
  if (![...delegated.values()].some(({ kind }) => kind === "bin")) yield warning(importFaults.IMPORT_NO_BINS, {});
  for (const uri of unreadable) yield warning(importFaults.IMPORT_KEY_ADDRESS, { uri });
  for (const role of ["snapshot", "timestamp"])
    if (!onlineKeys.has(role)) yield warning(importFaults.IMPORT_ONLINE_KEY_UNKNOWN, { role });
}
