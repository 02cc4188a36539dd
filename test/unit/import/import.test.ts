import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import { parseInstant } from "../../../src/base/time.ts";
import type { Fetch } from "../../../src/client/reference-client.ts";
import { parseConfig } from "../../../src/config/config.ts";
import { defaultNames } from "../../../src/config/names.ts";
import { treeOfFiles } from "../../../src/git/tree.ts";
import { type Import, prepareImport, writeImport } from "../../../src/import/import.ts";
import { filesAt, filesBelow, locate } from "../../../src/import/source.ts";
import { verifySource } from "../../../src/import/verify.ts";
import { decodeRelease } from "../../../src/release/release-file.ts";
import { decodeHistoricRoot } from "../../../src/repository/historic.ts";
import { intentPaths } from "../../../src/repository/layout.ts";
import { loadTrust } from "../../../src/repository/trust.ts";
import { readFloors } from "../../../src/repository/version-floors.ts";
import { topLevelAuthority } from "../../../src/tuf/authority.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { decodeEnvelope } from "../../../src/tuf/envelope.ts";
import { topLevelRoles } from "../../../src/tuf/root.ts";
import { tally } from "../../../src/tuf/tally.ts";
import { workspaceFaults } from "../../../src/workspace/faults.ts";
import type { Workspace } from "../../../src/workspace/workspace.ts";
import { build, consistent, entries, gitOps, listed, type RootSpec, role } from "../../support/foreign.ts";
import { key, plain, pythonTuf, rstuf, sigstore, tufOnCi } from "../../support/foreign-shapes.ts";
import { json } from "../../support/metadata.ts";
import { verifier } from "../../support/verifier.ts";
import { memoryWorkspace } from "../../support/workspace.ts";
import { frozenClock } from "../../support/world.ts";

type Files = Map<string, Uint8Array>;

const clock = frozenClock(parseInstant("2030-01-01T00:00:00Z"));
async function importing(files: Files, pin?: string, into: Files = new Map()): Promise<Import> {
  const below = new Map([...files].map(([path, bytes]) => [`old/${path}`, bytes]));
  const source = await locate(filesBelow(memoryWorkspace(below), "old"));
  const workspace = memoryWorkspace(into);
  const result = await prepareImport({ verifier, source, workspace, clock }, pin === undefined ? {} : { pin });
  await writeImport(workspace, result);
  return result;
}

/** The code and reason that an import ends with, after seeing that nothing was written. */
async function refused(files: Files, pin?: string): Promise<string> {
  const into: Files = new Map();
  try {
    const { view } = await importing(files, pin, into);
    expect([...into]).toEqual([]);
    return view.findings.map(({ code, severity }) => `${severity} ${code}`).join();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    expect([...into]).toEqual([]);
    return `${error.code} ${error.data["role"] ?? ""}: ${error.data["reason"] ?? error.data["version"] ?? ""}`;
  }
}

/** What was written is what a worker would load, with the same bytes as there. */
async function adopted(files: Files, into: Files, pin: string): Promise<readonly string[]> {
  const trust = await loadTrust(treeOfFiles(into), intentPaths(defaultNames), { pin, verifier }, clock.now());
  const bytes = new Set([...files.values()].map((content) => sha256(content)));
  for (const envelope of [...trust.roots.values(), ...trust.offline.values()])
    expect(bytes.has(sha256(envelope.bytes))).toBe(true);
  return [...trust.offline.keys()];
}

const codes = ({ view }: Import): readonly string[] => view.findings.map(({ code }) => code);
const config = (into: Files): ReturnType<typeof parseConfig> =>
  parseConfig(Buffer.from(into.get("kaprien.yml") ?? "").toString(), "kaprien.yml");

