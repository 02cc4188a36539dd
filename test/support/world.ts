import type { Clock } from "../../src/base/clock.ts";
import { Fault } from "../../src/base/fault.ts";
import type { Finding } from "../../src/base/finding.ts";
import type { Reporter } from "../../src/base/reporter.ts";
import { addDays, type Instant, parseInstant } from "../../src/base/time.ts";
import { temporaryMemory } from "../../src/client/memory.ts";
import type { ClientCache, FoundTarget } from "../../src/client/reference-client.ts";
import { tufJs } from "../../src/client/tuf-js/tuf-js.ts";
import type { Refs, Store, Tree } from "../../src/git/store.ts";
import type { Verdict } from "../../src/proposal/check.ts";
import type { Mirror } from "../../src/publish/mirror.ts";
import { type Published, type PublishOptions, publish } from "../../src/publish/publish.ts";
import { loadRepository, publishedTargets, type Repository } from "../../src/repository/verify-state.ts";
import type { FirstTrust } from "../../src/signing-event/first-trust.ts";
import { sha256 } from "../../src/tuf/digest.ts";
import type { Signer } from "../../src/tuf/signer.ts";
import type { Verifier } from "../../src/tuf/verifier.ts";
import type { Outcome } from "../../src/worker/outcome.ts";
import { work } from "../../src/worker/work.ts";
import { type MirrorFiles, memoryMirror } from "./memory-mirror.ts";
import { type MemoryRepository, memoryRepository, memoryStore } from "./memory-store.ts";
import { ed25519 } from "./metadata.ts";
import { design, offlineFiles, type People, people, type Shape, type Unsigned } from "./offline.ts";
import { check } from "./opened.ts";
import { sealed } from "./stores.ts";
import { verifier } from "./verifier.ts";
import { memoryWorkspace } from "./workspace.ts";

export type Content = string | Uint8Array | null;
export type Files = Readonly<Record<string, Content>>;

/** A clock that stands until somebody moves it. */
export interface FrozenClock extends Clock {
  advance(days: number): void;
  set(at: Instant): void;
}

export function frozenClock(at: Instant = parseInstant("2030-01-01T00:00:00Z")): FrozenClock {
  let current = at;
  return {
    now: () => current,
    sleep: async () => {},
    advance(days) {
      current = addDays(current, days);
    },
    set(instant) {
      current = instant;
    },
  };
}

export interface Recorder extends Reporter {
  readonly steps: string[];
  readonly warnings: string[];
}

export function recorder(onStep: (name: string) => void = () => {}): Recorder {
  const steps: string[] = [];
  const warnings: string[] = [];
  const progress = { advance: () => {}, done: () => {} };
  return {
    steps,
    warnings,
    note: () => {},
    warn: (text) => warnings.push(text),
    step(name) {
      steps.push(name);
      onStep(name);
    },
    progress: () => progress,
  };
}

/** A signer over one of the keys that are the same in every run. */
export function signerOf(name: string): Signer {
  const { key, sign } = ed25519(name);
  return { key, sign: async (bytes) => sign(bytes), [Symbol.asyncDispose]: async () => {} };
}

/** The text of a release file that asks for these contents by target path. */
export function releaseOf(targets: Readonly<Record<string, string>>, members: object = {}): string {
  const list = Object.entries(targets).map(([path, content]) => ({
    path,
    length: Buffer.byteLength(content),
    hashes: { sha256: sha256(content) },
  }));
  return `${JSON.stringify({ targets: list, ...members }, undefined, 2)}\n`;
}

export interface WorldOptions extends Shape {
  /** Beside `version` and `online-keys`. */
  readonly config?: object;
  readonly store?: Store & Refs;
  readonly clock?: FrozenClock;
}

/** A repository with its people, worker, site and clients. Everything is real but the people, and the clock. */
export interface World {
  readonly clock: FrozenClock;
  readonly store: Store & Refs;
  /** Behind `store`, unless that was given. */
  readonly memory: MemoryRepository;
  readonly pin: string;
  readonly verifier: Verifier;
  readonly first: FirstTrust;
  readonly mirror: ReturnType<typeof memoryMirror>;
  readonly recorder: Recorder;
  /** Bytes of targets by path, for {@link publish} with `files`. */
  readonly contents: Map<string, Uint8Array>;
  /** Changes `main`: null removes. */
  merge(files: Files): Promise<string>;
  /** Merges `targets/<name>.json`, asking for these contents. */
  release(name: string, targets: Readonly<Record<string, string>>, members?: object): Promise<string>;
  /** Merges offline roles, signed by their people. */
  trust(unsigned: Unsigned, signers?: Partial<Pick<People, "root" | "targets" | "bin">>): Promise<string>;
  /** What a merge of these files would do. */
  check(files: Files): Promise<Verdict>;
  work(options?: { keys?: Readonly<Record<string, string>>; dryRun?: boolean }): Promise<Outcome>;
  /** {@link work} when it must change something: the commit. */
  done(): Promise<string>;
  repository(): Promise<Repository>;
  /** Digests by target path, from the signed branch. */
  targets(): Promise<Record<string, string>>;
  tip(branch?: string): Promise<Tree>;
  /** Commits to the signed branch as somebody with push rights would. */
  tamper(files: Files, grafts?: Readonly<Record<string, string | null>>): Promise<string>;
  /** Publishes to `mirror`, or to another place. */
  publish(options?: Partial<PublishOptions>, to?: Mirror): Promise<Published>;
  /** tuf-js over the site, from the first root unless it has a cache. */
  client(
    paths?: readonly string[],
    cache?: ClientCache,
  ): Promise<{ cache: ClientCache; targets: ReadonlyMap<string, FoundTarget | undefined> }>;
  /** A world of its own that is as this one is now, in memory or over a copy of its store. */
  copy(over?: { readonly store: Store & Refs; readonly clock: FrozenClock }): World;
}

