import { createPublicKey, sign } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import type { Finding } from "../../../src/base/finding.ts";
import { parseInstant } from "../../../src/base/time.ts";
import { defaultNames } from "../../../src/config/names.ts";
import { treeOfFiles } from "../../../src/git/tree.ts";
import { prepareImport } from "../../../src/import/import.ts";
import { filesBelow, locate } from "../../../src/import/source.ts";
import { intentPaths } from "../../../src/repository/layout.ts";
import { loadTrust } from "../../../src/repository/trust.ts";
import { filesOf as filesOfEvent } from "../../../src/signing-event/start.ts";
import { canonical } from "../../../src/tuf/canonical.ts";
import { bootstrap, trust } from "../../../src/tuf/client.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { decodeEnvelope } from "../../../src/tuf/envelope.ts";
import { decodeJson, isObject, toPlain } from "../../../src/tuf/json.ts";
import { decodeRoot } from "../../../src/tuf/root.ts";
import { keyidOf, playEvent } from "../../support/event.ts";
import {
  build,
  consistent,
  entries,
  type ForeignKey,
  fileOf,
  type RootSpec,
  type Spec,
} from "../../support/foreign.ts";
import { key, plain, pythonTuf } from "../../support/foreign-shapes.ts";
import { json, now, rsaKey } from "../../support/metadata.ts";
import { verifier } from "../../support/verifier.ts";
import {
  forgeableKeys,
  honestNumbers,
  integer,
  littleEndian,
  oid,
  pemOf,
  pointSpki,
  pssSignature,
  rsaSpki,
  smallOrderPoints,
  spki,
  tlv,
} from "../../support/weak-keys.ts";
import { memoryWorkspace } from "../../support/workspace.ts";
import { clientOf, type Files, filesOf, frozenClock, openWorld, type World } from "../../support/world.ts";

/** A key as metadata lists it; `forge` signs without a private key. */
function foreign(entry: Record<string, unknown>, forge: (bytes: Uint8Array) => Uint8Array): ForeignKey {
  return { keyid: sha256(canonical(json(entry))), entry, sign: forge };
}

function listedRsa(modulus: bigint, exponent: bigint, forge: (bytes: Uint8Array) => Uint8Array): ForeignKey {
  const value = pemOf(rsaSpki(modulus, exponent));
  return foreign({ keytype: "rsa", scheme: "rsassa-pss-sha256", keyval: { public: value } }, forge);
}

const forgeable = forgeableKeys().map(({ name, modulus, exponent, forged }) => {
  return [name, listedRsa(modulus, exponent, (bytes) => pssSignature(bytes, modulus, forged))] as const;
});
/** With the neutral point as key, R = S·B for S = 0 fits every file. */
const neutral = littleEndian(1n);
const weak: readonly (readonly [string, ForeignKey])[] = [
  ...forgeable,
  [
    "the neutral point",
    foreign({ keytype: "ed25519", scheme: "ed25519", keyval: { public: neutral.toString("hex") } }, () =>
      Buffer.concat([neutral, Buffer.alloc(32)]),
    ),
  ],
];
/** Known at once for what they are; the others when they should count. */
const evident = weak.filter(([name]) => !/prime|square/.test(name));
const slow = weak.filter(([name]) => /prime|square/.test(name));

function odd(raw: Uint8Array): ForeignKey {
  return foreign({ keytype: "ed25519", scheme: "ed25519", keyval: { public: Buffer.from(raw).toString("hex") } }, () =>
    Buffer.alloc(64),
  );
}
const others: readonly (readonly [string, ForeignKey])[] = [
  ["a point of order eight", odd(smallOrderPoints()[1]?.toBytes() ?? Buffer.alloc(32))],
  ["a point that is not reduced", odd(Buffer.from(`ee${"ff".repeat(30)}7f`, "hex"))],
  [
    "a point at infinity",
    foreign(
      { keytype: "ecdsa", scheme: "ecdsa-sha2-nistp256", keyval: { public: pemOf(pointSpki(Buffer.of(0))) } },
      () => Buffer.alloc(70),
    ),
  ],
  ["1024 bits", listedRsa(honestNumbers().modulus >> 1024n, 65_537n, () => Buffer.alloc(128))],
];

