import { workspaceFaults } from "../../src/workspace/faults.ts";
import type { Workspace } from "../../src/workspace/workspace.ts";

/** Files in memory, found by their exact paths. */
export function memoryWorkspace(files: Map<string, Uint8Array>): Workspace {
  const get = (path: string): Uint8Array => {
    const bytes = files.get(path);
    if (bytes === undefined) throw workspaceFaults.FILE_NOT_FOUND({ file: path });
    return bytes;
  };
  return {
    find: async (patterns) => patterns.map((path) => ({ path, size: get(path).length })),
    async *stream(path) {
      yield get(path);
    },
    read: async (path) => files.get(path),
    async write(changes, existing) {
      const there = [...changes.keys()].find((path) => files.has(path));
      if (existing === "refuse" && there !== undefined) throw workspaceFaults.FILE_EXISTS({ file: there });
      for (const [path, bytes] of changes) {
        if (bytes === null) files.delete(path);
        else files.set(path, bytes);
      }
    },
  };
}
