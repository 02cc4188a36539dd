import type { KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { generateKey } from "../../../src/keys/file/generate.ts";
import { loadPrivateKey } from "../../../src/keys/file/load.ts";
import { readPublicKey } from "../../../src/keys/file/public-key.ts";
import { keyFromOpenssl } from "../../../src/keys/openssl-key.ts";
import type { Scheme } from "../../../src/tuf/key.ts";

const schemes: readonly Scheme[] = ["ed25519", "ecdsa-sha2-nistp256", "rsassa-pss-sha256"];
const passphrase = "nine lamps under the bridge";
const vectorPassphrase = "throwaway passphrase 7";
const vectors = new URL("../../vectors/securesystemslib/", import.meta.url);

let key: KeyObject;

beforeAll(async () => {
  key = await generateKey();
});

function fault(code: string): unknown {
  return expect.objectContaining({ name: "Fault", code });
}

/** Answers each attempt from a list. */
function answers(...list: string[]) {
  return async (attempt: number): Promise<string | undefined> => list[attempt - 1];
}

describe("keys of securesystemslib 0.28", () => {
  test.each(["ed25519", "ecdsa", "rsa"])("%s: opens with its passphrase and no other", async (name) => {
    const bytes = await readFile(new URL(name, vectors));
    const opened = await loadPrivateKey(bytes, answers("wrong", vectorPassphrase));
    expect(keyFromOpenssl(opened)).toEqual(readPublicKey(await readFile(new URL(`${name}.pub`, vectors))));
    await expect(loadPrivateKey(bytes, answers("a", "b", "c"))).rejects.toEqual(fault("SIGNER_PASSPHRASE_WRONG"));
    await expect(loadPrivateKey(bytes, answers())).rejects.toEqual(fault("SIGNER_PASSPHRASE_NEEDED"));
  });

  test("an unencrypted ed25519 key needs no passphrase", async () => {
    const opened = await loadPrivateKey(await readFile(new URL("ed25519-plain", vectors)), answers());
    expect(keyFromOpenssl(opened)).toEqual(readPublicKey(await readFile(new URL("ed25519-plain.pub", vectors))));
  });

  test("interop P2: a public key keeps its three defined members", async () => {
    const read = readPublicKey(await readFile(new URL("ed25519.pub", vectors)));
    expect([...read.json.keys()].sort()).toEqual(["keytype", "keyval", "scheme"]);
  });

  test("any change to an encrypted key is noticed", async () => {
    const text = await readFile(new URL("ed25519", vectors), "utf8");
    const parts = text.split("@@@@");
    for (const [index, part] of parts.entries()) {
      const last = part.at(-1) === "0" ? "1" : "0";
      const changed = parts.map((other, at) => (at === index ? part.slice(0, -1) + last : other)).join("@@@@");
      await expect(loadPrivateKey(Buffer.from(changed), answers(vectorPassphrase))).rejects.toMatchObject({
        code: expect.stringMatching(/^SIGNER_(KEY_INVALID|PASSPHRASE_WRONG)$/),
      });
    }
  });

  test("T64: a key that asks for too many rounds is refused before a passphrase is asked for", async () => {
    const text = await readFile(new URL("ed25519", vectors), "utf8");
    const costly = Buffer.from(text.replace("@@@@100000@@@@", "@@@@4000000000@@@@"));
    await expect(loadPrivateKey(costly, () => Promise.reject(new Error("asked")))).rejects.toEqual(
      fault("SIGNER_KEY_INVALID"),
    );
  });

  test("two halves of different keys are refused", async () => {
    const plain = await readFile(new URL("ed25519-plain", vectors), "utf8");
    const mixed = Buffer.from(plain.replace(/"public": "[0-9a-f]+"/, `"public": "${keyFromOpenssl(key).public}"`));
    await expect(loadPrivateKey(mixed, answers())).rejects.toEqual(fault("SIGNER_KEY_INVALID"));
  });
});

describe("PEM", () => {
  const pem = (made: KeyObject, type: "pkcs8" | "pkcs1" | "sec1", secret?: string): Buffer => {
    const lock = secret === undefined ? {} : { cipher: "aes-256-cbc", passphrase: secret };
    return Buffer.from(made.export({ type: type as "pkcs8", format: "pem", ...lock }).toString());
  };

  test.each(schemes)("%s: is read plain and encrypted, in PKCS#8 and in its older form", async (scheme) => {
    const made = await generateKey(scheme);
    const older = scheme === "rsassa-pss-sha256" ? "pkcs1" : scheme === "ecdsa-sha2-nistp256" ? "sec1" : "pkcs8";
    for (const type of ["pkcs8", older] as const) {
      expect((await loadPrivateKey(pem(made, type), answers())).equals(made)).toBe(true);
      const locked = pem(made, type, passphrase);
      expect((await loadPrivateKey(locked, answers("wrong", passphrase))).equals(made)).toBe(true);
      await expect(loadPrivateKey(locked, answers())).rejects.toEqual(fault("SIGNER_PASSPHRASE_NEEDED"));
      await expect(loadPrivateKey(locked, answers("", "b", "c"))).rejects.toEqual(fault("SIGNER_PASSPHRASE_WRONG"));
    }
  });

  test("is found beside the curve parameters that openssl writes first", async () => {
    const made = await generateKey("ecdsa-sha2-nistp256");
    const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    const bytes = Buffer.concat([Buffer.from(parameters), pem(made, "sec1")]);
    expect((await loadPrivateKey(bytes, answers())).equals(made)).toBe(true);
  });

  test("T64: an encrypted key that asks for too many rounds is refused before a passphrase is asked for", async () => {
    const lines = pem(key, "pkcs8", passphrase).toString().trim().split("\n");
    const der = Buffer.from(lines.slice(1, -1).join(""), "base64");
    // PBKDF2's parameters end with the rounds, 2048, in two bytes: 02 02 08 00.
    const at = der.indexOf(Buffer.from("02020800", "hex"));
    expect(at).toBeGreaterThan(0);
    const patch = (rounds: string): Buffer => {
      const bytes = Buffer.concat([der.subarray(0, at), Buffer.from(rounds, "hex"), der.subarray(at + 4)]);
      const added = bytes.length - der.length;
      // Lengths of the enclosing sequences: 30 81 xx | 30 xx | (OID) | 30 xx | 30 xx | (OID) | 30 xx
      for (const offset of [2, 4, 17, 19, 32]) bytes[offset] = (bytes[offset] ?? 0) + added;
      return Buffer.from(`${lines[0]}\n${bytes.toString("base64")}\n${lines.at(-1)}\n`);
    };
    expect((await loadPrivateKey(patch("02020800"), answers(passphrase))).equals(key)).toBe(true);
    const asked = () => Promise.reject(new Error("asked"));
    await expect(loadPrivateKey(patch("02047fffffff"), asked)).rejects.toEqual(fault("SIGNER_KEY_INVALID"));
  });

  test.each(["", "nothing at all", "{", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])(
    "what is no private key is refused: %j",
    async (text) => {
      await expect(loadPrivateKey(Buffer.from(text), answers("a", "b", "c"))).rejects.toEqual(
        fault("SIGNER_KEY_INVALID"),
      );
    },
  );
});

describe("a file with a public key", () => {
  test.each(schemes)("%s: is read from SPKI PEM", async (scheme) => {
    const made = keyFromOpenssl(await generateKey(scheme));
    const spki = scheme === "ed25519" ? publicPem(key) : made.public;
    expect(readPublicKey(Buffer.from(spki))).toEqual(scheme === "ed25519" ? keyFromOpenssl(key) : made);
  });

  test("is refused when it holds a private one", async () => {
    const pkcs8 = Buffer.from(key.export({ type: "pkcs8", format: "pem" }).toString());
    const legacy = await Promise.all(
      ["ed25519", "ed25519-plain", "ecdsa", "rsa"].map((name) => readFile(new URL(name, vectors))),
    );
    for (const bytes of [pkcs8, ...legacy])
      expect(() => readPublicKey(bytes)).toThrow(fault("KEY_NOT_PUBLIC") as Error);
  });

  test.each(["", "x", "{}", '{"keytype":"ed25519","scheme":"ed25519","keyval":{"public":"00"}}'])(
    "is refused when it holds none: %j",
    (text) => {
      expect(() => readPublicKey(Buffer.from(text))).toThrow(fault("KEY_INVALID") as Error);
    },
  );
});

function publicPem(made: KeyObject): string {
  const der = Buffer.concat([
    Buffer.from("302a300506032b6570032100", "hex"),
    Buffer.from(keyFromOpenssl(made).public, "hex"),
  ]);
  return `-----BEGIN PUBLIC KEY-----\n${der.toString("base64")}\n-----END PUBLIC KEY-----\n`;
}
