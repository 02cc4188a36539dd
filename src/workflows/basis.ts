import { type Config, configIn } from "../config/config.ts";
import type { Recovery } from "../plan/reconcile.ts";
import type { Store, Tree } from "../ports/store.ts";
import type { Floors } from "../repository/floors.ts";
import { intentPaths, type Names } from "../repository/layout.ts";
import { loadRepository, type Repository } from "../repository/repository.ts";
import { directoryId } from "../repository/tree.ts";
import { readTrust, type Trust } from "../repository/trust.ts";
import { Fault } from "../tuf/fault.ts";
import type { Instant } from "../tuf/time.ts";

/** Where a derivation starts. */
export interface Basis {
  /** The intent branch. */
  readonly main: Tree;
  readonly config: Config;
  readonly configId: string | undefined;
  /** The signed branch, verified; undefined before the first run. */
  readonly before: Repository | undefined;
  readonly tip: Tree | undefined;
  /** Whether the signed branch is here only as its remote-tracking copy, which is good for reading alone. */
  readonly tracked: boolean;
  readonly trust: Trust;
  readonly recovery?: Recovery;
  /** Versions that clients may have seen, which the signed branch does not know of. */
  readonly floors?: Floors;
}

/**
 * Reads and verifies both branches. `pin` is the SHA-256 of the trusted root's file. What has run out is read as well: what renews it could
 * not be judged otherwise. Faults with what does not hold.
 */
export async function loadBasis(store: Store, branch: string, pin: string, now: Instant): Promise<Basis> {
  const { main, config, id } = await loadConfig(store, branch);
  const { tip, tracked } = await signedTip(store, config.names);
  const before = tip && (await loadRepository(tip, pin, now));
  // The same tree was verified a line ago, as metadata; only what people changed since needs loading.
  const unchanged =
    before !== undefined && before.state.signed.source.trust === (await directoryId(main, config.names.trust));
  const trust = unchanged ? before : await readTrust(main, intentPaths(config.names), pin);
  return { main, config, configId: id, before, tip, tracked, trust };
}

/** The intent branch and the settings it carries; nothing is verified by it. Faults `BRANCH_MISSING`, `CONFIG_MISSING`, `CONFIG_INVALID`. */
export async function loadConfig(
  store: Store,
  branch: string,
): Promise<{ readonly main: Tree; readonly config: Config; readonly id: string | undefined }> {
  const main = await store.tree(branch);
  if (main === undefined) throw new Fault("BRANCH_MISSING", { branch });
  const found = await configIn(main);
  if (found === undefined) throw new Fault("CONFIG_MISSING", { branch });
  return { main, config: found.config, id: found.id };
}

/** The signed branch; in a clone that never checked it out, the copy that git keeps of origin's. */
export async function signedTip(
  store: Store,
  { signedBranch }: Pick<Names, "signedBranch">,
): Promise<{ tip: Tree | undefined; tracked: boolean }> {
  const own = await store.tree(signedBranch);
  if (own !== undefined) return { tip: own, tracked: false };
  const copy = await store.tree(`refs/remotes/origin/${signedBranch}`);
  return { tip: copy, tracked: copy !== undefined };
}