describe("import keeps roots, keyids and what people signed, byte for byte", () => {
  test("python-tuf: targets that people sign stay where they are, the versions seen are noted", async () => {
    const [files, into]: [Files, Files] = [consistent(build(pythonTuf)), new Map()];
    const result = await importing(files, undefined, into);
    expect([...into.keys()]).toEqual([
      "trust/root/2.root.json",
      "trust/targets.json",
      "trust/other.json",
      "trust/import.json",
      "kaprien.yml",
      "trust/root/1.root.json",
    ]);
    expect(await adopted(files, into, result.view.trustedRoot)).toEqual(["targets", "other"]);
    expect(await readFloors(treeOfFiles(into), defaultNames)).toEqual({
      roles: new Map([
        ["other", 2],
        ["targets", 5],
      ]),
      snapshot: 7,
      timestamp: 42,
    });
    expect(result.view).toMatchObject({ root: 2, offlineTargets: 3, targets: 0, bins: 0, historic: [] });
    expect(codes(result)).toContain("IMPORT_NO_BINS");
    expect(result.view.keys.map(({ keyid }) => keyid)).toContain(key("other").keyid);
  });

  test("tuftool: keyids over all members stay, target files are none of its business", async () => {
    const owner = key("root", { comment: "one" });
    const files = consistent(
      build({
        roots: [{ ...plain, root: [owner] }],
        targets: { keys: plain.targets, members: { targets: entries({ "a.bin": "a" }) } },
      }),
    );
    files.set(`targets/${sha256("a")}.a.bin`, Buffer.from("a"));
    const into: Files = new Map();
    const { view } = await importing(files, undefined, into);
    expect(await adopted(files, into, view.trustedRoot)).toEqual(["targets"]);
    expect(view.roles.find(({ role }) => role === "root")?.keyids).toEqual([owner.keyid]);
  });

  test("tuf-on-ci: owners, periods and the address of the online key go into kaprien.yml", async () => {
    const files = gitOps(build(tufOnCi()));
    const into: Files = new Map();
    const { view } = await importing(files, undefined, into);
    expect(await adopted(files, into, view.trustedRoot)).toEqual(["targets"]);
    const { people, onlineKeys, lifetimes } = config(into);
    expect([...people.values()]).toEqual(["@alice", "@bob"]);
    expect(onlineKeys.timestamp?.[0]).toMatch(/^gcpkms:projects\/p/);
    expect(lifetimes).toMatchObject({
      root: { expires: 365, renew: 60 },
      targets: { expires: 300, renew: 40 },
      timestamp: { expires: 4, renew: 2 },
    });
    expect(view.keys.map(({ owner }) => owner)).toContain("@bob");
  });

  test("RSTUF: bins become release files that ask for what they list, custom data included", async () => {
    const files = consistent(build(rstuf()));
    const into: Files = new Map();
    const result = await importing(files, undefined, into);
    expect(await adopted(files, into, result.view.trustedRoot)).toEqual(["targets"]);
    expect(result.view).toMatchObject({ targets: 3, bins: 4 });
    expect([...into.keys()].filter((path) => path.startsWith("targets/"))).toEqual([
      "targets/app/1.0.json",
      "targets/imported/targets.json",
    ]);
    const read = decodeRelease(into.get("targets/app/1.0.json") ?? new Uint8Array(), "1.0.json");
    if (!("release" in read)) throw new Error(JSON.stringify(read.findings));
    expect(read.release.targets.map(({ path, target }) => [path, target.custom?.get("from")])).toEqual([
      ["app/1.0/a", "there"],
      ["app/1.0/b", "there"],
    ]);
    expect(config(into).onlineKeys.bins).toEqual(["awskms:alias/online"]);
    expect((await readFloors(treeOfFiles(into), defaultNames))?.roles.get("bins-3")).toBe(13);
  });

  test("Sigstore: roots of older forms lead to the newest and stay as they are", async () => {
    const files = consistent(build(sigstore()));
    const into: Files = new Map();
    const { view } = await importing(files, undefined, into);
    expect(await adopted(files, into, view.trustedRoot)).toEqual(["targets", "registry.example.org", "more.example"]);
    expect(view).toMatchObject({ root: 3, historic: [1, 2] });
    const newest = sha256(files.get("metadata/3.root.json") ?? "");
    const first = sha256(files.get("metadata/1.root.json") ?? "");
    // Clients of today could not begin with the first, which leads to the newest all the same.
    expect((await importing(files, first)).view.trustedRoot).toBe(newest);
  });

  test("the same over an address, asking for no more than it has to", async () => {
    const files = consistent(build(pythonTuf));
    const asked: string[] = [];
    const fetch: Fetch = async (url) => {
      asked.push(url.slice("https://old.example/".length));
      const bytes = files.get(asked.at(-1) ?? "");
      return bytes && new Blob([new Uint8Array(bytes)]).stream();
    };
    const source = await locate(filesAt(fetch, "https://old.example"));
    const { delegated } = await verifySource(source, { pin: undefined, verifier });
    expect([...delegated.keys()]).toEqual(["other"]);
    expect(asked).toContain("metadata/2.other.json");
    expect(asked.length).toBeLessThan(16);
  });

  test("keys that cannot be read verify nothing, and keep nobody from reading an older root", () => {
    const { keys } = decodeHistoricRoot(
      json({
        _type: "root",
        spec_version: "1.0",
        version: 1,
        expires: "2022-01-01T00:00:00+02:00",
        keys: {
          oidc: { keytype: "sigstore-oidc", scheme: "Fulcio", keyval: { identity: "a@example.org" } },
          nowhere: { keytype: "ecdsa", scheme: "ecdsa-sha2-nistp256", keyval: { public: `04${"00".repeat(64)}` } },
          bad: { keytype: "ed25519", scheme: "ed25519", keyval: { public: "zz" } },
        },
        roles: { ...Object.fromEntries(topLevelRoles.map((name) => [name, role([key("root")])])), mirrors: {} },
      }),
    );
    expect([...keys].map(([keyid, { material }]) => [keyid, material])).toEqual([
      ["oidc", undefined],
      ["nowhere", undefined],
      ["bad", undefined],
    ]);
  });

  test("the roots of sigstore from 3 to 12 are followed as they were signed", () => {
    const url = new URL("../../vectors/sigstore-roots.json", import.meta.url);
    const { files } = JSON.parse(readFileSync(url, "utf8")) as { files: Record<string, string> };
    const roots = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((version) =>
      decodeEnvelope(Buffer.from(files[`${version}.root.json`] ?? ""), decodeHistoricRoot),
    );
    for (const [index, root] of roots.entries())
      for (const { signed } of [roots[Math.max(0, index - 1)] ?? root, root])
        expect(tally(topLevelAuthority(signed, "root"), root, verifier).met, `root ${root.signed.version}`).toBe(true);
    expect(roots[0]?.signed.expires).toBe(parseInstant("2022-11-10T21:58:09Z"));
  });
});

