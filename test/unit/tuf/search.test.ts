import { describe, expect, test } from "vitest";
import { bootstrap, type Trusted, trust } from "../../../src/tuf/client.ts";
import type { Envelope } from "../../../src/tuf/envelope.ts";
import { type Search, search } from "../../../src/tuf/search.ts";
import type { Targets } from "../../../src/tuf/targets.ts";
import {
  type DelegationOptions,
  delegate,
  ed25519,
  now,
  rootFile,
  snapshotFile,
  targetsFile,
  timestampFile,
} from "../../support/metadata.ts";
import { verifier } from "../../support/verifier.ts";

type Role = {
  readonly targets?: Record<string, string>;
  readonly to?: readonly (string | Partial<DelegationOptions>)[];
};
/** The roles of a repository by name; each is signed by a key of its own. */
type Graph = Readonly<Record<string, Role>>;

const keyOf = (name: string) => (name === "targets" ? ed25519("targets") : ed25519(`role ${name}`));

function roleFile(graph: Graph, name: string): Envelope<Targets> {
  const { targets = {}, to = [] } = graph[name] ?? {};
  const roles = to.map((entry): DelegationOptions => {
    const options = typeof entry === "string" ? { name: entry } : entry;
    const child = options.name ?? "";
    return { patterns: ["*"], keys: [keyOf(child)], ...options, name: child };
  });
  return targetsFile({ targets, signers: [keyOf(name)], ...(roles.length > 0 && { delegations: delegate(...roles) }) });
}

function start(graph: Graph): Trusted {
  const meta = Object.fromEntries(Object.keys(graph).map((name) => [name, 1]));
  let state = bootstrap(rootFile().bytes, verifier);
  for (const [role, { bytes }] of [
    ["timestamp", timestampFile()],
    ["snapshot", snapshotFile({ meta })],
  ] as const) {
    const verdict = trust(state, { role, bytes }, now);
    if (verdict.kind === "refused") throw new Error(verdict.code);
    state = verdict.state;
  }
  return state;
}

/** Searches as a client does, fetching each role it needs: the roles in the order asked for, and how it ended. */
function walk(
  graph: Graph,
  path: string,
): { readonly asked: string[]; readonly end: Search | { readonly kind: string } } {
  let state = start(graph);
  const asked: string[] = [];
  for (;;) {
    const step = search(state, path);
    if (step.kind !== "needs") return { asked, end: step };
    asked.push(step.role);
    const { bytes } = roleFile(graph, step.role);
    const file =
      step.role === "targets"
        ? ({ role: "targets", bytes } as const)
        : ({ role: "delegated", name: step.role, delegator: step.delegator, bytes } as const);
    const verdict = trust(state, file, now);
    if (verdict.kind === "refused") return { asked, end: verdict };
    state = verdict.state;
  }
}

