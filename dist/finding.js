// src/base/finding.ts
function isRefusal(findings) {
	return findings.some(({ severity }) => severity === "error");
}

export { isRefusal as t };