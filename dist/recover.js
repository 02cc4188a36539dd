import { c as plain, i as findingsText, u as printable } from "./fault-text.js";
import { o as baseFaults, r as formatInstant } from "./time.js";
import { t as compose } from "./compose.js";
import { a as siteUrl, t as fetchBytes } from "./site-client.js";
import { t as planText } from "./text.js";
import { i as isFault, n as contentFault, t as Fault } from "./fault.js";
import { c as firstError } from "./visits.js";
import { t as gitFaults } from "./faults2.js";
import { g as directoryId, l as signedPaths, u as sitePaths } from "./settings.js";
import { t as openKeyring } from "./keyring.js";
import { r as nextDue, t as derive } from "./derive.js";
import { n as seal } from "./seal.js";
import { S as requireCurrent, r as loadAudited, t as mergedSource, u as loadRepository } from "./merged-source.js";
import { t as repositoryFaults } from "./faults6.js";
import { t as openRepository } from "./open2.js";
import { a as higherFloors, c as readFloors, l as requireRoom, o as highestToldFloor, r as floorsOf, s as noFloors } from "./version-floors.js";
import { t as workerFaults } from "./faults16.js";
import { s as onlineDelegations } from "./online-keys.js";
import { n as topLevelAuthority } from "./authority.js";
import { a as tally, c as decodeTimestamp, d as limits, s as decodeSnapshot, t as decodeEnvelope } from "./envelope.js";
import { n as list, r as text } from "./flags.js";

// src/worker/seen-states.ts
async function foundAt(site, where) {
	const fetched = async (path, limit) => {
		try {
			return await fetchBytes(site, path.slice(sitePaths.directory.length + 1), limit);
		} catch (error) {
			if (isFault(error, baseFaults.FILE_TOO_LARGE)) return /* @__PURE__ */ new Uint8Array();
			throw error;
		}
	};
	const bytes = await fetched(sitePaths.timestamp, limits.timestamp);
	if (bytes === void 0) throw workerFaults.RECOVERY_SITE_EMPTY({ site: where });
	const timestamp = readable(bytes, decodeTimestamp);
	if (timestamp === void 0) return { where };
	const listed = await fetched(sitePaths.role("snapshot", timestamp.signed.snapshot.version), limits.snapshot);
	const snapshot = listed && readable(listed, decodeSnapshot);
	return {
		where,
		timestamp,
		...snapshot && { snapshot }
	};
}
async function foundIn(tree) {
	const read = async (path, limit, decode) => {
		const bytes = await tree.read(path, limit).catch((error) => {
			contentFault(error);
		});
		return bytes && readable(bytes, decode);
	};
	const timestamp = await read(signedPaths.timestamp, limits.timestamp, decodeTimestamp);
	const snapshot = await read(signedPaths.snapshot, limits.snapshot, decodeSnapshot);
	return {
		where: `commit ${tree.commit.slice(0, 12)}`,
		...timestamp && { timestamp },
		...snapshot && { snapshot }
	};
}
function readable(bytes, decode) {
	try {
		return decodeEnvelope(bytes, decode);
	} catch (error) {
		if (error instanceof Fault) return void 0;
		throw error;
	}
}
function toldBy(found, trust, good) {
	const { where, timestamp, snapshot } = found;
	const ignored = [];
	const counted = (role, version, standing) => {
		if (standing === "in force" || version <= 1e9) return version;
		ignored.push(`${where}: ${role} ${version} was signed by keys that are revoked now, and binds no client`);
		return 0;
	};
	const parts = [];
	const top = standing(trust, "timestamp", timestamp);
	if (timestamp !== void 0 && top !== "unsigned") {
		const { version, snapshot: named } = timestamp.signed;
		const floors = {
			timestamp: counted("timestamp", version, top),
			snapshot: counted("snapshot", named.version, top)
		};
		parts.push({
			...noFloors,
			...floors
		});
	}
	const listing = standing(trust, "snapshot", snapshot);
	if (snapshot !== void 0 && listing !== "unsigned") {
		const { version, meta } = snapshot.signed;
		const roles = /* @__PURE__ */ new Map();
		const real = listing === "revoked" ? new Set([trust, good ?? trust].flatMap(onlineDelegations).map(({ role }) => role)) : void 0;
		for (const role of real ?? []) roles.set(role, 0);
		for (const [file, listed] of meta) {
			const role = file.replace(/\.json$/, "");
			if (real?.has(role) !== false) roles.set(role, counted(role, listed.version, listing));
		}
		parts.push({
			...noFloors,
			snapshot: counted("snapshot", version, listing),
			roles
		});
	}
	if (parts.length === 0) ignored.push(`${where}: no keys of this repository signed what is there`);
	else if (parts.length === 1) ignored.push(`${where}: ${top === "unsigned" ? "the timestamp" : "the snapshot"} is missing or not signed by this repository's keys`);
	const seen = seenState(found, trust);
	return {
		floors: parts.reduce(higherFloors, noFloors),
		ignored: summary(ignored),
		...seen && { seen }
	};
}
function standing({ roots, root, verifier }, role, envelope) {
	if (envelope === void 0) return "unsigned";
	const signedBy = ({ signed }) => tally(topLevelAuthority(signed, role), envelope, verifier).met;
	if (signedBy(root)) return "in force";
	return [...roots.values()].some(signedBy) ? "revoked" : "unsigned";
}
function seenState({ where, timestamp, snapshot }, { roots, verifier }) {
	if (timestamp === void 0 || snapshot === void 0) return void 0;
	const root = [...roots.values()].findLast(({ signed }) => [["timestamp", timestamp], ["snapshot", snapshot]].every(([role, envelope]) => tally(topLevelAuthority(signed, role), envelope, verifier).met));
	return root && {
		where: `a client of ${where}`,
		root,
		timestamp,
		snapshot
	};
}
function summary(lines) {
	const shown = 5;
	return lines.length <= shown ? lines : [...lines.slice(0, shown), `and ${lines.length - shown} more of that kind`];
}