/** `files` with one of them replaced. */
function changed(files: Files, path: string, bytes: Uint8Array | undefined): Files {
  const copy = new Map(files);
  if (bytes === undefined) copy.delete(path);
  else copy.set(path, bytes);
  return copy;
}

describe("import writes nothing when anything does not hold", () => {
  const built = build(pythonTuf);
  const files = consistent(built);
  const stranger: RootSpec = { ...plain, root: [key("stranger")] };

  test("T34: a root that somebody put in the place of another", async () => {
    const forged = consistent(build({ ...pythonTuf, roots: [plain, stranger] }));
    expect(await refused(changed(files, "metadata/2.root.json", forged.get("metadata/2.root.json")))).toBe(
      "ROLE_SIGNATURES_MISSING root 2: ",
    );
    const first = consistent(build({ ...pythonTuf, roots: [stranger, stranger] })).get("metadata/1.root.json");
    expect(await refused(changed(files, "metadata/1.root.json", first))).toMatch(/^ROLE_SIGNATURES_MISSING root 2/);
  });

  test("T32: a whole chain that does not begin with the trusted root", async () => {
    const pin = sha256(files.get("metadata/1.root.json") ?? "");
    const forged = consistent(
      build({ ...pythonTuf, roots: [stranger, { ...stranger, root: [key("s2")], also: stranger.root }] }),
    );
    expect(await refused(forged, pin)).toMatch(/^ROOT_NOT_PINNED/);
    expect((await importing(files, pin)).view.trustedRoot).toBe(pin);
  });

  test("a version that is missing among the roots", async () => {
    const three = consistent(build({ ...pythonTuf, roots: [plain, plain, plain] }));
    expect(await refused(changed(three, "metadata/2.root.json", undefined))).toBe("IMPORT_ROOT_MISSING : 2");
    expect(await refused(changed(three, "metadata/1.root.json", undefined))).toBe("IMPORT_ROOT_MISSING : 1");
    const git = gitOps(build({ ...pythonTuf, roots: [plain, plain, plain] }));
    expect(await refused(changed(git, "metadata/root_history/2.root.json", undefined))).toBe("IMPORT_ROOT_MISSING : 2");
  });

  test("two different newest roots", async () => {
    const other = build({ ...pythonTuf, roots: [plain, { ...stranger, also: plain.root }] }).get("2.root")?.bytes;
    expect(await refused(changed(gitOps(built), "metadata/root.json", other))).toBe("ROLE_VERSION_REUSED root: 2");
  });

  test.each(["snapshot", "targets", "other"])("%s with another hash than is listed", async (name) => {
    const { version, bytes } = built.get(name) ?? { version: 0, bytes: new Uint8Array() };
    const path = `metadata/${version}.${name}.json`;
    const blank = Buffer.from(Buffer.from(bytes).toString().replace('"signatures"', '"signatures" '));
    expect(await refused(changed(files, path, blank))).toMatch(new RegExp(`^ROLE_HASH_MISMATCH ${name}`));
    expect(await refused(changed(files, path, undefined))).toMatch(new RegExp(`^IMPORT_FILE_MISSING ${name}`));
  });

  test("a delegated role that nobody signed, or the wrong people", async () => {
    for (const keys of [[], [key("stranger")]])
      expect(await refused(consistent(build({ ...pythonTuf, delegated: { other: { keys } } })))).toMatch(
        /^ROLE_SIGNATURES_MISSING other/,
      );
  });

  test("a snapshot that lists another version than there is", async () => {
    const old = consistent(build({ ...pythonTuf, hashes: false }));
    const { bytes } =
      build({ ...pythonTuf, hashes: false, targets: { keys: plain.targets, version: 4 } }).get("targets") ?? {};
    expect(await refused(changed(old, "metadata/5.targets.json", bytes))).toMatch(/^ROLE_VERSION_MISMATCH targets/);
  });

  test("an older form of a root that was followed by a better one harms nobody", async () => {
    const older = { ...plain, members: { consistent_snapshot: false, expires: "2031-01-01T00:00:00.5Z" } };
    const { view } = await importing(consistent(build({ roots: [plain, older, plain] })));
    expect([view.historic, view.event]).toEqual([[2], undefined]);
  });

  test("a role that delegates in a circle", async () => {
    const circle = {
      keys: listed(key("other")),
      roles: [{ name: "other", ...role([key("other")]), terminating: false, paths: ["*"] }],
    };
    const spec = { ...pythonTuf, delegated: { other: { keys: [key("other")], members: { delegations: circle } } } };
    expect(await refused(consistent(build(spec)))).toBe(
      "IMPORT_UNFIT other: other is delegated to twice, by targets and by other",
    );
  });

  test("more succinct bins than anybody could read are not asked for", async () => {
    const delegations = {
      keys: listed(key("online")),
      succinct_roles: { ...role([key("online")]), bit_length: 32, name_prefix: "bins" },
    };
    const targets = { keys: plain.targets, members: { delegations } };
    expect(await refused(consistent(build({ roots: [plain], targets })))).toMatch(/^IMPORT_UNFIT targets: .*17000/);
  });

  test("T11: a target path that release files may not name, with the others to blame too", async () => {
    expect(await refused(consistent(build(rstuf({ "app/.hidden": "x", "a b": "y", fine: "z" }))))).toBe(
      "error TARGET_PATH_INVALID,error TARGET_PATH_INVALID",
    );
  });

  test("a version that leaves no room above it", async () => {
    expect(await refused(consistent(build({ ...pythonTuf, timestamp: 2_147_483_647 })))).toMatch(
      /^IMPORT_UNFIT timestamp: its version/,
    );
  });

  test("trust that is there already, and a file in the way", async () => {
    const into: Files = new Map([["trust/targets.json", Buffer.from("{}")]]);
    await expect(importing(files, undefined, into)).rejects.toThrow(expect.objectContaining({ code: "CEREMONY_DONE" }));
    const other: Files = new Map([["trust/other.json", Buffer.from("{}")]]);
    await expect(importing(files, undefined, other)).rejects.toThrow(expect.objectContaining({ code: "FILE_EXISTS" }));
    expect([into.size, other.size]).toEqual([1, 1]);
  });

  test("a write that fails half way is taken back, settings included", async () => {
    const into: Files = new Map([["kaprien.yml", Buffer.from("version: 1\n")]]);
    const memory = memoryWorkspace(into);
    let fail = true;
    const workspace: Workspace = {
      ...memory,
      async write(changes, existing) {
        if (!fail) return memory.write(changes, existing);
        fail = false;
        await memory.write(new Map([...changes].slice(0, -1)), existing);
        throw workspaceFaults.WORKSPACE_UNWRITABLE({ reason: "full" });
      },
    };
    const below = memoryWorkspace(new Map([...files].map(([path, bytes]) => [`old/${path}`, bytes])));
    const source = await locate(filesBelow(below, "old"));
    const result = await prepareImport({ verifier, source, workspace, clock }, {});
    await expect(writeImport(workspace, result)).rejects.toThrow(
      expect.objectContaining({ code: "WORKSPACE_UNWRITABLE" }),
    );
    expect([...into].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
      ["kaprien.yml", "version: 1\n"],
    ]);
  });

  test("nothing that is a repository", async () => {
    expect(await refused(new Map([["README", Buffer.from("")]]))).toMatch(/^IMPORT_NOTHING/);
  });

  test("a name that would lead out of the directory is asked for as clients ask for it", async () => {
    const read: string[] = [];
    const source = await locate({
      name: "old",
      read: async (path) => {
        read.push(path);
        return path === "metadata/timestamp.json" ? Buffer.from("{}") : undefined;
      },
    });
    await source.role("../../etc/passwd", 1, 10);
    expect(read.slice(-2)).toEqual(["metadata/1...%2F..%2Fetc%2Fpasswd.json", "metadata/..%2F..%2Fetc%2Fpasswd.json"]);
  });
});

