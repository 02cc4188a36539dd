import { open } from "node:fs/promises";

// src/workspace/directory/sync.ts
async function syncDirectory(path) {
	const directory = await open(path).catch(() => void 0);
	try {
		await directory?.sync().catch(() => void 0);
	} finally {
		await directory?.close();
	}
}

export { syncDirectory as t };