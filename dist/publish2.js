import { i as isFault, t as Fault } from "./fault.js";
import { t as inBatches } from "./pool.js";
import { t as planFaults } from "./faults12.js";
import { S as requireCurrent, _ as decode, d as publishedTargets, g as requireDescent, h as readTop, i as desire, m as verifyRoles, n as refuseUnmerged, r as loadAudited, s as listReleases, t as mergedSource } from "./merged-source.js";
import { d as targetPath, l as signedPaths, o as signedTip, u as sitePaths } from "./settings.js";
import { t as authorityOf } from "./signatories.js";
import { a as sameBytes, o as sha256 } from "./digest.js";
import { a as tally, c as decodeTimestamp, d as limits, s as decodeSnapshot, t as decodeEnvelope } from "./envelope.js";
import { n as readingFault, t as isDamage } from "./damage.js";
import { t as repositoryFaults } from "./faults6.js";
import { n as topLevelAuthority } from "./authority.js";
import { o as delegatedNames } from "./delegations.js";
import { t as tufFaults } from "./faults8.js";
import { t as decodeTargets } from "./targets.js";
import { i as instant } from "./time.js";
import { t as publishFaults } from "./faults3.js";
import { t as clientFaults } from "./faults.js";
import { n as temporaryMemory } from "./memory.js";
import { i as asFinding } from "./visits.js";
import { t as workspaceFaults } from "./faults4.js";
import { r as defaultNames } from "./names.js";
import { r as releaseLimit, t as decodeRelease } from "./release-file.js";
import { createHash } from "node:crypto";

// src/publish/history.ts
const stretch = 32;
const maximumCommits = 1e4;
async function earlierStates(store, tip, repository, retention, now, reporter) {
	const current = repository.snapshot.signed.version;
	const began = /* @__PURE__ */ new Map([[current, repository.state.signed.signedAt]]);
	const known = /* @__PURE__ */ new Map();
	const skipped = skippedStates(reporter);
	const history = ancestors(store, tip);
	let complete = false;
	let whole = true;
	for (let trees = await history.next(); trees.length > 0 && !complete; trees = await history.next()) for (const found of await Promise.all(trees.map((tree) => readState(tree, repository)))) {
		if (found instanceof Fault) {
			skipped.add(found);
			whole &&= !isDamage(found);
			continue;
		}
		const { version } = found.snapshot.signed;
		const same = version === current ? repository.snapshot : known.get(version)?.snapshot;
		const differs = same !== void 0 && !sameBytes(same.bytes, found.snapshot.bytes);
		if (differs || version > current) skipped.add(reused(version));
		if (version > current || differs && version === current) continue;
		complete = same === void 0 && !isKept(version, began, retention, now);
		if (complete) break;
		if (version !== current) known.set(version, found);
		began.set(version, earliest(began.get(version), found.began));
	}
	skipped.report();
	if (!complete && history.end() === "cut off") reporter.warn("the history of the signed branch is cut off here, so the site lacks files that clients of earlier states may ask for; fetch the whole branch");
	return {
		states: [...known].filter(([version]) => isKept(version, began, retention, now)).sort(([a], [b]) => a - b).map(([version, state]) => ({
			...state,
			began: earliest(began.get(version), state.began)
		})),
		complete: whole && (complete || history.end() === "first commit")
	};
}
function signedTimes(earlier, repository, now) {
	const times = /* @__PURE__ */ new Map();
	const { snapshot, state } = repository;
	for (const { snapshot: named, began } of [...earlier.states, {
		snapshot,
		began: state.signed.signedAt
	}]) {
		const { meta, version } = named.signed;
		const paths = [...meta].map(([name, file]) => sitePaths.role(name.replace(/\.json$/, ""), file.version));
		for (const path of [sitePaths.role("snapshot", version), ...paths]) if (!times.has(path)) times.set(path, began);
	}
	const unknown = earlier.complete ? instant(0) : now;
	return (path) => times.get(path) ?? unknown;
}
function earliest(a, b) {
	return a !== void 0 && a < b ? a : b;
}
function isKept(version, began, retention, now) {
	let newer = 0;
	let next = Number.POSITIVE_INFINITY;
	for (const other of began.keys()) {
		if (other <= version) continue;
		newer += 1;
		next = Math.min(next, other);
	}
	return newer < retention.snapshots || now - (began.get(next) ?? now) < retention.days * 86400;
}
function ancestors(store, tip) {
	let parent = tip.parents[0];
	let walked = 0;
	let cut = false;
	return {
		async next() {
			const trees = [];
			while (parent !== void 0 && !cut && trees.length < stretch && walked < maximumCommits) {
				const tree = await store.tree(parent).catch(nothing);
				cut = tree === void 0;
				if (tree === void 0) break;
				trees.push(tree);
				parent = tree.parents[0];
				walked += 1;
			}
			return trees;
		},
		end: () => parent === void 0 ? "first commit" : cut ? "cut off" : "further"
	};
}
function nothing(error) {
	readingFault(error);
}
function reused(version) {
	return planFaults.ROLE_VERSION_REUSED({
		role: "snapshot",
		version
	});
}
async function readState(tree, { roots, verifier }) {
	try {
		const top = await readTop(tree, [...roots.values()], verifier);
		requireDescent(tree, top.state.signed);
		return {
			...top,
			tree,
			began: top.state.signed.signedAt
		};
	} catch (error) {
		return readingFault(error).with({ commit: tree.commit });
	}
}
function skippedStates(reporter) {
	const faults = [];
	return {
		add: (fault) => faults.push(fault),
		report() {
			const [first] = faults;
			if (first === void 0) return;
			const where = first.data["commit"] === void 0 ? "" : ` in commit ${first.data["commit"]}`;
			const many = faults.length === 1 ? "1 state" : `${faults.length} states`;
			reporter.warn(`${many} in the history of the signed branch cannot be published: ${first.code}${where}${faults.length > 1 ? ", and others" : ""}`);
		}
	};
}

