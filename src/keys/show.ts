import { Fault, isFault } from "../base/fault.ts";
import { baseFaults } from "../base/faults.ts";
import { keySchemes } from "../config/key-address.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import type { Signer } from "../tuf/signer.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { workspaceFaults } from "../workspace/faults.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { keysFaults } from "./faults.ts";
import { type OpenSigner, proveSigner } from "./keyring.ts";
import { roleKeyViews, type TrustKeys } from "./keys-in-force.ts";
import type { Offer } from "./signer-provider.ts";
import { sshFingerprint } from "./ssh-fingerprint.ts";
import type { KeyFileView, KeyListView, KeyShowView, KeyView } from "./text.ts";

/** No key file of any kind is larger. */
const keyFileLimit = 65_536;

export interface KeyPorts {
  readonly open: OpenSigner;
  /** The public key in a file's bytes, without a passphrase. Faults `KEY_NOT_PUBLIC` where only a private one is, `KEY_INVALID`. */
  readonly publicKey: (bytes: Uint8Array) => PublicKey;
  /** The file that a person named, by whatever path; undefined when it is not there. */
  readonly read: (path: string, limit: number) => Promise<Uint8Array | undefined>;
  /** The keys directory of this user, in full. */
  readonly keysDirectory: string;
  /** What is in it; it may not exist. */
  readonly keyFiles: Workspace;
  /** Random bytes to be signed as proof of possession. */
  readonly challenge: () => Uint8Array;
  readonly verifier: Verifier;
}

/** What is known about keys before any is looked at. */
export interface KeyContext {
  readonly trust: TrustKeys;
  /** Names of people by keyid. */
  readonly people: ReadonlyMap<KeyId, string>;
}

/** A key as it is shown. */
export function keyView(key: PublicKey, people: ReadonlyMap<KeyId, string>): KeyView {
  const ssh = key.material === undefined ? undefined : sshFingerprint(key);
  const name = people.get(key.keyid);
  return {
    keyid: key.keyid,
    keytype: key.keytype,
    scheme: key.scheme,
    ...(ssh !== undefined && { ssh }),
    ...(name !== undefined && { name }),
  };
}

/**
 * One key, named by an address, a file or (the first 16 digits of) a keyid. Its private half is opened only where there is no other way
 * to know it, or to `test` it (T61). Faults as the opening of the key does, `KEY_NOT_FOUND` for a keyid that nobody has, and `USAGE`
 * for the test of a key that is known by its public half alone.
 */
export async function showKey(
  ports: KeyPorts,
  context: KeyContext,
  what: string,
  test: "test" | "look",
): Promise<KeyShowView> {
  const { trust, people } = context;
  const named = await resolve(ports, context, what);
  const known = test === "look" ? await publicHalf(ports, named) : undefined;
  const key = known ?? (await held(ports, named, test));
  // By what it is: another tool may have listed it under a keyid of its own.
  const same = (other: PublicKey): boolean => other.keyid === key.keyid || other.is(key);
  const roles = trust.roles.filter(({ keys }) => keys.some(same));
  const listed = roles.flatMap(({ keys }) => keys.filter(same)).map(({ keyid }) => people.get(keyid));
  const name = people.get(key.keyid) ?? listed.find((other) => other !== undefined);
  return {
    ...keyView(key, people),
    ...(name !== undefined && { name }),
    tested: test === "test",
    trust: trust.standing,
    roles: roles.map(({ role, threshold, keys }) => ({ role, threshold, keys: keys.length })),
  };
}

/** Where a key was found: at an address, or as a public key alone. */
type Named =
  | { readonly kind: "address"; readonly uri: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "public"; readonly key: PublicKey };

