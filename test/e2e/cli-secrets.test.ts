import { createHash, createPrivateKey, generateKeyPairSync } from "node:crypto";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, nodes, run } from "../support/cli.ts";
import { git, temporary, tryGit } from "../support/git.ts";
import { releaseOf } from "../support/world.ts";

const passphrase = "cormorant plinth 93 azimuth gravel";

describe.each(nodes)("T43, I13: secrets on %s", (_, node) => {
  let folder: Awaited<ReturnType<typeof temporary>>;
  let work: string;
  let env: Record<string, string>;
  let needles: readonly Buffer[];
  const outputs: string[] = [];

  beforeAll(async () => {
    folder = await temporary();
    work = path.join(folder.path, "work");
    await git(folder.path, ["init", "-q", "-b", "main", work]);
    const online = generateKeyPairSync("ed25519").privateKey;
    env = {
      KAPRIEN_ONLINE_KEY: online.export({ type: "pkcs8", format: "pem" }).toString(),
      KAPRIEN_PASSPHRASE: passphrase,
      KAPRIEN_GIT_TOKEN: "canary-token-4f1b9d0a77",
      XDG_DATA_HOME: path.join(folder.path, "data"),
    };
    const { d = "" } = online.export({ format: "jwk" });
    const seed = Buffer.from(d, "base64url");
    const der = online.export({ type: "pkcs8", format: "der" });
    const forms = (bytes: Buffer): string[] => [
      bytes.toString("latin1"),
      bytes.toString("hex"),
      bytes.toString("base64").replace(/=+$/, ""),
      bytes.toString("base64url"),
    ];
    const words = [...forms(seed), ...forms(der), passphrase, env["KAPRIEN_GIT_TOKEN"] ?? ""];
    needles = words.map((word) => Buffer.from(word, "latin1"));
  });

  afterAll(() => folder.remove());

  async function kaprien(args: readonly string[], given: Record<string, string> = {}): Promise<Ended> {
    const ended = await run(args, { cwd: work, env: { ...env, ...given }, node });
    outputs.push(ended.stdout, ended.stderr);
    return ended;
  }

  /** Names of the secrets that some bytes hold. */
  function held(bytes: Uint8Array): readonly string[] {
    return needles.filter((needle) => Buffer.from(bytes).includes(needle)).map((needle) => needle.toString("hex"));
  }

  test("a secret would be found where it is", () => {
    expect(held(Buffer.from(`x ${passphrase} y`))).toHaveLength(1);
    const key = createPrivateKey(env["KAPRIEN_ONLINE_KEY"] ?? "");
    expect(held(key.export({ type: "pkcs8", format: "der" })).length).toBeGreaterThanOrEqual(1);
    expect(held(Buffer.from(env["KAPRIEN_ONLINE_KEY"] ?? "")).length).toBeGreaterThanOrEqual(1);
  });

  test("from the ceremony to a download, and in every way it can fail, none is printed, committed, published or kept", async () => {
    await mkdir(path.join(folder.path, "keys"));
    const key = (name: string): string =>
      `  ${name}: { create: ed25519, file: ${path.join(folder.path, `keys/${name}.key`)}, passphrase: env:KAPRIEN_PASSPHRASE }`;
    const text = [
      "version: 1",
      "keys:",
      key("ana"),
      key("ben"),
      "  online: { use: env:KAPRIEN_ONLINE_KEY }",
      "roles:",
      "  root: { keys: [ana, ben], threshold: 2 }",
      "  targets: { keys: [ana] }",
      "  bins: { keys: [online] }",
      "bins: 2",
    ];
    await writeFile(path.join(work, "ceremony.yml"), `${text.join("\n")}\n`);
    const ceremony = await kaprien(["ceremony", "--from", "ceremony.yml", "--verbose"]);
    expect([ceremony.code, ceremony.stderr]).toEqual([0, expect.anything()]);
    const root = await readFile(path.join(work, "trust/root/1.root.json"));
    const pin = createHash("sha256").update(root).digest("hex");
    const trusted = { KAPRIEN_TRUSTED_ROOT: pin };
    await mkdir(path.join(work, "targets/app"), { recursive: true });
    await writeFile(path.join(work, "targets/app/1.json"), releaseOf({ "app/1/a": "one" }));
    await git(work, ["add", "trust", "targets", "kaprien.yml"]);
    await git(work, ["commit", "-q", "-m", "Start"]);
    // The whole way is the same code on the other Node; what fails is told in words of Node itself.
    const ways = node === process.execPath ? [["--verbose"], ["--json", "--verbose"]] : [["--json", "--verbose"]];
    for (const flags of ways) {
      expect((await kaprien(["worker", ...flags], trusted)).code).toBe(0);
      expect((await kaprien(["status", ...flags], trusted)).code).toBe(0);
      expect((await kaprien(["publish", "--to", "site", ...flags], trusted)).code).toBe(0);
      expect((await kaprien(["verify", "--from", "site", ...flags], trusted)).code).toBe(0);
    }
    await writeFile(path.join(work, "targets/app/2.json"), releaseOf({ "app/2/a": "two" }));
    await git(work, ["add", "targets"]);
    await git(work, ["commit", "-q", "-m", "More"]);
    const online = env["KAPRIEN_ONLINE_KEY"] ?? "";
    const failing: readonly (readonly [string[], Record<string, string>])[] = [
      [["worker", "--debug"], { ...trusted, KAPRIEN_ONLINE_KEY: `${online.slice(0, 60)}${online.slice(64)}` }],
      [["worker", "--debug"], { ...trusted, KAPRIEN_ONLINE_KEY: online.replaceAll("-----", "") }],
      [["worker", "--debug", "--json"], { ...trusted, KAPRIEN_ONLINE_KEY: `{${online}` }],
      [["worker", "--debug", "--repository", "http://127.0.0.1:9/x.git"], trusted],
      [["ceremony", "--from", "ceremony.yml", "--debug"], trusted],
      [["worker", "--debug", "--config", "nowhere.yml", "--branch", "nothing"], trusted],
    ];
    for (const [args, given] of failing) expect([args, (await kaprien(args, given)).code]).not.toEqual([args, 0]);

    for (const output of outputs) expect(held(Buffer.from(output))).toEqual([]);
    const objects = await tryGit(work, ["cat-file", "--batch-all-objects", "--batch"]);
    expect(objects.stdout.includes("KAPRIEN_ONLINE_KEY")).toBe(true);
    expect(held(objects.stdout)).toEqual([]);
    for (const entry of await readdir(folder.path, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile()) expect([file, held(await readFile(file))]).toEqual([file, []]);
    }
  }, 120_000);

  test.runIf(process.platform === "linux")("no child of the worker is given them", async () => {
    // Every program that could be started is one that tells of its environment.
    const bin = path.join(folder.path, "bin");
    const log = path.join(folder.path, "children.log");
    await mkdir(bin);
    for (const name of ["git", "ssh", "sh", "gh", "ssh-add", "gpg"]) {
      await writeFile(path.join(bin, name), `#!/bin/bash\n{ echo "$0 $*"; env; } >> ${log}\nexit 1\n`);
      await chmod(path.join(bin, name), 0o755);
    }
    const root = await readFile(path.join(work, "trust/root/1.root.json"));
    const pin = createHash("sha256").update(root).digest("hex");
    const { code } = await kaprien(["worker"], { KAPRIEN_TRUSTED_ROOT: pin, PATH: bin });
    expect(code).toBe(0);
    const children = await readFile(log).catch(() => Buffer.of());
    expect(held(children)).toEqual([]);
  });
});
