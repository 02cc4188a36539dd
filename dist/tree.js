import { t as Fault } from "./fault.js";

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
			if (bytes !== void 0 && limit !== void 0 && bytes.length > limit) throw new Fault("STORE_OBJECT_TOO_LARGE", {
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

export { sameEntry as n, treeOfFiles as r, directoryId as t };