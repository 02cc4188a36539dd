import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { finding } from "../../../src/base/finding.ts";
import { addDays, type Instant } from "../../../src/base/time.ts";
import { clientFaults } from "../../../src/client/faults.ts";
import { tufJs } from "../../../src/client/tuf-js/tuf-js.ts";
import { duration } from "../../../src/compose/duration.ts";
import { defaultLifetimes } from "../../../src/config/settings.ts";
import {
  type Health,
  healthExit,
  healthHeadline,
  healthMarkdown,
  healthText,
} from "../../../src/status/health-text.ts";
import { type MonitorOptions, monitor } from "../../../src/status/monitor.ts";
import { tufFaults } from "../../../src/tuf/faults.ts";
import { workspaceFaults } from "../../../src/workspace/faults.ts";
import { bytesOf, type SiteFiles } from "../../support/site.ts";
import { verifier } from "../../support/verifier.ts";
import { memoryWorkspace } from "../../support/workspace.ts";
import { faultOf, openWorld, type World, type WorldOptions } from "../../support/world.ts";

const day = 86_400;
const address = "http://site.invalid";

interface Reading extends Partial<Pick<MonitorOptions, "validIn" | "offlineValidIn" | "pin">> {
  /** Days after the site was published. */
  readonly after?: number;
  /** What clients remember; nothing unless given. */
  readonly memory?: Map<string, Uint8Array>;
  readonly files?: SiteFiles;
  readonly fetch?: MonitorOptions["site"]["fetch"];
}

/** A site with two targets, and a monitor for it. */
async function openSite(options: WorldOptions = {}) {
  const world = await openWorld({ bins: 4, ...options });
  await world.release("app/1", { "app/1/a": "one", "app/1/b": "two" });
  await world.done();
  await world.publish();
  const start = world.clock.now();
  const read = (reading: Reading = {}): Promise<Health> => {
    const { after = 0, memory = new Map(), files = bytesOf(world.mirror), pin = world.pin } = reading;
    const { validIn = 2 * day, offlineValidIn = 30 * day } = reading;
    const fetch = async (url: string): Promise<ReadableStream<Uint8Array> | undefined> => {
      const found = files.get(decodeURIComponent(url.slice(address.length + 1)));
      return found && new Blob([new Uint8Array(found)]).stream();
    };
    const now: Instant = addDays(start, after);
    const ports = {
      oracle: tufJs,
      verifier,
      clock: { now: () => now, sleep: async () => undefined },
      memory: memoryWorkspace(memory),
    };
    const site = { fetch: reading.fetch ?? fetch, metadata: `${address}/metadata` };
    return monitor(ports, { site, targets: `${address}/targets`, pin, validIn, offlineValidIn });
  };
  return { world, read, files: () => bytesOf(world.mirror) };
}

/** `CODE role` of each finding. */
function found({ findings }: Health): readonly string[] {
  return findings.map(({ code, data }) => `${code} ${data["role"] ?? ""}`.trim());
}

/** The state of each role that is not well. */
function unwell({ roles }: Health): Record<string, string> {
  return Object.fromEntries(roles.filter(({ state }) => state !== "ok").map(({ role, state }) => [role, state]));
}

function without(files: SiteFiles, path: string): SiteFiles {
  return new Map([...files].filter(([each]) => each !== path));
}

/** The site with a file that claims a later version than the one that was signed. */
function tampered(files: SiteFiles, path: string): SiteFiles {
  const bytes = Buffer.from(files.get(path) ?? "");
  const text = bytes.toString();
  const changed = text.replace(/"version":\s*(\d+)/, (whole) => `${whole}0`);
  if (changed === text) throw new Error(`${path} was not changed`);
  return new Map([...files, [path, Buffer.from(changed)]]);
}

