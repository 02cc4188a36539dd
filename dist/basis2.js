import { r as configIn } from "./config.js";
import { i as intentPaths } from "./layout.js";
import { m as directoryId, t as loadRepository, u as readTrust } from "./repository.js";
import { t as Fault } from "./fault2.js";

// src/workflows/basis.ts
async function loadBasis(store, branch, pin, now) {
	const { main, config, id } = await loadConfig(store, branch);
	const { tip, tracked } = await signedTip(store, config.names);
	const before = tip && await loadRepository(tip, pin, now);
	return {
		main,
		config,
		configId: id,
		before,
		tip,
		tracked,
		trust: before !== void 0 && before.state.signed.source.trust === await directoryId(main, config.names.trust) ? before : await readTrust(main, intentPaths(config.names), pin)
	};
}
async function loadConfig(store, branch) {
	const main = await store.tree(branch);
	if (main === void 0) throw new Fault("BRANCH_MISSING", { branch });
	const found = await configIn(main);
	if (found === void 0) throw new Fault("CONFIG_MISSING", { branch });
	return {
		main,
		config: found.config,
		id: found.id
	};
}
async function signedTip(store, { signedBranch }) {
	const own = await store.tree(signedBranch);
	if (own !== void 0) return {
		tip: own,
		tracked: false
	};
	const copy = await store.tree(`refs/remotes/origin/${signedBranch}`);
	return {
		tip: copy,
		tracked: copy !== void 0
	};
}

export { loadConfig as n, signedTip as r, loadBasis as t };