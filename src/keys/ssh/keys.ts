import { keyFromPoint, keyFromRaw, type PublicKey } from "../../tuf/key.ts";
import { keysFaults } from "../faults.ts";
import { reading } from "../reading.ts";
import { answerInvalid, derFromIntegers } from "../remote.ts";
import { blobFingerprint } from "../ssh-fingerprint.ts";
import { SshReader } from "./wire.ts";

/** A key that an agent holds. */
export interface Identity {
  /** Its public half in SSH's encoding: how the agent is told which key is meant. */
  readonly blob: Uint8Array;
  readonly comment: string;
  /** `SHA256:…`, as `ssh-add -l` prints it. */
  readonly fingerprint: string;
  readonly found: Found;
}

export type Found =
  | { readonly kind: "usable"; readonly key: PublicKey }
  | { readonly kind: "unusable"; readonly type: string; readonly reason: string };

/** Why a signature by a type of key is none that a TUF client takes. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [
    /^sk-/,
    "A security key signs a hash and a counter of its own in the place of the bytes it is given. Keys on a token that ssh-add -s loads do not.",
  ],
  [/^ssh-rsa$/, "An SSH agent makes PKCS#1 v1.5 signatures with RSA keys, and TUF clients take PSS only."],
];

/** Reads what an agent lists. Faults `SIGNER_ANSWER_INVALID`. */
export function readIdentity(blob: Uint8Array, comment: string): Identity {
  const reader = new SshReader(blob);
  return { blob, comment, fingerprint: blobFingerprint(blob), found: readBlob(reader.text(), reader) };
}

/** Whether this is a certificate: the agent lists the key beside it. */
export function isCertificate({ found }: Identity): boolean {
  return found.kind === "unusable" && /-cert-v\d\d@openssh\.com$/.test(found.type);
}

function readBlob(type: string, reader: SshReader): Found {
  if (type === "ssh-ed25519") {
    const raw = reader.string();
    reader.end();
    return usable(() => keyFromRaw(raw));
  }
  if (type === "ecdsa-sha2-nistp256") {
    const curve = reader.text();
    const point = reader.string();
    reader.end();
    if (curve !== "nistp256" || point.length !== 65) throw answerInvalid("a key is not of the curve it names");
    return usable(() => keyFromPoint(point));
  }
  const reason = reasons.find(([pattern]) => pattern.test(type))?.[1] ?? "";
  return { kind: "unusable", type: /^[a-z0-9@.-]{1,64}$/.test(type) ? type : "unknown", reason };
}

function usable(read: () => PublicKey): Found {
  return { kind: "usable", key: reading(keysFaults.SIGNER_KEY_INVALID, read) };
}

/** The signature in SSH's encoding (RFC 5656 §3.1.2, RFC 8709 §6) as TUF clients verify it. Faults `SIGNER_ANSWER_INVALID`. */
export function readSignature(key: PublicKey, encoded: Uint8Array): Uint8Array {
  const reader = new SshReader(encoded);
  const expected = key.scheme === "ed25519" ? "ssh-ed25519" : key.scheme;
  if (reader.text() !== expected) throw answerInvalid(`the signature is not of the kind ${expected}`);
  const body = reader.string();
  reader.end();
  if (key.scheme === "ed25519") return body;
  const integers = new SshReader(body);
  const r = integers.magnitude();
  const s = integers.magnitude();
  integers.end();
  return derFromIntegers(r, s);
}
