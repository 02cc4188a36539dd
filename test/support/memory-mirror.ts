import { publishFaults } from "../../src/publish/faults.ts";
import type { Mirror } from "../../src/publish/mirror.ts";

/** Bytes by path, and when they were written, in seconds since 1970. */
export type MirrorFiles = ReadonlyMap<string, { readonly bytes: Uint8Array; readonly written: number }>;

/** A published site in memory, which may begin as another one stands. `now` gives seconds since 1970 for the time of writing. */
export function memoryMirror(
  now: () => number,
  start: MirrorFiles = new Map(),
): Mirror & { readonly files: MirrorFiles } {
  const files = new Map([...start].map(([path, { bytes, written }]) => [path, { bytes: Buffer.from(bytes), written }]));
  return {
    files,
    async read(path, limit) {
      const bytes = files.get(path)?.bytes;
      if (bytes !== undefined && bytes.length > limit)
        throw publishFaults.MIRROR_FILE_TOO_LARGE({ file: path, actual: bytes.length, limit });
      return bytes;
    },
    async list(directory) {
      const inside = [...files].filter(
        ([path]) => path.startsWith(`${directory}/`) && !path.slice(directory.length + 1).includes("/"),
      );
      return inside
        .map(([path, { bytes, written }]) => ({ path, size: bytes.length, written }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    async write(path, bytes) {
      const chunks: Uint8Array[] = [];
      if (bytes instanceof Uint8Array) chunks.push(bytes);
      else for await (const chunk of bytes) chunks.push(chunk);
      files.set(path, { bytes: Buffer.concat(chunks), written: now() });
    },
    async remove(path) {
      files.delete(path);
    },
  };
}