const stranger: RootSpec = { ...plain, root: [key("stranger")] };
const importing = async (files: Map<string, Uint8Array>): ReturnType<typeof prepareImport> => {
  const below = new Map([...files].map(([path, bytes]) => [`old/${path}`, bytes]));
  const source = await locate(filesBelow(memoryWorkspace(below), "old"));
  return prepareImport({ verifier, source, workspace: memoryWorkspace(new Map()), clock: frozenClock() }, {});
};

function errorsOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ severity }) => severity === "error");
}

async function ended(action: Promise<unknown>): Promise<string> {
  try {
    await action;
    return "good";
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return `${error.code} ${error.data["role"] ?? error.data["file"] ?? ""}: ${error.data["reason"] ?? ""}`;
  }
}

/** Roots as people merge them, with what root 1 delegates to. */
function intent(spec: Spec): Promise<unknown> {
  const built = build(spec);
  const names = intentPaths(defaultNames);
  const files = new Map(
    [...built].flatMap(([name, { version, bytes }]): [string, Uint8Array][] => {
      if (name.endsWith(".root")) return [[names.root(version), bytes]];
      return name === "snapshot" || name === "timestamp" ? [] : [[names.role(name), bytes]];
    }),
  );
  return loadTrust(treeOfFiles(files), names, { pin: sha256(files.get(names.root(1)) ?? ""), verifier }, now);
}

describe("T87, I15: a root that somebody forged with a weak key of the one before", () => {
  test.each(weak)("%s: no chain of roots holds by it", async (_, bad) => {
    // Root 1 names a good key and the weak one; nobody but a forger signed root 2.
    const either = [
      { ...plain, root: [key("root"), bad] },
      { ...stranger, also: [bad] },
    ];
    // A threshold of two, one of which is weak, is not met either.
    const two = { ...plain, root: [key("root"), bad], threshold: 2 };
    const both = [two, { ...stranger, also: two.root }];
    for (const [roots, version] of [
      [either, 2],
      [both, 1],
    ] as const)
      for (const end of [intent({ ...pythonTuf, roots }), importing(consistent(build({ ...pythonTuf, roots })))])
        expect(await ended(end)).toBe(`ROLE_SIGNATURES_MISSING root ${version}: `);
  });

  test.each(weak)("%s beside a good key does no harm in an old root", async (_, bad) => {
    const roots = [
      { ...plain, root: [key("root"), bad] },
      { ...plain, root: [key("root-2")], also: [key("root")] },
    ];
    expect(await ended(intent({ ...pythonTuf, roots }))).toBe("good");
    expect(await ended(importing(consistent(build({ ...pythonTuf, roots }))))).toBe("good");
  });

  test.each(evident)("%s in the newest root: it is not read, and the text says which key and why", async (_, bad) => {
    const roots = [plain, { ...plain, root: [key("root"), bad] }];
    const end = await ended(intent({ ...pythonTuf, roots }));
    expect(end).toMatch(/^METADATA_KEY_WEAK trust\/root\/2\.root\.json: its .*, so anybody can /);
    // An import proposes a root without it.
    const { view } = await importing(consistent(build({ ...pythonTuf, roots })));
    const dropped = view.findings.find(({ code }) => code === "IMPORT_KEY_DROPPED");
    expect(view.event?.roles).toEqual([{ role: "root", version: 3 }]);
    expect(dropped?.data).toMatchObject({ keyid: bad.keyid, reason: expect.stringMatching(/so anybody can /) });
  });

  test.each([...evident, ...others])("a client refuses %s in the root it begins with and in the next", (_, bad) => {
    const first = build({ roots: [{ ...plain, root: [bad] }] }).get("1.root");
    expect(() => bootstrap(first?.bytes ?? new Uint8Array(), verifier)).toThrow(
      expect.objectContaining({ code: "METADATA_KEY_WEAK" }),
    );
    const both = build({ roots: [plain, { ...plain, root: [key("root"), bad] }] });
    const state = bootstrap(both.get("1.root")?.bytes ?? new Uint8Array(), verifier);
    expect(trust(state, { role: "root", bytes: both.get("2.root")?.bytes ?? new Uint8Array() }, now)).toMatchObject({
      kind: "refused",
      code: "METADATA_KEY_WEAK",
      fault: { data: { keyid: bad.keyid } },
    });
  });

  test.each(slow)("a client does not count %s, though it takes time to see that it is weak", (_, bad) => {
    const both = build({
      roots: [
        { ...plain, root: [bad] },
        { ...stranger, also: [bad] },
      ],
    });
    const state = bootstrap(both.get("1.root")?.bytes ?? new Uint8Array(), verifier);
    expect(trust(state, { role: "root", bytes: both.get("2.root")?.bytes ?? new Uint8Array() }, now)).toMatchObject({
      kind: "refused",
      code: "ROLE_SIGNATURES_MISSING",
    });
  });
});

