import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { instant } from "../../../src/base/time.ts";
import { fetchWithin } from "../../../src/client/http/fetch.ts";
import { temporaryMemory } from "../../../src/client/memory.ts";
import { tufJs } from "../../../src/client/tuf-js/tuf-js.ts";
import { boundedFetch, TooLate, type TooLong, wholeAnswer } from "../../../src/net/answer.ts";
import { bundle } from "../../support/bundle.ts";
import { nodes } from "../../support/cli.ts";
import { temporary } from "../../support/git.ts";
import { openWorld } from "../../support/world.ts";

/** What a server sends at first, and then again and again for as long as it is let. */
interface Drip {
  readonly first: string;
  readonly more: string;
}

const drips = {
  headers: { first: "HTTP/1.1 200 OK\r\n", more: "x-slow: y\r\n" },
  body: { first: "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n", more: " " },
} as const;

let folder: Awaited<ReturnType<typeof temporary>>;
let server: Server;
let origin: string;
let script: string;
let root: string;
let drip: Drip;
const sockets = new Set<Socket>();

beforeAll(async () => {
  folder = await temporary();
  script = await bundle("slow-reader.ts", folder.path);
  root = path.join(folder.path, "root.json");
  const world = await openWorld();
  await writeFile(root, (await (await world.tip("main")).read("trust/root/1.root.json")) ?? "");
  server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (request) => {
      sockets.add(socket);
      socket.write(drip.first);
      // An address of which nothing more comes.
      const silent = request.includes(" /silent");
      const timer = setInterval(() => silent || socket.write(drip.more), 20);
      socket.on("close", () => {
        clearInterval(timer);
        sockets.delete(socket);
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  server.close();
  await folder.remove();
});

describe.each(nodes)("T85: one deadline for the whole answer, on %s", (_, node) => {
  test.each(["headers", "body"] as const)("a server that drips %s is given up by all", async (kind) => {
    drip = drips[kind];
    // It ends by itself: nothing that was given up is left open.
    const child = spawn(node, ["--expose-gc", script, origin, root], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill());
    const [printed] = await Promise.all([text(child.stdout), once(child, "close")]);
    const late = "no answer in full within 0.3 seconds";
    // How far it came depends on the machine.
    const cut = (reason: string): unknown =>
      expect.stringMatching(new RegExp(`^(?:timestamp.json was cut off after .*: )?${reason}$`));
    expect(JSON.parse(printed)).toEqual({
      site: ["CLIENT_OFFLINE", cut(late)],
      "silent site": ["CLIENT_OFFLINE", cut("it sent nothing for 0.3 seconds")],
      "tuf-js": ["CLIENT_OFFLINE", late],
      git: ["STORE_UNREACHABLE", late],
      forge: ["FORGE_UNREACHABLE", late],
      vault: ["SIGNER_UNREACHABLE", late],
      "google's tokens": ["SIGNER_UNREACHABLE", "the token service of its credentials fails"],
      library: `TimeoutError: ${late}`,
    });
    expect(child.exitCode).toBe(0);
  });
});

describe("T85: an answer without an end", () => {
  test("is left as soon as it is longer than it may be, whatever it says of its length", async () => {
    for (const length of ["", "content-length: 100000000\r\n"]) {
      drip = { first: `HTTP/1.1 200 OK\r\n${length}\r\n`, more: "x".repeat(4000) };
      const error = await wholeAnswer({ seconds: 60 }, 10_000, (ask) => ask(origin)).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ limit: 10_000 });
      expect((error as TooLong).size).toBeLessThan(80_000);
      await expect.poll(() => sockets.size).toBe(0);
    }
  });

  test("is closed where tuf-js lets go of it", async () => {
    drip = { first: drips.body.first, more: "x".repeat(100_000) };
    const memory = temporaryMemory(new Map([["root", await readFile(root)]]));
    const request = { fetch: fetchWithin({ seconds: 60 }), metadata: origin, memory, now: instant(0) };
    await expect(tufJs.update(request)).rejects.toMatchObject({
      code: "CLIENT_REFUSED",
      data: { reason: expect.stringContaining("DownloadLengthMismatchError") },
    });
    await expect.poll(() => sockets.size).toBe(0);
  });

  test("one that takes no body has none, and one that is cancelled is closed", async () => {
    drip = { first: "HTTP/1.1 204 No Content\r\n\r\n", more: "" };
    const fetched = await boundedFetch({ seconds: 60 }, 10)(`${origin}/x`);
    expect([fetched.status, fetched.url, await fetched.text()]).toEqual([204, `${origin}/x`, ""]);
    drip = drips.body;
    const stop = new AbortController();
    const asked = boundedFetch({ seconds: 60 }, 1_000_000)(origin, { signal: stop.signal });
    await expect.poll(() => sockets.size).toBeGreaterThan(0);
    stop.abort(new TooLate("somebody stopped it"));
    await expect(asked).rejects.toThrow("somebody stopped it");
    await expect(boundedFetch({ seconds: 60 }, 10)(origin, { signal: stop.signal })).rejects.toThrow();
  });
});
