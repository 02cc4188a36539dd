import { t as Fault } from "./fault.js";

// src/action/pull-request.ts
async function proposeEvent({ forge, runner }, request) {
	try {
		return await (await forge()).propose(request);
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		const command = `gh pr create --head ${request.head} --base ${request.base} --fill`;
		const text = `The signing event has no pull request from this job (${error.code}). Open it with: ${command}`;
		runner.annotate("notice", text, { title: "Kaprien: no pull request" });
		return;
	}
}

export { proposeEvent as t };