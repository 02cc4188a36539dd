import { createPublicKey } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { parseInstant } from "../../../src/base/time.ts";
import { defaultNames } from "../../../src/config/names.ts";
import { intentPaths } from "../../../src/repository/layout.ts";
import { missingCount } from "../../../src/signing-event/text.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { PublicKey } from "../../../src/tuf/key.ts";
import type { Signer } from "../../../src/tuf/signer.ts";
import {
  build,
  consistent,
  entries,
  type ForeignKey,
  keyOf,
  listed,
  pointKey,
  type RootSpec,
  role,
  type Spec,
} from "../../support/foreign.ts";
import { key, plain, pythonTuf } from "../../support/foreign-shapes.ts";
import { type Home, oldClient, type SiteFiles, takeOver } from "../../support/imported.ts";
import { ecdsa, ed25519, type KeyPair, rsa } from "../../support/metadata.ts";
import { faultOf, frozenClock, releaseOf } from "../../support/world.ts";

const clock = frozenClock();
beforeEach(() => clock.set(parseInstant("2030-01-01T00:00:00Z")));

/** The same key under another keyid. */
function called(name: ForeignKey, keyid: string): ForeignKey {
  return { ...name, keyid };
}

/** A key whose public value is written as `value`. */
function written(pair: KeyPair, value: string, members: object = {}): ForeignKey {
  return keyOf(pair, { keyval: { public: value }, ...members });
}

function signerFor({ key, sign }: KeyPair): Signer {
  return { key, sign: async (bytes) => sign(bytes), [Symbol.asyncDispose]: async () => {} };
}

const odd = "00".repeat(32);
const [curve, rsaPair] = [ecdsa(), rsa()];
const pkcs1 = createPublicKey(rsaPair.privateKey).export({ type: "pkcs1", format: "pem" });

/** Files as a site without consistent snapshots has them beside those with versions. */
function plainNamed(files: SiteFiles): SiteFiles {
  const unversioned = [...files].map(([path, bytes]) => [path.replace(/\/\d+\.(?!root)/, "/"), bytes] as const);
  return new Map([...files, ...unversioned]);
}

/** Clients of `files`, at each root from `first` on, find `paths` on the new site. */
async function follow(home: Home, files: SiteFiles, paths: readonly string[], first = 1): Promise<void> {
  const cache = await oldClient(files, clock, paths, first);
  await home.publish();
  const { targets } = await home.client(paths, cache);
  expect(paths.filter((path) => targets.get(path)?.path !== path)).toEqual([]);
}

/** Each thing that people signed is on the event's branch as it was. */
async function kept(home: Home, files: SiteFiles, roles: Readonly<Record<string, string>>): Promise<void> {
  const branch = await home.tip(`event/${home.imported.view.event?.name}`);
  const paths = intentPaths(defaultNames);
  for (const [role, name] of Object.entries(roles)) {
    const version = /^(\d+)\.root$/.exec(role)?.[1];
    const bytes = await branch.read(version === undefined ? paths.role(role) : paths.root(Number(version)));
    expect(sha256(bytes ?? ""), role).toBe(sha256(files.get(`metadata/${name}.json`) ?? ""));
  }
}

const forms: readonly [string, Partial<RootSpec>, number?][] = [
  ["no consistent snapshots", { members: { consistent_snapshot: false } }],
  // tuf-js itself reads no root that leaves it out; python-tuf does.
  ["nothing said of consistent snapshots", { members: { consistent_snapshot: undefined } }, 3],
  ["a fraction of a second", { members: { expires: "2031-01-01T00:00:00.5Z" } }],
  ["an offset", { members: { expires: "2031-01-01T02:00:00+02:00" } }],
  ["a keyid of targets that is no hash of its key", { targets: [called(key("targets"), odd)] }],
  ["a keyid of root that is no hash of its key", { root: [called(key("root"), odd)] }],
  ["keyids that are any text", { root: [called(key("root"), "the root key"), called(key("other"), "../../x")] }],
  [
    "an online key under another keyid",
    { snapshot: [called(key("online"), odd)], timestamp: [called(key("online"), odd)] },
  ],
  [
    "a key of two algorithms under another keyid",
    { root: [called(key("root", { keyid_hash_algorithms: ["sha256"] }), odd)] },
  ],
];

