import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ClientCache } from "../../src/client/reference-client.ts";
import { sha256 } from "../../src/tuf/digest.ts";
import type { Outcome } from "../../src/worker/outcome.ts";
import { runs } from "../support/runs.ts";
import { bytesOf, inconsistencies } from "../support/site.ts";
import { openWorld, releaseOf, type World } from "../support/world.ts";

/** What people merged, without git, metadata or versions: each path with the releases that name it, newest last. */
interface Model {
  readonly owners: Map<string, { file: string; content: string }[]>;
  /** Digests by path as of the last successful run. */
  signed: Record<string, string>;
  next: number;
}

interface Real {
  readonly world: World;
  /** Payload digests by role and version, over the whole history (I11). */
  readonly seen: Map<string, string>;
  readonly versions: Map<string, number>;
  readonly caches: ClientCache[];
}

type Command = fc.AsyncCommand<Model, Real>;

function desired({ owners }: Model): Record<string, string> {
  const current = [...owners].flatMap(([path, stack]) => {
    const top = stack.at(-1);
    return top === undefined ? [] : [[path, sha256(top.content)] as const];
  });
  return Object.fromEntries(current.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Adds a release of new paths. */
class Add implements Command {
  readonly count: number;
  constructor(count: number) {
    this.count = count;
  }
  check = (): boolean => true;
  async run(model: Model, { world }: Real): Promise<void> {
    const n = model.next++;
    const paths = Array.from({ length: this.count }, (_, i) => `app/${n}/${i}`);
    for (const path of paths) model.owners.set(path, [{ file: `app/${n}`, content: path }]);
    await world.release(`app/${n}`, Object.fromEntries(paths.map((path) => [path, path])));
  }
  toString = (): string => `add ${this.count}`;
}

/** Picks one of the paths that are there. */
function pick(model: Model, seed: number): readonly [string, { file: string; content: string }[]] | undefined {
  const all = [...model.owners].filter(([, stack]) => stack.length > 0);
  return all[seed % Math.max(1, all.length)];
}

/** Adds a release that replaces the one which provides a path now. */
class Replace implements Command {
  readonly seed: number;
  constructor(seed: number) {
    this.seed = seed;
  }
  check = (model: Readonly<Model>): boolean => pick(model, this.seed) !== undefined;
  async run(model: Model, { world }: Real): Promise<void> {
    const [path, stack] = pick(model, this.seed) ?? ["", []];
    const n = model.next++;
    const content = `${path} by ${n}`;
    const replaces = [`${stack.at(-1)?.file}.json`];
    stack.push({ file: `app/${n}`, content });
    await world.release(`app/${n}`, { [path]: content }, { replaces });
  }
  toString = (): string => `replace ${this.seed}`;
}

/** Reverts the release that provides a path now: all its paths go, or fall back to what they were. */
class Revert implements Command {
  readonly seed: number;
  constructor(seed: number) {
    this.seed = seed;
  }
  check = (model: Readonly<Model>): boolean => this.file(model) !== undefined;
  async run(model: Model, { world }: Real): Promise<void> {
    const file = this.file(model) ?? "";
    for (const stack of model.owners.values()) if (stack.at(-1)?.file === file) stack.pop();
    await world.merge({ [`targets/${file}.json`]: null });
  }
  /** Only one that nobody replaced: taking a release out from under another is a conflict, not a revert. */
  private file(model: Readonly<Model>): string | undefined {
    const file = pick(model, this.seed)?.[1].at(-1)?.file;
    const buried = [...model.owners.values()].some((stack) => stack.slice(0, -1).some((owner) => owner.file === file));
    return buried ? undefined : file;
  }
  toString = (): string => `revert ${this.seed}`;
}

class Advance implements Command {
  readonly hours: number;
  constructor(hours: number) {
    this.hours = hours;
  }
  check = (): boolean => true;
  async run(_: Model, { world }: Real): Promise<void> {
    world.clock.advance(this.hours / 24);
  }
  toString = (): string => `advance ${this.hours} h`;
}

/** Merges a proposal that may not be, and takes it back. */
class Mistake implements Command {
  check = (): boolean => true;
  async run(_: Model, { world }: Real): Promise<void> {
    const { commit } = await world.tip();
    await world.merge({ "targets/bad/1.json": releaseOf({ "no good": "x" }) });
    const outcome = await world.work();
    expect(outcome.kind).toBe("refused");
    // What is due is renewed all the same (I12); nothing else moves the branch.
    expect((await world.tip()).commit).toBe((outcome.kind === "refused" ? outcome.renewed : undefined) ?? commit);
    await world.merge({ "targets/bad/1.json": null });
  }
  toString = (): string => "mistake";
}

/** Runs one worker, or several at once (T36). */
class Work implements Command {
  readonly workers: number;
  constructor(workers: number) {
    this.workers = workers;
  }
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    const { world } = real;
    const before = (await world.tip()).commit;
    const outcomes = await Promise.all(Array.from({ length: this.workers }, (): Promise<Outcome> => world.work()));
    expect(outcomes.filter(({ kind }) => kind === "done").length).toBeLessThanOrEqual(1);
    model.signed = desired(model);
    expect(await world.targets()).toEqual(model.signed);
    const tip = await world.tip();
    if (tip.commit !== before) expect(tip.parents).toEqual([before]);
    expect((await world.work()).kind).toBe("idle");
    await record(real);
  }
  toString = (): string => `work ×${this.workers}`;
}

async function record({ world, seen, versions }: Real): Promise<void> {
  const { bins, offline, snapshot, timestamp, root } = await world.repository();
  const roles = [...bins, ...offline, ["snapshot", snapshot], ["timestamp", timestamp], ["root", root]] as const;
  for (const [role, { signed, payload }] of roles) {
    const digest = sha256(payload);
    const key = `${role} ${signed.version}`;
    expect([key, seen.get(key) ?? digest]).toEqual([key, digest]);
    seen.set(key, digest);
    expect(signed.version).toBeGreaterThanOrEqual(versions.get(role) ?? 0);
    versions.set(role, signed.version);
  }
}

class Publish implements Command {
  check = (): boolean => true;
  async run(model: Model, { world, caches }: Real): Promise<void> {
    if ((await world.work()).kind === "done") model.signed = desired(model);
    // A revert brings back what was there, and the build server still has it.
    for (const [path, stack] of model.owners) world.contents.set(path, Buffer.from(stack.at(-1)?.content ?? ""));
    await world.publish();
    expect(inconsistencies(bytesOf(world.mirror))).toEqual([]);
    const gone = [...model.owners.keys()].filter((path) => model.signed[path] === undefined).slice(0, 2);
    const paths = [...Object.keys(model.signed).slice(-3), ...gone];
    const clients = [undefined, caches[0], caches.at(-1)];
    for (const cache of clients) {
      const { targets, cache: updated } = await world.client(paths, cache);
      expect(paths.map((path) => targets.get(path)?.sha256)).toEqual(paths.map((path) => model.signed[path]));
      if (cache === undefined) caches.push(updated);
    }
  }
  toString = (): string => "publish";
}

describe("I2, I4, I8, I11: the worker does what a map of paths says", () => {
  test("for random sequences of merges, reverts, mistakes, runs, publishes and time", async () => {
    const commands = fc.commands(
      [
        fc.integer({ min: 1, max: 3 }).map((count) => new Add(count)),
        fc.nat(50).map((seed) => new Replace(seed)),
        fc.nat(50).map((seed) => new Revert(seed)),
        fc.integer({ min: 1, max: 100 }).map((hours) => new Advance(hours)),
        fc.constant(new Mistake()),
        fc.integer({ min: 1, max: 3 }).map((workers) => new Work(workers)),
        fc.constant(new Publish()),
      ],
      { maxCommands: 40, size: "max" },
    );
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const world = await openWorld({ bins: 2 });
        await world.done();
        const setup = () => ({
          model: { owners: new Map(), signed: {}, next: 1 } as Model,
          real: { world, seen: new Map(), versions: new Map(), caches: [] } as Real,
        });
        await fc.asyncModelRun(setup, sequence);
      }),
      runs(20),
    );
  });
});
