import { o as signedTip, r as settingsInForce, s as contentFault } from "./settings.js";
import { t as Fault } from "./fault.js";
import { t as isRefusal } from "./finding.js";
import { n as configFiles } from "./config.js";
import { n as withoutBase, t as mergeBase } from "./merge-base.js";
import { n as sameEntry } from "./tree.js";
import { t as loadBasis } from "./basis.js";
import { t as derive } from "./derive.js";
import { i as intentPaths, s as limits } from "./layout.js";
import { l as loadTrust, u as readTrust } from "./verify-state.js";
import { l as eventsDirectory, u as contentOf } from "./event-file.js";
import { s as readFloors } from "./version-floors.js";
import { t as newKeyFindings } from "./key-findings.js";
import { t as refuseOlder } from "./rollback-guard.js";
import { r as formatInstant } from "./time.js";
import { n as eventsIn, o as diffTrust, r as loadEvent } from "./load.js";
import { i as sha256 } from "./digest.js";
import { a as floorsBeside, n as changedOutside, o as settingsBeside, r as findingOf, t as changedBeside } from "./foreign-changes.js";

// src/proposal/check-signing-event.ts
async function carriedEvents(main, parted, head, names) {
	const carried = [];
	for (const name of await eventsIn(head, names)) {
		const path = `${eventsDirectory(names)}/${name}`;
		const entry = await head.entry(path);
		if (![await main.entry(path), await parted.entry(path)].some((other) => sameEntry(entry, other))) carried.push(name);
	}
	return {
		carried,
		leftOver: await eventsIn(main, names)
	};
}
function leftOverFindings({ leftOver }, names) {
	return leftOver.map((event) => {
		const file = `${eventsDirectory(names)}/${event}`;
		return {
			code: "EVENT_LEFT_OVER",
			severity: "warning",
			file,
			data: {
				event,
				file
			}
		};
	});
}
async function judgeEvent({ main, head, names, pin, now }, [name = "", ...others]) {
	const file = eventsDirectory(names);
	if (others.length > 0) return { findings: [{
		code: "EVENT_SEVERAL",
		severity: "error",
		file,
		data: { events: [name, ...others] }
	}] };
	try {
		const loaded = await loadEvent({
			base: main,
			head,
			names,
			pin,
			now
		}, name);
		const { base, draft, findings } = loaded;
		return {
			loaded,
			trust: diffTrust(base, draft.after),
			findings: [...findings, ...expiredFindings(draft.after, now)]
		};
	} catch (error) {
		if (error instanceof Fault && error.code === "TRUSTED_ROOT_NEEDED") throw error;
		return { findings: [findingOf(error, `${file}/${name}`)] };
	}
}
function expiredFindings({ root, offline }, now) {
	return [["root", root], ...offline].flatMap(([role, { expires }]) => expires > now ? [] : [{
		code: "ROLE_EXPIRED",
		severity: "error",
		data: {
			role,
			expires: formatInstant(expires)
		}
	}]);
}
async function firstTrust(head, names, pin, now) {
	const paths = intentPaths(names);
	const first = await head.read(paths.root(1), limits.root);
	if (first === void 0) throw new Fault("TRUST_MISSING", { file: paths.root(1) });
	return loadTrust(head, paths, pin ?? sha256(first), now);
}
function trustChange(before, after) {
	return before === after ? void 0 : diffTrust(before && contentOf(before), contentOf(after));
}

