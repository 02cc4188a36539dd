import { type AnyCode, type DataOf, Fault } from "../base/fault.ts";
import { asFinding, type Finding, finding, firstError } from "../base/finding.ts";
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
import type { KeyId } from "../tuf/key.ts";
import { limits } from "../tuf/limits.ts";
import { portableProblem } from "../tuf/portable.ts";
import { decodeRoot } from "../tuf/root.ts";
import { keyKind } from "../tuf/tally.ts";
import { decodeTargets } from "../tuf/targets.ts";
import { signingEventFaults } from "./faults.ts";
import { binsFindings } from "./rebinning.ts";
import { renamed } from "./restating.ts";
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
  const found = [
    ...(roles.length === 0 ? [error(signingEventFaults.EVENT_EMPTY, {})] : []),
    ...heldFindings(before, after),
    ...treeFindings(after),
    ...sizeFindings(roles),
    ...(before === undefined ? [] : [...shadowFindings(before, after), ...binsFindings(before, after)]),
  ];
  // One that is wrong above would be told of twice.
  const unreadable = firstError(found) !== undefined ? [] : roles.flatMap(readFindings);
  return [...found, ...unreadable, ...expiryFindings({ after, roles }, at), ...fragileFindings({ after, roles })];
}

/**
 * What is wrong with who signs. What was so before the event is a warning: each event that makes a part of it better has to be possible, and
 * a repository that was imported may begin with several such faults.
 */
function heldFindings(before: TrustContent | undefined, after: TrustContent): readonly Finding[] {
  const findingsOf = (content: TrustContent): readonly Finding[] => {
    const held = heldRoles(content);
    return [...held.flatMap(signerFindings), ...sharedFindings(held)];
  };
  // The same people with the same keys, as they are called afterwards.
  const start = before === undefined || !before.historic?.size ? before : renamed(before);
  const identity = ({ code, data }: Finding): string => JSON.stringify([code, data]);
  const known = new Set(start === undefined ? [] : findingsOf(start).map(identity));
  return findingsOf(after).map((problem): Finding => {
    if (!known.has(identity(problem))) return problem;
    const unusable = problem.of === signingEventFaults.EVENT_KEY_UNUSABLE;
    const of = unusable ? signingEventFaults.KEY_UNREADABLE : problem.of;
    return asFinding({ of, data: problem.data }, { severity: "warning" });
  });
}

function error<C extends AnyCode>(of: C, data: DataOf<C["entry"]>): Finding {
  return finding(of, data, { severity: "error" });
}

function signerFindings({ role, keyids, keys, threshold }: Held): readonly Finding[] {
  if (keyids.length === 0) return [error(signingEventFaults.ROLE_NO_KEYS, { role })];
  const materials = keyids.flatMap((id) => keys.get(id)?.material ?? []);
  const distinct = new Set(materials).size;
  const findings = keyids
    .filter((id) => keys.get(id)?.material === undefined)
    .map((keyid) => error(signingEventFaults.EVENT_KEY_UNUSABLE, { role, keyid, kind: keyKind(keys.get(keyid)) }));
  // I15: one key under two names is one signature, whatever clients count.
  if (distinct < materials.length) findings.push(error(signingEventFaults.ROLE_KEY_TWICE, { role }));
  if (threshold < 1 || threshold > distinct)
    findings.push(error(signingEventFaults.ROLE_THRESHOLD, { role, threshold, keys: distinct }));
  return findings;
}

function sharedFindings(held: readonly Held[]): readonly Finding[] {
  const materialsOf = ({ keyids, keys }: Held): readonly (readonly [string, KeyId])[] =>
    keyids.flatMap((keyid) => {
      const material = keys.get(keyid)?.material;
      return material === undefined ? [] : [[material, keyid] as const];
    });
  const online = new Map(
    held.flatMap((each) => (each.online ? materialsOf(each).map(([material]) => [material, each.role] as const) : [])),
  );
  return held.flatMap((each) =>
    (each.online ? [] : materialsOf(each)).flatMap(([material, keyid]) => {
      const role = online.get(material);
      return role === undefined
        ? []
        : [error(signingEventFaults.ROLE_KEY_SHARED, { offline: each.role, online: role, keyid })];
    }),
  );
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
  const start = before.historic?.size ? renamed(before) : before;
  return [...shadowedTargets(roles(start), roles(after))].map(({ path, role, by = "no role" }) =>
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
