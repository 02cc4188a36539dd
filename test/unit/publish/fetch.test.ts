import { readdir, symlink } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { instant } from "../../../src/base/time.ts";
import { fetchFile, fetchUrl, fileFetch } from "../../../src/client/http/fetch.ts";
import { directoryMirror } from "../../../src/publish/mirrors/directory.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { temporary } from "../../support/git.ts";
import { bytesOf } from "../../support/site.ts";
import { memoryWorkspace } from "../../support/workspace.ts";
import { openWorld, type World } from "../../support/world.ts";

type Answer = (response: ServerResponse) => void;

let server: Server;
let origin: string;
let world: World;
const answers = new Map<string, Answer>();
let requests: string[] = [];
let underWay = 0;
let most = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request.url ?? "");
    underWay += 1;
    most = Math.max(most, underWay);
    response.on("close", () => {
      underWay -= 1;
    });
    const answer = answers.get(request.url ?? "");
    if (answer === undefined) response.writeHead(404).end("no such thing");
    else answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

beforeEach(async () => {
  answers.clear();
  requests = [];
  most = 0;
  world = await openWorld({ bins: 2 });
});

const sends =
  (content: string): Answer =>
  (response) =>
    response.end(content);

/** A merged release whose targets name addresses on the server. */
async function released(
  name: string,
  targets: Readonly<Record<string, { content: string; url?: string }>>,
): Promise<void> {
  const list = Object.entries(targets).map(([target, { content, url }]) => ({
    path: target,
    length: Buffer.byteLength(content),
    hashes: { sha256: sha256(content) },
    ...(url !== undefined && { url: origin + url }),
  }));
  await world.merge({ [`targets/${name}.json`]: JSON.stringify({ targets: list }) });
  await world.done();
}

const files = memoryWorkspace(new Map());

function blobs(): Record<string, string> {
  const found = [...bytesOf(world.mirror)].filter(([name]) => name.startsWith("targets/"));
  return Object.fromEntries(found.map(([name, bytes]) => [name, bytes.toString()]));
}

describe("target bytes from the address in the release file", () => {
  test("they are written under their digest, through redirects, and not fetched again", async () => {
    answers.set("/real", sends("one"));
    answers.set("/moved", (response) => response.writeHead(302, { location: "/real" }).end());
    await released("app/1", { "app/1/a": { content: "one", url: "/moved" } });
    await world.publish({ files, fetch: fetchFile });
    expect(blobs()).toEqual({ [`targets/app/1/${sha256("one")}.a`]: "one" });
    expect(requests).toEqual(["/moved", "/real"]);
    await world.publish({ files, fetch: fetchFile });
    expect(requests).toHaveLength(2);
  });

  test("files at hand come first; without fetch nothing is asked for", async () => {
    answers.set("/a", sends("one"));
    await released("app/1", { "app/1/a": { content: "one", url: "/a" } });
    await world.publish({ files });
    expect([requests, blobs()]).toEqual([[], {}]);
    const own = memoryWorkspace(new Map([["app/1/a", Buffer.from("one")]]));
    await world.publish({ files: own, fetch: fetchFile });
    expect(requests).toEqual([]);
    expect(Object.values(blobs())).toEqual(["one"]);
  });

  test("the address is that of the release file that provides the target", async () => {
    answers.set("/old", sends("other"));
    answers.set("/new", sends("one"));
    await released("app/1", { "app/a": { content: "one", url: "/old" } });
    const list = [{ path: "app/a", length: 3, hashes: { sha256: sha256("one") }, url: `${origin}/new` }];
    await world.merge({ "targets/app/2.json": JSON.stringify({ targets: list, replaces: ["app/1.json"] }) });
    await world.done();
    await world.publish({ files, fetch: fetchFile });
    expect(requests).toEqual(["/new"]);
  });

  test("a target without an address is counted in a warning", async () => {
    answers.set("/a", sends("one"));
    await released("app/1", { "app/1/a": { content: "one", url: "/a" }, "app/1/b": { content: "two" } });
    await world.publish({ files, fetch: fetchFile });
    expect(Object.values(blobs())).toEqual(["one"]);
    expect(world.recorder.warnings.join()).toMatch(/1 target file was not found/);
  });

  test("few are under way at once", async () => {
    const targets: Record<string, { content: string; url: string }> = {};
    for (let n = 0; n < 20; n += 1) {
      targets[`app/1/${n}`] = { content: `${n}`, url: `/${n}` };
      answers.set(`/${n}`, (response) => void setTimeout(() => response.end(`${n}`), 5));
    }
    await released("app/1", targets);
    await world.publish({ files, fetch: fetchFile });
    expect(Object.keys(blobs())).toHaveLength(20);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
  });
});

