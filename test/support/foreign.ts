import { canonical } from "../../src/tuf/canonical.ts";
import { sha256, toHex } from "../../src/tuf/digest.ts";
import { toPlain } from "../../src/tuf/json.ts";
import { json, type KeyPair } from "./metadata.ts";

/** A key as somebody else's metadata lists it. */
export interface ForeignKey {
  readonly keyid: string;
  readonly entry: Record<string, unknown>;
  sign(bytes: Uint8Array): Uint8Array;
}

/** The key with these members beside its own; the keyid is the hash over all of them, as tuf-on-ci has it. */
export function keyOf(pair: KeyPair, members: object = {}): ForeignKey {
  const entry = { ...(toPlain(pair.key.json) as object), ...members } as Record<string, unknown>;
  return { keyid: sha256(canonical(json(entry))), entry, sign: pair.sign };
}

/** An elliptic key as the oldest repositories list it: the bare point, in hex. */
export function pointKey(pair: KeyPair): ForeignKey {
  const { x, y } = pair.privateKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x ?? "", "base64url"), Buffer.from(y ?? "", "base64url")]);
  return keyOf(pair, { keytype: "ecdsa-sha2-nistp256", keyval: { public: toHex(point) } });
}

/** A signed file as a tool with an indenting encoder writes it. */
export function fileOf(signed: object, signers: readonly ForeignKey[]): Uint8Array {
  const payload = canonical(json(signed));
  const signatures = signers.map(({ keyid, sign }) => ({ keyid, sig: toHex(sign(payload)) }));
  return Buffer.from(`${JSON.stringify({ signatures, signed }, undefined, 1)}\n`);
}

export function role(keys: readonly ForeignKey[], threshold = 1): { keyids: readonly string[]; threshold: number } {
  return { keyids: keys.map(({ keyid }) => keyid), threshold };
}

export function listed(...keys: readonly ForeignKey[]): Record<string, unknown> {
  return Object.fromEntries(keys.map(({ keyid, entry }) => [keyid, entry]));
}

/** Entries of targets by path, from contents. */
export function entries(contents: Readonly<Record<string, string>>, members: object = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(contents).map(([path, content]) => [
      path,
      { length: Buffer.byteLength(content), hashes: { sha256: sha256(content) }, ...members },
    ]),
  );
}

/** One root: who holds which role. Signed by its own keys and by `also`. */
export interface RootSpec {
  readonly root: readonly ForeignKey[];
  readonly targets: readonly ForeignKey[];
  readonly snapshot: readonly ForeignKey[];
  readonly timestamp: readonly ForeignKey[];
  readonly threshold?: number;
  readonly also?: readonly ForeignKey[];
  /** Replaces members of the signed part; undefined removes one. */
  readonly members?: object;
}

/** A role below the top: who signs it and what its signed part holds. */
export interface RoleSpec {
  readonly keys: readonly ForeignKey[];
  readonly version?: number;
  readonly members?: object;
}

/** A whole repository of somebody else, as values. */
export interface Spec {
  readonly roots: readonly RootSpec[];
  readonly targets?: RoleSpec;
  readonly delegated?: Readonly<Record<string, RoleSpec>>;
  readonly snapshot?: number;
  readonly timestamp?: number;
  readonly expires?: string;
  /** Whether snapshot and timestamp list lengths and hashes. */
  readonly hashes?: boolean;
}

/** Its signed files by role, roots as `1.root`. */
export function build(spec: Spec): Map<string, { readonly version: number; readonly bytes: Uint8Array }> {
  const { expires = "2031-01-01T00:00:00Z", snapshot = 7, timestamp = 42 } = spec;
  const files = new Map<string, { version: number; bytes: Uint8Array }>();
  const common = { spec_version: "1.0.31", expires };
  const newest = spec.roots.at(-1) as RootSpec;
  spec.roots.forEach((root, index) => {
    files.set(`${index + 1}.root`, { version: index + 1, bytes: rootOf(root, index + 1, common) });
  });
  const below = { targets: { keys: newest.targets, version: 3, ...spec.targets }, ...spec.delegated };
  for (const [name, { keys, version = 1, members }] of Object.entries(below))
    files.set(name, {
      version,
      bytes: fileOf({ _type: "targets", ...common, version, targets: {}, ...members }, keys),
    });
  const meta = (names: readonly string[]): object =>
    Object.fromEntries(
      names.map((name) => {
        const { version, bytes } = files.get(name) as { version: number; bytes: Uint8Array };
        const exact = spec.hashes === true ? { length: bytes.length, hashes: { sha256: sha256(bytes) } } : {};
        return [`${name}.json`, { version, ...exact }];
      }),
    );
  const put = (name: string, version: number, names: readonly string[], keys: readonly ForeignKey[]): void => {
    files.set(name, { version, bytes: fileOf({ _type: name, ...common, version, meta: meta(names) }, keys) });
  };
  put("snapshot", snapshot, Object.keys(below), newest.snapshot);
  put("timestamp", timestamp, ["snapshot"], newest.timestamp);
  return files;
}

function rootOf(spec: RootSpec, version: number, common: object): Uint8Array {
  const { root, targets, snapshot, timestamp, threshold = 1, also = [], members } = spec;
  const signed = {
    _type: "root",
    ...common,
    version,
    consistent_snapshot: true,
    keys: listed(...root, ...targets, ...snapshot, ...timestamp),
    roles: {
      root: role(root, threshold),
      targets: role(targets),
      snapshot: role(snapshot),
      timestamp: role(timestamp),
    },
    ...members,
  };
  return fileOf(JSON.parse(JSON.stringify(signed)) as object, [...new Set([...root, ...also])]);
}

/** The files as python-tuf, tuftool, RSTUF and published sites lay them out: consistent snapshots. */
export function consistent(files: ReturnType<typeof build>): Map<string, Uint8Array> {
  return new Map(
    [...files].map(([name, { version, bytes }]) => {
      const versioned = name === "timestamp" || name.endsWith(".root") ? name : `${version}.${name}`;
      return [`metadata/${versioned}.json`, bytes];
    }),
  );
}

/** The files as a tuf-on-ci repository keeps them in git. */
export function gitOps(files: ReturnType<typeof build>): Map<string, Uint8Array> {
  const roots = [...files].filter(([name]) => name.endsWith(".root"));
  const newest = roots.at(-1)?.[1].bytes as Uint8Array;
  return new Map([
    ...roots.map(([name, { bytes }]) => [`metadata/root_history/${name}.json`, bytes] as const),
    ["metadata/root.json", newest],
    ...[...files]
      .filter(([name]) => !name.endsWith(".root"))
      .map(([name, { bytes }]) => [`metadata/${name}.json`, bytes] as const),
  ]);
}
