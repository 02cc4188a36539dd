// src/repository/layout.ts
const defaultNames = {
	intentBranch: "main",
	signedBranch: "tuf",
	targets: "targets",
	trust: "trust"
};
const configFile = "kaprien.yml";
function intentPaths(names) {
	const roots = `${names.trust}/root`;
	return {
		roots,
		root: (version) => `${roots}/${version}.root.json`,
		role: (name) => `${names.trust}/${name}.json`
	};
}
const signedPaths = {
	roots: "metadata/root",
	root: (version) => `metadata/root/${version}.root.json`,
	role: (name) => isBinName(name) ? `metadata/bins/${shard(name)}/${name}.json` : isOnlineRole(name) ? `metadata/online/${name}.json` : `metadata/${name}.json`,
	snapshot: "metadata/snapshot.json",
	timestamp: "metadata/timestamp.json",
	state: "state.json",
	sourceTargets: "source/targets",
	sourceTrust: "source/trust",
	sourceRoots: "source/trust/root",
	sourceConfig: "source/kaprien.yml"
};
function isBinName(role) {
	return /^bins\d*-[0-9a-f]{1,8}$/.test(role);
}
function isOnlineRole(role) {
	return isBinName(role) || /^online-[a-z0-9_-]{1,56}$/.test(role);
}
function binPrefix(bin) {
	return bin.slice(0, bin.indexOf("-"));
}
function shard(bin) {
	const digits = bin.slice(bin.indexOf("-") + 1);
	return digits.slice(0, Math.max(1, Math.floor(digits.length / 2)));
}
const sitePaths = {
	directory: "metadata",
	root: (version) => `metadata/${version}.root.json`,
	role: (name, version) => `metadata/${version}.${name}.json`,
	timestamp: "metadata/timestamp.json"
};
function targetPath(path, hash) {
	const slash = path.lastIndexOf("/") + 1;
	return `${path.slice(0, slash)}${hash}.${path.slice(slash)}`;
}
function parseReleaseFile(path) {
	const match = /^([A-Za-z0-9_~@=+-][A-Za-z0-9._~@=+-]*)\/([A-Za-z0-9_~@=+-][A-Za-z0-9._~@=+-]*)\.json$/.exec(path);
	return match?.[1] !== void 0 && match[2] !== void 0 ? {
		product: match[1],
		release: match[2]
	} : void 0;
}
const limits = {
	root: 512e3,
	timestamp: 16384,
	snapshot: 2e6,
	targets: 5e6,
	release: 1048576,
	state: 16384,
	config: 262144,
	rootRotations: 256
};

export { isBinName as a, parseReleaseFile as c, targetPath as d, intentPaths as i, signedPaths as l, configFile as n, isOnlineRole as o, defaultNames as r, limits as s, binPrefix as t, sitePaths as u };