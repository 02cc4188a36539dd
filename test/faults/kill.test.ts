import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instant } from "../../src/base/time.ts";
import type { ClientCache } from "../../src/client/reference-client.ts";
import { openGitStore } from "../../src/git/local/store.ts";
import { directoryMirror } from "../../src/publish/mirrors/directory.ts";
import { sha256 } from "../../src/tuf/digest.ts";
import type { Signer } from "../../src/tuf/signer.ts";
import type { Outcome } from "../../src/worker/outcome.ts";
import { work } from "../../src/worker/work.ts";
import { type Ended, run, secretsFor, worldOnDisk } from "../support/cli.ts";
import { git, temporary, tryGit } from "../support/git.ts";
import { inconsistencies } from "../support/site.ts";
import { memoryWorkspace } from "../support/workspace.ts";
import { clientOf, frozenClock, recorder, signerOf, type World } from "../support/world.ts";

const bins = 16;
let folder: Awaited<ReturnType<typeof temporary>>;
let world: World;
/** As it was when the first merge was signed and published, and another one waits. */
let waiting: string;
let old: string;
let secrets: Record<string, string>;
let oldCache: ClientCache;

beforeAll(async () => {
  folder = await temporary();
  waiting = path.join(folder.path, "waiting");
  await git(folder.path, ["init", "-q", "--bare", "-b", "main", path.join(waiting, "repository.git")]);
  world = await worldOnDisk(path.join(waiting, "repository.git"), { bins });
  secrets = secretsFor(world);
  await world.release("app/1", { "app/1/a": "one" });
  await world.done();
  await world.publish({ files: memoryWorkspace(world.contents) }, directoryMirror(path.join(waiting, "site")));
  old = await git(path.join(waiting, "repository.git"), ["rev-parse", "tuf"]);
  await world.publish();
  oldCache = (await world.client(["app/1/a"])).cache;
  await world.release("app/2", { "app/2/a": "two", "app/2/b": "three" });
});

afterAll(() => folder.remove());

const repository = (place: string): string => path.join(place, "repository.git");

/** A copy of a place to break things in. */
async function copyOf(place: string, name: string): Promise<string> {
  const copy = path.join(folder.path, name);
  await rm(copy, { recursive: true, force: true });
  await cp(place, copy, { recursive: true });
  return copy;
}

function worker(place: string, fault?: string, given: Record<string, string> = secrets): Promise<Ended> {
  const env = { ...given, ...(fault !== undefined && { KAPRIEN_FAULT_AT: fault }) };
  return run(["worker", "--json", "--verbose", "--repository", repository(place)], { cwd: place, env });
}

function publisher(place: string, files: string, fault?: string): Promise<Ended> {
  const env = { ...secrets, ...(fault !== undefined && { KAPRIEN_FAULT_AT: fault }) };
  const args = ["publish", "--json", "--verbose", "--repository", repository(place), "--to", "site", "--files", files];
  return run(args, { cwd: place, env });
}

/** The next run of the worker. In this process: what is killed is the program, and what follows is the same workflow. */
async function workOn(place: string, { pin, verifier }: World = world): Promise<Outcome> {
  const clock = frozenClock(instant(Date.now() / 1000));
  const author = { name: "Kaprien", email: "kaprien@example.org" };
  const store = await openGitStore({ directory: repository(place), author, now: () => clock.now() });
  const open = async (uri: string): Promise<Signer> => signerOf(uri.slice("env:".length));
  const adapters = { store, clock, reporter: recorder(), open, verifier, random: () => 0.5 };
  return work(adapters, { pin, dryRun: false, branch: "main" });
}

function stepsOf({ stdout }: Ended): readonly string[] {
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { event: string; name?: string });
  return events.flatMap(({ event, name }) => (event === "step" && name !== undefined ? [name] : []));
}

/** Ordinals of steps, with the many alike (one for each bin) thinned out to three. */
function sampled(steps: readonly string[], alike: RegExp): readonly (readonly [number, string])[] {
  const all = steps.map((name, index) => [index + 1, name] as const);
  const same = all.filter(([, name]) => alike.test(name));
  const kept = new Set([same[0], same[Math.floor(same.length / 2)], same.at(-1)]);
  return all.filter((step) => !alike.test(step[1]) || kept.has(step));
}

async function sound(place: string): Promise<void> {
  const { code, stderr } = await tryGit(repository(place), ["fsck", "--strict", "--no-dangling"]);
  expect([code, stderr]).toEqual([0, ""]);
}

async function filesOf(place: string): Promise<Map<string, Uint8Array>> {
  const site = path.join(place, "site");
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(site, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path.relative(site, file).replaceAll("\\", "/"), await readFile(file));
  }
  return files;
}

