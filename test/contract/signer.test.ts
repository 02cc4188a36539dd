import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Fault } from "../../src/base/fault.ts";
import { keysFaults } from "../../src/keys/faults.ts";
import { generateKey } from "../../src/keys/file/generate.ts";
import { encryptKey } from "../../src/keys/file/key-file.ts";
import { signerFromPrivateKey } from "../../src/keys/file/private-key.ts";
import { keyFromOpenssl } from "../../src/keys/openssl-key.ts";
import { openSigner, signerProviders } from "../../src/keys/table.ts";
import type { Scheme } from "../../src/tuf/key.ts";
import { faultOf, heldElsewhere, printedForms, secretSource, shared } from "../support/signer-contract.ts";
import { verifier, verifySignature } from "../support/verifier.ts";

const schemes: readonly Scheme[] = ["ed25519", "ecdsa-sha2-nistp256", "rsassa-pss-sha256"];
const passphrase = "nine lamps under the bridge";
const message = new TextEncoder().encode("what is signed");

/** A key put where a provider finds it: the address, and the environment it needs. */
type Place = (material: Uint8Array | string) => Promise<{ uri: string; variables: ReadonlyMap<string, string> }>;

let directory: string;
let count = 0;
const keys = new Map<Scheme, KeyObject>();

/** How to place a key for each scheme of the table; a provider without one fails the first test. */
const places = new Map<string, Place>([
  [
    "file",
    async (material) => {
      const path = join(directory, `key-${count++}`);
      await writeFile(path, material);
      return { uri: `file:${path}`, variables: new Map() };
    },
  ],
  [
    "env",
    async (material) => ({ uri: "env:THE_KEY", variables: new Map([["THE_KEY", Buffer.from(material).toString()]]) }),
  ],
]);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "kaprien-signer-"));
  for (const scheme of schemes) keys.set(scheme, await generateKey(scheme));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

function privateKey(scheme: Scheme): KeyObject {
  const key = keys.get(scheme);
  if (key === undefined) throw new Error(`no ${scheme} key`);
  return key;
}

function pem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

test("every provider of the table is held to this contract", async () => {
  expect([...signerProviders.keys()].sort()).toEqual([...places.keys(), ...heldElsewhere.keys()].sort());
  for (const [scheme, file] of heldElsewhere) {
    expect(await readFile(file, "utf8")).toMatch(new RegExp(`describeSigner\\(\\s*["\`]${scheme}: `));
  }
  for (const [scheme, load] of signerProviders) {
    const { provider } = await load();
    expect(provider.scheme).toBe(scheme);
    expect(provider.summary).not.toBe("");
  }
});

