import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import type { Finding } from "../../../src/base/finding.ts";
import { defaultNames } from "../../../src/config/names.ts";
import { treeOfFiles } from "../../../src/git/tree.ts";
import { prepareImport } from "../../../src/import/import.ts";
import { filesBelow, locate } from "../../../src/import/source.ts";
import { intentPaths } from "../../../src/repository/layout.ts";
import { loadTrust } from "../../../src/repository/trust.ts";
import type { Authority } from "../../../src/tuf/authority.ts";
import { treeLimits } from "../../../src/tuf/delegation-tree.ts";
import type { Delegations } from "../../../src/tuf/delegations.ts";
import { decodeDelegations } from "../../../src/tuf/delegations.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { decodeTargets, encodeTargets } from "../../../src/tuf/targets.ts";
import { asked, wholeTree } from "../../../src/tuf/visits.ts";
import { keyidOf, playEvent } from "../../support/event.ts";
import { build, consistent, listed, role, type Spec } from "../../support/foreign.ts";
import { key, plain } from "../../support/foreign-shapes.ts";
import { delegate, ed25519, json, none, now, roleOf, seal } from "../../support/metadata.ts";
import { pushTheft, steal } from "../../support/thief.ts";
import { verifier } from "../../support/verifier.ts";
import { memoryWorkspace } from "../../support/workspace.ts";
import { frozenClock, openWorld, type World } from "../../support/world.ts";

const signer = { keys: [ed25519("roles")] };
/** Delegations to roles of these names. */
const to = (...names: readonly string[]): Delegations => delegate(...names.map((name) => ({ ...signer, name })));
const bins = (bitLength: number, namePrefix = "bins"): Delegations => {
  return { keys: new Map(), roles: [], succinct: { ...roleOf(signer), bitLength, namePrefix, rest: none }, rest: none };
};
type Graph = Readonly<Record<string, readonly string[] | Delegations>>;
const start: Authority = { ...roleOf(signer), role: "targets", by: "root", keys: new Map(), terminating: false };
const below =
  (graph: Graph) =>
  ({ role: name }: { readonly role: string }) => {
    const found = graph[name];
    return found === undefined || "roles" in found ? found : to(...found);
  };

function said(error: unknown): string {
  if (!(error instanceof Fault)) throw error;
  const { role = "", reason, limit = "" } = error.data;
  return `${error.code} ${role}: ${reason ?? limit}`;
}

function ended(action: () => unknown): string {
  try {
    return String(action());
  } catch (error) {
    return said(error);
  }
}

async function endedLater(action: Promise<unknown>): Promise<string> {
  return action.then(() => "good", said);
}

const rolesIn = (graph: Graph): string[] => [...wholeTree(start, below(graph))].map((visit) => visit.role);
const chain = (length: number): Graph =>
  Object.fromEntries(["targets", ...names(length)].map((name, at) => [name, at < length ? [`r${at + 1}`] : []]));
const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `r${at + 1}`);

