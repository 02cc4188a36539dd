import type { Config } from "../config/config.ts";
import { binDelegations } from "../plan/refresh.ts";
import type { Trust } from "../repository/trust.ts";
import { Fault } from "../tuf/fault.ts";
import { type KeyId, verifySignature } from "../tuf/key.ts";
import { roleKeys } from "../tuf/root.ts";
import type { Signer } from "../tuf/signer.ts";

/** Opens the key that a URI names. */
export type OpenSigner = (uri: string) => Promise<Signer>;

/** Signers by every keyid they sign for, and a way to let go of their secrets. */
export interface Keyring extends AsyncDisposable {
  readonly signers: ReadonlyMap<KeyId, Signer>;
}

/**
 * Opens the online keys of a configuration, each URI once. Faults `ONLINE_KEY_UNSET` when a role has none and `SIGNER_KEY_MISMATCH`
 * when a key is not one that root or its delegator names for that role: better here than after half of the bins are signed.
 */
export async function openKeyring(config: Config, trust: Trust, open: OpenSigner): Promise<Keyring> {
  const { signed: root } = trust.root;
  const bins = binDelegations(trust)[0]?.delegation.keyids ?? [];
  const roles = [
    ["bins", bins],
    ["snapshot", roleKeys(root, "snapshot").keyids],
    ["timestamp", roleKeys(root, "timestamp").keyids],
  ] as const;
  const opened = new Map<string, Signer>();
  const signers = new Map<KeyId, Signer>();
  const close = async (): Promise<void> => {
    for (const signer of opened.values()) await signer[Symbol.asyncDispose]();
  };
  try {
    for (const [role, keyids] of roles) {
      const uri = config.onlineKeys[role] ?? config.onlineKeys.default;
      if (uri === undefined) throw new Fault("ONLINE_KEY_UNSET", { role });
      const signer = opened.get(uri) ?? (await open(uri));
      opened.set(uri, signer);
      if (!keyids.includes(signer.key.keyid))
        throw new Fault("SIGNER_KEY_MISMATCH", { role, uri, keyid: signer.key.keyid });
      signers.set(signer.key.keyid, signer);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { signers, [Symbol.asyncDispose]: close };
}

/** T61: whether a signer really holds the key it says it has, by signing a challenge nobody chose before. Faults `SIGNER_KEY_MISMATCH`. */
export async function proveSigner(signer: Signer, uri: string, challenge: Uint8Array): Promise<void> {
  const signature = await signer.sign(challenge);
  if (!verifySignature(signer.key, challenge, signature))
    throw new Fault("SIGNER_KEY_MISMATCH", { role: "challenge", uri, keyid: signer.key.keyid });
}
