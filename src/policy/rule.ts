import type { AnyCode, DataOf } from "../base/fault.ts";
import { Finding } from "../base/finding.ts";
import type { Names } from "../config/names.ts";
import type { Policy } from "../config/settings.ts";
import type { Release } from "../release/release-file.ts";
import { targetLine } from "../release/release-file.ts";
import type { Provided } from "../release/releases.ts";
import type { TargetChange } from "../release/target-change.ts";
import type { Trust } from "../repository/trust.ts";
import type { TargetFile } from "../tuf/targets.ts";

/** What the rules judge. */
export interface Case {
  readonly policy: Policy;
  readonly names: Names;
  readonly changes: readonly TargetChange[];
  /** Release files that were added or changed. */
  readonly touched: readonly Release[];
  /** All release files as they were published last, and as they will be; what was not read is not there. */
  readonly before: ReadonlyMap<string, Release>;
  readonly after: ReadonlyMap<string, Release>;
  /** Who provided a path before. */
  readonly provider: (path: string) => Provided | undefined;
  /** What was published under a path in a role of people's; no release file provides it. */
  readonly signedByPeople?: (path: string) => TargetFile | undefined;
  /** Every path that release files will have published. */
  readonly paths: () => Iterable<string>;
  readonly trust: Trust;
  /** The trust that is in force; absent before the first run. */
  readonly former?: Trust;
  /** Whether people signed another trust since the last run, so that what is published must be judged by it again. */
  readonly adopting: boolean;
}

/** One rule, one file. `of` is the code of what it finds. */
export interface Rule {
  readonly of: AnyCode;
  /** What it asks, in a few words, for the list of passed rules. */
  readonly title: string;
  /** Why it exists. */
  readonly why: string;
  check(context: Case): Iterable<Finding>;
}

/** An error about a proposed target, at its line. */
export function atTarget<C extends AnyCode>(
  of: C,
  context: Case,
  by: Provided,
  data: DataOf<C["entry"], "file" | "path">,
): Finding {
  const file = `${context.names.targets}/${by.release.file}`;
  const path = by.release.targets[by.index]?.path ?? "";
  return new Finding(of, { file, path, ...data }, { severity: "error", file, line: targetLine(by.release, by.index) });
}

/** Targets whose bytes or path are new in this case. */
export function* proposed(context: Case): Generator<Extract<TargetChange, { by: Provided }>> {
  for (const change of context.changes) if (change.kind !== "remove") yield change;
}