async function resolve(ports: KeyPorts, { trust }: KeyContext, what: string): Promise<Named> {
  const scheme = keySchemes.find((name) => what.startsWith(`${name}:`));
  if (scheme === "file") return { kind: "file", path: what.slice("file:".length) };
  if (scheme !== undefined) return { kind: "address", uri: what };
  if (!/^[0-9a-f]{16,64}$/.test(what)) return { kind: "file", path: what };
  for (const { file, key } of await keyFiles(ports))
    if (key?.keyid.startsWith(what)) return { kind: "file", path: `${ports.keysDirectory}/${file}` };
  const keys = trust.roles.flatMap((role) => role.keys).filter(({ keyid }) => keyid.startsWith(what));
  const [key] = keys;
  if (key === undefined || keys.some(({ keyid }) => keyid !== key.keyid))
    throw keysFaults.KEY_NOT_FOUND({ keyid: what });
  return { kind: "public", key };
}

/** The public key of what was named, when it can be read without opening the private one. */
async function publicHalf(ports: KeyPorts, named: Named): Promise<PublicKey | undefined> {
  if (named.kind === "public") return named.key;
  if (named.kind === "address") return undefined;
  // What cannot be read is left to the opening of it, whose faults never repeat what may be a key in the place of a path.
  const bytes = await ports.read(named.path, keyFileLimit).catch(() => undefined);
  return bytes === undefined ? undefined : readable(ports, bytes);
}

function readable({ publicKey }: KeyPorts, bytes: Uint8Array): PublicKey | undefined {
  try {
    return publicKey(bytes);
  } catch (error) {
    if (isFault(error, keysFaults.KEY_NOT_PUBLIC)) return undefined;
    throw error;
  }
}

async function held(ports: KeyPorts, named: Named, test: "test" | "look"): Promise<PublicKey> {
  if (named.kind === "public") {
    const reason = "--test signs with the key; name it by its file or address, not by its keyid";
    throw baseFaults.USAGE({ reason, command: "key" });
  }
  const uri = named.kind === "file" ? `file:${named.path}` : named.uri;
  const signer: Signer = await ports.open(uri);
  try {
    if (test === "test") await proveSigner(signer, uri, ports.challenge(), ports.verifier);
    return signer.key;
  } finally {
    await signer[Symbol.asyncDispose]();
  }
}

/** The keys of a repository's roles, of the keys directory, and of the places that offer some. */
export async function listKeys(
  ports: KeyPorts,
  { trust, people }: KeyContext,
  offers: readonly Offer[],
): Promise<KeyListView> {
  const files = (await keyFiles(ports)).map(({ file, key, problem }): KeyFileView => {
    return key === undefined ? { file, problem: problem ?? "" } : { file, ...keyView(key, people) };
  });
  return {
    trust: trust.standing,
    roles: roleKeyViews(trust, (key) => keyView(key, people)),
    directory: ports.keysDirectory,
    files,
    offers: offers.map(({ scheme, keys, unavailable }) => ({
      scheme,
      keys: keys.map(({ uri, key, label }) => ({
        uri,
        ...keyView(key, people),
        ...(label !== undefined && { label }),
      })),
      ...(unavailable !== undefined && { unavailable }),
    })),
  };
}

interface FoundFile {
  /** Its name in the keys directory. */
  readonly file: string;
  readonly key?: PublicKey;
  readonly problem?: string;
}

/** Files of the keys directory that may be private keys; those that hold a public half alone are copies of one of them. */
async function keyFiles({ keyFiles: directory, publicKey }: KeyPorts): Promise<readonly FoundFile[]> {
  const found = await directory.find(["."]).catch((error: unknown) => {
    if (isFault(error, workspaceFaults.FILE_NOT_FOUND)) return [];
    throw error;
  });
  const files: FoundFile[] = [];
  for (const { path, size } of found) {
    if (path.endsWith(".pub.json") || path.endsWith(".pub") || size > keyFileLimit) continue;
    try {
      const bytes = await directory.read(path, keyFileLimit);
      if (bytes !== undefined) files.push({ file: path, key: publicKey(bytes) });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      files.push({ file: path, problem: error.code });
    }
  }
  return files;
}
