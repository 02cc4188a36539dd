import { n as configFiles, r as configIn } from "./config.js";
import { i as isFault, n as contentFault } from "./fault.js";
import { a as printed, c as plain, i as findingsText, l as plural, u as printable } from "./fault-text.js";
import { r as formatInstant } from "./time.js";
import { o as sha256 } from "./digest.js";
import { t as repositoryFaults } from "./faults6.js";
import { n as configFile } from "./names.js";
import { a as filledMarkdown, i as exactCode, n as code, o as quiet, r as details, t as capped } from "./markdown.js";
import { t as tufFaults } from "./faults8.js";
import { r as shortened } from "./difference.js";
import { n as rolesText, t as planText } from "./text.js";
import { n as targetsMarkdown, t as findingMarkdown } from "./markdown2.js";
import { a as fileError, c as firstError, o as finding, s as findingOf } from "./visits.js";
import { B as withoutBase, a as diffReleases, b as loadTrust, x as readTrust, z as mergeBase } from "./merged-source.js";
import { _ as sameEntry, s as intentPaths, t as fixedSettings } from "./settings.js";
import { d as limits } from "./envelope.js";
import { c as readFloors, i as floorsPath } from "./version-floors.js";
import { r as requireOnlineUris } from "./online-keys.js";
import { t as derive } from "./derive.js";
import { r as shortWindows } from "./schedule.js";
import { F as contentOf, P as eventsDirectory, n as eventsIn, r as loadEvent, s as diffTrust } from "./load.js";
import { d as signingEventFaults } from "./first-trust.js";
import { t as newKeyFindings } from "./key-findings.js";
import { t as refuseOlder } from "./rollback-guard.js";
import { a as eventText, i as eventMarkdown, l as missingText, n as differencesText, o as keyNames, r as eventCommand, t as differenceText } from "./text2.js";
import { t as proposalFaults } from "./faults13.js";

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
		return finding(proposalFaults.EVENT_LEFT_OVER, {
			event,
			file
		}, {
			severity: "warning",
			file
		});
	});
}
async function judgeEvent({ main, ...place }, [name = "", ...others]) {
	const { names, now } = place;
	const file = eventsDirectory(names);
	if (others.length > 0) {
		const events = [name, ...others];
		return { findings: [finding(proposalFaults.EVENT_SEVERAL, { events }, {
			severity: "error",
			file
		})] };
	}
	try {
		const loaded = await loadEvent({
			base: main,
			...place
		}, name);
		const { base, draft, findings } = loaded;
		return {
			loaded,
			trust: diffTrust(base, draft.after),
			findings: [...findings, ...expiredFindings(draft.after, now)]
		};
	} catch (error) {
		if (isFault(error, repositoryFaults.TRUSTED_ROOT_NEEDED)) throw error;
		return { findings: [findingOf(error, `${file}/${name}`)] };
	}
}
function expiredFindings({ root, offline }, now) {
	return [["root", root], ...offline].flatMap(([role, { expires }]) => expires > now ? [] : [finding(tufFaults.ROLE_EXPIRED, {
		role,
		expires: formatInstant(expires)
	}, { severity: "error" })]);
}
async function firstTrust(head, names, { pin, verifier }, now) {
	const paths = intentPaths(names);
	const first = await head.read(paths.root(1), limits.root);
	if (first === void 0) throw repositoryFaults.TRUST_MISSING({ file: paths.root(1) });
	return loadTrust(head, paths, {
		pin: pin ?? sha256(first),
		verifier
	}, now);
}
function trustChange(before, after) {
	return before === after ? void 0 : diffTrust(before && contentOf(before), contentOf(after));
}

