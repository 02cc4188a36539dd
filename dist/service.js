import { i as isFault, t as Fault } from "./fault.js";
import { a as wholeAnswer, n as TooLong, t as TooLate } from "./answer.js";
import { t as keysFaults } from "./faults15.js";
import { t as answerInvalid } from "./remote.js";

// src/keys/service.ts
const attempts = 4;
const firstPause = 500;
const usualPatience = 10;
const largestReply = 65536;
async function roundTrip(service, { fetch: send, patience: seconds = 10 }, url, init) {
	try {
		const ask = (fetch) => fetch(url, {
			...init,
			redirect: "manual"
		});
		const { response, content } = await wholeAnswer({ seconds }, largestReply, ask, send);
		return {
			status: response.status,
			headers: response.headers,
			content
		};
	} catch (error) {
		if (error instanceof TooLong) throw answerInvalid(`it is longer than ${error.limit} bytes`);
		throw error instanceof Fault ? error : unreachable(service, networkCode(error));
	}
}
async function persistently({ pause }, action) {
	for (let attempt = 1;; attempt++) {
		try {
			return await action();
		} catch (error) {
			if (!isFault(error, keysFaults.SIGNER_UNREACHABLE, keysFaults.SIGNER_ANSWER_INVALID) || attempt === attempts) throw error;
		}
		await pause(firstPause * 3 ** (attempt - 1));
	}
}
function isPassing(status) {
	return status === 408 || status === 429 || status >= 500;
}
function unreachable(service, reason) {
	return keysFaults.SIGNER_UNREACHABLE({
		service,
		reason
	});
}
function networkCode(error) {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	const code = cause instanceof Error && "code" in cause ? cause.code : void 0;
	if (typeof code === "string" && /^[A-Z_]{3,40}$/.test(code)) return code;
	return cause instanceof TooLate ? cause.message : "the connection failed";
}

export { unreachable as a, roundTrip as i, largestReply as n, persistently as r, isPassing as t };