import { a as loadRepository, l as nextDue, n as loadBasis, o as publishedTargets, t as derive, u as reconcile } from "./derive.js";
import { r as seal, t as openKeyring } from "./keys.js";
import { t as isRefusal } from "./finding.js";
import { u as routeTo } from "./state.js";
import { c as schedule } from "./config.js";
import { t as Fault } from "./fault2.js";
import { r as formatInstant } from "./time.js";

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
	"RATE_LIMITED",
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

export { work as n, watch as t };