import { t as repositoryFaults } from "./faults6.js";
import { g as directoryId, i as settingsReader, n as settingsBefore, o as signedTip, r as settingsInForce, s as intentPaths, t as fixedSettings } from "./settings.js";
import { n as contentFault } from "./fault.js";
import { s as findingOf } from "./visits.js";
import { n as configFile } from "./names.js";
import { r as loadAudited, t as mergedSource, x as readTrust } from "./merged-source.js";

// src/git/remember.ts
const keptBytes = 67108864;
function remembering(store) {
	const refs = /* @__PURE__ */ new Map();
	const commits = /* @__PURE__ */ new Map();
	const files = /* @__PURE__ */ new Map();
	let kept = 0;
	const read = (tree, path, limit, { id }) => {
		const known = files.get(id);
		if (known !== void 0) return known.then((bytes) => within(bytes, limit) ? bytes : tree.read(path, limit));
		const reading = tree.read(path, limit);
		files.set(id, reading);
		reading.then((bytes) => {
			kept += bytes?.length ?? 0;
			if (kept > keptBytes) files.delete(id);
		}, () => files.delete(id));
		return reading;
	};
	const remembered = (tree) => {
		const known = commits.get(tree.commit);
		if (known !== void 0) return known;
		const entry = once((path) => tree.entry(path));
		const wrapped = {
			commit: tree.commit,
			parents: tree.parents,
			committed: tree.committed,
			entry,
			list: once((directory) => tree.list(directory)),
			read: async (path, limit) => {
				const found = await entry(path);
				return found?.kind === "file" ? read(tree, path, limit, found) : tree.read(path, limit);
			}
		};
		commits.set(tree.commit, wrapped);
		return wrapped;
	};
	const moved = async (branch, writing) => {
		try {
			return await writing;
		} finally {
			refs.delete(branch);
		}
	};
	return {
		async tree(ref) {
			const known = commits.get(ref);
			if (known !== void 0) return known;
			const resolved = refs.get(ref) ?? store.tree(ref);
			refs.set(ref, resolved);
			const tree = await resolved.catch((error) => {
				refs.delete(ref);
				throw error;
			});
			return tree && remembered(tree);
		},
		start: (branch, at) => moved(branch, store.start(branch, at)),
		commit: (branch, sealed, message) => moved(branch, store.commit(branch, sealed, message)),
		propose: (branch, parents, writes, message) => moved(branch, store.propose(branch, parents, writes, message))
	};
}
function within(bytes, limit) {
	return bytes === void 0 || limit === void 0 || bytes.length <= limit;
}
function once(ask) {
	const answers = /* @__PURE__ */ new Map();
	return (path) => {
		const known = answers.get(path);
		if (known !== void 0) return known;
		const asking = ask(path);
		answers.set(path, asking);
		asking.catch(() => answers.delete(path));
		return asking;
	};
}

// src/repository/standing.ts
async function standingOf(ground, { problem, ...settings }) {
	const { config, moved, ...last } = await lastSigned(ground, settings.config);
	const { before } = last;
	if (problem !== void 0 && before === void 0) throw problem;
	const broken = [];
	if (moved !== void 0) broken.push({
		part: "settings",
		finding: moved
	});
	if (problem !== void 0) broken.push({
		part: "settings",
		finding: findingOf(problem, configFile)
	});
	const { intent, anchor } = ground;
	const trust = await trustIn(intent, config.names, anchor, before).catch((error) => {
		const finding = findingOf(error, config.names.trust);
		if (before === void 0) throw error;
		broken.push({
			part: "trust",
			finding
		});
		return before;
	});
	return {
		...last,
		main: intent,
		config,
		configId: settings.id,
		trust,
		broken
	};
}
async function lastSigned(ground, config) {
	const { store, intent, read } = ground;
	let failure;
	const found = await signedAs(ground, config.names).catch((error) => {
		failure = contentFault(error);
		return {
			tip: { kind: "none" },
			before: void 0
		};
	});
	if (found.before !== void 0) {
		const { commit, merged } = await mergedSource(store, intent, found.before, config.names);
		const former = await settingsAt(read, commit);
		const last = {
			...found,
			merged,
			...former && { former }
		};
		const [moved] = former === void 0 ? [] : fixedSettings(configFile, former, config);
		if (former === void 0 || moved === void 0) return {
			...last,
			config
		};
		const there = await signedAs(ground, former.names);
		if (there.before === void 0) return {
			...last,
			config
		};
		const source = await mergedSource(store, intent, there.before, former.names);
		return {
			...there,
			merged: source.merged,
			former,
			config: former,
			moved
		};
	}
	const former = await settingsBefore({
		store,
		read
	}, intent, async ({ names }) => {
		return names.signedBranch !== config.names.signedBranch && (await signedTip(store, names)).kind !== "none";
	});
	const there = former && await signedAs(ground, former.names);
	if (former !== void 0 && there?.before !== void 0) {
		const { merged } = await mergedSource(store, intent, there.before, former.names);
		const [moved] = fixedSettings(configFile, former, config);
		return {
			...there,
			merged,
			former,
			config: former,
			...moved && { moved }
		};
	}
	if (failure !== void 0) throw failure;
	return {
		...found,
		merged: true,
		config
	};
}
async function settingsAt(read, commit) {
	return (commit && await read(commit).catch((error) => void contentFault(error)))?.config;
}
async function signedAs({ store, anchor, now }, names) {
	const tip = await signedTip(store, names);
	return {
		tip,
		before: tip.kind === "none" ? void 0 : await loadAudited(tip.tree, anchor, now)
	};
}
async function trustIn(tree, names, anchor, before) {
	return before !== void 0 && before.state.signed.source.trust === await directoryId(tree, names.trust) ? before : readTrust(tree, intentPaths(names), anchor);
}

// src/repository/open.ts
async function openRepository(store, { intent: ref, pin, now, verifier }) {
	const trees = remembering(store);
	const read = settingsReader();
	const tree = async (name) => {
		const found = await trees.tree(name);
		if (found === void 0) throw repositoryFaults.BRANCH_MISSING({ branch: name });
		return found;
	};
	const anchor = () => {
		if (pin === void 0) throw repositoryFaults.TRUSTED_ROOT_NEEDED();
		return {
			pin,
			verifier
		};
	};
	const intent = await tree(ref);
	const settings = lazily(() => settingsInForce({
		store: trees,
		read
	}, intent, ref));
	const standing = lazily(async () => standingOf({
		store: trees,
		intent,
		anchor: anchor(),
		now,
		read
	}, await settings()));
	return {
		store: trees,
		now,
		pin,
		verifier,
		intent,
		settings,
		async config() {
			const { config, problem } = await settings();
			if (problem !== void 0) throw problem;
			return config;
		},
		tip: lazily(async () => signedTip(trees, (await settings()).config.names)),
		standing,
		async trustOf(tree) {
			return readTrust(tree, intentPaths((await settings()).config.names), anchor());
		},
		tree
	};
}
function lazily(make) {
	let made;
	return () => {
		made ??= make();
		return made;
	};
}

export { openRepository as t };