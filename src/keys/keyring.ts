import { Fault } from "../base/fault.ts";
import type { Config, OnlineKeys } from "../config/config.ts";
import { onlineDelegations } from "../plan/online-roles.ts";
import { isBinName } from "../repository/layout.ts";
import type { Trust } from "../repository/trust.ts";
import type { RoleKeys } from "../tuf/common.ts";
import { type KeyId, type PublicKey, requireSound, verifySignature } from "../tuf/key.ts";
import { roleKeys } from "../tuf/root.ts";
import type { Signer } from "../tuf/signer.ts";

/** Opens the key that a URI names. */
export type OpenSigner = (uri: string) => Promise<Signer>;

/** Signers by every keyid they sign for, and a way to let go of their secrets. */
export interface Keyring extends AsyncDisposable {
  readonly signers: ReadonlyMap<KeyId, Signer>;
}

/** An online role as its delegator describes it. Hash bins are one role to the configuration, whatever their delegators say. */
interface OnlineRole {
  /** As `online-keys` names it. */
  readonly name: string;
  readonly required: RoleKeys;
  readonly keys: ReadonlyMap<KeyId, PublicKey>;
}

/** The addresses of a role's keys: its own, or the default ones. Faults `ONLINE_KEY_UNSET` when there are neither. */
export function onlineUris(onlineKeys: OnlineKeys, role: string): readonly string[] {
  const uris = (onlineKeys as Readonly<Record<string, readonly string[]>>)[role] ?? onlineKeys.default;
  if (uris === undefined) throw new Fault("ONLINE_KEY_UNSET", { role });
  return uris;
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
        if (keyids.length === 0) throw new Fault("SIGNER_KEY_MISMATCH", { role, uri, keyid: signer.key.keyid });
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

/** Faults `ONLINE_KEY_UNSET` when an online role has no address, `ONLINE_KEYS_TOO_FEW` when it has fewer than must sign. */
export function requireOnlineUris({ onlineKeys }: Pick<Config, "onlineKeys">, trust: Trust): void {
  for (const [role, described] of onlineRoles(trust)) {
    const valid = onlineUris(onlineKeys, role).length;
    for (const {
      required: { threshold },
    } of described)
      if (valid < threshold)
        throw new Fault("ONLINE_KEYS_TOO_FEW", { role, threshold, valid, missing: threshold - valid });
  }
}

/** Every online role by the name it has in `online-keys`, as each of its delegators describes it. */
function onlineRoles(trust: Trust): ReadonlyMap<string, readonly OnlineRole[]> {
  const { signed: root } = trust.root;
  const delegated = onlineDelegations(trust).map(({ name, delegation, keys }): OnlineRole => {
    return { name: isBinName(name) ? "bins" : name, required: delegation, keys };
  });
  const top = (["snapshot", "timestamp"] as const).map((name): OnlineRole => {
    return { name, required: roleKeys(root, name), keys: root.keys };
  });
  const roles = new Map<string, Map<string, OnlineRole>>();
  for (const role of [...delegated, ...top]) {
    const { keyids, threshold } = role.required;
    // Thousands of bins have one description, which need not be looked at thousands of times.
    const described = roles.get(role.name) ?? new Map<string, OnlineRole>();
    described.set(`${threshold} ${keyids.join(" ")}`, role);
    roles.set(role.name, described);
  }
  return new Map([...roles].map(([name, described]) => [name, [...described.values()]]));
}

/** Under which of its keyids a role lists a key: by what the key is, since other tools compute other keyids for it. */
function keyidsOf({ required, keys }: OnlineRole, key: PublicKey): readonly KeyId[] {
  return required.keyids.filter((keyid) => {
    const material = keys.get(keyid)?.material;
    return material !== undefined && material === key.material;
  });
}

/** I15: a key counts once, at however many addresses it is. */
function requireEnough(role: OnlineRole, held: readonly { readonly signer: Signer }[]): void {
  const { threshold } = role.required;
  const counting = held.filter(({ signer }) => keyidsOf(role, signer.key).length > 0);
  const valid = new Set(counting.map(({ signer }) => signer.key.material)).size;
  if (valid < threshold)
    throw new Fault("ONLINE_KEYS_TOO_FEW", { role: role.name, threshold, valid, missing: threshold - valid });
}

/**
 * T61: whether a signer really holds the key it says it has, by signing a challenge nobody chose before; asked before the key is listed.
 * Faults `SIGNER_KEY_MISMATCH`, and `KEY_WEAK` for a key that must not be listed (T87).
 */
export async function proveSigner(signer: Signer, uri: string, challenge: Uint8Array): Promise<void> {
  requireSound(signer.key, "new");
  const signature = await signer.sign(challenge);
  if (!verifySignature(signer.key, challenge, signature))
    throw new Fault("SIGNER_KEY_MISMATCH", { role: "challenge", uri, keyid: signer.key.keyid });
}
