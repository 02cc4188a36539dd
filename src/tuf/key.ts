import { createHash, createPublicKey, type KeyObject, verify as nodeVerify } from "node:crypto";
import { Fault } from "../base/fault.ts";
import { canonical } from "./canonical.ts";
import { sha256 } from "./digest.ts";
import { ed25519Spki } from "./ed25519.ts";
import { tufFaults } from "./faults.ts";
import type { JsonObject } from "./json.ts";
import { datedness, hiddenWeakness, weakness } from "./key-strength.ts";
import { p256Point, p256Spki } from "./p256.ts";
import { object, optional, shape, string } from "./shape.ts";
import { type KeyNumbers, pemFromSpki, readSpki, spkiFrom, spkiFromPem } from "./spki.ts";

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

/** What stands behind each decoded key that can verify. Weak: keys are values that come and go. */
const opened = new WeakMap<PublicKey, Opened>();

interface Opened {
  readonly numbers: KeyNumbers;
  /** The one SPKI DER of the key, whatever form it was written in. */
  readonly spki: Uint8Array;
  /** Made when the first signature is verified: most keys that are read never verify one. */
  handle?: KeyObject;
}

/**
 * Reads a key from metadata. Faults `KEY_INVALID` when it has not the shape of a key or its scheme's public value cannot
 * be read, `KEY_WEAK` when signatures by it must not count (key-strength.ts), and `KEY_ID_MISMATCH` when `keyid` is the hash neither of
 * the three defined members nor of all of them (the two readings of the specification in use). A scheme unknown here is kept and never
 * verifies.
 */
export function decodeKey(json: JsonObject, keyid: KeyId): PublicKey {
  const key = shape(json, "key");
  const keytype = key.get("keytype", string);
  const scheme = key.get("scheme", string);
  const publicValue = optional(string)(key.get("keyval", object).get("public"), "key.keyval.public") ?? "";
  const expected = sha256(canonical(defined(keytype, scheme, publicValue)));
  if (keyid !== expected && keyid !== sha256(canonical(json))) throw tufFaults.KEY_ID_MISMATCH({ keyid, expected });
  const known = open(keytype, scheme, publicValue, keyid);
  const decoded: PublicKey = {
    keyid,
    keytype,
    scheme,
    public: publicValue,
    material: known && sha256(known.spki),
    json,
  };
  if (known) opened.set(decoded, known);
  return decoded;
}

/**
 * Reads a key that is to be listed for the first time. Faults as {@link decodeKey}, and `KEY_WEAK` for a kind too old for that. Anybody may
 * propose a thousand keys: what takes time to see of one is left for {@link requireSound}.
 */
export function decodeNewKey(json: JsonObject, keyid: KeyId): PublicKey {
  const key = decodeKey(json, keyid);
  const numbers = opened.get(key)?.numbers;
  const reason = numbers && datedness(numbers);
  if (reason !== undefined) throw tufFaults.KEY_WEAK({ keyid, reason });
  return key;
}

/** A key in the form every client reads (interop P1, P2): exactly keytype, scheme and keyval.public. */
function make(keytype: string, scheme: Scheme, publicValue: string): PublicKey {
  const json = defined(keytype, scheme, publicValue);
  return decodeKey(json, sha256(canonical(json)));
}

/** An ed25519 key from its 32 raw bytes. Faults `KEY_INVALID`, `KEY_WEAK`. */
export function keyFromRaw(raw: Uint8Array): PublicKey {
  if (raw.length !== 32) throw tufFaults.KEY_INVALID({ reason: `an ed25519 key has 32 bytes, not ${raw.length}` });
  return requireSound(make("ed25519", "ed25519", Buffer.from(raw).toString("hex")), "new");
}

/** A P-256 key from its point in one of the forms of SEC 1 §2.3.3. Faults `KEY_INVALID` when it is no point of the curve. */
export function keyFromPoint(point: Uint8Array): PublicKey {
  const whole = p256Point(point);
  if (whole === undefined) throw tufFaults.KEY_INVALID({ reason: "it is not a point of the curve P-256" });
  return make("ecdsa", "ecdsa-sha2-nistp256", pemFromSpki(p256Spki(whole)));
}

/**
 * A key from SPKI, as DER or PEM (a PKCS#1 or private PEM works too: its public half is taken). `use` as in {@link requireSound}.
 * Faults `KEY_INVALID`, `KEY_WEAK`, `KEY_UNSUPPORTED`.
 */
