import { a as planText, i as plain, n as findingsText, o as plural, p as explain } from "./text.js";
import { c as loadRepository, i as signedTip, l as publishedTargets, n as loadBasis, o as nextDue, r as loadConfig, s as reconcile, t as derive } from "./derive.js";
import { t as Fault } from "./fault2.js";
import { F as targetPath, P as sitePaths, R as daysBetween, c as schedule, j as limits, z as formatInstant } from "./config.js";
import { c as decodeSnapshot, g as decodeEnvelope, h as topLevelRoles, l as decodeTimestamp, m as roleKeys, o as delegationTo, t as tally } from "./verify.js";
import { i as sha256, r as sameBytes } from "./digest.js";
import { r as seal, t as openKeyring } from "./keys.js";
import { t as isRefusal } from "./finding.js";
import { d as routeTo } from "./trust.js";
import { t as compose } from "./compose.js";
import { r as text, t as flag } from "./flags.js";
import { resolve } from "node:path";
import { createHash, randomInt } from "node:crypto";

// src/render/status.ts
function statusText(view, style = plain) {
	if (!view.signed) return "Nothing is signed yet. Run `kaprien worker` to make the first commit.";
	const table = [[
		"role",
		"version",
		"signatures",
		"keys",
		"expires",
		"",
		"state"
	], ...view.roles.map(({ role, version, threshold, keys, expires, days, state, online }) => [
		role === "bins" ? `bins (${view.bins})` : role,
		String(version),
		`${threshold} of ${keys.length}`,
		online ? "online" : "people",
		expires.slice(0, 10),
		days < 0 ? `${plural(-days, "day")} ago` : `in ${plural(days, "day")}`,
		state
	])];
	const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
	const lines = table.map((row, index) => {
		const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
		const state = row.at(-1);
		const text = cells.join("  ").trimEnd();
		if (index === 0) return style.dim(text);
		return state === "expired" ? style.bad(text) : state === "due" ? style.warn(text) : text;
	});
	const pending = view.pending ? ["Merged changes wait for the worker: run `kaprien worker`."] : [];
	return [
		...lines,
		"",
		`${plural(view.targets, "target")} published, signed commit ${view.commit?.slice(0, 12)}`,
		...pending
	].join("\n");
}

// src/repository/signatories.ts
function signatoriesOf(trust, role) {
	const { signed: root } = trust.root;
	if (topLevelRoles.includes(role)) return {
		required: roleKeys(root, role),
		keys: root.keys
	};
	for (const { signed } of trust.offline.values()) {
		const required = signed.delegations && delegationTo(signed.delegations, role);
		if (required !== void 0 && signed.delegations !== void 0) return {
			required,
			keys: signed.delegations.keys
		};
	}
	return {
		required: {
			keyids: [],
			threshold: 1
		},
		keys: /* @__PURE__ */ new Map()
	};
}

// src/repository/site.ts
function siteOf(repository) {
	const file = (role, path, { bytes }) => ({
		role,
		path,
		bytes,
		caching: "immutable"
	});
	const roles = [...repository.bins, ...[...repository.offline].reverse()];
	return [
		...[...repository.roots].map(([version, root]) => file("root", sitePaths.root(version), root)),
		...roles.map(([name, role]) => file(name, sitePaths.role(name, role.signed.version), role)),
		file("snapshot", sitePaths.role("snapshot", repository.snapshot.signed.version), repository.snapshot),
		{
			role: "timestamp",
			path: sitePaths.timestamp,
			bytes: repository.timestamp.bytes,
			caching: "no-store"
		}
	];
}

