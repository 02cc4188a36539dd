import { describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import { instant } from "../../../src/base/time.ts";
import { verifySite } from "../../../src/client/download.ts";
import type { Fetch } from "../../../src/client/reference-client.ts";
import { walk, withDeadline } from "../../../src/client/site-client.ts";
import { tufJs } from "../../../src/client/tuf-js/tuf-js.ts";
import { healthText } from "../../../src/status/health-text.ts";
import { monitor } from "../../../src/status/monitor.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { newKey, Simulator, updated } from "../../support/simulator.ts";
import { verifier } from "../../support/verifier.ts";
import { memoryWorkspace } from "../../support/workspace.ts";

const metadata = "http://site.invalid/metadata";
const now = instant(Date.now() / 1000);

/** A fetch over a repository, which counts what it is asked for. */
function reading(repository: Simulator): { fetch: Fetch; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async fetch(url) {
      const name = url.slice("http://site.invalid/".length);
      asked.push(name);
      const bytes = repository.files.get(name);
      return bytes && new Blob([new Uint8Array(bytes)]).stream();
    },
  };
}

/** `ok` and the roles visited, or the code of the fault; and how many files were asked for. */
async function walked(repository: Simulator): Promise<{ ended: string | readonly string[]; requests: number }> {
  const { fetch, asked } = reading(repository);
  try {
    const cache = new Map([["root", repository.file("root", 1)]]);
    const state = await walk({ fetch, metadata }, cache, "all", { now, verifier });
    return { ended: [...state.targets.keys()], requests: asked.length };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    expect(error.data["site"]).toBe(metadata);
    return { ended: error.code, requests: asked.length };
  }
}

function published(build: (repository: Simulator) => readonly string[]): Simulator {
  const repository = new Simulator();
  repository.publish(...build(repository), ...updated);
  return repository;
}

/** Beside the roles: the next root, timestamp, snapshot, targets. */
const above = 4;

