import { z as mergeBase } from "./merged-source.js";
import { _ as sameEntry } from "./settings.js";
import { A as eventBranch, C as eventEntries, N as eventPaths, w as eventFiles } from "./load.js";
import { d as signingEventFaults } from "./first-trust.js";

// src/signing-event/branch.ts
async function findEvent(store, name, names) {
	const branch = eventBranch(name);
	const local = await store.tree(branch);
	const fetched = await store.tree(`refs/remotes/origin/${branch}`);
	const only = local ?? fetched;
	if (only === void 0) throw signingEventFaults.EVENT_MISSING({ event: name });
	if (local === void 0 || fetched === void 0 || local.commit === fetched.commit) return {
		branch,
		head: only,
		local,
		fetched: void 0
	};
	const base = await mergeBase(store, local, fetched);
	const parted = base.kind === "one" ? base.tree : void 0;
	if (parted?.commit === fetched.commit) return {
		branch,
		head: local,
		local,
		fetched: void 0
	};
	if (parted?.commit === local.commit) return {
		branch,
		head: fetched,
		local,
		fetched,
		parted
	};
	const paths = eventPaths(names, name);
	if (!sameEntry(await local.entry(paths.event), await fetched.entry(paths.event))) throw signingEventFaults.EVENT_DIVERGED({
		event: name,
		branch
	});
	return {
		branch,
		head: withSignaturesOf(local, fetched, paths.signatures),
		local,
		fetched,
		parted
	};
}
function withSignaturesOf(first, second, directory) {
	const within = (path) => path === directory || path.startsWith(`${directory}/`);
	return {
		commit: first.commit,
		parents: first.parents,
		committed: first.committed,
		read: async (path, limit) => await first.read(path, limit) ?? (within(path) ? second.read(path, limit) : void 0),
		list: async (path) => {
			const own = await first.list(path);
			const others = (await second.list(path)).filter(({ name }) => within(path === "" ? name : `${path}/${name}`));
			return [...own, ...others.filter(({ name }) => !own.some((each) => each.name === name))];
		},
		entry: async (path) => await first.entry(path) ?? (within(path) ? second.entry(path) : void 0)
	};
}
async function commitToEvent(store, names, name, { branch, head, local, fetched, parted }, files, message, onto) {
	const { directory } = eventPaths(names, name);
	const start = local ?? head;
	const all = /* @__PURE__ */ new Map();
	if (fetched !== void 0) {
		for (const path of await eventEntries(start, names, name)) all.set(path, null);
		for (const [path, bytes] of await eventFiles(head, names, name)) all.set(path, bytes);
	}
	for (const [path, bytes] of files) all.set(path, bytes);
	const grafts = onto !== void 0 ? await beside(start, start, onto, directory, branch) : fetched === void 0 ? /* @__PURE__ */ new Map() : await beside(parted, start, fetched, directory, branch);
	const others = [fetched, onto].flatMap((tree) => tree === void 0 ? [] : [tree.commit]);
	if (local === void 0) await store.start(branch, head.commit);
	const parents = [.../* @__PURE__ */ new Set([start.commit, ...others])];
	return store.propose(branch, parents, {
		files: all,
		grafts
	}, message);
}
async function beside(parted, ours, theirs, own, branch) {
	const grafts = /* @__PURE__ */ new Map();
	const visit = async (directory) => {
		const [before, mine, fresh] = await Promise.all([
			parted,
			ours,
			theirs
		].map(async (tree) => new Map((await tree?.list(directory) ?? []).map((entry) => [entry.name, entry]))));
		for (const name of /* @__PURE__ */ new Set([...mine?.keys() ?? [], ...fresh?.keys() ?? []])) {
			const path = directory === "" ? name : `${directory}/${name}`;
			const [was, here, there] = [
				before?.get(name),
				mine?.get(name),
				fresh?.get(name)
			];
			if (path === own || sameEntry(here, there) || sameEntry(was, there)) continue;
			if (own.startsWith(`${path}/`)) {
				await visit(path);
				continue;
			}
			const plain = [here, there].every((entry) => entry === void 0 || ["file", "directory"].includes(entry.kind));
			if (parted === void 0 || !sameEntry(was, here) || !plain || /^(?:source|state\.json)$/i.test(path)) throw signingEventFaults.EVENT_BEHIND({
				branch,
				file: path
			});
			grafts.set(path, there?.id ?? null);
		}
	};
	await visit("");
	return grafts;
}

export { findEvent as n, commitToEvent as t };