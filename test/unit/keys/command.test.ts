import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import { composeFaults } from "../../../src/compose/faults.ts";
import { defaultNames } from "../../../src/config/names.ts";
import { treeOfFiles } from "../../../src/git/tree.ts";
import { type NewKeyPorts, newKey } from "../../../src/keys/create.ts";
import { generateKey } from "../../../src/keys/file/generate.ts";
import { encryptKey } from "../../../src/keys/file/key-file.ts";
import { fileKeyMaker } from "../../../src/keys/file/maker.ts";
import { publicHalf } from "../../../src/keys/file/private-key.ts";
import { readPublicKey } from "../../../src/keys/file/public-key.ts";
import { trustInWorkTree, trustKeys } from "../../../src/keys/keys-in-force.ts";
import { type KeyContext, type KeyPorts, listKeys, showKey } from "../../../src/keys/show.ts";
import { sshFingerprint } from "../../../src/keys/ssh-fingerprint.ts";
import { openSigner } from "../../../src/keys/table.ts";
import { keyListText, keyShowText } from "../../../src/keys/text.ts";
import { encodeJson } from "../../../src/tuf/canonical.ts";
import { directoryWorkspace } from "../../../src/workspace/directory/directory.ts";
import { workspaceFaults } from "../../../src/workspace/faults.ts";
import type { Workspace } from "../../../src/workspace/workspace.ts";
import { ed25519 } from "../../support/metadata.ts";
import { offlineFiles, people } from "../../support/offline.ts";
import { verifier } from "../../support/verifier.ts";
import { faultOf, filesOf, openWorld, signerOf, type World } from "../../support/world.ts";

const passphrase = "cormorant plinth 93 azimuth gravel";
const ana = ed25519("ana");
const online = ed25519("online");
let world: World;
let directory: string;

beforeAll(async () => {
  world = await openWorld({ people: { root: ["ana", "ben"], bins: ["bins", "bins-2"] }, threshold: 2, bins: 2 });
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "kaprien-key-"));
});

const made: string[] = [];
beforeEach(() => {
  made.push(directory);
});
afterAll(async () => {
  for (const path of made) await rm(path, { recursive: true });
});

const pem = (name: string): string => ed25519(name).privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/** Ports over a directory; nobody is there to type a passphrase. */
function ports(variables: Readonly<Record<string, string>> = {}): KeyPorts & { readonly opened: string[] } {
  const opened: string[] = [];
  const secrets = { variable: (name: string) => variables[name], passphrase: async () => variables["passphrase"] };
  return {
    opened,
    open(uri) {
      opened.push(uri);
      return openSigner(uri, secrets, verifier);
    },
    publicKey: readPublicKey,
    read: (path, limit) => directoryWorkspace(directory).read(path, limit),
    keysDirectory: join(directory, "keys"),
    keyFiles: directoryWorkspace(join(directory, "keys")),
    challenge: () => Buffer.from("a challenge that nobody chose"),
    verifier,
  };
}

async function context(pin: string | undefined = world.pin): Promise<KeyContext> {
  const trust = await trustKeys(await world.tip("main"), defaultNames, { pin, verifier });
  return { trust, people: new Map([[ana.key.keyid, "Ana\u202e"]]) };
}

