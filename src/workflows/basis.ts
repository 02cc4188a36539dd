import type { Config } from "../config/config.ts";
import type { Recovery } from "../plan/reconcile.ts";
import type { Store, Tree } from "../ports/store.ts";
import { loadAudited } from "../repository/audit.ts";
import type { Finding } from "../repository/finding.ts";
import type { Floors } from "../repository/floors.ts";
import { configFile, intentPaths, type Names } from "../repository/layout.ts";
import type { Repository } from "../repository/repository.ts";
import { directoryId } from "../repository/tree.ts";
import { readTrust, type Trust } from "../repository/trust.ts";
import type { Instant } from "../tuf/time.ts";
import { findingOf, fixedSettings } from "./beside.ts";
import { settingsBefore, settingsInForce, settingsOf, signedTip } from "./settings.ts";

/** What the worker signed last, verified. */
export interface LastSigned {
  /** Undefined before the first run. */
  readonly before: Repository | undefined;
  readonly tip: Tree | undefined;
  /** Whether the signed branch is here only as its remote-tracking copy, which is good for reading alone. */
  readonly tracked: boolean;
}

/** Where a derivation starts. */
export interface Basis extends LastSigned {
  /** The intent branch. */
  readonly main: Tree;
  readonly config: Config;
  readonly configId: string | undefined;
  /** What people signed: on the intent branch, or in what was signed last where that cannot be read. */
  readonly trust: Trust;
  /** Parts of the intent branch that cannot be gone by. For each, what was in force before stands in. */
  readonly broken: readonly Broken[];
  readonly recovery?: Recovery;
  /** Versions that clients may have seen, which the signed branch does not know of. */
  readonly floors?: Floors;
}

export interface Broken {
  readonly part: "settings" | "trust";
  readonly finding: Finding;
}

/**
 * Reads and verifies both branches. `pin` is the SHA-256 of the trusted root's file. What has run out is read as well: what renews it could
 * not be judged otherwise. Faults with what does not hold of the signed branch, and of the intent branch before there is a signed one.
 */
export async function loadBasis(store: Store, branch: string, pin: string, now: Instant): Promise<Basis> {
  const { main, problem, ...settings } = await settingsInForce(store, branch);
  const broken: Broken[] = [];
  let { config } = settings;
  let last = await lastSigned(store, config.names, pin, now);
  const former = last.tip === undefined ? await settingsBefore(store, main, mayMove) : await settingsOf(last.tip);
  const [moved] = former === undefined ? [] : fixedSettings(configFile, former, config);
  if (former !== undefined && moved !== undefined) {
    const signed = last.tip === undefined ? await lastSigned(store, former.names, pin, now) : last;
    if (signed.before !== undefined) {
      // Files that nobody judged would count, or versions would begin again: where things are stays as it was signed.
      broken.push({ part: "settings", finding: moved });
      [config, last] = [former, signed];
    }
  }
  const { before } = last;
  if (problem !== undefined && before === undefined) throw problem;
  if (problem !== undefined) broken.push({ part: "settings", finding: findingOf(problem, configFile) });
  const trust = await trustOn(main, config.names, pin, before).catch((error: unknown): Trust => {
    const finding = findingOf(error, config.names.trust);
    if (before === undefined) throw error;
    broken.push({ part: "trust", finding });
    return before;
  });
  return { ...last, main, config, configId: settings.id, trust, broken };
}

/** Commits of the intent branch in which to look for a signed branch by another name, when there is none by the one it has. */
const mayMove = 100;

/** Faults with whatever does not hold of it. */
export async function lastSigned(store: Store, names: Names, pin: string, now: Instant): Promise<LastSigned> {
  const { tip, tracked } = await signedTip(store, names);
  return { tip, tracked, before: tip && (await loadAudited(tip, pin, now)) };
}

/** What people signed on `main`. The same tree was verified with `before`, as metadata; only what changed since needs loading. */
export async function trustOn(main: Tree, names: Names, pin: string, before: Repository | undefined): Promise<Trust> {
  const unchanged = before !== undefined && before.state.signed.source.trust === (await directoryId(main, names.trust));
  return unchanged ? before : readTrust(main, intentPaths(names), pin);
}