// src/worker/recover.ts
async function recover$1(ports, options) {
	const { store, reporter, clock, verifier } = ports;
	const anchor = {
		pin: options.pin,
		verifier
	};
	const now = clock.now();
	reporter.step("fetch");
	const repository = await openRepository(store, {
		intent: options.branch,
		...anchor,
		now
	});
	const main = repository.intent;
	const config = await repository.config();
	const { id } = await repository.settings();
	const found = await repository.tip();
	if (found.kind === "copy") throw workerFaults.SIGNED_BRANCH_REMOTE({ branch: config.names.signedBranch });
	const tip = found.kind === "none" ? void 0 : found.tree;
	const trust = await repository.trustOf(main);
	requireCurrent(trust, now);
	reporter.step("look back");
	const { good, passed } = await lastGood({
		store,
		main,
		names: config.names,
		anchor
	}, tip, options, now);
	const adopted = good === void 0 ? await readFloors(main, config.names) : void 0;
	const { floors, seen, ignored } = await survey(ports, options, trust, passed, good?.repository);
	if (good === void 0 && adopted === void 0 && floors.timestamp === 0) throw workerFaults.RECOVERY_NOTHING();
	const about = {
		...good && { accepted: described(good.repository) },
		givenUp: passed.map(({ tree, reason }) => ({
			commit: tree.commit,
			reason
		})),
		ignored
	};
	if (good !== void 0 && good.tree.commit === tip?.commit && options.accept === void 0 && options.sites.length === 0) return {
		kind: "idle",
		...about
	};
	requireRoom(higherFloors(floors, good === void 0 ? noFloors : floorsOf(good.repository)));
	reporter.step("plan");
	const before = good?.repository;
	const unchanged = before !== void 0 && before.state.signed.source.trust === await directoryId(main, config.names.trust);
	const basis = {
		main,
		config,
		configId: id,
		before,
		tip: good === void 0 ? { kind: "none" } : {
			kind: "own",
			tree: good.tree
		},
		trust: unchanged ? before : trust,
		broken: [],
		merged: true,
		recovery: {
			parent: tip?.commit ?? before?.commit,
			seen
		},
		floors
	};
	const { result, findings } = await derive(basis, void 0, now);
	for (const { severity, code, data } of findings) if (severity === "warning") reporter.warn(`${code} ${JSON.stringify(data)}`);
	if (result === void 0 || firstError(findings) !== void 0) return {
		kind: "refused",
		findings,
		...about
	};
	if (result.kind === "idle") return {
		kind: "idle",
		...about
	};
	const { plan } = result.draft;
	if (options.dryRun) return {
		kind: "planned",
		plan,
		...about
	};
	const commit = await write(ports, basis, result.draft, tip === void 0 ? before?.commit : void 0, now);
	const tree = await store.tree(commit);
	if (tree === void 0) throw gitFaults.STORE_UNKNOWN_RESULT({ ref: config.names.signedBranch });
	const due = nextDue(await loadRepository(tree, anchor, now), config.lifetimes);
	return {
		kind: "done",
		plan,
		commit,
		nextDue: formatInstant(due),
		...about
	};
}
async function write({ store, reporter, open }, { config }, draft, start, now) {
	const branch = config.names.signedBranch;
	const keyring = await openKeyring(config, draft.trust, open);
	try {
		const sealed = await seal(draft, keyring.signers, now, (name) => reporter.step(name));
		reporter.step("commit");
		if (start !== void 0) await store.start(branch, start);
		return await store.commit(branch, sealed, messageOf(draft.plan));
	} finally {
		await keyring[Symbol.asyncDispose]();
	}
}
function messageOf({ because, main, id }) {
	return `kaprien: recover\n\n${because.join("\n")}\n\nSource: ${main}\nPlan: ${id}\n`;
}
const maximumCommits = 1e3;
async function wasMerged({ store, main, names }, { repository }) {
	return (await mergedSource(store, main, repository, names)).merged;
}
async function lastGood(place, tip, { accept }, now) {
	const { store, anchor } = place;
	const given = accept === void 0 ? void 0 : await acceptable(store, accept, anchor, now);
	const judged = async (tree) => {
		const verdict = await verified(tree, anchor, now);
		return typeof verdict === "string" || await wasMerged(place, verdict) ? verdict : repositoryFaults.SIGNED_TARGETS_DIFFER.code;
	};
	const passed = [];
	let next = tip?.commit;
	while (next !== void 0 && passed.length < maximumCommits) {
		if (next === given?.tree.commit) return {
			good: given,
			passed
		};
		const tree = await store.tree(next).catch((error) => void contentFault(error));
		if (tree === void 0) break;
		const verdict = given === void 0 ? await judged(tree) : "it is newer than the commit to accept";
		if (typeof verdict !== "string") return {
			good: verdict,
			passed
		};
		passed.push({
			tree,
			reason: verdict
		});
		next = tree.parents[0];
	}
	if (given === void 0 && next !== void 0) throw workerFaults.RECOVERY_NOTHING();
	return {
		good: given,
		passed
	};
}
async function acceptable(store, accept, anchor, now) {
	const tree = await store.tree(accept);
	if (tree === void 0) throw repositoryFaults.BRANCH_MISSING({ branch: accept });
	const verdict = await verified(tree, anchor, now);
	if (typeof verdict === "string") throw workerFaults.RECOVERY_UNFIT({
		commit: tree.commit,
		reason: verdict
	});
	return verdict;
}
async function verified(tree, anchor, now) {
	try {
		const repository = await loadAudited(tree, anchor, now);
		requireRoom(floorsOf(repository));
		return {
			tree,
			repository
		};
	} catch (error) {
		const fault = contentFault(error);
		if (isFault(fault, repositoryFaults.FORMAT_NEWER, repositoryFaults.CLOCK_BEHIND)) throw fault;
		return fault.code;
	}
}
async function survey({ reporter }, { sites }, trust, passed, good) {
	const told = [];
	for (const { name, site } of sites) {
		reporter.step(`read ${name}`);
		told.push(toldBy(await foundAt(site, name), trust, good));
	}
	const seen = told.flatMap((one) => one.seen ?? []);
	for (const { tree } of passed) told.push(toldBy(await foundIn(tree), trust, good));
	return {
		floors: told.map(({ floors }) => floors).reduce(higherFloors, noFloors),
		seen,
		ignored: told.flatMap(({ ignored }) => ignored)
	};
}
function described({ commit, state, snapshot, timestamp }) {
	return {
		commit,
		signedAt: formatInstant(state.signed.signedAt),
		snapshot: snapshot.signed.version,
		timestamp: timestamp.signed.version
	};
}

