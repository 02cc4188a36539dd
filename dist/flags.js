// src/cli/flags.ts
function flag(flags, name) {
	return flags[name] === true;
}
function text(flags, name) {
	const value = flags[name];
	return typeof value === "string" && value !== "" ? value : void 0;
}
function list(flags, name) {
	const value = flags[name];
	return Array.isArray(value) ? value.map(String) : [];
}

export { list as n, text as r, flag as t };