test("loading the table loads no provider, and no code that opens keys", async () => {
  const bundle = await rolldown({ input: "src/keys/table.ts", platform: "node", logLevel: "silent" });
  const { output } = await bundle.generate();
  await bundle.close();
  const chunks = new Map(output.flatMap((chunk) => (chunk.type === "chunk" ? [[chunk.fileName, chunk] as const] : [])));
  const entry = [...chunks.values()].find((chunk) => chunk.isEntry);
  expect(entry?.dynamicImports.length).toBe(signerProviders.size);
  const eager = new Set<string>();
  const visit = (name: string): void => {
    for (const id of chunks.get(name)?.moduleIds ?? []) eager.add(id.replace(/^.*\/src\//, "src/"));
    chunks.get(name)?.imports.forEach(visit);
  };
  visit(entry?.fileName ?? "");
  // Tables of faults are texts.
  const code = [...eager].filter((id) => id.startsWith("src/") && !id.endsWith("/faults.ts"));
  expect(code.sort()).toEqual(["src/base/fault.ts", "src/keys/table.ts", "src/keys/verified-signer.ts"]);
});

describe.each([...places])("%s:", (_name, place) => {
  test.each(schemes)("T58: %s: the key is the file's and its signatures verify", async (scheme) => {
    const key = privateKey(scheme);
    const { uri, variables } = await place(pem(key));
    const { asked, secrets } = secretSource(variables);
    const signer = await openSigner(uri, secrets, verifier);
    expect(signer.key).toEqual(keyFromOpenssl(key));
    expect(signer.key.scheme).toBe(scheme);
    const signature = await signer.sign(message);
    expect(verifySignature(signer.key, message, signature)).toBe(true);
    expect(verifySignature(signer.key, message.subarray(1), signature)).toBe(false);
    expect(asked).toEqual([]);
    await signer[Symbol.asyncDispose]();
  });

  test("after disposal it signs no more, and disposing twice is harmless", async () => {
    const { uri, variables } = await place(pem(privateKey("ed25519")));
    const signer = await openSigner(uri, secretSource(variables).secrets, verifier);
    await signer[Symbol.asyncDispose]();
    await signer[Symbol.asyncDispose]();
    expect((await faultOf(signer.sign(message))).code).toBe("SIGNER_CLOSED");
  });

  test("a passphrase is asked for until it is right", async () => {
    const { uri, variables } = await place(await encryptKey(privateKey("ed25519"), passphrase, 1024));
    const { asked, secrets } = secretSource(variables, ["wrong", "wrong again", passphrase]);
    const signer = await openSigner(uri, secrets, verifier);
    expect(signer.key).toEqual(keyFromOpenssl(privateKey("ed25519")));
    expect(asked).toEqual([
      [uri, 1],
      [uri, 2],
      [uri, 3],
    ]);
  });

  test("a passphrase that is wrong three times is not asked for again", async () => {
    const { uri, variables } = await place(await encryptKey(privateKey("ed25519"), passphrase, 1024));
    const { asked, secrets } = secretSource(variables, ["one", "two", "three", passphrase]);
    const fault = await faultOf(openSigner(uri, secrets, verifier));
    expect(fault.code).toBe("SIGNER_PASSPHRASE_WRONG");
    expect(fault.data["uri"]).toBe(uri);
    expect(asked.length).toBe(3);
  });

  test("with nobody to ask, a passphrase is said to be needed; after a wrong one, that it was wrong", async () => {
    const { uri, variables } = await place(await encryptKey(privateKey("ed25519"), passphrase, 1024));
    expect((await faultOf(openSigner(uri, secretSource(variables).secrets, verifier))).code).toBe(
      "SIGNER_PASSPHRASE_NEEDED",
    );
    expect((await faultOf(openSigner(uri, secretSource(variables, ["x"]).secrets, verifier))).code).toBe(
      "SIGNER_PASSPHRASE_WRONG",
    );
  });

  test("T58: key types that TUF clients do not share are refused", async () => {
    const others: KeyObject[] = [
      generateKeyPairSync("ec", { namedCurve: "secp384r1" }).privateKey,
      generateKeyPairSync("ed448").privateKey,
      generateKeyPairSync("x25519").privateKey,
    ];
    for (const key of others) {
      const { uri, variables } = await place(pem(key));
      expect((await faultOf(openSigner(uri, secretSource(variables).secrets, verifier))).code).toBe("KEY_UNSUPPORTED");
    }
    const short = await place(pem(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey));
    expect((await faultOf(openSigner(short.uri, secretSource(short.variables).secrets, verifier))).code).toBe(
      "SIGNER_KEY_INVALID",
    );
  });

  test("I13: no secret is in a fault, a signer or its printed forms", async () => {
    const key = privateKey("ed25519");
    const text = pem(key);
    const body = text.split("\n")[1] ?? "";
    const seed = key.export({ type: "pkcs8", format: "der" }).subarray(16).toString("hex");
    const half = keyFromOpenssl(key).public;
    const point = keyFromOpenssl(privateKey("ecdsa-sha2-nistp256")).public;
    const json = (keyval: unknown): string => JSON.stringify({ keytype: "ed25519", scheme: "ed25519", keyval });
    const spoilt = [
      text.replace("-----END PRIVATE KEY-----", ""),
      text.replace(body, body.slice(0, -8)),
      text + text,
      text.replaceAll("PRIVATE", "OPENSSH PRIVATE"),
      key.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase }).toString(),
      body,
      seed,
      json(seed),
      json({ private: seed }),
      json({ public: half, private: [seed] }),
      json({ public: half, private: seed.slice(1) }),
      json({ public: half, private: `${seed} ` }),
      json({ public: seed, private: half }),
      json({ public: half, private: seed }).replace('"keytype"', `"${seed}":1,"${seed}":2,"keytype"`),
      json({ public: half, private: seed }).replace("}}", ""),
      json({ public: half, private: seed }).replace(seed, `${seed}\\x`),
      json({ public: half, private: seed }).replace('"scheme":"ed25519"', `"scheme":"${seed}"`),
      json({ public: half, private: text }),
      JSON.stringify({ keytype: "ecdsa", scheme: seed, keyval: { public: point, private: seed } }),
      `${seed}@@@@100@@@@${seed}@@@@${seed}`,
      `{"kaprien-key":"${seed}"}`,
    ];
    const failures: Fault[] = [];
    for (const material of spoilt) {
      const { uri, variables } = await place(material);
      failures.push(await faultOf(openSigner(uri, secretSource(variables, [seed, seed, seed]).secrets, verifier)));
    }
    const locked = await place(await encryptKey(key, passphrase, 1024));
    failures.push(
      await faultOf(openSigner(locked.uri, secretSource(locked.variables, [seed, body]).secrets, verifier)),
    );
    const open = await place(text);
    const signer = await openSigner(open.uri, secretSource(open.variables).secrets, verifier);
    const printed = [...failures, signer].map(printedForms);
    expect(failures.map((fault) => fault.code)).toSatisfy((codes: string[]) =>
      codes.every((code) => /^(SIGNER|KEY)_/.test(code)),
    );
    for (const form of printed) {
      expect(shared(form, seed)).toBe(false);
      expect(shared(form, body)).toBe(false);
    }
    expect(shared(printedForms(keysFaults.SIGNER_REFUSED({ service: "x", reason: seed.slice(8, 24) })), seed)).toBe(
      true,
    );
  });
});

test("interop P1: signatures have the one form every client reads", async () => {
  const ecdsa = await signerFromPrivateKey(privateKey("ecdsa-sha2-nistp256")).sign(message);
  expect([...ecdsa.subarray(0, 2)]).toEqual([0x30, ecdsa.length - 2]);
  expect((await signerFromPrivateKey(privateKey("ed25519")).sign(message)).length).toBe(64);
  // The verifier of the core accepts a 32-byte salt only.
  const rsa = signerFromPrivateKey(privateKey("rsassa-pss-sha256"));
  expect(verifySignature(rsa.key, message, await rsa.sign(message))).toBe(true);
});

test("a signature that does not verify is never returned", async () => {
  const one = privateKey("ecdsa-sha2-nistp256").export({ type: "sec1", format: "der" });
  const other = (await generateKey("ecdsa-sha2-nistp256")).export({ type: "sec1", format: "der" });
  // SEC1 carries the public point at its end; a key whose two halves differ loads, and signs what nobody can verify.
  const mixed = Buffer.concat([one.subarray(0, -65), other.subarray(-65)]);
  const signer = signerFromPrivateKey(createPrivateKey({ key: mixed, type: "sec1", format: "der" }));
  expect((await faultOf(signer.sign(message))).code).toBe("SIGNER_SIGNATURE_INVALID");
});