describe("T87: tuf-js, which counts whatever OpenSSL verifies", () => {
  const at = parseInstant("2030-01-01T00:00:00Z");
  const update = async (given: Spec): Promise<string> => {
    const files = new Map([...consistent(build(given))].map(([path, bytes]) => [path, { bytes }]));
    const root = files.get("metadata/1.root.json")?.bytes ?? new Uint8Array();
    return ended(clientOf(files, at, ["file"], new Map([["root", root]])));
  };
  /** Forms that Kaprien reads nowhere, and OpenSSL does. */
  const more: readonly (readonly [string, ForeignKey])[] = [
    ...forgeable.slice(0, 1).map(([, { entry, sign: forge }]): readonly [string, ForeignKey] => {
      const { public: pem } = entry["keyval"] as { public: string };
      return [
        "an exponent of 1 in PEM with text after it",
        foreign({ ...entry, keyval: { public: `${pem}more` } }, forge),
      ];
    }),
    [
      "an exponent of 1 in a key that names PSS",
      foreign(
        {
          keytype: "rsa",
          scheme: "rsassa-pss-sha256",
          keyval: {
            public: pemOf(spki([oid.rsaPss], tlv(0x30, integer(honestNumbers().modulus), integer(1n)))),
          },
        },
        (bytes) => pssSignature(bytes, honestNumbers().modulus, 1n),
      ),
    ],
  ];

  test("follows roots with good keys", async () => {
    expect(await update({ roots: [plain, { ...plain, root: [key("root-2")], also: [key("root")] }] })).toBe("good");
  });

  test.each([...weak, ...more])("%s of a root cannot let a client of ours go on to a forged one", async (_, bad) => {
    const first = { ...plain, root: [key("root"), bad] };
    expect(await update({ roots: [first, { ...stranger, also: [bad] }] })).toMatch(/^METADATA_KEY_WEAK root/);
    // In the middle of the way.
    const roots = [plain, first, { ...stranger, also: [bad] }];
    expect(await update({ roots })).toMatch(/^METADATA_KEY_WEAK root/);
  });

  test.each([...weak, ...more])("%s of a delegation gives no target", async (_, bad) => {
    const delegations = {
      keys: { [bad.keyid]: bad.entry },
      roles: [{ name: "vault", keyids: [bad.keyid], threshold: 1, terminating: true, paths: ["*"] }],
    };
    const given = {
      roots: [plain],
      targets: { keys: plain.targets, members: { delegations } },
      delegated: { vault: { keys: [bad], members: { targets: entries({ file: "forged" }) } } },
    };
    expect(await update(given)).toMatch(/^METADATA_KEY_WEAK targets/);
  });
});

