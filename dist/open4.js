import { o as __toESM } from "./rolldown-runtime.js";
import { t as gitFaults } from "./faults2.js";
import { i as isFault, t as Fault } from "./fault.js";
import { n as isSealed } from "./sealed.js";
import { a as wholeAnswer, n as TooLong, t as TooLate } from "./answer.js";
import { t as require_isomorphic_git } from "./isomorphic-git.js";
import path from "node:path";
import fs from "node:fs";
import { mkdir, open, readFile, readdir, rename, rm, rmdir, stat, utimes } from "node:fs/promises";
import { createHash, randomBytes, randomInt } from "node:crypto";
import { promisify } from "node:util";
import { constants as constants$2, deflate, deflateSync, inflate, inflateSync } from "node:zlib";
import { setTimeout } from "node:timers/promises";

// src/git/objects/object.ts
function header(object) {
	return Buffer.from(`${object.type} ${object.body.length}\0`, "latin1");
}
function identify(type, body) {
	return {
		id: createHash("sha1").update(header({
			type,
			body
		})).update(body).digest("hex"),
		type,
		body
	};
}
async function need(objects, id, type, limit) {
	const object = await objects.read(id, limit);
	if (object === void 0) throw gitFaults.STORE_OBJECT_MISSING({ object: id });
	if (object.type !== type) throw gitFaults.STORE_OBJECT_INVALID({
		object: id,
		reason: `it is a ${object.type}, and a ${type} is needed`
	});
	return object.body;
}
function withinLimit(id, size, limit) {
	if (limit !== void 0 && size > limit) throw gitFaults.STORE_OBJECT_TOO_LARGE({
		object: id,
		size,
		limit
	});
}

// src/git/objects/commit.ts
function plain(text) {
	return text.replace(/[<>\n\0]/g, "").trim();
}
function encodeCommit({ tree, parents, message }, { author, now }) {
	const who = `${plain(author.name)} <${plain(author.email)}> ${Math.floor(now())} +0000`;
	const lines = [
		`tree ${tree}`,
		...parents.map((parent) => `parent ${parent}`),
		`author ${who}`,
		`committer ${who}`,
		"",
		message.replaceAll("\0", "").trimEnd(),
		""
	];
	return identify("commit", Buffer.from(lines.join("\n"), "utf8"));
}
function fields(body, name) {
	const [head = ""] = Buffer.from(body).toString("latin1").split("\n\n", 1);
	return Array.from(head.matchAll(new RegExp(`^${name} ([0-9a-f]{40})$`, "gm")), ([, id = ""]) => id);
}
function decodeCommit(body) {
	const text = Buffer.from(body).toString("utf8");
	const [tree = ""] = fields(body, "tree");
	return {
		tree,
		parents: parentsIn(body),
		message: text.slice(text.indexOf("\n\n") + 2)
	};
}
function parentsIn(body) {
	return fields(body, "parent");
}
function committedIn(body) {
	const [head = ""] = Buffer.from(body).toString("latin1").split("\n\n", 1);
	const [, seconds = "0"] = /^committer .*> (\d+)(?: |$)/m.exec(head) ?? [];
	return Number.isSafeInteger(Number(seconds)) ? Number(seconds) : 0;
}
async function readCommit(objects, commit) {
	const body = await need(objects, commit, "commit");
	const [tree] = fields(body, "tree");
	if (tree === void 0) throw gitFaults.STORE_OBJECT_INVALID({
		object: commit,
		reason: "it is a commit without a tree"
	});
	return {
		tree,
		parents: parentsIn(body),
		committed: committedIn(body)
	};
}
async function peel(objects, id) {
	let next = id;
	for (;;) {
		const object = await objects.read(next);
		if (object?.type === "commit") return next;
		const tagged = object?.type === "tag" ? fields(object.body, "object")[0] : void 0;
		if (tagged === void 0) throw gitFaults.STORE_OBJECT_MISSING({ object: next });
		next = tagged;
	}
}