// src/workflows/publish-blobs.ts
async function publishBlobs(mirror, files, repository, reporter) {
	const written = [];
	const there = /* @__PURE__ */ new Map();
	let absent = 0;
	const total = [...publishedTargets(repository)].length;
	const progress = reporter.progress("copying targets", total, "items");
	try {
		for (const { path, target } of publishedTargets(repository)) {
			progress.advance(1);
			for (const hash of target.hashes.values()) {
				const to = `targets/${targetPath(path, hash)}`;
				const directory = to.slice(0, to.lastIndexOf("/"));
				const sizes = there.get(directory) ?? new Map((await mirror.list(directory)).map((file) => [file.path, file.size]));
				there.set(directory, sizes);
				if (sizes.get(to) === target.length) continue;
				if ((await files.find([path]).catch(notFound)).length !== 1) {
					absent++;
					break;
				}
				reporter.step(`write ${to}`);
				await mirror.write(to, verified(files.stream(path), path, target), "immutable");
				written.push(to);
			}
		}
	} finally {
		progress.done();
	}
	if (absent > 0) reporter.warn(`${absent} target file${absent === 1 ? " was" : "s were"} not found; clients will look for ${absent === 1 ? "it" : "them"} in vain on this site`);
	return written;
}
function notFound(error) {
	if (error instanceof Fault && error.code === "FILE_NOT_FOUND") return [];
	throw error;
}
async function* verified(bytes, path, target) {
	const hashes = [...target.hashes].map(([algorithm, expected]) => ({
		hash: createHash(algorithm),
		expected
	}));
	let length = 0;
	for await (const chunk of bytes) {
		for (const { hash } of hashes) hash.update(chunk);
		length += chunk.length;
		yield chunk;
	}
	for (const { hash, expected } of hashes) {
		const actual = hash.digest("hex");
		if (length !== target.length || actual !== expected) throw new Fault("TARGET_BYTES_DIFFER", {
			path,
			expected,
			actual
		});
	}
}

// src/workflows/retention.ts
const versioned = /^metadata\/(\d+)\.([a-z][a-z0-9_-]*)\.json$/;
async function prune(mirror, repository, retention, now) {
	const files = (await mirror.list(sitePaths.directory)).flatMap(({ path, written }) => {
		const match = versioned.exec(path);
		return match === null || match[2] === "root" ? [] : [{
			path,
			written,
			role: match[2],
			version: Number(match[1])
		}];
	});
	const newest = repository.snapshot.signed.version;
	const snapshots = files.filter(({ role, version }) => role === "snapshot" && version <= newest);
	if (!snapshots.some(({ version }) => version === newest)) return [];
	const kept = /* @__PURE__ */ new Set();
	const last = snapshots.sort((a, b) => b.version - a.version).slice(0, retention.snapshots);
	for (const { version } of last) await keep(mirror, version, kept);
	const removed = [];
	const next = /* @__PURE__ */ new Map();
	for (const { path, written, role } of files.sort((a, b) => b.version - a.version)) {
		const superseded = next.get(role);
		next.set(role, written);
		if (superseded === void 0 || kept.has(path) || now - superseded < retention.days * 86400) continue;
		await mirror.remove(path);
		removed.push(path);
	}
	return removed;
}
async function keep(mirror, version, kept) {
	const path = sitePaths.role("snapshot", version);
	kept.add(path);
	const bytes = await mirror.read(path, limits.snapshot);
	if (bytes === void 0) return;
	for (const [name, file] of entries(bytes)) kept.add(sitePaths.role(name.replace(/\.json$/, ""), file.version));
}
function entries(bytes) {
	try {
		return decodeEnvelope(bytes, decodeSnapshot).signed.meta;
	} catch (error) {
		if (error instanceof Fault) return /* @__PURE__ */ new Map();
		throw error;
	}
}