describe("T80: one walk over a tree of delegations", () => {
  test("comes to each role once, after the one that delegates to it, in the order of a search", () => {
    expect(rolesIn({ targets: ["a", "b"], a: ["c", "d"], c: ["e"], b: ["f"] })).toEqual([
      "targets",
      "a",
      "c",
      "e",
      "d",
      "b",
      "f",
    ]);
    expect(rolesIn({})).toEqual(["targets"]);
    expect(rolesIn(chain(treeLimits.depth))).toEqual(["targets", ...names(8)]);
  });

  test.each<[string, Graph, string]>([
    [
      "a role that delegates to itself",
      { targets: ["a"], a: ["a"] },
      "a: a is delegated to twice, by targets and by a",
    ],
    ["a cycle", { targets: ["a"], a: ["b"], b: ["a"] }, "b: a is delegated to twice, by targets and by b"],
    [
      "a role that delegates to targets",
      { targets: ["a"], a: ["targets"] },
      "a: targets is delegated to twice, by root",
    ],
    ["a diamond", { targets: ["a", "b"], a: ["c"], b: ["c"] }, "b: c is delegated to twice, by a and by b"],
    ["a role on two levels", { targets: ["a", "b"], a: ["b"] }, "a: b is delegated to twice, by targets and by a"],
    ["nine levels", chain(9), "DELEGATIONS_TOO_DEEP r8: 8"],
    ["bins of one name below two roles", { targets: ["a", "b"], a: bins(4), b: bins(4) }, "b: bins-0 is delegated"],
    [
      "more roles than anybody reads",
      { targets: ["a", "b"], a: bins(14), b: bins(10, "bins2") },
      "DELEGATIONS_TOO_MANY b: 17000",
    ],
    ["a list of as many", { targets: names(17_001) }, "DELEGATIONS_TOO_MANY targets: 17000"],
  ])("T16: %s ends it with the role that delegates so", (_, graph, message) => {
    expect(ended(() => rolesIn(graph))).toContain(message);
  });

  test("ends on any graph, and comes to nothing twice", () => {
    const name = fc.constantFrom("targets", ..."abcdefghij");
    const graph = fc.dictionary(name, fc.uniqueArray(name, { maxLength: 4 }), { noNullPrototype: true });
    fc.assert(
      fc.property(graph, (given) => {
        const seen: string[] = [];
        const walked = ended(() => {
          for (const visit of wholeTree(start, below(given))) seen.push(visit.role);
        });
        expect(new Set(seen).size).toBe(seen.length);
        expect(walked).toMatch(/^undefined$|^DELEGATION/);
        // A client's search ends as well, and asks each role once.
        const order = [...asked("x", start, below(given))].map((step) => step.role);
        expect([order[0], new Set(order).size]).toEqual(["targets", order.length]);
      }),
    );
  });

  test("what a role delegates is asked for when the walk is there, and nothing of it is named before it fits", () => {
    const known = new Map<string, Delegations>([["targets", to("a", "b")]]);
    const order: string[] = [];
    for (const visit of wholeTree(start, ({ role }) => known.get(role))) {
      order.push(visit.role);
      if (visit.role === "a") known.set("a", to("c"));
    }
    expect(order).toEqual(["targets", "a", "c", "b"]);
    const visited: string[] = [];
    expect(
      ended(() => {
        for (const visit of wholeTree(start, below({ targets: ["a", "b", "targets"] }))) visited.push(visit.role);
      }),
    ).toMatch(/^DELEGATION_INVALID targets/);
    expect(visited).toEqual(["targets"]);
  });

  test("a search asks targets and 32 more, however many there are", () => {
    expect([...asked("x", start, below({ targets: names(100) }))]).toHaveLength(33);
    expect([...asked("x", start, below(chain(100)))]).toHaveLength(33);
  });

  test.each([15, 16, 24, 31, 32])(
    "TAP 15: %i bits are refused where they are read, and no name is made",
    (bit_length) => {
      const succinct = { keyids: ["k"], threshold: 1, bit_length, name_prefix: "bins" };
      expect(ended(() => decodeDelegations(json({ keys: {}, succinct_roles: succinct }), "x"))).toBe(
        "DELEGATIONS_TOO_MANY : 17000",
      );
    },
  );
});

/** Delegations as other tools write them: to roles with these members. */
function delegations(...roles: readonly (string | object)[]): { delegations: object } {
  const all = roles.map((given) => {
    const own = typeof given === "string" ? { name: given } : given;
    return { ...role([key("other")]), terminating: false, paths: ["*"], ...own };
  });
  return { delegations: { keys: listed(key("other")), roles: all } };
}

const succinct = (bit_length: number, name_prefix: string): { delegations: object } => ({
  delegations: { keys: listed(key("online")), succinct_roles: { ...role([key("online")]), bit_length, name_prefix } },
});