async function put(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(directory, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
}

describe("the roles of a repository", () => {
  test("are listed with their keys and thresholds, verified from the pinned root", async () => {
    const { standing, roles } = await trustKeys(await world.tip("main"), defaultNames, { pin: world.pin, verifier });
    expect(standing).toBe("verified");
    const shown = roles.map(({ role, threshold, keys }) => [role, threshold, keys.map(({ keyid }) => keyid)]);
    const ids = (...names: string[]): readonly string[] => names.map((name) => signerOf(name).key.keyid);
    expect(shown.map(([role, threshold, keys]) => [role, threshold, [...(keys as string[])].sort()])).toEqual(
      [
        ["root", 2, ids("ana", "ben")],
        ["targets", 1, ids("targets")],
        ["bin", 1, ids("bin")],
        ["bins", 1, ids("bins", "bins-2")],
        ["snapshot", 1, ids("online")],
        ["timestamp", 1, ids("online")],
      ].map(([role, threshold, keys]) => [role, threshold, [...(keys as string[])].sort()]),
    );
  });

  test("bins with a delegation each are one role", async () => {
    const other = await openWorld({ style: "prefixes", bins: 16 });
    const { roles } = await trustKeys(await other.tip("main"), defaultNames, { pin: other.pin, verifier });
    expect(roles.map(({ role }) => role)).toEqual(["root", "targets", "bin", "bins", "snapshot", "timestamp"]);
  });

  test("I5: without a trusted root they are said to be unverified; from another one they are refused", async () => {
    const main = await world.tip("main");
    expect((await trustKeys(main, defaultNames, { pin: undefined, verifier })).standing).toBe("unverified");
    expect(await faultOf(trustKeys(main, defaultNames, { pin: "0".repeat(64), verifier }))).toBe("ROOT_NOT_PINNED");
  });

  test("I5: a role without its signatures is never listed, with a trusted root or without", async () => {
    const files = await filesOf(await world.tip("main"));
    const { targets } = world.first;
    for (const [path, bytes] of Object.entries(offlineFiles({ targets }, people, { targets: ["mallory"] })))
      files.set(path, bytes);
    for (const pin of [world.pin, undefined])
      expect(await faultOf(trustKeys(treeOfFiles(files), defaultNames, { pin, verifier }))).toBe(
        "ROLE_SIGNATURES_MISSING",
      );
  });

  test("are read from a work tree as it is, and there may be none", async () => {
    const workspace = directoryWorkspace(directory);
    const empty = await trustKeys(await trustInWorkTree(workspace, defaultNames), defaultNames, {
      pin: world.pin,
      verifier,
    });
    expect(empty).toEqual({ standing: "none", roles: [] });
    for (const [path, bytes] of await filesOf(await world.tip("main"))) await put(path, bytes);
    const found = await trustKeys(await trustInWorkTree(workspace, defaultNames), defaultNames, {
      pin: world.pin,
      verifier,
    });
    expect(found.roles.map(({ role }) => role)).toContain("bins");
  });
});

describe("key show", () => {
  test("shows a key with its fingerprints, its roles and its person, in text that is safe to print", async () => {
    await put("ana.json", encodeJson(ana.key.json));
    const view = await showKey(ports(), await context(), "ana.json", "look");
    expect(view).toEqual({
      keyid: ana.key.keyid,
      keytype: "ed25519",
      scheme: "ed25519",
      ssh: sshFingerprint(ana.key),
      name: "Ana\u202e",
      tested: false,
      trust: "verified",
      roles: [{ role: "root", threshold: 2, keys: 2 }],
    });
    const text = keyShowText(view);
    for (const part of [ana.key.keyid, view.ssh ?? "?", "root (2 of 2)", "Ana\\u{202e}"]) expect(text).toContain(part);
    expect(text).not.toMatch(/verified|tested/);
    expect(keyShowText({ ...view, trust: "unverified" })).toContain("nothing was verified");
    expect(keyShowText({ ...view, trust: "none", roles: [] })).toContain("no trust was found");
  });

  test("opens no private key where the public half can be read", async () => {
    const key = await generateKey();
    await put("a.key", await encryptKey(key, passphrase, 1024));
    await put("a.pem", ana.privateKey.export({ type: "pkcs8", format: "pem" }));
    const looking = ports();
    expect((await showKey(looking, await context(), "a.key", "look")).keyid).toBe(publicHalf(key).keyid);
    expect((await showKey(looking, await context(), `file:${join(directory, "a.key")}`, "look")).roles).toEqual([]);
    expect(looking.opened).toEqual([]);
    const opening = ports();
    const plain = join(directory, "a.pem");
    expect((await showKey(opening, await context(), plain, "look")).keyid).toBe(ana.key.keyid);
    expect((await showKey(ports({ KEY: pem("online") }), await context(), "env:KEY", "look")).roles).toHaveLength(2);
    expect(opening.opened).toEqual([`file:${plain}`]);
  });

  test("finds a key by its keyid, or the beginning of it, among the roles and the user's files", async () => {
    const key = await generateKey();
    await put("keys/mine.key", await encryptKey(key, passphrase, 1024));
    const mine = publicHalf(key).keyid;
    expect((await showKey(ports(), await context(), mine.slice(0, 16), "look")).keyid).toBe(mine);
    expect((await showKey(ports(), await context(), online.key.keyid, "look")).roles.map(({ role }) => role)).toEqual([
      "snapshot",
      "timestamp",
    ]);
    expect(await faultOf(showKey(ports(), await context(), "0".repeat(16), "look"))).toBe("KEY_NOT_FOUND");
    const tested = await showKey(ports({ passphrase }), await context(), mine, "test");
    expect([tested.keyid, tested.tested]).toEqual([mine, true]);
  });

  test("T61: --test has the key sign, and is refused where only a public half is", async () => {
    expect((await showKey(ports({ KEY: pem("online") }), await context(), "env:KEY", "test")).tested).toBe(true);
    const swapped = { ...ports(), open: async () => ({ ...signerOf("mallory"), key: online.key }) };
    expect(await faultOf(showKey(swapped, await context(), "env:KEY", "test"))).toBe("SIGNER_KEY_MISMATCH");
    expect(await faultOf(showKey(ports(), await context(), online.key.keyid, "test"))).toBe("USAGE");
    await put("ana.json", encodeJson(ana.key.json));
    expect(await faultOf(showKey(ports(), await context(), join(directory, "ana.json"), "test"))).toMatch(/^SIGNER_/);
  });

  test("I13: a key pasted in the place of its file is not repeated", async () => {
    for (const what of [pem("ana"), pem("ana").repeat(9), `file:${pem("ana")}`]) {
      const fault = await showKey(ports(), await context(), what, "look").catch((error: unknown) => error);
      expect(fault).toBeInstanceOf(Fault);
      expect(JSON.stringify(fault)).not.toContain(pem("ana").split("\n")[1]);
    }
  });
});

describe("key list", () => {
  test("lists roles, key files and what other places offer", async () => {
    const key = await generateKey();
    await put("keys/mine.key", await encryptKey(key, passphrase, 1024));
    await put("keys/mine.key.pub.json", encodeJson(publicHalf(key).json));
    await put("keys/open.pem", pem("ana"));
    await put("keys/large.bin", Buffer.alloc(70_000));
    const offers = [
      { scheme: "ssh-agent", keys: [{ uri: "ssh-agent:x", key: ana.key, label: "ana@host\u001b[2J" }] },
      { scheme: "pkcs11", keys: [], unavailable: "SIGNER_UNREACHABLE" },
    ];
    const view = await listKeys(ports(), await context(), offers);
    expect(view.files).toEqual([
      expect.objectContaining({ file: "mine.key", keyid: publicHalf(key).keyid }),
      { file: "open.pem", problem: "KEY_NOT_PUBLIC" },
    ]);
    expect(view.offers[0]?.keys[0]).toMatchObject({ keyid: ana.key.keyid, uri: "ssh-agent:x", name: "Ana\u202e" });
    const text = keyListText(view);
    for (const part of [ana.key.keyid, "root: 2 of 2 keys must sign", "mine.key", "[SIGNER_UNREACHABLE]", "verified"])
      expect(text).toContain(part);
    expect(text).not.toMatch(/\u001b|\u202e/);
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  });

  test("is quiet about a keys directory that does not exist", async () => {
    const view = await listKeys(ports(), { trust: { standing: "none", roles: [] }, people: new Map() }, []);
    expect([view.files, view.roles]).toEqual([[], []]);
    expect(keyListText(view)).toContain("no trust was found here");
  });
});

describe("key new", () => {
  const answering = (answers: string[], workspace: Workspace = directoryWorkspace(directory)): NewKeyPorts => ({
    verifier,
    maker: fileKeyMaker,
    workspace,
    passphrase: async (refused) => {
      const answer = answers.shift();
      if (answer !== undefined) return answer;
      throw refused ?? composeFaults.FLAG_MISSING({ what: "a passphrase", flag: "one" });
    },
    challenge: () => Buffer.from("a challenge that nobody chose"),
  });
  const request = (file = "a.key") => ({
    scheme: "ed25519" as const,
    file: join(directory, file),
    publicFile: join(directory, `${file}.pub.json`),
  });

  test("T64: writes an encrypted key for its owner alone, and its public half beside it", async () => {
    const view = await newKey(answering(["short", passphrase]), request());
    expect((await readdir(directory)).sort()).toEqual(["a.key", "a.key.pub.json"]);
    expect((await stat(join(directory, "a.key"))).mode & 0o777).toBe(0o600);
    for (const name of ["a.key", "a.key.pub.json"])
      expect(readPublicKey(await readFile(join(directory, name))).keyid).toBe(view.keyid);
    const shown = await showKey(ports({ passphrase }), await context(), join(directory, "a.key"), "test");
    expect(shown).toMatchObject({ ...view, tested: true });
    expect(await faultOf(newKey(answering([passphrase]), request()))).toBe("KEY_FILE_EXISTS");
  });

  test("T46: refuses a work tree, an existing public file and a weak passphrase, and leaves nothing", async () => {
    await mkdir(join(directory, "work/.git"), { recursive: true });
    expect(await faultOf(newKey(answering([passphrase]), request("work/a.key")))).toBe("KEY_IN_WORK_TREE");
    await put("b.key.pub.json", "{}");
    expect(await faultOf(newKey(answering([passphrase]), request("b.key")))).toBe("FILE_EXISTS");
    expect(await faultOf(newKey(answering(["short"]), request("c.key")))).toBe("KEY_PASSPHRASE_WEAK");
    expect((await readdir(directory)).sort()).toEqual(["b.key.pub.json", "work"]);
  });

  test("takes the key back when its public half cannot be written", async () => {
    const failing: Workspace = {
      ...directoryWorkspace(directory),
      write: () => Promise.reject(workspaceFaults.WORKSPACE_UNWRITABLE({ reason: "full" })),
    };
    expect(await faultOf(newKey(answering([passphrase], failing), request()))).toBe("WORKSPACE_UNWRITABLE");
    expect(await readdir(directory)).toEqual([]);
  });
});
