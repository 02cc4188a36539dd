import type { RoleKeys } from "./common.ts";
import type { KeyId, PublicKey } from "./key.ts";
import type { Root, TopLevelRole } from "./root.ts";

/** Who signs a role: what its delegator says of it (`keyids`, `threshold`), and the keys that it names. */
export interface Authority extends RoleKeys {
  readonly role: string;
  /** The role that says so: `root` for the four top-level roles. */
  readonly by: string;
  readonly keys: ReadonlyMap<KeyId, PublicKey>;
  /** Whether a search that comes to the role looks no further (specification §5.6.7.2.1). */
  readonly terminating: boolean;
}

/** The authority of a top-level role. Root's decoder guarantees all four. */
export function topLevelAuthority({ roles, keys }: Root, role: TopLevelRole): Authority {
  const { keyids, threshold } = roles.get(role) ?? { keyids: [], threshold: 1 };
  return { role, by: "root", keyids, threshold, keys, terminating: false };
}

/** Whether two authorities name the same keyids, and as many of them have to sign. */
export function sameSigners(a: RoleKeys, b: RoleKeys | undefined): boolean {
  return a.threshold === b?.threshold && [...a.keyids].sort().join() === [...b.keyids].sort().join();
}