describe("import says what should be known", () => {
  test("what expired, and who signs it", async () => {
    const result = await importing(consistent(build({ ...pythonTuf, expires: "2029-12-31T23:59:59Z" })));
    expect(
      codes(result)
        .filter((code) => code.endsWith("EXPIRED"))
        .sort(),
    ).toEqual([...Array<string>(3).fill("IMPORT_OFFLINE_EXPIRED"), ...Array<string>(2).fill("IMPORT_ONLINE_EXPIRED")]);
  });

  test("keys that sign online and offline, and targets that nobody finds", async () => {
    const roots = [{ ...plain, targets: plain.snapshot }];
    expect(codes(await importing(consistent(build({ roots }))))).toContain("IMPORT_KEY_SHARED");
    const lost = { other: { keys: [key("other")], members: { targets: entries({ "elsewhere/c": "c" }) } } };
    expect(codes(await importing(consistent(build({ ...pythonTuf, delegated: lost }))))).toContain(
      "IMPORT_TARGET_UNREACHABLE",
    );
  });

  test("T29: many releases are fewer files than one proposal may bring along", async () => {
    const contents = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`app/1.${n}/a`, String(n)]));
    const into: Files = new Map();
    await importing(consistent(build(rstuf(contents))), undefined, into);
    expect([...into.keys()].filter((path) => path.startsWith("targets/"))).toEqual(["targets/app/imported.json"]);
  });

  test("settings that are there stay, a key that a person names is used", async () => {
    const into: Files = new Map([
      [
        "kaprien.yml",
        Buffer.from(
          "# ours\nversion: 1\ndirectories: { trust: keys }\nonline-keys: { default: env:OLD, bins: env:OLD }\n",
        ),
      ],
    ]);
    const below = new Map([...consistent(build(rstuf()))].map(([path, bytes]) => [`old/${path}`, bytes]));
    const source = await locate(filesBelow(memoryWorkspace(below), "old"));
    const workspace = memoryWorkspace(into);
    const told = { onlineKey: "env:KEY", targetsUrl: "https://files.example/" };
    await writeImport(workspace, await prepareImport({ verifier, source, workspace, clock }, told));
    expect(Buffer.from(into.get("kaprien.yml") ?? "").toString()).toMatch(/^# ours\n/);
    expect(config(into).onlineKeys).toEqual({ default: ["env:KEY"] });
    expect(config(into).targetsUrl).toBe(told.targetsUrl);
    expect(into.has("keys/root/1.root.json")).toBe(true);
  });

  test("floors are read strictly", async () => {
    const read = (text: string): ReturnType<typeof readFloors> =>
      readFloors(treeOfFiles(new Map([["trust/import.json", Buffer.from(text)]])), defaultNames);
    const good = '{"version":1,"snapshot":{"version":2,"meta":{"bins-0":3}},"timestamp":{"version":4}}';
    expect(await read(good)).toEqual({ roles: new Map([["bins-0", 3]]), snapshot: 2, timestamp: 4 });
    for (const bad of [
      good.replace(":3", ":-3"),
      good.replace(":4", ":2000000001"),
      good.replace('"meta"', '"mete"'),
      "{",
    ])
      await expect(read(bad)).rejects.toThrow(expect.objectContaining({ code: "VERSION_FLOORS_INVALID" }));
  });
});
