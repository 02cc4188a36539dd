import { h as delegationTo, i as tally } from "./envelope.js";
import { t as asked } from "./visits.js";

// src/tuf/search.ts
function search(state, path) {
	for (const step of asked(path, (role) => state.targets.get(role)?.signed.delegations)) {
		const envelope = state.targets.get(step.role);
		if (envelope === void 0 || !vouchedFor(state, step, envelope)) return {
			kind: "needs",
			...step
		};
		const target = envelope.signed.targets.get(path);
		if (target !== void 0) return {
			kind: "found",
			role: step.role,
			target
		};
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