import { i as findingsText } from "./fault-text.js";
import { c as firstError } from "./visits.js";
import { n as expandPath, t as compose } from "./compose.js";
import { t as composeFaults } from "./faults7.js";
import { i as configLimit } from "./config.js";
import { a as closeCeremony, c as prepareCeremony, n as reviewText, o as concludeCeremony } from "./text4.js";
import { r as parseCeremony } from "./ceremony-file.js";
import { n as requireFirst } from "./settings3.js";
import { t as workspaceFaults } from "./faults4.js";
import { r as text, t as flag } from "./flags.js";
import { join, resolve } from "node:path";
import { randomBytes } from "node:crypto";

// src/cli/commands/ceremony.ts
async function ceremony(session) {
	const { names } = await session.config();
	await requireFirst(session.workspace, names);
	const file = text(session.flags, "from");
	const result = file === void 0 ? await ask(session) : await fromFile(session, file);
	if (result === "dry run") return 0;
	if (result === "cancelled") return 130;
	const { terminal } = session;
	if (result.trustedRoot === void 0) {
		terminal.result(result.open ?? "", result);
		terminal.next(`\nThe others sign now; each of them fetches the branch and runs\n  kaprien sign ${result.open} --key <address of their key>\nand the last of all runs\n  kaprien event finish ${result.open}\nnext: git switch -c event/${result.open} && git add ${names.trust} kaprien.yml && git commit -m "Begin the root of trust" && git push -u origin event/${result.open}`);
		return 0;
	}
	terminal.result(result.trustedRoot, result);
	terminal.next(`\nThat digest is your trusted root: give it to every worker and client, outside of the repository.\n  export KAPRIEN_TRUSTED_ROOT=${result.trustedRoot}\nFor the action, as a variable of the repository's settings:\n  gh variable set KAPRIEN_TRUSTED_ROOT --body ${result.trustedRoot}`);
	terminal.next(`next: git add ${result.files.join(" ")} && git commit -m "Create the root of trust" && kaprien worker`);
	return 0;
}
async function ports(session) {
	const files = await compose.keyMaker();
	const place = (path) => resolve(session.cwd, expandPath(path));
	return {
		clock: session.clock,
		workspace: session.workspace,
		maker: {
			check: (path) => files.check(place(path)),
			create: (request) => files.create({
				...request,
				path: place(request.path)
			})
		},
		open: (uri, passphrase) => session.open(uri, passphrase),
		challenge: () => randomBytes(32),
		verifier: session.verifier,
		readPublic: async (path) => {
			const bytes = await session.workspace.read(expandPath(path), configLimit);
			if (bytes === void 0) throw workspaceFaults.FILE_NOT_FOUND({ file: path });
			return (await compose.readPublicKey())(bytes);
		}
	};
}
async function ask(session) {
	if (!session.interactive) throw composeFaults.FLAG_MISSING({
		what: "A person at a terminal, or a file with the answers,",
		flag: "--from ceremony.yml"
	});
	const { interactiveCeremony } = await import("./ceremony.js");
	return interactiveCeremony({
		ports: await ports(session),
		keysDirectory: resolve(session.cwd, text(session.flags, "keys") ?? session.take("KAPRIEN_KEYS") ?? join(session.dataDirectory, "keys")),
		input: session.stdin,
		output: session.stderr,
		dryRun: session.dryRun,
		acceptDefaults: flag(session.flags, "yes"),
		style: session.terminal.style
	});
}
async function fromFile(session, file) {
	const bytes = await session.workspace.read(file, configLimit);
	if (bytes === void 0) throw workspaceFaults.FILE_NOT_FOUND({ file });
	const spec = parseCeremony(new TextDecoder().decode(bytes), file);
	const { terminal } = session;
	const all = {
		...await ports(session),
		passphrase: async (name, source) => {
			const reference = source.kind === "create" || source.kind === "load" ? source.passphrase : void 0;
			const value = reference === void 0 ? session.take("KAPRIEN_PASSPHRASE") : session.take(reference.slice(4));
			if (value !== void 0 && value !== "") return value;
			throw composeFaults.FLAG_MISSING({
				what: `The passphrase of the key ${name}`,
				flag: `${reference?.slice(4) ?? "KAPRIEN_PASSPHRASE"} in the environment`
			});
		}
	};
	const prepared = await prepareCeremony(all, spec);
	try {
		terminal.reporter.note(reviewText(prepared, terminal.style));
		if (prepared.findings.length > 0) terminal.reporter.note(findingsText(prepared.findings, terminal.style));
		if (session.dryRun && firstError(prepared.findings) === void 0) {
			terminal.reporter.note("nothing was signed or written; run without --dry-run to do it");
			return "dry run";
		}
		return await concludeCeremony(all, prepared);
	} finally {
		await closeCeremony(prepared);
	}
}

export { ceremony };