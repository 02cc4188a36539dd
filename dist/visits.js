import { n as contentFault, t as Fault } from "./fault.js";
import { t as tufFaults } from "./faults8.js";
import { a as delegatedCount, h as treeLimits, n as authoritiesFrom, o as delegatedNames, t as authoritiesFor } from "./delegations.js";

// src/base/finding.ts
var Finding = class {
	code;
	severity;
	#of;
	constructor(of, data, { severity, file, line }) {
		this.#of = of;
		this.code = of.code;
		this.severity = severity;
		if (file !== void 0) this.file = file;
		if (line !== void 0) this.line = line;
		this.data = data;
	}
	get of() {
		return this.#of;
	}
};
function finding(of, data, place) {
	return new Finding(of, data, place);
}
function fileError(of, file, data, line) {
	return new Finding(of, {
		file,
		...data
	}, {
		severity: "error",
		file,
		line
	});
}
function asFinding(problem, place, data = problem.data) {
	return new Finding(problem.of, data, place);
}
function findingOf(error, file) {
	const fault = contentFault(error);
	const { file: named, line } = fault.data;
	return asFinding(fault, {
		severity: "error",
		file: typeof named === "string" ? named : file,
		line: typeof line === "number" ? line : void 0
	});
}
function firstError(findings) {
	return findings.find(({ severity }) => severity === "error");
}
function refusal(findings) {
	const first = firstError(findings);
	return first && new Fault(first.of, first.data);
}

// src/tuf/visits.ts
function* visits(start, below) {
	const visited = /* @__PURE__ */ new Set();
	const pending = [start];
	for (let next = pending.pop(); next !== void 0; next = pending.pop()) {
		if (visited.has(next.role)) continue;
		visited.add(next.role);
		yield next;
		const { authorities, last } = below(next);
		if (last) pending.length = 0;
		for (const authority of [...authorities].reverse()) pending.push(authority);
	}
}
function wholeTree(start, delegationsOf) {
	const places = /* @__PURE__ */ new Map([[start.role, {
		by: start.by,
		depth: 0
	}]]);
	let count = 0;
	return visits(start, (authority) => {
		const { role } = authority;
		const delegations = delegationsOf(authority);
		if (delegations === void 0) return {
			authorities: [],
			last: false
		};
		const own = delegatedCount(delegations);
		const depth = (places.get(role)?.depth ?? 0) + 1;
		count += own;
		if (count > treeLimits.roles) throw tufFaults.DELEGATIONS_TOO_MANY({
			role,
			limit: treeLimits.roles
		});
		if (own > 0 && depth > treeLimits.depth) throw tufFaults.DELEGATIONS_TOO_DEEP({
			role,
			limit: treeLimits.depth
		});
		for (const name of delegatedNames(delegations)) {
			const other = places.get(name);
			if (other !== void 0) {
				const reason = `${name} is delegated to twice, by ${other.by} and by ${role}`;
				throw tufFaults.DELEGATION_INVALID({
					role,
					reason
				});
			}
			places.set(name, {
				by: role,
				depth
			});
		}
		return {
			authorities: authoritiesFrom(role, delegations),
			last: false
		};
	});
}
const mostAsked = 32;
function* asked(path, start, delegationsOf) {
	let count = 0;
	for (const authority of visits(start, (visited) => matching(visited, path, delegationsOf))) {
		if (count > mostAsked) return;
		count += 1;
		yield authority;
	}
}
function matching(authority, path, delegationsOf) {
	const delegations = delegationsOf(authority);
	const authorities = delegations === void 0 ? [] : authoritiesFor(authority.role, delegations, path);
	const last = authorities.findIndex(({ terminating }) => terminating);
	return last < 0 ? {
		authorities,
		last: false
	} : {
		authorities: authorities.slice(0, last + 1),
		last: true
	};
}

export { fileError as a, firstError as c, asFinding as i, refusal as l, wholeTree as n, finding as o, Finding as r, findingOf as s, asked as t };