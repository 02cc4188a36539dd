import { b as topLevelRoles, h as delegationTo, y as roleKeys } from "./envelope.js";

// src/repository/signatories.ts
function signatoriesOf(trust, role) {
	const { signed: root } = trust.root;
	if (topLevelRoles.includes(role)) return {
		required: roleKeys(root, role),
		keys: root.keys
	};
	for (const { signed } of trust.offline.values()) {
		const required = signed.delegations && delegationTo(signed.delegations, role);
		if (required !== void 0 && signed.delegations !== void 0) return {
			required,
			keys: signed.delegations.keys
		};
	}
	return {
		required: {
			keyids: [],
			threshold: 1
		},
		keys: /* @__PURE__ */ new Map()
	};
}

export { signatoriesOf as t };