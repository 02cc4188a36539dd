import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cli, type Ended, pem, resultOf, run, secretsFor, worldOnDisk } from "../support/cli.ts";
import { git, temporary } from "../support/git.ts";
import { ed25519 } from "../support/metadata.ts";
import { keys, spawnInPty } from "../support/pty.ts";
import { honestNumbers, pemOf, pointSpki, rsaSpki, smallOrderPoints } from "../support/weak-keys.ts";
import { signerOf, type World } from "../support/world.ts";

const passphrase = "cormorant plinth 93 azimuth gravel";

describe("kaprien key", () => {
  let folder: Awaited<ReturnType<typeof temporary>>;
  let world: World;
  let work: string;
  let env: Record<string, string>;
  const outputs: string[] = [];

  beforeAll(async () => {
    folder = await temporary();
    const repository = path.join(folder.path, "repository.git");
    const online = signerOf("online").key.keyid;
    world = await worldOnDisk(repository, { bins: 4, config: { people: { "Worker of acme": online } } });
    work = path.join(folder.path, "work");
    await git(folder.path, ["clone", "-q", repository, work]);
    env = { ...secretsFor(world), KAPRIEN_PASSPHRASE: passphrase, XDG_DATA_HOME: path.join(folder.path, "data") };
  });

  afterAll(() => folder.remove());

  async function kaprien(args: readonly string[], given: Record<string, string> = {}): Promise<Ended> {
    const ended = await run(["key", ...args], { cwd: work, env: { ...env, ...given } });
    outputs.push(ended.stdout, ended.stderr);
    return ended;
  }

  test("new writes a key file and its public half; show and list find it", async () => {
    const file = path.join(folder.path, "data/kaprien/keys/ana.key");
    const made = await kaprien(["new", file]);
    const keyid = made.stdout.trim();
    expect([made.code, keyid]).toEqual([0, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(made.stderr).toContain(`${file}.pub.json`);
    const half = JSON.parse(await readFile(`${file}.pub.json`, "utf8")) as object;
    expect(half).toMatchObject({ keytype: "ed25519", keyval: { public: expect.stringMatching(/^[0-9a-f]{64}$/) } });

    // Without its passphrase.
    const shown = await kaprien(["show", `${file}.pub.json`, "--json"], { KAPRIEN_PASSPHRASE: "" });
    expect(resultOf(shown)).toMatchObject({ keyid, ssh: expect.stringMatching(/^SHA256:/), roles: [], tested: false });
    expect(resultOf(await kaprien(["show", keyid.slice(0, 16), "--test", "--json"]))).toMatchObject({ tested: true });

    const listed = resultOf(await kaprien(["list", "--json"]));
    expect(listed).toMatchObject({ trust: "verified", files: [{ file: "ana.key", keyid }] });
  });

  test("show and list say what roles and whose a key is, and when nothing was verified", async () => {
    const shown = await kaprien(["show", "env:online"]);
    expect([shown.code, shown.stderr]).toEqual([0, ""]);
    expect(shown.stdout).toMatch(/person +Worker of acme\nroles +snapshot \(1 of 1\), timestamp \(1 of 1\)\n$/);
    const remote = ["--repository", path.join(folder.path, "repository.git")];
    const list = await kaprien(["list", ...remote], { KAPRIEN_TRUSTED_ROOT: "" });
    expect(list.stdout).toContain("nothing was verified");
    expect(list.stdout).toContain(`${signerOf("online").key.keyid}  Worker of acme`);
    expect((await kaprien(["list"], { KAPRIEN_TRUSTED_ROOT: "0".repeat(64) })).stderr).toContain("ROOT_NOT_PINNED");
  });

  test("T46: what cannot be done is said with the command's own code, and leaves nothing", async () => {
    await writeFile(path.join(work, "public.json"), "{}");
    const refused = await Promise.all([
      kaprien(["new", "ana.key"]),
      kaprien(["new", path.join(folder.path, "b.key"), "--public-out", "public.json"]),
      kaprien(["new", path.join(folder.path, "b.key"), "--scheme", "dsa"]),
      kaprien(["new", path.join(folder.path, "b.key"), "--no-input"], { KAPRIEN_PASSPHRASE_B: "short" }),
      kaprien(["shwo", "x"]),
      kaprien(["show", `file:${pem("ana")}`]),
    ]);
    const codes = refused.map(({ code, stderr }) => [code, /\[([A-Z_]+)\]/.exec(stderr)?.[1]]);
    expect(codes).toEqual([
      [64, "KEY_IN_WORK_TREE"],
      [1, "FILE_EXISTS"],
      [64, "USAGE"],
      [64, "KEY_PASSPHRASE_WEAK"],
      [64, "USAGE"],
      [64, "SIGNER_URI_INVALID"],
    ]);
    expect(refused[4]?.stderr).toContain("key show");
    expect(await git(work, ["status", "--porcelain"])).toBe("?? public.json");
  });

  test("T87: a public key that anybody can sign for is refused, and the text names it, what is wrong and the way out", async () => {
    const { modulus } = honestNumbers();
    const [, order8] = smallOrderPoints();
    const raw = Buffer.from(order8?.toBytes() ?? "").toString("hex");
    const weak: readonly (readonly [string, string, RegExp])[] = [
      ["one.pem", pemOf(rsaSpki(modulus, 1n)), /its RSA exponent is 1, so anybody can sign for it/],
      ["infinity.pem", pemOf(pointSpki(Buffer.of(0))), /its point is the point at infinity/],
      [
        "small.json",
        JSON.stringify({ keytype: "ed25519", scheme: "ed25519", keyval: { public: raw } }),
        /one of the eight of small order/,
      ],
    ];
    for (const [name, content, reason] of weak) {
      const file = path.join(folder.path, name);
      await writeFile(file, content);
      const { code, stderr } = await kaprien(["show", file]);
      expect([code, /\[([A-Z_]+)\]/.exec(stderr)?.[1]]).toEqual([64, "KEY_WEAK"]);
      expect(stderr).toMatch(/The key [0-9a-f]{64} is too weak/);
      expect(stderr).toMatch(reason);
      expect(stderr).toContain("kaprien key new");
      const change = ["rotate", "targets", "--add", file, "--dry-run"];
      const rotated = await run(change, { cwd: work, env });
      expect([rotated.code, rotated.stderr]).toEqual([64, expect.stringMatching(reason)]);
    }
  });

  test("T43, I13: on a terminal the passphrase is asked for twice, and shown never", async () => {
    const file = path.join(folder.path, "typed.key");
    const { KAPRIEN_PASSPHRASE: _, ...rest } = env;
    const home = { ...rest, PATH: process.env["PATH"] ?? "", HOME: folder.path };
    const program = spawnInPty(process.execPath, [cli, "key", "new", file], { cwd: work, env: home });
    try {
      for (const [question, answer] of [
        ["A new passphrase", passphrase],
        ["The same passphrase again", `${passphrase}x`],
        ["differ", ""],
        ["A new passphrase", "short"],
        ["The same passphrase again", "short"],
        ["KEY_PASSPHRASE_WEAK", ""],
        ["A new passphrase", passphrase],
        ["The same passphrase again", passphrase],
      ] as const) {
        await program.waitFor(question);
        if (answer !== "") program.type(`${answer}${keys.enter}`);
      }
      expect(await program.exited).toBe(0);
      outputs.push(program.raw(), program.shown());
    } finally {
      program.stop();
    }
    const stopped = spawnInPty(process.execPath, [cli, "key", "new", `${file}2`], { cwd: work, env: home });
    await stopped.waitFor("A new passphrase");
    stopped.type(keys.interrupt);
    expect(await stopped.exited).toBe(130);
    const shown = await kaprien(["show", file, "--test", "--json"]);
    expect(resultOf(shown)).toMatchObject({ tested: true });
  });

  test("I13: no secret was in any of this output", () => {
    const { d = "" } = ed25519("online").privateKey.export({ format: "jwk" });
    const seed = Buffer.from(d, "base64url");
    const body = pem("ana").split("\n")[1] ?? "";
    expect(outputs.length).toBeGreaterThan(20);
    for (const secret of [passphrase, seed.toString("hex"), seed.toString("base64").slice(0, 40), body])
      expect(outputs.filter((output) => output.includes(secret))).toEqual([]);
  });
});