describe("T91: an import of what python-tuf accepts opens a signing event for the strict form", () => {
  test.each<[string, Partial<RootSpec>, number?]>(forms)(
    "I14: a newest root with %s: its people sign once, and clients follow",
    async (_, change, first = 1) => {
      const targets = { ...pythonTuf.targets, keys: change.targets ?? plain.targets };
      const roots = [plain, { ...plain, also: plain.root, ...change }];
      const files = plainNamed(consistent(build({ ...pythonTuf, targets, roots })));
      const home = await takeOver(files, { clock });
      expect(home.imported.view).toMatchObject({ event: { name: "adopt-3" }, historic: [2] });
      expect(home.imported.view.findings).toContainEqual(expect.objectContaining({ code: "IMPORT_RESTATED" }));
      await kept(home, files, { "1.root": "1.root", "2.root": "2.root", targets: "5.targets", other: "2.other" });

      const { report } = await home.event();
      const people = report.roles.some(({ role }) => role === "targets") ? ["root", "targets"] : ["root"];
      expect(missingCount(report)).toBe(people.length);
      const before = home.pin;
      await home.adopt(...people);
      expect(home.pin).not.toBe(before);
      expect((await home.work()).kind).toBe("done");
      if (first === 1) await follow(home, files, ["a.txt", "b.txt", "other/c"]);
      else await home.publish();
      const { root } = await home.repository();
      const { targets: fresh } = await home.client(["a.txt", "other/c"], new Map([["root", root.bytes]]));
      expect([...fresh.values()].map((each) => each?.path)).toEqual(["a.txt", "other/c"]);
    },
  );

  test.each<[string, KeyPair, ForeignKey]>([
    ["an elliptic key as a bare point", curve, pointKey(curve)],
    [
      "an elliptic key of the older name under another keyid",
      curve,
      called(keyOf(curve, { keytype: "ecdsa-sha2-nistp256" }), odd),
    ],
    ["an ed25519 key in capitals", ed25519("root"), written(ed25519("root"), ed25519("root").key.public.toUpperCase())],
    ["an RSA key as PKCS#1 has it", rsaPair, written(rsaPair, String(pkcs1))],
    [
      "an RSA key under another keyid, with blanks around it",
      rsaPair,
      called(written(rsaPair, `\n${rsaPair.key.public}\n\n`), odd),
    ],
  ])("%s in the newest root becomes the same key as all clients read it", async (_, pair, foreign) => {
    const files = consistent(build({ ...pythonTuf, roots: [{ ...plain, root: [foreign] }] }));
    const home = await takeOver(files, { clock });
    const shown = home.imported.view.keys.find(({ keyid }) => keyid === foreign.keyid);
    expect(shown?.becomes).toMatch(/^[0-9a-f]{64}$/);
    await home.adopt(signerFor(pair));
    await home.work();
    const { root } = await home.repository();
    const [[keyid, listed] = ["", undefined]] = [...root.signed.keys].filter(
      ([, { material }]) => material === pair.key.material,
    );
    expect(keyid).toBe(shown?.becomes);
    expect([...(listed?.json.keys() ?? [])].sort()).toEqual(["keytype", "keyval", "scheme"]);
    expect(PublicKey.decode(listed?.json ?? new Map(), keyid).material).toBe(pair.key.material);
  });

  /** One role below targets, with these members of its delegation, that lists these contents. */
  function below(name: string, members: object, contents: Readonly<Record<string, string>>): Spec {
    const delegations = {
      keys: listed(key("other")),
      roles: [{ name, ...role([key("other")]), terminating: false, paths: ["other/*"], ...members }],
    };
    return {
      roots: [plain],
      targets: { keys: plain.targets, version: 4, members: { delegations, targets: entries({ "a.txt": "a" }) } },
      delegated: { [name]: { keys: [key("other")], version: 6, members: { targets: entries(contents) } } },
    };
  }

  test.each<[string, string, string]>([
    ["capitals", "Release", "release"],
    ["a digit first", "7-bin", "role-7-bin"],
    ["a name that has its place taken", "import", "import-2"],
    ["blanks, slashes and letters beyond ASCII", "Équipe / Ops", "equipe-ops"],
    ["no letter at all", "…", "role"],
    ["the way out of its directory", "../../x", "x"],
    ["the name that stands for all online roles", "Online", "role-online"],
    ["the name of bins", "Bins-0", "role-bins-0"],
  ])("a role with %s gets a name of its own; its targets and its people stay", async (_, name, fresh) => {
    const files = consistent(build(below(name, {}, { "other/c": "c" })));
    const encoded = encodeURIComponent(name);
    files.set(`metadata/6.${encoded}.json`, files.get(`metadata/6.${name}.json`) as Uint8Array);
    const home = await takeOver(files, { clock });
    await kept(home, files, { [name]: `6.${name}`, targets: "4.targets" });
    await home.adopt("targets", "other");
    expect((await home.work()).kind).toBe("done");
    const { offline, snapshot } = await home.repository();
    expect([...offline.keys()]).toEqual(["targets", fresh]);
    expect([...(offline.get(fresh)?.signed.targets.keys() ?? [])]).toEqual(["other/c"]);
    // T54: what clients saw listed stays listed.
    expect(snapshot.signed.meta.get(`${name}.json`)?.version).toBe(6);
    await follow(home, files, ["a.txt", "other/c"]);
  });

  test.each<[string, string, string, readonly string[]]>([
    ["two stars", "other/**", "other/c", ["other/*"]],
    ["a class", "other/[a-c]", "other/c", ["other/a", "other/b", "other/c"]],
    ["a class with a bracket", "other/[]c]", "other/c", ["other/?", "other/c"]],
    ["blanks", "my app/*", "my app/c", ["my?app/*"]],
    ["parentheses", "app(1)/*", "app(1)/c", ["app?1?/*"]],
  ])("a pattern with %s is delegated as all clients read it", async (_, pattern, path, patterns) => {
    const files = consistent(build(below("other", { paths: [pattern] }, { [path]: "c" })));
    const home = await takeOver(files, { clock });
    await home.adopt("targets");
    await home.work();
    const scope = (await home.repository()).offline.get("targets")?.signed.delegations?.roles[0]?.scope;
    expect(scope).toEqual({ kind: "paths", patterns });
    await home.publish();
    const start = new Map([["root", files.get("metadata/1.root.json") as Uint8Array]]);
    expect((await home.client([path], start)).targets.get(path)?.path).toBe(path);
  });

  test.each<[string, object, Readonly<Record<string, string>>, RegExp]>([
    ["a class that excludes", { paths: ["other/[!a]"] }, {}, /"\["/],
    ["a slash first", { paths: ["/x"] }, {}, /begin with \//],
    ["a target that only some clients find", { paths: ["other/**"] }, { "other/d/e": "e" }, /other\/d\/e/],
  ])("a pattern with %s has no such form, and nothing is written", async (_, members, contents, reason) => {
    const files = consistent(build(below("other", members, contents)));
    await expect(takeOver(files, { clock })).rejects.toMatchObject({
      code: "IMPORT_UNFIT",
      data: { role: "targets", reason: expect.stringMatching(reason) },
    });
    // What it is told works: the same role, signed without it.
    const signed = consistent(build(below("other", { paths: ["other/*", "other/*/*"] }, contents)));
    expect((await takeOver(signed, { clock })).imported.view.event).toBeUndefined();
  });

  test("a wider pattern that takes a target away from a later role is refused", async () => {
    const delegations = {
      keys: listed(key("other")),
      roles: ["first", "second"].map((name) => ({
        name,
        ...role([key("other")]),
        terminating: true,
        paths: [name === "first" ? "a b/*" : "a?b/*"],
      })),
    };
    const spec: Spec = {
      roots: [plain],
      targets: { keys: plain.targets, members: { delegations } },
      delegated: {
        first: { keys: [key("other")] },
        second: { keys: [key("other")], members: { targets: entries({ "a-b/c": "c" }) } },
      },
    };
    const { imported } = await takeOver(consistent(build(spec)), { clock });
    expect(imported.view.findings).toContainEqual(
      expect.objectContaining({ code: "TARGET_SHADOWED", severity: "error" }),
    );
    expect(imported.files.size).toBe(0);
  });
});

describe("T91: hash bins of other tools become ours", () => {
  const online = key("online");
  const contents = { "app/1.0/a": "a", "app/1.0/b": "b", top: "t" };
  const digest = (path: string): number => Number.parseInt(sha256(path).slice(0, 2), 16);

  /** Succinct bins of another prefix, or bins by hash prefixes called `00-3f`; `who` signs them. */
  function binned(style: "succinct" | "prefixes", who = online): Spec {
    const names = [0, 1, 2, 3].map((index) =>
      style === "succinct" ? `delegated_bin-${index}` : `${(index * 4).toString(16)}0-${(index * 4 + 3).toString(16)}f`,
    );
    const bins = names.map((name, index) => {
      const own = Object.entries(contents).filter(([path]) => digest(path) >> 6 === index);
      return [name, { keys: [who], version: 10, members: { targets: entries(Object.fromEntries(own)) } }] as const;
    });
    const hex = (index: number): readonly string[] => [0, 1, 2, 3].map((digit) => (index * 4 + digit).toString(16));
    const named = names.map((name, index) => {
      return { name, ...role([who]), terminating: false, path_hash_prefixes: hex(index) };
    });
    const delegations = {
      keys: listed(who),
      ...(style === "succinct"
        ? { succinct_roles: { ...role([who]), bit_length: 2, name_prefix: "delegated_bin" } }
        : { roles: named }),
    };
    return {
      roots: [plain],
      targets: { keys: plain.targets, members: { delegations } },
      delegated: Object.fromEntries(bins),
    };
  }

  test.each(["succinct", "prefixes"] as const)("%s: the worker signs them, and clients follow", async (style) => {
    const files = consistent(build(binned(style)));
    const home = await takeOver(files, { clock });
    expect(home.imported.view).toMatchObject({ bins: 4, targets: 3, event: { name: "adopt-2" } });
    await home.adopt("targets");
    expect((await home.work()).kind).toBe("done");
    expect([...(await home.repository()).bins.keys()]).toEqual(["bins-0", "bins-1", "bins-2", "bins-3"]);
    await follow(home, files, Object.keys(contents));
    await home.merge({ "targets/app/2.0.json": releaseOf({ "app/2.0/a": "new" }) });
    await home.work();
    await follow(home, files, Object.keys(contents));
  });

  test("bins that people sign stay theirs: an online key signs nothing of it unasked", async () => {
    const home = await takeOver(consistent(build(binned("prefixes", key("targets")))), { clock });
    await home.adopt("targets");
    await home.work();
    const { bins, offline } = await home.repository();
    expect([bins.size, offline.size]).toEqual([0, 5]);
  });
});

describe("T91: what the event does about keys and dates", () => {
  test("a key by which no signature counts is left out, and told", async () => {
    const weak = keyOf(ed25519("weak"), { keyval: { public: `01${"00".repeat(31)}` } });
    const home = await takeOver(consistent(build({ roots: [{ ...plain, root: [key("root"), weak] }] })), { clock });
    const told = home.imported.view.findings.filter(({ code }) => code === "IMPORT_KEY_DROPPED");
    expect(told.map(({ data }) => [data["role"], data["keyid"]])).toEqual([["root", weak.keyid]]);
    await home.adopt("root");
    await home.work();
    expect((await home.repository()).root.signed.keys.has(weak.keyid)).toBe(false);
  });

  test("what has expired is signed in the same event, so that the worker can run after it", async () => {
    const old = { members: { consistent_snapshot: false } };
    const spec = { ...pythonTuf, roots: [{ ...plain, ...old }], expires: "2029-12-01T00:00:00Z" };
    const home = await takeOver(consistent(build(spec)), { clock });
    expect(home.imported.view.findings.map(({ code }) => code)).not.toContain("IMPORT_OFFLINE_EXPIRED");
    expect((await home.event()).report.roles.map(({ role }) => role)).toEqual(["root", "targets", "other"]);
    await home.adopt("root", "targets", "other");
    expect((await home.work()).kind).toBe("done");
  });

  test("I7, T66: signers see why, and sign once for a key that both roots list under different keyids", async () => {
    const [alice, bob] = [called(key("alice"), odd), called(key("bob"), "11".repeat(32))];
    const roots = [{ ...plain, root: [alice, bob], threshold: 2 }];
    const home = await takeOver(consistent(build({ ...pythonTuf, roots })), { clock });
    const [needs] = (await home.event()).report.roles.map((each) => each.needs);
    expect(needs?.map(({ of, missing }) => [of, missing])).toEqual([
      ["root 1", [key("alice").keyid, key("bob").keyid]],
      ["root 2", [key("alice").keyid, key("bob").keyid]],
    ]);
    expect(await faultOf(home.adopt("alice"))).toBe("EVENT_INCOMPLETE");
    expect(await faultOf(home.adopt("stranger"))).toBe("EVENT_NOT_YOURS");
    expect(await faultOf(home.adopt("alice"))).toBe("EVENT_SIGNED_ALREADY");
    await home.adopt("bob");
    expect((await home.work()).kind).toBe("done");
  });

  test("T34, T66: an event branch on which somebody changed what was imported is refused", async () => {
    const home = await takeOver(
      consistent(build({ ...pythonTuf, roots: [{ ...plain, members: { consistent_snapshot: false } }] })),
      { clock },
    );
    const branch = await home.tip("event/adopt-2");
    const targets = Buffer.from((await branch.read("trust/targets.json")) ?? "").toString();
    const files = new Map([["trust/targets.json", Buffer.from(targets.replace('"a.txt"', '"evil"'))]]);
    await home.store.propose("event/adopt-2", [branch.commit], { files, grafts: new Map() }, "Small fix\n");
    expect(await faultOf(home.event())).toBe("EVENT_BASE_UNSIGNED");
  });
});