/** A repository whose `targets` has the first members, other roles the others. */
function spec({ targets, ...others }: Record<string, object>): Spec {
  const delegated = Object.entries(others).map(([name, members]) => {
    const signs = /^bins/.test(name) ? key("online") : key("other");
    return [name, { keys: [signs], members }] as const;
  });
  return {
    roots: [plain],
    targets: { keys: plain.targets, ...(targets && { members: targets }) },
    delegated: Object.fromEntries(delegated),
  };
}

const deep = (levels: number): Record<string, object> =>
  Object.fromEntries(
    ["targets", ...names(levels)].map((name, at) => [name, at < levels ? delegations(`r${at + 1}`) : {}]),
  );

const tooMany = /targets: (?:17000|with it there are more than 17000 delegated roles)$/;

/** Trees that nobody may walk, and what is said of them. */
const bad: readonly (readonly [string, Record<string, object>, RegExp])[] = [
  ["a role that delegates to itself", { targets: delegations("a"), a: delegations("a") }, /a: a is delegated to twice/],
  [
    "a cycle",
    { targets: delegations("a"), a: delegations("b"), b: delegations("a") },
    /b: a is delegated to twice, by targets and by b/,
  ],
  [
    "a diamond",
    { targets: delegations("a", "b"), a: delegations("c"), b: delegations("c"), c: {} },
    /b: c is delegated to twice, by a and by b/,
  ],
  ["nine levels", deep(9), /r8: (?:8|it delegates further, and is 8 delegations below targets already)$/],
  [
    "one online role below two",
    { targets: delegations("a", "online-x"), a: delegations("online-x"), "online-x": {} },
    /a: online-x is delegated to twice, by targets and by a/,
  ],
  ["a million bins", { targets: succinct(20, "bins") }, tooMany],
  ["four thousand million bins", { targets: succinct(32, "bins") }, tooMany],
  [
    "a list of 17,001 bins",
    {
      targets: delegations(
        ...Array.from({ length: 17_001 }, (_, at) => ({ name: `bins-${at.toString(16)}`, paths: ["a"] })),
      ),
    },
    tooMany,
  ],
  [
    "a role called as one of the top level",
    { targets: delegations("a"), a: delegations("snapshot") },
    /a: .*a name other than a top-level role's/,
  ],
];

function intentOf(given: Spec): Map<string, Uint8Array> {
  const paths = intentPaths(defaultNames);
  return new Map(
    [...build(given)].flatMap(([name, { version, bytes }]): [string, Uint8Array][] => {
      if (name === "snapshot" || name === "timestamp") return [];
      return [[name.endsWith(".root") ? paths.root(version) : paths.role(name), bytes]];
    }),
  );
}

describe("T16, T80: a tree that nobody may walk", () => {
  test.each(bad)("%s: the worker's own reading ends at the role that delegates so", async (_, roles, message) => {
    const files = intentOf(spec(roles));
    const pin = sha256(files.get("trust/root/1.root.json") ?? "");
    const end = await endedLater(loadTrust(treeOfFiles(files), intentPaths(defaultNames), { pin, verifier }, now));
    expect(end).toMatch(message);
    expect(end).toMatch(/^(?:DELEGATION|METADATA_INVALID)/);
  });

  test.each(bad)("%s: import says who has to sign what", async (_, roles, message) => {
    const asks: string[] = [];
    const files = new Map([...consistent(build(spec(roles)))].map(([path, bytes]) => [`old/${path}`, bytes]));
    const source = await locate(filesBelow(memoryWorkspace(files), "old"));
    const counting = {
      ...source,
      role: (name: string, version: number, limit: number) => {
        asks.push(name);
        return source.role(name, version, limit);
      },
    };
    const ports = { source: counting, workspace: memoryWorkspace(new Map()), clock: frozenClock(), verifier };
    const end = await endedLater(prepareImport(ports, {}));
    expect(end).toMatch(message);
    expect(end).toMatch(/^IMPORT_UNFIT/);
    expect(asks.length).toBeLessThan(20);
  });

  test.each([
    ["a hash bin", "bins-0", { targets: succinct(1, "bins"), "bins-1": {} }],
    ["another online role", "online-x", { targets: delegations("online-x") }],
  ])("%s that delegates is no part of what is imported", async (_, name, roles) => {
    const given = spec({ ...roles, [name]: delegations("a"), a: {} });
    const files = new Map([...consistent(build(given))].map(([path, bytes]) => [`old/${path}`, bytes]));
    const source = await locate(filesBelow(memoryWorkspace(files), "old"));
    const ports = { source, workspace: memoryWorkspace(new Map()), clock: frozenClock(), verifier };
    expect(await endedLater(prepareImport(ports, {}))).toMatch(
      new RegExp(`^IMPORT_UNFIT ${name}: online keys sign it, and only roles that people sign may delegate`),
    );
  });
});

