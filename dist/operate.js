import { i as findingsText, l as plural } from "./fault-text.js";
import { n as daysBetween, o as baseFaults, r as formatInstant } from "./time.js";
import { n as placesOf, r as publishTo, t as placeText } from "./destinations.js";
import { t as planText } from "./text.js";
import { t as openRepository } from "./open2.js";
import { a as settingsWarning, g as directoryId } from "./settings.js";
import { d as publishedTargets } from "./merged-source.js";
import { i as isBinName } from "./names.js";
import { n as schedule, t as inOrder } from "./schedule.js";
import { t as authorityOf } from "./signatories.js";
import { t as openEvents } from "./list.js";
import { n as statusText } from "./text3.js";
import { n as workAndRenew, t as renewalText } from "./renew.js";
import { i as isFault } from "./fault.js";
import { t as gitFaults } from "./faults2.js";
import { t as workerFaults } from "./faults16.js";
import { r as text, t as flag } from "./flags.js";
import { randomInt } from "node:crypto";

// src/status/status.ts
async function status$1(repository, refs) {
	const { now, pin, verifier } = repository;
	const { before, main, config } = await repository.standing();
	const store = {
		...repository.store,
		refs: (prefix) => refs.refs(prefix)
	};
	const events = await openEvents(store, {
		base: main,
		names: config.names,
		pin,
		verifier,
		now
	});
	const people = Object.fromEntries(config.people);
	if (before === void 0) return {
		signed: false,
		targets: 0,
		bins: 0,
		roles: [],
		pending: true,
		events,
		people
	};
	const dates = schedule(before, config.lifetimes);
	const soonest = dates.filter(({ role }) => isBinName(role))[0];
	const roles = dates.filter(({ role }) => !isBinName(role) || role === soonest?.role).map(({ role, expires, due, online }) => {
		const { version, keys } = about(before, role);
		const state = expires <= now ? "expired" : due <= now ? "due" : "ok";
		return {
			role: isBinName(role) ? "bins" : role,
			version,
			threshold: keys.threshold,
			keys: keys.keyids,
			expires: formatInstant(expires),
			days: Math.floor(daysBetween(now, expires)),
			state,
			online,
			...!online && state !== "ok" && { command: `kaprien rotate ${role}` }
		};
	});
	const source = before.state.signed.source;
	const pending = source.targets !== await directoryId(main, config.names.targets) || source.trust !== await directoryId(main, config.names.trust);
	return {
		signed: true,
		commit: before.commit,
		targets: [...publishedTargets(before)].length,
		bins: [...before.bins.keys()].filter(isBinName).length,
		roles: inOrder(roles),
		pending,
		events,
		people
	};
}
function about(repository, role) {
	const keys = authorityOf(repository, role) ?? {
		keyids: [],
		threshold: 1
	};
	if (role === "root") return {
		version: repository.root.signed.version,
		keys
	};
	if (role === "snapshot" || role === "timestamp") return {
		version: repository[role].signed.version,
		keys
	};
	return {
		version: (repository.offline.get(role) ?? repository.bins.get(role))?.signed.version ?? 0,
		keys
	};
}

// src/worker/watch.ts
const passing = [...[
	gitFaults.STORE_UNREACHABLE,
	gitFaults.STORE_UNKNOWN_RESULT,
	gitFaults.STORE_LOCKED
], ...[
	gitFaults.STORE_INCONSISTENT,
	gitFaults.RATE_LIMITED,
	workerFaults.WORKER_GAVE_UP
]];
async function watch(ports, options, every, signal, report) {
	while (!signal.aborted) {
		try {
			report(await workAndRenew(ports, options));
		} catch (error) {
			if (!isFault(error, ...passing)) throw error;
			ports.reporter.warn(`${error.code}; looking again in ${every} s`);
		}
		await ports.clock.sleep(every, signal).catch(() => void 0);
	}
	signal.throwIfAborted();
}

