import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sha256 } from "../../src/tuf/digest.ts";
import { type Ended, resultOf, run, start } from "../support/cli.ts";
import { temporary } from "../support/git.ts";
import { type Simulator, type SimulatorServer, startSimulatorServer, updated } from "../support/simulator.ts";

let folder: Awaited<ReturnType<typeof temporary>>;
let server: SimulatorServer;
let homes = 0;

beforeAll(async () => {
  folder = await temporary();
  server = await startSimulatorServer();
});

afterAll(async () => {
  await server.stop();
  await folder.remove();
});

interface Machine {
  readonly home: string;
  readonly repository: Simulator;
  readonly url: string;
  readonly pin: string;
  kaprien(...args: string[]): Promise<Ended>;
}

/** A machine that has nothing of ours yet, with a repository of its own that publishes one target. */
async function openMachine(): Promise<Machine> {
  homes += 1;
  const home = path.join(folder.path, `home-${homes}`);
  await mkdir(home);
  const { repository, url } = server.open();
  repository.add("app/1", "one");
  repository.publish(...updated);
  const pin = sha256(repository.file("root", 1));
  const env = { KAPRIEN_SITE: url, KAPRIEN_TRUSTED_ROOT: pin, XDG_DATA_HOME: path.join(home, "data") };
  return { home, repository, url, pin, kaprien: (...args) => run(args, { cwd: home, env }) };
}

/** How a command ended: `ok`, or its code. */
function endOf({ code, stderr, stdout }: Ended): string {
  return code === 0 ? "ok" : (/\[([A-Z_]+)\]/.exec(`${stderr}${stdout}`)?.[1] ?? `exit ${code}: ${stderr}`);
}

/** A copy of what a site serves, to serve it again later. */
function served({ files }: Simulator): Map<string, Uint8Array> {
  return new Map(files);
}

function serve(repository: Simulator, files: ReadonlyMap<string, Uint8Array>): void {
  repository.files.clear();
  for (const [name, bytes] of files) repository.files.set(name, bytes);
}

describe("T81: a state that a revoked key signed is not shown again, although the state after it never came whole", () => {
  test.concurrent.each<readonly [string, readonly string[]]>([
    ["download", ["download", "app/1", "-o", "got"]],
    ["verify", ["verify"]],
    ["verify of a file", ["verify", "mine", "--target", "app/1"]],
    ["monitor", ["monitor", "--valid-in", "1d", "--offline-valid-in", "1d"]],
  ])("to %s", async (_, command) => {
    const { repository, home, kaprien } = await openMachine();
    await writeFile(path.join(home, "mine"), "one");
    expect(endOf(await kaprien(...command))).toBe("ok");
    const before = served(repository);
    repository.rotate("timestamp");
    repository.publish("root", ...updated);
    repository.files.delete("metadata/3.snapshot.json");
    expect(endOf(await kaprien(...command))).toBe("SITE_FILE_MISSING");
    serve(repository, before);
    expect(endOf(await kaprien(...command))).toBe("ROLE_SIGNATURES_MISSING");
  });

  test("any command that reads the site keeps what the others then go by", async () => {
    const machine = await openMachine();
    const { repository, kaprien } = machine;
    expect(endOf(await kaprien("download", "app/1", "-o", "got"))).toBe("ok");
    const before = served(repository);
    repository.rotate("timestamp");
    repository.publish("root", ...updated);
    repository.files.delete("metadata/timestamp.json");
    expect(endOf(await kaprien("monitor", "--valid-in", "1d", "--offline-valid-in", "1d"))).toBe("SITE_FILE_MISSING");
    serve(repository, before);
    for (const command of [["download", "app/1", "-o", "got"], ["verify"], ["refresh"]])
      expect(endOf(await kaprien(...command))).toBe("ROLE_SIGNATURES_MISSING");
  });
});

