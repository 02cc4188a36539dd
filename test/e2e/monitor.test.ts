import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { instant } from "../../src/base/time.ts";
import { type Ended, nodes, resultOf, run } from "../support/cli.ts";
import { temporary } from "../support/git.ts";
import { bytesOf, type SiteFiles } from "../support/site.ts";
import { frozenClock, openWorld, type World } from "../support/world.ts";

/** What the static host does with a request. */
type Behaviour = "serves" | "fails" | "cuts off";

describe.each(nodes)("monitor over HTTP, on %s", (_, node) => {
  let folder: Awaited<ReturnType<typeof temporary>>;
  let world: World;
  let server: Server;
  let site: string;
  let files: SiteFiles;
  let behaviour: Behaviour;
  let requests: number;
  let memories = 0;

  beforeAll(async () => {
    folder = await temporary();
    world = await openWorld({ bins: 4, clock: frozenClock(instant(Date.now() / 1000 - 60)) });
    await world.release("app/1", { "app/1/a": "one" });
    await world.done();
    await world.publish();
    server = createServer((request, response) => {
      requests += 1;
      const bytes = files.get((request.url ?? "").replace("/downloads/", ""));
      if (behaviour === "fails") response.writeHead(503).end("busy");
      else if (bytes === undefined) response.writeHead(404).end("not here");
      else if (behaviour === "cuts off" && request.url?.endsWith("/timestamp.json")) {
        response.writeHead(200, { "content-length": bytes.length });
        response.write(bytes.subarray(0, 20), () => response.destroy());
      } else response.writeHead(200, { "content-type": "application/json" }).end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    site = `http://127.0.0.1:${(server.address() as AddressInfo).port}/downloads`;
  });

  beforeEach(() => {
    files = bytesOf(world.mirror);
    behaviour = "serves";
    requests = 0;
    memories += 1;
  });

  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    await folder.remove();
  });

  const monitor = (args: readonly string[] = [], given: Record<string, string> = {}): Promise<Ended> => {
    const data = path.join(folder.path, `data-${memories}`);
    const env = { KAPRIEN_TRUSTED_ROOT: world.pin, KAPRIEN_SITE: site, XDG_DATA_HOME: data, ...given };
    return run(["monitor", ...args], { cwd: folder.path, env, node });
  };

  test("T53: a live site is good, and exit 0, in words and as JSON", async () => {
    const { code, stdout, stderr } = await monitor(["--valid-in", "5d", "--offline-valid-in", "30d"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Good: everything verifies and stays valid; .* expires first, in 6 days\n/);
    expect(stdout).toMatch(/\nbins \(4\) +1 +online +\d{4}-\d\d-\d\d +in 29 days +ok\n/);
    expect(stdout).toContain(`${site}: root 1, snapshot 1, timestamp 1, 1 target`);
    expect(resultOf(await monitor(["--json"]))).toMatchObject({
      health: "good",
      site,
      findings: [],
      targets: 1,
      nextExpiry: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  test("T53: what would not stay valid for long enough is said, and exit 5", async () => {
    const online = await monitor(["--valid-in", "192h"]);
    expect([online.code, online.stderr]).toEqual([5, ""]);
    expect(online.stdout).toMatch(/^Expiring: /);
    expect(online.stdout.match(/\[ROLE_[A-Z_]+\]/g)).toEqual(["[ROLE_RENEWAL_MISSED]", "[ROLE_RENEWAL_MISSED]"]);
    const offline = await monitor(["--offline-valid-in", "400", "--json"]);
    expect(offline.code).toBe(5);
    expect(resultOf(offline)).toMatchObject({
      health: "expiring",
      findings: ["root", "targets", "bin"].map((role) => ({ code: "ROLE_SIGNING_DUE", data: { role } })),
    });
  });

  test("T53: what a client would refuse is said, and exit 3", async () => {
    const good = files;
    const without = (part: string): SiteFiles => new Map([...good].filter(([name]) => !name.includes(part)));
    files = without("1.bins-2.");
    const missing = await monitor();
    expect(missing.code).toBe(3);
    expect(missing.stdout).toMatch(/^Broken: The site lacks 1\.bins-2\.json\n/);
    const forged = good.get("metadata/1.snapshot.json")?.toString().replace('"version":1', '"version":2') ?? "";
    files = new Map([...good, ["metadata/1.snapshot.json", Buffer.from(forged)]]);
    const tampered = await monitor(["--json"]);
    expect(tampered.code).toBe(3);
    expect(resultOf(tampered)).toMatchObject({ health: "broken", findings: [{ code: "ROLE_HASH_MISMATCH" }] });
    files = good;
    const other = await monitor(["--json", "--trusted-root", "0".repeat(64)]);
    expect([other.code, resultOf(other)["findings"]]).toEqual([
      3,
      [expect.objectContaining({ code: "ROOT_NOT_PINNED" })],
    ]);
  });

  test("T53: a site that does not answer is said, and exit 1", async () => {
    const codes = async (given: Record<string, string> = {}): Promise<unknown> => {
      const ended = await monitor(["--json"], given);
      const { health, findings } = resultOf(ended) as { health: string; findings: readonly { code: string }[] };
      return [ended.code, health, ...findings.map(({ code }) => code)];
    };
    const unreachable = [1, "broken", "CLIENT_OFFLINE"];
    expect(await codes({ KAPRIEN_SITE: `${site}/elsewhere` })).toEqual(unreachable);
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect(await codes({ KAPRIEN_SITE: `http://127.0.0.1:${port}` })).toEqual(unreachable);
    behaviour = "fails";
    expect(await codes()).toEqual(unreachable);
    behaviour = "cuts off";
    expect(await codes()).toEqual(unreachable);
  });

  test("T53: on a machine that remembers, a site that went back is said, and exit 3", async () => {
    const old = files;
    await world.release("app/2", { "app/2/b": "two" });
    await world.done();
    await world.publish();
    files = bytesOf(world.mirror);
    expect((await monitor()).code).toBe(0);
    files = old;
    const { code, stdout } = await monitor();
    expect([code, stdout]).toEqual([3, expect.stringMatching(/^Broken: timestamp went back from version 2 to 1\n/)]);
    memories += 1;
    expect((await monitor()).code).toBe(0);
  });

  test("T53: bad usage is exit 64, and nothing is read", async () => {
    const fails = async (args: readonly string[], given: Record<string, string> = {}): Promise<unknown> => {
      const { code, stdout, stderr } = await monitor(args, given);
      expect(stderr).toMatch(/^error: .*\n {2}why .*\n {2}fix .*\n$/);
      return [code, stdout, /\[([A-Z_]+)\]/.exec(stderr)?.[1]];
    };
    expect(await fails(["--valid-in", "soon"])).toEqual([64, "", "USAGE"]);
    expect(await fails(["--offline-valid-in", "-1d"])).toEqual([64, "", "USAGE"]);
    expect(await fails(["--trusted-root", "1234"])).toEqual([64, "", "TRUSTED_ROOT_INVALID"]);
    expect(await fails([], { KAPRIEN_TRUSTED_ROOT: "" })).toEqual([64, "", "TRUSTED_ROOT_NEEDED"]);
    expect(await fails(["--from", "https://me:secret@a.example"])).toEqual([64, "", "USAGE"]);
    expect(await fails([], { KAPRIEN_SITE: "" })).toEqual([64, "", "FLAG_MISSING"]);
    expect(requests).toBe(0);
  });
});
