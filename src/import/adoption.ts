import { type Fault, isFault } from "../base/fault.ts";
import { type Finding, finding, refusal } from "../base/finding.ts";
import { addDays, type Instant } from "../base/time.ts";
import type { Config } from "../config/config.ts";
import { delegationsProblem } from "../repository/delegation-rules.ts";
import { historicForm } from "../repository/historic.ts";
import type { Trust } from "../repository/trust.ts";
import { contentOf, keysOf, type TrustContent } from "../repository/trust-content.ts";
import type { TrustChange } from "../signing-event/event-file.ts";
import { eventFindings } from "../signing-event/findings.ts";
import { droppedKeys, restated } from "../signing-event/restating.ts";
import { filesOf, makeEvent } from "../signing-event/start.ts";
import { draftEvent, type EventDraft } from "../signing-event/unsigned.ts";
import { draftEnvelope } from "../tuf/envelope.ts";
import type { KeyId } from "../tuf/key.ts";
import { decodeRoot } from "../tuf/root.ts";
import { decodeTargets } from "../tuf/targets.ts";
import { importFaults } from "./faults.ts";
import { located, reasonOf } from "./unfit.ts";

/** The signing event in which people sign what they signed elsewhere once more, in strict form. */
export interface Adoption {
  readonly event: string;
  /** Its files, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Trust as it will be, with nobody's signatures yet; what stays as it was is as it was. */
  readonly trust: Trust;
  readonly roles: readonly { readonly role: string; readonly version: number }[];
  readonly findings: readonly Finding[];
  /** What a key will be called that is listed by `keyid` now. */
  calledNow(keyid: KeyId): KeyId;
}

/**
 * The event that an import needs before its first merge: the next version of each role that is in a form which Kaprien does not write, and of
 * each that people have to renew anyway. Undefined when there is none of the first kind. Faults `IMPORT_UNFIT` with what has no strict form.
 */
export function adoptionOf(
  source: string,
  trust: Trust,
  { names, lifetimes }: Pick<Config, "names" | "lifetimes">,
  now: Instant,
): Adoption | undefined {
  const base = contentOf(trust);
  if (!base.historic?.size) return undefined;
  const event = `adopt-${base.root.version + 1}`;
  try {
    const changes: readonly TrustChange[] = [{ kind: "restate" }, ...renewals(base, now)];
    const request = makeEvent(base, lifetimes, { changes, keys: [], now });
    const draft = draftEvent(base, request);
    const refusals = eventFindings(base, draft, now).filter(({ severity }) => severity === "error");
    for (const found of refusals) {
      const { role, file } = found.data;
      const fault = located(refusal([found]) as Fault, String(role ?? file ?? ""), source);
      if (isFault(fault, importFaults.IMPORT_UNFIT)) throw fault;
    }
    return {
      event,
      files: filesOf(names, event, request, draft),
      trust: refusals.length > 0 ? trust : unsigned(trust, draft),
      roles: draft.roles.map(({ role, version }) => ({ role, version })),
      findings: [...refusals, ...forms(trust, event), ...dropped(base, event)],
      calledNow: calling(base, draft.after),
    };
  } catch (error) {
    throw isFault(error) ? located(error, String(error.data["role"] ?? ""), source) : error;
  }
}

/** Roles in strict form that expire within a month: they would need an event of their own before the worker can run. */
function renewals(base: TrustContent, now: Instant): readonly TrustChange[] {
  const { root, offline, touched } = restated(base);
  return [["root", root] as const, ...offline].flatMap(([role, { expires }]): readonly TrustChange[] =>
    touched.has(role) || expires > addDays(now, 30) ? [] : [{ kind: "renew", role }],
  );
}

function unsigned(trust: Trust, { after, roles }: EventDraft): Trust {
  const fresh = new Map(roles.map(({ role, json }) => [role, json]));
  const root = fresh.get("root");
  const offline = [...after.offline.keys()].flatMap((role) => {
    const json = fresh.get(role);
    const envelope = json === undefined ? trust.offline.get(role) : draftEnvelope(json, decodeTargets);
    return envelope === undefined ? [] : [[role, envelope] as const];
  });
  return {
    roots: trust.roots,
    root: root === undefined ? trust.root : draftEnvelope(root, decodeRoot),
    offline: new Map(offline),
    verifier: trust.verifier,
  };
}

/** Why each role has to be signed again. */
function* forms({ root, offline, historic }: Trust, event: string): Generator<Finding> {
  for (const role of historic ?? []) {
    const envelope = role === "root" ? root : offline.get(role);
    if (envelope === undefined) continue;
    const fault =
      historicForm(envelope.json, role === "root" ? decodeRoot : decodeTargets) ??
      delegationsProblem(role, offline.get(role)?.signed.delegations);
    const reason = fault === undefined ? "consistent_snapshot: true is expected, not false" : reasonOf(fault);
    yield finding(importFaults.IMPORT_RESTATED, { role, reason, event }, { severity: "warning" });
  }
}

/** Keys that a role will no longer list: damaged or weak ones, by which no signature counts. */
function* dropped(base: TrustContent, event: string): Generator<Finding> {
  for (const { role, keyid, reason } of droppedKeys(base))
    yield finding(importFaults.IMPORT_KEY_DROPPED, { role, keyid, reason, event }, { severity: "warning" });
}

function calling(base: TrustContent, after: TrustContent): (keyid: KeyId) => KeyId {
  const [before, now] = [keysOf(base), keysOf(after)];
  return (keyid) => {
    const material = before.get(keyid)?.material;
    const same = [...now].find(([id, key]) => id === keyid || (material !== undefined && key.material === material));
    return same?.[0] ?? keyid;
  };
}
