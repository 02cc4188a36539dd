import { m as sameBranch, p as isFullRef } from "./config.js";
import { t as gitFaults } from "./faults2.js";
import { t as raceJudge } from "./races.js";
import { t as publishFaults } from "./faults3.js";
import { t as project } from "./publish2.js";

// src/publish/to-branch.ts
const maximumAttempts = 12;
async function publishToBranch(ports, options) {
	const { branch, names, downloadSeconds: seconds = 600 } = options;
	if (isFullRef(branch) || sameBranch(branch, names.intentBranch) || sameBranch(branch, names.signedBranch)) throw publishFaults.PUBLISH_BRANCH_TAKEN({ branch });
	const start = ports.clock.now();
	const judge = raceJudge();
	for (let attempt = 1;; attempt++) try {
		const left = Math.max(0, seconds - (ports.clock.now() - start));
		return await once(ports, {
			...options,
			downloadSeconds: left
		});
	} catch (error) {
		const happened = judge(error);
		if (attempt >= maximumAttempts) throw error;
		ports.reporter.note(`${branch}: ${happened}; publishing again from what it is now (${attempt})`);
		await ports.clock.sleep(ports.random() * Math.min(.05 * 2 ** attempt, 5));
	}
}
async function once(ports, options) {
	const { store, reporter } = ports;
	const { branch, directory, names } = options;
	const tree = await store.tree(branch);
	if (tree === void 0 && await store.tree(`refs/remotes/origin/${branch}`) !== void 0) throw publishFaults.PUBLISH_BRANCH_REMOTE({ branch });
	const { mirror, writes } = ports.stage(tree, directory, ports.clock.now());
	const { published, gate } = await project({
		...ports,
		mirror
	}, {
		...options,
		signedBranch: names.signedBranch,
		times: "signed"
	});
	if (options.dryRun || writes.size === 0) return published;
	const files = new Map(writes);
	const first = tree === void 0 ? [".nojekyll"] : [];
	for (const path of first) files.set(path, /* @__PURE__ */ new Uint8Array());
	reporter.step("commit site");
	const message = `Publish snapshot ${published.snapshot}, timestamp ${published.timestamp}\n\nSigned-state: ${published.commit}\n`;
	const commit = await store.propose(branch, tree === void 0 ? [] : [tree.commit], {
		files,
		grafts: /* @__PURE__ */ new Map()
	}, message);
	reporter.step("gate after commit");
	const readBack = await store.tree(commit);
	if (readBack === void 0) throw gitFaults.STORE_UNKNOWN_RESULT({
		ref: branch,
		commit,
		reply: "accepted"
	});
	await gate(ports.stage(readBack, directory, ports.clock.now()).mirror, []);
	return {
		...published,
		written: [...first, ...published.written],
		site: commit
	};
}

export { publishToBranch };