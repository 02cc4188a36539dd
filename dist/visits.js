import { t as tufFaults } from "./faults10.js";
import { f as delegatedCount, g as delegationsFor, m as delegatedRoles, x as treeLimits } from "./envelope.js";

// src/tuf/limits.ts
const limits = {
	root: 512e3,
	timestamp: 16384,
	snapshot: 2e6,
	targets: 5e6,
	rootRotations: 256
};

// src/tuf/visits.ts
function* visits(delegationsOf) {
	const delegators = /* @__PURE__ */ new Map([["targets", "root"]]);
	let count = 0;
	function* below(delegator, depth) {
		const delegations = delegationsOf(delegator);
		if (delegations === void 0) return;
		const own = delegatedCount(delegations);
		count += own;
		if (count > treeLimits.roles) throw tufFaults.DELEGATIONS_TOO_MANY({
			role: delegator,
			limit: treeLimits.roles
		});
		if (own > 0 && depth > treeLimits.depth) throw tufFaults.DELEGATIONS_TOO_DEEP({
			role: delegator,
			limit: treeLimits.depth
		});
		for (const { name } of delegatedRoles(delegations)) {
			const other = delegators.get(name);
			if (other !== void 0) {
				const reason = `${name} is delegated to twice, by ${other} and by ${delegator}`;
				throw tufFaults.DELEGATION_INVALID({
					role: delegator,
					reason
				});
			}
			delegators.set(name, delegator);
		}
		for (const delegation of delegatedRoles(delegations)) {
			yield {
				role: delegation.name,
				delegator,
				delegation,
				delegations
			};
			yield* below(delegation.name, depth + 1);
		}
	}
	yield* below("targets", 1);
}
const mostAsked = 32;
function* asked(path, delegationsOf) {
	const visited = /* @__PURE__ */ new Set();
	const pending = [{
		role: "targets",
		delegator: ""
	}];
	while (visited.size <= mostAsked) {
		const next = pending.shift();
		if (next === void 0) return;
		if (visited.has(next.role)) continue;
		visited.add(next.role);
		yield next;
		const delegations = delegationsOf(next.role);
		if (delegations === void 0) continue;
		const matching = delegationsFor(delegations, path);
		const last = matching.findIndex(({ terminating }) => terminating);
		if (last >= 0) pending.length = 0;
		const children = last < 0 ? matching : matching.slice(0, last + 1);
		pending.unshift(...children.map(({ name }) => ({
			role: name,
			delegator: next.role
		})));
	}
}

export { visits as n, limits as r, asked as t };