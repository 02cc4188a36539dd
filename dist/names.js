// src/config/names.ts
const defaultNames = {
	intentBranch: "main",
	signedBranch: "tuf",
	targets: "targets",
	trust: "trust"
};
const configFile = "kaprien.yml";
function isBinName(role) {
	return /^bins\d*-[0-9a-f]{1,8}$/.test(role);
}
function isOnlineRole(role) {
	return isBinName(role) || /^online-[a-z0-9_-]{1,56}$/.test(role);
}
function binPrefix(bin) {
	return bin.slice(0, bin.indexOf("-"));
}
function isRoleName(name) {
	return /^(?=.{1,64}$)[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*$/.test(name);
}

export { isOnlineRole as a, isBinName as i, configFile as n, isRoleName as o, defaultNames as r, binPrefix as t };