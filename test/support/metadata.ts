import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign as nodeSign } from "node:crypto";
import { addDays, type Instant, parseInstant } from "../../src/base/time.ts";
import { keyFromOpenssl } from "../../src/keys/openssl-key.ts";
import { type MetaFile, type RoleKeys, specVersion } from "../../src/tuf/common.ts";
import type { Delegations } from "../../src/tuf/delegations.ts";
import { sha256, toHex } from "../../src/tuf/digest.ts";
import { type Decode, draftEnvelope, type Envelope, type Signature, withSignatures } from "../../src/tuf/envelope.ts";
import { fromPlain, isObject, type JsonObject } from "../../src/tuf/json.ts";
import type { KeyId, PublicKey } from "../../src/tuf/key.ts";
import { decodeRoot, encodeRoot, type Root, type TopLevelRole, topLevelRoles } from "../../src/tuf/root.ts";
import {
  decodeSnapshot,
  decodeTimestamp,
  encodeSnapshot,
  encodeTimestamp,
  type Snapshot,
  type Timestamp,
} from "../../src/tuf/snapshot.ts";
import { decodeTargets, encodeTargets, type TargetFile, type Targets } from "../../src/tuf/targets.ts";

/** The frozen clock of the tests, and the expiry of whatever they do not mean to expire. */
export const now: Instant = parseInstant("2026-01-01T00:00:00Z");
export const later: Instant = addDays(now, 30);

/** No unknown members. */
export const none: JsonObject = new Map();

/** A real key pair: the public half as metadata lists it, the private half behind `sign`. */
export interface KeyPair {
  readonly key: PublicKey;
  readonly privateKey: KeyObject;
  sign(bytes: Uint8Array): Uint8Array;
}

// RFC 8410: PKCS#8 of an ed25519 private key is this header and the 32 bytes of its seed.
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");

const made = new Map<string, KeyPair>();

/** The ed25519 key pair whose seed is the hash of `name`: the same in every run. */
export function ed25519(name: string): KeyPair {
  const known = made.get(name);
  if (known !== undefined) return known;
  const seed = createHash("sha256").update(name).digest();
  const fresh = pair(createPrivateKey({ key: Buffer.concat([pkcs8, seed]), type: "pkcs8", format: "der" }));
  made.set(name, fresh);
  return fresh;
}

export function ecdsa(): KeyPair {
  return pair(generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey);
}

/** Another key pair for each name. */
export function rsa(name?: string): KeyPair {
  return pair(rsaKey(name));
}

const rsaKeys = new Map<string, KeyObject>();

/** The RSA key of this name, made once: it takes longer than most tests. */
export function rsaKey(name = "rsa", modulusLength = 2048, publicExponent = 65_537): KeyObject {
  const which = `${name} ${modulusLength} ${publicExponent}`;
  const key = rsaKeys.get(which) ?? generateKeyPairSync("rsa", { modulusLength, publicExponent }).privateKey;
  rsaKeys.set(which, key);
  return key;
}

function pair(privateKey: KeyObject): KeyPair {
  const key = keyFromOpenssl(privateKey);
  return { key, privateKey, sign: (bytes) => signWith(privateKey, bytes) };
}

function signWith(privateKey: KeyObject, bytes: Uint8Array): Uint8Array {
  if (privateKey.asymmetricKeyType === "ed25519") return nodeSign(null, bytes, privateKey);
  // 6 is RSA_PKCS1_PSS_PADDING; an elliptic key ignores it and signs as DER.
  return nodeSign("sha256", bytes, { key: privateKey, dsaEncoding: "der", padding: 6, saltLength: 32 });
}

/** `signed` with a signature by each of `signers`, under `keyid` when the metadata lists the key under another one. */
export function seal<T>(
  signed: JsonObject,
  decode: Decode<T>,
  signers: readonly (KeyPair & { readonly keyid?: KeyId })[],
): Envelope<T> {
  const draft = draftEnvelope(signed, decode);
  const signatures = signers.map(({ key, sign, keyid = key.keyid }): [KeyId, Signature] => [
    keyid,
    { sig: toHex(sign(draft.payload)), rest: none },
  ]);
  return withSignatures(draft, new Map(signatures));
}

/** The keys that hold a role, and how many of them must sign. */
export interface Holders {
  readonly keys: readonly KeyPair[];
  readonly threshold?: number;
}

