import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cli, type Ended, resultOf, run, secretsFor, worldOnDisk } from "../support/cli.ts";
import { git, temporary } from "../support/git.ts";
import { ed25519 } from "../support/metadata.ts";
import { keys, type PtyProgram, spawnInPty } from "../support/pty.ts";
import type { World } from "../support/world.ts";

describe("kaprien sign", () => {
  let folder: Awaited<ReturnType<typeof temporary>>;
  let world: World;
  let work: string;
  let data: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = await temporary();
    const repository = path.join(folder.path, "repository.git");
    world = await worldOnDisk(repository, { bins: 4, people: { root: ["root", "spare"] } });
    work = path.join(folder.path, "work");
    data = path.join(folder.path, "data");
    await git(folder.path, ["clone", "-q", repository, work]);
    const pem = (name: string): string => ed25519(name).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    env = { ...secretsFor(world), XDG_DATA_HOME: data, ROOT: pem("root"), SPARE: pem("spare") };
    await writeFile(path.join(folder.path, "alice.json"), JSON.stringify(plain(ed25519("alice").key.json)));
  });
  afterAll(() => folder.remove());

  const kaprien = (args: readonly string[], given: Record<string, string> = {}): Promise<Ended> =>
    run(args, { cwd: work, env: { ...env, ...given } });
  const atTerminal = (args: readonly string[]): PtyProgram => {
    const { KAPRIEN_TRUSTED_ROOT: _pin, ...rest } = env;
    const given = { PATH: process.env["PATH"] ?? "", HOME: folder.path, TERM: "xterm", ...rest };
    return spawnInPty(process.execPath, [cli, ...args], { cwd: work, env: given });
  };

  test("T66: the first time a person is asked about the root, then about exactly what is to be signed; declining leaves no trace", async () => {
    const opened = await kaprien([
      "rotate",
      "root",
      "--add",
      path.join(folder.path, "alice.json"),
      "--event",
      "welcome",
    ]);
    expect([opened.code, opened.stdout.trim()], opened.stderr).toEqual([0, "event/welcome"]);
    const before = await git(work, ["rev-parse", "event/welcome"]);
    // Looking is not agreeing: what a machine trusted last does not move by it.
    expect((await kaprien(["sign", "welcome", "--dry-run"])).code).toBe(0);
    expect(existsSync(path.join(data, "kaprien/trust"))).toBe(false);

    const declined = atTerminal(["sign", "welcome", "--key", "env:ROOT"]);
    await declined.waitFor(world.pin);
    await declined.waitFor("The first 16 characters");
    declined.type(`${world.pin.slice(0, 16)}${keys.enter}`);
    await declined.waitFor("+ root: key");
    await declined.waitFor("The first 8 characters");
    declined.type(`00000000${keys.enter}`);
    expect(await declined.exited).toBe(3);
    expect(declined.shown()).toContain("EVENT_DIGEST_DIFFERS");
    expect(await git(work, ["rev-parse", "event/welcome"])).toBe(before);
    expect(existsSync(path.join(data, "kaprien/trust"))).toBe(false);

    const wrong = atTerminal(["sign", "welcome", "--key", "env:ROOT"]);
    await wrong.waitFor("The first 16 characters");
    wrong.type(`${"f".repeat(16)}${keys.enter}`);
    expect(await wrong.exited).toBe(3);
    expect(wrong.shown()).toContain("TRUSTED_ROOT_UNCONFIRMED");

    const agreed = atTerminal(["sign", "welcome", "--key", "env:ROOT"]);
    await agreed.waitFor("The first 16 characters");
    agreed.type(`${world.pin.slice(0, 16)}${keys.enter}`);
    await agreed.waitFor("SHA-256 of all that is to be signed");
    await agreed.waitFor("The first 8 characters");
    const digest = /SHA-256 of all that is to be signed\s+([0-9a-f]{64})/.exec(agreed.shown())?.[1] ?? "";
    agreed.type(`${digest.slice(0, 8)}${keys.enter}`);
    expect(await agreed.exited, agreed.shown()).toBe(0);
    expect(await readdir(path.join(data, "kaprien/trust"))).toContain(`${world.pin}.json`);
    const files = await git(work, ["ls-tree", "-r", "--name-only", "event/welcome", "trust/event"]);
    expect(files.split("\n").filter((file) => file.includes("/signatures/root/"))).toHaveLength(1);
  });

  test("T43, T66: what is signed is said with its code where nobody can be asked, and no secret is printed", async () => {
    const silent = await kaprien(["sign", "welcome", "--key", "env:SPARE"]);
    expect([silent.code, silent.stderr]).toEqual([64, expect.stringContaining("FLAG_MISSING")]);
    const dry = await kaprien(["sign", "welcome", "--dry-run"]);
    const digest = /([0-9a-f]{64})\s*$/.exec(dry.stderr)?.[1] ?? "";
    const short = await kaprien(["sign", "welcome", "--key", "env:SPARE", "--digest", digest.slice(0, 63)]);
    expect(short.stderr).toContain("EVENT_DIGEST_DIFFERS");
    const signed = await kaprien(["sign", "welcome", "--key", "env:SPARE", "--digest", digest, "--json"]);
    expect(resultOf(signed)).toMatchObject({ name: "welcome", signatures: [{ role: "root" }] });
    const again = await kaprien(["sign", "welcome", "--key", "env:SPARE", "--digest", digest]);
    expect(again.stderr).toContain("EVENT_SIGNED_ALREADY");
    for (const { stdout, stderr } of [silent, dry, short, signed, again])
      expect(stdout + stderr).not.toContain(env["SPARE"]?.split("\n")[1]);
    // Alice is new, and has shown nothing yet (T61).
    const shown = await kaprien(["event", "show", "welcome"]);
    expect([shown.code, shown.stdout]).toEqual([6, expect.stringMatching(/needs 1 more signature/)]);
    expect((await kaprien(["event", "finish", "welcome"])).stderr).toContain("EVENT_INCOMPLETE");
  });

  test("T66: a draft that brings no root is no beginning for whoever expects one", async () => {
    const file = path.join(folder.path, "draft.json");
    expect((await kaprien(["event", "export", "welcome", "--out", file])).code).toBe(0);
    const bundle = JSON.parse(await readFile(file, "utf8")) as object;
    await writeFile(file, JSON.stringify({ ...bundle, base: {} }));
    const out = path.join(folder.path, "signature.json");
    const refused = await kaprien(["sign", file, "--out", out, "--key", "env:ROOT"]);
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("EVENT_BASE_UNSIGNED")]);
    expect(existsSync(out)).toBe(false);
  });

  test("a memory that was damaged is not believed, nor another root than the one remembered", async () => {
    const memory = path.join(data, "kaprien/trust", `${world.pin}.json`);
    const kept = JSON.parse(await readFile(memory, "utf8")) as { files: Record<string, string> };
    expect(Object.keys(kept.files).sort()).toEqual(["trust/bin.json", "trust/root/1.root.json", "trust/targets.json"]);
    await writeFile(memory, JSON.stringify({ ...kept, files: { ...kept.files, "trust/targets.json": "{}" } }));
    expect((await kaprien(["sign", "welcome", "--dry-run"])).stderr).toContain("TRUST_MEMORY_DAMAGED");
    await writeFile(memory, JSON.stringify(kept));
    const other = await kaprien(["sign", "welcome", "--dry-run"], { KAPRIEN_TRUSTED_ROOT: "1".repeat(64) });
    expect(other.stderr).toContain("TRUSTED_ROOT_CHANGED");
  });
});

function plain(value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries([...value].map(([key, member]) => [key, plain(member)])) : value;
}
