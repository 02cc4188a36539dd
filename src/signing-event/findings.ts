import { type AnyCode, type DataOf, Fault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { asFinding, finding } from "../base/finding.ts";
import { formatInstant, type Instant } from "../base/time.ts";
import { planFaults } from "../plan/faults.ts";
import { policyFaults } from "../policy/faults.ts";
import { delegationTree } from "../repository/delegation-rules.ts";
import { shadowedTargets } from "../repository/shadowed.ts";
import { decode, type OfflineRoles } from "../repository/trust.ts";
import { type Held, heldRoles, type TrustContent } from "../repository/trust-content.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import { sameBytes } from "../tuf/digest.ts";
import { draftEnvelope } from "../tuf/envelope.ts";
import { tufFaults } from "../tuf/faults.ts";
import { limits } from "../tuf/limits.ts";
import { portableProblem } from "../tuf/portable.ts";
import { decodeRoot } from "../tuf/root.ts";
import { decodeTargets } from "../tuf/targets.ts";
import { signingEventFaults } from "./faults.ts";
import type { EventDraft, RoleDraft } from "./unsigned.ts";

/**
 * What is wrong at `at` with what an event would put into force in the place of `before` (T15, T16, T30, T58, T60, T82): whatever would be refused later, or would lock
 * somebody out, before anybody signs it. Warnings for what a person may want and should know.
 */
export function eventFindings(
  before: TrustContent | undefined,
  { after, roles }: EventDraft,
  at: Instant,
): readonly Finding[] {
  const held = heldRoles(after);
  const errors = [
    ...(roles.length === 0 ? [error(signingEventFaults.EVENT_EMPTY, {})] : []),
    ...held.flatMap(signerFindings),
    ...sharedFindings(held),
    ...treeFindings(after),
    ...sizeFindings(roles),
    ...(before === undefined ? [] : shadowFindings(before, after)),
  ];
  // One that is wrong above would be told of twice.
  const unreadable = errors.length > 0 ? [] : roles.flatMap(readFindings);
  return [...errors, ...unreadable, ...expiryFindings({ after, roles }, at), ...fragileFindings({ after, roles })];
}

function error<C extends AnyCode>(of: C, data: DataOf<C["entry"]>): Finding {
  return finding(of, data, { severity: "error" });
}

function signerFindings({ role, keyids, keys, threshold }: Held): readonly Finding[] {
  if (keyids.length === 0) return [error(signingEventFaults.ROLE_NO_KEYS, { role })];
  const materials = keyids.map((id) => keys.get(id)?.material);
  const distinct = new Set(materials).size;
  const findings: Finding[] = [];
  const unusable = keyids.find((_, index) => materials[index] === undefined);
  if (unusable !== undefined) findings.push(error(signingEventFaults.EVENT_KEY_UNUSABLE, { role, keyid: unusable }));
  // I15: one key under two names is one signature, whatever clients count.
  if (distinct < keyids.length) findings.push(error(signingEventFaults.ROLE_KEY_TWICE, { role }));
  if (threshold < 1 || threshold > distinct)
    findings.push(error(signingEventFaults.ROLE_THRESHOLD, { role, threshold, keys: distinct }));
  return findings;
}

function sharedFindings(held: readonly Held[]): readonly Finding[] {
  const materialsOf = ({ keyids, keys }: Held): readonly string[] =>
    keyids.flatMap((id) => keys.get(id)?.material ?? []);
  const online = new Map(
    held.flatMap((each) => (each.online ? materialsOf(each).map((key) => [key, each.role] as const) : [])),
  );
  return held.flatMap((each) => {
    const shared = each.online ? undefined : materialsOf(each).find((material) => online.has(material));
    if (shared === undefined) return [];
    return [error(signingEventFaults.ROLE_KEY_SHARED, { offline: each.role, online: online.get(shared) ?? "" })];
  });
}

/** T16: the tree of delegations as it will be walked. */
function treeFindings({ root, offline }: TrustContent): readonly Finding[] {
  try {
    const start = topLevelAuthority(root, "targets");
    for (const _ of delegationTree(start, ({ role }) => offline.get(role)?.delegations));
    return [];
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return [asFinding(fault, { severity: "error" })];
  }
}

/** T82. Before anybody signs: people should not be asked for what cannot be merged. */
function shadowFindings(before: TrustContent, after: TrustContent): readonly Finding[] {
  const roles = ({ offline }: TrustContent): OfflineRoles => ({
    offline: new Map([...offline].map(([role, signed]) => [role, { signed }])),
  });
  return [...shadowedTargets(roles(before), roles(after))].map(({ path, role, by = "no role" }) =>
    error(policyFaults.TARGET_SHADOWED, { path, role, by }),
  );
}

/** T30. The signatures come on top; the limits leave them room. */
function sizeFindings(roles: readonly RoleDraft[]): readonly Finding[] {
  return roles.flatMap(({ role, payload }): readonly Finding[] => {
    const limit = (role === "root" ? limits.root : limits.targets) - 64_000;
    return payload.length <= limit
      ? []
      : [error(planFaults.METADATA_TOO_LARGE, { role, actual: payload.length, limit })];
  });
}

/** What is signed has to be what will be read: strictly, and the same again. */
function readFindings({ role, json, payload }: RoleDraft): readonly Finding[] {
  try {
    const { bytes } = draftEnvelope<unknown>(json, () => undefined);
    const read = role === "root" ? decode(bytes, role, decodeRoot) : decode(bytes, role, decodeTargets);
    const reason = portableProblem(json);
    if (reason !== undefined) return [error(planFaults.METADATA_NOT_PORTABLE, { role, reason })];
    if (sameBytes(read.payload, payload)) return [];
    return [
      error(tufFaults.METADATA_INVALID, { file: role, where: "signed", reason: "it would be read as something else" }),
    ];
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return [asFinding(fault, { severity: "error" })];
  }
}

const farDays = 3653;

/** A version that is over before it begins helps nobody; one for decades can hardly be taken back. */
function expiryFindings({ after, roles }: EventDraft, at: Instant): readonly Finding[] {
  return roles.flatMap(({ role }): readonly Finding[] => {
    const expires = role === "root" ? after.root.expires : after.offline.get(role)?.expires;
    if (expires === undefined) return [];
    const data = { role, expires: formatInstant(expires) };
    if (expires <= at) return [error(signingEventFaults.EVENT_EXPIRY_PAST, data)];
    return expires > at + farDays * 86_400
      ? [finding(signingEventFaults.EVENT_EXPIRY_FAR, data, { severity: "warning" })]
      : [];
  });
}

function fragileFindings({ after, roles }: EventDraft): readonly Finding[] {
  const { keyids, threshold } = topLevelAuthority(after.root, "root");
  const spare = keyids.length - threshold;
  if (!roles.some(({ role }) => role === "root") || (keyids.length >= 2 && threshold >= 2 && spare > 0)) return [];
  return [finding(signingEventFaults.ROOT_FRAGILE, { keys: keyids.length, threshold, spare }, { severity: "warning" })];
}
