import { t as tufFaults } from "./faults8.js";
import { t as keysFaults } from "./faults15.js";
import { n as locatingKey, r as reading } from "./reading.js";
import { i as remoteSigner, n as derFromIntegers, t as answerInvalid } from "./remote.js";
import { r as sshString, t as blobFingerprint } from "./ssh-fingerprint.js";
import { a as keyFromRaw, i as keyFromPoint } from "./key.js";
import { createConnection } from "node:net";

// src/keys/ssh/wire.ts
var SshReader = class {
	#bytes;
	#at = 0;
	constructor(bytes) {
		this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}
	byte() {
		return this.#take(1)[0] ?? 0;
	}
	uint32() {
		return this.#take(4).readUInt32BE();
	}
	string() {
		return this.#take(this.uint32());
	}
	text() {
		return this.string().toString("utf8");
	}
	magnitude() {
		const value = this.string();
		if ((value[0] ?? 0) >= 128) throw answerInvalid("an integer is negative");
		return value;
	}
	end() {
		if (this.#at !== this.#bytes.length) throw answerInvalid("something follows the end of a message");
	}
	#take(length) {
		if (length > this.#bytes.length - this.#at) throw answerInvalid("a message is cut short");
		this.#at += length;
		return this.#bytes.subarray(this.#at - length, this.#at);
	}
};

// src/keys/ssh/keys.ts
const reasons = [[/^sk-/, "A security key signs a hash and a counter of its own in the place of the bytes it is given. Keys on a token that ssh-add -s loads do not."], [/^ssh-rsa$/, "An SSH agent makes PKCS#1 v1.5 signatures with RSA keys, and TUF clients take PSS only."]];
function readIdentity(blob, comment) {
	const reader = new SshReader(blob);
	return {
		blob,
		comment,
		fingerprint: blobFingerprint(blob),
		found: readBlob(reader.text(), reader)
	};
}
function isCertificate({ found }) {
	return found.kind === "unusable" && /-cert-v\d\d@openssh\.com$/.test(found.type);
}
function readBlob(type, reader) {
	if (type === "ssh-ed25519") {
		const raw = reader.string();
		reader.end();
		return usable(() => keyFromRaw(raw));
	}
	if (type === "ecdsa-sha2-nistp256") {
		const curve = reader.text();
		const point = reader.string();
		reader.end();
		if (curve !== "nistp256" || point.length !== 65) throw answerInvalid("a key is not of the curve it names");
		return usable(() => keyFromPoint(point));
	}
	const reason = reasons.find(([pattern]) => pattern.test(type))?.[1] ?? "";
	return {
		kind: "unusable",
		type: /^[a-z0-9@.-]{1,64}$/.test(type) ? type : "unknown",
		reason
	};
}
function usable(read) {
	return {
		kind: "usable",
		key: reading(keysFaults.SIGNER_KEY_INVALID, read)
	};
}
function readSignature(key, encoded) {
	const reader = new SshReader(encoded);
	const expected = key.scheme === "ed25519" ? "ssh-ed25519" : key.scheme;
	if (reader.text() !== expected) throw answerInvalid(`the signature is not of the kind ${expected}`);
	const body = reader.string();
	reader.end();
	if (key.scheme === "ed25519") return body;
	const integers = new SshReader(body);
	const r = integers.magnitude();
	const s = integers.magnitude();
	integers.end();
	return derFromIntegers(r, s);
}

// src/keys/ssh/socket.ts
const maximumMessage = 262144;
const service = "The SSH agent";
const windowsPipe = "\\\\.\\pipe\\openssh-ssh-agent";
function agentPath(given, variable, platform) {
	if (given !== void 0) return given;
	if (variable !== void 0 && variable !== "") return variable;
	if (platform === "win32") return windowsPipe;
	throw unreachable("SSH_AUTH_SOCK is not set, as it is where an agent runs");
}
function askAgent(path, message, patience) {
	return new Promise((resolve, reject) => {
		const socket = createConnection({ path });
		const received = [];
		let length = 0;
		const timer = setTimeout(() => fail(unreachable(`it did not answer within ${patience} seconds`)), patience * 1e3);
		const finish = () => {
			clearTimeout(timer);
			socket.destroy();
		};
		const fail = (fault) => {
			finish();
			reject(fault);
		};
		socket.on("error", (error) => fail(unreachable(`its socket does not answer (${error.code ?? "unknown"})`)));
		socket.on("close", () => fail(unreachable("it closed the connection before its answer was whole")));
		socket.on("data", (chunk) => {
			received.push(chunk);
			length += chunk.length;
			if (length < 4) return;
			const all = Buffer.concat(received.splice(0));
			received.push(all);
			const expected = all.readUInt32BE();
			if (expected === 0 || expected > 262144) fail(answerInvalid(`a message of ${expected} bytes`));
			else if (length > 4 + expected) fail(answerInvalid("something follows the end of a message"));
			else if (length === 4 + expected) {
				finish();
				resolve(all.subarray(4));
			}
		});
		socket.write(sshString(message));
	});
}
function refused(reason) {
	return keysFaults.SIGNER_REFUSED({
		service,
		reason
	});
}
function unreachable(reason) {
	return keysFaults.SIGNER_UNREACHABLE({
		service,
		reason
	});
}

// src/keys/ssh/agent.ts
const message = {
	failure: 5,
	list: 11,
	listed: 12,
	sign: 13,
	signed: 14
};
const provider = sshAgentProvider({
	platform: process.platform,
	patience: 60
});
function sshAgentProvider({ platform, patience }) {
	const place = (socket, secrets) => agentPath(socket, socket === void 0 ? secrets.variable("SSH_AUTH_SOCK") : void 0, platform);
	return {
		scheme: "ssh-agent",
		summary: "a key in an SSH agent, hardware included: ssh-agent:SHA256:FINGERPRINT",
		async open(uri, secrets) {
			const address = parse(uri);
			return locatingKey(uri, async () => {
				const path = place(address.socket, secrets);
				const identity = pick(await identities(path, patience), address.wanted, uri);
				if (identity.found.kind === "usable") return signer(uri, path, patience, identity, identity.found.key);
				const { type, reason } = identity.found;
				throw tufFaults.KEY_UNSUPPORTED({
					type,
					reason
				});
			});
		},
		async list(secrets) {
			return (await identities(place(void 0, secrets), patience)).flatMap(({ found, fingerprint, comment }) => found.kind === "usable" ? [{
				uri: `ssh-agent:${fingerprint}`,
				key: found.key,
				label: comment
			}] : []);
		}
	};
}
function parse(uri) {
	const [, wanted, socket] = /^ssh-agent:([^\0\r\n]{1,200}?)(?:\?socket=([^\0\r\n]{1,1000}))?$/.exec(uri) ?? [];
	const bad = (reason) => keysFaults.SIGNER_URI_INVALID({ reason });
	if (wanted === void 0 || /-----BEGIN|@@@@|^\{/.test(wanted)) throw bad("a fingerprint or a comment is expected");
	if (/^SHA256:/i.test(wanted) && !/^SHA256:[A-Za-z0-9+/]{43}$/.test(wanted)) throw bad("a fingerprint is SHA256: and 43 characters, as ssh-add -l prints it");
	if (socket !== void 0 && !/^(?:\/|\\\\\.\\pipe\\)/.test(socket)) throw bad("a socket's whole path is expected");
	return {
		wanted,
		socket
	};
}
async function identities(path, patience) {
	const answer = new SshReader(await askAgent(path, Buffer.of(message.list), patience));
	const type = answer.byte();
	if (type === message.failure) throw refused("it does not list its keys");
	if (type !== message.listed) throw answerInvalid(`a message of type ${type}`);
	const count = answer.uint32();
	const found = [];
	for (let at = 0; at < count; at++) found.push(readIdentity(answer.string(), answer.text()));
	answer.end();
	return found;
}
function pick(held, wanted, uri) {
	const matching = held.filter((identity) => !isCertificate(identity) && matches(identity, wanted));
	const distinct = new Map(matching.map((identity) => [identity.fingerprint, identity]));
	const [first] = distinct.values();
	if (first === void 0) {
		const reason = held.length === 0 ? "The agent lists no key at all: it is empty or locked." : "See `ssh-add -l` for those that the agent holds.";
		throw keysFaults.SIGNER_KEY_MISSING({ reason });
	}
	if (distinct.size > 1) throw keysFaults.SIGNER_AMBIGUOUS({
		uri,
		count: distinct.size,
		hint: "Name the key by the fingerprint that `ssh-add -l` prints: ssh-agent:SHA256:FINGERPRINT."
	});
	return first;
}
function matches({ fingerprint, comment, found }, wanted) {
	if (wanted === fingerprint || wanted === comment) return true;
	return found.kind === "usable" && /^[0-9a-f]{8,64}$/.test(wanted) && found.key.keyid.startsWith(wanted);
}
function signer(uri, path, patience, { blob }, key) {
	return remoteSigner(key, (bytes) => locatingKey(uri, async () => {
		const request = Buffer.concat([
			Buffer.of(message.sign),
			sshString(blob),
			sshString(bytes),
			Buffer.alloc(4)
		]);
		if (request.length > 262144) throw keysFaults.SIGNER_MESSAGE_TOO_LARGE({
			length: bytes.length,
			limit: maximumMessage
		});
		const answer = new SshReader(await askAgent(path, request, patience));
		const type = answer.byte();
		if (type === message.failure) throw refused("it is locked, does not hold the key any more, or somebody declined");
		if (type !== message.signed) throw answerInvalid(`a message of type ${type}`);
		const signature = answer.string();
		answer.end();
		return readSignature(key, signature);
	}));
}

export { provider, sshAgentProvider };