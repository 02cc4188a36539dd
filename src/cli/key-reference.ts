import { randomBytes } from "node:crypto";
import { compose, expandPath } from "../compose/compose.ts";
import { keySchemes } from "../config/key-address.ts";
import { proveSigner } from "../keys/keyring.ts";
import { keysOf, type TrustContent } from "../repository/trust-content.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import { cliFaults } from "./faults.ts";
import type { Session } from "./session.ts";

/** What a person may mean by a key: one in force, by the name of its holder or the beginning of its keyid. */
export function knownKeys(
  base: TrustContent | undefined,
  people: ReadonlyMap<KeyId, string>,
  reference: string,
): readonly PublicKey[] {
  const keys = base === undefined ? [] : [...keysOf(base).values()];
  const named = keys.filter(({ keyid }) => people.get(keyid) === reference);
  if (named.length > 0) return named;
  return /^[0-9a-f]{8,64}$/.test(reference) ? keys.filter(({ keyid }) => keyid.startsWith(reference)) : [];
}

/**
 * A key for a role: one in force, an address (which has to sign a challenge, T61), or a file with a public key. Faults `KEY_UNKNOWN`, and as the
 * provider or the reader of the file does.
 */
export async function resolveKey(
  session: Session,
  base: TrustContent | undefined,
  people: ReadonlyMap<KeyId, string>,
  reference: string,
): Promise<PublicKey> {
  const [known, second] = knownKeys(base, people, reference);
  if (known !== undefined && second === undefined) return known;
  if (second !== undefined)
    throw cliFaults.KEY_UNKNOWN({ key: reference, reason: "several keys are meant; give more of the keyid" });
  const scheme = /^([a-z0-9-]+):/.exec(reference)?.[1];
  if (scheme !== undefined && scheme.length > 1 && keySchemes.includes(scheme)) {
    const signer = await session.open(reference);
    try {
      await proveSigner(signer, reference, randomBytes(32), session.verifier);
      return signer.key;
    } finally {
      await signer[Symbol.asyncDispose]();
    }
  }
  const bytes = await session.workspace.read(expandPath(reference), 65_536).catch(() => undefined);
  if (bytes === undefined)
    throw cliFaults.KEY_UNKNOWN({
      key: reference.slice(0, 80),
      reason: "it is no key in force, no person of kaprien.yml, no address of a key and no file",
    });
  return (await compose.readPublicKey())(bytes);
}

/** Keyids that leave a role. Faults `KEY_UNKNOWN`. */
export function leavingKeys(
  base: TrustContent | undefined,
  people: ReadonlyMap<KeyId, string>,
  references: readonly string[],
): readonly KeyId[] {
  return references.flatMap((reference) => {
    const found = knownKeys(base, people, reference);
    if (found.length === 0)
      throw cliFaults.KEY_UNKNOWN({ key: reference, reason: "it is no key in force and no person of kaprien.yml" });
    return found.map(({ keyid }) => keyid);
  });
}
