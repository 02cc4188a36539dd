import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sha256 } from "../../src/tuf/digest.ts";
import { resultOf, run } from "../support/cli.ts";
import { build, consistent } from "../support/foreign.ts";
import { pythonTuf } from "../support/foreign-shapes.ts";
import { temporary } from "../support/git.ts";

const files = consistent(build(pythonTuf));
const newest = sha256(files.get("metadata/2.root.json") ?? "");

let folder: Awaited<ReturnType<typeof temporary>>;
let server: Server;
let site: string;

beforeEach(async () => {
  folder = await temporary();
  for (const [file, bytes] of files) {
    const to = path.join(folder.path, "old", file);
    await mkdir(path.dirname(to), { recursive: true });
    await writeFile(to, bytes);
  }
  await mkdir(path.join(folder.path, "new"));
  server = createServer((request, response) => {
    const found = files.get((request.url ?? "").replace("/repository/", ""));
    response.writeHead(found === undefined ? 404 : 200).end(found);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}/repository`;
});

afterEach(async () => {
  server.close();
  await folder.remove();
});

const cwd = (): string => path.join(folder.path, "new");

describe("kaprien import", () => {
  test("T32: shows the digest and writes nothing while nobody says that the root is the right one", async () => {
    const ended = await run(["import", "../old"], { cwd: cwd() });
    expect([ended.code, ended.stdout]).toEqual([3, ""]);
    expect(ended.stderr).toContain("IMPORT_ROOT_UNCONFIRMED");
    expect(ended.stderr).toContain(`--trusted-root ${newest}`);
    const dry = await run(["import", "../old", "--dry-run"], { cwd: cwd() });
    expect([dry.code, dry.stdout]).toEqual([0, `${newest}\n`]);
    expect(dry.stderr).toContain("other");
    expect(await readdir(cwd())).toEqual([]);
  });

  test("takes over a site from its address, with a root that is trusted", async () => {
    const first = sha256(files.get("metadata/1.root.json") ?? "");
    const ended = await run(["import", site, "--trusted-root", first, "--json"], { cwd: cwd() });
    expect(ended.code).toBe(0);
    expect(resultOf(ended)).toMatchObject({
      trustedRoot: first,
      root: 2,
      source: site,
      offlineTargets: 3,
      dryRun: false,
    });
    const kept = await readFile(path.join(cwd(), "trust/targets.json"));
    expect(sha256(kept)).toBe(sha256(files.get("metadata/5.targets.json") ?? ""));
    const again = await run(["import", site, "--yes"], { cwd: cwd() });
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("CEREMONY_DONE")]);
  });
});
