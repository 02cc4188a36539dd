import { n as contentFault } from "./fault.js";
import { a as findingOf } from "./finding.js";
import { r as configIn } from "./config.js";
import { n as configFile } from "./names.js";
import { a as directoryId, t as intentPaths } from "./layout.js";
import { r as loadAudited, t as mergedSource } from "./merged-source.js";
import { i as settingsInForce, r as settingsBefore, s as signedTip, t as fixedSettings } from "./settings2.js";
import { u as readTrust } from "./verify-state.js";

// src/plan/basis.ts
async function loadBasis(store, branch, pin, now) {
	const { main, problem, ...settings } = await settingsInForce(store, branch);
	const { last, config, moved } = await standing(store, main, settings.config, pin, now);
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
async function standing(store, main, config, pin, now) {
	let failure;
	const found = await lastSigned(store, config.names, pin, now).catch((error) => {
		failure = contentFault(error);
		return unsigned;
	});
	if (found.before !== void 0) {
		const { commit, merged } = await mergedSource(store, main, found.before, config.names);
		const former = await settingsAt(commit);
		const last = {
			...found,
			merged,
			...former && { former }
		};
		const [moved] = former === void 0 ? [] : fixedSettings(configFile, former, config);
		if (former === void 0 || moved === void 0) return {
			last,
			config
		};
		const there = await lastSigned(store, former.names, pin, now);
		if (there.before === void 0) return {
			last,
			config
		};
		const source = await mergedSource(store, main, there.before, former.names);
		return {
			last: {
				...there,
				merged: source.merged,
				former
			},
			config: former,
			moved
		};
	}
	const former = await settingsBefore(store, main, async ({ names }) => {
		return names.signedBranch !== config.names.signedBranch && (await signedTip(store, names)).tip !== void 0;
	});
	const there = former && await lastSigned(store, former.names, pin, now);
	if (former !== void 0 && there?.before !== void 0) {
		const { merged } = await mergedSource(store, main, there.before, former.names);
		const [moved] = fixedSettings(configFile, former, config);
		return {
			last: {
				...there,
				merged,
				former
			},
			config: former,
			...moved && { moved }
		};
	}
	if (failure !== void 0) throw failure;
	return {
		last: {
			...found,
			merged: true
		},
		config
	};
}
const unsigned = {
	before: void 0,
	tip: void 0,
	tracked: false
};
async function settingsAt(commit) {
	return (commit && await configIn(commit).catch((error) => void contentFault(error)))?.config;
}
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