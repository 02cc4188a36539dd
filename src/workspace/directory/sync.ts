import { open } from "node:fs/promises";

/** Makes the renames in a directory last. Where a directory cannot be opened or synced (Windows), they last without. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path).catch(() => undefined);
  try {
    await directory?.sync().catch(() => undefined);
  } finally {
    await directory?.close();
  }
}
