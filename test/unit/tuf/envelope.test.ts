import { describe, expect, test } from "vitest";
import { encodeJson } from "../../../src/tuf/canonical.ts";
import { type Decode, decodeEnvelope, type Envelope, withSignatures } from "../../../src/tuf/envelope.ts";
import { decodeJson, type JsonObject, toPlain } from "../../../src/tuf/json.ts";
import { decodeRoot, encodeRoot } from "../../../src/tuf/root.ts";
import { decodeSnapshot, decodeTimestamp, encodeSnapshot, encodeTimestamp } from "../../../src/tuf/snapshot.ts";
import { tally } from "../../../src/tuf/tally.ts";
import { decodeTargets, encodeTargets } from "../../../src/tuf/targets.ts";
import {
  delegate,
  ed25519,
  holders,
  json,
  listing,
  roleOf,
  rootFile,
  snapshotFile,
  targetsFile,
  timestampFile,
} from "../../support/metadata.ts";
import { verifier } from "../../support/verifier.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const bytesOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const timestamp = timestampFile();
const signature = { keyid: "aa", sig: "bb" };

describe("the signed bytes", () => {
  test("are the canonical form of the signed part, whatever the file looks like", () => {
    const pretty = Buffer.from(JSON.stringify(toPlain(decodeJson(timestamp.bytes)), undefined, 4));
    const envelope = decodeEnvelope(pretty, decodeTimestamp);
    expect(text(envelope.payload)).toBe(
      '{"_type":"timestamp","expires":"2026-01-31T00:00:00Z","meta":{"snapshot.json":{"version":1}},' +
        '"spec_version":"1.0.31","version":1}',
    );
    expect(tally({ ...roleOf(holders.timestamp), keys: rootFile().signed.keys }, envelope, verifier).met).toBe(true);
  });

  test("hold unknown members at every level, in code-point order and with raw line feeds", () => {
    const signed = { ...(toPlain(timestamp.json) as object), "\ufffd": 1, "😀": 'a\nb"\\', "": [{ b: null, a: true }] };
    const envelope = decodeEnvelope(bytesOf({ signed, signatures: [] }), decodeTimestamp);
    expect(text(envelope.payload)).toBe(
      '{"":[{"a":true,"b":null}],"_type":"timestamp","expires":"2026-01-31T00:00:00Z",' +
        '"meta":{"snapshot.json":{"version":1}},"spec_version":"1.0.31","version":1,"\ufffd":1,"😀":"a\nb\\"\\\\"}',
    );
  });

  test("change with any change to the signed part, and not with the signatures", () => {
    const { payload } = timestamp;
    expect(timestampFile({ version: 2 }).payload).not.toEqual(payload);
    expect(timestampFile({ signers: [ed25519("another")] }).payload).toEqual(payload);
  });
});

describe("the file", () => {
  test("is kept byte for byte as it was read", () => {
    const bytes = Buffer.from(` ${text(timestamp.bytes).replaceAll('":', '" : ')}\n\n`);
    expect(decodeEnvelope(bytes, decodeTimestamp).bytes).toBe(bytes);
  });

  test("is compact, ends with one line feed, and reads back as it was written", () => {
    const written = text(timestamp.bytes);
    expect(written).toMatch(
      /^\{"signatures":\[\{"keyid":"[0-9a-f]{64}","sig":"[0-9a-f]{128}"\}\],"signed":\{.*\}\}\n$/,
    );
    const { bytes: _, ...rest } = decodeEnvelope(timestamp.bytes, decodeTimestamp);
    expect(timestamp).toMatchObject(rest);
  });

  test("signing again keeps unknown members of the file and of other signatures", () => {
    const odd = { signatures: [{ ...signature, note: 1 }], signed: toPlain(timestamp.json), extra: { x: [1] } };
    const read = decodeEnvelope(bytesOf(odd), decodeTimestamp);
    const more = new Map([...read.signatures, ["cc", { sig: "dd", rest: new Map() }]]);
    const written = toPlain(decodeJson(withSignatures(read, more).bytes));
    expect(written).toEqual({ ...odd, signatures: [...odd.signatures, { keyid: "cc", sig: "dd" }] });
  });
});

