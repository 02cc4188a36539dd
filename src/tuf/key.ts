import { Fault } from "../base/fault.ts";
import { canonical } from "./canonical.ts";
import { fromHex, sha256, toHex } from "./digest.ts";
import { ed25519Spki } from "./ed25519.ts";
import { tufFaults } from "./faults.ts";
import type { JsonObject } from "./json.ts";
import { datedness, hiddenWeakness, weakness } from "./key-strength.ts";
import { p256Point, p256Spki } from "./p256.ts";
import { object, optional, shape, string } from "./shape.ts";
import { type KeyNumbers, pemFromSpki, readSpki, spkiFromPem } from "./spki.ts";

/** Lower-case hex SHA-256 of the key's canonical form (specification §4.2.1). */
export type KeyId = string;

/** The schemes Kaprien makes and verifies (T58). */
export type Scheme = "ed25519" | "ecdsa-sha2-nistp256" | "rsassa-pss-sha256";

const keytypes: ReadonlyMap<Scheme, readonly string[]> = new Map([
  ["ed25519", ["ed25519"]],
  // The older name is still in live repositories.
  ["ecdsa-sha2-nistp256", ["ecdsa", "ecdsa-sha2-nistp256"]],
  ["rsassa-pss-sha256", ["rsa"]],
]);

/** Whether keys of its kind can be read here. One that has no material all the same is damaged or weak. */
export function isReadableKind({ keytype, scheme }: Pick<PublicKey, "keytype" | "scheme">): boolean {
  return keytypes.get(scheme as Scheme)?.includes(keytype) === true;
}

/** What stands behind a key that can verify. */
interface Readable {
  readonly numbers: KeyNumbers;
  /** The one SPKI DER of the key, whatever form it was written in. */
  readonly spki: Uint8Array;
  readonly material: string;
}

/** The members that TUF clients share of a key. */
type Listed = Pick<PublicKey, "keytype" | "scheme" | "public" | "json">;

/** What a key is wanted for: to be listed for the first time, or to sign where it is listed already. */
export type Use = "new" | "listed";

/**
 * A public key as metadata lists it. It comes from {@link PublicKey.decode} and its like alone: a private member makes the type nominal, so
 * that a copy or a look-alike does not compile. It holds what metadata says, and no handle of any platform.
 */
export class PublicKey {
  /** What the role that lists it calls it. */
  readonly keyid: KeyId;
  readonly keytype: string;
  readonly scheme: string;
  /** ed25519: 64 hex digits; ecdsa and rsa: SPKI PEM. */
  readonly public: string;
  /** The object as it stands in metadata, unknown members included. */
  readonly json: JsonObject;
  readonly #read: Readable | undefined;

  private constructor(keyid: KeyId, listed: Listed, read: Readable | undefined) {
    this.keyid = keyid;
    this.keytype = listed.keytype;
    this.scheme = listed.scheme;
    this.public = listed.public;
    this.json = listed.json;
    this.#read = read;
  }

  /**
   * Reads a key from metadata. Faults `KEY_INVALID` when it has not the shape of a key or its scheme's public value cannot
   * be read, `KEY_WEAK` when signatures by it must not count (key-strength.ts), and `KEY_ID_MISMATCH` when `keyid` is the hash neither of
   * the three defined members nor of all of them (the two readings of the specification in use). A scheme unknown here is kept and never
   * verifies.
   */
  static decode(json: JsonObject, keyid: KeyId): PublicKey {
    const listed = membersOf(json);
    const expected = sha256(canonical(definedForm(listed)));
    if (keyid !== expected && keyid !== sha256(canonical(json))) throw tufFaults.KEY_ID_MISMATCH({ keyid, expected });
    return new PublicKey(keyid, listed, readable(listed, keyid));
  }

  /** A key that is kept as it stands and verifies nothing, since it is in no form that can be read. */
  static unreadable(json: JsonObject, keyid: KeyId): PublicKey {
    const text = (name: string): string => {
      const value = json.get(name);
      return typeof value === "string" ? value : "";
    };
    return new PublicKey(keyid, { keytype: text("keytype"), scheme: text("scheme"), public: "", json }, undefined);
  }