export function keyFromSpki(given: Uint8Array | string | KeyObject, use: Use = "new"): PublicKey {
  const spki = spkiFrom(given);
  const numbers = readSpki(spki);
  switch (numbers.kind) {
    case "ed25519":
      return keyFromRaw(numbers.raw);
    case "p256":
      return make("ecdsa", "ecdsa-sha2-nistp256", pemFromSpki(spkiOf(numbers, spki)));
    case "rsa":
      return requireSound(make("rsa", "rsassa-pss-sha256", pemFromSpki(spki)), use);
    case "other":
      throw tufFaults.KEY_UNSUPPORTED({ type: numbers.type, reason: otherForms.get(numbers.type) ?? "" });
  }
}

const otherForms: ReadonlyMap<string, string> = new Map([
  ["rsa-pss", "RSA keys are given as plain RSA, without parameters of PSS; the signatures are PSS all the same."],
]);

/** What a key is wanted for: to be listed for the first time, or to sign where it is listed already. */
export type Use = "new" | "listed";

/**
 * Why a key that could be read is not good for `use`; the end of a sentence about the key. It is weak in a way that takes time to find out, or
 * of a kind too old for a new key, which counts where it is listed.
 */
export function whyUnfit(key: PublicKey, use: Use): string | undefined {
  const numbers = opened.get(key)?.numbers;
  return numbers && (hiddenWeakness(numbers) ?? (use === "new" ? datedness(numbers) : undefined));
}

/** Gives back `key`. Faults `KEY_WEAK` for one that a person or a key service must not bring, as {@link whyUnfit} says. */
export function requireSound(key: PublicKey, use: Use): PublicKey {
  const reason = whyUnfit(key, use);
  if (reason !== undefined) throw tufFaults.KEY_WEAK({ keyid: key.keyid, reason });
  return key;
}

/**
 * Whether `signature` is `key`'s over `bytes`, in the DER and salt forms that all clients share (interop §2.1). node:crypto asks the same of
 * an ed25519 signature as they do; @noble/ed25519, which clears the cofactor, also takes some that they refuse. Never throws.
 */
export function verifySignature(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  const known = opened.get(key);
  if (known === undefined) return false;
  const memo = recall(key, bytes, signature);
  if (memo.known !== undefined) return memo.known;
  return memo.learn(check(key, known, bytes, signature) && hiddenWeakness(known.numbers) === undefined);
}

function check({ scheme }: PublicKey, known: Opened, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    known.handle ??= createPublicKey({ key: Buffer.from(known.spki), type: "spki", format: "der" });
    const key = known.handle;
    if (scheme === "ed25519") return nodeVerify(null, bytes, key, signature);
    if (scheme === "ecdsa-sha2-nistp256") return nodeVerify("sha256", bytes, { key, dsaEncoding: "der" }, signature);
    return nodeVerify("sha256", bytes, { key, padding: pssPadding, saltLength: 32 }, signature);
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

const kinds: Readonly<Record<Scheme, KeyNumbers["kind"]>> = {
  ed25519: "ed25519",
  "ecdsa-sha2-nistp256": "p256",
  "rsassa-pss-sha256": "rsa",
};

function open(keytype: string, scheme: string, publicValue: string, keyid: KeyId): Opened | undefined {
  if (!keytypes.get(scheme as Scheme)?.includes(keytype)) return undefined;
  try {
    const spki = scheme === "ed25519" ? spkiFromHex(publicValue) : spkiFromPem(publicValue);
    const numbers = readSpki(spki);
    if (numbers.kind !== kinds[scheme as Scheme])
      throw tufFaults.KEY_INVALID({ reason: `the public value is not a ${scheme} key` });
    const reason = weakness(numbers);
    if (reason !== undefined) throw tufFaults.KEY_WEAK({ reason });
    return { numbers, spki: spkiOf(numbers, spki) };
  } catch (error) {
    throw error instanceof Fault ? error.with({ keyid }) : error;
  }
}

function spkiFromHex(publicValue: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(publicValue)) throw tufFaults.KEY_INVALID({ reason: "not 64 lower-case hex digits" });
  return ed25519Spki(Buffer.from(publicValue, "hex"));
}

/** SPKI may write an elliptic point long or short, and one key in two forms would count twice (I15): the long form stands for both. */
function spkiOf(numbers: KeyNumbers, spki: Uint8Array): Uint8Array {
  const point = numbers.kind === "p256" ? p256Point(numbers.point) : undefined;
  return point === undefined ? spki : p256Spki(point);
}
