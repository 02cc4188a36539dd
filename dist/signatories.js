import { n as topLevelAuthority } from "./authority.js";
import { d as isTopLevelRole, r as authorityFrom } from "./delegations.js";

// src/repository/signatories.ts
function authorityOf(trust, role) {
	if (isTopLevelRole(role)) return topLevelAuthority(trust.root.signed, role);
	for (const [by, { signed }] of trust.offline) {
		const authority = signed.delegations && authorityFrom(by, signed.delegations, role);
		if (authority !== void 0) return authority;
	}
}

export { authorityOf as t };