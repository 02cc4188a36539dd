import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import type { TrustContent } from "../../../src/repository/trust-content.ts";
import { binsDelegations } from "../../../src/signing-event/first-trust.ts";
import { differenceText } from "../../../src/signing-event/text.ts";
import { diffTrust } from "../../../src/signing-event/trust-diff.ts";
import { canonical } from "../../../src/tuf/canonical.ts";
import { fromPlain, isObject, type Json, type JsonObject, toPlain } from "../../../src/tuf/json.ts";
import { decodeRoot, encodeRoot } from "../../../src/tuf/root.ts";
import { decodeTargets, encodeTargets, type Targets } from "../../../src/tuf/targets.ts";
import { delegate, ed25519, json, now, target } from "../../support/metadata.ts";
import { design } from "../../support/offline.ts";
import { runs } from "../../support/runs.ts";

const [ana, ben] = ["ana", "ben"].map(ed25519) as [ReturnType<typeof ed25519>, ReturnType<typeof ed25519>];

function content(style: "succinct" | "prefixes"): TrustContent {
  const { root, targets, bin } = design({ style, people: { root: ["root", "second"] }, threshold: 2 }, now);
  const vault = delegate(
    { name: "vault", keys: [ana, ben], threshold: 2, patterns: ["a/*", "b/*"], terminating: true },
    { name: "team", keys: [ben], patterns: ["c/*"] },
  );
  const bins = binsDelegations(
    { keys: [ed25519("bins").key], threshold: 1 },
    { bins: 4, style: "prefixes", prefix: "bins9" },
  );
  const own = targets.delegations ?? vault;
  const file = { ...target("one"), custom: json({ channel: "stable" }), rest: json({ "x-more": 1 }) };
  const leaf = (rest: JsonObject, targets: Targets["targets"]): Targets =>
    ({ ...bin, delegations: undefined, rest, targets }) as unknown as Targets;
  const plain = ({ delegations: _, ...role }: Targets): Targets => role;
  return {
    root: { ...root, rest: json({ "x-note": "kept" }) },
    offline: new Map<string, Targets>([
      [
        "targets",
        {
          ...targets,
          delegations: {
            keys: new Map([...own.keys, ...vault.keys]),
            roles: [...vault.roles, ...own.roles],
            rest: json({ "vault.x": 1 }),
          },
        },
      ],
      ["bin", bin],
      ["vault", plain(leaf(json({}), new Map([["a/1", file]])))],
      [
        "team",
        {
          ...plain(bin),
          delegations: {
            ...bins,
            roles: [...bins.roles, ...delegate({ name: "below", keys: [ana] }).roles],
            keys: new Map([...bins.keys, [ana.key.keyid, ana.key]]),
          },
        },
      ],
      ["below", plain(bin)],
    ]),
  };
}

function encoded({ root, offline }: TrustContent): ReadonlyMap<string, JsonObject> {
  return new Map([
    ["root", encodeRoot(root)],
    ...[...offline].map(([role, signed]) => [role, encodeTargets(signed)] as const),
  ]);
}

function decoded(files: ReadonlyMap<string, JsonObject>): TrustContent {
  const offline = [...files].filter(([role]) => role !== "root");
  return {
    root: decodeRoot(files.get("root") ?? new Map()),
    offline: new Map(offline.map(([role, signed]) => [role, decodeTargets(signed)])),
  };
}

const textOf = (files: ReadonlyMap<string, JsonObject>): string =>
  [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([role, file]) => `${role} ${Buffer.from(canonical(file))}`)
    .join("\n");

/** One change somewhere in a JSON value, steered by `at`: what a hand could do to a file. */
function mutate(value: Json, at: () => number): Json {
  const pick = <T>(list: readonly T[]): T => list[at() % list.length] as T;
  if (isObject(value)) {
    const members = new Map(value);
    const names = [...members.keys()];
    const kind = at() % 8;
    if (kind === 0 || names.length === 0)
      return members.set(pick(["x-new", "y.z", "custom", "name"]), pick<Json>([1, "x", new Map(), []]));
    const name = pick(names);
    if (kind === 1) {
      members.delete(name);
      return members;
    }
    return members.set(name, mutate(members.get(name) as Json, at));
  }
  if (Array.isArray(value)) {
    const items = [...(value as readonly Json[])];
    const kind = at() % 6;
    if (items.length === 0) return [pick<Json>(["a/*", 1])];
    if (kind === 0) return items.reverse();
    if (kind === 1) return [...items, pick(items)];
    if (kind === 2) return items.slice(1);
    if (kind === 3) return [...items.slice(1), items[0] as Json];
    const index = at() % items.length;
    return items.map((item, i) => (i === index ? mutate(item, at) : item));
  }
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  if (typeof value !== "string") return "x";
  if (/Z$/.test(value)) return "2031-01-01T00:00:00Z";
  return pick([
    `${value}x`,
    value.slice(1),
    `#sha256:${value}…`,
    value.replace(/^1\.0\.31$/, "1.0.30"),
    ana.key.keyid,
    ben.key.keyid,
  ]);
}

