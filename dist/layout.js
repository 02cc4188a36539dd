import { t as gitFaults } from "./faults2.js";
import { a as isOnlineRole, i as isBinName } from "./names.js";

// src/git/tree.ts
function sameEntry(a, b) {
	return a?.id === b?.id && a?.mode === b?.mode;
}
async function directoryId(tree, path) {
	const entry = await tree.entry(path);
	return entry?.kind === "directory" ? entry.id : void 0;
}
function treeOfFiles(files) {
	return {
		commit: "",
		parents: [],
		committed: 0,
		read: async (path, limit) => {
			const bytes = files.get(path);
			if (bytes !== void 0 && limit !== void 0 && bytes.length > limit) throw gitFaults.STORE_OBJECT_TOO_LARGE({
				object: path,
				size: bytes.length,
				limit
			});
			return bytes;
		},
		list: async (directory) => {
			const names = /* @__PURE__ */ new Map();
			for (const path of files.keys()) {
				if (directory !== "" && !path.startsWith(`${directory}/`)) continue;
				const [name, ...below] = path.slice(directory === "" ? 0 : directory.length + 1).split("/");
				if (name !== void 0) names.set(name, below.length > 0 ? "directory" : "file");
			}
			return [...names].map(([name, kind]) => ({
				name,
				kind,
				mode: "",
				id: ""
			}));
		},
		entry: async () => void 0
	};
}

// src/repository/layout.ts
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

export { directoryId as a, targetPath as i, signedPaths as n, sameEntry as o, sitePaths as r, treeOfFiles as s, intentPaths as t };