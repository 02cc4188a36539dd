import { createHash, createPublicKey, type KeyObject, verify as nodeVerify } from "node:crypto";
import { canonical } from "./canonical.ts";
import { sha256 } from "./digest.ts";
import { ed25519Raw, ed25519Spki, verifyEd25519 } from "./ed25519.ts";
import { Fault } from "./fault.ts";
import type { JsonObject } from "./json.ts";
import { object, optional, shape, string } from "./shape.ts";

/** Lower-case hex SHA-256 of the key's canonical form (specification §4.2.1). */
export type KeyId = string;

/** The schemes Kaprien makes and verifies (T58). */
export type Scheme = "ed25519" | "ecdsa-sha2-nistp256" | "rsassa-pss-sha256";

/** A public key as metadata lists it. */
export interface PublicKey {
  readonly keyid: KeyId;
  readonly keytype: string;
  readonly scheme: string;
  /** ed25519: 64 hex digits; ecdsa and rsa: SPKI PEM. */
  readonly public: string;
  /**
   * SHA-256 of the key's SPKI DER: equal for equal key material whatever the keyid, the key type's name or the PEM's line
   * ends (I15). Undefined when the scheme is not one we can read: such a key never verifies anything.
   */
  readonly material: string | undefined;
  /** The object as it stands in metadata, unknown members included. */
  readonly json: JsonObject;
}

const keytypes: ReadonlyMap<Scheme, readonly string[]> = new Map([
  ["ed25519", ["ed25519"]],
  // The older name is still in live repositories.
  ["ecdsa-sha2-nistp256", ["ecdsa", "ecdsa-sha2-nistp256"]],
  ["rsassa-pss-sha256", ["rsa"]],
]);

/** The node:crypto key for each decoded key we can verify with. Weak: keys are values that come and go. */
const handles = new WeakMap<PublicKey, KeyObject>();

/**
 * Reads a key from metadata. Faults `KEY_INVALID` when it has not the shape of a key or its scheme's public value cannot
 * be read, and `KEY_ID_MISMATCH` when `keyid` is the hash neither of the three defined members nor of all of them (the
 * two readings of the specification in use). A scheme unknown here is kept and never verifies.
 */
export function decodeKey(json: JsonObject, keyid: KeyId): PublicKey {
  const key = shape(json, "key");
  const keytype = key.get("keytype", string);
  const scheme = key.get("scheme", string);
  const publicValue = optional(string)(key.get("keyval", object).get("public"), "key.keyval.public") ?? "";
  const ids = [defined(keytype, scheme, publicValue), json].map((form) => sha256(canonical(form)));
  if (!ids.includes(keyid)) throw new Fault("KEY_ID_MISMATCH", { keyid, expected: ids[0] });
  const handle = open(keytype, scheme, publicValue, keyid);
  const material = handle && sha256(handle.export({ type: "spki", format: "der" }));
  const decoded: PublicKey = { keyid, keytype, scheme, public: publicValue, material, json };
  if (handle) handles.set(decoded, handle);
  return decoded;
}

/** A key in the form every client reads (interop P1, P2): exactly keytype, scheme and keyval.public. */
function make(keytype: string, scheme: Scheme, publicValue: string): PublicKey {
  const json = defined(keytype, scheme, publicValue);
  return decodeKey(json, sha256(canonical(json)));
}

/** An ed25519 key from its 32 raw bytes. Faults `KEY_INVALID`. */
export function keyFromRaw(raw: Uint8Array): PublicKey {
  if (raw.length !== 32) throw new Fault("KEY_INVALID", { reason: `an ed25519 key has 32 bytes, not ${raw.length}` });
  return make("ed25519", "ed25519", Buffer.from(raw).toString("hex"));
}

/** A key from SPKI, as DER or PEM (a PKCS#1 or private PEM works too: its public half is taken). Faults `KEY_INVALID`, `KEY_UNSUPPORTED`. */
export function keyFromSpki(spki: Uint8Array | string | KeyObject): PublicKey {
  const handle = publicHandle(spki);
  const type = handle.asymmetricKeyType;
  const pem = (): string => handle.export({ type: "spki", format: "pem" }).toString();
  if (type === "ed25519") return keyFromRaw(ed25519Raw(handle.export({ type: "spki", format: "der" })));
  if (type === "ec" && handle.asymmetricKeyDetails?.namedCurve === "prime256v1") {
    return make("ecdsa", "ecdsa-sha2-nistp256", pem());
  }
  if (type === "rsa") return make("rsa", "rsassa-pss-sha256", pem());
  throw new Fault("KEY_UNSUPPORTED", { type: handle.asymmetricKeyDetails?.namedCurve ?? type ?? "unknown" });
}