describe("T80: a walk over every role ends", () => {
  test("at a role that delegates to itself, and at one that delegates back", async () => {
    const repository = published((made) => {
      made.delegate("targets", "a");
      made.delegate("a", "a");
      made.delegate("a", "b");
      made.delegate("b", "a");
      return ["a", "b"];
    });
    expect(await walked(repository)).toEqual({ ended: ["targets", "a", "b"], requests: above + 2 });
  });

  test("having asked once for each role of diamonds upon diamonds", async () => {
    const repository = published((made) => {
      const names: string[] = [];
      let level = ["targets"];
      for (let depth = 1; depth <= 8; depth += 1) {
        const next = ["left", "middle", "right"].map((side) => `${side}-${depth}`);
        for (const delegator of level) for (const name of next) made.delegate(delegator, name);
        names.push(...next);
        level = next;
      }
      return names;
    });
    const { ended, requests } = await walked(repository);
    expect([ended.length, requests]).toEqual([1 + 24, above + 24]);
  });

  test("a role that only one of its delegators' keys signed is refused", async () => {
    const repository = published((made) => {
      made.delegate("targets", "a");
      made.delegate("targets", "b");
      made.delegate("a", "shared");
      const signing = made.signers.get("shared") ?? [];
      made.delegate("b", "shared");
      made.signers.set("shared", signing);
      return ["a", "b", "shared"];
    });
    expect(await walked(repository)).toEqual({ ended: "ROLE_SIGNATURES_MISSING", requests: above + 3 });
  });

  test("eight delegations below targets, and not nine", async () => {
    const chain = (length: number): Simulator =>
      published((made) => {
        const names = Array.from({ length }, (_, at) => `role-${at + 1}`);
        names.forEach((name, at) => {
          made.delegate(names[at - 1] ?? "targets", name);
        });
        return names;
      });
    expect(await walked(chain(8))).toMatchObject({ requests: above + 8 });
    expect(await walked(chain(9))).toEqual({ ended: "DELEGATIONS_TOO_DEEP", requests: above + 8 });
    expect(await walked(chain(60))).toEqual({ ended: "DELEGATIONS_TOO_DEEP", requests: above + 8 });
  });

  test.each(["bins-0", "bins2-3a", "online-nightly"])("at the online role %s, when it delegates", async (online) => {
    const repository = published((made) => {
      made.delegate("targets", online);
      made.delegate(online, "deeper");
      return [online, "deeper"];
    });
    expect(await walked(repository)).toEqual({ ended: "ONLINE_ROLE_DELEGATES", requests: above + 1 });
  });

  test("before it asks for the roles of a delegation that makes too many", async () => {
    const repository = published((made) => {
      const key = made.addKey("targets");
      const succinct = { keyids: [key.keyid], threshold: 1, bit_length: 15, name_prefix: "bins" };
      Object.assign(made.targets(), { delegations: { keys: { [key.keyid]: key.entry }, succinct_roles: succinct } });
      return ["root"];
    });
    expect(await walked(repository)).toEqual({ ended: "DELEGATIONS_TOO_MANY", requests: above + 1 });
  });

  test("when roles make too many together", async () => {
    const repository = published((made) => {
      made.delegate("targets", "a");
      made.delegate("targets", "b");
      made.delegate("a", "first");
      const { delegations } = made.targets("a");
      const [first] = delegations?.roles ?? [];
      if (delegations === undefined || first === undefined) throw new Error("a does not delegate");
      delegations.roles = Array.from({ length: 16_999 }, (_, at) => ({ ...first, name: `role-${at}` }));
      return ["a", "b"];
    });
    expect(await walked(repository)).toEqual({ ended: "DELEGATIONS_TOO_MANY", requests: above + 2 });
  });

  test("at a role that the snapshot does not list, without asking for it", async () => {
    const repository = published((made) => {
      made.delegate("targets", "a");
      return [];
    });
    expect(await walked(repository)).toEqual({ ended: "ROLE_NOT_LISTED", requests: above });
  });

  test("after 256 roots, with the last of them", async () => {
    const repository = new Simulator();
    // Node verifies these keys many times faster.
    const key = newKey("ecdsa");
    repository.setKeys("root", [key], 1, [key]);
    for (let version = 1; version <= 260; version += 1) repository.publish({ role: "root", version });
    const { fetch, asked } = reading(repository);
    const state = await walk({ fetch, metadata }, new Map([["root", repository.file("root", 1)]]), [], {
      now,
      verifier,
    });
    expect([state.root.signed.version, asked.length]).toEqual([257, 256 + 3]);
  });

  test("when the whole run has taken too long, whatever single answers take", async () => {
    const repository = published((made) => {
      made.delegate("targets", "a");
      return ["a"];
    });
    const { fetch, asked } = reading(repository);
    let time = 0;
    const clock = { now: () => instant(now + time), sleep: async () => undefined };
    const slow: Fetch = async (url) => {
      time += 1000;
      return fetch(url);
    };
    const site = withDeadline({ fetch: slow, metadata }, clock);
    const cache = new Map([["root", repository.file("root", 1)]]);
    await expect(walk(site, cache, "all", { now, verifier })).rejects.toMatchObject({
      code: "CLIENT_DEADLINE",
      data: { minutes: 60 },
    });
    expect(asked).toHaveLength(4);
  });
});

describe("T80: verify and monitor end, and say why", () => {
  const endless: readonly (readonly [string, string, (made: Simulator) => readonly string[]])[] = [
    [
      "a hash bin that delegates to itself",
      "ONLINE_ROLE_DELEGATES",
      (made) => {
        made.delegate("targets", "bins-0");
        made.delegate("bins-0", "bins-0");
        return ["bins-0"];
      },
    ],
    [
      "a chain without an end",
      "DELEGATIONS_TOO_DEEP",
      (made) => {
        const names = Array.from({ length: 40 }, (_, at) => `role-${at + 1}`);
        for (const [at, name] of names.entries()) made.delegate(names[at - 1] ?? "targets", name);
        return names;
      },
    ],
  ];

  test.each(endless)("at %s", async (_, code, build) => {
    const repository = published(build);
    const { fetch, asked } = reading(repository);
    const clock = { now: () => now, sleep: async () => undefined };
    const ports = { oracle: tufJs, clock, verifier, memory: memoryWorkspace(new Map()) };
    const options = {
      site: { fetch, metadata },
      targets: "http://site.invalid/targets",
      pin: sha256(repository.file("root", 1)),
    };
    await expect(verifySite(ports, options)).rejects.toMatchObject({ code });
    const health = await monitor(ports, { ...options, validIn: 0, offlineValidIn: 0 });
    expect([health.health, health.findings.map((finding) => finding.code)]).toEqual(["broken", [code]]);
    expect(healthText(health)).not.toMatch(/\{[a-z]+\}/);
    expect(asked.length).toBeLessThan(60);
  });
});

test("a role's name cannot leave the metadata directory", async () => {
  const repository = published((made) => {
    made.delegate("targets", "../../elsewhere");
    return ["../../elsewhere"];
  });
  expect(await walked(repository)).toEqual({ ended: ["targets", "../../elsewhere"], requests: above + 1 });
});
