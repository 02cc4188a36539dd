import { execFileSync } from "node:child_process";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateKey } from "../../../src/keys/file/generate.ts";
import { decryptKey, encryptKey, readPublicHalf } from "../../../src/keys/file/key-file.ts";
import { readPublicKey } from "../../../src/keys/file/public-key.ts";
import { writeKeyFile } from "../../../src/keys/file/write.ts";
import { keyFromOpenssl } from "../../../src/keys/openssl-key.ts";
import { encodeJson } from "../../../src/tuf/canonical.ts";
import { decodeJson, fromPlain, toPlain } from "../../../src/tuf/json.ts";
import type { Scheme } from "../../../src/tuf/key.ts";

const schemes: readonly Scheme[] = ["ed25519", "ecdsa-sha2-nistp256", "rsassa-pss-sha256"];
const passphrase = "nine lamps under the bridge";
const quick = 1024;

let directory: string;
let key: KeyObject;
let file: Uint8Array;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "kaprien-key-file-"));
  key = await generateKey();
  file = await encryptKey(key, passphrase, quick);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

function fault(code: string): unknown {
  return expect.objectContaining({ name: "Fault", code });
}

/** The key file as plain values, changed by `edit`, as bytes again. */
function edited(edit: (plain: KeyFileJson) => void): Uint8Array {
  const plain = toPlain(decodeJson(file)) as KeyFileJson;
  edit(plain);
  return encodeJson(fromPlain(plain));
}

interface KeyFileJson {
  [member: string]: unknown;
  kdf: Record<string, unknown>;
  cipher: Record<string, unknown>;
  public: { [member: string]: unknown; keyval: Record<string, unknown> };
  ciphertext: string;
}

describe("T64: the encrypted key file", () => {
  test.each(schemes)("%s: gives back the key, and its public half without the passphrase", async (scheme) => {
    const made = await generateKey(scheme);
    const bytes = await encryptKey(made, passphrase, quick);
    expect((await decryptKey(bytes, passphrase)).equals(made)).toBe(true);
    expect(readPublicHalf(bytes)).toEqual(keyFromOpenssl(made));
    expect(readPublicKey(bytes)).toEqual(keyFromOpenssl(made));
  });

  test("costs scrypt N = 2^17, r 8, p 1 unless it is told otherwise", async () => {
    const bytes = await encryptKey(key, passphrase);
    expect(toPlain(decodeJson(bytes))).toMatchObject({
      "kaprien-key": 1,
      kdf: { name: "scrypt", n: 131072, r: 8, p: 1 },
    });
    expect((await decryptKey(bytes, passphrase)).equals(key)).toBe(true);
  });

  test("is never the same twice", async () => {
    const again = toPlain(decodeJson(await encryptKey(key, passphrase, quick))) as KeyFileJson;
    const first = toPlain(decodeJson(file)) as KeyFileJson;
    expect(again.kdf["salt"]).not.toBe(first.kdf["salt"]);
    expect(again.cipher["nonce"]).not.toBe(first.cipher["nonce"]);
    expect(again.ciphertext).not.toBe(first.ciphertext);
  });

  test("survives being laid out anew", async () => {
    const pretty = Buffer.from(`\n${JSON.stringify(toPlain(decodeJson(file)), null, 2)}\n`);
    expect((await decryptKey(pretty, passphrase)).equals(key)).toBe(true);
  });

  test("opens whichever way an accent was typed", async () => {
    const bytes = await encryptKey(key, "caf\u00e9 brûlé sous la pluie", quick);
    expect((await decryptKey(bytes, "cafe\u0301 brûlé sous la pluie")).equals(key)).toBe(true);
  });

  test("does not open with another passphrase", async () => {
    for (const wrong of ["", `${passphrase} `, passphrase.toUpperCase()]) {
      await expect(decryptKey(file, wrong)).rejects.toEqual(fault("SIGNER_PASSPHRASE_WRONG"));
    }
  });

  test("does not open when any one of its bytes is changed", async () => {
    for (let at = 0; at < file.length; at++) {
      for (const mask of [0x01, 0x20]) {
        const changed = Uint8Array.from(file);
        changed[at] = (changed[at] ?? 0) ^ mask;
        await expect(decryptKey(changed, passphrase), `byte ${at}`).rejects.toMatchObject({
          code: expect.stringMatching(/^SIGNER_(KEY_INVALID|PASSPHRASE_WRONG)$/),
        });
      }
    }
  });

  test("does not open with another's public half", async () => {
    const other = keyFromOpenssl(await generateKey());
    const swapped = edited((plain) => {
      plain.public.keyval["public"] = other.public;
    });
    expect(readPublicHalf(swapped)).toEqual(other);
    await expect(decryptKey(swapped, passphrase)).rejects.toEqual(fault("SIGNER_PASSPHRASE_WRONG"));
  });

  const malformed: [string, (plain: KeyFileJson) => void][] = [
    ["another version", (plain) => (plain["kaprien-key"] = 2)],
    ["no version", (plain) => delete plain["kaprien-key"]],
    ["an unknown member", (plain) => (plain["note"] = "x")],
    ["an unknown member of kdf", (plain) => (plain.kdf["note"] = "x")],
    ["an unknown member of cipher", (plain) => (plain.cipher["note"] = "x")],
    ["an unknown member of public", (plain) => (plain.public["note"] = "x")],
    ["another derivation", (plain) => (plain.kdf["name"] = "pbkdf2")],
    ["another cipher", (plain) => (plain.cipher["name"] = "aes-256-ctr")],
    ["a short salt", (plain) => (plain.kdf["salt"] = "00")],
    ["a short nonce", (plain) => (plain.cipher["nonce"] = "00")],
    ["a ciphertext of a tag alone", (plain) => (plain.ciphertext = "00".repeat(16))],
    ["a ciphertext in upper case", (plain) => (plain.ciphertext = plain.ciphertext.toUpperCase())],
    ["a scheme that is not its key's", (plain) => (plain.public["scheme"] = "rsassa-pss-sha256")],
  ];
  test.each(malformed)("is refused with %s", async (_what, edit) => {
    const bytes = edited(edit);
    await expect(decryptKey(bytes, passphrase)).rejects.toEqual(fault("SIGNER_KEY_INVALID"));
    expect(() => readPublicHalf(bytes)).toThrow(fault("SIGNER_KEY_INVALID") as Error);
  });

  const costs: Record<string, number>[] = [
    { n: 2 ** 21 },
    { n: 2 ** 40 },
    { n: 2 ** 20, r: 16 },
    { r: 17, n: 2 },
    { r: 0 },
    { p: 5 },
    { p: 0 },
    { n: 0 },
    { n: 1 },
    { n: 1000 },
  ];
  test.each(costs)("is refused before any work when it asks for %o", async (cost) => {
    const bytes = edited((plain) => Object.assign(plain.kdf, cost));
    await expect(decryptKey(bytes, passphrase)).rejects.toEqual(fault("SIGNER_KEY_INVALID"));
  });

  test("is not made with a weak passphrase, nor of half a key, nor of a key TUF clients do not share", async () => {
    const make = (made: KeyObject, secret: string) => encryptKey(made, secret, quick);
    await expect(make(key, "password1234")).rejects.toEqual(fault("KEY_PASSPHRASE_WEAK"));
    const { publicKey } = generateKeyPairSync("ed25519");
    await expect(make(publicKey, passphrase)).rejects.toEqual(fault("SIGNER_KEY_INVALID"));
    const other = generateKeyPairSync("ec", { namedCurve: "secp384r1" }).privateKey;
    await expect(make(other, passphrase)).rejects.toEqual(fault("KEY_UNSUPPORTED"));
  });
});

