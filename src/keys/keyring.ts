import type { Config } from "../config/config.ts";
import { planFaults } from "../plan/faults.ts";
import { onlineRoles, onlineUris } from "../plan/online-keys.ts";
import type { Trust } from "../repository/trust.ts";
import type { Authority } from "../tuf/authority.ts";
import { type KeyId, type PublicKey, requireSound } from "../tuf/key.ts";
import type { Signer } from "../tuf/signer.ts";
import type { Verifier } from "../tuf/verifier.ts";

/** Opens the key that a URI names. */
export type OpenSigner = (uri: string) => Promise<Signer>;

/** Signers by every keyid they sign for, and a way to let go of their secrets. */
export interface Keyring extends AsyncDisposable {
  readonly signers: ReadonlyMap<KeyId, Signer>;
}

/**
 * Opens the online keys of a configuration, each URI once, before anything is signed with one: better a fault here than after half of
 * the bins. Faults `ONLINE_KEY_UNSET` when a role has none, `SIGNER_KEY_MISMATCH` when a key is not one that root or its delegator
 * names for that role, and `ONLINE_KEYS_TOO_FEW` when the role's threshold takes more different keys than there are.
 */
export async function openKeyring(
  config: Pick<Config, "onlineKeys">,
  trust: Trust,
  open: OpenSigner,
): Promise<Keyring> {
  const opened = new Map<string, Signer>();
  const signers = new Map<KeyId, Signer>();
  const close = async (): Promise<void> => {
    for (const signer of opened.values()) await signer[Symbol.asyncDispose]();
  };
  try {
    for (const [role, described] of onlineRoles(trust)) {
      const uris = onlineUris(config.onlineKeys, role);
      for (const uri of uris) if (!opened.has(uri)) opened.set(uri, await open(uri));
      const held = uris.map((uri) => ({ uri, signer: opened.get(uri) as Signer }));
      for (const { uri, signer } of held) {
        const keyids = described.flatMap((one) => keyidsOf(one, signer.key));
        if (keyids.length === 0) throw planFaults.SIGNER_KEY_MISMATCH({ role, uri, keyid: signer.key.keyid });
        for (const keyid of keyids) signers.set(keyid, signer);
      }
      for (const one of described) requireEnough(one, held);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { signers, [Symbol.asyncDispose]: close };
}

/** Under which of its keyids a role lists a key: by what the key is, since other tools compute other keyids for it. */
function keyidsOf({ keyids, keys }: Authority, key: PublicKey): readonly KeyId[] {
  return keyids.filter((keyid) => keys.get(keyid)?.is(key));
}

/** I15: a key counts once, at however many addresses it is. */
function requireEnough(authority: Authority, held: readonly { readonly signer: Signer }[]): void {
  const { role, threshold } = authority;
  const counting = held.filter(({ signer }) => keyidsOf(authority, signer.key).length > 0);
  const valid = new Set(counting.map(({ signer }) => signer.key.material)).size;
  if (valid < threshold) throw planFaults.ONLINE_KEYS_TOO_FEW({ role, threshold, valid, missing: threshold - valid });
}

/**
 * T61: whether a signer really holds the key it says it has, by signing a challenge nobody chose before; asked before the key is listed.
 * Faults `SIGNER_KEY_MISMATCH`, and `KEY_WEAK` for a key that must not be listed (T87).
 */
export async function proveSigner(
  signer: Signer,
  uri: string,
  challenge: Uint8Array,
  verifier: Verifier,
): Promise<void> {
  requireSound(signer.key, "new");
  const signature = await signer.sign(challenge);
  if (!verifier.verify(signer.key, challenge, signature))
    throw planFaults.SIGNER_KEY_MISMATCH({ role: "challenge", uri, keyid: signer.key.keyid });
}
