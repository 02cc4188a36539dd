import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import { addDays } from "../../../src/base/time.ts";
import { defaultNames } from "../../../src/config/names.ts";
import { treeOfFiles } from "../../../src/git/tree.ts";
import { intentPaths } from "../../../src/repository/layout.ts";
import { readTrust } from "../../../src/repository/trust.ts";
import { contentOf, type TrustContent, versionsOf } from "../../../src/repository/trust-content.ts";
import {
  decodeEvent,
  decodeEventSignature,
  type EventSignature,
  encodeEvent,
  type TrustChange,
  type TrustEvent,
} from "../../../src/signing-event/event-file.ts";
import { foldedFiles, reportEvent } from "../../../src/signing-event/report.ts";
import { diffTrust } from "../../../src/signing-event/trust-diff.ts";
import { draftEvent } from "../../../src/signing-event/unsigned.ts";
import { sha256, toHex } from "../../../src/tuf/digest.ts";
import { keyidOf } from "../../support/event.ts";
import { ed25519, json, now, target } from "../../support/metadata.ts";
import { design, offlineFiles } from "../../support/offline.ts";
import { runs } from "../../support/runs.ts";
import { verifier } from "../../support/verifier.ts";

const paths = intentPaths(defaultNames);
const people = ["root", "targets", "bin", "ana", "ben", "cy", "dan"];
const fresh = ["ana", "ben", "cy", "dan"];

const some = fc
  .subarray(fresh, { minLength: 1 })
  .chain((names) =>
    fc.integer({ min: 1, max: names.length }).map((threshold) => ({ keys: names.map(keyidOf), threshold })),
  );
const change: fc.Arbitrary<TrustChange> = fc.oneof(
  fc
    .record({ kind: fc.constant("keys" as const), role: fc.constantFrom("root", "targets", "bin") })
    .chain((base) => some.map((who) => ({ ...base, ...who }))),
  some.chain((who) =>
    fc.record({
      kind: fc.constant("delegate" as const),
      delegator: fc.constant("targets"),
      role: fc.constantFrom("vault", "team", "lab"),
      paths: fc.uniqueArray(fc.constantFrom("a/*", "b/*", "c/?"), { minLength: 1 }),
      terminating: fc.boolean(),
      keys: fc.constant(who.keys),
      threshold: fc.constant(who.threshold),
    }),
  ),
  fc.record({
    kind: fc.constant("target" as const),
    role: fc.constantFrom("targets", "bin"),
    path: fc.constantFrom("x", "y/z"),
    file: fc.constantFrom(target("1"), { ...target("2"), custom: json({ a: [1, { b: null }] }) }),
  }),
  fc.record({ kind: fc.constant("renew" as const), role: fc.constantFrom("root", "targets", "bin") }),
);

const files = offlineFiles(design({}, now));
const tree = treeOfFiles(new Map(Object.entries(files)));
const pin = sha256(files["trust/root/1.root.json"] ?? "");

async function base(): Promise<TrustContent> {
  return contentOf(await readTrust(tree, paths, { pin, verifier }));
}

function eventOf(content: TrustContent, changes: readonly TrustChange[]): TrustEvent {
  const roles = ["root", "targets", "bin", "vault", "team", "lab"];
  return {
    opened: now,
    base: versionsOf(content),
    expires: new Map(roles.map((role) => [role, addDays(now, 100)])),
    keys: new Map(fresh.map((name) => [keyidOf(name), ed25519(name).key])),
    changes,
  };
}

function signAll(content: TrustContent, event: TrustEvent): readonly EventSignature[] {
  return draftEvent(content, event).roles.flatMap(({ role, payload, sha256 }) =>
    people.map((name) => ({ role, keyid: keyidOf(name), sig: toHex(ed25519(name).sign(payload)), sha256 })),
  );
}

const shown = (map: ReadonlyMap<string, Uint8Array | null>): object =>
  Object.fromEntries([...map].map(([path, bytes]) => [path, bytes && Buffer.from(bytes).toString()]));

describe("events as data", () => {
  test("I7: drafts come from base and event alone; folding does not depend on who signed first, and what is folded verifies (T62)", async () => {
    const content = await base();
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), fc.integer(), async (changes, seed) => {
        const event = eventOf(content, changes);
        const bytes = encodeEvent(event);
        const again = decodeEvent(bytes, "event.json");
        expect(Buffer.from(encodeEvent(again)).toString()).toBe(Buffer.from(bytes).toString());
        const draft = draftEvent(content, event);
        expect(draftEvent(content, again).roles.map(({ sha256 }) => sha256)).toEqual(
          draft.roles.map(({ sha256 }) => sha256),
        );
        const signatures = signAll(content, event);
        const order = [...signatures].sort(
          (a, b) => ((a.sig.charCodeAt(3) * seed) % 7) - ((b.sig.charCodeAt(3) * seed) % 7),
        );
        const report = reportEvent(content, draft, order, verifier);
        expect(report.complete).toBe(true);
        const folded = foldedFiles(content, draft, order, paths, verifier);
        expect(shown(folded)).toEqual(shown(foldedFiles(content, draft, signatures, paths, verifier)));
        const all = new Map(
          [...Object.entries(files), ...folded].flatMap(([path, bytes]) =>
            bytes === null ? [] : [[path, bytes] as const],
          ),
        );
        const trust = await readTrust(treeOfFiles(all), paths, { pin, verifier });
        expect(diffTrust(draft.after, contentOf(trust))).toEqual([]);
      }),
      runs(25),
    );
  });

  test("independent changes come to the same, in one event or in two", async () => {
    const content = await base();
    const first: TrustChange = { kind: "target", role: "bin", path: "x", file: target("1") };
    const second: TrustChange = { kind: "keys", role: "root", keys: [keyidOf("ana"), keyidOf("ben")], threshold: 2 };
    const one = draftEvent(content, eventOf(content, [first, second])).after;
    const half = draftEvent(content, eventOf(content, [first])).after;
    const two = draftEvent(half, eventOf(half, [second])).after;
    expect(diffTrust(one, two)).toEqual([]);
  });

  test("T59: what is no event is refused as that, and never crashes", () => {
    const event: TrustEvent = eventOf({ root: design({}, now).root, offline: new Map() }, [
      { kind: "target", role: "targets", path: "x", file: target("1") },
    ]);
    const text = Buffer.from(encodeEvent(event)).toString();
    const codeOf = (bytes: Uint8Array): string => {
      try {
        decodeEvent(bytes, "event.json");
        return "read";
      } catch (error) {
        if (error instanceof Fault) return error.code;
        throw error;
      }
    };
    expect(codeOf(Buffer.from(text))).toBe("read");
    expect(codeOf(Buffer.from(text.replace('"version":1', '"version":2')))).toBe("FORMAT_NEWER");
    expect(codeOf(Buffer.from(text.replace('"version":1', '"version":1,"more":1')))).toBe("EVENT_FILE_INVALID");
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), fc.string(), (from, length, junk) => {
        expect(["read", "EVENT_FILE_INVALID", "FORMAT_NEWER"]).toContain(
          codeOf(Buffer.from(text.slice(0, from) + junk + text.slice(from + (length % 9)))),
        );
      }),
      runs(300),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(codeOf(Buffer.from(JSON.stringify(value)))).toMatch(/EVENT_FILE_INVALID|FORMAT_NEWER/);
        expect(() => decodeEventSignature(value, "s.json")).toThrow(Fault);
      }),
      runs(100),
    );
  });
});
