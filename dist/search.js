import { a as tally, m as delegationsFor, p as delegationTo } from "./snapshot.js";

// src/tuf/search.ts
const maximumRoles = 32;
function search(state, path) {
	const visited = /* @__PURE__ */ new Set();
	const pending = [{
		role: "targets",
		delegator: ""
	}];
	while (visited.size <= maximumRoles) {
		const next = pending.shift();
		if (next === void 0) return { kind: "absent" };
		if (visited.has(next.role)) continue;
		const envelope = state.targets.get(next.role);
		if (envelope === void 0 || !vouchedFor(state, next, envelope)) return {
			kind: "needs",
			...next
		};
		visited.add(next.role);
		const target = envelope.signed.targets.get(path);
		if (target !== void 0) return {
			kind: "found",
			role: next.role,
			target
		};
		const { delegations } = envelope.signed;
		if (delegations === void 0) continue;
		const matching = delegationsFor(delegations, path);
		const last = matching.findIndex(({ terminating }) => terminating);
		const children = (last < 0 ? matching : matching.slice(0, last + 1)).map(({ name }) => ({
			role: name,
			delegator: next.role
		}));
		if (last >= 0) pending.length = 0;
		pending.unshift(...children);
	}
	return { kind: "absent" };
}
function vouchedFor(state, { role, delegator }, envelope) {
	if (delegator === "") return true;
	const delegations = state.targets.get(delegator)?.signed.delegations;
	const delegation = delegations && delegationTo(delegations, role);
	return delegations !== void 0 && delegation !== void 0 && tally(delegation, delegations.keys, envelope, state.verify).met;
}

export { search as t };