/**
 * Whether `signature` is `key`'s over `bytes`. ed25519 is verified by @noble/ed25519, which a browser can run as well; the
 * others by node:crypto, with the DER and salt forms that all clients share (interop §2.1). Never throws.
 */
export function verifySignature(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  const handle = handles.get(key);
  if (handle === undefined) return false;
  const memo = recall(key, bytes, signature);
  if (memo.known !== undefined) return memo.known;
  return memo.learn(check(key, handle, bytes, signature));
}

function check(key: PublicKey, handle: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    if (key.scheme === "ed25519") return verifyEd25519(Buffer.from(key.public, "hex"), bytes, signature);
    if (key.scheme === "ecdsa-sha2-nistp256")
      return nodeVerify("sha256", bytes, { key: handle, dsaEncoding: "der" }, signature);
    return nodeVerify("sha256", bytes, { key: handle, padding: pssPadding, saltLength: 32 }, signature);
  } catch {
    return false;
  }
}

const pssPadding = 6; // crypto.constants.RSA_PKCS1_PSS_PADDING

// A worker meets the same signature three times: when it loads, when it seals, when it rehearses a client. Verification is a
// pure function, so remembering its answers by a digest of all its inputs changes nothing but the time it takes.
const answers = new Map<string, boolean>();
const remembered = 65_536;

function recall(key: PublicKey, bytes: Uint8Array, signature: Uint8Array) {
  const hash = createHash("sha256")
    .update(`${key.material} ${key.scheme} ${signature.length} `)
    .update(signature)
    .update(bytes);
  const id = hash.digest("base64");
  return {
    known: answers.get(id),
    learn(answer: boolean): boolean {
      if (answers.size >= remembered) answers.clear();
      answers.set(id, answer);
      return answer;
    },
  };
}

function defined(keytype: string, scheme: string, publicValue: string): JsonObject {
  return new Map<string, string | JsonObject>([
    ["keytype", keytype],
    ["keyval", new Map([["public", publicValue]])],
    ["scheme", scheme],
  ]) as JsonObject;
}

function open(keytype: string, scheme: string, publicValue: string, keyid: KeyId): KeyObject | undefined {
  if (!keytypes.get(scheme as Scheme)?.includes(keytype)) return undefined;
  if (scheme === "ed25519") {
    if (!/^[0-9a-f]{64}$/.test(publicValue))
      throw new Fault("KEY_INVALID", { keyid, reason: "not 64 lower-case hex digits" });
    return publicHandle(ed25519Spki(Buffer.from(publicValue, "hex")));
  }
  if (!publicValue.startsWith("-----BEGIN PUBLIC KEY-----"))
    throw new Fault("KEY_INVALID", { keyid, reason: "not an SPKI PEM" });
  const handle = publicHandle(publicValue);
  const details = handle.asymmetricKeyDetails;
  const fits =
    scheme === "rsassa-pss-sha256"
      ? handle.asymmetricKeyType === "rsa" && (details?.modulusLength ?? 0) >= 2048
      : handle.asymmetricKeyType === "ec" && details?.namedCurve === "prime256v1";
  if (!fits)
    throw new Fault("KEY_INVALID", {
      keyid,
      reason: `the public value is not a ${scheme} key (RSA: at least 2048 bits)`,
    });
  return handle;
}

function publicHandle(spki: Uint8Array | string | KeyObject): KeyObject {
  try {
    if (typeof spki === "string") return oneForm(createPublicKey(spki));
    if (spki instanceof Uint8Array)
      return oneForm(createPublicKey({ key: Buffer.from(spki), type: "spki", format: "der" }));
    return oneForm(spki.type === "private" ? createPublicKey(spki) : spki);
  } catch (cause) {
    throw new Fault("KEY_INVALID", { reason: "it cannot be read as SPKI" }, { cause });
  }
}

// SPKI may write an elliptic point long or short, and one key in two forms would count twice (I15). JWK has one form.
function oneForm(handle: KeyObject): KeyObject {
  if (handle.asymmetricKeyDetails?.namedCurve !== "prime256v1") return handle;
  return createPublicKey({ key: handle.export({ format: "jwk" }), format: "jwk" });
}