describe("a site that verifies", () => {
  let site: Awaited<ReturnType<typeof openSite>>;
  beforeAll(async () => {
    site = await openSite();
  });

  test("T53: is good while every role is valid for as long as was asked", async () => {
    const health = await site.read();
    expect(health).toMatchObject({ health: "good", site: address, findings: [], targets: 2, bins: 4, root: 1 });
    expect([health.snapshot, health.timestamp]).toEqual([1, 1]);
    expect(health.roles.map(({ role, online, days }) => [role, online, days])).toEqual([
      ["root", false, 365],
      ["targets", false, 365],
      ["bin", false, 365],
      ["bins", true, 30],
      ["snapshot", true, 7],
      ["timestamp", true, 7],
    ]);
    expect(health.nextExpiry).toBe("2030-01-08T00:00:00Z");
    expect(healthExit(health)).toBe(0);
    expect(JSON.parse(JSON.stringify(health))).toEqual(health);
  });

  test("T53: online roles are judged by valid-in, others by offline-valid-in, to the second", async () => {
    const asked = (validIn: number, offlineValidIn: number): Promise<Health> => site.read({ validIn, offlineValidIn });
    expect(await asked(7 * day - 1, 365 * day - 1)).toMatchObject({ health: "good" });
    expect(unwell(await asked(7 * day, 0))).toEqual({ snapshot: "soon", timestamp: "soon" });
    expect(unwell(await asked(30 * day, 0))).toEqual({ bins: "soon", snapshot: "soon", timestamp: "soon" });
    expect(unwell(await asked(0, 365 * day))).toEqual({ root: "soon", targets: "soon", bin: "soon" });
  });

  test("T53: a timestamp with a day left is expiring, and exit 5", async () => {
    const health = await site.read({ after: 6 });
    expect(health.health).toBe("expiring");
    expect(found(health)).toEqual(["ROLE_RENEWAL_MISSED snapshot", "ROLE_RENEWAL_MISSED timestamp"]);
    expect(health.findings.map(({ severity }) => severity)).toEqual(["warning", "warning"]);
    expect(health.roles.at(-1)).toMatchObject({ role: "timestamp", days: 1, state: "soon" });
    expect(healthExit(health)).toBe(5);
  });

  test("T53: what expired is broken, with what soon will beside it, and exit 5", async () => {
    const health = await site.read({ after: 29 });
    expect(health.health).toBe("broken");
    expect(unwell(health)).toEqual({ bins: "soon", snapshot: "expired", timestamp: "expired" });
    expect(found(health)).toEqual(["ROLE_EXPIRED snapshot", "ROLE_EXPIRED timestamp", "ROLE_RENEWAL_MISSED bins"]);
    expect(health.roles.at(-1)?.days).toBe(-22);
    expect(healthExit(health)).toBe(5);
  });

  test("T53: a role is expired from the second it says", async () => {
    expect((await site.read({ after: 7 - 1 / day })).health).toBe("expiring");
    const last = await site.read({ after: 7, validIn: 0 });
    expect([last.health, ...found(last)]).toEqual(["broken", "ROLE_EXPIRED snapshot", "ROLE_EXPIRED timestamp"]);
  });

  test("only the bin that expires first counts for the bins", async () => {
    const { world, read } = await openSite();
    world.clock.advance(10);
    await world.done();
    await world.release("app/2", { "app/2/c": "three" });
    await world.done();
    await world.publish();
    const { roles } = await read({ after: 10 });
    expect(roles.find(({ role }) => role === "bins")).toMatchObject({ version: 1, days: 20 });
  });
});

test("T53: a root with 20 days left is expiring", async () => {
  const { read } = await openSite({ lifetimes: { ...defaultLifetimes, root: { expires: 20, renew: 10 } } });
  const health = await read();
  expect(health.health).toBe("expiring");
  expect(found(health)).toEqual(["ROLE_SIGNING_DUE root"]);
  expect(await read({ offlineValidIn: 19 * day })).toMatchObject({ health: "good" });
});

