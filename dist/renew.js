import { i as isFault, n as contentFault, t as Fault } from "./fault.js";
import { o as baseFaults, r as formatInstant, t as addDays } from "./time.js";
import { c as firstError, i as asFinding, l as refusal, s as findingOf } from "./visits.js";
import { t as gitFaults } from "./faults2.js";
import { n as requireMoved, t as raceJudge } from "./races.js";
import { _ as sameEntry, s as intentPaths } from "./settings.js";
import { t as openRepository } from "./open2.js";
import { S as requireCurrent, n as refuseUnmerged, u as loadRepository, v as isCurrent, x as readTrust } from "./merged-source.js";
import { A as eventBranch, F as contentOf, I as heldRoles, N as eventPaths, R as versionsOf, o as trustOf, r as loadEvent } from "./load.js";
import { o as sha256 } from "./digest.js";
import { n as findEvent } from "./branch.js";
import { d as signingEventFaults } from "./first-trust.js";
import { r as openEvent } from "./start.js";
import { t as tufFaults } from "./faults8.js";
import { n as configFile } from "./names.js";
import { t as keysFaults } from "./faults15.js";
import { t as openKeyring } from "./keyring.js";
import { n as deriveRenewal, r as nextDue, t as derive } from "./derive.js";
import { t as planFaults } from "./faults12.js";
import { n as seal } from "./seal.js";
import { n as schedule, r as shortWindows } from "./schedule.js";
import { l as requireRoom, r as floorsOf } from "./version-floors.js";
import { t as workerFaults } from "./faults16.js";