const author = { name: "Kaprien", email: "kaprien@example.org" };

const opened = new Map<string, Promise<World>>();

/** A repository whose trust is merged and not signed yet. In memory, at the usual time, it is a copy of one that was made once. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  if (options.store !== undefined || options.clock !== undefined) return newWorld(options);
  const which = JSON.stringify(options);
  const made = opened.get(which) ?? newWorld(options);
  opened.set(which, made);
  return (await made).copy();
}

async function newWorld(options: WorldOptions): Promise<World> {
  const clock = options.clock ?? frozenClock();
  const who = { ...people, ...options.people };
  const first = design(options, clock.now());
  const trust = offlineFiles(first, who);
  const config = {
    version: 1,
    "online-keys": onlineKeys(who, options.thresholds),
    ...options.config,
  };
  const world = worldAt(
    { who, first, root: trust["trust/root/1.root.json"] ?? new Uint8Array() },
    { ...options, clock },
  );
  await world.merge({ ...trust, "kaprien.yml": `${JSON.stringify(config, undefined, 2)}\n` });
  return world;
}

/** Makes a world when it is first called, and gives a copy of it each time. */
export function copiesOf(make: () => Promise<World>): () => Promise<World> {
  let made: Promise<World> | undefined;
  return async () => {
    made ??= make();
    return (await made).copy();
  };
}

/** What stays the same in all copies of a world. */
interface Ceremony {
  readonly who: People;
  readonly first: FirstTrust;
  readonly root: Uint8Array;
}

/** What another world has come to. */
interface Moment {
  readonly clock: FrozenClock;
  readonly store?: Store & Refs;
  readonly memory?: MemoryRepository;
  readonly site?: MirrorFiles;
  readonly contents?: ReadonlyMap<string, Uint8Array>;
  readonly proposals?: number;
}