// src/publish/site.ts
function siteOf(repository) {
	const file = (role, path, { bytes }) => ({
		role,
		path,
		bytes,
		caching: "immutable"
	});
	const roles = [
		...repository.bins,
		...repository.retired,
		...[...repository.offline].reverse()
	];
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

// src/publish/earlier-files.ts
const filesAtOnce = 64;
const statesAtOnce = 16;
async function earlierFiles(tip, repository, states, reporter) {
	const ids = await roleIds(states);
	const roles = await knownRoles(tip, repository);
	await readRoles(states, ids, roles);
	const taken = new Map(siteOf(repository).map(({ path, bytes }) => [path, bytes]));
	const skipped = skippedStates(reporter);
	const files = [];
	for (const [index, state] of states.entries()) try {
		const found = await filesOf(state, ids[index] ?? /* @__PURE__ */ new Map(), roles, repository);
		for (const { path, role, version, bytes } of found) if (!sameBytes(taken.get(path) ?? bytes, bytes)) throw planFaults.ROLE_VERSION_REUSED({
			role,
			version
		});
		for (const file of found) if (!taken.has(file.path)) files.push(file);
		for (const { path, bytes } of found) taken.set(path, bytes);
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		skipped.add(error.with({ commit: state.tree.commit }));
	}
	skipped.report();
	return files;
}
function roleIds(states) {
	const listed = /* @__PURE__ */ new Map();
	return inBatches(states, statesAtOnce, ({ tree, snapshot }) => {
		return idsOf(tree, [...snapshot.signed.meta.keys()].map((name) => name.replace(/\.json$/, "")), listed).catch((error) => new Map(readingFault(error) && []));
	});
}
async function idsOf(tree, names, listed) {
	const directories = new Set(names.map((name) => parentOf(signedPaths.role(name))));
	const ids = /* @__PURE__ */ new Map();
	const list = async (directory) => {
		const known = ids.get(directory);
		const entries = (known === void 0 ? void 0 : listed.get(known)) ?? tree.list(directory);
		if (known !== void 0) listed.set(known, entries);
		for (const { name, id } of await entries) ids.set(directory === "" ? name : `${directory}/${name}`, id);
	};
	for (const above of ["", ...new Set([...directories].map(parentOf))].sort()) await list(above);
	await Promise.all([...directories].map(list));
	return new Map(names.flatMap((name) => {
		const id = ids.get(signedPaths.role(name));
		return id === void 0 ? [] : [[name, id]];
	}));
}
function parentOf(path) {
	return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
async function knownRoles(tip, { bins, offline, retired }) {
	const files = /* @__PURE__ */ new Map();
	const held = /* @__PURE__ */ new Set();
	const all = new Map([
		...offline,
		...bins,
		...retired
	]);
	const ids = await idsOf(tip, [...all.keys()], /* @__PURE__ */ new Map());
	for (const [name, id] of ids) {
		const envelope = all.get(name);
		if (envelope !== void 0) files.set(id, slim(envelope));
	}
	for (const [delegator, { signed }] of offline) for (const name of signed.delegations === void 0 ? [] : delegatedNames(signed.delegations)) held.add(`${ids.get(delegator)} ${name} ${ids.get(name)}`);
	return {
		files,
		held
	};
}
function slim(envelope) {
	const { bytes, signed } = envelope;
	const { version, delegations } = signed;
	return {
		bytes,
		version,
		...delegations && { delegations },
		envelope: {
			...envelope,
			signed: void 0,
			json: /* @__PURE__ */ new Map()
		}
	};
}
async function readRoles(states, ids, { files }) {
	const unread = /* @__PURE__ */ new Map();
	for (const [index, { tree }] of states.entries()) for (const [name, id] of ids[index] ?? []) if (!files.has(id)) unread.set(id, {
		tree,
		path: signedPaths.role(name)
	});
	await inBatches([...unread], filesAtOnce, async ([id, { tree, path }]) => {
		files.set(id, await readRole(tree, path));
	});
}
async function readRole(tree, path) {
	try {
		const bytes = await tree.read(path, limits.targets);
		if (bytes === void 0) return repositoryFaults.SIGNED_FILE_MISSING({ file: path });
		return slim(decode(bytes, path, decodeTargets));
	} catch (error) {
		return readingFault(error);
	}
}
async function filesOf(state, ids, { files, held }, repository) {
	const { verifier } = repository;
	const newest = repository.snapshot.signed.meta;
	const { offline, online, retired } = await verifyRoles(state, {
		file(role) {
			const file = files.get(ids.get(role) ?? "");
			if (file instanceof Fault) throw file;
			const latest = newest.get(`${role}.json`)?.version;
			if (file !== void 0 && latest !== void 0 && file.version > latest) throw tufFaults.ROLE_VERSION_MISMATCH({
				role,
				expected: latest,
				actual: file.version,
				file: signedPaths.role(role)
			});
			return file;
		},
		facts: (file) => file,
		judge({ role, by, ...signers }, { envelope }) {
			const judged = `${ids.get(by)} ${role} ${ids.get(role)}`;
			if (by !== "root" && held.has(judged)) return;
			if (!(by === "root" ? state.roots.some(({ signed }) => tally(topLevelAuthority(signed, "targets"), envelope, verifier).met) : tally(signers, envelope, verifier).met)) throw tufFaults.ROLE_SIGNATURES_MISSING({
				role,
				valid: 0,
				threshold: 1
			});
			held.add(judged);
		}
	});
	const file = ([role, { version, bytes }]) => {
		return {
			role,
			version,
			path: sitePaths.role(role, version),
			bytes,
			caching: "immutable"
		};
	};
	const { version } = state.snapshot.signed;
	const last = {
		role: "snapshot",
		version,
		path: sitePaths.role("snapshot", version),
		bytes: state.snapshot.bytes,
		caching: "immutable"
	};
	return [
		...[...online, ...retired].map(file),
		...[...offline].map(file).reverse(),
		last
	];
}

// src/publish/gate.ts
const base = "http://site.invalid";
function gateOf(oracle, repository, live, { pin, now }) {
	const changed = changedRoles(repository, live?.snapshot);
	const samples = firstTargets(repository, changed);
	const caches = [pinned(repository, pin), ...live ? [live.cache] : []];
	return async (mirror, pending) => {
		const fetch = overlay(mirror, pending);
		for (const cache of caches) {
			const memory = temporaryMemory(cache);
			const client = await oracle.update({
				fetch,
				metadata: `${base}/metadata`,
				memory,
				now
			});
			for (const [role, delegator] of delegatorsFirst(repository)) if (changed.has(role) || repository.offline.has(role)) await client.load(role, delegator);
			for (const [path, wanted] of samples) {
				const actual = (await client.find(path))?.sha256;
				if (actual !== wanted) throw clientFaults.CLIENT_REFUSED({
					client: "tuf-js",
					site: "the new site",
					reason: `it finds ${actual ?? "nothing"} for ${path}`
				});
			}
		}
	};
}
async function readLive(mirror, repository, reporter) {
	try {
		const bytes = await mirror.read(sitePaths.timestamp, limits.timestamp);
		if (bytes === void 0) return void 0;
		const timestamp = decodeEnvelope(bytes, decodeTimestamp);
		const cache = /* @__PURE__ */ new Map([["timestamp", bytes]]);
		const take = async (role, path) => {
			const found = await mirror.read(path, limits.targets);
			if (found === void 0) throw repositoryFaults.SIGNED_FILE_MISSING({ file: path });
			cache.set(role, found);
			return found;
		};
		const snapshot = decodeEnvelope(await take("snapshot", sitePaths.role("snapshot", timestamp.signed.snapshot.version)), decodeSnapshot);
		await take("targets", sitePaths.role("targets", snapshot.signed.meta.get("targets.json")?.version ?? 0));
		const root = [...repository.roots.values()].findLast((root) => signedUnder(root, timestamp, repository.verifier));
		if (root === void 0) throw tufFaults.ROLE_SIGNATURES_MISSING({
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
		const { code } = readingFault(error);
		reporter.warn(`the live site does not verify (${code}); it is written again from the signed branch`);
		return;
	}
}
function signedUnder(root, timestamp, verifier) {
	return tally(topLevelAuthority(root.signed, "timestamp"), timestamp, verifier).met;
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
function changedRoles({ bins, offline }, live) {
	const changed = [...offline, ...bins].flatMap(([role, { signed }]) => live?.signed.meta.get(`${role}.json`)?.version === signed.version ? [] : [role]);
	return new Set(changed);
}
function* delegatorsFirst({ offline }) {
	for (const [delegator, { signed }] of offline) if (signed.delegations !== void 0) for (const role of delegatedNames(signed.delegations)) yield [role, delegator];
}
function firstTargets(repository, roles) {
	const found = /* @__PURE__ */ new Map();
	const missing = new Set(roles);
	for (const { role, path, target } of publishedTargets(repository)) if (missing.delete(role)) found.set(path, target.hashes.get("sha256") ?? "");
	return found;
}

// src/publish/retention.ts
const versioned = /^metadata\/(\d+)\.([a-z][a-z0-9_-]*)\.json$/;
async function prune(mirror, repository, retention, now, signed) {
	const files = (await mirror.list(sitePaths.directory)).flatMap(({ path, written }) => {
		const match = versioned.exec(path);
		if (match === null || match[2] === "root") return [];
		return [{
			path,
			written: signed?.(path) ?? written,
			role: match[2],
			version: Number(match[1])
		}];
	});
	const newest = repository.snapshot.signed.version;
	const snapshots = files.filter(({ role, version }) => role === "snapshot" && version <= newest);
	if (!snapshots.some(({ version }) => version === newest)) return [];
	const kept = /* @__PURE__ */ new Set();
	const last = snapshots.sort((a, b) => b.version - a.version).slice(0, retention.snapshots);
	await Promise.all(last.map(({ version }) => keep(mirror, version, kept)));
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

// src/publish/target-files.ts
const downloadSeconds = 600;
const downloadsAtOnce = 4;
async function publishBlobs({ mirror, clock, reporter }, sources, repository) {
	if (sources.files === void 0 && sources.fetch === void 0) return {
		written: [],
		unavailable: []
	};
	const wanted = await missing$1(mirror, repository);
	const written = [];
	const unavailable = [];
	const progress = reporter.progress("copying targets", wanted.length, "items");
	const urls = sources.fetch && wanted.length > 0 ? await sources.urls() : /* @__PURE__ */ new Map();
	const inTime = deadline(clock, sources.downloadSeconds ?? 600);
	let absent = 0;
	const copy = async ({ path, target, to }) => {
		const open = await sourceOf(path, target, sources, urls.get(path), inTime);
		if (open === void 0) absent++;
		else for (const place of to) {
			reporter.step(`write ${place}`);
			const failed = await mirror.write(place, open(), "immutable").then(() => void 0, fromAddress);
			if (failed === void 0) written.push(place);
			else unavailable.push(failed);
		}
		progress.advance(1);
	};
	try {
		await inBatches(wanted, sources.fetch ? downloadsAtOnce : 1, copy);
	} finally {
		progress.done();
	}
	if (absent > 0) reporter.warn(`${absent} target file${absent === 1 ? " was" : "s were"} not found; clients will look for ${absent === 1 ? "it" : "them"} in vain on this site`);
	return {
		written,
		unavailable
	};
}
function deadline(clock, seconds) {
	const end = instant(clock.now() + seconds);
	return () => {
		if (clock.now() >= end) throw new Error(`the time for all downloads was up (${seconds} seconds)`);
	};
}
function fromAddress(error) {
	if (!isFault(error, publishFaults.TARGET_URL_DIFFERS, publishFaults.TARGET_URL_FAILED)) throw error;
	return asFinding(error, { severity: "error" });
}
async function missing$1(mirror, repository) {
	const wanted = [];
	const there = /* @__PURE__ */ new Map();
	for (const { path, target } of publishedTargets(repository)) {
		const to = [];
		for (const hash of target.hashes.values()) {
			const place = `targets/${targetPath(path, hash)}`;
			const directory = place.slice(0, place.lastIndexOf("/"));
			const sizes = there.get(directory) ?? new Map((await mirror.list(directory)).map((file) => [file.path, file.size]));
			there.set(directory, sizes);
			if (!sizes.has(place) || (sizes.get(place) ?? target.length) !== target.length) to.push(place);
		}
		if (to.length > 0) wanted.push({
			path,
			target,
			to
		});
	}
	return wanted;
}
async function sourceOf(path, target, { files, fetch }, url, inTime) {
	const found = await files?.find([path]).catch(notFound) ?? [];
	if (files !== void 0 && found.length === 1) return () => verified(files.stream(path), target, ({ expected, actual }) => {
		throw publishFaults.TARGET_BYTES_DIFFER({
			path,
			expected,
			actual
		});
	});
	if (fetch === void 0 || url === void 0) return void 0;
	return () => verified(download(fetch, path, url, inTime), target, ({ expected, actual }) => {
		throw publishFaults.TARGET_URL_DIFFERS({
			path,
			url,
			expected,
			actual
		});
	});
}
function notFound(error) {
	if (isFault(error, workspaceFaults.FILE_NOT_FOUND)) return [];
	throw error;
}
async function* download(fetch, path, url, inTime) {
	try {
		inTime();
		const stream = await fetch(url);
		if (stream === void 0) throw clientFaults.CLIENT_OFFLINE({
			site: url,
			reason: "there is nothing (403 or 404)"
		});
		for await (const chunk of stream) {
			inTime();
			yield chunk;
		}
	} catch (cause) {
		const reason = cause instanceof Fault ? cause.data["reason"] : cause.message;
		throw publishFaults.TARGET_URL_FAILED({
			path,
			url,
			reason: reason ?? "it failed"
		}, { cause });
	}
}
async function* verified(bytes, target, differ) {
	const hashes = [...target.hashes].map(([algorithm, expected]) => ({
		hash: createHash(algorithm),
		expected
	}));
	let length = 0;
	for await (const chunk of bytes) {
		for (const { hash } of hashes) hash.update(chunk);
		length += chunk.length;
		if (length > target.length) differ({
			expected: `${target.length} bytes`,
			actual: "more"
		});
		yield chunk;
	}
	if (length < target.length) differ({
		expected: `${target.length} bytes`,
		actual: `${length}`
	});
	for (const { hash, expected } of hashes) {
		const actual = hash.digest("hex");
		if (actual !== expected) differ({
			expected,
			actual
		});
	}
}

// src/publish/target-urls.ts
const readsAtOnce$1 = 64;
async function targetUrls(tip) {
	const directory = signedPaths.sourceTargets;
	const files = [...await listReleases(tip, directory)].filter(([, { kind }]) => kind === "file");
	const releases = /* @__PURE__ */ new Map();
	await inBatches(files, readsAtOnce$1, async ([file]) => {
		const bytes = await tip.read(`${directory}/${file}`, releaseLimit);
		const decoded = bytes && decodeRelease(bytes, file);
		if (decoded && "release" in decoded) releases.set(file, decoded.release);
	});
	const urls = /* @__PURE__ */ new Map();
	for (const [path, { release, index }] of desire(releases, defaultNames).targets) {
		const url = release.targets[index]?.url;
		if (url !== void 0) urls.set(path, url);
	}
	return urls;
}

// src/publish/publish.ts
const readsAtOnce = 64;
async function publish(ports, options) {
	return (await project(ports, options)).published;
}
async function project(ports, options) {
	const { store, mirror, oracle, reporter, verifier } = ports;
	const now = ports.clock.now();
	const found = await signedTip(store, options);
	if (found.kind === "none") throw publishFaults.SIGNED_BRANCH_MISSING({ branch: options.signedBranch });
	const tip = found.tree;
	const repository = await loadAudited(tip, {
		pin: options.pin,
		verifier
	}, now);
	requireCurrent(repository, now);
	const main = options.intent && await store.tree(options.intent.intentBranch);
	if (options.intent !== void 0 && main !== void 0) {
		const { merged } = await mergedSource(store, main, repository, options.intent);
		if (!merged) await refuseUnmerged(main, repository, options.intent);
	}
	await requireForward(mirror, repository);
	const live = await readLive(mirror, repository, reporter);
	const files = siteOf(repository);
	const pending = await missing(mirror, files, repository, reporter);
	const lacking = live === void 0 || !await hasStateBefore(mirror, repository);
	const earlier = lacking || options.times === "signed" ? await earlierStates(store, tip, repository, options.retention, now, reporter) : void 0;
	const old = lacking && earlier ? await earlierFiles(tip, repository, earlier.states, reporter) : [];
	const pendingOld = await missingOld(mirror, old, repository, reporter);
	const gate = gateOf(oracle, repository, live, {
		pin: options.pin,
		now
	});
	reporter.step("gate before");
	await gate(mirror, pending);
	const roots = pending.filter(({ role }) => role === "root");
	const last = pending.filter(({ role }) => role === "snapshot" || role === "timestamp");
	const order = [
		...pending.filter((file) => !roots.includes(file) && !last.includes(file)),
		...pendingOld,
		...last
	];
	const summary = {
		commit: repository.commit,
		snapshot: repository.snapshot.signed.version,
		timestamp: repository.timestamp.signed.version,
		unchanged: files.length + old.length - pending.length - pendingOld.length
	};
	const written = [];
	if (options.dryRun) written.push(...[...roots, ...order].map(({ path }) => path));
	if (options.dryRun) return {
		gate,
		published: {
			...summary,
			written,
			removed: [],
			unavailable: []
		}
	};
	const put = async ({ path, bytes, caching }) => {
		reporter.step(`write ${path}`);
		if (caching === "no-store") await requireForward(mirror, repository);
		await mirror.write(path, bytes, caching);
		written.push(path);
	};
	for (const file of roots) await put(file);
	const sources = {
		...options,
		urls: () => targetUrls(tip)
	};
	const blobs = await publishBlobs(ports, sources, repository);
	written.push(...blobs.written);
	for (const file of order) await put(file);
	if (pending.length > 0 || pendingOld.length > 0) {
		reporter.step("gate after");
		await requireForward(mirror, repository);
		await gate(mirror, []);
	}
	reporter.step("prune");
	const times = options.times === "signed" && earlier ? signedTimes(earlier, repository, now) : void 0;
	const removed = await prune(mirror, repository, options.retention, now, times);
	return {
		gate,
		published: {
			...summary,
			written,
			removed,
			unavailable: blobs.unavailable
		}
	};
}
async function hasStateBefore(mirror, { snapshot }) {
	const before = snapshot.signed.version - 1;
	if (before < 1) return true;
	return await mirror.read(sitePaths.role("snapshot", before), limits.snapshot).catch(oversized) !== void 0;
}
async function requireForward(mirror, repository) {
	const live = await liveTimestamp(mirror);
	if (live === void 0 || !signedUnder(repository.root, live, repository.verifier)) return;
	const { signed, payload } = repository.timestamp;
	if (live.signed.version > signed.version) throw publishFaults.PUBLISH_ROLLBACK({
		live: live.signed.version,
		branch: signed.version
	});
	if (live.signed.version === signed.version && !sameBytes(live.payload, payload)) throw planFaults.ROLE_VERSION_REUSED({
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
	if (!isReused(there, file, repository)) return;
	const { json } = decodeEnvelope(file.bytes, (json) => json);
	throw planFaults.ROLE_VERSION_REUSED({
		role: file.role,
		version: Number(json.get("version"))
	});
}
function isReused(there, file, repository) {
	const published = decodable(there, (json) => json);
	const ours = decodeEnvelope(file.bytes, (json) => json);
	if (published === void 0 || sameBytes(published.payload, ours.payload)) return false;
	const authority = authorityOf(repository, file.role);
	return authority !== void 0 && tally(authority, published, repository.verifier).met;
}
async function missing(mirror, files, repository, reporter) {
	const pending = [];
	for (const [file, there] of await compared(mirror, files)) {
		if (there !== void 0 && file.caching === "immutable") requireNotReused(there, file, repository);
		if (there !== void 0 && file.caching === "immutable") rewritten(file, reporter);
		pending.push(file);
	}
	return pending;
}
async function missingOld(mirror, files, repository, reporter) {
	if (files.length === 0) return [];
	const listed = new Set((await mirror.list(sitePaths.directory)).map(({ path }) => path));
	const present = files.filter(({ path }) => listed.has(path));
	const differing = new Map((await compared(mirror, present)).map(([file, there]) => [file, there]));
	return files.filter((file) => {
		if (!listed.has(file.path)) return true;
		const there = differing.get(file);
		if (there === void 0) return differing.has(file);
		if (isReused(there, file, repository)) {
			reporter.warn(`${file.path} on the site is not what the signed branch had; it stays as clients saw it`);
			return false;
		}
		rewritten(file, reporter);
		return true;
	});
}
function rewritten({ path }, reporter) {
	reporter.warn(`${path} on the site was not what was published; it is written again`);
}
async function compared(mirror, files) {
	return (await inBatches(files, readsAtOnce, async (file) => {
		const there = await mirror.read(file.path, limits.targets).catch(oversized);
		return there !== void 0 && sameBytes(there, file.bytes) ? [] : [[file, there]];
	})).flat();
}
function oversized(error) {
	if (isFault(error, publishFaults.MIRROR_FILE_TOO_LARGE)) return /* @__PURE__ */ new Uint8Array();
	throw error;
}

export { publish as n, project as t };