describe("signatures", () => {
  const decode = (signatures: unknown) => () =>
    decodeEnvelope(bytesOf({ signed: toPlain(timestamp.json), signatures }), decodeTimestamp);
  const code = (expected: string) => expect.objectContaining({ code: expected });

  test("interop R2: a keyid that signed twice is refused, with the same signature or another", () => {
    for (const sig of ["bb", "cc"]) {
      expect(decode([signature, { keyid: "aa", sig }])).toThrow(code("SIGNATURE_DUPLICATE"));
    }
  });

  test.each([
    ["not a list", {}],
    ["missing", undefined],
    ["an entry without keyid", [{ sig: "bb" }]],
    ["an entry without sig", [{ keyid: "aa" }]],
    ["an entry that is a string", ["aa"]],
    ["a sig that is no string", [{ keyid: "aa", sig: 1 }]],
  ])("%s: refused", (_, signatures) => {
    expect(decode(signatures)).toThrow(code("METADATA_INVALID"));
  });

  test("none at all is a file that nobody signed yet", () => {
    expect(decode([])().signatures.size).toBe(0);
  });

  test("a signature that is not lower-case hex is kept and counts as invalid", () => {
    const [keyid = ""] = timestamp.signatures.keys();
    const good = timestamp.signatures.get(keyid)?.sig ?? "";
    const role = roleOf(holders.timestamp);
    for (const sig of [good.toUpperCase(), `0x${good}`, good.slice(1), ` ${good}`, "", "zz"]) {
      const envelope = decode([{ keyid, sig }])();
      expect(envelope.signatures.get(keyid)?.sig).toBe(sig);
      expect(tally({ ...role, keys: rootFile().signed.keys }, envelope, verifier)).toMatchObject({
        valid: [],
        invalid: [keyid],
        met: false,
      });
    }
  });
});

describe("interop R3: unknown members survive decoding and encoding", () => {
  const targets = targetsFile({ targets: { "a/b": "x" }, delegations: delegate({ name: "d", keys: [ed25519("d")] }) });
  const succinct = targetsFile({
    delegations: {
      ...delegate(),
      succinct: { ...roleOf({ keys: [ed25519("d")] }), bitLength: 4, namePrefix: "bins" },
    },
  });
  const full = listing(timestamp);
  const roles: [string, Envelope<unknown>, (signed: JsonObject) => JsonObject][] = [
    ["root", rootFile(), (signed) => encodeRoot(decodeRoot(signed))],
    ["timestamp", timestampFile({ snapshot: full }), (signed) => encodeTimestamp(decodeTimestamp(signed))],
    ["snapshot", snapshotFile({ meta: { targets: full, a: 2 } }), (signed) => encodeSnapshot(decodeSnapshot(signed))],
    ["targets", targets, (signed) => encodeTargets(decodeTargets(signed))],
    ["targets with bins", succinct, (signed) => encodeTargets(decodeTargets(signed))],
  ];

  test.each(roles)("%s, and nothing known is lost or added", (_, envelope, again) => {
    expect(encodeJson(again(envelope.json))).toEqual(encodeJson(envelope.json));
  });

  test.each(roles)("%s, in every object it has", (_, envelope, again) => {
    const places = objects(toPlain(envelope.json));
    expect(places.length).toBeGreaterThan(1);
    for (const place of places) {
      const changed = structuredClone(toPlain(envelope.json));
      const inside = place.reduce((value: unknown, name) => (value as Record<string, unknown>)[name], changed);
      Object.assign(inside as object, { "x-unknown": { deep: [1, { a: null }] } });
      expect(toPlain(again(json(changed as object)))).toEqual(changed);
    }
  });

  test("an unknown member cannot take the place of a known one", () => {
    const { signed } = rootFile();
    const lying = { ...signed, rest: json({ version: 9, _type: "targets", keys: {}, note: 1 }) };
    const { note, ...rest } = toPlain(encodeRoot(lying)) as Record<string, unknown>;
    expect(note).toBe(1);
    expect(rest).toEqual(toPlain(encodeRoot(signed)));
  });
});

/** Where in `value` an unknown member may stand: every object that is not a map of names, keys or hashes. */
function objects(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [];
  const maps = ["keys", "roles", "meta", "targets", "hashes"];
  const isMap = Array.isArray(value) || maps.includes(String(path.at(-1)));
  const inside = Object.entries(value).flatMap(([name, member]) => objects(member, [...path, name]));
  return isMap ? inside : [[...path], ...inside];
}

