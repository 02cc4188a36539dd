import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { digest, sha256 } from "../../src/tuf/digest.ts";
import { type Ended, resultOf, run } from "../support/cli.ts";
import { temporary } from "../support/git.ts";
import { type SimulatorServer, startSimulatorServer, updated } from "../support/simulator.ts";

let folder: Awaited<ReturnType<typeof temporary>>;
let server: SimulatorServer;
let env: Record<string, string>;
let site: ReturnType<SimulatorServer["open"]>;

beforeAll(async () => {
  folder = await temporary();
  server = await startSimulatorServer();
  site = server.open();
  const { repository, url } = site;
  repository.add("app/1/tool", "the tool\n");
  repository.add("app/2/tool", "the new tool\n");
  repository.add("app/1/gone", "gone");
  repository.add("../up", "up");
  repository.targets().targets["app/long"] = {
    length: 5,
    hashes: { sha512: digest("sha512", Buffer.from("long\n")) ?? "" },
  };
  repository.host("app/long", Buffer.from("long\n"));
  repository.files.delete(`targets/app/1/${sha256("gone")}.gone`);
  repository.publish(...updated);
  env = {
    KAPRIEN_SITE: url,
    KAPRIEN_TRUSTED_ROOT: sha256(repository.file("root", 1)),
    XDG_DATA_HOME: path.join(folder.path, "data"),
  };
});

afterAll(async () => {
  await server.stop();
  await folder.remove();
});

const inside = (...names: string[]): string => path.join(folder.path, ...names);

function download(...args: string[]): Promise<Ended> {
  return run(["download", ...args], { cwd: folder.path, env });
}

/** Exit code and error code. */
function endOf({ code, stderr }: Ended): readonly [number | null, string] {
  return [code, /\[([A-Z_]+)\]/.exec(stderr)?.[1] ?? ""];
}

describe("a download goes where it is told, or nowhere", () => {
  test("to standard output, and nothing else does", async () => {
    const ended = await download("app/1/tool", "-o", "-");
    expect([ended.code, ended.stdout]).toEqual([0, "the tool\n"]);
    expect(ended.stderr).toMatch(/^verified: 9 B, sha256 [0-9a-f]{64}\n$/);
    expect(endOf(await download("app/1/tool", "-o", "-", "--json"))).toEqual([64, "USAGE"]);
  });

  test("several to a directory, each at its target path, in one result", async () => {
    const ended = await download("app/1/tool", "app/2/tool", "--output-dir", "out", "--json");
    expect(resultOf(ended)).toMatchObject({
      files: [
        { file: inside("out/app/1/tool"), path: "app/1/tool", sha256: sha256("the tool\n"), fetched: true },
        { file: inside("out/app/2/tool"), path: "app/2/tool", fetched: true },
      ],
    });
    expect(await readFile(inside("out/app/2/tool"), "utf8")).toBe("the new tool\n");
    expect(resultOf(await download("app/1/tool", "--output-dir", "out", "--json"))).toMatchObject({
      file: inside("out/app/1/tool"),
      fetched: false,
    });
  });

  test("not where two would meet, nor out of the directory", async () => {
    for (const args of [
      ["app/1/tool", "app/2/tool"],
      ["app/1/tool", "app/2/tool", "-o", "x"],
      ["app/1/tool", "-o", "x", "--output-dir", "out"],
      ["../up", "--output-dir", "out"],
    ])
      expect([args, endOf(await download(...args))]).toEqual([args, [64, "USAGE"]]);
  });

  test("not into what is no plain file, and without a word about the site's trust", async () => {
    await mkdir(inside("directory"), { recursive: true });
    await writeFile(inside("other"), "untouched");
    await symlink("other", inside("link"));
    for (const name of ["directory", "link", "/dev/null"])
      expect([name, endOf(await download("app/1/tool", "-o", name))]).toEqual([name, [1, "OUTPUT_NOT_PLAIN"]]);
    expect(endOf(await download("app/1/tool", "-o", "no/such/file"))).toEqual([1, "WORKSPACE_UNWRITABLE"]);
    expect(await readFile(inside("other"), "utf8")).toBe("untouched");
  });

  test("leaves nothing behind when the bytes are others, or are not there", async () => {
    await mkdir(inside("empty"));
    const { repository } = site;
    repository.host("app/2/tool", Buffer.from("the evil tool"));
    expect(endOf(await download("app/2/tool", "-o", "empty/x"))).toEqual([3, "CLIENT_REFUSED"]);
    repository.host("app/2/tool", Buffer.from("the new tool\n"));
    const gone = await download("app/1/gone", "-o", "empty/x");
    expect(endOf(gone)).toEqual([1, "TARGET_BYTES_MISSING"]);
    expect(gone.stderr).toContain("The metadata is good");
    expect(await readdir(inside("empty"))).toEqual([]);
  });

  test("does not need a temporary folder", async () => {
    const ended = await run(["download", "app/1/tool", "-o", "got"], {
      cwd: folder.path,
      env: { ...env, TMPDIR: inside("no-such-folder") },
    });
    expect(endOf(ended)).toEqual([0, ""]);
  });
});

test("a file is verified by whatever hashes its target lists", async () => {
  await writeFile(inside("long"), "long\n");
  await writeFile(inside("wrong"), "lonG\n");
  const verify = (file: string): Promise<Ended> =>
    run(["verify", file, "--target", "app/long"], { cwd: folder.path, env });
  expect(endOf(await verify("long"))).toEqual([0, ""]);
  expect(endOf(await verify("wrong"))).toEqual([3, "TARGET_BYTES_DIFFER"]);
  expect((await download("app/long")).stderr).toMatch(/^verified: 5 B, sha512 [0-9a-f]{128}\n$/);
});

test("the address of the metadata is enough, with that of the targets where they are elsewhere", async () => {
  const { repository, url } = site;
  await mkdir(inside("kept"));
  await writeFile(inside("kept/root.json"), repository.file("root", 1));
  const at = ["--metadata-url", `${url}/metadata/`, "--metadata-dir", "kept", "-o", "again"];
  const { KAPRIEN_SITE: _site, KAPRIEN_TRUSTED_ROOT: _root, ...bare } = env;
  const ended = await run(["download", "app/1/tool", ...at], { cwd: folder.path, env: bare });
  expect(endOf(ended)).toEqual([0, ""]);
  const elsewhere = await run(["download", "app/1/tool", ...at, "--targets-url", `${url}/nowhere`], {
    cwd: folder.path,
    env: bare,
  });
  expect(endOf(elsewhere)).toEqual([1, "TARGET_BYTES_MISSING"]);
});
