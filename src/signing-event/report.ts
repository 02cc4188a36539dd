import type { MetadataPaths } from "../repository/layout.ts";
import { keysOf, type TrustContent } from "../repository/trust-content.ts";
import type { Authority } from "../tuf/authority.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import { authorityFrom } from "../tuf/delegations.ts";
import { draftEnvelope, type Envelope, type Signature, withSignatures } from "../tuf/envelope.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import { isTopLevelRole } from "../tuf/root.ts";
import { tally } from "../tuf/tally.ts";
import type { Verifier } from "../tuf/verifier.ts";
import type { EventSignature } from "./event-file.ts";
import { renamed } from "./restating.ts";
import type { EventDraft, RoleDraft } from "./unsigned.ts";

/** Signatures that one delegating side asks for. */
export interface SignatureNeed {
  /** Whose keys: `root 1`, `root 2`, or the role that delegates. */
  readonly of: string;
  readonly threshold: number;
  /** Keyids that signed, distinct key material once (I15). */
  readonly signed: readonly KeyId[];
  /** Keyids that may still sign. */
  readonly missing: readonly KeyId[];
  /** Keyids whose key Kaprien cannot read, so that their signatures count for nothing here; absent when there are none. */
  readonly unreadable?: readonly KeyId[];
}

/** How far a draft has come. JSON-safe. */
export interface RoleReport {
  readonly role: string;
  readonly version: number;
  /** Of exactly the bytes to be signed. */
  readonly sha256: string;
  readonly needs: readonly SignatureNeed[];
  /** Keys that come new to the role and have not shown yet that somebody holds them (T61). */
  readonly unproved: readonly KeyId[];
  /** Keyids whose signature file is of other bytes, by an unknown key, or wrong: it counts for nothing. */
  readonly invalid: readonly KeyId[];
  readonly complete: boolean;
}

/** Who signed an event and who has not. JSON-safe. */
export interface EventReport {
  readonly roles: readonly RoleReport[];
  readonly complete: boolean;
}

/** The signers that a role of the draft needs: of root the old ones and the new (specification §5.3.4), of others who delegates to them now. */
interface Side {
  readonly of: string;
  readonly authority: Authority;
}

function sidesOf(base: TrustContent | undefined, after: TrustContent, role: string): readonly Side[] {
  if (role === "root") {
    const roots = [...(base === undefined ? [] : [base.root]), after.root];
    return roots.map((root) => ({ of: `root ${root.version}`, authority: topLevelAuthority(root, "root") }));
  }
  const authority = authorityOf(after, role);
  return authority === undefined ? [] : [{ of: authority.by, authority }];
}

function authorityOf({ root, offline }: TrustContent, role: string): Authority | undefined {
  if (isTopLevelRole(role)) return topLevelAuthority(root, role);
  for (const [by, { delegations }] of offline) {
    const authority = delegations && authorityFrom(by, delegations, role);
    if (authority !== undefined) return authority;
  }
  return undefined;
}

/** Counts the signatures on every draft. Those of other bytes, of keys that do not belong there, or that do not verify count for nothing. */
export function reportEvent(
  base: TrustContent | undefined,
  draft: EventDraft,
  signatures: readonly EventSignature[],
  verifier: Verifier,
): EventReport {
  const roles = draft.roles.map((role) => reportRole(base, draft.after, role, signatures, verifier));
  return { roles, complete: roles.every(({ complete }) => complete) };
}

function reportRole(
  base: TrustContent | undefined,
  after: TrustContent,
  draft: RoleDraft,
  signatures: readonly EventSignature[],
  verifier: Verifier,
): RoleReport {
  const { role, version, sha256 } = draft;
  const sides = sidesOf(base, after, role);
  const envelope = envelopeOf(draft, signatures);
  const tallies = sides.map((side) => ({ side, tally: tally(side.authority, envelope, verifier) }));
  const valid = new Set(tallies.flatMap(({ tally }) => tally.valid));
  const unreadable = new Set(tallies.flatMap(({ tally }) => tally.unreadable));
  const held = base && heldBefore(base, role);
  const last = sides.at(-1)?.authority;
  const unproved = (last?.keyids ?? []).filter(
    (id) => !(held?.includes(id) || held?.includes(last?.keys.get(id)?.material ?? "")) && !valid.has(id),
  );
  // A root of other tools may list the same key under another keyid; a person signs once, and is shown as they are called afterwards.
  const called = ({ authority }: Side, id: KeyId): KeyId => {
    const key = authority.keys.get(id);
    return last?.keyids.find((other) => key !== undefined && last.keys.get(other)?.is(key)) ?? id;
  };
  const given = signatures.filter((each) => each.role === role).map(({ keyid }) => keyid);
  const needs = tallies.map(({ side, tally }) => ({
    of: side.of,
    threshold: tally.threshold,
    signed: tally.valid.map((id) => called(side, id)),
    missing: side.authority.keyids.flatMap((id) =>
      tally.valid.includes(id) || tally.unreadable.includes(id) ? [] : [called(side, id)],
    ),
    ...(tally.unreadable.length > 0 && { unreadable: tally.unreadable }),
  }));
  return {
    role,
    version,
    sha256,
    needs,
    unproved,
    invalid: given.filter((id) => !valid.has(id) && !unreadable.has(id)),
    complete: sides.length > 0 && tallies.every(({ tally }) => tally.met) && unproved.length === 0,
  };
}

