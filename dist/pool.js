// src/base/pool.ts
async function inBatches(items, size, action) {
	const results = [];
	for (let at = 0; at < items.length; at += size) {
		const settled = await Promise.allSettled(items.slice(at, at + size).map(action));
		for (const result of settled) {
			if (result.status === "rejected") throw result.reason;
			results.push(result.value);
		}
	}
	return results;
}

export { inBatches as t };