// src/proposal/foreign-changes.ts
const filesDirectory = "files";
const guarded = [
	...configFiles,
	".github",
	".gitattributes",
	".gitmodules",
	"CODEOWNERS",
	"docs/CODEOWNERS"
];
async function changedBeside(base, head, names) {
	const directory = names.targets;
	const { added, changed, removed } = await diffReleases({
		tree: base,
		directory
	}, {
		tree: head,
		directory
	});
	if (added.length + changed.length + removed.length > 0) return (await changedOutside(base, head, "", [names.targets, filesDirectory])).map((file) => fileError(proposalFaults.RELEASE_MIXED, file, { targets: names.targets }));
	const found = [];
	for (const path of [names.trust, ...guarded]) if (!sameEntry(await base.entry(path), await head.entry(path))) found.push(path);
	return found.map((file) => finding(proposalFaults.NOT_A_RELEASE, {
		file,
		targets: names.targets
	}, {
		severity: "warning",
		file
	}));
}
async function floorsBeside(base, head, names) {
	const file = floorsPath(names);
	if (sameEntry(await base.entry(file), await head.entry(file))) return [];
	return [fileError(proposalFaults.IMPORT_TOO_LATE, file, { branch: names.signedBranch })];
}
const maximumPaths = 50;
async function changedOutside(base, head, directory, allowed) {
	const names = new Set([...await base.list(directory), ...await head.list(directory)].map(({ name }) => name));
	const found = [];
	for (const name of [...names].sort()) {
		const path = directory === "" ? name : `${directory}/${name}`;
		if (allowed.includes(path) || found.length >= maximumPaths) continue;
		if (sameEntry(await base.entry(path), await head.entry(path))) continue;
		const within = allowed.some((each) => each.startsWith(`${path}/`));
		found.push(...within ? await changedOutside(base, head, path, allowed) : [path]);
	}
	return found;
}
async function settingsBeside(base, head, current, trust) {
	if (!(await Promise.all(configFiles.map(async (file) => sameEntry(await base.entry(file), await head.entry(file))))).includes(false)) return trust === void 0 ? [] : keyFindings(current, trust);
	try {
		const found = await configIn(head);
		if (found === void 0) return [findingOf(repositoryFaults.CONFIG_MISSING({ branch: "the head" }), configFile)];
		const short = shortWindows(found.config.lifetimes, found.file);
		return [
			...trust === void 0 ? [] : keyFindings(found.config, trust),
			...fixedSettings(found.file, current, found.config),
			...short
		];
	} catch (error) {
		return [findingOf(error, configFile)];
	}
}
function keyFindings(config, trust) {
	try {
		requireOnlineUris(config, trust);
		return [];
	} catch (error) {
		return [findingOf(error, configFile)];
	}
}

