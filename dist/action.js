import { n as version, t as guardEnvironment } from "./environment.js";
import { t as compose } from "./compose.js";
import { t as Fault } from "./fault.js";
import { t as faultText } from "./fault-text.js";
import { o as baseFaults } from "./time.js";
import { a as int, c as object, d as string, h as ZodError } from "./schemas.js";
import { t as faultMarkdown } from "./markdown3.js";
import { a as refuseSigningKeys, c as openRunner, i as openContext, o as input, r as modeOf, s as mask } from "./context.js";
import { t as actionFaults } from "./faults9.js";
import { readFile } from "node:fs/promises";

// src/action/trigger.ts
const commit = string().regex(/^[0-9a-f]{40}$/);
const payloadSchema = object({
	repository: object({ default_branch: string().optional() }).optional(),
	pull_request: object({
		number: int().positive(),
		base: object({
			ref: string().min(1),
			repo: object({ full_name: string() })
		}),
		head: object({
			sha: commit,
			repo: object({ full_name: string() }).nullish()
		})
	}).optional(),
	merge_group: object({
		head_sha: commit,
		base_sha: commit,
		base_ref: string().startsWith("refs/heads/")
	}).optional()
});
function readJob(variable, payload) {
	const name = variable("GITHUB_EVENT_NAME");
	const data = parsePayload(name, payload);
	const repository = variable("GITHUB_REPOSITORY");
	if (repository === "") throw actionFaults.TRIGGER_INVALID({
		event: name,
		reason: "GITHUB_REPOSITORY is not set"
	});
	const server = variable("GITHUB_SERVER_URL") || "https://github.com";
	return {
		event: readEvent(name, variable("GITHUB_REF"), data),
		repository,
		server,
		api: variable("GITHUB_API_URL"),
		workspace: variable("GITHUB_WORKSPACE") || ".",
		workflow: variable("GITHUB_WORKFLOW"),
		sha: variable("GITHUB_SHA"),
		defaultBranch: data.repository?.default_branch,
		run: `${server}/${repository}/actions/runs/${variable("GITHUB_RUN_ID")}`
	};
}
function parsePayload(event, text) {
	try {
		return payloadSchema.parse(text.trim() === "" ? {} : JSON.parse(text));
	} catch (cause) {
		const issue = cause instanceof ZodError ? cause.issues[0] : void 0;
		const reason = issue === void 0 ? "it is not JSON" : `${issue.path.join(".")}: ${issue.message}`;
		throw actionFaults.TRIGGER_INVALID({
			event,
			reason
		}, { cause });
	}
}
function readEvent(name, ref, { pull_request: pull, merge_group: group }) {
	switch (name) {
		case "pull_request": {
			if (pull === void 0) throw actionFaults.TRIGGER_INVALID({
				event: name,
				reason: "it names no pull request"
			});
			const { number, base, head } = pull;
			const fork = head.repo?.full_name !== base.repo.full_name;
			return {
				kind: "proposal",
				number,
				base: base.ref,
				head: head.sha,
				fork
			};
		}
		case "merge_group":
			if (group === void 0) throw actionFaults.TRIGGER_INVALID({
				event: name,
				reason: "it names no merge group"
			});
			return {
				kind: "proposal",
				base: group.base_ref.slice(11),
				head: group.head_sha,
				after: group.base_sha,
				fork: false
			};
		case "push":
		case "schedule":
		case "workflow_dispatch": return {
			kind: "ref",
			name,
			ref
		};
		default: return {
			kind: "other",
			name
		};
	}
}

// src/action/action.ts
const runs = {
	check: async () => (await import("./check.js")).check,
	event: async () => (await import("./signing-event.js")).event,
	worker: async () => (await import("./worker.js")).worker,
	publish: async () => (await import("./publish.js")).publish,
	monitor: async () => (await import("./monitor2.js")).monitor,
	register: async () => (await import("./register.js")).register
};
async function runAction(given) {
	const runner = openRunner(given.stdout);
	const token = given.take("INPUT_TOKEN")?.trim() ?? "";
	mask(token);
	let exit;
	try {
		const job = readJob(given.variable, await given.event());
		const mode = modeOf(input("mode") || void 0, given.variable("GITHUB_EVENT_NAME"));
		const context = openContext(given, job, runner, token);
		if (mode !== "worker") refuseSigningKeys(context, mode);
		exit = await (await runs[mode]())(context);
		runner.output("error", "");
	} catch (error) {
		exit = fail(error, runner, given.version);
	}
	await runner.close();
	return exit;
}
function fail(error, runner, version) {
	const fault = error instanceof Fault ? error : baseFaults.UNEXPECTED({ reason: error instanceof Error ? error.message : String(error) });
	const { file, line } = fault.data;
	runner.annotate("error", faultText(fault).replace(/^error: /, ""), {
		title: `Kaprien: ${fault.code}`,
		...typeof file === "string" && { file },
		...typeof line === "number" && { line }
	});
	runner.summarize(faultMarkdown(fault, version));
	runner.output("outcome", "failed");
	runner.output("error", fault.code);
	return fault.of.entry.exit;
}

// src/action/main.ts
guardEnvironment(process.env);
const taken = new Map(Object.entries(process.env).filter(([name]) => name.startsWith("KAPRIEN_")));
for (const name of taken.keys()) delete process.env[name];
function take(name) {
	const value = taken.get(name) ?? process.env[name];
	taken.delete(name);
	delete process.env[name];
	return value;
}
function variables() {
	return [...taken, ...Object.entries(process.env)].flatMap(([name, value]) => value === void 0 || value.trim() === "" ? [] : [{
		name,
		value
	}]);
}
process.exitCode = await runAction({
	variable: (name) => process.env[name] ?? "",
	variables,
	take,
	event: async () => {
		const path = process.env["GITHUB_EVENT_PATH"];
		return path === void 0 ? "" : readFile(path, "utf8").catch(() => "");
	},
	stdout: process.stdout,
	clock: compose.clock(),
	version
});

export {  };