describe("T30, T71: an address that gives anything else leaves nothing behind", () => {
  const wrong: readonly (readonly [string, Answer, string, object])[] = [
    ["other bytes", sends("tow"), "TARGET_URL_DIFFERS", { expected: sha256("two"), actual: sha256("tow") }],
    ["fewer", sends("tw"), "TARGET_URL_DIFFERS", { expected: "3 bytes", actual: "2" }],
    ["none", sends(""), "TARGET_URL_DIFFERS", { expected: "3 bytes", actual: "0" }],
    ["more", sends("two!"), "TARGET_URL_DIFFERS", { expected: "3 bytes", actual: "more" }],
    [
      "without an end",
      (response) => {
        const pump = (): void => {
          if (!response.destroyed) response.write("two".repeat(10_000), () => setImmediate(pump));
        };
        pump();
      },
      "TARGET_URL_DIFFERS",
      { actual: "more" },
    ],
    [
      "a page instead",
      (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
      "TARGET_URL_DIFFERS",
      {},
    ],
    ["404", (response) => response.writeHead(404).end(), "TARGET_URL_FAILED", { reason: expect.stringMatching(/404/) }],
    ["500", (response) => response.writeHead(500).end(), "TARGET_URL_FAILED", { reason: expect.stringMatching(/500/) }],
    ["a closed connection", (response) => response.destroy(), "TARGET_URL_FAILED", {}],
    [
      "half, and a closed connection",
      (response) => {
        response.writeHead(200, { "content-length": "3" });
        response.write("t", () => response.destroy());
      },
      "TARGET_URL_FAILED",
      {},
    ],
    ["a redirect to itself", (response) => response.writeHead(302, { location: "/b" }).end(), "TARGET_URL_FAILED", {}],
    [
      "a redirect to another kind of address",
      (response) => response.writeHead(302, { location: "file:///etc/hostname" }).end(),
      "TARGET_URL_FAILED",
      {},
    ],
  ];

  test.each(wrong)("%s", async (_, answer, code, data) => {
    answers.set("/a", sends("one"));
    await released("app/1", { "app/1/a": { content: "one", url: "/a" } });
    await world.publish({ files, fetch: fetchFile });
    const before = bytesOf(world.mirror).get("metadata/timestamp.json");
    answers.set("/b", answer);
    await released("app/2", { "app/2/b": { content: "two", url: "/b" } });
    const folder = await temporary();
    for (const mirror of [world.mirror, directoryMirror(folder.path)]) {
      const { unavailable } = await world.publish({ files, fetch: fetchFile }, mirror);
      expect(unavailable).toMatchObject([{ code, data: { path: "app/2/b", url: `${origin}/b`, ...data } }]);
    }
    // The metadata does not wait for somebody else's server; what is not what was signed is nowhere.
    expect(bytesOf(world.mirror).get("metadata/timestamp.json")).not.toEqual(before);
    const left = await readdir(path.join(folder.path), { recursive: true });
    expect(left.filter((name) => /\.part$|\.b$/.test(name))).toEqual([]);
    expect(Object.values(blobs())).toEqual(["one"]);
    await folder.remove();
    answers.set("/b", sends("two"));
    await world.publish({ files, fetch: fetchFile });
    expect(Object.values(blobs())).toContain("two");
  });
});

test("T89: a file that the system does not let anybody read is not a missing one", async () => {
  const folder = await temporary();
  const loop = path.join(folder.path, "2.root.json");
  await symlink("2.root.json", loop);
  await expect(fetchUrl(pathToFileURL(loop).href)).rejects.toMatchObject({
    code: "CLIENT_OFFLINE",
    data: { reason: "ELOOP" },
  });
  expect(await fetchUrl(pathToFileURL(`${loop}.not`).href)).toBeUndefined();
  expect(await fetchUrl(pathToFileURL(folder.path).href)).toBeUndefined();
  await folder.remove();
});

describe("T71: the metadata waits for nobody's server", () => {
  const timestamp = (): string | undefined => bytesOf(world.mirror).get("metadata/timestamp.json")?.toString();
  const tick = (seconds: number): void => world.clock.set(instant(world.clock.now() + seconds));

  test.each<readonly [string, Answer]>([
    ["never answers", () => {}],
    ["sends one byte and stalls", (response) => void response.write("t")],
  ])("a server that %s is given up", async (_, answer) => {
    answers.set("/a", answer);
    await released("app/1", { "app/1/a": { content: "two", url: "/a" } });
    const { unavailable } = await world.publish({ files, fetch: fileFetch(0.2) });
    const reason = "it sent nothing for 0.2 seconds";
    expect(unavailable).toMatchObject([{ code: "TARGET_URL_FAILED", data: { reason } }]);
    expect(timestamp()).toBeDefined();
    expect(blobs()).toEqual({});
    await expect.poll(() => underWay).toBe(0);
  });

  test("one that is slow and never silent for so long is not", async () => {
    answers.set("/a", (response) => {
      for (const [n, letter] of [..."slow"].entries()) setTimeout(() => response.write(letter), 300 * n);
      setTimeout(() => response.end(), 1200);
    });
    await released("app/1", { "app/1/a": { content: "slow", url: "/a" } });
    expect((await world.publish({ files, fetch: fileFetch(1) })).unavailable).toEqual([]);
    expect(Object.values(blobs())).toEqual(["slow"]);
  });

  test.each([
    [600, {}],
    [3000, { downloadSeconds: 3000 }],
  ])(
    "all downloads together have %i seconds; what is left is reported, and fetched by the next publish",
    async (limit, options) => {
      const targets: Record<string, { content: string; url: string }> = {};
      for (let n = 1; n <= 6; n += 1) {
        targets[`app/1/${n}`] = { content: "d".repeat(100_000), url: `/${n}` };
        answers.set(`/${n}`, (response) => {
          const drip = setInterval(() => {
            tick(limit / 20);
            response.write("d");
          }, 5);
          response.on("close", () => clearInterval(drip));
        });
      }
      await released("app/1", targets);
      const start = world.clock.now();
      const { unavailable } = await world.publish({ files, fetch: fetchFile, ...options });
      expect(world.clock.now() - start).toBeGreaterThanOrEqual(limit);
      expect(world.clock.now() - start).toBeLessThan(limit * 2);
      expect(unavailable.map(({ code }) => code)).toEqual(Array.from({ length: 6 }, () => "TARGET_URL_FAILED"));
      for (const { data } of unavailable)
        expect(data["reason"]).toBe(`the time for all downloads was up (${limit} seconds)`);
      // Those that had not begun are not asked for any more.
      expect(requests).toHaveLength(4);
      expect(blobs()).toEqual({});
      expect(timestamp()).toBeDefined();
      await expect.poll(() => underWay).toBe(0);
      for (let n = 1; n <= 6; n += 1) answers.set(`/${n}`, sends("d".repeat(100_000)));
      expect((await world.publish({ files, fetch: fetchFile })).unavailable).toEqual([]);
      expect(Object.values(blobs())).toHaveLength(6);
    },
  );
});