// src/proposal/check.ts
async function check(repository, options) {
	const { store, intent: main, pin, verifier, now } = repository;
	const { config } = await repository.settings();
	const head = await repository.tree(options.head);
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
	const entry = options.after === void 0 ? base.tree : await repository.tree(options.after);
	const judged = {
		now,
		main,
		head,
		parted: base.tree,
		entry,
		config,
		pin,
		verifier
	};
	const events = await carriedEvents(main, base.tree, head, config.names);
	if (events.carried.length > 0) return {
		...await judgedEvent(store, judged, events),
		...commits
	};
	const { kind: signed } = await repository.tip();
	if (signed === "none" && (await main.list(intentPaths(config.names).roots)).length === 0) return {
		...await judgedFirst(judged),
		...commits
	};
	return {
		...await judgedProposal(repository, await repository.standing(), judged, leftOverFindings(events, config.names)),
		...commits
	};
}
async function judgedProposal(repository, basis, judged, left) {
	const { head, parted, now } = judged;
	const { trust, findings: distrusted } = await trustOf(repository, basis, judged);
	const derived = await derive({
		...basis,
		trust
	}, {
		tree: head,
		base: parted
	}, now);
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
		...derived.findings,
		...files,
		...left
	];
	const about = {
		findings,
		passed: derived.passed,
		...change && {
			trust: change,
			...named(judged)
		}
	};
	const { result, proposed } = derived;
	if (firstError(findings) !== void 0 || result === void 0) return {
		verdict: "blocked",
		...about
	};
	return result.kind === "draft" && concerns(result.draft, proposed, change !== void 0) ? {
		verdict: "ready",
		plan: result.draft.plan,
		...about
	} : {
		verdict: "no change",
		...about
	};
}
async function olderFindings(store, { main, config, pin, verifier }, loaded) {
	const { names } = config;
	if (pin === void 0) return [];
	const anchor = {
		pin,
		verifier
	};
	const base = loaded?.trust ?? await readTrust(main, intentPaths(names), anchor).catch((error) => void contentFault(error));
	if (base === void 0) return [];
	try {
		await refuseOlder(store, names, anchor, base);
		return [];
	} catch (error) {
		return [findingOf(error, names.trust)];
	}
}
async function judgedEvent(store, judged, events) {
	const { config } = judged;
	const { loaded, trust, findings: found } = await judgeEvent({
		...judged,
		names: config.names
	}, events.carried);
	const older = await olderFindings(store, judged, loaded);
	const imported = loaded?.trust !== void 0 && loaded.start !== judged.main;
	const findings = [
		...older,
		...found,
		...await besideEvent(judged, imported),
		...await besideTrust(judged, imported)
	];
	return {
		verdict: firstError(findings) !== void 0 ? "blocked" : "waiting",
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
	const { head, config, now } = judged;
	try {
		const first = await firstTrust(head, config.names, judged, now);
		const trust = trustChange(void 0, first);
		const imported = await readFloors(head, config.names) !== void 0;
		const findings = [...imported ? [] : newKeyFindings(void 0, contentOf(first), config.names.trust), ...await besideTrust(judged, imported)];
		return {
			verdict: firstError(findings) !== void 0 ? "blocked" : "ready",
			findings,
			passed: [],
			...trust && {
				trust,
				...named(judged)
			}
		};
	} catch (error) {
		if (isFault(error, repositoryFaults.TRUST_MISSING)) throw error;
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
		files: await changedBeside(entry, head, config.names).catch((error) => [findingOf(error, config.names.targets)])
	};
}
async function besideTrust(judged, imported) {
	const { settings, files } = await beside(judged);
	const { trust } = judged.config.names;
	const told = ({ of, file = "" }) => of === proposalFaults.NOT_A_RELEASE && file === trust || imported && of === proposalFaults.RELEASE_MIXED && [trust, ...configFiles].includes(file);
	return [...settings, ...files.filter((found) => !told(found))];
}
async function besideEvent({ entry, head, config }, imported) {
	const { trust, targets } = config.names;
	return (await changedOutside(entry, head, "", [
		trust,
		...configFiles,
		...imported ? [targets] : []
	])).map((file) => finding(signingEventFaults.EVENT_FOREIGN_CHANGE, { file }, {
		severity: "error",
		file
	}));
}
function named({ config }) {
	return config.people.size === 0 ? {} : { people: Object.fromEntries(config.people) };
}
function concerns({ plan }, { added, changed, removed }, trust) {
	return [
		...added,
		...changed,
		...removed
	].length > 0 && plan.targets.length > 0 || trust && plan.roles.some(({ kind }) => kind === "adopt");
}
async function trustOf(repository, basis, { head, parted, now }) {
	const { names } = basis.config;
	const same = sameEntry(await parted.entry(names.trust), await head.entry(names.trust));
	try {
		const trust = same ? basis.trust : await repository.trustOf(head);
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

// src/proposal/verdict-text.ts
function headline(view) {
	if (view.verdict === "waiting") return waitingText(view);
	const count = (kind) => view.plan?.targets.filter((target) => target.kind === kind).length ?? 0;
	const changes = `${plural(count("add"), "target")} added, ${count("change")} changed, ${count("remove")} removed`;
	const adopted = view.plan?.roles.filter(({ kind }) => kind === "adopt") ?? [];
	const trust = adopted.map(({ role, version }) => `${role} ${version}`).join(", ");
	if (view.verdict === "ready" && view.plan === void 0) return "The first trust of this repository, signed by people: ready to merge";
	if (view.verdict === "ready" && view.plan?.targets.length === 0 && adopted.length > 0) return `Trust changes to ${trust}, signed by people: ready to merge`;
	if (view.verdict === "ready") return `${changes}: ready to merge`;
	if (view.verdict === "no change") return "Nothing that is published changes";
	const refusals = view.findings.filter(({ severity }) => severity === "error");
	const [first] = refusals;
	const more = refusals.length > 1 ? ` (and ${refusals.length - 1} more)` : "";
	return first === void 0 ? "Blocked" : `Blocked: ${printed(first).title}${more}`;
}
function waitingText({ signing: event }) {
	if (event === void 0) return "Waiting";
	const name = `Signing event ${printable(event.name)}`;
	return event.report.complete ? `${name} is complete and waits to be finished` : `${name} ${missingText(event.report)}`;
}
function verdictText(view, style = plain) {
	const { plan, signing: event, trust, findings, passed } = view;
	const names = keyNames(view);
	const parts = [`${view.verdict === "blocked" ? style.bad("blocked") : view.verdict === "waiting" ? style.warn("waiting") : style.good("ok")} ${style.strong(headline(view))}`];
	if (event !== void 0) parts.push(eventText({
		...event,
		findings: []
	}, names, style));
	if (trust !== void 0) parts.push(`${style.strong("what changes in trust")}\n${differencesText(trust, names, style)}`);
	if (plan !== void 0) parts.push(planText(plan, style));
	if (findings.length > 0) parts.push(findingsText(findings, style));
	if (event !== void 0 && view.verdict === "waiting") parts.push(`next: ${eventCommand(event)}`);
	else parts.push(style.dim(`policy: ${plural(passed.length, "rule")} passed`));
	return parts.join("\n");
}

// src/proposal/verdict-markdown.ts
function verdictMarkdown(view) {
	const parts = [heading(view)];
	const { plan, signing: event, trust } = view;
	const names = keyNames(view);
	if (event !== void 0) parts.push(eventMarkdown({
		...event,
		findings: view.findings
	}, names));
	if (trust !== void 0) parts.push(...differencesMarkdown(trust, names));
	if (plan !== void 0) parts.push(...targetsMarkdown(plan));
	const refusals = view.findings.filter(({ severity }) => severity === "error");
	const warnings = view.findings.filter(({ severity }) => severity === "warning");
	parts.push(...refusals.slice(0, 100).map(findingMarkdown));
	if (plan !== void 0) parts.push(details(`Roles: ${plural(plan.roles.length, "file")} change, ${trust === void 0 ? "no offline signature needed" : "those of people are signed"}`, quiet(rolesText(plan))));
	const summary = `Policy: ${view.passed.length} passed, ${plural(warnings.length, "warning")}`;
	parts.push(details(summary, [...view.passed.map((passed) => `- ok ${code(passed)}`), ...warnings.map(findingMarkdown)].join("\n")));
	if (view.verdict === "ready") parts.push("On merge the worker signs and publishes. To undo: revert this pull request.");
	if (view.head !== void 0 && view.base !== void 0) parts.push(`Judged: ${code(view.head.slice(0, 12))} merged into ${code(view.base.slice(0, 12))}.`);
	const whole = `${parts.join("\n\n")}\n`;
	return capped(whole, sha256);
}
function heading(view) {
	const [first, ...others] = view.findings.filter(({ severity }) => severity === "error");
	if (view.verdict === "ready") return `### Kaprien: ${headline(view).replace("ready to merge", "**Ready to merge** ✅")}`;
	if (view.verdict === "waiting") return `### Kaprien: **${quiet(headline(view))}**`;
	if (first === void 0) return `### Kaprien: **${view.verdict === "blocked" ? "Blocked" : "No change"}**: ${quiet(headline(view))}`;
	const { title, fix } = filledMarkdown(first);
	return `### Kaprien: **Blocked** ⛔ ${title}${others.length > 0 ? ` (and ${others.length} more)` : ""}\n**Fix:** ${fix} (${code(first.code)})`;
}
function differencesMarkdown(differences, names) {
	if (differences.length === 0) return [];
	const lines = differences.slice(0, 100).map((difference) => `- ${exactCode(shortened(differenceText(difference, names), 250))}`);
	const more = differences.length > 100 ? [`… and ${differences.length - 100} more.`] : [];
	return [
		"**What changes in trust**",
		lines.join("\n"),
		...more
	];
}

export { verdictText as n, check as r, verdictMarkdown as t };