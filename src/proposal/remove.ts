import { isFault } from "../base/fault.ts";
import { refusal } from "../base/finding.ts";
import type { Names } from "../config/names.ts";
import { decodeRelease, releaseLimit, releaseLine, releaseText } from "../release/release-file.ts";
import { decodeJson, isObject, type Json } from "../tuf/json.ts";
import { matchesPattern } from "../tuf/pattern.ts";
import { workspaceFaults } from "../workspace/faults.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { proposalFaults } from "./faults.ts";

export interface Removed {
  /** Release files changed or deleted. */
  readonly files: readonly string[];
  /** Target paths that are no longer asked for. */
  readonly targets: readonly string[];
}

/**
 * Proposes removal: takes the targets that match `patterns` (target paths, or patterns with `*` and `?`) out of the release files;
 * one left without targets is deleted. Faults `TARGET_UNKNOWN` when a pattern matches nothing, and writes nothing then.
 */
export async function remove(
  repository: Workspace,
  names: Names,
  patterns: readonly string[],
  options: { dryRun: boolean },
): Promise<Removed> {
  const removed: string[] = [];
  const changes = new Map<string, Uint8Array | null>();
  const files = await repository.find([names.targets]).catch(noFiles);
  for (const { path } of files.filter((file) => file.path.endsWith(".json"))) {
    const bytes = await repository.read(path, releaseLimit);
    if (bytes === undefined) continue;
    const result = decodeRelease(bytes, path);
    if ("findings" in result) throw refusal(result.findings) ?? new RangeError(path);
    const matching = result.release.targets
      .map(({ path }) => path)
      .filter((target) => patterns.some((pattern) => matchesPattern(pattern, target)));
    if (matching.length === 0) continue;
    removed.push(...matching);
    changes.set(path, without(bytes, new Set(matching)));
  }
  for (const pattern of patterns) {
    if (!removed.some((target) => matchesPattern(pattern, target)))
      throw proposalFaults.TARGET_UNKNOWN({ path: pattern, where: `the release files under ${names.targets}/` });
  }
  if (!options.dryRun) await repository.write(changes, "replace");
  return { files: [...changes.keys()], targets: removed.sort() };
}

/** The release file without some targets; null when none is left. */
function without(bytes: Uint8Array, paths: ReadonlySet<string>): Uint8Array | null {
  const json = decodeJson(bytes);
  if (!isObject(json)) return null;
  const targets = json.get("targets") as readonly Json[];
  const kept = targets.filter((target) => !(isObject(target) && paths.has(target.get("path") as string)));
  if (kept.length === 0) return null;
  const members = new Map([...json].filter(([name]) => name !== "targets"));
  return new TextEncoder().encode(releaseText(kept.map(releaseLine), members));
}

function noFiles(error: unknown): readonly [] {
  if (isFault(error, workspaceFaults.FILE_NOT_FOUND)) return [];
  throw error;
}