// src/git/objects/tree.ts
const PLAIN = "100644";
const DIRECTORY = "40000";
const EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
function nameKey(name) {
	return Buffer.from(name, "utf8").toString("latin1");
}
function nameOf(key) {
	return Buffer.from(key, "latin1").toString("utf8");
}
function isDirectory$1(line) {
	return kindOf(line.mode) === "directory";
}
function kindOf(mode) {
	if (mode === "100644") return "file";
	if (mode === "100755") return "executable";
	switch (Number.parseInt(mode, 8) & 61440) {
		case 16384: return "directory";
		case 40960: return "symlink";
		case 57344: return "submodule";
		default: return "irregular";
	}
}
function entries(lines) {
	return Array.from(lines, ([key, line]) => entryOf(nameOf(key), line));
}
function entryOf(name, { mode, id }) {
	return {
		name,
		kind: kindOf(mode),
		mode,
		id
	};
}
function decodeTree(id, body) {
	const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
	const lines = /* @__PURE__ */ new Map();
	let at = 0;
	while (at < bytes.length) {
		const space = bytes.indexOf(32, at);
		const nul = bytes.indexOf(0, space + 1);
		const end = nul + 21;
		const mode = bytes.toString("latin1", at, space);
		if (space < 0 || nul < 0 || end > bytes.length || !/^[0-7]{5,6}$/.test(mode)) throw invalid(id, "it is a tree with a line that cannot be read");
		const key = bytes.toString("latin1", space + 1, nul);
		if (key === "" || key === "." || key === ".." || key.includes("/")) throw invalid(id, `it is a tree with an entry named "${nameOf(key)}"`);
		if (lines.has(key)) throw invalid(id, `it is a tree with two entries named "${nameOf(key)}"`);
		lines.set(key, {
			mode,
			id: bytes.toString("hex", nul + 1, end)
		});
		at = end;
	}
	return lines;
}
function invalid(object, reason) {
	return gitFaults.STORE_OBJECT_INVALID({
		object,
		reason
	});
}
function sortKey([key, line]) {
	return isDirectory$1(line) ? `${key}/` : key;
}
function encodeTree(lines) {
	const sorted = Array.from(lines, (pair) => ({
		by: sortKey(pair),
		pair
	}));
	sorted.sort((left, right) => left.by < right.by ? -1 : left.by > right.by ? 1 : 0);
	const parts = sorted.flatMap(({ pair: [key, line] }) => [Buffer.from(`${line.mode} ${key}\0`, "latin1"), Buffer.from(line.id, "hex")]);
	return identify("tree", Buffer.concat(parts));
}
var TreeReader = class TreeReader {
	#objects;
	#kept = /* @__PURE__ */ new Map();
	static #most = 4096;
	constructor(objects) {
		this.#objects = objects;
	}
	async read(id) {
		const known = this.#kept.get(id);
		if (known !== void 0) return known;
		const lines = id === EMPTY ? /* @__PURE__ */ new Map() : decodeTree(id, await need(this.#objects, id, "tree"));
		const oldest = this.#kept.keys().next();
		if (this.#kept.size >= TreeReader.#most && oldest.done !== true) this.#kept.delete(oldest.value);
		this.#kept.set(id, lines);
		return lines;
	}
};

// src/git/lazy-tree.ts
async function openTree(objects, trees, commit) {
	const { tree: root, parents, committed } = await readCommit(objects, commit);
	async function find(path) {
		let line = {
			mode: DIRECTORY,
			id: root
		};
		for (const segment of path === "" ? [] : path.split("/")) {
			if (line === void 0 || !isDirectory$1(line)) return void 0;
			line = (await trees.read(line.id)).get(nameKey(segment));
		}
		return line;
	}
	return {
		commit,
		parents,
		committed,
		async read(path, limit) {
			const line = await find(path);
			if (line === void 0) return void 0;
			const kind = kindOf(line.mode);
			if (kind !== "file") throw gitFaults.TREE_NOT_A_FILE({
				path,
				kind
			});
			try {
				return await need(objects, line.id, "blob", limit);
			} catch (error) {
				throw error instanceof Fault ? error.with({ path }) : error;
			}
		},
		async list(directory) {
			const line = await find(directory);
			return line !== void 0 && isDirectory$1(line) ? entries(await trees.read(line.id)) : [];
		},
		async entry(path) {
			const line = await find(path);
			return line && entryOf(path.slice(path.lastIndexOf("/") + 1), line);
		}
	};
}

// src/git/refs.ts
const COMMIT_ID = /^[0-9a-f]{40}$/;
const BAD_NAME = /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$|(?:^|\/)\.|\.lock(?:\/|$)/;
function fullRef(name) {
	if (name === "HEAD") return name;
	const full = name.startsWith("refs/") ? name : `refs/heads/${name}`;
	if (name === "" || name.startsWith("/") || name.startsWith("-") || BAD_NAME.test(full)) throw gitFaults.STORE_REF_INVALID({ ref: name });
	return full;
}
function isRefName(full) {
	return !BAD_NAME.test(full);
}
function branchRef(name) {
	const full = fullRef(name);
	if (full === "HEAD" || full === "refs/heads/HEAD" || COMMIT_ID.test(name)) throw gitFaults.STORE_REF_INVALID({ ref: name });
	return full;
}
function conflict(ref, expected, actual, cause) {
	return gitFaults.STORE_CONFLICT({
		ref,
		expected: expected ?? "none",
		actual: actual ?? "none"
	}, { cause });
}
function refuseClash(ref, others) {
	for (const other of others) if (other.startsWith(`${ref}/`) || ref.startsWith(`${other}/`)) throw gitFaults.STORE_REF_TAKEN({
		ref,
		other
	});
}

// src/git/rewrite.ts
const FORBIDDEN = /^(?:|\.|\.\.|\.git|git~1)$/i;
function segments(path) {
	const parts = path.split("/");
	if (parts.some((part) => FORBIDDEN.test(part)) || /[\0\\]/.test(path)) throw gitFaults.STORE_PATH_INVALID({ path });
	return parts;
}
function place(root, path, own) {
	let edit = root;
	for (const segment of segments(path)) {
		const key = nameKey(segment);
		const next = edit.below.get(key) ?? {
			own: void 0,
			below: /* @__PURE__ */ new Map()
		};
		edit.below.set(key, next);
		edit = next;
	}
	if (edit.own !== void 0) throw gitFaults.STORE_PATH_CONFLICT({ path });
	edit.own = own;
}
async function graft(objects, path, id) {
	const object = await objects.read(id);
	if (object === void 0) throw gitFaults.STORE_OBJECT_MISSING({
		object: id,
		path
	});
	if (object.type === "tree") return {
		mode: DIRECTORY,
		id
	};
	if (object.type === "blob") return {
		mode: PLAIN,
		id
	};
	throw gitFaults.STORE_OBJECT_MISSING({
		object: id,
		path,
		actual: object.type
	});
}
async function rewrite(objects, trees, base, writes) {
	const made = [];
	const edits = {
		own: void 0,
		below: /* @__PURE__ */ new Map()
	};
	for (const [path, id] of writes.grafts) place(edits, path, id === null ? null : await graft(objects, path, id));
	for (const [path, content] of writes.files) if (content === null) place(edits, path, null);
	else {
		const blob = identify("blob", content);
		made.push(blob);
		place(edits, path, {
			mode: PLAIN,
			id: blob.id
		});
	}
	async function applied(before, edit, path) {
		const line = edit.own === void 0 ? before : edit.own ?? void 0;
		if (edit.below.size === 0) return line;
		const additions = Array.from(edit.below.values()).some(hasContent);
		if (line !== void 0 && !isDirectory$1(line)) {
			if (edit.own && additions) throw gitFaults.STORE_PATH_CONFLICT({ path });
			if (!additions) return line;
		}
		const after = await below(line !== void 0 && isDirectory$1(line) ? await trees.read(line.id) : /* @__PURE__ */ new Map(), edit, path);
		if (after.size === 0) return void 0;
		const tree = encodeTree(after);
		made.push(tree);
		return {
			mode: DIRECTORY,
			id: tree.id
		};
	}
	async function below(lines, edit, path) {
		const after = new Map(lines);
		for (const [key, child] of edit.below) {
			const line = await applied(lines.get(key), child, path === "" ? key : `${path}/${key}`);
			if (line === void 0) after.delete(key);
			else after.set(key, line);
		}
		return after;
	}
	const root = encodeTree(await below(base === void 0 ? /* @__PURE__ */ new Map() : await trees.read(base), edits, ""));
	made.push(root);
	return {
		root: root.id,
		objects: made
	};
}
function hasContent(edit) {
	return Boolean(edit.own) || Array.from(edit.below.values()).some(hasContent);
}

// src/git/backend.ts
const SIGNED = /^(?:source|state\.json)(?:\/|$)/i;
const HEADS = "refs/heads/";
const COPIES$1 = "refs/remotes/origin/";
const STATE = /^state\.json$/i;
function storeOver(backend, identity) {
	const { objects } = backend;
	const trees = new TreeReader(objects);
	async function move(branch, parents, base, writes, message) {
		const ref = branchRef(branch);
		const expected = parents[0];
		for (const commit of /* @__PURE__ */ new Set([...parents, ...base === null ? [] : [base]])) await known(commit);
		const before = base === null ? void 0 : (await readCommit(objects, base)).tree;
		const written = await rewrite(objects, trees, before, writes);
		const commit = encodeCommit({
			tree: written.root,
			parents,
			message
		}, identity);
		return backend.move({
			ref,
			expected,
			next: commit.id,
			objects: [...written.objects, commit]
		});
	}
	async function refuseSigned(base, writes) {
		const path = [...writes.files.keys(), ...writes.grafts.keys()].find((path) => SIGNED.test(path));
		if (path !== void 0) throw gitFaults.STORE_SIGNED_PATH({ path });
		if (base === void 0) return;
		await known(base);
		const { tree } = await readCommit(objects, base);
		const state = [...(await trees.read(tree)).keys()].find((name) => STATE.test(name));
		if (state !== void 0) throw gitFaults.STORE_SIGNED_PATH({ path: state });
	}
	async function known(commit) {
		await backend.obtain(commit);
		if ((await objects.read(commit))?.type !== "commit") throw gitFaults.STORE_OBJECT_MISSING({ object: commit });
	}
	return {
		async tree(ref) {
			if (COMMIT_ID.test(ref)) await backend.obtain(ref);
			const id = COMMIT_ID.test(ref) ? ref : await backend.resolve(fullRef(ref));
			return id === void 0 ? void 0 : openTree(objects, trees, await peel(objects, id));
		},
		async start(branch, at) {
			await known(at);
			await backend.move({
				ref: branchRef(branch),
				expected: void 0,
				next: at,
				objects: []
			});
		},
		async commit(branch, sealed, message) {
			if (!isSealed(sealed)) throw gitFaults.STORE_NOT_SEALED({ ref: branch });
			return move(branch, sealed.parent === void 0 ? [] : [sealed.parent], sealed.base, sealed, message);
		},
		async propose(branch, parents, writes, message) {
			await refuseSigned(parents[0], writes);
			return move(branch, parents, parents[0] ?? null, writes, message);
		},
		async refs(prefix) {
			branchRef(`${prefix}x`);
			const named = [...await backend.list([`${HEADS}${prefix}`, `${COPIES$1}${prefix}`])].map(([ref, id]) => [ref.startsWith(HEADS) ? ref.slice(11) : ref, id]);
			return new Map(named.sort(([a], [b]) => a < b ? -1 : 1));
		}
	};
}

// src/git/objects/delta.ts
function corrupt$4() {
	return gitFaults.STORE_CORRUPT({ reason: "a delta does not fit its base" });
}
function applyDelta(base, delta, claim) {
	let at = 0;
	function byte() {
		const value = delta[at];
		if (value === void 0) throw corrupt$4();
		at += 1;
		return value;
	}
	function size() {
		let value = 0;
		for (let scale = 1;; scale *= 128) {
			const next = byte();
			value += (next & 127) * scale;
			if (next < 128) return value;
		}
	}
	function flagged(flags, count) {
		let value = 0;
		for (let index = 0; index < count; index += 1) if (flags >> index & 1) value += byte() * 256 ** index;
		return value;
	}
	if (size() !== base.length) throw corrupt$4();
	const length = size();
	claim(length);
	const result = Buffer.alloc(length);
	let filled = 0;
	while (at < delta.length) {
		const command = byte();
		const copies = command >= 128;
		const start = copies ? flagged(command, 4) : at;
		const count = copies ? flagged(command >> 4, 3) & 16777215 || 65536 : command;
		const from = copies ? base : delta;
		if (count === 0 || start + count > from.length || filled + count > length) throw corrupt$4();
		result.set(from.subarray(start, start + count), filled);
		filled += count;
		if (!copies) at += count;
	}
	if (filled !== length) throw corrupt$4();
	return result;
}

// src/git/objects/pack.ts
const TYPES = /* @__PURE__ */ new Map([
	[1, "commit"],
	[2, "tree"],
	[3, "blob"],
	[4, "tag"]
]);
const CODES = new Map(Array.from(TYPES, ([code, type]) => [type, code]));
function corrupt$3(cause) {
	return gitFaults.STORE_CORRUPT({ reason: "a pack cannot be read" }, { cause });
}
function readEntry(pack, start, claim) {
	let at = start;
	let byte = pack[at] ?? 0;
	const code = byte >> 4 & 7;
	let size = byte & 15;
	for (let scale = 16; byte >= 128; scale *= 128) {
		at += 1;
		byte = pack[at] ?? 0;
		size += (byte & 127) * scale;
	}
	at += 1;
	claim(size);
	const type = TYPES.get(code);
	if (type !== void 0) {
		const { body, end } = inflate$1(pack, at, size);
		return {
			end,
			content: {
				kind: "object",
				type,
				body
			}
		};
	}
	if (code === 6) {
		byte = pack[at] ?? 0;
		let distance = byte & 127;
		while (byte >= 128) {
			at += 1;
			byte = pack[at] ?? 0;
			distance = (distance + 1) * 128 + (byte & 127);
		}
		const { body, end } = inflate$1(pack, at + 1, size);
		return {
			end,
			content: {
				kind: "offset",
				base: start - distance,
				delta: body
			}
		};
	}
	if (code !== 7) throw corrupt$3();
	const { body, end } = inflate$1(pack, at + 20, size);
	return {
		end,
		content: {
			kind: "reference",
			base: pack.toString("hex", at, at + 20),
			delta: body
		}
	};
}
function inflate$1(pack, at, size) {
	try {
		const options = {
			info: true,
			maxOutputLength: Math.max(size, 1),
			chunkSize: Math.max(size + 1, 64)
		};
		const { buffer, engine } = inflateSync(pack.subarray(at), options);
		if (buffer.length !== size) throw corrupt$3();
		return {
			body: buffer,
			end: at + engine.bytesWritten
		};
	} catch (error) {
		throw error instanceof Fault ? error : corrupt$3(error);
	}
}
function unpack$1(pack, budget) {
	const end = pack.length - 20;
	if (!(pack.length >= 32 && pack.toString("latin1", 0, 4) === "PACK" && pack.readUInt32BE(4) === 2) || !createHash("sha1").update(pack.subarray(0, end)).digest().equals(pack.subarray(end))) throw corrupt$3();
	const byOffset = /* @__PURE__ */ new Map();
	const byId = /* @__PURE__ */ new Map();
	const waiting = [];
	let claimed = 0;
	let at = 12;
	for (let count = pack.readUInt32BE(8); count > 0; count -= 1) {
		const entry = readEntry(pack, at, claim);
		if (!settle(at, entry)) waiting.push({
			at,
			entry
		});
		at = entry.end;
	}
	for (let rest = waiting; rest.length > 0;) {
		const still = rest.filter((each) => !settle(each.at, each.entry));
		if (still.length === rest.length) throw corrupt$3();
		rest = still;
	}
	return [...byOffset.values()];
	function claim(bytes) {
		claimed += bytes;
		if (claimed > budget) throw gitFaults.STORE_OBJECT_TOO_LARGE({
			size: claimed,
			limit: budget
		});
	}
	function settle(offset, { content }) {
		const object = resolved(content);
		if (object === void 0) return false;
		const made = identify(object.type, object.body);
		byOffset.set(offset, made);
		byId.set(made.id, made);
		return true;
	}
	function resolved(content) {
		if (content.kind === "object") return content;
		const base = content.kind === "offset" ? byOffset.get(content.base) : byId.get(content.base);
		return base && {
			type: base.type,
			body: applyDelta(base.body, content.delta, claim)
		};
	}
}
function entryHeader(object) {
	let size = object.body.length;
	const bytes = [(CODES.get(object.type) ?? 0) << 4 | size & 15];
	for (size = Math.floor(size / 16); size > 0; size = Math.floor(size / 128)) {
		bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 128;
		bytes.push(size & 127);
	}
	return Buffer.from(bytes);
}
function pack(objects) {
	const distinct = new Map(Array.from(objects, (object) => [object.id, object]));
	const start = Buffer.from("PACK\0\0\0\0\0\0\0", "latin1");
	start.writeUInt32BE(distinct.size, 8);
	const parts = Array.from(distinct.values(), (object) => [entryHeader(object), deflateSync(object.body)]).flat();
	const whole = Buffer.concat([start, ...parts]);
	return Buffer.concat([whole, createHash("sha1").update(whole).digest()]);
}

// src/git/http/packet.ts
const FLUSH = Buffer.from("0000", "latin1");
const DELIMITER = Buffer.from("0001", "latin1");
function packet(text) {
	const bytes = Buffer.from(text, "utf8");
	return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, "0"), "latin1"), bytes]);
}
function broken() {
	return gitFaults.STORE_UNREACHABLE({ reason: "the reply is cut off or not git's protocol" });
}
function* packets(reply) {
	const special = [
		"flush",
		"delimiter",
		"end"
	];
	let at = 0;
	while (at < reply.length) {
		const digits = reply.toString("latin1", at, at + 4);
		if (!/^[0-9a-f]{4}$/.test(digits)) throw broken();
		const length = Number.parseInt(digits, 16);
		const kind = special[length];
		if (kind !== void 0) yield { kind };
		else {
			if (length < 4 || at + length > reply.length) throw broken();
			const bytes = reply.subarray(at + 4, at + length);
			if (bytes.subarray(0, 4).equals(Buffer.from("ERR "))) throw gitFaults.STORE_REJECTED({ message: printable(bytes.subarray(4)) });
			yield {
				kind: "data",
				bytes
			};
		}
		at += Math.max(length, 4);
	}
}
function line(bytes) {
	return bytes.toString("utf8").replace(/\n$/, "");
}
function printable(bytes) {
	return Buffer.from(bytes).toString("utf8").split(/[\r\n]+/).map((each) => each.replace(/[\p{C}]/gu, "").trim()).filter((each) => each !== "").join("\n").slice(0, 2e3);
}
function demultiplex(data) {
	const payload = [];
	const talk = [];
	for (const each of data) {
		if (each.kind !== "data") break;
		if (each.bytes[0] === 3) throw gitFaults.STORE_REJECTED({ message: printable(each.bytes.subarray(1)) });
		(each.bytes[0] === 1 ? payload : talk).push(each.bytes.subarray(1));
	}
	return {
		payload: Buffer.concat(payload),
		talk: Buffer.concat(talk)
	};
}