// src/signing-event/renewal.ts
const together = 30;
async function openRenewal({ store, clock, verifier }, { pin, branch }) {
	const now = clock.now();
	const repository = await openRepository(store, {
		intent: branch,
		pin,
		now,
		verifier
	});
	const main = repository.intent;
	const { config } = await repository.settings();
	const trust = await trustOf(main, config.names, {
		pin,
		verifier
	});
	const roles = trust === void 0 ? [] : dueRoles(trust, config.lifetimes, now);
	if (trust === void 0 || roles.length === 0) return void 0;
	const terms = ["root", ...trust.offline.keys()].map((role) => {
		const { renew, expires } = lifetimeOf(role, config.lifetimes);
		return [role, [addDays(now, renew), addDays(now, expires + 1)]];
	});
	const place = {
		base: main,
		names: config.names,
		pin,
		verifier,
		now,
		terms: new Map(terms)
	};
	for (let attempt = 1;; attempt++) {
		const { event, present } = await nameOf(store, renewalName(trust), place, trust, roles);
		const renewal = {
			event,
			branch: eventBranch(event),
			roles
		};
		if (present === "folded") return void 0;
		if (present === "open") return {
			...renewal,
			state: "open"
		};
		const changes = roles.map((role) => ({
			kind: "renew",
			role
		}));
		try {
			const { commit, findings } = await openEvent({
				store,
				now,
				verifier
			}, {
				pin,
				branch,
				event,
				changes,
				keys: [],
				existing: "refuse",
				dryRun: false
			});
			if (commit === void 0) throw refusal(findings) ?? baseFaults.UNEXPECTED({ reason: "an event that nothing refuses was not opened" });
			return {
				...renewal,
				state: "opened"
			};
		} catch (error) {
			if (!isFault(error, signingEventFaults.EVENT_EXISTS, gitFaults.STORE_CONFLICT) || attempt === maximumAttempts$1) throw error;
			if (isFault(error, gitFaults.STORE_CONFLICT)) requireMoved(error);
		}
	}
}
const maximumAttempts$1 = 5;
function dueRoles({ root, offline }, lifetimes, now) {
	const dates = [["root", root], ...offline].map(([role, { signed }]) => {
		return {
			role,
			due: addDays(signed.expires, -lifetimeOf(role, lifetimes).renew)
		};
	});
	if (!dates.some(({ due }) => due <= now)) return [];
	return dates.flatMap(({ role, due }) => due <= addDays(now, together) ? [role] : []);
}
function lifetimeOf(role, lifetimes) {
	return lifetimes[role === "root" || role === "bin" ? role : "targets"];
}
function renewalName(trust) {
	const versions = [...versionsOf(contentOf(trust))].map(([role, version]) => `${role}:${version}`).sort();
	return `renew-${sha256(new TextEncoder().encode(versions.join("\n"))).slice(0, 8)}`;
}
const maximumNames = 100;
async function nameOf(store, usual, place, trust, roles) {
	for (let number = 1;; number++) {
		const event = number === 1 ? usual : `${usual}-${number}`;
		const present = await stateOf(store, event, place, trust, roles);
		if (present !== "in the way") return {
			event,
			present
		};
		if (number === maximumNames) throw signingEventFaults.EVENT_EXISTS({
			event,
			branch: eventBranch(event)
		});
	}
}
function isRenewal({ changes, expires }, roles, terms) {
	const renewed = new Set(changes.flatMap((change) => change.kind === "renew" ? [change.role] : []));
	if (changes.some(({ kind }) => kind !== "renew")) return false;
	return roles.every((role) => renewed.has(role)) && [...renewed].every((role) => isWithin(terms, role, expires.get(role)));
}
function isWithin(terms, role, expires) {
	const [least, most] = terms.get(role) ?? [0, 0];
	return expires !== void 0 && expires > least && expires <= most;
}
async function stateOf(store, event, place, trust, roles) {
	const { names, pin = "", verifier } = place;
	try {
		const { head } = await findEvent(store, event, names);
		if (await head.entry(eventPaths(names, event).event) === void 0) {
			if (sameEntry(await head.entry(names.trust), await place.base?.entry(names.trust))) return "missing";
			const folded = contentOf(await readTrust(head, intentPaths(names), {
				pin,
				verifier
			}));
			const [versions, inForce] = [versionsOf(folded), versionsOf(contentOf(trust))];
			return roles.every((role) => {
				const expires = (role === "root" ? folded.root : folded.offline.get(role))?.expires;
				return (versions.get(role) ?? 0) > (inForce.get(role) ?? 0) && (expires ?? 0) > (place.terms.get(role)?.[0] ?? 0);
			}) ? "folded" : "in the way";
		}
		const { event: found, findings } = await loadEvent({
			...place,
			head
		}, event);
		return firstError(findings) === void 0 && isRenewal(found, roles, place.terms) ? "open" : "in the way";
	} catch (error) {
		return isFault(contentFault(error), signingEventFaults.EVENT_MISSING) ? "missing" : "in the way";
	}
}