describe("T81: a client that is killed", () => {
  test("at any request has kept what it verified before, and goes on from there", async () => {
    const { repository, url, home } = await openMachine();
    repository.delegate("targets", "team", { paths: ["team/*"] });
    repository.add("team/1", "team's", "team");
    repository.publish("team", ...updated);
    repository.rotate("timestamp");
    repository.publish("root", ...updated);
    const requests = ["2.root", "3.root", "timestamp", "4.snapshot", "4.targets", "1.team"];
    const kept: readonly Record<string, number>[] = [
      { root: 1 },
      { root: 2 },
      { root: 2 },
      { root: 2, timestamp: 4 },
      { root: 2, snapshot: 4, timestamp: 4 },
      { root: 2, snapshot: 4, targets: 4, timestamp: 4 },
    ];
    const args = [
      "download",
      "team/1",
      "-o",
      "got",
      "--metadata-url",
      `${url}/metadata`,
      "--targets-url",
      `${url}/targets`,
    ];
    for (const [at, request] of requests.entries()) {
      const directory = path.join(home, `killed-${at}`);
      await mkdir(directory);
      await writeFile(path.join(directory, "root.json"), repository.file("root", 1));
      const { child, ended } = start([...args, "--metadata-dir", directory], { cwd: home });
      repository.onRequest = async (name) => {
        if (name !== `metadata/${request}.json`) return;
        child.kill("SIGKILL");
        await ended;
      };
      expect((await ended).signal).toBe("SIGKILL");
      repository.onRequest = () => undefined;
      expect([request, await versions(directory)]).toEqual([request, kept[at]]);
      expect(endOf(await run([...args, "--metadata-dir", directory], { cwd: home }))).toBe("ok");
    }
  });
});

async function versions(directory: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const name of (await readdir(directory)).filter((each) => each.endsWith(".json")).sort())
    found[name.slice(0, -5)] = JSON.parse(await readFile(path.join(directory, name), "utf8")).signed.version;
  return found;
}

describe("a metadata directory", () => {
  test("is begun with a digest, a root file, or a root that lies there, and says what it was begun with", async () => {
    const { repository, url, pin, home } = await openMachine();
    const root = repository.file("root", 1);
    await writeFile(path.join(home, "root"), root);
    await mkdir(path.join(home, "copied"));
    await writeFile(path.join(home, "copied/root.json"), root);
    const ways = { digest: ["--trusted-root", pin], file: ["--trusted-root", "root"], copied: [] };
    for (const [directory, way] of Object.entries(ways)) {
      const args = ["refresh", "--from", url, "--metadata-dir", directory, ...way, "--json"];
      expect(resultOf(await run(args, { cwd: home }))).toMatchObject({
        root: 1,
        timestamp: 2,
        snapshot: 2,
        targets: 2,
        site: url,
        directory: path.join(home, directory),
      });
      expect((await readdir(path.join(home, directory))).sort()).toEqual([
        "root.json",
        "snapshot.json",
        "started-from",
        "targets.json",
        "timestamp.json",
      ]);
      expect(await readFile(path.join(home, directory, "started-from"), "utf8")).toBe(`sha256:${pin}\n`);
    }
  });

  test("goes on from what it has, whatever the trust that began it is named by, and refuses another trust", async () => {
    const { repository, url, pin, home } = await openMachine();
    const refresh = (...args: string[]): Promise<Ended> =>
      run(["refresh", "--from", url, "--metadata-dir", "kept", ...args], { cwd: home });
    await writeFile(path.join(home, "root"), repository.file("root", 1));
    expect(endOf(await refresh("--trusted-root", pin))).toBe("ok");
    repository.rotate("timestamp");
    repository.publish("root", ...updated);
    for (const way of [["--trusted-root", "root"], ["--trusted-root", `sha256:${pin}`], []])
      expect(endOf(await refresh(...way))).toBe("ok");
    const other = server.open().repository;
    other.addKey("root");
    other.publish("root");
    await writeFile(path.join(home, "other"), other.file("root"));
    repository.asked.length = 0;
    for (const way of [
      ["--trusted-root", "0".repeat(64)],
      ["--trusted-root", "other"],
    ]) {
      const ended = await refresh(...way);
      expect([ended.code, endOf(ended)]).toEqual([64, "CLIENT_ROOT_OTHER"]);
    }
    expect(repository.asked).toEqual([]);
  });

  test("does not take the place of trust: without a root in it, one has to be given", async () => {
    const { url, home } = await openMachine();
    const args = ["refresh", "--from", url, "--metadata-dir", "kept"];
    for (const [way, code] of [
      [[], "TRUSTED_ROOT_NEEDED"],
      [["--trusted-root", "no-such-file"], "TRUSTED_ROOT_INVALID"],
      [["--trusted-root", "0".repeat(64)], "ROOT_NOT_PINNED"],
    ] as const)
      expect(endOf(await run([...args, ...way], { cwd: home }))).toBe(code);
  });
});