// src/git/http/receive-pack.ts
const NOTHING = "0".repeat(40);
const pushing = {
	"Content-Type": "application/x-git-receive-pack-request",
	Accept: "application/x-git-receive-pack-result"
};
async function push(http, { ref, expected, next, objects }) {
	const remote = await http({ path: "/info/refs?service=git-receive-pack" }, readAdvertisement);
	const actual = remote.refs.get(ref);
	if (actual !== expected) throw conflict(ref, expected, actual);
	if (expected === void 0) refuseClash(ref, remote.refs.keys());
	const wanted = [
		"report-status",
		"side-band-64k",
		"object-format=sha1"
	].filter((name) => remote.capabilities.has(name));
	const command = packet(`${expected ?? NOTHING} ${next} ${ref}\0 ${wanted.join(" ")}`);
	try {
		const body = Buffer.concat([
			command,
			FLUSH,
			pack(objects)
		]);
		const sideBand = wanted.includes("side-band-64k");
		return await http({
			path: "/git-receive-pack",
			headers: pushing,
			body
		}, (reply) => readReport(reply, ref, sideBand));
	} catch (error) {
		if (isFault(error, gitFaults.STORE_UNREACHABLE, gitFaults.STORE_REJECTED)) return {
			kind: "unclear",
			cause: error
		};
		throw error;
	}
}
async function drop(http, ref, at) {
	const command = packet(`${at} ${NOTHING} ${ref}\0 report-status delete-refs`);
	await http({
		path: "/git-receive-pack",
		headers: pushing,
		body: Buffer.concat([command, FLUSH])
	}, () => void 0);
}
function readAdvertisement(reply) {
	const refs = /* @__PURE__ */ new Map();
	const capabilities = /* @__PURE__ */ new Set();
	const all = [...packets(reply)];
	if (all.at(-1)?.kind !== "flush") throw broken();
	for (const each of all) {
		if (each.kind !== "data") continue;
		const [text = "", told = ""] = line(each.bytes).split("\0");
		for (const capability of told.split(" ")) capabilities.add(capability);
		const [, id, ref] = /^([0-9a-f]{40}) (\S+)$/.exec(text) ?? [];
		if (id !== void 0 && ref !== void 0 && id !== NOTHING) refs.set(ref, id);
	}
	if (!capabilities.has("report-status")) throw gitFaults.STORE_PROTOCOL_UNSUPPORTED();
	return {
		refs,
		capabilities
	};
}
function readReport(reply, ref, sideBand) {
	const { payload, talk } = sideBand ? demultiplex(packets(reply)) : {
		payload: reply,
		talk: Buffer.alloc(0)
	};
	const lines = Array.from(packets(payload)).flatMap((each) => each.kind === "data" ? [line(each.bytes)] : []);
	const message = printable(talk);
	const failed = lines.find((each) => each.startsWith("unpack ") && each !== "unpack ok");
	const refused = lines.find((each) => each.startsWith(`ng ${ref} `))?.slice(`ng ${ref} `.length);
	if (failed === void 0 && lines.includes(`ok ${ref}`)) return { kind: "accepted" };
	if (failed === void 0 && refused === void 0) throw broken();
	return {
		kind: "refused",
		reason: printable(Buffer.from(refused ?? failed ?? "")),
		message: message.replace(/\s*\n\s*/g, " ")
	};
}

