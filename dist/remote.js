import { t as keysFaults } from "./faults15.js";

// src/keys/remote.ts
function remoteSigner(key, signRaw, close = async () => {}) {
	let closing;
	return {
		key,
		async sign(bytes) {
			if (closing !== void 0) throw keysFaults.SIGNER_CLOSED({ keyid: key.keyid });
			return new Uint8Array(await signRaw(bytes));
		},
		async [Symbol.asyncDispose]() {
			closing ??= close();
			await closing;
		}
	};
}
function derFromRaw(raw) {
	if (raw.length !== 64) throw answerInvalid(`an ECDSA signature has 64 bytes, not ${raw.length}`);
	return derFromIntegers(raw.subarray(0, 32), raw.subarray(32));
}
function derFromIntegers(r, s) {
	const body = Buffer.concat([derInteger(r), derInteger(s)]);
	return Buffer.concat([Buffer.of(48, body.length), body]);
}
function answerInvalid(reason) {
	return keysFaults.SIGNER_ANSWER_INVALID({ reason });
}
function derInteger(magnitude) {
	const first = magnitude.findIndex((byte) => byte !== 0);
	const digits = first === -1 ? Buffer.of(0) : magnitude.subarray(first);
	if (digits.length > 32) throw answerInvalid("an integer of an ECDSA signature is too long");
	const padded = (digits[0] ?? 0) >= 128 ? Buffer.concat([Buffer.of(0), digits]) : digits;
	return Buffer.concat([Buffer.of(2, padded.length), padded]);
}

export { remoteSigner as i, derFromIntegers as n, derFromRaw as r, answerInvalid as t };