// src/proposal/check.ts
async function check({ store, clock }, options) {
	const { main, config } = await settingsInForce(store, options.base);
	const head = await store.tree(options.head);
	if (head === void 0) throw new Fault("BRANCH_MISSING", { branch: options.head });
	const commits = {
		base: main.commit,
		head: head.commit
	};
	const base = await mergeBase(store, main, head);
	if (base.kind !== "one") return {
		verdict: "blocked",
		findings: [withoutBase(base, {
			head: options.head,
			base: options.base
		})],
		passed: [],
		...commits
	};
	const entry = options.after === void 0 ? base.tree : await store.tree(options.after);
	if (entry === void 0) throw new Fault("BRANCH_MISSING", { branch: options.after ?? "" });
	const judged = {
		now: clock.now(),
		main,
		head,
		parted: base.tree,
		entry,
		config,
		pin: options.pin
	};
	const events = await carriedEvents(main, base.tree, head, config.names);
	if (events.carried.length > 0) return {
		...await judgedEvent(judged, events, await olderFindings(store, judged)),
		...commits
	};
	const { tip } = await signedTip(store, config.names);
	if (tip === void 0 && (await main.list(intentPaths(config.names).roots)).length === 0) return {
		...await judgedFirst(judged),
		...commits
	};
	if (options.pin === void 0) throw new Fault("TRUSTED_ROOT_NEEDED");
	const basis = await loadBasis(store, main.commit, options.pin, judged.now);
	const left = leftOverFindings(events, config.names);
	return {
		...await judgedProposal(basis, judged, options.pin, left),
		...commits
	};
}
async function judgedProposal(basis, judged, pin, left) {
	const { head, parted, now } = judged;
	const { trust, findings: distrusted } = await trustOf(basis, judged, pin);
	const { derived, findings: refused } = await derivedFrom({
		...basis,
		trust
	}, head, parted, now);
	const change = trustChange(basis.trust, trust);
	const { settings, files } = await beside({
		...judged,
		config: basis.config
	}, trust);
	const floors = basis.before === void 0 ? [] : await floorsBeside(parted, head, judged.config.names);
	const findings = [
		...distrusted,
		...settings,
		...floors,
		...refused,
		...derived?.findings ?? [],
		...files,
		...left
	];
	const about = {
		findings,
		passed: derived?.passed ?? [],
		...change && {
			trust: change,
			...named(judged)
		}
	};
	const result = derived?.result;
	if (isRefusal(findings) || result === void 0) return {
		verdict: "blocked",
		...about
	};
	return result.kind === "draft" && concerns(result.draft, derived?.proposed, change !== void 0) ? {
		verdict: "ready",
		plan: result.draft.plan,
		...about
	} : {
		verdict: "no change",
		...about
	};
}
async function olderFindings(store, { main, config, pin }) {
	const { names } = config;
	if (pin === void 0) return [];
	const base = await readTrust(main, intentPaths(names), pin).catch((error) => void contentFault(error));
	if (base === void 0) return [];
	try {
		await refuseOlder(store, names, pin, base);
		return [];
	} catch (error) {
		return [findingOf(error, names.trust)];
	}
}
async function judgedEvent(judged, events, older) {
	const { config } = judged;
	const { loaded, trust, findings: found } = await judgeEvent({
		...judged,
		names: config.names
	}, events.carried);
	const findings = [
		...older,
		...found,
		...await besideEvent(judged),
		...await besideTrust(judged)
	];
	return {
		verdict: isRefusal(findings) ? "blocked" : "waiting",
		findings,
		passed: [],
		...loaded && { signing: {
			name: loaded.name,
			report: loaded.report
		} },
		...trust && {
			trust,
			...named(judged)
		}
	};
}
async function judgedFirst(judged) {
	const { head, config, pin, now } = judged;
	try {
		const first = await firstTrust(head, config.names, pin, now);
		const trust = trustChange(void 0, first);
		const findings = [...await readFloors(head, config.names) !== void 0 ? [] : newKeyFindings(void 0, contentOf(first), config.names.trust), ...await besideTrust(judged)];
		return {
			verdict: isRefusal(findings) ? "blocked" : "ready",
			findings,
			passed: [],
			...trust && {
				trust,
				...named(judged)
			}
		};
	} catch (error) {
		if (error instanceof Fault && error.code === "TRUST_MISSING") throw error;
		return {
			verdict: "blocked",
			findings: [findingOf(error, config.names.trust)],
			passed: []
		};
	}
}
async function beside({ entry, parted, head, config }, trust) {
	return {
		settings: await settingsBeside(parted, head, config, trust),
		files: await changedBeside(entry, head, config.names)
	};
}
async function besideTrust(judged) {
	const { settings, files } = await beside(judged);
	const { trust } = judged.config.names;
	return [...settings, ...files.filter(({ code, file }) => code !== "NOT_A_RELEASE" || file !== trust)];
}
async function besideEvent({ entry, head, config }) {
	return (await changedOutside(entry, head, "", [config.names.trust, ...configFiles])).map((file) => ({
		code: "EVENT_BESIDE",
		severity: "error",
		file,
		data: { file }
	}));
}
function named({ config }) {
	return config.people.size === 0 ? {} : { people: Object.fromEntries(config.people) };
}
function concerns({ plan }, proposed, trust) {
	return [
		proposed?.added,
		proposed?.changed,
		proposed?.removed
	].flatMap((list) => [...list ?? []]).length > 0 && plan.targets.length > 0 || trust && plan.roles.some(({ kind }) => kind === "adopt");
}
async function trustOf(basis, { head, parted, now }, pin) {
	const { names } = basis.config;
	const same = sameEntry(await parted.entry(names.trust), await head.entry(names.trust));
	try {
		const trust = same ? basis.trust : await readTrust(head, intentPaths(names), pin);
		const [before, after] = [contentOf(basis.trust), contentOf(trust)];
		return {
			trust,
			findings: [...expiredFindings(after, now), ...newKeyFindings(before, after, names.trust)]
		};
	} catch (error) {
		return {
			trust: basis.trust,
			findings: [findingOf(error, names.trust)]
		};
	}
}
async function derivedFrom(basis, head, base, now) {
	try {
		return {
			derived: await derive(basis, {
				tree: head,
				base
			}, now),
			findings: []
		};
	} catch (error) {
		return { findings: [findingOf(error, basis.config.names.trust)] };
	}
}

export { check as t };