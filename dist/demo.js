import { o as __toESM } from "./rolldown-runtime.js";
import { i as isFault } from "./fault.js";
import { t as faultText } from "./fault-text.js";
import { t as cliFaults } from "./faults5.js";
import { t as flag } from "./flags.js";
import { t as openSession } from "./session.js";
import { t as clientFaults } from "./faults.js";
import { t as tufFaults } from "./faults8.js";
import { t as require_isomorphic_git } from "./isomorphic-git.js";
import { t as compose } from "./compose.js";
import { o as sha256 } from "./digest.js";
import { join, normalize } from "node:path";
import * as fs$2 from "node:fs";
import { createReadStream } from "node:fs";
import { tmpdir } from "node:os";
import { copyFile, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { Writable, pipeline } from "node:stream";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";

// src/cli/demo/intruder.ts
var import_isomorphic_git = /* @__PURE__ */ __toESM(require_isomorphic_git(), 1);
async function editSignedBranch(gitdir) {
	const ref = "refs/heads/tuf";
	const parent = await import_isomorphic_git.resolveRef({
		fs: fs$2,
		gitdir,
		ref
	});
	const path = [
		"metadata",
		"bins",
		"0",
		"bins-00.json"
	];
	const { commit } = await import_isomorphic_git.readCommit({
		fs: fs$2,
		gitdir,
		oid: parent
	});
	const { blob } = await import_isomorphic_git.readBlob({
		fs: fs$2,
		gitdir,
		oid: parent,
		filepath: path.join("/")
	});
	const bin = JSON.parse(new TextDecoder().decode(blob));
	bin.signed.targets["app/1.0.0/backdoor"] = {
		length: 1,
		hashes: { sha256: "0".repeat(64) }
	};
	const edited = await import_isomorphic_git.writeBlob({
		fs: fs$2,
		gitdir,
		blob: new TextEncoder().encode(JSON.stringify(bin))
	});
	const tree = await replace(gitdir, commit.tree, path, edited);
	const author = {
		name: "Intruder",
		email: "intruder@example.com",
		timestamp: commit.author.timestamp + 60,
		timezoneOffset: 0
	};
	const oid = await import_isomorphic_git.writeCommit({
		fs: fs$2,
		gitdir,
		commit: {
			tree,
			parent: [parent],
			author,
			committer: author,
			message: "Small fix\n"
		}
	});
	await import_isomorphic_git.writeRef({
		fs: fs$2,
		gitdir,
		ref,
		value: oid,
		force: true
	});
}
async function replace(gitdir, tree, [name, ...below], blob) {
	const { tree: entries } = await import_isomorphic_git.readTree({
		fs: fs$2,
		gitdir,
		oid: tree
	});
	const changed = [];
	for (const entry of entries) if (entry.path !== name) changed.push(entry);
	else changed.push({
		...entry,
		oid: below.length === 0 ? blob : await replace(gitdir, entry.oid, below, blob)
	});
	return import_isomorphic_git.writeTree({
		fs: fs$2,
		gitdir,
		tree: changed
	});
}

// src/cli/demo/attacks.ts
async function attacks(place, run, say, url) {
	const site = join(place.directory, "site");
	const target = "app/1.0.0/app-1.0.0.tar.gz";
	const download = () => run("download", {
		from: url,
		output: "downloaded.tar.gz"
	}, [target]);
	const folder = join(site, "targets/app/1.0.0");
	const file = join(folder, (await readdir(folder))[0] ?? "");
	const genuine = await readFile(file);
	await say.refused("The file on the mirror is replaced by another of the same size.", clientFaults.CLIENT_REFUSED, async () => {
		await writeFile(file, Buffer.from(genuine).fill("malware!", 0, 8));
		await download();
	});
	await writeFile(file, genuine);
	const timestamp = join(site, "metadata/timestamp.json");
	const old = join(place.directory, "old-timestamp.json");
	await copyFile(timestamp, old);
	say.step("A second release goes the same way");
	await place.artifact("app-1.1.0.tar.gz", "the second release\n".repeat(4096));
	await run("add", {
		release: "app/1.1.0",
		prefix: "app/1.1.0",
		strip: "artifacts"
	}, ["artifacts/app-1.1.0.tar.gz"]);
	await place.commitToBranch("release-1.1.0", "Release app 1.1.0");
	await place.merge("release-1.1.0");
	await run("worker");
	await run("publish", {
		to: "site",
		files: "artifacts-by-path"
	});
	await download();
	await say.refused("The mirror shows yesterday's timestamp, to hide the new release.", tufFaults.ROLE_ROLLBACK, async () => {
		await copyFile(old, timestamp);
		await download();
	});
	await say.refused("Somebody with push rights adds a target to a hash bin on the signed branch, by hand.", tufFaults.ROLE_SIGNATURES_MISSING, async () => {
		await editSignedBranch(place.repository);
		await run("worker");
	});
}

// src/cli/demo/repository.ts
const ceremony = `version: 1
keys:
  ana:    { create: ed25519, file: keys/ana.key, passphrase: env:DEMO_PASSPHRASE }
  ben:    { create: ed25519, file: keys/ben.key, passphrase: env:DEMO_PASSPHRASE }
  eva:    { create: ed25519, file: keys/eva.key, passphrase: env:DEMO_PASSPHRASE }
  online: { use: env:KAPRIEN_ONLINE_KEY }
roles:
  root:    { keys: [ana, ben, eva], threshold: 2 }
  targets: { keys: [ana, ben], threshold: 1 }
  bins:    { keys: [online] }
`;
async function setUp(root, clock) {
	const directory = join(root, "work");
	const repository = join(root, "acme.git");
	for (const name of [
		"",
		"keys",
		"artifacts",
		"artifacts-by-path"
	]) await mkdir(join(directory, name), { recursive: true });
	await import_isomorphic_git.init({
		fs: fs$2,
		dir: repository,
		bare: true,
		defaultBranch: "main"
	});
	await writeFile(join(directory, "ceremony.yml"), ceremony);
	const { privateKey } = generateKeyPairSync("ed25519");
	const variables = /* @__PURE__ */ new Map([
		["KAPRIEN_ONLINE_KEY", privateKey.export({
			type: "pkcs8",
			format: "pem"
		}).toString()],
		["DEMO_PASSPHRASE", randomBytes(18).toString("base64")],
		["XDG_DATA_HOME", join(root, "data")]
	]);
	const store = await compose.store(repository, void 0, clock);
	const commit = async (branch, parents, paths, message) => {
		const files = /* @__PURE__ */ new Map();
		for (const path of paths) for (const file of await filesBelow(directory, path)) files.set(file, await readFile(join(directory, file)));
		await store.propose(branch, parents, {
			files,
			grafts: /* @__PURE__ */ new Map()
		}, message);
	};
	const head = async (branch) => (await store.tree(branch))?.commit ?? "";
	return {
		directory,
		repository,
		take: (name) => variables.get(name),
		commitToMain: async (message, paths) => commit("main", [], paths, message),
		async commitToBranch(branch, message) {
			await store.start(branch, await head("main"));
			await commit(branch, [await head(branch)], ["targets"], message);
		},
		async merge(branch) {
			await commit("main", [await head("main"), await head(branch)], ["targets"], `Merge ${branch}`);
		},
		async artifact(name, content) {
			const release = name.replace(/^app-|\.tar\.gz$/g, "");
			await writeFile(join(directory, "artifacts", name), content);
			await mkdir(join(directory, "artifacts-by-path", "app", release), { recursive: true });
			await cp(join(directory, "artifacts", name), join(directory, "artifacts-by-path", "app", release, name));
		},
		async pin() {
			variables.set("KAPRIEN_TRUSTED_ROOT", sha256(await readFile(join(directory, "trust/root/1.root.json"))));
		}
	};
}
async function filesBelow(directory, path) {
	if ((await fs$2.promises.stat(join(directory, path))).isFile()) return [path];
	return (await readdir(join(directory, path), {
		recursive: true,
		withFileTypes: true
	})).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1).replaceAll("\\", "/"));
}