// src/worker/recover-text.ts
const shownCommits = 10;
function recoveryText({ accepted, givenUp, ignored }, style = plain) {
	const from = accepted === void 0 ? "nothing of the history verifies: the signed branch starts again from what people merged" : `goes on from ${style.strong(accepted.commit)}\n  timestamp ${accepted.timestamp}, snapshot ${accepted.snapshot}, signed ${accepted.signedAt}`;
	const count = givenUp.length === 1 ? "1 commit that came" : `${givenUp.length} commits that came`;
	const lost = givenUp.length === 0 ? [] : [`gives up the content of ${count} after it, and keeps it in the history:`];
	const lines = givenUp.slice(0, shownCommits).map(({ commit, reason }) => `  ${commit} ${style.dim(reason)}`);
	const more = givenUp.length > shownCommits ? [style.dim(`  and ${givenUp.length - shownCommits} more`)] : [];
	const not = ignored.map((line) => `${style.warn("not counted")} ${printable(line)}`);
	return [
		from,
		...lost,
		...lines,
		...more,
		...not
	].join("\n");
}

// src/cli/commands/recover.ts
async function recover(session) {
	const { flags, terminal, clock, cwd, dryRun } = session;
	const accept = text(flags, "accept");
	if (accept !== void 0 && !/^[0-9a-f]{40}$/.test(accept)) throw baseFaults.USAGE({
		reason: "--accept takes the 40 digits of a commit, as `git rev-parse` prints them",
		command: "recover"
	});
	const sites = list(flags, "site").map((name) => ({
		name,
		site: {
			fetch: compose.fetch,
			metadata: `${siteUrl(cwd, name)}/metadata`
		}
	}));
	const outcome = await recover$1({
		store: await session.store(),
		clock,
		reporter: terminal.reporter,
		open: (uri) => session.open(uri),
		verifier: session.verifier
	}, {
		pin: session.pin(),
		branch: await session.intentBranch("branch"),
		sites,
		dryRun,
		...accept !== void 0 && { accept }
	});
	terminal.reporter.note(recoveryText(outcome, terminal.style));
	switch (outcome.kind) {
		case "idle":
			terminal.result("idle: the signed branch verifies", outcome);
			terminal.next("when a site is ahead of it, name that: kaprien recover --site <address>");
			return 0;
		case "refused":
			terminal.result("", outcome);
			terminal.refused(findingsText(outcome.findings, terminal.style));
			return Math.max(1, ...outcome.findings.map(({ of }) => of.entry.exit));
		case "planned":
			terminal.result(planText(outcome.plan, terminal.style), outcome);
			terminal.next("nothing was signed or written; run without --dry-run to do it");
			return 0;
		case "done":
			terminal.reporter.note(planText(outcome.plan, terminal.style));
			terminal.result(outcome.commit, outcome);
			terminal.next(`next due ${outcome.nextDue}\nnext: kaprien publish`);
			return 0;
	}
}

export { recover };