  /** The same key under the keyid that some metadata lists it by. */
  listedAs(keyid: KeyId): PublicKey {
    return new PublicKey(keyid, this, this.#read);
  }

  /** The same key without members that the specification does not name (§4.2.1). */
  plain(): PublicKey {
    const { keyid, keytype, scheme, public: value } = this;
    return new PublicKey(keyid, { keytype, scheme, public: value, json: definedForm(this) }, this.#read);
  }

  /**
   * SHA-256 of {@link spki}: equal for equal key material whatever the keyid, the key type's name or the PEM's line ends (I15). Undefined
   * when the scheme is not one we can read: such a key never verifies anything.
   */
  get material(): string | undefined {
    return this.#read?.material;
  }

  /** DER of SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) in its one form, an elliptic point uncompressed. Undefined as {@link material}. */
  get spki(): Uint8Array | undefined {
    return this.#read?.spki;
  }

  /** Whether both are one key, whatever they are listed as. One that cannot be read is no other key. */
  is(other: PublicKey): boolean {
    return this.material !== undefined && this.material === other.material;
  }

  /**
   * Why a key that could be read is not good for `use`; the end of a sentence about the key. It is weak in a way that takes time to find out,
   * or of a kind too old for a new key, which counts where it is listed.
   */
  whyUnfit(use: Use): string | undefined {
    const numbers = this.#read?.numbers;
    return numbers && (hiddenWeakness(numbers) ?? (use === "new" ? datedness(numbers) : undefined));
  }

  /** The first half of {@link whyUnfit} for a new key, which takes no time. */
  whyDated(): string | undefined {
    return this.#read && datedness(this.#read.numbers);
  }
}

/**
 * Reads a key that is to be listed for the first time. Faults as {@link PublicKey.decode}, and `KEY_WEAK` for a kind too old for that. Anybody
 * may propose a thousand keys: what takes time to see of one is left for {@link requireSound}.
 */
export function decodeNewKey(json: JsonObject, keyid: KeyId): PublicKey {
  const key = PublicKey.decode(json, keyid);
  const reason = key.whyDated();
  if (reason !== undefined) throw tufFaults.KEY_WEAK({ keyid, reason });
  return key;
}

/** A key in the form every client reads (interop P1, P2): exactly keytype, scheme and keyval.public. */
function make(keytype: string, scheme: Scheme, publicValue: string): PublicKey {
  const json = definedForm({ keytype, scheme, public: publicValue });
  return PublicKey.decode(json, sha256(canonical(json)));
}

/** An ed25519 key from its 32 raw bytes. Faults `KEY_INVALID`, `KEY_WEAK`. */
export function keyFromRaw(raw: Uint8Array): PublicKey {
  if (raw.length !== 32) throw tufFaults.KEY_INVALID({ reason: `an ed25519 key has 32 bytes, not ${raw.length}` });
  return requireSound(make("ed25519", "ed25519", toHex(raw)), "new");
}

/** A P-256 key from its point in one of the forms of SEC 1 §2.3.3. Faults `KEY_INVALID` when it is no point of the curve. */
export function keyFromPoint(point: Uint8Array): PublicKey {
  const whole = p256Point(point);
  if (whole === undefined) throw tufFaults.KEY_INVALID({ reason: "it is not a point of the curve P-256" });
  return make("ecdsa", "ecdsa-sha2-nistp256", pemFromSpki(p256Spki(whole)));
}

/**
 * A key from SPKI, as DER, or as PEM of one block. `use` as in {@link requireSound}. Faults `KEY_INVALID`, `KEY_WEAK`, `KEY_UNSUPPORTED`.
 */
export function keyFromSpki(given: Uint8Array | string, use: Use = "new"): PublicKey {
  const spki = typeof given === "string" ? spkiFromPem(given.trim()) : given;
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

/** Gives back `key`. Faults `KEY_WEAK` for one that a person or a key service must not bring, as {@link PublicKey.whyUnfit} says. */
export function requireSound(key: PublicKey, use: Use): PublicKey {
  const reason = key.whyUnfit(use);
  if (reason !== undefined) throw tufFaults.KEY_WEAK({ keyid: key.keyid, reason });
  return key;
}

function membersOf(json: JsonObject): Listed {
  const key = shape(json, "key");
  const keytype = key.get("keytype", string);
  const scheme = key.get("scheme", string);
  const value = optional(string)(key.get("keyval", object).get("public"), "key.keyval.public") ?? "";
  return { keytype, scheme, public: value, json };
}

function definedForm({ keytype, scheme, public: value }: Omit<Listed, "json">): JsonObject {
  return new Map<string, string | JsonObject>([
    ["keytype", keytype],
    ["keyval", new Map([["public", value]])],
    ["scheme", scheme],
  ]) as JsonObject;
}

const kinds: Readonly<Record<Scheme, KeyNumbers["kind"]>> = {
  ed25519: "ed25519",
  "ecdsa-sha2-nistp256": "p256",
  "rsassa-pss-sha256": "rsa",
};

function readable({ keytype, scheme, public: value }: Listed, keyid: KeyId): Readable | undefined {
  if (!isReadableKind({ keytype, scheme })) return undefined;
  try {
    const written = scheme === "ed25519" ? spkiFromHex(value) : spkiFromPem(value);
    const numbers = readSpki(written);
    if (numbers.kind !== kinds[scheme as Scheme])
      throw tufFaults.KEY_INVALID({ reason: `the public value is not a ${scheme} key` });
    const reason = weakness(numbers);
    if (reason !== undefined) throw tufFaults.KEY_WEAK({ reason });
    const spki = spkiOf(numbers, written);
    return { numbers, spki, material: sha256(spki) };
  } catch (error) {
    throw error instanceof Fault ? error.with({ keyid }) : error;
  }
}

function spkiFromHex(publicValue: string): Uint8Array {
  const raw = fromHex(publicValue);
  if (raw?.length !== 32) throw tufFaults.KEY_INVALID({ reason: "not 64 lower-case hex digits" });
  return ed25519Spki(raw);
}

/** SPKI may write an elliptic point long or short, and one key in two forms would count twice (I15): the long form stands for both. */
function spkiOf(numbers: KeyNumbers, spki: Uint8Array): Uint8Array {
  const point = numbers.kind === "p256" ? p256Point(numbers.point) : undefined;
  return point === undefined ? spki : p256Spki(point);
}
