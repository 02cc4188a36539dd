import { i as isFault } from "./fault.js";
import { o as baseFaults } from "./time.js";
import { a as sameBytes, o as sha256 } from "./digest.js";
import { d as limits } from "./envelope.js";
import { f as topLevelRoles } from "./delegations.js";
import { t as clientFaults } from "./faults.js";

// src/client/memory.ts
async function openMemory(workspace, { site, pin, directory, home }) {
	if (directory === void 0) {
		const own = `clients/${sha256(`${site.metadata} ${pin}`).slice(0, 32)}`;
		return directoryMemory(workspace, own, home === void 0 ? own : `${home}/${own}`);
	}
	const memory = directoryMemory(workspace, directory);
	const root = await memory.read("root");
	const record = `${directory}/started-from`;
	const text = Buffer.from(await workspace.read(record, 1024) ?? "").toString().trim();
	const recorded = /^sha256:([0-9a-f]{64})$/.exec(text)?.[1];
	const started = root === void 0 ? pin : recorded ?? sha256(root);
	if (pin !== void 0 && started !== void 0 && pin !== started) throw clientFaults.CLIENT_ROOT_OTHER({
		directory,
		pin,
		started
	});
	if (started !== void 0 && started !== recorded) await workspace.write(/* @__PURE__ */ new Map([[record, Buffer.from(`sha256:${started}\n`)]]), "replace");
	return memory;
}
function directoryMemory(workspace, directory, place = directory) {
	const seen = /* @__PURE__ */ new Map();
	const fileOf = (role) => `${directory}/${fileName(role)}`;
	const present = async (role) => {
		try {
			return await workspace.read(fileOf(role), isTopLevel(role) ? limits[role] : limits.targets);
		} catch (error) {
			if (!isFault(error, baseFaults.FILE_TOO_LARGE)) throw error;
			if (role === "root") throw clientFaults.CLIENT_ROOT_UNUSABLE({
				reason: "it is too large",
				place
			});
			return;
		}
	};
	return {
		place,
		async read(role) {
			const bytes = await present(role);
			seen.set(role, bytes);
			return bytes;
		},
		async keep(role, bytes) {
			const there = await present(role);
			const before = seen.get(role);
			const foreign = there !== void 0 && !(before !== void 0 && sameBytes(there, before));
			if (bytes !== null && foreign && versionOf(there) > versionOf(bytes)) return;
			await workspace.write(/* @__PURE__ */ new Map([[fileOf(role), bytes]]), "replace");
			seen.set(role, bytes ?? void 0);
		}
	};
}
function temporaryMemory(files) {
	const held = new Map(files);
	return {
		place: "memory",
		files: held,
		read: async (role) => held.get(role),
		async keep(role, bytes) {
			if (bytes === null) held.delete(role);
			else held.set(role, bytes);
		}
	};
}
function fileName(role) {
	if (isTopLevel(role)) return `${role}.json`;
	const encoded = Array.from(Buffer.from(role), (byte, at) => {
		const letter = String.fromCharCode(byte);
		return (at === 0 ? /[a-z0-9_-]/ : /[a-z0-9._-]/).test(letter) ? letter : `%${byte.toString(16).padStart(2, "0")}`;
	}).join("");
	return encoded.length > 200 ? `%sha256-${sha256(Buffer.from(role))}.json` : `${encoded}.json`;
}
function isTopLevel(role) {
	return topLevelRoles.includes(role);
}
function versionOf(bytes) {
	try {
		const { signed } = JSON.parse(Buffer.from(bytes).toString());
		return typeof signed?.version === "number" ? signed.version : 0;
	} catch {
		return 0;
	}
}

export { temporaryMemory as n, versionOf as r, openMemory as t };