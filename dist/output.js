import { t as Fault } from "./fault.js";
import { t as workspaceFaults } from "./faults4.js";
import { t as syncDirectory } from "./sync.js";
import { dirname, join, relative, sep } from "node:path";
import { createReadStream } from "node:fs";
import { tmpdir } from "node:os";
import { lstat, mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { pipeline } from "node:stream/promises";

// src/workspace/directory/output.ts
async function outputFile(path) {
	return fileFor(path, dirname(path));
}
async function outputBelow(directory, path) {
	await guard(() => mkdir(directory, { recursive: true }));
	const between = relative(directory, dirname(path)).split(sep).filter(Boolean);
	for (let depth = 1; depth <= between.length; depth++) {
		const step = join(directory, ...between.slice(0, depth));
		const found = await present(step);
		if (found !== void 0 && !found.isDirectory()) throw workspaceFaults.OUTPUT_NOT_PLAIN({ file: step });
	}
	const file = await fileFor(path, directory);
	return await present(path) === void 0 ? file : {
		...file,
		existing: path
	};
}
async function outputStream(stream) {
	const directory = await guard(() => mkdtemp(join(tmpdir(), "kaprien-")));
	const part = join(directory, "part");
	return {
		part,
		keep: () => guard(() => pipeline(createReadStream(part), stream, { end: false })),
		discard: () => guard(() => rm(directory, {
			recursive: true,
			force: true
		}))
	};
}
async function fileFor(path, directory) {
	const found = await present(path);
	if (found !== void 0 && !found.isFile()) throw workspaceFaults.OUTPUT_NOT_PLAIN({ file: path });
	if (!(await guard(() => stat(directory))).isDirectory()) throw workspaceFaults.WORKSPACE_UNWRITABLE({ reason: `${directory} is not a directory` });
	const part = join(directory, `.kaprien-${randomBytes(6).toString("hex")}.part`);
	return {
		part,
		keep: () => guard(async () => {
			await mkdir(dirname(path), { recursive: true });
			await rename(part, path);
			await syncDirectory(dirname(path));
		}),
		discard: () => guard(() => rm(part, { force: true }))
	};
}
function present(path) {
	return guard(() => lstat(path).catch((error) => {
		if (error.code === "ENOENT") return void 0;
		throw error;
	}));
}
async function guard(action) {
	try {
		return await action();
	} catch (cause) {
		if (cause instanceof Fault) throw cause;
		throw workspaceFaults.WORKSPACE_UNWRITABLE({ reason: cause.message }, { cause });
	}
}

export { outputBelow, outputFile, outputStream };