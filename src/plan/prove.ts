import { Fault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { asFinding } from "../base/finding.ts";
import type { Instant } from "../base/time.ts";
import type { Names } from "../config/names.ts";
import { targetLine } from "../release/release-file.ts";
import type { Authority } from "../tuf/authority.ts";
import { canonical } from "../tuf/canonical.ts";
import { sameBytes, sha256, toHex } from "../tuf/digest.ts";
import {
  type Decode,
  decodeEnvelope,
  draftEnvelope,
  type Envelope,
  type Signature,
  withSignatures,
} from "../tuf/envelope.ts";
import { tufFaults } from "../tuf/faults.ts";
import type { JsonObject } from "../tuf/json.ts";
import type { PublicKey } from "../tuf/key.ts";
import { portableProblem } from "../tuf/portable.ts";
import { encodeTargetFile } from "../tuf/targets.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { assemble } from "./assemble.ts";
import type { Draft } from "./draft.ts";
import { planFaults } from "./faults.ts";
import { onlineRoleOf } from "./online-roles.ts";
import { rehearse } from "./rehearse.ts";
import { limitOf } from "./seal.ts";

/** What is wrong with a file that would be signed. */
interface Problem {
  readonly role: string;
  readonly fault: Fault;
}

/**
 * Whatever `seal` would refuse of a draft for what it holds, as findings on the files that ask for it (T73): every file is made with room
 * for all its signatures, measured, read again as strictly as clients read it, and rehearsed. Nothing is signed: clients take the
 * signatures on what is made here for granted, and verify all others. Without findings, `seal` can fault for want of a signer alone.
 */
export async function prove(draft: Draft, names: Names, now: Instant): Promise<readonly Finding[]> {
  const problems: Problem[] = unportable(draft);
  const made = new Set<string>();
  const sign = async <T>(
    { role, keyids, keys }: Authority,
    json: JsonObject,
    decode: Decode<T>,
  ): Promise<Envelope<T>> => {
    const unsigned = draftEnvelope(json, decode);
    made.add(sha256(unsigned.payload));
    const envelope = withSignatures(unsigned, new Map(keyids.map((id) => [id, placeholder(keys.get(id))])));
    const fault = rereading(envelope, decode);
    if (fault !== undefined) problems.push({ role, fault });
    return envelope;
  };
  try {
    const { next } = await assemble(
      draft,
      sign,
      (path, role, { bytes }) => {
        const [actual, limit] = [bytes.length, limitOf(role)];
        if (actual > limit)
          problems.push({ role, fault: planFaults.METADATA_TOO_LARGE({ role, file: path, actual, limit }) });
      },
      () => {},
    );
    if (problems.length === 0) rehearse(draft, next, now, grantedFor(made, draft.trust.verifier));
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    problems.push({ role: String(fault.data["role"] ?? ""), fault });
  }
  return problems.flatMap((problem) => findingsOf(problem, draft, names));
}

/** T75: what people signed and the worker would take over. */
function unportable({ before, trust }: Draft): Problem[] {
  const root = [`root`, trust.root] as const;
  return [root, ...trust.offline].flatMap(([role, { json, signed }]) => {
    const known = role === "root" ? before?.root : before?.offline.get(role);
    if (known?.signed.version === signed.version) return [];
    const reason = portableProblem(json);
    if (reason === undefined) return [];
    return [{ role, fault: planFaults.METADATA_NOT_PORTABLE({ role, reason }) }];
  });
}

/** As long as the longest signature that the key makes. */
function placeholder(key: PublicKey | undefined): Signature {
  const scheme = key?.scheme;
  // An RSA signature is as long as the modulus, and the public key a little longer; ECDSA's DER has at most 72 bytes.
  const length = scheme === "ed25519" ? 64 : scheme === "rsassa-pss-sha256" ? publicLength(key) : 72;
  return { sig: toHex(new Uint8Array(length)), rest: new Map() };
}

function publicLength(key: PublicKey | undefined): number {
  return Math.ceil(((key?.public.length ?? 0) * 3) / 4);
}

/** What keeps a file from being read as what was made, or undefined. */
function rereading<T>(envelope: Envelope<T>, decode: Decode<T>): Fault | undefined {
  try {
    if (sameBytes(decodeEnvelope(envelope.bytes, decode).payload, envelope.payload)) return undefined;
    return tufFaults.METADATA_INVALID({ file: "", where: "signed", reason: "it would be read as something else" });
  } catch (fault) {
    if (fault instanceof Fault) return fault;
    throw fault;
  }
}

/** Verification as clients do it, but for payloads that were made here. */
function grantedFor(made: ReadonlySet<string>, verifier: Verifier): Verifier {
  // One decoded file is verified once for every path that is looked for in it.
  const known = new WeakMap<Uint8Array, boolean>();
  return {
    verify(key, payload, signature) {
      const granted = known.get(payload) ?? made.has(sha256(payload));
      known.set(payload, granted);
      return granted || verifier.verify(key, payload, signature);
    },
  };
}

/** The problem at each release file that takes part in it; at what people signed when none does. */
function findingsOf({ role, fault }: Problem, { before, trust, changes }: Draft, names: Names): readonly Finding[] {
  const { line: _inRole, file: _ofRole, ...data } = fault.data;
  const concerned = changes.filter((change) => change.path === role || onlineRoleOf(before, trust, change) === role);
  const files = new Map<string, { readonly size: number; readonly line: number }>();
  for (const change of concerned) {
    if (change.kind === "remove") continue;
    const { release, index } = change.by;
    // Of each file the target that adds most: with several that is where one would begin.
    const size = canonical(encodeTargetFile(change.after)).length;
    const file = `${names.targets}/${release.file}`;
    if ((files.get(file)?.size ?? -1) < size) files.set(file, { size, line: targetLine(release, index) });
  }
  const places = [...files].map(([file, { line }]) => ({ file, line }));
  if (places.length === 0)
    places.push({ file: `${names.trust}/${trust.offline.has(role) ? role : "targets"}.json`, line: 1 });
  return places.map(({ file, line }) => asFinding(fault, { severity: "error", file, line }, { ...data, role, file }));
}
