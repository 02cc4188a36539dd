// src/tuf/authority.ts
function topLevelAuthority({ roles, keys }, role) {
	const { keyids, threshold } = roles.get(role) ?? {
		keyids: [],
		threshold: 1
	};
	return {
		role,
		by: "root",
		keyids,
		threshold,
		keys,
		terminating: false
	};
}
function sameSigners(a, b) {
	return a.threshold === b?.threshold && [...a.keyids].sort().join() === [...b.keyids].sort().join();
}

export { topLevelAuthority as n, sameSigners as t };