describe("T65: a new key", () => {
  test("is of the scheme asked for, ed25519 by default, and never the same twice", async () => {
    for (const scheme of schemes) expect(keyFromOpenssl(await generateKey(scheme)).scheme).toBe(scheme);
    const made = await Promise.all([generateKey(), generateKey(), generateKey()]);
    expect(new Set(made.map((each) => keyFromOpenssl(each).public)).size).toBe(3);
    expect(keyFromOpenssl(key).scheme).toBe("ed25519");
  });

  test("owes nothing to Math.random, which no source file uses", async () => {
    const source = new URL("../../../src/", import.meta.url);
    const files = (await readdir(source, { recursive: true })).filter((name) => name.endsWith(".ts"));
    expect(files).toContain("keys/file/generate.ts");
    for (const name of files) expect(await readFile(new URL(name, source), "utf8"), name).not.toContain("Math.random");
  });
});

describe("writing a key file", () => {
  test("T64: it is its owner's alone", async () => {
    const path = join(directory, "written");
    await writeKeyFile(path, file);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(new Uint8Array(await readFile(path))).toEqual(new Uint8Array(file));
  });

  test("T64: what is there stays, a dangling link too", async () => {
    const path = join(directory, "taken");
    await writeFile(path, "mine");
    await expect(writeKeyFile(path, file)).rejects.toEqual(fault("KEY_FILE_EXISTS"));
    expect(await readFile(path, "utf8")).toBe("mine");
    const link = join(directory, "link");
    await symlink(join(directory, "elsewhere"), link);
    await expect(writeKeyFile(link, file)).rejects.toEqual(fault("KEY_FILE_EXISTS"));
    expect(await readdir(directory)).not.toContain("elsewhere");
  });

  test("a directory that is not there is said to be unwritable", async () => {
    await expect(writeKeyFile(join(directory, "no", "key"), file)).rejects.toEqual(fault("KEY_FILE_UNWRITABLE"));
  });

  test("T46: nothing is written in a git work tree, a linked one, or through a link into one", async () => {
    const git = (...args: string[]) => execFileSync("git", args, { stdio: "pipe" });
    const tree = join(directory, "tree");
    const linked = join(directory, "linked");
    const author = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    git("init", "-q", tree);
    git("-C", tree, ...author, "commit", "-q", "--allow-empty", "-m", "first");
    git("-C", tree, "worktree", "add", "-q", linked);
    await mkdir(join(tree, "deep", "keys"), { recursive: true });
    await symlink(join(tree, "deep"), join(directory, "shortcut"));
    for (const place of [tree, join(tree, "deep", "keys"), linked, join(directory, "shortcut"), join(tree, ".git")]) {
      await expect(writeKeyFile(join(place, "root.key"), file)).rejects.toEqual(fault("KEY_IN_WORK_TREE"));
      expect(await readdir(place)).not.toContain("root.key");
    }
  });
});