export function roleOf({ keys, threshold = 1 }: Holders): RoleKeys & { readonly rest: JsonObject } {
  return { keyids: keys.map(({ key }) => key.keyid), threshold, rest: none };
}

export function keysOf(...holders: readonly Holders[]): ReadonlyMap<KeyId, PublicKey> {
  return new Map(holders.flatMap(({ keys }) => keys.map(({ key }) => [key.keyid, key])));
}

/** One key for each top-level role. */
export const holders: Readonly<Record<TopLevelRole, Holders>> = {
  root: { keys: [ed25519("root")] },
  timestamp: { keys: [ed25519("timestamp")] },
  snapshot: { keys: [ed25519("snapshot")] },
  targets: { keys: [ed25519("targets")] },
};

interface Common {
  readonly version?: number;
  readonly expires?: Instant;
  /** Who signs; the one key of the role by default. */
  readonly signers?: readonly KeyPair[];
}

function common({ version = 1, expires = later }: Common) {
  return { specVersion, version, expires, rest: none };
}

export function rootFile(
  options: Common & { readonly roles?: Partial<Record<TopLevelRole, Holders>> } = {},
): Envelope<Root> {
  const roles = { ...holders, ...options.roles };
  const signed: Root = {
    ...common(options),
    consistentSnapshot: true,
    keys: keysOf(...Object.values(roles)),
    roles: new Map(topLevelRoles.map((name) => [name, roleOf(roles[name])])),
  };
  return seal(encodeRoot(signed), decodeRoot, options.signers ?? roles.root.keys);
}

export function timestampFile(options: Common & { readonly snapshot?: Partial<MetaFile> } = {}): Envelope<Timestamp> {
  const signed: Timestamp = { ...common(options), snapshot: { version: 1, rest: none, ...options.snapshot } };
  return seal(encodeTimestamp(signed), decodeTimestamp, options.signers ?? holders.timestamp.keys);
}

/** `meta`: the version, or the whole entry, of each role by name without `.json`. */
export function snapshotFile(
  options: Common & { readonly meta?: Readonly<Record<string, number | Partial<MetaFile>>> } = {},
): Envelope<Snapshot> {
  const meta = Object.entries(options.meta ?? { targets: 1 }).map(([name, entry]): [string, MetaFile] => [
    `${name}.json`,
    { version: 1, rest: none, ...(typeof entry === "number" ? { version: entry } : entry) },
  ]);
  return seal(
    encodeSnapshot({ ...common(options), meta: new Map(meta) }),
    decodeSnapshot,
    options.signers ?? holders.snapshot.keys,
  );
}

/** `targets`: the content of each target by path. */
export function targetsFile(
  options: Common & { readonly targets?: Readonly<Record<string, string>>; readonly delegations?: Delegations } = {},
): Envelope<Targets> {
  const { delegations } = options;
  const targets = Object.entries(options.targets ?? {}).map(([path, text]): [string, TargetFile] => [
    path,
    target(text),
  ]);
  return seal(
    encodeTargets({ ...common(options), targets: new Map(targets), ...(delegations && { delegations }) }),
    decodeTargets,
    options.signers ?? holders.targets.keys,
  );
}

export function target(text: string): TargetFile {
  return { length: Buffer.byteLength(text), hashes: new Map([["sha256", sha256(text)]]), rest: none };
}

/** What snapshot or timestamp lists for a file: its version, length and hash. */
export function listing(envelope: Envelope<{ readonly version: number }>): MetaFile {
  const { signed, bytes } = envelope;
  return { version: signed.version, length: bytes.length, hashes: new Map([["sha256", sha256(bytes)]]), rest: none };
}

export interface DelegationOptions extends Holders {
  readonly name: string;
  readonly patterns?: readonly string[];
  readonly terminating?: boolean;
}

/** Delegations by path pattern, in order. */
export function delegate(...roles: readonly DelegationOptions[]): Delegations {
  return {
    keys: keysOf(...roles),
    roles: roles.map((role) => ({
      ...roleOf(role),
      name: role.name,
      terminating: role.terminating ?? false,
      scope: { kind: "paths", patterns: role.patterns ?? ["*"] },
    })),
    rest: none,
  };
}

/** A JSON object from a plain one. */
export function json(value: object): JsonObject {
  const object = fromPlain(value);
  if (!isObject(object)) throw new TypeError("not an object");
  return object;
}
