import { i as onlineDelegations } from "./refresh.js";
import { a as isBinName } from "./layout.js";
import { t as Fault } from "./fault2.js";
import { i as verifySignature } from "./key.js";
import { _ as roleKeys } from "./verify.js";

// src/workflows/keys.ts
function onlineUris(onlineKeys, role) {
	const uris = onlineKeys[role] ?? onlineKeys.default;
	if (uris === void 0) throw new Fault("ONLINE_KEY_UNSET", { role });
	return uris;
}
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
				if (keyids.length === 0) throw new Fault("SIGNER_KEY_MISMATCH", {
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
function onlineRoles(trust) {
	const { signed: root } = trust.root;
	const delegated = onlineDelegations(trust).map(({ name, delegation, keys }) => {
		return {
			name: isBinName(name) ? "bins" : name,
			required: delegation,
			keys
		};
	});
	const top = ["snapshot", "timestamp"].map((name) => {
		return {
			name,
			required: roleKeys(root, name),
			keys: root.keys
		};
	});
	const roles = /* @__PURE__ */ new Map();
	for (const role of [...delegated, ...top]) {
		const { keyids, threshold } = role.required;
		const described = roles.get(role.name) ?? /* @__PURE__ */ new Map();
		described.set(`${threshold} ${keyids.join(" ")}`, role);
		roles.set(role.name, described);
	}
	return new Map([...roles].map(([name, described]) => [name, [...described.values()]]));
}
function keyidsOf({ required, keys }, key) {
	return required.keyids.filter((keyid) => {
		const material = keys.get(keyid)?.material;
		return material !== void 0 && material === key.material;
	});
}
function requireEnough(role, held) {
	const { threshold } = role.required;
	const counting = held.filter(({ signer }) => keyidsOf(role, signer.key).length > 0);
	const valid = new Set(counting.map(({ signer }) => signer.key.material)).size;
	if (valid < threshold) throw new Fault("ONLINE_KEYS_TOO_FEW", {
		role: role.name,
		threshold,
		valid,
		missing: threshold - valid
	});
}
async function proveSigner(signer, uri, challenge) {
	const signature = await signer.sign(challenge);
	if (!verifySignature(signer.key, challenge, signature)) throw new Fault("SIGNER_KEY_MISMATCH", {
		role: "challenge",
		uri,
		keyid: signer.key.keyid
	});
}

export { proveSigner as n, openKeyring as t };