// src/cli/demo/static-server.ts
async function serveDirectory(directory) {
	const server = createServer((request, response) => {
		const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
		const file = join(directory, path);
		stat(file).then((found) => {
			if (!found.isFile() || path.includes("..")) return response.writeHead(404).end();
			response.writeHead(200, {
				"content-length": found.size,
				"content-type": "application/octet-stream"
			});
			return pipeline(createReadStream(file), response, () => void 0);
		}, () => response.writeHead(404).end());
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address();
	return {
		url: `http://127.0.0.1:${port}`,
		close: () => new Promise((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		})
	};
}

// src/cli/demo/demo.ts
async function demo(session) {
	const started = performance.now();
	const root = await mkdtemp(join(tmpdir(), "kaprien-demo-"));
	const say = narrator(session);
	try {
		const place = await setUp(root, session.clock);
		await story(place, runner(session, place), say);
		say.end(`Done in ${((performance.now() - started) / 1e3).toFixed(1)} s: nothing of it left your machine.`);
	} finally {
		if (flag(session.flags, "keep")) session.terminal.next(`The folder is ${root}.`);
		else await rm(root, {
			recursive: true,
			force: true
		});
	}
	session.terminal.next(next);
	session.terminal.result("", { kind: "done" });
	return 0;
}
const next = `
What to do next, in a repository of your own:
  npx kaprien ceremony                    create the root of trust
  npx kaprien add --release app/1.0 FILE  propose files
  npx kaprien check                       see what merging does
  npx kaprien worker                      sign what was merged
  npx kaprien publish --to site           write the site that any TUF client verifies`;
async function story(place, run, say) {
	say.step("A repository, and a key ceremony", "Root needs two of three people. Their keys are encrypted; the online key is in the worker's environment.");
	await run("ceremony", {
		from: "ceremony.yml",
		quiet: true
	});
	await place.commitToMain("Create the root of trust", ["trust", "kaprien.yml"]);
	say.step("A release is proposed on a branch", "The release file says path, length and sha256; the bytes stay out of git.");
	await place.artifact("app-1.0.0.tar.gz", "the first release\n".repeat(4096));
	await run("add", {
		release: "app/1.0.0",
		prefix: "app/1.0.0",
		strip: "artifacts"
	}, ["artifacts/app-1.0.0.tar.gz"]);
	await place.commitToBranch("release-1.0.0", "Release app 1.0.0");
	say.step("What would merging do?");
	await run("check", { head: "release-1.0.0" });
	say.step("It is merged; the worker signs", "Everything is verified from the pinned root first.");
	await place.merge("release-1.0.0");
	await run("worker");
	say.step("The site is published and served", "tuf-js must accept it before the first byte is written, and again after the last.");
	await run("publish", {
		to: "site",
		files: "artifacts-by-path"
	});
	const server = await serveDirectory(join(place.directory, "site"));
	try {
		say.step("A user downloads, verified by tuf-js from the pinned root");
		await run("download", {
			from: server.url,
			output: "downloaded.tar.gz"
		}, ["app/1.0.0/app-1.0.0.tar.gz"]);
		await attacks(place, run, say, server.url);
	} finally {
		await server.close();
	}
}
function narrator({ terminal, stdout }) {
	const { style } = terminal;
	const write = (text) => stdout.write(`${text}\n`);
	let number = 0;
	return {
		step(title, detail) {
			write(`\n${style.strong(`${++number}. ${title}`)}`);
			if (detail !== void 0) write(`   ${style.dim(detail)}`);
		},
		async refused(what, of, attempt) {
			write(`\n${style.bad("attack")} ${style.strong(what)}`);
			try {
				await attempt();
			} catch (error) {
				if (!isFault(error, of)) throw error;
				write(faultText(error, style).replace(/^/gm, "   "));
				write(`   ${style.good("refused")} (exit ${of.entry.exit})`);
				return;
			}
			throw cliFaults.DEMO_FAILED({ what });
		},
		end: (text) => write(`\n${style.good(text)}`)
	};
}
function runner(session, place) {
	const indented = (stream) => Object.assign(new Writable({ write(chunk, _encoding, done) {
		stream.write(String(chunk).replace(/^(?=.)/gm, "   "), () => done());
	} }), { isTTY: stream.isTTY });
	return async (name, flags = {}, args = []) => {
		const shown = Object.entries(flags).map(([flag, value]) => value === true ? `--${flag}` : `--${flag} ${String(value)}`);
		session.stdout.write(`   ${session.terminal.style.dim(`$ kaprien ${[
			name,
			...args,
			...shown
		].join(" ")}`)}\n`);
		const { commands } = await import("./dispatch.js");
		const command = await commands.get(name)?.();
		if (command === void 0) throw new RangeError(`${name} has no command`);
		const surroundings = {
			...session,
			cwd: place.directory,
			take: place.take,
			stdout: indented(session.stdout),
			stderr: indented(session.stdout)
		};
		const inherited = {
			color: session.flags["color"],
			input: false
		};
		const inner = openSession(surroundings, {
			repository: place.repository,
			...inherited,
			...flags
		}, args);
		const code = await command({
			...inner,
			terminal: {
				...inner.terminal,
				next: () => void 0
			}
		});
		if (name === "ceremony") await place.pin();
		return code;
	};
}

export { demo };