// src/cli/commands/operate.ts
async function worker(session) {
	const { flags, terminal, clock } = session;
	const ports = {
		store: await session.store(),
		clock,
		reporter: terminal.reporter,
		open: (uri) => session.open(uri),
		verifier: session.verifier,
		random: () => randomInt(1e6) / 1e6
	};
	const options = {
		pin: session.pin(),
		dryRun: session.dryRun,
		branch: await session.intentBranch("branch")
	};
	const every = text(flags, "watch");
	if (every === void 0) return report(session, await workAndRenew(ports, options));
	const seconds = Number(every);
	if (!(seconds >= 1)) throw baseFaults.USAGE({
		reason: `--watch takes seconds from 1, not ${every}`,
		command: "worker"
	});
	let code = 0;
	await watch(ports, options, seconds, session.signal, (outcome) => {
		code = report(session, outcome);
	});
	return code;
}
function report(session, outcome) {
	const code = reported(session, outcome);
	if (outcome.renewal !== void 0) session.terminal.next(renewalText(outcome.renewal));
	return code;
}
function reported({ terminal }, outcome) {
	const { style } = terminal;
	switch (outcome.kind) {
		case "idle":
			terminal.result(`idle: ${outcome.reason}; next due ${outcome.nextDue}`, outcome);
			return 0;
		case "planned":
			terminal.result(planText(outcome.plan, style), outcome);
			terminal.next("nothing was signed or written; run without --dry-run to do it");
			return 0;
		case "done":
			terminal.reporter.note(planText(outcome.plan, style));
			terminal.result(outcome.commit, outcome);
			terminal.next(`next due ${outcome.nextDue}\nnext: kaprien publish`);
			return 0;
		case "refused":
			terminal.result("", outcome);
			terminal.refused(findingsText(outcome.findings, style));
			if (outcome.renewed !== void 0) terminal.next(`nothing of what was merged is signed; what was due is renewed in ${outcome.renewed}`);
			return Math.max(1, ...outcome.findings.map(({ of }) => of.entry.exit));
	}
}
async function publish(session) {
	const { flags, terminal, clock, cwd, dryRun } = session;
	const store = await session.store();
	const pin = session.pin();
	const intent = await session.intentBranch("branch");
	const { config, problem } = await (await openRepository(store, {
		intent,
		pin,
		now: clock.now(),
		verifier: session.verifier
	})).settings();
	if (problem !== void 0) terminal.reporter.warn(settingsWarning(problem));
	const files = text(flags, "files");
	const publishing = {
		store,
		clock,
		reporter: terminal.reporter,
		pin,
		config,
		directory: cwd,
		dryRun,
		...files !== void 0 && { files },
		...flag(flags, "fetch") && { fetch: true }
	};
	let exit = 0;
	for (const place of placesOf(config, text(flags, "to"))) {
		const result = await publishTo(publishing, place);
		const shown = placeText(place);
		terminal.reporter.note(`${dryRun ? "would write" : "wrote"} ${plural(result.written.length, "file")}, ${result.unchanged} unchanged, ${result.removed.length} removed; accepted by tuf-js`);
		terminal.result(shown, {
			place: shown,
			...result
		});
		if (place.to !== "branch") terminal.next(`next: kaprien verify ${shown}`);
		else if (result.site !== void 0) terminal.next(`${place.branch} is at ${result.site}`);
		if (result.unavailable.length > 0) terminal.refused(findingsText(result.unavailable, terminal.style));
		exit = Math.max(exit, ...result.unavailable.map(({ of }) => of.entry.exit));
	}
	return exit;
}
async function status(session) {
	const { flags, terminal, clock, verifier } = session;
	const store = await session.store();
	const intent = await session.intentBranch("branch");
	const repository = await openRepository(store, {
		intent,
		pin: session.pin(),
		now: clock.now(),
		verifier
	});
	if (flag(flags, "targets")) {
		const { before } = await repository.standing();
		const targets = [...before ? publishedTargets(before) : []].map(({ path, role, target }) => ({
			path,
			role,
			length: target.length,
			sha256: target.hashes.get("sha256") ?? ""
		}));
		targets.sort((a, b) => a.path < b.path ? -1 : 1);
		terminal.result(targets.map(({ path }) => path).join("\n"), { targets });
		return 0;
	}
	const result = await status$1(repository, store);
	terminal.result(statusText(result, terminal.style), result);
	return result.roles.some(({ state }) => state === "expired") ? 5 : 0;
}

export { publish, status, worker };