describe("what every role must carry", () => {
  const good: [string, Envelope<unknown>, Decode<unknown>][] = [
    ["root", rootFile(), decodeRoot],
    ["timestamp", timestamp, decodeTimestamp],
    ["snapshot", snapshotFile(), decodeSnapshot],
    ["targets", targetsFile(), decodeTargets],
  ];

  describe.each(good)("%s", (type, envelope, decode) => {
    const plain = toPlain(envelope.json) as Record<string, unknown>;

    test.each(Object.keys(plain))("needs %s", (name) => {
      const { [name]: _, ...rest } = plain;
      expect(() => decode(json(rest))).toThrow(expect.objectContaining({ code: "METADATA_INVALID" }));
    });

    test.each([
      ["_type", "mirror"],
      ["_type", type.toUpperCase()],
      ["version", 0],
      ["version", "1"],
      ["version", null],
      ["spec_version", "2.0.0"],
      ["spec_version", "1"],
      ["spec_version", "11.0.0"],
      ["spec_version", "1.0.x"],
      ["spec_version", "1.0.0\n"],
      ["spec_version", 1],
      ["expires", 1_767_225_600],
    ])("refuses %s %j", (name, value) => {
      expect(() => decode(json({ ...plain, [name]: value }))).toThrow(
        expect.objectContaining({ code: "METADATA_INVALID" }),
      );
    });

    test("refuses a time in another form", () => {
      const fraction = json({ ...plain, expires: "2026-01-31T00:00:00.000Z" });
      expect(() => decode(fraction)).toThrow(expect.objectContaining({ code: "TIME_INVALID" }));
    });
  });

  test("interop R22: timestamp lists snapshot.json alone", () => {
    const plain = toPlain(timestamp.json) as Record<string, unknown>;
    for (const meta of [
      {},
      { "root.json": { version: 1 } },
      { "snapshot.json": { version: 1 }, "root.json": { version: 1 } },
    ]) {
      expect(() => decodeTimestamp(json({ ...plain, meta }))).toThrow("METADATA_INVALID");
    }
  });

  test("interop R12, R14: root has its four roles, each key once, and thresholds that can be met", () => {
    const plain = toPlain(rootFile().json) as { roles: Record<string, object> };
    const keyids = [holders.root.keys[0]?.key.keyid];
    const { root: _, ...three } = plain.roles;
    const bad: Record<string, object>[] = [
      three,
      { ...plain.roles, mirrors: { keyids, threshold: 1 } },
      ...[
        { keyids, threshold: 2 },
        { keyids, threshold: 0 },
        { keyids: [], threshold: 1 },
        { keyids: [...keyids, ...keyids], threshold: 1 },
        { keyids },
        { threshold: 1 },
        { keyids: "all", threshold: 1 },
      ].map((role) => ({ ...plain.roles, root: role })),
    ];
    for (const roles of bad) expect(() => decodeRoot(json({ ...plain, roles }))).toThrow("METADATA_INVALID");
  });

  test("a delegation has a name of its own, and exactly one kind of scope", () => {
    const plain = toPlain(targetsFile().json) as Record<string, unknown>;
    const role = { name: "a", keyids: ["k"], threshold: 1, terminating: false };
    const succinct = { keyids: ["k"], threshold: 1, bit_length: 4, name_prefix: "bins" };
    const decode = (delegations: object) => () =>
      decodeTargets(json({ ...plain, delegations: { keys: {}, ...delegations } }));
    expect(decode({ roles: [{ ...role, paths: ["*"] }] })).not.toThrow();
    expect(decode({ roles: [{ ...role, path_hash_prefixes: ["0"] }] })).not.toThrow();
    expect(decode({ succinct_roles: succinct })).not.toThrow();
    const bad = [
      {},
      { roles: [role] },
      { roles: [{ ...role, paths: ["*"], path_hash_prefixes: ["0"] }] },
      {
        roles: [
          { ...role, paths: ["*"] },
          { ...role, paths: ["a"] },
        ],
      },
      { roles: [{ ...role, paths: ["*"], terminating: undefined }] },
      { roles: [{ ...role, paths: ["*"] }], succinct_roles: succinct },
      { roles: [], succinct_roles: succinct },
      { roles: {} },
      ...[0, 33, "4"].map((bit_length) => ({ succinct_roles: { ...succinct, bit_length } })),
    ];
    for (const delegations of bad) expect(decode(delegations)).toThrow("METADATA_INVALID");
    // T80: TAP 15 goes to 32, and nobody could read that many.
    for (const bit_length of [15, 32])
      expect(decode({ succinct_roles: { ...succinct, bit_length } })).toThrow(/^DELEGATIONS_TOO_MANY/);
    for (const bit_length of [1, 14]) expect(decode({ succinct_roles: { ...succinct, bit_length } })).not.toThrow();
  });
});