// src/workflows/publish.ts
const base = "http://site.invalid";
const maximumSamples = 20;
async function publish$1(ports, options) {
	const { store, mirror, oracle, reporter } = ports;
	const now = ports.clock.now();
	const { tip } = await signedTip(store, options);
	if (tip === void 0) throw new Fault("SIGNED_BRANCH_MISSING", { branch: options.signedBranch });
	const repository = await loadRepository(tip, options.pin, now);
	await requireForward(mirror, repository);
	const live = await readLive(mirror, repository, reporter);
	const files = siteOf(repository);
	const pending = await missing(mirror, files, repository, reporter);
	const samples = sample(repository, live?.snapshot);
	const gate = async (fetch) => {
		for (const cache of [pinned(repository, options.pin), ...live ? [live.cache] : []]) {
			const { targets } = await oracle.update({
				fetch,
				metadata: `${base}/metadata`,
				cache,
				now
			}, [...samples.keys()]);
			for (const [path, wanted] of samples) {
				const actual = targets.get(path)?.sha256;
				if (actual !== wanted) throw new Fault("CLIENT_REFUSED", {
					client: "tuf-js",
					site: "the new site",
					reason: `it finds ${actual ?? "nothing"} for ${path}`
				});
			}
		}
	};
	reporter.step("gate before");
	await gate(overlay(mirror, pending));
	const summary = {
		commit: repository.commit,
		snapshot: repository.snapshot.signed.version,
		timestamp: repository.timestamp.signed.version
	};
	const written = [];
	if (options.dryRun) return {
		...summary,
		written: pending.map(({ path }) => path),
		unchanged: files.length - pending.length,
		removed: []
	};
	const put = async ({ path, bytes, caching }) => {
		reporter.step(`write ${path}`);
		if (caching === "no-store") await requireForward(mirror, repository);
		await mirror.write(path, bytes, caching);
		written.push(path);
	};
	const roots = pending.filter(({ path }) => path.endsWith(".root.json"));
	for (const file of roots) await put(file);
	if (options.files !== void 0) written.push(...await publishBlobs(mirror, options.files, repository, reporter));
	for (const file of pending) if (!roots.includes(file)) await put(file);
	if (pending.length > 0) {
		reporter.step("gate after");
		await requireForward(mirror, repository);
		await gate(overlay(mirror, []));
	}
	reporter.step("prune");
	const removed = await prune(mirror, repository, options.retention, now);
	return {
		...summary,
		written,
		unchanged: files.length - pending.length,
		removed
	};
}
async function requireForward(mirror, repository) {
	const live = await liveTimestamp(mirror);
	if (live === void 0 || !verifies(repository.root, live)) return;
	const { signed, payload } = repository.timestamp;
	if (live.signed.version > signed.version) throw new Fault("PUBLISH_ROLLBACK", {
		live: live.signed.version,
		branch: signed.version
	});
	if (live.signed.version === signed.version && !sameBytes(live.payload, payload)) throw new Fault("ROLE_VERSION_REUSED", {
		role: "timestamp",
		version: signed.version
	});
}
async function liveTimestamp(mirror) {
	const bytes = await mirror.read(sitePaths.timestamp, limits.timestamp).catch(oversized);
	return bytes && decodable(bytes, decodeTimestamp);
}
function decodable(bytes, decode) {
	try {
		return decodeEnvelope(bytes, decode);
	} catch (error) {
		if (error instanceof Fault) return void 0;
		throw error;
	}
}
function requireNotReused(there, file, repository) {
	const published = decodable(there, (json) => json);
	const ours = decodeEnvelope(file.bytes, (json) => json);
	if (published === void 0 || sameBytes(published.payload, ours.payload)) return;
	const { required, keys } = signatoriesOf(repository, file.role);
	if (tally(required, keys, published).met) throw new Fault("ROLE_VERSION_REUSED", {
		role: file.role,
		version: Number(ours.json.get("version"))
	});
}
async function missing(mirror, files, repository, reporter) {
	const pending = [];
	for (const file of files) {
		const there = await mirror.read(file.path, limits.targets).catch(oversized);
		if (there !== void 0 && sameBytes(there, file.bytes)) continue;
		if (there !== void 0 && file.caching === "immutable") requireNotReused(there, file, repository);
		if (there !== void 0 && file.caching === "immutable") reporter.warn(`${file.path} on the site was not what was published; it is written again`);
		pending.push(file);
	}
	return pending;
}
function oversized(error) {
	if (error instanceof Fault && error.code === "MIRROR_FILE_TOO_LARGE") return /* @__PURE__ */ new Uint8Array();
	throw error;
}
async function readLive(mirror, repository, reporter) {
	const bytes = await mirror.read(sitePaths.timestamp, limits.timestamp);
	if (bytes === void 0) return void 0;
	try {
		const timestamp = decodeEnvelope(bytes, decodeTimestamp);
		const cache = /* @__PURE__ */ new Map([["timestamp", bytes]]);
		const take = async (role, path) => {
			const found = await mirror.read(path, limits.targets);
			if (found === void 0) throw new Fault("SIGNED_FILE_MISSING", { file: path });
			cache.set(role, found);
			return found;
		};
		const snapshot = decodeEnvelope(await take("snapshot", sitePaths.role("snapshot", timestamp.signed.snapshot.version)), decodeSnapshot);
		await take("targets", sitePaths.role("targets", snapshot.signed.meta.get("targets.json")?.version ?? 0));
		const root = [...repository.roots.values()].findLast((root) => verifies(root, timestamp));
		if (root === void 0) throw new Fault("ROLE_SIGNATURES_MISSING", {
			role: "timestamp",
			valid: 0,
			threshold: 1
		});
		cache.set("root", root.bytes);
		return {
			timestamp,
			snapshot,
			cache
		};
	} catch (error) {
		if (!(error instanceof Fault) || error.code.startsWith("MIRROR_")) throw error;
		reporter.warn(`the live site does not verify (${error.code}); it is written again from the signed branch`);
		return;
	}
}
function verifies(root, timestamp) {
	return tally(roleKeys(root.signed, "timestamp"), root.signed.keys, timestamp).met;
}
function pinned(repository, pin) {
	const root = [...repository.roots.values()].find(({ bytes }) => sha256(bytes) === pin) ?? repository.root;
	return /* @__PURE__ */ new Map([["root", root.bytes]]);
}
function overlay(mirror, pending) {
	const staged = new Map(pending.map(({ path, bytes }) => [path, bytes]));
	return async (url) => {
		const path = decodeURIComponent(url.slice(20));
		const bytes = staged.get(path) ?? await mirror.read(path, limits.targets);
		return bytes && new Blob([new Uint8Array(bytes)]).stream();
	};
}
function sample(repository, live) {
	const samples = /* @__PURE__ */ new Map();
	for (const [role, { signed }] of repository.bins) {
		if (samples.size >= maximumSamples) break;
		const { version, targets } = signed;
		const [first] = targets;
		if (first === void 0 || live?.signed.meta.get(`${role}.json`)?.version === version) continue;
		samples.set(first[0], first[1].hashes.get("sha256") ?? "");
	}
	return samples;
}