describe("a site that does not verify", () => {
  let world: World;
  let read: Awaited<ReturnType<typeof openSite>>["read"];
  let files: () => SiteFiles;
  beforeAll(async () => {
    ({ world, read, files } = await openSite());
  });

  const bin = (): string => [...files().keys()].find((path) => path.includes(".bins-")) ?? "";

  test("T53: tampered metadata is broken, and exit 3", async () => {
    const timestamp = await read({ files: tampered(files(), "metadata/timestamp.json") });
    expect([timestamp.health, ...found(timestamp)]).toEqual(["broken", "ROLE_SIGNATURES_MISSING timestamp"]);
    expect(timestamp.roles.map(({ role }) => role)).toEqual(["root"]);
    const deep = await read({ files: tampered(files(), bin()) });
    expect(deep.health).toBe("broken");
    expect(found(deep)[0]).toMatch(/^ROLE_(HASH|VERSION)_MISMATCH bins-|^ROLE_SIGNATURES_MISSING bins-/);
    expect([healthExit(timestamp), healthExit(deep)]).toEqual([3, 3]);
  });

  test("T53: a file that is no JSON is broken, and exit 3 although a person's own file would be exit 1", async () => {
    const health = await read({ files: new Map([...files(), ["metadata/timestamp.json", Buffer.from("<html>")]]) });
    expect(found(health)).toEqual(["JSON_INVALID timestamp"]);
    expect(healthExit(health)).toBe(3);
    expect(healthText(health)).toContain("timestamp.json:1 is not JSON");
  });

  test("T53: a missing file is named, with what expires and what could be read", async () => {
    const health = await read({ files: without(files(), bin()), after: 6 });
    expect(health.health).toBe("broken");
    expect(found(health)).toEqual([
      expect.stringMatching(/^SITE_FILE_MISSING bins-/),
      "ROLE_RENEWAL_MISSED snapshot",
      "ROLE_RENEWAL_MISSED timestamp",
    ]);
    expect(health.roles.map(({ role }) => role)).toContain("timestamp");
    expect(healthExit(health)).toBe(3);
  });

  test("T53: what does not verify comes before what expired", async () => {
    const health = await read({ files: without(files(), bin()), after: 8 });
    expect(found(health)).toEqual([
      expect.stringMatching(/^SITE_FILE_MISSING bins-/),
      "ROLE_EXPIRED snapshot",
      "ROLE_EXPIRED timestamp",
    ]);
    expect(healthExit(health)).toBe(3);
  });

  test("T53: another repository's root is broken", async () => {
    const health = await read({ pin: "0".repeat(64) });
    expect([health.health, health.root, ...found(health)]).toEqual(["broken", 0, "ROOT_NOT_PINNED"]);
    expect(health.roles).toEqual([]);
    expect(healthExit(health)).toBe(3);
  });

  test("T53: what only the other client refuses is broken too", async () => {
    const refuses = clientFaults.CLIENT_REFUSED({ client: "tuf-js", reason: "no", site: address });
    const { pin, mirror, clock } = world;
    const ports = {
      oracle: { ...tufJs, update: async () => Promise.reject(refuses) },
      verifier,
      clock,
      memory: memoryWorkspace(new Map()),
    };
    const fetch = async (url: string): Promise<ReadableStream<Uint8Array> | undefined> => {
      const bytes = mirror.files.get(url.slice(address.length + 1))?.bytes;
      return bytes && new Blob([new Uint8Array(bytes)]).stream();
    };
    const site = { fetch, metadata: `${address}/metadata` };
    const health = await monitor(ports, { site, targets: address, pin, validIn: 0, offlineValidIn: 0 });
    expect([health.health, ...found(health)]).toEqual(["broken", "CLIENT_REFUSED"]);
  });
});

describe("a site that is not reached", () => {
  test("T53: no answer, or none of its files, is broken, and exit 1", async () => {
    const { read } = await openSite();
    let asked = 0;
    const fetch = async (): Promise<undefined> => {
      asked += 1;
      throw clientFaults.CLIENT_OFFLINE({ site: address, reason: "connection refused" });
    };
    for (const health of [await read({ fetch }), await read({ files: new Map() })]) {
      expect([health.health, ...found(health)]).toEqual(["broken", "CLIENT_OFFLINE"]);
      expect(health).not.toHaveProperty("nextExpiry");
      expect(healthExit(health)).toBe(1);
    }
    expect(asked).toBe(1);
  });

  test("T53: an answer that breaks off is named, and leaves what was read before", async () => {
    const { read, files } = await openSite();
    const fetch = async (url: string): Promise<ReadableStream<Uint8Array> | undefined> => {
      const bytes = files().get(url.slice(address.length + 1));
      if (bytes === undefined || !url.includes(".targets.json"))
        return bytes && new Blob([new Uint8Array(bytes)]).stream();
      return new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array(bytes.subarray(0, 10))),
        pull: (controller) => controller.error(new TypeError("terminated")),
      });
    };
    const health = await read({ fetch });
    expect(found(health)).toEqual(["CLIENT_OFFLINE"]);
    expect(health.findings[0]?.data["reason"]).toContain("1.targets.json was cut off");
    expect(health.roles.map(({ role }) => role)).toEqual(["root", "snapshot", "timestamp"]);
  });
});

