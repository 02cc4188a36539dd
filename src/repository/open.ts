import type { Instant } from "../base/time.ts";
import type { Config } from "../config/config.ts";
import { remembering } from "../git/remember.ts";
import type { Store, Tree } from "../git/store.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { repositoryFaults } from "./faults.ts";
import { intentPaths } from "./layout.ts";
import { type Settings, settingsInForce, settingsReader, signedTip, type Tip } from "./settings.ts";
import { type Standing, standingOf } from "./standing.ts";
import type { TrustAnchor } from "./trust.ts";
import { readTrust, type Trust } from "./trust.ts";

export interface OpenOptions {
  /** The branch, ref or commit that people merge to. */
  readonly intent: string;
  /** SHA-256 of the trusted root's file; undefined only while there is no root. */
  readonly pin: string | undefined;
  /** What every date in this run is held against. */
  readonly now: Instant;
  readonly verifier: Verifier;
}

/**
 * A trust repository, opened once for one run: each ref is resolved once, each file read once, and what is asked for twice is one answer.
 * Opening verifies nothing: each method faults with what it could not read or verify. A run that commits opens again, since what it
 * wrote is another state.
 */
export interface Repository {
  /** Reads are remembered ({@link remembering}); writes go through. */
  readonly store: Store;
  readonly now: Instant;
  readonly pin: string | undefined;
  readonly verifier: Verifier;
  /** The commit of the intent branch that this run is about. */
  readonly intent: Tree;
  /** The settings in force, with the reason where they are not those of {@link intent}. Faults `CONFIG_MISSING`, `CONFIG_INVALID`. */
  settings(): Promise<Settings>;
  /** The settings of {@link intent} itself. Faults `CONFIG_MISSING`, `CONFIG_INVALID`. */
  config(): Promise<Config>;
  /** The signed branch by the name that the settings in force give it; nothing of it is verified. */
  tip(): Promise<Tip>;
  /** What is in force, verified from the pinned root. Faults `TRUSTED_ROOT_NEEDED`, and as {@link standingOf}. */
  standing(): Promise<Standing>;
  /** What people signed in `tree`, verified from the pinned root, by the names of the settings in force. Faults as `readTrust`. */
  trustOf(tree: Tree): Promise<Trust>;
  /** Faults `BRANCH_MISSING`. */
  tree(ref: string): Promise<Tree>;
}

/** Opens a repository for one run. Faults `BRANCH_MISSING` when there is no intent branch. */
export async function openRepository(
  store: Store,
  { intent: ref, pin, now, verifier }: OpenOptions,
): Promise<Repository> {
  const trees = remembering(store);
  const read = settingsReader();
  const tree = async (name: string): Promise<Tree> => {
    const found = await trees.tree(name);
    if (found === undefined) throw repositoryFaults.BRANCH_MISSING({ branch: name });
    return found;
  };
  const anchor = (): TrustAnchor => {
    if (pin === undefined) throw repositoryFaults.TRUSTED_ROOT_NEEDED();
    return { pin, verifier };
  };
  const intent = await tree(ref);
  const settings = lazily(() => settingsInForce({ store: trees, read }, intent, ref));
  const standing = lazily(async () =>
    standingOf({ store: trees, intent, anchor: anchor(), now, read }, await settings()),
  );
  return {
    store: trees,
    now,
    pin,
    verifier,
    intent,
    settings,
    async config() {
      const { config, problem } = await settings();
      if (problem !== undefined) throw problem;
      return config;
    },
    tip: lazily(async () => signedTip(trees, (await settings()).config.names)),
    standing,
    async trustOf(tree) {
      return readTrust(tree, intentPaths((await settings()).config.names), anchor());
    },
    tree,
  };
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
