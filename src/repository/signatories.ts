import type { RoleKeys } from "../tuf/common.ts";
import { delegationTo } from "../tuf/delegations.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import { roleKeys, type TopLevelRole, topLevelRoles } from "../tuf/root.ts";
import type { Trust } from "./trust.ts";

/** Who signs a role: what its delegator says, and the keys it names. Nobody, when nobody delegates to it. */
export function signatoriesOf(
  trust: Pick<Trust, "root" | "offline">,
  role: string,
): { readonly required: RoleKeys; readonly keys: ReadonlyMap<KeyId, PublicKey> } {
  const { signed: root } = trust.root;
  if (topLevelRoles.includes(role as TopLevelRole))
    return { required: roleKeys(root, role as TopLevelRole), keys: root.keys };
  for (const { signed } of trust.offline.values()) {
    const required = signed.delegations && delegationTo(signed.delegations, role);
    if (required !== undefined && signed.delegations !== undefined) return { required, keys: signed.delegations.keys };
  }
  return { required: { keyids: [], threshold: 1 }, keys: new Map() };
}