describe("§5.6.7: the search for a target", () => {
  test("asks for targets first", () => {
    expect(search(start({}), "x")).toEqual({ kind: "needs", role: "targets", delegator: "" });
  });

  test("ends at the first role that lists the target", () => {
    const graph: Graph = {
      targets: { targets: { top: "0" }, to: ["a", "b"] },
      a: { targets: { both: "a" } },
      b: { targets: { both: "b", only: "b" } },
    };
    expect(walk(graph, "top")).toMatchObject({ asked: ["targets"], end: { kind: "found", role: "targets" } });
    expect(walk(graph, "both")).toMatchObject({ asked: ["targets", "a"], end: { kind: "found", role: "a" } });
    expect(walk(graph, "only")).toMatchObject({ asked: ["targets", "a", "b"], end: { kind: "found", role: "b" } });
    expect(walk(graph, "none")).toEqual({ asked: ["targets", "a", "b"], end: { kind: "absent" } });
  });

  test("goes down before it goes on", () => {
    const graph: Graph = {
      targets: { to: ["a", "b"] },
      a: { to: ["c", "d"] },
      b: { to: ["e"] },
      c: { to: ["f"] },
      d: {},
      e: {},
      f: {},
    };
    expect(walk(graph, "x").asked).toEqual(["targets", "a", "c", "f", "d", "b", "e"]);
  });

  test("visits only roles whose patterns hold the path", () => {
    const to = [
      { name: "a", patterns: ["a/*"] },
      { name: "b", patterns: ["b/*", "x?"] },
    ];
    const graph: Graph = { targets: { to }, a: {}, b: {} };
    expect(walk(graph, "b/1").asked).toEqual(["targets", "b"]);
    expect(walk(graph, "x1").asked).toEqual(["targets", "b"]);
    expect(walk(graph, "c/1").asked).toEqual(["targets"]);
  });

  test("a terminating delegation that holds the path drops everything after it", () => {
    const graph: Graph = {
      targets: { to: ["a", "z"] },
      a: { to: ["b", { name: "c", terminating: true }, "d"] },
      b: {},
      c: { to: ["e"] },
      d: {},
      e: {},
      z: { targets: { x: "z" } },
    };
    expect(walk(graph, "x")).toEqual({ asked: ["targets", "a", "b", "c", "e"], end: { kind: "absent" } });
  });

  test("the first delegation of a role may be the terminating one", () => {
    const graph: Graph = {
      targets: { to: ["a", "z"] },
      a: { to: [{ name: "b", terminating: true }] },
      b: {},
      z: { targets: { x: "z" } },
    };
    expect(walk(graph, "x")).toEqual({ asked: ["targets", "a", "b"], end: { kind: "absent" } });
  });

  test("a terminating delegation that does not hold the path changes nothing", () => {
    const to = [{ name: "a", patterns: ["a/*"], terminating: true }, "b"];
    const graph: Graph = { targets: { to }, a: {}, b: { targets: { x: "b" } } };
    expect(walk(graph, "x")).toMatchObject({ asked: ["targets", "b"], end: { kind: "found", role: "b" } });
  });

  test("of two terminating delegations the first ends the search", () => {
    const to = [
      { name: "a", terminating: true },
      { name: "b", terminating: true },
    ];
    expect(walk({ targets: { to }, a: {}, b: { targets: { x: "b" } } }, "x").asked).toEqual(["targets", "a"]);
  });

  test("a cycle ends", () => {
    const graph: Graph = {
      targets: { to: ["a"] },
      a: { to: ["b"] },
      b: { to: ["a", "b", "c"] },
      c: { targets: { x: "c" } },
    };
    expect(walk(graph, "x")).toMatchObject({ asked: ["targets", "a", "b", "c"], end: { kind: "found", role: "c" } });
    expect(walk(graph, "y").end).toEqual({ kind: "absent" });
  });

  test.each([
    ["in a row", (i: number) => `r${i}`],
    ["one under the other", undefined],
  ])("interop P10: the 32nd delegated role is visited and the 33rd is not, %s", (_, flat) => {
    const names = Array.from({ length: 33 }, (_, i) => `r${i + 1}`);
    const graph = (holder: number): Graph =>
      Object.fromEntries([
        ["targets", { to: flat ? names : ["r1"] }],
        ...names.map((name, i) => [
          name,
          { targets: i + 1 === holder ? { x: "here" } : {}, to: flat || i === 32 ? [] : [names[i + 1] ?? ""] },
        ]),
      ]);
    expect(walk(graph(32), "x").end).toMatchObject({ kind: "found", role: "r32" });
    const beyond = walk(graph(33), "x");
    expect(beyond.end).toEqual({ kind: "absent" });
    expect(beyond.asked).toHaveLength(33);
  });

  test("a role is used only under a delegator whose keys signed it", () => {
    const wrong = { name: "c", keys: [ed25519("another")] };
    const graph: Graph = {
      targets: {
        to: [
          { name: "a", patterns: ["x"] },
          { name: "b", patterns: ["?"] },
        ],
      },
      a: { to: [wrong] },
      b: { to: ["c"] },
      c: { targets: { x: "c", y: "c" } },
    };
    // Through b the role c is good; through a, which names another key for it, it is not.
    let state = start(graph);
    const fetched = [
      ["targets", ""],
      ["a", "targets"],
      ["b", "targets"],
      ["c", "b"],
    ] as const;
    for (const [name, delegator] of fetched) {
      const { bytes } = roleFile(graph, name);
      const verdict = trust(
        state,
        name === "targets" ? { role: name, bytes } : { role: "delegated", name, delegator, bytes },
        now,
      );
      if (verdict.kind === "refused") throw new Error(verdict.code);
      state = verdict.state;
    }
    expect(search(state, "y")).toMatchObject({ kind: "found", role: "c" });
    expect(search(state, "x")).toEqual({ kind: "needs", role: "c", delegator: "a" });
    expect(walk(graph, "x").end).toMatchObject({ kind: "refused", code: "ROLE_SIGNATURES_MISSING", step: "5.6.3" });
  });

  test("names that JavaScript objects have are ordinary paths", () => {
    for (const path of ["toString", "hasOwnProperty", "valueOf"]) {
      expect(walk({ targets: { targets: {} } }, path).end).toEqual({ kind: "absent" });
    }
  });
});