describe("T87: trust that people merge", () => {
  let world: World;
  let files: Map<string, Uint8Array>;

  beforeAll(async () => {
    world = await openWorld();
    await world.release("app/1", { "app/1": "app" });
    await world.done();
    files = await filesOf(await world.tip("main"));
  });

  /** A file of trust, changed and signed again by its own people, and by `signers`. */
  function signed(
    path: string,
    change: (signed: Record<string, never>) => object,
    ...signers: readonly ForeignKey[]
  ): Files {
    const outer = decodeJson(files.get(path) ?? new Uint8Array());
    if (!isObject(outer)) throw new TypeError(path);
    const plainly = toPlain(outer.get("signed") ?? null) as Record<string, never>;
    const bytes = fileOf(change(structuredClone(plainly)), signers);
    return { [path.replace("1.root", "2.root")]: bytes };
  }

  const withKey = (signed: Record<string, never>, bad: ForeignKey): object => {
    const root = signed as unknown as { version: number; keys: object; roles: { root: { keyids: string[] } } };
    Object.assign(root.keys, { [bad.keyid]: bad.entry });
    root.roles.root.keyids.push(bad.keyid);
    return { ...root, version: 2 };
  };

  test.each([...evident, ...others])("%s in a new root: blocked in check", async (_, bad) => {
    const proposed = signed("trust/root/1.root.json", (each) => withKey(each, bad), key("root"));
    const { verdict, findings } = await world.check(proposed);
    expect([verdict, errorsOf(findings).map(({ code }) => code)]).toEqual(["blocked", ["METADATA_KEY_WEAK"]]);
    expect(findings[0]?.data).toMatchObject({ keyid: bad.keyid, file: "trust/root/2.root.json" });
  });

  test.each(evident)(
    "%s among the keys of a delegation: a target that a forger signs is not taken over",
    async (_, bad) => {
      const delegate = (each: Record<string, never>): object => {
        const targets = each as unknown as { version: number; delegations: { keys: object; roles: object[] } };
        Object.assign(targets.delegations.keys, { [bad.keyid]: bad.entry });
        targets.delegations.roles.unshift({
          name: "vault",
          keyids: [bad.keyid],
          threshold: 1,
          terminating: true,
          paths: ["vault/*"],
        });
        return { ...targets, version: 2 };
      };
      const vault = {
        _type: "targets",
        spec_version: "1.0.31",
        version: 1,
        expires: "2031-01-01T00:00:00Z",
        targets: {},
      };
      const { verdict, findings } = await world.check({
        ...signed("trust/targets.json", delegate, key("targets")),
        "trust/vault.json": fileOf(vault, [bad]),
      });
      expect([verdict, errorsOf(findings).map(({ code }) => code)]).toEqual(["blocked", ["METADATA_KEY_WEAK"]]);
    },
  );

  test.each(slow)("%s in a new root: blocked in check", async (_, bad) => {
    const proposed = signed("trust/root/1.root.json", (each) => withKey(each, bad), key("root"));
    const { verdict, findings } = await world.check(proposed);
    expect([verdict, errorsOf(findings).map(({ code, data }) => [code, data["keyid"]])]).toEqual([
      "blocked",
      [["METADATA_KEY_WEAK", bad.keyid]],
    ]);
    const roots = [{ ...plain, root: [key("root"), bad] }];
    const { view, files: written } = await importing(consistent(build({ ...pythonTuf, roots })));
    expect([errorsOf(view.findings).map(({ code }) => code), written.size]).toEqual([["METADATA_KEY_WEAK"], 0]);
  });

  test("one in a root that was merged all the same: the worker takes nothing over, and says why", async () => {
    const bad = evident[0]?.[1] ?? key("root");
    const own = await openWorld();
    await own.done();
    const { commit } = await own.tip();
    await own.merge(signed("trust/root/1.root.json", (each) => withKey(each, bad), key("root")));
    expect(await own.work()).toMatchObject({
      kind: "refused",
      findings: [{ code: "METADATA_KEY_WEAK", data: { keyid: bad.keyid, file: "trust/root/2.root.json" } }],
    });
    expect((await own.tip()).commit).toBe(commit);
  });

  /** An event that somebody with push rights changed to bring the key. */
  async function eventWith(bad: ForeignKey): Promise<ReturnType<typeof playEvent>> {
    const name = `weak-${bad.keyid.slice(0, 8)}`;
    const play = playEvent(world, name);
    const changes = [{ kind: "keys", role: "root", keys: ["root", "ana"].map(keyidOf), threshold: 1 }] as const;
    await play.open(changes, { keys: ["ana"] });
    const path = `trust/event/${name}`;
    const tree = await world.tip(`event/${name}`);
    const event = JSON.parse(Buffer.from((await tree.read(`${path}/event.json`)) ?? "").toString()) as {
      keys: object;
      changes: { keys: string[] }[];
    };
    event.keys = { [bad.keyid]: bad.entry };
    event.changes[0]?.keys.splice(1, 1, bad.keyid);
    await play.tamper({ [`${path}/event.json`]: JSON.stringify(event) });
    return play;
  }

  test.each(evident)("%s in an event: it is not read", async (_, bad) => {
    const play = await eventWith(bad);
    expect(await ended(play.load())).toMatch(/^KEY_WEAK trust\/event\/weak-[0-9a-f]{8}\/event\.json: its /);
  });

  test.each(slow)("%s in an event: nobody signs it", async (_, bad) => {
    const play = await eventWith(bad);
    const { name, event, draft } = await play.load();
    await play.tamper(Object.fromEntries(filesOfEvent(defaultNames, name, event, draft)));
    expect((await play.load()).findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(await ended(play.sign("root"))).toMatch(/^KEY_WEAK : its RSA modulus is not the product of two primes/);
  });
});

describe("T87: an exponent of 3", () => {
  const privateKey = rsaKey("old", 2048, 3);
  const old = foreign(
    {
      keytype: "rsa",
      scheme: "rsassa-pss-sha256",
      keyval: { public: createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString() },
    },
    (bytes) => sign("sha256", bytes, { key: privateKey, padding: 6, saltLength: 32 }),
  );
  const roots = [{ ...plain, root: [key("root"), old], threshold: 2 }];

  test("is imported with a finding that says which role and which key", async () => {
    const { view } = await importing(consistent(build({ ...pythonTuf, roots })));
    expect(view.findings.filter(({ code }) => code === "IMPORT_KEY_WEAK")).toEqual([
      {
        code: "IMPORT_KEY_WEAK",
        severity: "warning",
        data: {
          role: "root",
          keyid: old.keyid,
          reason: "its RSA exponent is 3, and a new key has at least 65537",
        },
      },
    ]);
    expect(await ended(intent({ ...pythonTuf, roots }))).toBe("good");
  });

  test("counts at a client, as at all others", () => {
    const both = build({ roots: [...roots, { ...stranger, also: [key("root"), old] }] });
    const state = bootstrap(both.get("1.root")?.bytes ?? new Uint8Array(), verifier);
    const verdict = trust(state, { role: "root", bytes: both.get("2.root")?.bytes ?? new Uint8Array() }, now);
    expect(verdict.kind).toBe("trusted");
  });

  test("is not added to a root that does without", async () => {
    const world = await openWorld();
    await world.done();
    const root = toPlain(decodeEnvelope((await world.repository()).root.bytes, decodeRoot).json) as {
      keys: object;
      roles: { root: { keyids: string[] } };
    };
    Object.assign(root.keys, { [old.keyid]: old.entry });
    root.roles.root.keyids.push(old.keyid);
    const bytes = fileOf({ ...root, version: 2 }, [key("root")]);
    const { verdict, findings } = await world.check({ "trust/root/2.root.json": bytes });
    expect([verdict, errorsOf(findings).map(({ code, data }) => [code, data["keyid"]])]).toEqual([
      "blocked",
      [["METADATA_KEY_WEAK", old.keyid]],
    ]);
  });
});