// src/worker/work.ts
const maximumAttempts = 12;
const maximumSeconds = 300;
async function work(ports, options) {
	const started = ports.clock.now();
	const judge = raceJudge();
	for (let attempt = 1;; attempt++) try {
		return await once(ports, options, attempt);
	} catch (error) {
		const happened = judge(error);
		if (attempt >= maximumAttempts || ports.clock.now() - started > maximumSeconds) throw workerFaults.WORKER_GAVE_UP({ attempts: attempt }, { cause: error });
		ports.reporter.note(`${happened}; deriving again (${attempt})`);
		await ports.clock.sleep(ports.random() * Math.min(.05 * 2 ** attempt, 5));
	}
}
async function once(ports, options, attempt) {
	const { store, reporter, clock, verifier } = ports;
	const anchor = {
		pin: options.pin,
		verifier
	};
	const now = clock.now();
	reporter.step("fetch");
	const basis = await (await openRepository(store, {
		intent: options.branch,
		...anchor,
		now
	})).standing();
	if (basis.tip.kind === "copy") throw workerFaults.SIGNED_BRANCH_REMOTE({ branch: basis.config.names.signedBranch });
	if (basis.before !== void 0) requireRoom(floorsOf(basis.before));
	reporter.step("plan");
	const { result, findings } = await derived(basis, now);
	for (const { severity, code, data } of [...shortWindows(basis.config.lifetimes), ...findings]) if (severity === "warning") reporter.warn(`${code} ${JSON.stringify(data)}`);
	const refused = async (reasons, settings) => {
		const renewed = options.dryRun ? void 0 : await renew(ports, basis, settings, now).catch(told(reporter));
		return {
			kind: "refused",
			findings: reasons,
			...renewed !== void 0 && { renewed }
		};
	};
	const former = formerKeys(basis);
	if ((result === void 0 || firstError(findings) !== void 0) && basis.before !== void 0 && !basis.merged) await refuseUnmerged(basis.main, basis.before, basis.config.names);
	if (result === void 0 || firstError(findings) !== void 0) return refused(findings, [basis.config, ...former]);
	if (result.kind === "idle") {
		const commit = basis.before?.commit ?? "";
		if (basis.before !== void 0) requireLife(basis.before, basis.config.lifetimes, now);
		return {
			kind: "idle",
			reason: "the signed state is what people merged, and nothing is due",
			nextDue: formatInstant(result.nextDue),
			commit
		};
	}
	const { plan } = result.draft;
	if (options.dryRun) return {
		kind: "planned",
		plan,
		findings
	};
	let commit;
	try {
		const keyring = await openKeyring(basis.config, result.draft.trust, ports.open);
		commit = await commitDraft(ports, basis, result.draft, keyring, now);
	} catch (error) {
		if (!isOfKeys(error) || !changesKeys(basis, former)) throw error;
		return refused([asFinding(error, {
			severity: "error",
			file: configFile
		})], former.length > 0 ? former : [basis.config]);
	}
	reporter.step("committed");
	const due = await dueAfter(ports, basis.config, commit, anchor, now);
	return {
		kind: "done",
		commit,
		plan,
		nextDue: formatInstant(due),
		attempts: attempt
	};
}
async function derived(basis, now) {
	const { before, trust, config } = basis;
	try {
		requireCurrent(trust, now);
	} catch (error) {
		if (before === void 0 || !isCurrent(before, now)) throw error;
		return { findings: [findingOf(error, config.names.trust)] };
	}
	return derive(basis, void 0, now);
}
async function commitDraft({ store, reporter }, { config }, draft, keyring, now) {
	try {
		const sealed = await seal(draft, keyring.signers, now, (name) => reporter.step(name));
		reporter.step("commit");
		return await store.commit(config.names.signedBranch, sealed, commitMessage(draft.plan));
	} finally {
		await keyring[Symbol.asyncDispose]();
	}
}
async function renew(ports, basis, settings, now) {
	const { before } = basis;
	if (before === void 0) return void 0;
	for (const trust of /* @__PURE__ */ new Set([basis.trust, before])) {
		const renewal = await renewalOver({
			...basis,
			before,
			trust
		}, now);
		if (renewal === void 0) continue;
		if (renewal.kind === "idle") return void 0;
		try {
			return await commitDraft(ports, basis, renewal.draft, await openFirst(settings, trust, ports.open), now);
		} catch (error) {
			if (!(trust !== before && error instanceof Fault && isOfKeys(error) && keepsKeys(before, trust))) throw error;
		}
	}
}
async function renewalOver(basis, now) {
	try {
		requireCurrent(basis.trust, now);
		return await deriveRenewal(basis, now);
	} catch (error) {
		if (basis.trust === basis.before) throw error;
		contentFault(error);
		return;
	}
}
async function openFirst([config, ...others], trust, open) {
	if (config === void 0) throw new RangeError("there are no settings");
	try {
		return await openKeyring(config, trust, open);
	} catch (error) {
		if (!(error instanceof Fault) || others.length === 0) throw error;
		return openFirst(others, trust, open);
	}
}
function formerKeys({ former, config }) {
	return former === void 0 || JSON.stringify(former.onlineKeys) === JSON.stringify(config.onlineKeys) ? [] : [former];
}
function isOfKeys(error) {
	return isFault(error, ...Object.values(keysFaults), ...ofKeys);
}
const ofKeys = [
	...[
		planFaults.ONLINE_KEY_UNSET,
		planFaults.ONLINE_KEYS_TOO_FEW,
		planFaults.SIGNER_MISSING
	],
	...[planFaults.SIGNER_KEY_MISMATCH, planFaults.SIGNER_SIGNATURE_INVALID],
	...[
		tufFaults.KEY_INVALID,
		tufFaults.KEY_UNSUPPORTED,
		tufFaults.KEY_WEAK
	]
];
function changesKeys({ before, trust }, former) {
	return before !== void 0 && (former.length > 0 || trust !== before);
}
function keepsKeys(before, trust) {
	const online = (each) => heldRoles(contentOf(each)).flatMap((held) => held.online ? held.keyids : []);
	const kept = new Set(online(trust));
	return online(before).every((keyid) => kept.has(keyid));
}
function told(reporter) {
	return (error) => {
		if (!(error instanceof Fault) || isFault(error, gitFaults.STORE_CONFLICT)) throw error;
		reporter.warn(`what is due was not renewed: ${error.code}`);
	};
}
const twoDays = 172800;
function requireLife(repository, lifetimes, now) {
	for (const { role, expires, online } of schedule(repository, lifetimes)) {
		const life = lifetimes[role === "timestamp" || role === "snapshot" ? role : "bins"].expires * 86400;
		if (online && expires - now < Math.min(twoDays, life / 2)) throw workerFaults.ROLE_EXPIRING({
			role,
			expires: formatInstant(expires)
		});
	}
}
async function dueAfter({ store }, config, commit, anchor, now) {
	const tree = await store.tree(commit);
	if (tree === void 0) throw gitFaults.STORE_UNKNOWN_RESULT({
		ref: config.names.signedBranch,
		commit,
		reply: "accepted"
	});
	return nextDue(await loadRepository(tree, anchor, now), config.lifetimes);
}
function commitMessage(plan) {
	const count = (kind) => plan.targets.filter((target) => target.kind === kind).length;
	const summary = [
		[count("add"), "add"],
		[count("change"), "change"],
		[count("remove"), "remove"]
	].flatMap(([n, verb]) => n === 0 ? [] : [`${verb} ${n}`]);
	const subject = summary.length > 0 ? `${summary.join(", ")} target${plan.targets.length === 1 ? "" : "s"}` : plan.because[0];
	const roles = plan.roles.slice(0, 20).map(({ role, version, kind }) => `${kind} ${role} ${version}`);
	const more = plan.roles.length > 20 ? [`and ${plan.roles.length - 20} more`] : [];
	return [
		`kaprien: ${subject}`,
		"",
		...roles,
		...more,
		"",
		`Source: ${plan.main}`,
		`Plan: ${plan.id}`,
		""
	].join("\n");
}

// src/worker/renew.ts
async function workAndRenew(ports, options, propose = async () => {}) {
	const renewed = async () => {
		if (options.dryRun) return void 0;
		try {
			const renewal = await openRenewal(ports, options);
			if (renewal !== void 0) await propose(renewal);
			return renewal;
		} catch (error) {
			const { code } = isFault(error) ? error : baseFaults.UNEXPECTED;
			ports.reporter.warn(`the signing event that renews what people signed could not be opened: ${code}`);
			return;
		}
	};
	let outcome;
	try {
		outcome = await work(ports, options);
	} catch (error) {
		const renewal = isFault(error, tufFaults.ROLE_EXPIRED) ? await renewed() : void 0;
		if (renewal !== void 0) ports.reporter.warn(renewalText(renewal));
		throw error;
	}
	const renewal = await renewed();
	return renewal === void 0 ? outcome : {
		...outcome,
		renewal
	};
}
function renewalText({ event, roles, state }) {
	return `${roles.join(", ")} have to be signed again by people: the signing event ${event} is ${state === "open" ? "open" : "opened"}; kaprien sign ${event}`;
}

export { workAndRenew as n, renewalText as t };