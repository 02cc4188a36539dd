import { describe, expect } from "vitest";
import { newKey, updated } from "../support/simulator.ts";
import { conformance } from "./room.ts";

const conforms = conformance();

/** One version: which keys of a ring hold the role, how many must sign, which did. */
type Step = readonly [holders: string, threshold: number, signing: string];

/** Letters are keys of a ring. The client starts from the first root; `refused` says that it stops before the last. */
const roots: readonly (readonly [string, readonly Step[], "refused"?])[] = [
  [
    "one key for another",
    [
      ["b", 1, "b"],
      ["c", 1, "cb"],
      ["c", 1, "c"],
    ],
  ],
  [
    "one key for another, among strangers' signatures",
    [
      ["b", 1, "dbe"],
      ["c", 1, "dcbe"],
      ["c", 1, "dce"],
    ],
  ],
  [
    "other three of the same five sign each time",
    [
      ["abcde", 3, "ace"],
      ["abcde", 3, "aeb"],
      ["abcde", 3, "abd"],
      ["abcde", 3, "abd"],
    ],
  ],
  [
    "one of five is replaced, and does not sign",
    [
      ["abcde", 3, "ace"],
      ["abdef", 3, "aeb"],
    ],
  ],
  [
    "one of five is replaced, and signs with the old ones",
    [
      ["abcde", 3, "ace"],
      ["abdef", 3, "acef"],
      ["abdef", 3, "aef"],
    ],
  ],
  [
    "all of five are replaced at once",
    [
      ["abcde", 3, "ace"],
      ["fghij", 3, "acefgh"],
      ["fghij", 3, "fgh"],
    ],
  ],
  [
    "the threshold rises",
    [
      ["bcd", 1, "b"],
      ["bcd", 2, "bc"],
    ],
  ],
  [
    "the threshold falls",
    [
      ["bcd", 2, "bc"],
      ["bcd", 1, "bc"],
      ["bcd", 1, "b"],
    ],
  ],
  [
    "a key is added and the threshold rises",
    [
      ["b", 1, "b"],
      ["bc", 2, "bc"],
    ],
  ],
  [
    "the old key did not sign",
    [
      ["b", 1, "b"],
      ["c", 1, "cde"],
    ],
    "refused",
  ],
  [
    "the new key did not sign",
    [
      ["b", 1, "b"],
      ["c", 1, "bde"],
    ],
    "refused",
  ],
  [
    "too few of the new keys signed",
    [
      ["abcde", 3, "ace"],
      ["abdef", 3, "ace"],
    ],
    "refused",
  ],
  [
    "too few of the old keys signed",
    [
      ["abcde", 3, "ace"],
      ["abdef", 3, "aef"],
    ],
    "refused",
  ],
  [
    "the new, higher threshold is not met",
    [
      ["bcd", 1, "b"],
      ["bcd", 2, "c"],
    ],
    "refused",
  ],
  [
    "the old, higher threshold is not met",
    [
      ["bcd", 2, "bc"],
      ["bcd", 1, "b"],
    ],
    "refused",
  ],
];

describe("root to root", () => {
  for (const [name, steps, refused] of roots)
    conforms(name, async ({ repository, client }) => {
      const ring = ringOf(10);
      steps.forEach(([holders, threshold, signing], at) => {
        repository.setKeys("root", ring(holders), threshold, ring(signing));
        repository.publish({ role: "root", version: at + 1 });
      });
      await client.init(repository.file("root", 1));
      expect(await client.refresh()).toBe(refused ? "ROLE_SIGNATURES_MISSING" : "ok");
      const last = refused ? steps.length - 1 : steps.length;
      expect(await client.kept("root")).toBe(Buffer.from(repository.file("root", last)).toString());
    });
});

const others: readonly (readonly [string, Step, "refused"?])[] = [
  ["another key", ["c", 1, "c"]],
  ["the same key, among strangers' signatures", ["b", 1, "dbe"]],
  ["another key that did not sign", ["c", 1, "bde"], "refused"],
  ["five keys, and only two of the three that signed are theirs", ["abdef", 3, "ace"], "refused"],
  ["five keys, and two signatures where three are needed", ["abdef", 3, "ae"], "refused"],
  ["five keys, the first choice of three", ["abcde", 3, "ace"]],
  ["five keys, a second choice of three", ["abcde", 3, "aeb"]],
  ["five keys, a third choice of three", ["abcde", 3, "abd"]],
  ["five keys, a fourth choice of three", ["abcde", 3, "bcd"]],
  ["five keys, a fifth choice of three", ["abcde", 3, "cde"]],
];

describe("timestamp, snapshot and targets, after a root that gives them", () => {
  const roles = ["timestamp", "snapshot", "targets"] as const;
  for (const [name, [holders, threshold, signing], refused] of others)
    conforms(name, async ({ repository, client }) => {
      const ring = ringOf(10);
      for (const role of roles) {
        repository.setKeys(role, ring(holders), threshold, ring(signing));
        if (!refused) continue;
        repository.publish("root", ...updated);
        expect(await client.refresh()).toBe("ROLE_SIGNATURES_MISSING");
        // The next role is to be the only one that is not signed.
        repository.rotate(role);
      }
      if (refused) return;
      repository.publish("root", ...updated);
      expect(await client.refresh()).toBe("ok");
      for (const role of roles) expect(await client.kept(role)).toBe(Buffer.from(repository.file(role)).toString());
    });
});

function ringOf(count: number): (letters: string) => ReturnType<typeof newKey>[] {
  const keys = new Map(Array.from({ length: count }, (_, at) => [String.fromCharCode(97 + at), newKey()]));
  return (letters) =>
    [...letters].map((letter) => {
      const key = keys.get(letter);
      if (key === undefined) throw new RangeError(letter);
      return key;
    });
}
