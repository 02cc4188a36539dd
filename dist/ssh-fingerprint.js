import { t as tufFaults } from "./faults8.js";
import { createHash, createPublicKey } from "node:crypto";

// src/keys/ssh-fingerprint.ts
function sshFingerprint(key) {
	return blobFingerprint(sshBlob(key));
}
function blobFingerprint(blob) {
	return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}
function sshString(bytes) {
	const body = Buffer.from(bytes);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(body.length);
	return Buffer.concat([length, body]);
}
function sshBlob(key) {
	if (key.material === void 0) throw tufFaults.KEY_UNSUPPORTED({ type: key.scheme });
	if (key.scheme === "ed25519") return strings("ssh-ed25519", Buffer.from(key.public, "hex"));
	const jwk = createPublicKey(key.public).export({ format: "jwk" });
	if (key.scheme === "ecdsa-sha2-nistp256") {
		const point = Buffer.concat([
			Buffer.of(4),
			number(jwk.x),
			number(jwk.y)
		]);
		return strings(key.scheme, "nistp256", point);
	}
	return strings("ssh-rsa", mpint(number(jwk.e)), mpint(number(jwk.n)));
}
function strings(...parts) {
	return Buffer.concat(parts.map(sshString));
}
function number(value) {
	return Buffer.from(value ?? "", "base64url");
}
function mpint(magnitude) {
	return (magnitude[0] ?? 0) >= 128 ? Buffer.concat([Buffer.of(0), magnitude]) : magnitude;
}

export { sshFingerprint as n, sshString as r, blobFingerprint as t };