describe("T80: a running repository", () => {
  let world: World;

  beforeAll(async () => {
    world = await openWorld();
    await world.release("app/1", { "app/1": "app" });
    await world.done();
  });

  test.each([
    ["to itself", (name: string) => to(name)],
    ["to another bin", () => to("bins-1")],
    ["to a role of the thief's", () => to("loot")],
    ["to nobody yet", () => to()],
    ["to bins of its own", () => bins(2, "bins9")],
  ])("a bin that a thief of the online key lets delegate %s stops the worker", async (_, delegating) => {
    const good = (await world.tip()).commit;
    const theft = await steal(world, 50);
    const { signed } = theft.bins.get("bins-0") ?? {};
    if (signed === undefined) throw new Error("no bin");
    const json = encodeTargets({ ...signed, delegations: delegating("bins-0") });
    const stolen = seal(json, decodeTargets, [ed25519("bins")]);
    await pushTheft(world, { ...theft, bins: new Map([...theft.bins, ["bins-0", stolen]]) });
    expect(await endedLater(world.work())).toBe("ONLINE_ROLE_DELEGATES bins-0: ");
    world.memory.point("refs/heads/tuf", good);
  });

  const errors = (findings: readonly Finding[]): string[] =>
    findings.filter(({ severity }) => severity === "error").map(({ code, data }) => `${code} ${data["role"]}`);

  test("check says which role closes the circle", async () => {
    const own = world.first.targets.delegations;
    const [bin] = own?.roles ?? [];
    if (own === undefined || bin === undefined) throw new Error("targets delegates to nobody");
    const looped = { ...world.first.bin, version: 2, delegations: { ...own, roles: [bin] } };
    const bytes = seal(encodeTargets(looped), decodeTargets, [ed25519("bin")]).bytes;
    const { verdict, findings } = await world.check({ "trust/bin.json": bytes });
    expect([verdict, errors(findings)]).toEqual(["blocked", ["DELEGATION_INVALID bin"]]);
  });

  test("an event that delegates nine levels deep, or twice to one online role, is a finding before anybody signs", async () => {
    const made = (delegator: string, name: string) =>
      ({
        kind: "delegate",
        delegator,
        role: name,
        paths: ["deep/*"],
        terminating: false,
        keys: [keyidOf("ana")],
        threshold: 1,
      }) as const;
    const levels = ["targets", ...names(9)];
    const opened = await playEvent(world, "deep").open(
      levels.slice(0, -1).map((name, at) => made(name, levels[at + 1] ?? "")),
      { keys: ["ana"] },
    );
    expect(errors(opened.findings)).toEqual(["DELEGATIONS_TOO_DEEP r8"]);
    expect(opened.commit).toBeUndefined();
    const twice = [made("targets", "online-x"), made("targets", "other"), made("other", "online-x")];
    expect(await endedLater(playEvent(world, "twice").open(twice, { keys: ["ana"] }))).toMatch(
      /^EVENT_CHANGE_INVALID online-x: targets delegates to it already/,
    );
  });
});