describe("a monitor with a memory", () => {
  test("T53: a site that went back is refused, also when what it went back to has expired", async () => {
    const { world, read, files } = await openSite();
    const old = files();
    await world.release("app/2", { "app/2/c": "three" });
    await world.done();
    await world.publish();
    const memory = new Map<string, Uint8Array>();
    expect(await read({ memory })).toMatchObject({ health: "good", timestamp: 2 });
    const back = await read({ memory, files: old });
    expect([back.health, back.timestamp, ...found(back)]).toEqual(["broken", 1, "ROLE_ROLLBACK timestamp"]);
    expect(healthExit(back)).toBe(3);
    const expired = await read({ memory, files: old, after: 8 });
    expect(found(expired)).toEqual(["ROLE_ROLLBACK timestamp", "ROLE_EXPIRED snapshot", "ROLE_EXPIRED timestamp"]);
    expect(await read({ memory })).toMatchObject({ health: "good" });
    expect(await read({ files: old })).toMatchObject({ health: "good", timestamp: 1 });
  });

  test("T81: remembers the root of what has expired, and nothing that it read past its expiry", async () => {
    const { read } = await openSite();
    const memory = new Map<string, Uint8Array>();
    const kept = (): readonly string[] => [...memory.keys()].map((file) => path.basename(file)).sort();
    await read({ memory, after: 8 });
    expect(kept()).toEqual(["root.json"]);
    await read({ memory, after: 1 });
    expect(kept().filter((file) => !file.startsWith("bin"))).toEqual([
      "root.json",
      "snapshot.json",
      "targets.json",
      "timestamp.json",
    ]);
  });

  test("a memory that cannot be written is a fault, not the site's", async () => {
    const { world, read } = await openSite();
    expect((await read()).health).toBe("good");
    const fetch = async (url: string): Promise<ReadableStream<Uint8Array> | undefined> => {
      const bytes = bytesOf(world.mirror).get(url.slice(address.length + 1));
      return bytes && new Blob([new Uint8Array(bytes)]).stream();
    };
    const memory = {
      ...memoryWorkspace(new Map()),
      write: async () => Promise.reject(workspaceFaults.WORKSPACE_UNWRITABLE({ reason: "full" })),
    };
    const site = { fetch, metadata: `${address}/metadata` };
    const options = { site, targets: address, pin: world.pin, validIn: 0, offlineValidIn: 0 };
    expect(await faultOf(monitor({ verifier, oracle: tufJs, clock: world.clock, memory }, options))).toBe(
      "WORKSPACE_UNWRITABLE",
    );
  });
});

describe("a health in words", () => {
  const broken: Health = {
    health: "broken",
    site: "https://a.example",
    roles: [
      { role: "a|b@team", version: 1, expires: "2030-01-01T00:00:00Z", days: -3, state: "expired", online: false },
      { role: "bins", version: 4, expires: "2030-02-01T00:00:00Z", days: 0, state: "soon", online: true },
    ],
    findings: [
      finding(
        clientFaults.CLIENT_REFUSED,
        { client: "tuf-js", site: "s", reason: "<img> @team #1\u001b[2J" },
        { severity: "error" },
      ),
      finding(tufFaults.METADATA_INVALID, { where: "signed", reason: "odd" }, { severity: "error" }),
    ],
    root: 1,
    snapshot: 2,
    timestamp: 3,
    targets: 1,
    bins: 16,
    nextExpiry: "2030-01-01T00:00:00Z",
  };

  test("says the verdict first, then the table, then why and the fix", () => {
    const text = healthText(broken);
    expect(text.split("\n")[0]).toMatch(/^Broken: tuf-js does not trust s: .* \(and 1 more\)$/);
    expect(text).toMatch(/bins \(16\) +4 +online +2030-02-01 +within a day +soon/);
    expect(text).toMatch(/people +2030-01-01 +3 days ago +expired/);
    expect(text).toMatch(/\[CLIENT_REFUSED\]\n {2}why .*\n {2}fix /);
    expect(text).toContain("https://a.example: root 1, snapshot 2, timestamp 3, 1 target");
    expect(text).not.toMatch(/\{[a-z]+\}|\u001b/);
    expect(healthHeadline({ ...broken, health: "good", findings: [] })).toBe(
      "Good: everything verifies and stays valid; a|b@team expires first, 3 days ago",
    );
  });

  test("T5: as Markdown nothing in it is a tag, a mention, a reference or a cell's end", () => {
    const markdown = healthMarkdown(broken);
    expect(markdown).toMatch(/^### Kaprien: \*\*Broken\*\*: tuf-js/);
    expect(markdown).toContain("| `a¦b@team` | 1 | people | 2030-01-01 | 3 days ago | **expired** |");
    expect(markdown).toMatch(/\*\*error\*\* .* \(`CLIENT_REFUSED`\)\n {2}\*\*Why:\*\* .*\n {2}\*\*Fix:\*\* /);
    expect(markdown).not.toMatch(/<img|[^`|b]@team| #1|\u001b|\{/);
  });
});

test.each([
  ["5d", 5 * day],
  ["12h", day / 2],
  ["30", 30 * day],
  ["0.5", day / 2],
  ["0", 0],
  [" 2d ", 2 * day],
  ["", undefined],
  ["d", undefined],
  ["-1d", undefined],
  ["5 d", undefined],
  ["5m", undefined],
  ["1e3", undefined],
  ["5d12h", undefined],
  ["999999", undefined],
])("T53: a duration of %j is %s seconds", (given, expected) => {
  expect(duration(given)).toBe(expected);
});
