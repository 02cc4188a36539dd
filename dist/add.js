import { l as refusal } from "./visits.js";
import { t as policyFaults } from "./faults11.js";
import { c as releaseFaults, i as releaseLine, n as parseReleaseFile, o as releaseText, r as releaseLimit, t as decodeRelease } from "./release-file.js";
import { R as pathProblem } from "./merged-source.js";
import { S as fromPlain } from "./key.js";
import { t as proposalFaults } from "./faults13.js";
import { createHash } from "node:crypto";

// src/proposal/add.ts
const schema = "https://unpkg.com/kaprien/schema/release.json";
async function add({ repository, ...ports }, names, { dryRun, ...options }) {
	const { files, ...sums } = await makeRelease(ports, names, options);
	if (!dryRun) await repository.write(files, "refuse");
	return {
		files: [...files.keys()],
		...sums
	};
}
async function makeRelease(ports, names, options) {
	if (parseReleaseFile(`${options.release}.json`) === void 0) throw proposalFaults.RELEASE_NAME({ release: options.release });
	const { targets: lines, bytes: total } = await measure(ports, options);
	const files = releaseFiles(lines, names, options);
	for (const [file, bytes] of files) {
		const result = decodeRelease(bytes, file);
		if ("findings" in result) throw refusal(result.findings) ?? new RangeError(file);
	}
	return {
		files,
		targets: lines.length,
		bytes: total
	};
}
async function measure(ports, options) {
	const found = await ports.sources.find(options.files);
	const paths = targetPaths(found, options);
	const total = found.reduce((sum, { size }) => sum + size, 0);
	const lines = [];
	const progress = ports.reporter.progress("hashing", total, "bytes");
	try {
		for (const [index, file] of found.entries()) {
			const hash = createHash("sha256");
			let length = 0;
			for await (const chunk of ports.sources.stream(file.path)) {
				hash.update(chunk);
				length += chunk.length;
				progress.advance(chunk.length);
			}
			lines.push({
				path: paths[index] ?? "",
				length,
				sha256: hash.digest("hex")
			});
		}
	} finally {
		progress.done();
	}
	lines.sort((a, b) => a.path < b.path ? -1 : 1);
	return {
		targets: lines,
		bytes: total
	};
}
function targetPaths(found, options) {
	const seen = /* @__PURE__ */ new Map();
	return found.map(({ path }) => {
		const plain = (options.strip !== "" && path.startsWith(`${options.strip}/`) ? path.slice(options.strip.length + 1) : path).replace(/^(?:\.\.\/)+/, "");
		const target = options.prefix === "" ? plain : `${options.prefix.replace(/\/$/, "")}/${plain}`;
		const reason = pathProblem(target, options.unicode);
		if (reason !== void 0) throw policyFaults.TARGET_PATH_INVALID({
			file: path,
			path: target,
			reason
		});
		const twin = seen.get(target);
		if (twin !== void 0) throw releaseFaults.RELEASE_DUPLICATE_PATH({
			file: path,
			path: target,
			first: twin
		});
		seen.set(target, path);
		return target;
	});
}
function releaseFiles(lines, names, { release, replaces, url, source }) {
	const members = new Map([
		["$schema", schema],
		...replaces.length > 0 ? [["replaces", replaces]] : [],
		...source === void 0 ? [] : [["source", fromPlain(source)]]
	]);
	const around = Buffer.byteLength(releaseText([], members));
	const parts = [[]];
	let size = around;
	for (const { path, length, sha256 } of lines) {
		const where = url === void 0 ? {} : { url: addressOf(url, path) };
		const line = releaseLine(fromPlain({
			path,
			length,
			hashes: { sha256 },
			...where
		}));
		const bytes = Buffer.byteLength(line) + 2;
		if (size + bytes > 1048576) {
			parts.push([]);
			size = around;
		}
		parts.at(-1)?.push(line);
		size += bytes;
	}
	return new Map(parts.map((part, index) => {
		const suffix = index === 0 ? "" : `-${index + 1}`;
		return [`${names.targets}/${release}${suffix}.json`, new TextEncoder().encode(releaseText(part, members))];
	}));
}
function addressOf(template, path) {
	const encoded = path.split("/").map(encodeURIComponent);
	const values = /* @__PURE__ */ new Map([["{path}", encoded.join("/")], ["{name}", encoded.at(-1) ?? ""]]);
	return template.replace(/\{(?:path|name)\}/g, (blank) => values.get(blank) ?? blank);
}

export { makeRelease as n, measure as r, add as t };