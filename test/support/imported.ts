import type { ClientCache } from "../../src/client/reference-client.ts";
import { tufJs } from "../../src/client/tuf-js/tuf-js.ts";
import { defaultNames } from "../../src/config/names.ts";
import type { Refs, Store, Tree } from "../../src/git/store.ts";
import { type Import, type ImportOptions, prepareImport, writeImport } from "../../src/import/import.ts";
import { filesBelow, locate } from "../../src/import/source.ts";
import { publish } from "../../src/publish/publish.ts";
import { loadRepository } from "../../src/repository/verify-state.ts";
import { finishEvent } from "../../src/signing-event/finish.ts";
import { type LoadedEvent, loadEvent } from "../../src/signing-event/load.ts";
import { eventDigest, signatureFiles, signEvent } from "../../src/signing-event/sign.ts";
import type { Signer } from "../../src/tuf/signer.ts";
import type { Verifier } from "../../src/tuf/verifier.ts";
import type { Outcome } from "../../src/worker/outcome.ts";
import { work } from "../../src/worker/work.ts";
import { memoryMirror } from "./memory-mirror.ts";
import { memoryRepository, memoryStore } from "./memory-store.ts";
import { verifier } from "./verifier.ts";
import { memoryWorkspace } from "./workspace.ts";
import { clientOf, type Files, type FrozenClock, filesOf, frozenClock, recorder, signerOf } from "./world.ts";

/** The files of a published repository, by path. */
export type SiteFiles = Map<string, Uint8Array>;

const author = { name: "Kaprien", email: "kaprien@example.org" };

/** A repository that was imported into the intent branch, with its worker and its site. */
export interface Home {
  readonly clock: FrozenClock;
  readonly store: Store & Refs;
  readonly verifier: Verifier;
  readonly imported: Import;
  readonly pin: string;
  merge(files: Files): Promise<string>;
  tip(branch?: string): Promise<Tree>;
  work(): Promise<Outcome>;
  publish(): Promise<unknown>;
  /** tuf-js over the new site, as a client that has `cache`. */
  client(paths: readonly string[], cache: ClientCache): ReturnType<typeof clientOf>;
  repository(): ReturnType<typeof loadRepository>;
  /** The event that the import opened, as it stands on its branch. */
  event(): Promise<LoadedEvent>;
  /** Signs that event with each of these, finishes it, merges its branch, and takes the trusted root that finishing told. */
  adopt(...signers: readonly (string | Signer)[]): Promise<void>;
}

export interface HomeOptions extends ImportOptions {
  readonly clock?: FrozenClock;
  /** Signers beside those of the tests' names, by their addresses. */
  readonly signers?: ReadonlyMap<string, Signer>;
}

/** Reads `files` as `kaprien import` does, and commits what it writes to `main`, or to the branch of the event that it opens. */
export async function takeOver(
  files: SiteFiles,
  { clock = frozenClock(), signers, ...options }: HomeOptions = {},
): Promise<Home> {
  const into: SiteFiles = new Map();
  const source = await locate(filesBelow(memoryWorkspace(new Map([...files].map(([p, b]) => [`old/${p}`, b]))), "old"));
  const workspace = memoryWorkspace(into);
  const imported = await prepareImport({ source, workspace, clock, verifier }, { onlineKey: "env:online", ...options });
  await writeImport(workspace, imported);
  let pin = imported.view.trustedRoot;
  const store = memoryStore({ author, now: () => clock.now(), repository: memoryRepository() });
  const mirror = memoryMirror(() => clock.now());
  const reporter = recorder();
  const open = async (uri: string): Promise<Signer> => signers?.get(uri) ?? signerOf(uri.slice("env:".length));
  const tip = async (branch = "tuf"): Promise<Tree> => {
    const tree = await store.tree(branch);
    if (tree === undefined) throw new Error(`there is no ${branch}`);
    return tree;
  };
  const home: Home = {
    clock,
    store,
    verifier,
    imported,
    get pin() {
      return pin;
    },
    tip,
    async merge(changes) {
      const main = await store.tree("main");
      const writes = new Map(
        Object.entries(changes).map(([path, to]) => [path, typeof to === "string" ? Buffer.from(to) : to] as const),
      );
      const parents = main === undefined ? [] : [main.commit];
      return store.propose("main", parents, { files: writes, grafts: new Map() }, "Change\n");
    },
    work: () =>
      work({ store, clock, reporter, open, verifier, random: () => 0.5 }, { pin, dryRun: false, branch: "main" }),
    publish: () =>
      publish(
        { store, mirror, oracle: tufJs, clock, reporter, verifier },
        { pin, signedBranch: "tuf", retention: { days: 30, snapshots: 10 }, dryRun: false },
      ),
    client: (paths, cache) => clientOf(mirror.files, clock.now(), paths, cache),
    async repository() {
      return loadRepository(await tip(), { pin, verifier }, clock.now());
    },
    event: async () => loadEvent(await place(), name),
    async adopt(...signers) {
      for (const each of signers) {
        const signer = typeof each === "string" ? signerOf(each) : each;
        const loaded = await home.event();
        const signed = signatureFiles(defaultNames, name, await signEvent(loaded, signer, eventDigest(loaded)));
        await commit(branch, signed);
      }
      const { files, trustedRoot } = await finishEvent(await home.event(), await place());
      await commit(branch, files);
      await home.merge(Object.fromEntries(await filesOf(await tip(branch))));
      pin = trustedRoot ?? pin;
    },
  };
  const name = imported.view.event?.name ?? "";
  const branch = `event/${name}`;
  const place = async () => ({
    base: await tip("main"),
    head: await tip(branch),
    names: defaultNames,
    pin,
    verifier,
    now: clock.now(),
  });
  const commit = async (to: string, files: ReadonlyMap<string, Uint8Array | null>): Promise<string> =>
    store.propose(to, [(await tip(to)).commit], { files, grafts: new Map() }, "Change\n");
  if (imported.view.event === undefined) await home.merge(Object.fromEntries(into));
  else {
    await store.start(branch, await home.merge({ README: "Ours\n" }));
    await commit(branch, into);
  }
  return home;
}

/** What a client of the old repository has on disk after an update there, and that it found `paths`. */
export async function oldClient(
  files: SiteFiles,
  clock: FrozenClock,
  paths: readonly string[],
  first = 1,
): Promise<ClientCache> {
  const root = files.get(`metadata/${first}.root.json`) as Uint8Array;
  const site = new Map([...files].map(([path, bytes]) => [path, { bytes }]));
  const { cache, targets } = await clientOf(site, clock.now(), paths, new Map([["root", root]]));
  for (const path of paths) if (targets.get(path)?.path !== path) throw new Error(`the old client finds no ${path}`);
  return cache;
}
