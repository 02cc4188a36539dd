import { t as loadAudited } from "./audit.js";
import { i as intentPaths, n as configFile } from "./layout.js";
import { t as directoryId } from "./tree.js";
import { h as readTrust } from "./repository.js";
import { i as fixedSettings, r as findingOf } from "./beside.js";
import { i as settingsOf, n as settingsBefore, o as signedTip, r as settingsInForce } from "./settings.js";

// src/workflows/basis.ts
async function loadBasis(store, branch, pin, now) {
	const { main, problem, ...settings } = await settingsInForce(store, branch);
	const broken = [];
	let { config } = settings;
	let last = await lastSigned(store, config.names, pin, now);
	const former = last.tip === void 0 ? await settingsBefore(store, main, mayMove) : await settingsOf(last.tip);
	const [moved] = former === void 0 ? [] : fixedSettings(configFile, former, config);
	if (former !== void 0 && moved !== void 0) {
		const signed = last.tip === void 0 ? await lastSigned(store, former.names, pin, now) : last;
		if (signed.before !== void 0) {
			broken.push({
				part: "settings",
				finding: moved
			});
			[config, last] = [former, signed];
		}
	}
	const { before } = last;
	if (problem !== void 0 && before === void 0) throw problem;
	if (problem !== void 0) broken.push({
		part: "settings",
		finding: findingOf(problem, configFile)
	});
	const trust = await trustOn(main, config.names, pin, before).catch((error) => {
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
		main,
		config,
		configId: settings.id,
		trust,
		broken
	};
}
const mayMove = 100;
async function lastSigned(store, names, pin, now) {
	const { tip, tracked } = await signedTip(store, names);
	return {
		tip,
		tracked,
		before: tip && await loadAudited(tip, pin, now)
	};
}
async function trustOn(main, names, pin, before) {
	return before !== void 0 && before.state.signed.source.trust === await directoryId(main, names.trust) ? before : readTrust(main, intentPaths(names), pin);
}

export { loadBasis as t };