// src/git/http/endorse.ts
async function endorsed(http, remote, move, endorse) {
	const { next, objects } = move;
	const own = objects.at(-1);
	if (own?.id !== next) return move;
	const ref = `refs/kaprien/${next}`;
	const reply = await push(http, {
		ref,
		expected: void 0,
		next,
		objects
	});
	if (reply.kind === "unclear") throw reply.cause;
	if (reply.kind === "refused") throw gitFaults.STORE_REJECTED({
		ref,
		reason: reply.reason,
		message: reply.message
	});
	try {
		const wanted = decodeCommit(own.body);
		const id = await endorse({
			...wanted,
			message: wanted.message.trimEnd()
		});
		const [made] = (await remote.fetch({
			wants: [id],
			depth: 1,
			filter: "tree:0"
		})).filter((each) => each.id === id);
		if (made === void 0 || !same(decodeCommit(made.body), wanted)) throw gitFaults.COMMIT_NOT_OURS({ commit: id });
		return {
			...move,
			next: id,
			objects: [made]
		};
	} finally {
		await drop(http, ref, next).catch(() => void 0);
	}
}
function same(made, wanted) {
	return made.tree === wanted.tree && made.parents.join(" ") === wanted.parents.join(" ") && made.message.trim() === wanted.message.trim();
}