/** Keys that have signed for people before, by keyid and by material: those of the role itself, as the base has it. */
function heldBefore(base: TrustContent, role: string): readonly string[] {
  const held = authorityOf(base.historic?.size ? renamed(base) : base, role);
  return (held?.keyids ?? []).flatMap((id) => [id, held?.keys.get(id)?.material ?? id]);
}

/** The draft with the signatures that are of its bytes. */
function envelopeOf({ role, json, sha256 }: RoleDraft, signatures: readonly EventSignature[]): Envelope<unknown> {
  const own = signatures.filter((each) => each.role === role && each.sha256 === sha256);
  const sorted = [...own].sort((a, b) => (a.keyid < b.keyid ? -1 : 1));
  const list = new Map(sorted.map(({ keyid, sig }): [KeyId, Signature] => [keyid, { sig, rest: new Map() }]));
  // What the draft says was made from values: to count signatures nothing has to be read out of it again.
  return withSignatures(
    draftEnvelope<unknown>(json, () => undefined),
    list,
  );
}

/**
 * The keyids under which a draft asks for the signature of `key`, one for each side that lists it: a root of other tools may list it by another
 * keyid than the next one does. The key is what it is made of.
 */
export function keyidsOf(
  base: TrustContent | undefined,
  { after }: EventDraft,
  role: string,
  key: PublicKey,
): readonly KeyId[] {
  const found = sidesOf(base, after, role).flatMap(({ authority: { keyids, keys } }) => {
    const same = keyids.filter((id) => keys.get(id)?.is(key));
    return same.find((id) => id === key.keyid) ?? same[0] ?? [];
  });
  return [...new Set(found)];
}

/** Keyids that may sign a draft, and their keys. */
export function signersOf(
  base: TrustContent | undefined,
  { after }: EventDraft,
  role: string,
): ReadonlyMap<KeyId, PublicKey> {
  const sides = sidesOf(base, after, role);
  return new Map(
    sides.flatMap(({ authority: { keyids, keys } }) =>
      keyids.flatMap((id) => {
        const key = keys.get(id);
        return key === undefined ? [] : [[id, key] as const];
      }),
    ),
  );
}

/**
 * What folding a complete event writes under `trust/`: each draft with the signatures that count, in the order of their keyids, so that
 * whoever folds it comes to the same bytes; null for roles that nobody delegates to any more.
 */
export function foldedFiles(
  base: TrustContent | undefined,
  draft: EventDraft,
  signatures: readonly EventSignature[],
  paths: MetadataPaths,
  verifier: Verifier,
): ReadonlyMap<string, Uint8Array | null> {
  const files = new Map<string, Uint8Array | null>();
  for (const each of draft.roles) {
    const keys = signersOf(base, draft, each.role);
    const { invalid } = reportRole(base, draft.after, each, signatures, verifier);
    const counted = signatures.filter(({ keyid }) => keys.has(keyid) && !invalid.includes(keyid));
    const path = each.role === "root" ? paths.root(each.version) : paths.role(each.role);
    files.set(path, envelopeOf(each, counted).bytes);
  }
  for (const role of base?.offline.keys() ?? []) if (!draft.after.offline.has(role)) files.set(paths.role(role), null);
  return files;
}

/** Keys by id of what was in force and what is to be, for showing them. */
export function keysAround(base: TrustContent | undefined, after: TrustContent): ReadonlyMap<KeyId, PublicKey> {
  return new Map([...(base === undefined ? [] : keysOf(base)), ...keysOf(after)]);
}