function worldAt(ceremony: Ceremony, moment: Moment): World {
  const { who, first, root } = ceremony;
  const { clock, memory = memoryRepository() } = moment;
  const store = moment.store ?? memoryStore({ author, now: () => clock.now(), repository: memory });
  const pin = sha256(root);
  const mirror = memoryMirror(() => clock.now(), moment.site);
  const steps = recorder();
  const contents = new Map(moment.contents);
  let { proposals = 0 } = moment;

  const tip = async (branch = "tuf"): Promise<Tree> => {
    const tree = await store.tree(branch);
    if (tree === undefined) throw new Error(`there is no ${branch}`);
    return tree;
  };
  const propose = async (branch: string, parent: string | undefined, files: Files): Promise<string> => {
    const writes = new Map(Object.entries(files).map(([path, content]) => [path, bytesOf(content)]));
    const parents = parent === undefined ? [] : [parent];
    return store.propose(branch, parents, { files: writes, grafts: new Map() }, "Change by people\n");
  };
  const merge = async (files: Files): Promise<string> => propose("main", (await store.tree("main"))?.commit, files);
  const repository = async (): Promise<Repository> => loadRepository(await tip(), { pin, verifier }, clock.now());

  const world: World = {
    clock,
    store,
    memory,
    pin,
    verifier,
    first,
    mirror,
    recorder: steps,
    contents,
    merge,
    release(name, targets, members) {
      for (const [path, content] of Object.entries(targets)) contents.set(path, Buffer.from(content));
      return merge({ [`targets/${name}.json`]: releaseOf(targets, members) });
    },
    trust: (unsigned, signers) => merge(offlineFiles(unsigned, who, signers)),
    async check(files) {
      proposals += 1;
      const head = `proposal-${proposals}`;
      const { commit } = await tip("main");
      await store.start(head, commit);
      await propose(head, commit, files);
      return check({ verifier, store, clock }, { pin, base: "main", head });
    },
    work({ keys = {}, dryRun = false } = {}) {
      const open = async (uri: string): Promise<Signer> => signerOf(keys[uri] ?? uri.slice("env:".length));
      return work(
        { verifier, store, clock, reporter: steps, open, random: () => 0.5 },
        { pin, dryRun, branch: "main" },
      );
    },
    async done() {
      const outcome = await world.work();
      if (outcome.kind !== "done") throw new Error(`the worker ended with ${JSON.stringify(outcome)}`);
      return outcome.commit;
    },
    repository,
    async targets() {
      const found = [...publishedTargets(await repository())].sort((a, b) => (a.path < b.path ? -1 : 1));
      return Object.fromEntries(found.map(({ path, target }) => [path, target.hashes.get("sha256") ?? ""]));
    },
    tip,
    async tamper(files, grafts = {}) {
      const { commit } = await tip();
      const writes = sealed(commit, {}, grafts);
      for (const [path, content] of Object.entries(files))
        (writes.files as Map<string, Uint8Array | null>).set(path, bytesOf(content));
      return store.commit("tuf", writes, "Small fix\n");
    },
    publish: (publishing = {}, to = mirror) =>
      publish(
        { verifier, store, mirror: to, oracle: tufJs, clock, reporter: steps },
        {
          pin,
          signedBranch: "tuf",
          retention: { days: 30, snapshots: 10 },
          files: memoryWorkspace(contents),
          dryRun: false,
          ...publishing,
        },
      ),
    client: (paths = [], cache = new Map([["root", root]])) => clientOf(mirror.files, clock.now(), paths, cache),
    copy(over) {
      if (over === undefined && moment.store !== undefined) throw new Error("this world is not in memory");
      const now = { site: mirror.files, contents, proposals };
      const copy = worldAt(
        ceremony,
        over ? { ...now, ...over } : { ...now, clock: frozenClock(clock.now()), memory: memory.copy() },
      );
      copy.recorder.warnings.push(...steps.warnings);
      copy.recorder.steps.push(...steps.steps);
      return copy;
    },
  };
  return world;
}

/** As many of each role's keys as must sign, the first ones. */
function onlineKeys(who: People, thresholds: Shape["thresholds"] = {}): Record<string, string | readonly string[]> {
  const uris = (role: "bins" | "snapshot" | "timestamp"): string | readonly string[] => {
    const [first = "", ...more] = who[role].slice(0, thresholds[role] ?? 1).map((name) => `env:${name}`);
    return more.length === 0 ? first : [first, ...more];
  };
  const own = String(uris("snapshot")) === String(uris("timestamp")) ? {} : { snapshot: uris("snapshot") };
  return { default: uris("timestamp"), bins: uris("bins"), ...own };
}

/** tuf-js over the files of a site. The cache that was given stays as it is. */
export async function clientOf(
  files: ReadonlyMap<string, { readonly bytes: Uint8Array }>,
  now: Instant,
  paths: readonly string[],
  cache: ClientCache,
): ReturnType<World["client"]> {
  const base = "http://site.invalid";
  const fetch = async (url: string): Promise<ReadableStream<Uint8Array> | undefined> => {
    const found = files.get(decodeURIComponent(url.slice(base.length + 1)));
    return found && new Blob([new Uint8Array(found.bytes)]).stream();
  };
  const memory = temporaryMemory(cache);
  const client = await tufJs.update({ fetch, metadata: `${base}/metadata`, memory, now });
  const targets = new Map<string, FoundTarget | undefined>();
  for (const path of paths) targets.set(path, await client.find(path));
  return { cache: memory.files, targets };
}

function bytesOf(content: Content): Uint8Array | null {
  return typeof content === "string" ? Buffer.from(content) : content;
}

/** Every file below a directory of a commit. */
export async function filesOf(tree: Tree, directory = ""): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const { name, kind } of await tree.list(directory)) {
    const path = directory === "" ? name : `${directory}/${name}`;
    if (kind === "directory") for (const [below, bytes] of await filesOf(tree, path)) files.set(below, bytes);
    else files.set(path, (await tree.read(path)) ?? new Uint8Array());
  }
  return files;
}

/** The code that an action faults with, or that the worker refused what was merged for; or what else it ended with. */
export async function faultOf(action: Promise<unknown>): Promise<string> {
  try {
    const result = (await action) as Partial<Extract<Outcome, { kind: "refused" }>> | undefined;
    if (result?.kind === "refused") return result.findings?.find(({ severity }) => severity === "error")?.code ?? "";
    return `no fault: ${JSON.stringify(result)?.slice(0, 300)}`;
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}

/** Findings as `CODE file:line`, for comparison with a list. */
export function places(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ code, file, line }) => `${code} ${file ?? ""}${line === undefined ? "" : `:${line}`}`).sort();
}