// src/git/http/objects.ts
const SMALL_DIRECTORY = 64;
const FIRST_STRETCH = 64;
const LONGEST_STRETCH = 4096;
function remoteObjects(remote, memory) {
	const kept = /* @__PURE__ */ new Map();
	const whole = /* @__PURE__ */ new Set();
	const siblings = /* @__PURE__ */ new Map();
	const ancestors = /* @__PURE__ */ new Set();
	let stretch = FIRST_STRETCH;
	let bytes = 0;
	let asked;
	let turn = Promise.resolve();
	function add(objects) {
		for (const { id, type, body } of objects) {
			if (kept.has(id)) continue;
			kept.set(id, {
				type,
				body
			});
			bytes += body.length;
			if (type === "tree") remember(id, body);
			if (type === "commit") for (const parent of parentsIn(body)) ancestors.add(parent);
		}
		for (const [id, { body }] of kept) {
			if (bytes <= memory) break;
			kept.delete(id);
			bytes -= body.length;
		}
	}
	function remember(id, body) {
		const files = Array.from(decodeTree(id, body).values()).filter(({ mode }) => kindOf(mode) === "file").map((each) => each.id);
		if (files.length > 1 && files.length <= SMALL_DIRECTORY) for (const file of files) siblings.set(file, files);
	}
	function inTurn(action) {
		const result = turn.then(action);
		turn = result.catch(() => {});
		return result;
	}
	async function ask(id) {
		if (asked === void 0) {
			const ids = /* @__PURE__ */ new Set();
			asked = {
				ids,
				found: inTurn(async () => {
					await new Promise((resolve) => setImmediate(resolve));
					asked = void 0;
					return together(ids);
				})
			};
		}
		const { ids, found } = asked;
		const files = siblings.get(id) ?? [id];
		for (const each of files) siblings.delete(each);
		for (const each of files) ids.add(each);
		return (await found ?? await inTurn(() => together([id])))?.get(id);
	}
	async function together(ids) {
		const found = /* @__PURE__ */ new Map();
		const wants = [];
		for (const id of ids) {
			const object = kept.get(id);
			if (object === void 0) wants.push(id);
			else found.set(id, object);
		}
		if (wants.length === 0) return found;
		try {
			const objects = await remote.fetch({
				wants,
				filter: "blob:none"
			});
			add(objects);
			for (const { id, type, body } of objects) found.set(id, {
				type,
				body
			});
			return found;
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			const several = wants.length > 1;
			if (isFault(error, gitFaults.STORE_REJECTED)) return several ? void 0 : found;
			if (isFault(error, gitFaults.STORE_OBJECT_TOO_LARGE) && several) return void 0;
			throw error.with({ object: wants[0] });
		}
	}
	return {
		async read(id, limit) {
			const object = kept.get(id) ?? await ask(id).catch((error) => refused$2(error, id, limit));
			if (object !== void 0) withinLimit(id, object.body.length, limit);
			return object && {
				type: object.type,
				body: object.body.slice()
			};
		},
		async obtain(commit) {
			if (kept.has(commit)) return;
			try {
				if (ancestors.has(commit)) {
					add(await remote.fetch({
						wants: [commit],
						depth: stretch,
						filter: "tree:0"
					}));
					stretch = Math.min(stretch * 4, LONGEST_STRETCH);
					return;
				}
				add(await remote.fetch({
					wants: [commit],
					haves: [...whole],
					depth: 1,
					filter: "blob:none"
				}));
				if (kept.get(commit)?.type === "commit") whole.add(commit);
			} catch (error) {
				if (!(error instanceof Fault)) throw error;
				if (!isFault(error, gitFaults.STORE_REJECTED)) throw error.with({ object: commit });
			}
		},
		keep(commit, objects) {
			add(objects);
			whole.add(commit);
		}
	};
}
function refused$2(error, id, limit) {
	if (isFault(error, gitFaults.STORE_OBJECT_TOO_LARGE)) withinLimit(id, Number(error.data["size"]), limit);
	throw error;
}

