import { isFault } from "../base/fault.ts";
import { baseFaults } from "../base/faults.ts";
import { sameBytes, sha256 } from "../tuf/digest.ts";
import { limits } from "../tuf/limits.ts";
import { type TopLevelRole, topLevelRoles } from "../tuf/root.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { clientFaults } from "./faults.ts";
import type { ClientCache, ClientMemory } from "./reference-client.ts";

export interface MemoryOptions {
  readonly site: { readonly metadata: string };
  /** SHA-256 of the root file that trust starts from. It may only be left out where `directory` holds a root. */
  readonly pin?: string;
  /** A directory for this client, in full; one below the workspace, for this site and root, when left out. */
  readonly directory?: string;
  /** Where the workspace is, for messages. */
  readonly home?: string;
}

/**
 * What a client remembers of a site. A directory that somebody names says in `started-from` which root its trust began with: another one
 * than `pin` faults `CLIENT_ROOT_OTHER`, for what it trusts now does not follow from the root that was asked for.
 */
export async function openMemory(
  workspace: Workspace,
  { site, pin, directory, home }: MemoryOptions,
): Promise<ClientMemory> {
  if (directory === undefined) {
    const own = `clients/${sha256(`${site.metadata} ${pin}`).slice(0, 32)}`;
    return directoryMemory(workspace, own, home === undefined ? own : `${home}/${own}`);
  }
  const memory = directoryMemory(workspace, directory);
  const root = await memory.read("root");
  const record = `${directory}/started-from`;
  const text = Buffer.from((await workspace.read(record, 1024)) ?? "")
    .toString()
    .trim();
  const recorded = /^sha256:([0-9a-f]{64})$/.exec(text)?.[1];
  const started = root === undefined ? pin : (recorded ?? sha256(root));
  if (pin !== undefined && started !== undefined && pin !== started)
    throw clientFaults.CLIENT_ROOT_OTHER({ directory, pin, started });
  if (started !== undefined && started !== recorded)
    await workspace.write(new Map([[record, Buffer.from(`sha256:${started}\n`)]]), "replace");
  return memory;
}

/** A client's memory in a directory: `root.json`, `timestamp.json`, … and the delegated roles beside them. */
export function directoryMemory(workspace: Workspace, directory: string, place: string = directory): ClientMemory {
  // What this run read or wrote last. Another one may use the directory at the same time.
  const seen = new Map<string, Uint8Array | undefined>();
  const fileOf = (role: string): string => `${directory}/${fileName(role)}`;
  const present = async (role: string): Promise<Uint8Array | undefined> => {
    try {
      return await workspace.read(fileOf(role), isTopLevel(role) ? limits[role] : limits.targets);
    } catch (error) {
      if (!isFault(error, baseFaults.FILE_TOO_LARGE)) throw error;
      if (role === "root") throw clientFaults.CLIENT_ROOT_UNUSABLE({ reason: "it is too large", place });
      return undefined;
    }
  };
  return {
    place,
    async read(role) {
      const bytes = await present(role);
      seen.set(role, bytes);
      return bytes;
    },
    async keep(role, bytes) {
      const there = await present(role);
      const before = seen.get(role);
      const foreign = there !== undefined && !(before !== undefined && sameBytes(there, before));
      if (bytes !== null && foreign && versionOf(there) > versionOf(bytes)) return;
      await workspace.write(new Map([[fileOf(role), bytes]]), "replace");
      seen.set(role, bytes ?? undefined);
    },
  };
}

/** A memory for one run, which begins with `files`. */
export function temporaryMemory(files: ClientCache): ClientMemory & { readonly files: ClientCache } {
  const held = new Map(files);
  return {
    place: "memory",
    files: held,
    read: async (role) => held.get(role),
    async keep(role, bytes) {
      if (bytes === null) held.delete(role);
      else held.set(role, bytes);
    },
  };
}

/**
 * The file of a role: its name where that is plain, else percent-encoded. Where case does not tell files apart, no delegated role can take
 * the place of `root.json`.
 */
function fileName(role: string): string {
  if (isTopLevel(role)) return `${role}.json`;
  const encoded = Array.from(Buffer.from(role), (byte, at) => {
    const letter = String.fromCharCode(byte);
    const plain = at === 0 ? /[a-z0-9_-]/ : /[a-z0-9._-]/;
    return plain.test(letter) ? letter : `%${byte.toString(16).padStart(2, "0")}`;
  }).join("");
  return encoded.length > 200 ? `%sha256-${sha256(Buffer.from(role))}.json` : `${encoded}.json`;
}

function isTopLevel(role: string): role is TopLevelRole {
  return topLevelRoles.includes(role as TopLevelRole);
}

/** The version that a metadata file claims; 0 for what cannot be read. Both files compared were verified by whoever wrote them. */
export function versionOf(bytes: Uint8Array): number {
  try {
    const { signed } = JSON.parse(Buffer.from(bytes).toString()) as { signed?: { version?: unknown } };
    return typeof signed?.version === "number" ? signed.version : 0;
  } catch {
    return 0;
  }
}
