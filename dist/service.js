import { t as Fault } from "./fault2.js";
import { t as answerInvalid } from "./remote.js";

// src/signers/service.ts
const attempts = 4;
const firstPause = 500;
const timeout = 1e4;
const largestReply = 65536;
async function roundTrip(service, send, url, init) {
	try {
		const signal = AbortSignal.timeout(timeout);
		const { status, headers, body } = await send(url, {
			...init,
			redirect: "manual",
			signal
		});
		const chunks = [];
		let size = 0;
		for await (const chunk of body ?? []) {
			size += chunk.length;
			if (size > largestReply) throw answerInvalid(`it is longer than ${largestReply} bytes`);
			chunks.push(chunk);
		}
		return {
			status,
			headers,
			content: Buffer.concat(chunks)
		};
	} catch (error) {
		throw error instanceof Fault ? error : unreachable(service, networkCode(error));
	}
}
async function persistently({ pause }, action) {
	for (let attempt = 1;; attempt++) {
		try {
			return await action();
		} catch (error) {
			if (!(error instanceof Fault && ["SIGNER_UNREACHABLE", "SIGNER_ANSWER_INVALID"].includes(error.code)) || attempt === attempts) throw error;
		}
		await pause(firstPause * 3 ** (attempt - 1));
	}
}
function isPassing(status) {
	return status === 408 || status === 429 || status >= 500;
}
function unreachable(service, reason) {
	return new Fault("SIGNER_UNREACHABLE", {
		service,
		reason
	});
}
function networkCode(error) {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	const code = cause instanceof Error && "code" in cause ? cause.code : void 0;
	if (typeof code === "string" && /^[A-Z_]{3,40}$/.test(code)) return code;
	return cause instanceof Error && cause.name === "TimeoutError" ? "no answer in time" : "the connection failed";
}

export { unreachable as i, persistently as n, roundTrip as r, isPassing as t };