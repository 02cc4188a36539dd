import { n as contentFault, t as Fault } from "./fault.js";

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

export { findingOf as a, finding as i, asFinding as n, firstError as o, fileError as r, refusal as s, Finding as t };