import { Fault, isFault } from "../base/fault.ts";
import { defaultNames } from "../config/names.ts";
import { treeOfFiles } from "../git/tree.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { intentPaths } from "../repository/layout.ts";
import { readTrust, type Trust } from "../repository/trust.ts";
import { contentOf, type TrustContent, versionsOf } from "../repository/trust-content.ts";
import { decodeJson, isObject } from "../tuf/json.ts";
import type { KeyId } from "../tuf/key.ts";
import type { Verifier } from "../tuf/verifier.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { signingEventFaults } from "./faults.ts";

/** What this machine trusted last, of one repository. */
export interface Remembered {
  readonly pin: string;
  readonly content: TrustContent;
  /** What the holders of keys were called. */
  readonly people: ReadonlyMap<KeyId, string>;
}

/**
 * The memory of a machine, in its user's data directory: which root it is pinned to for each repository it met, and what it trusted last
 * there. It is what a signer is shown differences from, so that nobody who writes to the repository chooses the starting point (T66).
 */
export interface TrustMemory {
  /** The pinned root for a repository (an address or a directory); undefined at first use. Faults `TRUST_MEMORY_DAMAGED`. */
  pinOf(location: string): Promise<string | undefined>;
  /** Faults `TRUST_MEMORY_DAMAGED` when what is remembered does not verify. */
  recall(pin: string): Promise<Remembered | undefined>;
  /** Called when a person has seen `trust` and agreed. Faults `TRUST_ROLLBACK` when it is older than what was trusted before. */
  remember(location: string | undefined, pin: string, trust: Trust, people: ReadonlyMap<KeyId, string>): Promise<void>;
}

const paths = intentPaths(defaultNames);
const repositoriesFile = "trust/repositories.json";
const memoryLimit = 64_000_000;

/** The memory in `directory`, which is written only when something is to be remembered. */
export function trustMemory(directory: Workspace, verifier: Verifier): TrustMemory {
  const memory: TrustMemory = {
    async pinOf(location) {
      return (await repositories(directory)).get(location);
    },
    async recall(pin) {
      const file = `trust/${pin}.json`;
      const bytes = await directory.read(file, memoryLimit);
      if (bytes === undefined) return undefined;
      try {
        const { files, people } = readMemory(bytes);
        const trust = await readTrust(treeOfFiles(files), paths, { pin, verifier }, "historic");
        return { pin, content: contentOf(trust), people };
      } catch (cause) {
        if (!(cause instanceof Fault) || isFault(cause, repositoryFaults.FORMAT_NEWER)) throw cause;
        throw signingEventFaults.TRUST_MEMORY_DAMAGED({ file, reason: cause.code }, { cause });
      }
    },
    async remember(location, pin, trust, people) {
      const before = await memory.recall(pin);
      if (before !== undefined) refuseRollback(before.content, contentOf(trust));
      const files = new Map([[`trust/${pin}.json`, writeMemory(trust, people)]]);
      if (location !== undefined) {
        const known = await repositories(directory);
        files.set(repositoriesFile, json(Object.fromEntries([...known, [location, pin]])));
      }
      await directory.write(files, "replace");
    },
  };
  return memory;
}

/** Faults `TRUST_ROLLBACK` when a role of `now` is older than this machine saw it. */
export function refuseRollback(seen: TrustContent, now: TrustContent): void {
  const versions = versionsOf(now);
  for (const [role, expected] of versionsOf(seen)) {
    const actual = versions.get(role);
    if (actual !== undefined && actual < expected) throw signingEventFaults.TRUST_ROLLBACK({ role, expected, actual });
  }
}

function writeMemory({ roots, offline }: Trust, people: ReadonlyMap<KeyId, string>): Uint8Array {
  const decoder = new TextDecoder();
  const files = [
    ...[...roots].map(([version, { bytes }]) => [paths.root(version), decoder.decode(bytes)] as const),
    ...[...offline].map(([role, { bytes }]) => [paths.role(role), decoder.decode(bytes)] as const),
  ];
  return json({ format: memoryFormat, files: Object.fromEntries(files), people: Object.fromEntries(people) });
}

const memoryFormat = 1;

function readMemory(bytes: Uint8Array): { files: ReadonlyMap<string, Uint8Array>; people: ReadonlyMap<KeyId, string> } {
  const members = decodeJson(bytes);
  const format = isObject(members) ? members.get("format") : undefined;
  if (typeof format === "number" && format > memoryFormat)
    throw repositoryFaults.FORMAT_NEWER({ format, known: memoryFormat });
  const texts = (name: string): readonly (readonly [string, string])[] => {
    const object = isObject(members) ? members.get(name) : undefined;
    return [...(isObject(object) ? object : [])].map(([key, value]) => [key, String(value)] as const);
  };
  const encoder = new TextEncoder();
  return {
    files: new Map(texts("files").map(([path, text]) => [path, encoder.encode(text)])),
    people: new Map(texts("people")),
  };
}

async function repositories(directory: Workspace): Promise<ReadonlyMap<string, string>> {
  const bytes = await directory.read(repositoriesFile, memoryLimit);
  if (bytes === undefined) return new Map();
  const pins = pinsIn(bytes);
  if (pins === undefined)
    throw signingEventFaults.TRUST_MEMORY_DAMAGED({ file: repositoriesFile, reason: "it is no list of pinned roots" });
  return pins;
}

function pinsIn(bytes: Uint8Array): ReadonlyMap<string, string> | undefined {
  try {
    const members = decodeJson(bytes);
    if (!isObject(members)) return undefined;
    const pins = [...members].flatMap(([location, pin]) =>
      typeof pin === "string" && /^[0-9a-f]{64}$/.test(pin) ? [[location, pin] as const] : [],
    );
    return pins.length === members.size ? new Map(pins) : undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return undefined;
  }
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, undefined, 1)}\n`);
}