// src/git/http/transport.ts
const LARGEST_REPLY = 2 ** 30;
const MOST_REDIRECTS = 5;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
function httpClient({ url, token, username = "x-access-token", timeout = 12e4 }) {
	const base = new URL(url);
	const [user, password] = token === void 0 ? [base.username, base.password].map(decodeURIComponent) : [username, token];
	const authorization = user === "" && password === "" ? {} : { Authorization: basic(user, password) };
	base.username = "";
	base.password = "";
	base.hash = "";
	const location = base.href.replace(/\/+$/, "");
	if (base.protocol === "http:" && "Authorization" in authorization && !LOOPBACK.test(base.hostname)) throw gitFaults.STORE_CLEARTEXT({ location });
	async function send(ask, target, { headers, body }, redirects) {
		const reply = await ask(target, {
			method: body === void 0 ? "GET" : "POST",
			headers: {
				"User-Agent": "git/kaprien",
				...authorization,
				...headers
			},
			redirect: "manual",
			...body === void 0 ? {} : { body }
		});
		const next = reply.headers.get("location");
		if (reply.status >= 300 && reply.status < 400 && next !== null) {
			await reply.body?.cancel();
			const moved = new URL(next, target);
			if (moved.origin !== target.origin || redirects === 0) throw gitFaults.STORE_REDIRECTED({
				location,
				to: moved.origin
			});
			return send(ask, moved, {
				headers: headers ?? {},
				path: "",
				...body === void 0 ? {} : { body }
			}, redirects - 1);
		}
		return reply;
	}
	return async (request, read) => {
		try {
			const target = new URL(`${location}${request.path}`);
			const { response, content } = await wholeAnswer({ seconds: timeout / 1e3 }, LARGEST_REPLY, (ask) => send(ask, target, request, MOST_REDIRECTS));
			if (response.status !== 200) throw refused$1(response, content, location);
			return read(content);
		} catch (error) {
			if (error instanceof TooLong) throw gitFaults.STORE_OBJECT_TOO_LARGE({
				location,
				size: error.size,
				limit: error.limit
			});
			throw error instanceof Fault ? error.with({ location }) : unreachable(error, location);
		}
	};
}
function basic(user = "", password = "") {
	return `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
}
function refused$1({ status, headers }, content, location) {
	const data = {
		location,
		status,
		message: printable(content.subarray(0, 500)).split("\n")[0]
	};
	const wait = headers.get("retry-after");
	if (status === 429 || status === 403 && wait !== null) return gitFaults.RATE_LIMITED({
		...data,
		until: waitText(wait),
		reason: data.message ?? ""
	});
	if (status === 401) return gitFaults.STORE_UNAUTHORIZED(data);
	if (status === 403) return gitFaults.STORE_FORBIDDEN(data);
	if (status === 404 || status === 410) return gitFaults.STORE_NOT_FOUND(data);
	return gitFaults.STORE_UNREACHABLE({
		...data,
		reason: `HTTP ${status}`
	});
}
function waitText(wait) {
	if (wait === null) return "some minutes have passed";
	return /^\d+$/.test(wait) ? `${wait} seconds have passed` : wait;
}
function unreachable(error, location) {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	const code = cause instanceof Error && "code" in cause ? cause.code : void 0;
	const words = cause instanceof TooLate ? cause.message : cause instanceof Error ? cause.name : "unknown";
	const reason = typeof code === "string" ? code : words;
	return gitFaults.STORE_UNREACHABLE({
		location,
		reason
	}, { cause: error });
}

// src/git/http/upload-pack.ts
function uploadPack(http, budget) {
	const version = { "Git-Protocol": "version=2" };
	let advertised;
	function capabilities() {
		advertised ??= http({
			path: "/info/refs?service=git-upload-pack",
			headers: version
		}, readCapabilities);
		advertised.catch(() => {
			advertised = void 0;
		});
		return advertised;
	}
	async function command(name, args, read) {
		const format = (await capabilities()).has("object-format") ? [packet("object-format=sha1\n")] : [];
		const body = [
			packet(`command=${name}\n`),
			...format,
			DELIMITER,
			...args.map((each) => packet(`${each}\n`)),
			FLUSH
		];
		return http({
			path: "/git-upload-pack",
			headers: {
				...version,
				"Content-Type": "application/x-git-upload-pack-request",
				Accept: "application/x-git-upload-pack-result"
			},
			body: Buffer.concat(body)
		}, (reply) => read(packets(reply)));
	}
	async function list(prefixes) {
		return command("ls-refs", prefixes.map((prefix) => `ref-prefix ${prefix}`), (reply) => {
			const found = /* @__PURE__ */ new Map();
			for (const each of reply) {
				if (each.kind === "flush") return found;
				const [, id, name] = each.kind === "data" && /^([0-9a-f]{40}) (\S+)/.exec(line(each.bytes)) || [];
				if (id === void 0 || name === void 0) throw broken();
				if (prefixes.some((prefix) => name.startsWith(prefix))) found.set(name, id);
			}
			throw broken();
		});
	}
	return {
		list,
		async resolve(ref) {
			return (await list([ref])).get(ref);
		},
		async fetch({ wants, haves = [], depth, filter }) {
			return command("fetch", [
				"ofs-delta",
				"no-progress",
				...(await capabilities()).get("fetch")?.split(" ").includes("filter") ?? false ? [`filter ${filter}`] : [],
				...depth === void 0 ? [] : [`deepen ${depth}`, ...haves.map((id) => `shallow ${id}`)],
				...wants.map((id) => `want ${id}`),
				...haves.map((id) => `have ${id}`),
				"done"
			], (reply) => {
				for (const each of reply) if (each.kind === "data" && line(each.bytes) === "packfile") return unpack$1(demultiplex(reply).payload, budget);
				throw broken();
			});
		}
	};
}
function readCapabilities(reply) {
	const lines = Array.from(packets(reply)).flatMap((each) => each.kind === "data" ? [line(each.bytes)] : []);
	if (!lines.includes("version 2")) throw gitFaults.STORE_PROTOCOL_UNSUPPORTED();
	const pairs = lines.map((each) => [each.split("=", 1)[0] ?? "", each.replace(/^[^=]*=?/, "")]);
	const format = new Map(pairs).get("object-format") ?? "sha1";
	if (format !== "sha1") throw gitFaults.STORE_FORMAT_UNSUPPORTED({ format });
	return new Map(pairs);
}

// src/git/http/store.ts
function openRemoteGitStore({ author, now, endorse, memory = 256 * 2 ** 20, ...options }) {
	const http = httpClient(options);
	const remote = uploadPack(http, memory);
	const objects = remoteObjects(remote, memory);
	const backend = {
		objects,
		async resolve(ref) {
			const id = await remote.resolve(ref);
			if (id !== void 0) await objects.obtain(id);
			return id;
		},
		list: remote.list,
		obtain: objects.obtain,
		async move(move) {
			const next = endorse === void 0 ? move : await endorsed(http, remote, move, endorse);
			await settle(remote, next, await push(http, next));
			objects.keep(next.next, [...move.objects, ...next.objects]);
			return next.next;
		}
	};
	return storeOver(backend, {
		author,
		now
	});
}
const PAUSES = [
	0,
	300,
	1500
];
const PROTECTED = /GH006|GH013|protected branch|rule violations|not allowed to push/i;
const LOCKED = /\.lock': File exists/;
async function settle(remote, move, reply) {
	const { ref, expected, next } = move;
	let actual;
	for (const pause of reply.kind === "refused" ? [0] : PAUSES) {
		await setTimeout(pause);
		actual = await remote.resolve(ref).catch((error) => {
			throw unknownResult(move, reply, error);
		});
		if (actual === next) return;
		if (actual !== expected) break;
	}
	if (reply.kind === "refused") {
		const raced = actual !== expected || /lock|failed to update ref|old value|fetch first|non-fast-forward/.test(reply.reason);
		const refusal = refused(ref, reply);
		throw raced ? conflict(ref, expected, actual, actual === expected ? refusal : void 0) : refusal;
	}
	const fate = actual === expected ? "absent" : await fateOf(remote, move, actual);
	if (fate === "arrived") return;
	if (reply.kind === "accepted" || fate === "unknown") throw unknownResult(move, reply);
	throw actual === expected ? reply.cause.with({ ref }) : conflict(ref, expected, actual);
}
function refused(ref, { reason, message }) {
	if (LOCKED.test(message)) return gitFaults.STORE_LOCKED({
		ref,
		file: `${ref}.lock`,
		message
	});
	return (PROTECTED.test(`${reason} ${message}`) ? gitFaults.STORE_PROTECTED : gitFaults.STORE_REJECTED)({
		ref,
		reason,
		message
	});
}
function unknownResult({ ref, next }, reply, cause) {
	return gitFaults.STORE_UNKNOWN_RESULT({
		ref,
		commit: next,
		reply: reply.kind
	}, { cause });
}
async function fateOf(remote, { expected, next }, tip) {
	if (tip === void 0) return "unknown";
	const request = {
		wants: [tip],
		depth: 50,
		filter: "tree:0"
	};
	const history = new Set((await remote.fetch(request).catch(() => [])).map(({ id }) => id));
	if (history.has(next)) return "arrived";
	return expected !== void 0 && history.has(expected) ? "absent" : "unknown";
}

// src/git/local/locate.ts
const missing = [
	"ENOENT",
	"ENOTDIR",
	"EISDIR"
];
async function textOf(file, absent = missing) {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		if (absent.includes(errorCode(error))) return void 0;
		throw error;
	}
}
function isMissing(error) {
	return missing.includes(errorCode(error));
}
function errorCode(error) {
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
async function isDirectory(file) {
	return stat(file).then((found) => found.isDirectory(), () => false);
}
async function isRepository(directory) {
	return (await Promise.all([textOf(path.join(directory, "HEAD")), isDirectory(path.join(directory, "objects"))])).every(Boolean);
}
async function withAlternates(objects, level = 0) {
	const found = (await textOf(path.join(objects, "info", "alternates")) ?? "").split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => path.resolve(objects, line));
	const further = level < 5 ? await Promise.all(found.map((directory) => withAlternates(directory, level + 1))) : [];
	return [.../* @__PURE__ */ new Set([...found, ...further.flat()])];
}
async function refuseForeign(common, directory) {
	const config = await textOf(path.join(common, "config")) ?? "";
	const foreign = /^\s*(?:objectformat\s*=\s*sha256|refstorage\s*=\s*reftable)\b/im.exec(config)?.[0].trim();
	if (foreign !== void 0) throw gitFaults.STORE_FORMAT_UNSUPPORTED({
		directory,
		format: foreign
	});
}
async function locate(directory) {
	const dotGit = path.join(directory, ".git");
	const pointer = /^gitdir: (.+)$/m.exec(await textOf(dotGit) ?? "")?.[1];
	const head = pointer !== void 0 ? path.resolve(directory, pointer) : await isDirectory(dotGit) ? dotGit : directory;
	const shared = await textOf(path.join(head, "commondir"));
	const common = shared === void 0 ? head : path.resolve(head, shared.trim());
	if (!await isRepository(common)) throw gitFaults.STORE_NOT_FOUND({ location: directory });
	await refuseForeign(common, directory);
	const objects = path.join(common, "objects");
	return {
		head,
		common,
		objects: [objects, ...await withAlternates(objects)]
	};
}

// src/git/local/loose.ts
const deflated = promisify(deflate);
const inflated = promisify(inflate);
function fileOf(directory, id) {
	return path.join(directory, id.slice(0, 2), id.slice(2));
}
function isType(name) {
	return name === "blob" || name === "tree" || name === "commit" || name === "tag";
}
async function readLoose(directory, id, limit) {
	let file;
	try {
		file = await open(fileOf(directory, id), "r");
	} catch (error) {
		if (isMissing(error)) return void 0;
		throw error;
	}
	try {
		const first = Buffer.alloc(4096);
		const { bytesRead } = await file.read(first, 0, first.length, 0);
		return await unpack(file, first.subarray(0, bytesRead), id, limit);
	} finally {
		await file.close();
	}
}
async function unpack(file, first, id, limit) {
	try {
		const start = inflateSync(first, { finishFlush: constants$2.Z_SYNC_FLUSH }).toString("latin1");
		const [matched = "", type, length] = /^(\w+) (\d+)\0/.exec(start) ?? [];
		const size = Number(length);
		if (!isType(type)) throw corrupt$2(id);
		withinLimit(id, size, limit);
		const whole = await inflated(await rest(file, first), { maxOutputLength: matched.length + size + 1 });
		if (whole.length !== matched.length + size || createHash("sha1").update(whole).digest("hex") !== id) throw corrupt$2(id);
		return {
			type,
			body: whole.subarray(matched.length)
		};
	} catch (error) {
		throw error instanceof Fault ? error : corrupt$2(id, error);
	}
}
function corrupt$2(object, cause) {
	return gitFaults.STORE_CORRUPT({
		object,
		reason: `the file of object ${object} cannot be read`
	}, { cause });
}
async function rest(file, first) {
	const { size } = await file.stat();
	if (size <= first.length) return first;
	const whole = Buffer.alloc(size);
	await file.read(whole, 0, size, 0);
	return whole;
}
async function writeLoose(directory, object) {
	const file = fileOf(directory, object.id);
	if (await freshened(file)) return;
	const temporary = path.join(path.dirname(file), `tmp_obj_${randomBytes(8).toString("hex")}`);
	const content = await deflated(Buffer.concat([header(object), object.body]));
	try {
		const handle = await create(temporary);
		try {
			await handle.writeFile(content);
			await handle.sync();
		} finally {
			await handle.close();
		}
		await rename(temporary, file);
	} catch (error) {
		await rm(temporary, { force: true });
		if (!(errorCode(error) === "EPERM" && await freshened(file))) throw error;
	}
}
async function create(file) {
	for (let attempt = 1;; attempt += 1) try {
		await mkdir(path.dirname(file), { recursive: true });
		return await open(file, "wx", 292);
	} catch (error) {
		if (errorCode(error) !== "ENOENT" || attempt === 5) throw error;
	}
}
async function freshened(file) {
	try {
		const now = /* @__PURE__ */ new Date();
		await utimes(file, now, now);
		return true;
	} catch (error) {
		if (isMissing(error)) return false;
		throw error;
	}
}

// src/git/local/packed.ts
var import_isomorphic_git = /* @__PURE__ */ __toESM(require_isomorphic_git(), 1);
const MOST_ATTEMPTS = 6;
function packReader(directory) {
	const gitdir = path.dirname(directory);
	let cache = {};
	let packs = [];
	async function forgetReplaced() {
		const present = await readdir(path.join(directory, "pack")).catch(noPacks);
		if (packs.some((name) => !present.includes(name))) cache = {};
		packs = present;
	}
	async function read(id, limit) {
		const found = await import_isomorphic_git.readObject({
			fs,
			gitdir,
			oid: id,
			format: "content",
			cache
		});
		if (found.format !== "content" || !(found.object instanceof Uint8Array) || found.type === void 0) return void 0;
		withinLimit(id, found.object.length, limit);
		return {
			type: found.type,
			body: found.object
		};
	}
	return async (id, limit) => {
		await forgetReplaced();
		for (let attempt = 1;; attempt += 1) try {
			return await read(id, limit);
		} catch (error) {
			if (error instanceof Fault) throw error;
			const missing = error instanceof import_isomorphic_git.Errors.NotFoundError;
			if (missing && attempt > 1) return void 0;
			if (attempt === MOST_ATTEMPTS) throw corrupt$1(id, error);
			cache = {};
			if (!missing) await setTimeout(attempt * 20);
		}
	};
}
function noPacks(error) {
	if (isMissing(error)) return [];
	throw error;
}
function corrupt$1(object, cause) {
	return gitFaults.STORE_CORRUPT({
		object,
		reason: `a pack that should hold ${object} cannot be read`
	}, { cause });
}

// src/git/local/refs.ts
async function readLooseRef(location, ref) {
	const text = await textOf(path.join(ref === "HEAD" ? location.head : location.common, ...ref.split("/")));
	if (text === void 0) return void 0;
	const symbolic = /^ref: *(\S+)\s*$/.exec(text)?.[1];
	if (symbolic !== void 0) return {
		kind: "symbolic",
		ref: symbolic
	};
	const id = text.trim();
	if (!COMMIT_ID.test(id)) throw corrupt(ref, `the file of ${ref} holds no object id`);
	return {
		kind: "id",
		id
	};
}
async function packedRefs(location) {
	const file = path.join(location.common, "packed-refs");
	const lines = (await textOf(file, ["ENOENT"]) ?? "").split("\n");
	const refs = /* @__PURE__ */ new Map();
	if (lines.pop() !== "") throw corrupt("packed-refs", "packed-refs is cut off");
	for (const line of lines) {
		const [, id, ref] = /^([0-9a-f]{40}) (\S+)$/.exec(line) ?? [];
		if (id !== void 0 && ref !== void 0) refs.set(ref, id);
		else if (!/^(?:#.*|\^[0-9a-f]{40})$/.test(line)) throw corrupt("packed-refs", "packed-refs has a line that cannot be read");
	}
	return refs;
}
const mayDangle = /^(?:refs\/remotes\/[^/]+\/)?HEAD$/;
async function follow(location, ref) {
	let name = ref;
	for (let step = 0; step < 5; step += 1) {
		const target = await readLooseRef(location, name);
		if (target?.kind === "id") return {
			ref: name,
			id: target.id
		};
		if (target === void 0) {
			const id = (await packedRefs(location)).get(name);
			if (id === void 0 && name !== ref && !mayDangle.test(ref)) throw corrupt(ref, `${ref} points to ${name}, which is not there`);
			return {
				ref: name,
				id
			};
		}
		name = target.ref;
	}
	throw corrupt(ref, `${ref} points to a ref that points to another, and so on`);
}
function corrupt(ref, reason) {
	return gitFaults.STORE_CORRUPT({
		ref,
		reason
	});
}
async function resolveLocal(location, ref) {
	const { id } = await follow(location, ref);
	if (ref === "HEAD" && id === void 0 && await readLooseRef(location, ref) === void 0) throw corrupt(ref, "HEAD is not there");
	return id;
}
async function listLocal(location, prefixes) {
	const loose = await Promise.all(prefixes.map((prefix) => looseRefs(location, prefix.slice(0, prefix.lastIndexOf("/")))));
	const wanted = [...(await packedRefs(location)).keys(), ...loose.flat()].filter((ref) => prefixes.some((prefix) => ref.startsWith(prefix)));
	const found = /* @__PURE__ */ new Map();
	for (const ref of new Set(wanted)) {
		const id = await resolveLocal(location, ref);
		if (id !== void 0) found.set(ref, id);
	}
	return found;
}
async function looseRefs(location, folder) {
	const entries = await readdir(path.join(location.common, ...folder.split("/")), { withFileTypes: true }).catch((error) => {
		if (isMissing(error)) return [];
		throw error;
	});
	return (await Promise.all(entries.map((entry) => {
		const name = `${folder}/${entry.name}`;
		if (entry.isDirectory()) return looseRefs(location, name);
		return isRefName(name) ? [name] : [];
	}))).flat();
}
async function moveLocal(location, move, patience) {
	const { ref } = await follow(location, move.ref);
	const file = path.join(location.common, ...ref.split("/"));
	const lock = await acquire(location, ref, `${file}.lock`, patience);
	try {
		try {
			const { id: actual } = await follow(location, ref);
			if (actual !== move.expected) throw conflict(ref, move.expected, actual);
			if (actual === void 0) refuseClash(ref, (await packedRefs(location)).keys());
			await lock.writeFile(`${move.next}\n`);
			await lock.sync();
		} finally {
			await lock.close();
		}
		await replace(`${file}.lock`, file, ref);
	} catch (error) {
		await rm(`${file}.lock`, { force: true });
		throw error;
	}
}
async function acquire(location, ref, file, patience) {
	let waited = 0;
	for (;;) try {
		await mkdir(path.dirname(file), { recursive: true });
		return await open(file, "wx", 438);
	} catch (error) {
		const code = errorCode(error);
		await refuseParents(location, ref);
		if (![
			"EEXIST",
			"ENOENT",
			"EPERM",
			"EBUSY"
		].includes(code)) throw error;
		if (waited >= patience) {
			if (code !== "EEXIST") throw error;
			throw gitFaults.STORE_LOCKED({
				ref,
				file: path.relative(location.common, file)
			}, { cause: error });
		}
		const pause = randomInt(5, 50);
		await setTimeout(pause);
		waited += pause;
	}
}
async function refuseParents(location, ref) {
	const parts = ref.split("/");
	for (let length = 3; length < parts.length; length += 1) {
		const parent = parts.slice(0, length).join("/");
		if (await readLooseRef(location, parent) !== void 0) throw gitFaults.STORE_REF_TAKEN({
			ref,
			other: parent
		});
	}
}
async function replace(lock, file, ref) {
	try {
		await rename(lock, file);
	} catch (error) {
		if (![
			"EISDIR",
			"EEXIST",
			"ENOTEMPTY",
			"EPERM",
			"ENOTDIR"
		].includes(errorCode(error))) throw error;
		await removeEmpty(file, ref);
		await rename(lock, file);
	}
}
async function removeEmpty(folder, ref) {
	for (const entry of await readdir(folder, { withFileTypes: true })) {
		if (!entry.isDirectory()) throw gitFaults.STORE_REF_TAKEN({
			ref,
			other: `${ref}/${entry.name}`
		});
		await removeEmpty(path.join(folder, entry.name), `${ref}/${entry.name}`);
	}
	await rmdir(folder);
}

// src/git/local/unfetched.ts
const COPIES = "refs/remotes/origin/";
async function refuseUnfetched(location, ref) {
	if (!ref.startsWith(COPIES)) return;
	const branch = ref.slice(20);
	const remotes = await remotesOf(location);
	await refusePartial(location, remotes, branch);
	for (const { name, refspecs } of remotes) for (const copy of refspecs.flatMap((refspec) => copyOf(refspec, branch))) {
		if (copy === ref || await resolveLocal(location, copy) === void 0) continue;
		throw unknown(branch, `the remote ${name} has one of that name`, `git fetch ${name} ${branch}:${branch}`);
	}
}
async function refuseUnlisted(location, prefix) {
	if (prefix.startsWith(COPIES)) await refusePartial(location, await remotesOf(location), `${prefix.slice(20)}*`);
}
async function refusePartial(location, remotes, branch) {
	const origin = remotes.filter(({ name }) => name === "origin");
	const shallow = (await textOf(path.join(location.common, "shallow")) ?? "") !== "";
	const asked = origin.length > 0 ? origin : remotes;
	for (const { name, refspecs } of asked.length > 0 ? asked : [{
		name: "<address>",
		refspecs: []
	}]) {
		const some = refspecs.length > 0 && !covers(refspecs, branch);
		if (!some && !shallow) continue;
		const widen = some ? `git remote set-branches ${name} '*' && ` : "";
		const all = refspecs.length === 0 ? ` '+refs/heads/*:${COPIES}*'` : "";
		throw unknown(branch, some ? `this clone fetches only some branches of ${name}` : "this clone is shallow", `${widen}git fetch ${shallow ? "--unshallow " : ""}${name}${all}`);
	}
}
function unknown(branch, reason, command) {
	return gitFaults.STORE_BRANCH_UNKNOWN({
		branch,
		reason,
		command
	});
}
async function remotesOf({ common: gitdir }) {
	const remotes = await import_isomorphic_git.listRemotes({
		fs,
		gitdir
	});
	return Promise.all(remotes.map(async ({ remote: name }) => {
		return {
			name,
			refspecs: (await import_isomorphic_git.getConfigAll({
				fs,
				gitdir,
				path: `remote.${name}.fetch`
			})).map(String)
		};
	}));
}
function covers(refspecs, branch) {
	const full = `refs/heads/${branch}`;
	const left = refspecs.filter((refspec) => refspec.startsWith("^")).map((refspec) => refspec.slice(1));
	const start = full.replace(/\*$/, "");
	if (left.some((source) => within(full, source) || start !== full && source.startsWith(start))) return false;
	return refspecs.some((refspec) => within(full, sourceOf(refspec)));
}
function sourceOf(refspec) {
	return refspec.replace(/^\+/, "").split(":")[0] ?? "";
}
function within(full, source) {
	const [before = "", after] = source.split("*");
	if (after === void 0) return full === source;
	return full.length >= before.length + after.length && full.startsWith(before) && full.endsWith(after);
}
function copyOf(refspec, branch) {
	const full = `refs/heads/${branch}`;
	const source = sourceOf(refspec);
	const target = refspec.split(":")[1];
	if (target === void 0 || target === "" || !within(full, source)) return [];
	const [before = "", after] = source.split("*");
	if (after === void 0) return [target];
	return [target.replace("*", () => full.slice(before.length, full.length - after.length))];
}

// src/git/local/store.ts
async function openGitStore({ directory, patience = 1e4, ...identity }) {
	return storeOver(guarded(directory, localBackend(await locate(directory), patience)), identity);
}
function localBackend(location, patience) {
	return {
		objects: localObjects(location),
		async resolve(ref) {
			const id = await resolveLocal(location, ref);
			if (id === void 0) await refuseUnfetched(location, ref);
			return id;
		},
		async list(prefixes) {
			for (const prefix of prefixes) await refuseUnlisted(location, prefix);
			return listLocal(location, prefixes);
		},
		async obtain() {},
		async move({ objects, ...move }) {
			const actual = await resolveLocal(location, move.ref);
			if (actual !== move.expected) throw conflict(move.ref, move.expected, actual);
			await writeObjects(location.objects[0], objects);
			await moveLocal(location, move, patience);
			return move.next;
		}
	};
}
function guarded(directory, { objects, resolve, list, obtain, move }) {
	const guard = async (action) => {
		try {
			return await action;
		} catch (error) {
			if (error instanceof Fault || errorCode(error) === "") throw error;
			throw gitFaults.STORE_FILES({
				location: directory,
				reason: error.message
			}, { cause: error });
		}
	};
	return {
		objects: { read: (id, limit) => guard(objects.read(id, limit)) },
		resolve: (ref) => guard(resolve(ref)),
		list: (prefixes) => guard(list(prefixes)),
		obtain,
		move: (to) => guard(move(to))
	};
}
function localObjects(location) {
	const places = location.objects.map((directory) => ({
		directory,
		packs: packReader(directory)
	}));
	return { async read(id, limit) {
		for (const { directory, packs } of places) {
			const found = await readLoose(directory, id, limit) ?? await packs(id, limit);
			if (found !== void 0) return found;
		}
	} };
}
const AT_ONCE = 16;
async function writeObjects(directory, objects) {
	const queue = objects.values();
	async function drain() {
		for (const object of queue) await writeLoose(directory, object);
	}
	await Promise.all(Array.from({ length: AT_ONCE }, drain));
}

// src/git/open.ts
async function openStore(location, { token, endorse, ...identity }) {
	if (!/^https?:\/\//i.test(location)) return openGitStore({
		directory: location,
		...identity
	});
	return openRemoteGitStore({
		url: location,
		...identity,
		...token === void 0 ? {} : { token },
		...endorse === void 0 ? {} : { endorse }
	});
}

export { openStore };