/** What clients old and new find at each path on a site: undefined when a client finds nothing. */
async function clients(files: ReadonlyMap<string, Uint8Array>): Promise<readonly (string | undefined)[]> {
  const served = new Map([...files].map(([name, bytes]) => [name, { bytes }]));
  const found: (string | undefined)[] = [];
  for (const cache of [new Map([["root", oldCache.get("root") ?? Buffer.of()]]), oldCache]) {
    const { targets } = await clientOf(served, world.clock.now(), ["app/1/a", "app/2/a"], cache);
    expect(targets.get("app/1/a")?.sha256).toBe(sha256("one"));
    found.push(targets.get("app/2/a")?.sha256);
  }
  return found;
}

describe("killed at every step", () => {
  test("I1, I16: a worker leaves the branch at the old commit or the new one, and the next run completes it", async () => {
    const whole = await copyOf(waiting, "whole");
    const steps = stepsOf(await worker(whole));
    expect(steps).toEqual(
      expect.arrayContaining(["fetch", "plan", "sign snapshot", "sign timestamp", "commit", "committed"]),
    );
    const expected = await git(repository(whole), ["show", "tuf:metadata/snapshot.json"]);
    for (const [ordinal, name] of sampled(steps, /^sign bins/)) {
      const place = await copyOf(waiting, "killed");
      const { signal } = await worker(place, String(ordinal));
      expect([name, signal]).toEqual([name, "SIGKILL"]);
      await sound(place);
      const tip = await git(repository(place), ["rev-parse", "tuf"]);
      expect([name, tip === old]).toEqual([name, name !== "committed"]);
      const again = await workOn(place);
      expect([name, again.kind]).toEqual([name, name === "committed" ? "idle" : "done"]);
      // Versions are counted from the branch, so that a run which broke off uses none up (I11).
      const versions = (text: string): unknown => JSON.parse(text).signed.meta;
      const now = await git(repository(place), ["show", "tuf:metadata/snapshot.json"]);
      expect([name, versions(now)]).toEqual([name, versions(expected)]);
      expect(await git(repository(place), ["rev-parse", "tuf^"])).toBe(old);
      await sound(place);
    }
    const beyond = await copyOf(waiting, "beyond");
    expect((await worker(beyond, String(steps.length + 1))).code).toBe(0);
  }, 300_000);

  test("the first run of a worker leaves no branch or a whole one", async () => {
    const fresh = path.join(folder.path, "fresh");
    await git(folder.path, ["init", "-q", "--bare", "-b", "main", repository(fresh)]);
    const first = await worldOnDisk(repository(fresh), { bins });
    await first.release("app/1", { "app/1/a": "one" });
    const keys = secretsFor(first);
    const steps = stepsOf(await worker(await copyOf(fresh, "whole"), undefined, keys));
    for (const [ordinal, name] of sampled(steps, /^sign bins/)) {
      const place = await copyOf(fresh, "killed");
      expect((await worker(place, String(ordinal), keys)).signal).toBe("SIGKILL");
      const { code } = await tryGit(repository(place), ["rev-parse", "--verify", "-q", "tuf"]);
      expect([name, code === 0]).toEqual([name, name === "committed"]);
      expect([name, (await workOn(place, first)).kind]).toEqual([name, name === "committed" ? "idle" : "done"]);
      await sound(place);
    }
  }, 300_000);

  test("I1, I3, I14: a publisher leaves a site that clients old and new can use, and the next run completes it", async () => {
    const signed = await copyOf(waiting, "signed");
    const { code } = await worker(signed);
    expect(code).toBe(0);
    const files = path.join(folder.path, "files");
    for (const [name, bytes] of world.contents) {
      await mkdir(path.dirname(path.join(files, name)), { recursive: true });
      await writeFile(path.join(files, name), bytes);
    }
    const whole = await copyOf(signed, "whole");
    const steps = stepsOf(await publisher(whole, files));
    expect(steps.at(0)).toBe("gate before");
    expect(steps.at(-1)).toBe("prune");
    const complete = await filesOf(whole);
    for (const [ordinal, name] of sampled(steps, /^write metadata\/\d+\.bins/)) {
      const place = await copyOf(signed, "killed");
      const { signal } = await publisher(place, files, String(ordinal));
      expect([name, signal]).toEqual([name, "SIGKILL"]);
      const site = await filesOf(place);
      expect([name, inconsistencies(site)]).toEqual([name, []]);
      const after = ["gate after", "prune"].includes(name) ? sha256("two") : undefined;
      expect([name, await clients(site)]).toEqual([name, [after, after]]);
      expect([name, (await publisher(place, files)).code]).toEqual([name, 0]);
      expect(await filesOf(place)).toEqual(complete);
    }
  }, 300_000);
});
