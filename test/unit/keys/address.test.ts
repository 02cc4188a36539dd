import type { KeyObject } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import { generateKey } from "../../../src/keys/file/generate.ts";
import { encryptKey } from "../../../src/keys/file/key-file.ts";
import { keyFromOpenssl } from "../../../src/keys/openssl-key.ts";
import type { SecretSource } from "../../../src/keys/signer-provider.ts";
import { openSigner, signerProviders } from "../../../src/keys/table.ts";
import { verifier } from "../../support/verifier.ts";

const passphrase = "nine lamps under the bridge";
let directory: string;
let key: KeyObject;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "kaprien-address-"));
  key = await generateKey("ecdsa-sha2-nistp256");
});

afterAll(() => rm(directory, { recursive: true, force: true }));

function secrets(variables: ReadonlyMap<string, string> = new Map(), answer?: string): SecretSource {
  return { variable: (name) => variables.get(name), passphrase: async () => answer };
}

async function faultOf(uri: string, variables?: ReadonlyMap<string, string>): Promise<Fault> {
  const error = await openSigner(uri, secrets(variables), verifier).catch((thrown: unknown) => thrown);
  if (error instanceof Fault) return error;
  throw new Error(`a fault was expected, not ${inspect(error)}`);
}

test.each(["", "nothing", "vault", "constructor:x", "toString:x", "FILE:x", "-----BEGIN PRIVATE KEY-----"])(
  "an address of no known scheme is refused with the known ones: %j",
  async (uri) => {
    const fault = await faultOf(uri);
    expect(fault.code).toBe("SIGNER_URI_INVALID");
    expect(fault.data["known"]).toEqual([...signerProviders.keys()]);
  },
);

test.each([
  "env:",
  "env:ABC-DEF",
  "env:1ABC",
  "env:-----BEGIN PRIVATE KEY-----",
  "file:",
  "file:a\0b",
  "file:-----BEGIN X",
])("an address that names nothing is refused, and not repeated: %j", async (uri) => {
  const fault = await faultOf(uri);
  expect(fault.code).toBe("SIGNER_URI_INVALID");
  if (uri.length > 5) expect(inspect(fault)).not.toContain(uri.slice(5));
});

test("file: a path where nothing is, or what is no file, is named", async () => {
  const path = join(directory, "nothing-here");
  const missing = await faultOf(`file:${path}`);
  expect(missing.code).toBe("SIGNER_KEY_MISSING");
  expect(missing.data).toMatchObject({ path, uri: `file:${path}` });
  expect((await faultOf(`file:${directory}`)).code).toBe("SIGNER_KEY_INVALID");
});

test("T17: file: an endless file is not read to its end", async () => {
  const fault = await faultOf("file:/dev/zero");
  expect(fault.code).toBe("SIGNER_KEY_INVALID");
  expect(fault.data["reason"]).toMatch(/larger/);
});

test.each([undefined, "", " \n"])("env: a variable that is unset or empty is named: %j", async (value) => {
  const variables = new Map(value === undefined ? [] : [["THE_KEY", value]]);
  const fault = await faultOf("env:THE_KEY", variables);
  expect(fault.code).toBe("SIGNER_KEY_MISSING");
  expect(fault.data["variable"]).toBe("THE_KEY");
});

test("env: a PEM is read from one line with escapes, with CRLF, and from base64", async () => {
  const text = key.export({ type: "pkcs8", format: "pem" }).toString();
  const base64 = Buffer.from(text).toString("base64");
  const wrapped = base64.replaceAll(/.{60}/g, "$&\n");
  const forms = [
    text.replaceAll("\n", "\\n"),
    text.replaceAll("\n", "\\r\\n"),
    text.replaceAll("\n", "\r\n"),
    base64,
    wrapped,
  ];
  for (const form of forms) {
    const signer = await openSigner("env:THE_KEY", secrets(new Map([["THE_KEY", form]])), verifier);
    expect(signer.key).toEqual(keyFromOpenssl(key));
  }
});

test("env: a key file is read from base64", async () => {
  const file = await encryptKey(key, passphrase, 1024);
  const variables = new Map([["THE_KEY", Buffer.from(file).toString("base64")]]);
  const signer = await openSigner("env:THE_KEY", secrets(variables, passphrase), verifier);
  expect(signer.key).toEqual(keyFromOpenssl(key));
});