// src/workflows/status.ts
async function status$1({ store, clock }, options) {
	const now = clock.now();
	const { before, main, config } = await loadBasis(store, options.branch, options.pin, now);
	if (before === void 0) return {
		signed: false,
		targets: 0,
		bins: 0,
		roles: [],
		pending: true
	};
	const dates = schedule(before, config.lifetimes);
	const soonest = dates.filter(({ role }) => before.bins.has(role))[0];
	const roles = dates.filter(({ role }) => !before.bins.has(role) || role === soonest?.role).map(({ role, expires, due, online }) => {
		const { version, keys } = about(before, role);
		const state = expires <= now ? "expired" : due <= now ? "due" : "ok";
		return {
			role: before.bins.has(role) ? "bins" : role,
			version,
			threshold: keys.threshold,
			keys: keys.keyids,
			expires: formatInstant(expires),
			days: Math.floor(daysBetween(now, expires)),
			state,
			online
		};
	});
	const order = [
		"root",
		"targets",
		"bin",
		"bins",
		"snapshot",
		"timestamp"
	];
	const place = (role) => order.indexOf(role) < 0 ? order.indexOf("bin") : order.indexOf(role);
	const source = before.state.signed.source;
	const pending = source.targets !== await main.id(config.names.targets) || source.trust !== await main.id(config.names.trust);
	return {
		signed: true,
		commit: before.commit,
		targets: [...publishedTargets(before)].length,
		bins: before.bins.size,
		roles: [...roles].sort((a, b) => place(a.role) - place(b.role)),
		pending
	};
}
function about(repository, role) {
	const { required: keys } = signatoriesOf(repository, role);
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

// src/workflows/worker.ts
const maximumAttempts = 12;
const maximumSeconds = 300;
async function work(ports, options) {
	const started = ports.clock.now();
	for (let attempt = 1;; attempt++) try {
		return await once(ports, options, attempt);
	} catch (error) {
		if (!(error instanceof Fault) || error.code !== "STORE_CONFLICT") throw error;
		if (attempt >= maximumAttempts || ports.clock.now() - started > maximumSeconds) throw new Fault("WORKER_GAVE_UP", { attempts: attempt }, { cause: error });
		ports.reporter.note(`another writer was first; deriving again (${attempt})`);
		await ports.clock.sleep(ports.random() * Math.min(.05 * 2 ** attempt, 5));
	}
}
async function once(ports, options, attempt) {
	const { store, reporter, clock } = ports;
	const now = clock.now();
	reporter.step("fetch");
	const basis = await loadBasis(store, options.branch, options.pin, now);
	if (basis.tracked) throw new Fault("SIGNED_BRANCH_REMOTE", { branch: basis.config.names.signedBranch });
	reporter.step("plan");
	const { result, findings } = await derive(basis, void 0, now);
	for (const { severity, code, data } of findings) if (severity === "warning") reporter.warn(`${code} ${JSON.stringify(data)}`);
	if (result === void 0 || isRefusal(findings)) {
		const renewed = options.dryRun ? void 0 : await renew(ports, basis, now).catch(told(reporter));
		return {
			kind: "refused",
			findings,
			...renewed !== void 0 && { renewed }
		};
	}
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
	const commit = await commitDraft(ports, basis, result.draft, now);
	reporter.step("committed");
	const due = await dueAfter(ports, basis.config, commit, options.pin, now);
	return {
		kind: "done",
		commit,
		plan,
		nextDue: formatInstant(due),
		attempts: attempt
	};
}
async function commitDraft({ store, reporter, open }, { config }, draft, now) {
	const keyring = await openKeyring(config, draft.trust, open);
	try {
		const sealed = await seal(draft, keyring.signers, now, (name) => reporter.step(name));
		reporter.step("commit");
		return await store.commit(config.names.signedBranch, sealed, commitMessage(draft.plan));
	} finally {
		await keyring[Symbol.asyncDispose]();
	}
}
async function renew(ports, basis, now) {
	const { before, config } = basis;
	if (before === void 0) return void 0;
	const { main, source } = before.state.signed;
	const adopted = [...publishedTargets(before)].every(({ path }) => routeTo(basis.trust, path) !== void 0) ? await basis.main.id(config.names.trust) : void 0;
	const intent = {
		main,
		trust: adopted === void 0 ? before : basis.trust,
		changes: [],
		source: {
			...source,
			trust: adopted ?? source.trust
		}
	};
	const renewal = reconcile(before, intent, config.lifetimes, now);
	return renewal.kind === "idle" ? void 0 : commitDraft(ports, basis, renewal.draft, now);
}
function told(reporter) {
	return (error) => {
		if (!(error instanceof Fault) || error.code === "STORE_CONFLICT") throw error;
		reporter.warn(`what is due was not renewed: ${error.code}`);
	};
}
const twoDays = 172800;
function requireLife(repository, lifetimes, now) {
	for (const { role, expires, online } of schedule(repository, lifetimes)) {
		const life = lifetimes[role === "timestamp" || role === "snapshot" ? role : "bins"].expires * 86400;
		if (online && expires - now < Math.min(twoDays, life / 2)) throw new Fault("ROLE_EXPIRING", {
			role,
			expires: formatInstant(expires)
		});
	}
}
async function dueAfter({ store }, config, commit, pin, now) {
	const tree = await store.tree(commit);
	if (tree === void 0) throw new Fault("STORE_UNKNOWN_RESULT", { branch: config.names.signedBranch });
	return nextDue(await loadRepository(tree, pin, now), config.lifetimes);
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
const passing = /* @__PURE__ */ new Set([
	"STORE_UNREACHABLE",
	"STORE_UNKNOWN_RESULT",
	"STORE_LOCKED",
	"WORKER_GAVE_UP"
]);
async function watch(ports, options, every, signal, report) {
	while (!signal.aborted) {
		try {
			report(await work(ports, options));
		} catch (error) {
			if (!(error instanceof Fault) || !passing.has(error.code)) throw error;
			ports.reporter.warn(`${error.code}; looking again in ${every} s`);
		}
		await ports.clock.sleep(every, signal).catch(() => void 0);
	}
	signal.throwIfAborted();
}

// src/faces/cli/commands/operate.ts
async function worker(session) {
	const { flags, terminal, clock } = session;
	const ports = {
		store: await session.store(),
		clock,
		reporter: terminal.reporter,
		open: (uri) => session.open(uri),
		random: () => randomInt(1e6) / 1e6
	};
	const options = {
		pin: session.pin(),
		dryRun: session.dryRun,
		branch: await session.intentBranch("branch")
	};
	const every = text(flags, "watch");
	if (every === void 0) return report(session, await work(ports, options));
	const seconds = Number(every);
	if (!(seconds >= 1)) throw new Fault("USAGE", {
		reason: `--watch takes seconds from 1, not ${every}`,
		command: "worker"
	});
	let code = 0;
	await watch(ports, options, seconds, session.signal, (outcome) => {
		code = report(session, outcome);
	});
	return code;
}
function report({ terminal }, outcome) {
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
			return Math.max(1, ...outcome.findings.map(({ code }) => explain(code).exit));
	}
}
async function publish(session) {
	const { flags, terminal, clock, cwd } = session;
	const store = await session.store();
	const pin = session.pin();
	const { config } = await loadConfig(store, await session.intentBranch("branch"));
	const to = text(flags, "to");
	const places = to === void 0 ? config.publish.map(({ path }) => path) : [to];
	if (places.length === 0) throw new Fault("INPUT_NEEDED", {
		what: "The place to publish to",
		flag: "--to <directory>, or publish in kaprien.yml"
	});
	const files = text(flags, "files");
	for (const place of places) {
		const result = await publish$1({
			store,
			mirror: compose.mirror(resolve(cwd, place)),
			oracle: await compose.oracle(),
			clock,
			reporter: terminal.reporter
		}, {
			pin,
			signedBranch: config.names.signedBranch,
			retention: config.retention,
			dryRun: session.dryRun,
			...files !== void 0 && { files: compose.workspace(resolve(cwd, files)) }
		});
		terminal.reporter.note(`${session.dryRun ? "would write" : "wrote"} ${plural(result.written.length, "file")}, ${result.unchanged} unchanged, ${result.removed.length} removed; accepted by tuf-js`);
		terminal.result(place, {
			place,
			...result
		});
		terminal.next(`next: kaprien verify ${place}`);
	}
	return 0;
}
async function status(session) {
	const { flags, terminal, clock } = session;
	const store = await session.store();
	const branch = await session.intentBranch("branch");
	const options = {
		pin: session.pin(),
		branch
	};
	if (flag(flags, "targets")) {
		const { before } = await loadBasis(store, branch, options.pin, clock.now());
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
	const result = await status$1({
		store,
		clock
	}, options);
	terminal.result(statusText(result, terminal.style), result);
	return result.roles.some(({ state }) => state === "expired") ? 5 : 0;
}

export { publish, status, worker };