function mutations(files: ReadonlyMap<string, JsonObject>, steps: readonly number[]): TrustContent | undefined {
  let index = 0;
  const at = (): number => steps[index++ % steps.length] ?? 0;
  const roles = [...files.keys()];
  const role = roles[at() % roles.length] as string;
  try {
    return decoded(new Map([...files, [role, mutate(files.get(role) as Json, at) as JsonObject]]));
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

describe.each(["succinct", "prefixes"] as const)("T66: a difference, with %s bins,", (style) => {
  const base = content(style);
  const files = encoded(base);

  test("is empty for the same bytes, whoever decoded them", () => {
    expect(diffTrust(base, base)).toEqual([]);
    expect(diffTrust(base, decoded(files))).toEqual([]);
  });

  test("has a line for anything that changes anywhere in a file", () => {
    let seen = 0;
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (steps) => {
        const after = mutations(files, steps);
        if (after === undefined) return;
        const same = textOf(encoded(after)) === textOf(files);
        if (!same) seen += 1;
        for (const [from, to] of [
          [base, after],
          [after, base],
        ] as const) {
          const lines = diffTrust(from, to);
          expect(lines.length === 0).toBe(same);
          for (const line of lines) expect(differenceText(line)).not.toMatch(/\n|undefined/);
        }
      }),
      runs(300),
    );
    expect(seen).toBeGreaterThan((runs(300).numRuns * 60) / 300);
  });

  test("has one more line for a change beside others", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (steps) => {
        const after = mutations(files, steps);
        if (after === undefined || textOf(encoded(after)) === textOf(files)) return;
        // Every role gets another version and expiry, as an event gives them: what else changed is told all the same.
        const next = <T extends { version: number }>(role: T): T => ({ ...role, version: role.version + 7 });
        const moved = (trust: TrustContent): TrustContent => ({
          root: next(trust.root),
          offline: new Map([...trust.offline].map(([role, signed]) => [role, next(signed)])),
        });
        const quiet = diffTrust(base, moved(base)).map((line) => differenceText(line));
        const loud = diffTrust(base, moved(after)).map((line) => differenceText(line));
        expect(loud).not.toEqual(quiet);
      }),
      runs(120),
    );
  });
});

describe("T66: what an attacker would hope nobody sees", () => {
  const base = content("succinct");
  const lines = (change: (root: Record<string, never>, targets: Record<string, never>) => void): readonly string[] => {
    const plain = (role: string): Record<string, never> =>
      toPlain(encoded(base).get(role) as Json) as Record<string, never>;
    const [root, targets] = [plain("root"), plain("targets")];
    change(root, targets);
    const after = decoded(
      new Map([
        ...encoded(base),
        ["root", fromPlain(root) as JsonObject],
        ["targets", fromPlain(targets) as JsonObject],
      ]),
    );
    return diffTrust(base, after).map((line) => differenceText(line));
  };
  // biome-ignore lint/suspicious/noExplicitAny: JSON to be bent at will
  type Any = any;

  test("a key's content under its old keyid, in the one role that lists it so", () => {
    const id = ana.key.keyid;
    const found = lines((_, targets: Any) => {
      targets.delegations.keys[id]["x-owner"] = "@eve";
    });
    expect(found).toEqual([expect.stringMatching(/^! targets: the key .*written differently/)]);
  });

  test("a key that is listed and used by nobody yet", () => {
    const { keyid, json: key } = ed25519("eve").key;
    const found = lines((root: Any) => {
      root.keys[keyid] = toPlain(key);
    });
    expect(found).toEqual([expect.stringContaining(`! root: the member keys.${keyid}`)]);
  });

  test("a new key that carries more than a key", () => {
    const { keyid, json: key } = ed25519("eve").key;
    const found = lines((root: Any) => {
      root.keys[keyid] = { ...(toPlain(key) as object), "x-extra": "payload" };
      root.roles.timestamp.keyids.push(keyid);
    });
    expect(found).toHaveLength(2);
    expect(found.join("\n")).toMatch(/\+ timestamp: key[\s\S]*x-extra.*payload/);
  });

  test("who is asked first, a pattern that stands there twice, delegations to nobody, another form of the specification", () => {
    expect(lines((_, targets: Any) => targets.delegations.roles.reverse())).toEqual([
      expect.stringContaining("asks in the order bin, team, vault"),
    ]);
    expect(lines((_, targets: Any) => targets.delegations.roles[0].paths.push("a/*"))).toEqual([
      expect.stringContaining("delegations.roles[vault].paths"),
    ]);
    expect(
      lines((root: Any) => Object.assign(root, { spec_version: "1.0.99", consistent_snapshot: false })),
    ).toHaveLength(2);
    const { delegations: _, ...leaf } = design({}, now).bin;
    const before: TrustContent = { ...base, offline: new Map([...base.offline, ["vault", leaf]]) };
    const after: TrustContent = {
      ...base,
      offline: new Map([
        ...base.offline,
        ["vault", { ...leaf, delegations: { keys: new Map(), roles: [], rest: new Map() } }],
      ]),
    };
    expect(diffTrust(before, after)).toHaveLength(1);
    expect(diffTrust(after, before)).toHaveLength(1);
  });
});
