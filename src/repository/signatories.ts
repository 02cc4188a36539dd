import { type Authority, topLevelAuthority } from "../tuf/authority.ts";
import { authorityFrom } from "../tuf/delegations.ts";
import { isTopLevelRole } from "../tuf/root.ts";
import type { Trust } from "./trust.ts";

/** Who signs a role. Undefined when nobody delegates to it. */
export function authorityOf(trust: Pick<Trust, "root" | "offline">, role: string): Authority | undefined {
  if (isTopLevelRole(role)) return topLevelAuthority(trust.root.signed, role);
  for (const [by, { signed }] of trust.offline) {
    const authority = signed.delegations && authorityFrom(by, signed.delegations, role);
    if (authority !== undefined) return authority;
  }
  return undefined;
}
