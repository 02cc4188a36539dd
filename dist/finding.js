import { c as contentFault } from "./layout.js";

// src/base/finding.ts
function isRefusal(findings) {
	return findings.some(({ severity }) => severity === "error");
}
function findingOf(error, file) {
	const { code, data } = contentFault(error);
	return {
		code,
		severity: "error",
		file: typeof data["file"] === "string" ? data["file"] : file,
		...typeof data["line"] === "number" ? { line: data["line"] } : {},
		data
	};
}

export { isRefusal as n, findingOf as t };