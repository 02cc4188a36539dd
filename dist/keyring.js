import { t as planFaults } from "./faults12.js";
import { n as onlineUris, t as onlineRoles } from "./online-keys.js";
import { s as requireSound } from "./key.js";

// src/keys/keyring.ts
async function openKeyring(config, trust, open) {
	const opened = /* @__PURE__ */ new Map();
	const signers = /* @__PURE__ */ new Map();
	const close = async () => {
		for (const signer of opened.values()) await signer[Symbol.asyncDispose]();
	};
	try {
		for (const [role, described] of onlineRoles(trust)) {
			const uris = onlineUris(config.onlineKeys, role);
			for (const uri of uris) if (!opened.has(uri)) opened.set(uri, await open(uri));
			const held = uris.map((uri) => ({
				uri,
				signer: opened.get(uri)
			}));
			for (const { uri, signer } of held) {
				const keyids = described.flatMap((one) => keyidsOf(one, signer.key));
				if (keyids.length === 0) throw planFaults.SIGNER_KEY_MISMATCH({
					role,
					uri,
					keyid: signer.key.keyid
				});
				for (const keyid of keyids) signers.set(keyid, signer);
			}
			for (const one of described) requireEnough(one, held);
		}
	} catch (error) {
		await close();
		throw error;
	}
	return {
		signers,
		[Symbol.asyncDispose]: close
	};
}
function keyidsOf({ keyids, keys }, key) {
	return keyids.filter((keyid) => keys.get(keyid)?.is(key));
}
function requireEnough(authority, held) {
	const { role, threshold } = authority;
	const counting = held.filter(({ signer }) => keyidsOf(authority, signer.key).length > 0);
	const valid = new Set(counting.map(({ signer }) => signer.key.material)).size;
	if (valid < threshold) throw planFaults.ONLINE_KEYS_TOO_FEW({
		role,
		threshold,
		valid,
		missing: threshold - valid
	});
}
async function proveSigner(signer, uri, challenge, verifier) {
	requireSound(signer.key, "new");
	const signature = await signer.sign(challenge);
	if (!verifier.verify(signer.key, challenge, signature)) throw planFaults.SIGNER_KEY_MISMATCH({
		role: "challenge",
		uri,
		keyid: signer.key.keyid
	});
}

export { proveSigner as n, openKeyring as t };