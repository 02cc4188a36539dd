import { describe, expect, test } from "vitest";
import { fingerprint, plain } from "../../../src/base/text.ts";
import { defaultLifetimes } from "../../../src/config/settings.ts";
import { type CeremonyView, digestsText, reviewText, roleText, sizingText } from "../../../src/setup/text.ts";
import { type Design, designFindings, everyPath, firstTrust } from "../../../src/signing-event/first-trust.ts";
import { ecdsa, ed25519, now } from "../../support/metadata.ts";

const [alice, bob, online] = [ed25519("alice").key, ecdsa().key, ed25519("online").key];
const worker = { keys: [online], threshold: 1 };

function viewOf(changes: Partial<Design> = {}): CeremonyView {
  const design: Design = {
    roles: {
      root: { keys: [alice, bob], threshold: 1 },
      targets: { keys: [alice, bob], threshold: 2 },
      bin: { keys: [alice], threshold: 1 },
      bins: worker,
      snapshot: worker,
      timestamp: worker,
    },
    lifetimes: { ...defaultLifetimes, timestamp: { expires: 1, renew: 0.5 } },
    paths: everyPath,
    bins: 256,
    style: "succinct",
    ...changes,
  };
  const names = new Map([
    [alice.keyid, "alice"],
    [bob.keyid, "bob\u202e"],
    [online.keyid, "online"],
  ]);
  const digests = new Map([
    ["root", "a".repeat(64)],
    ["targets", "b".repeat(64)],
    ["bin", "c".repeat(64)],
  ] as const);
  return { design, unsigned: firstTrust(design, now), names, digests };
}

describe("the review of a role", () => {
  test("names every key with its fingerprint and scheme", () => {
    const lines = roleText(viewOf(), "root").split("\n");
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`alice +${fingerprint(alice.keyid)}  ed25519$`)));
    expect(lines).toContainEqual(
      expect.stringMatching(new RegExp(`bob.* +${fingerprint(bob.keyid)}  ecdsa-sha2-nistp256$`)),
    );
    expect(fingerprint(alice.keyid)).toBe(alice.keyid.slice(0, 16));
  });

  test("T5: shows characters that would turn the text around", () => {
    const text = roleText(viewOf(), "root");
    expect(text).toContain("bob\\u{202e}");
    expect(text).not.toContain("\u202e");
  });

  test("T62: says how many keys can be lost, and what follows when it is none", () => {
    expect(roleText(viewOf(), "root")).toContain("1 must sign; you can lose 1 key:");
    expect(roleText(viewOf(), "targets")).toContain("2 must sign; you cannot lose any without a new root:");
    const alone = viewOf({ roles: { ...viewOf().design.roles, root: { keys: [alice], threshold: 1 } } });
    expect(roleText(alone, "root")).toContain("1 must sign; you cannot lose any:");
  });

  test("gives a date for what is signed now and a span for what the worker signs", () => {
    expect(roleText(viewOf(), "root")).toContain("expires: 2027-01-01, in 365 days");
    expect(roleText(viewOf(), "snapshot")).toContain("expires: 7 days after each time the worker signs");
    expect(roleText(viewOf(), "timestamp")).toContain("expires: 1 day after");
  });

  test("says what targets and bin delegate, and nothing of the kind for others", () => {
    expect(roleText(viewOf(), "targets")).toContain("delegates: to bin: any path of up to 8 segments");
    expect(roleText(viewOf({ paths: ["app/*", "*.bin"] }), "targets")).toContain("to bin: app/* *.bin");
    expect(roleText(viewOf(), "bin")).toContain("delegates: to 256 bins, succinct (TAP 15)");
    expect(roleText(viewOf({ style: "prefixes" }), "bin")).toContain("hash prefixes");
    expect(roleText(viewOf(), "root")).not.toContain("delegates");
  });
});

test("the whole review has every role in the order of signing, and ends with the digests", () => {
  const text = reviewText(viewOf());
  const heads = [...text.matchAll(/^(root|targets|bin|bins|snapshot|timestamp): /gm)].map(([, role]) => role);
  expect(heads).toEqual(["root", "targets", "bin", "bins", "snapshot", "timestamp"]);
  expect(text.endsWith(digestsText(viewOf()))).toBe(true);
});

test("T66: the digests are given in full", () => {
  const text = digestsText(viewOf());
  for (const digit of ["a", "b", "c"]) expect(text).toContain(digit.repeat(64));
});

test("a review renders a design that will be refused, so that a person sees why", () => {
  const view = viewOf({ bins: 100, roles: { ...viewOf().design.roles, bins: { keys: [], threshold: 1 } } });
  expect(designFindings(view.design).map(({ code }) => code)).toContain("ROLE_NO_KEYS");
  expect(roleText(view, "bins")).toContain("1 must sign");
});

test("style marks words and never changes them", () => {
  const marked = { ...plain, strong: (text: string) => `<${text}>`, dim: (text: string) => `<${text}>` };
  expect(reviewText(viewOf(), marked).replace(/[<>]/g, "")).toBe(reviewText(viewOf()));
  expect(reviewText(viewOf(), marked)).toContain("<root>");
});

test("the sizing helper shows the cost of every choice", () => {
  const lines = sizingText(10_000, [128, 256, 1024]).split("\n");
  expect(lines[0]).toContain("one of 10000 targets");
  expect(lines.slice(1).map((line) => line.trim().split(/ +/)[0])).toEqual(["128", "256", "1024"]);
  for (const line of lines.slice(1)) expect(line).toMatch(/\d+ bins {2}\d+\.\d KiB$/);
});
