import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyFromOpenssl } from "../../src/keys/openssl-key.ts";
import { provider } from "../../src/keys/pkcs11/pkcs11.ts";
import type { SecretSource } from "../../src/keys/signer-provider.ts";
import { describeSigner, faultOf, secretSource } from "../support/signer-contract.ts";
import { verifySignature } from "../support/verifier.ts";
import { pin, type SoftToken, softToken } from "./lib/softhsm.ts";
import { directory, lacks } from "./lib/tools.ts";

const skip = lacks("softhsm2-util", "pkcs11-tool", "openssl", "pkcs11js");
const message = new TextEncoder().encode("what is signed");
const kinds = [
  ["EC:prime256v1", "p256", "01"],
  ["RSA:2048", "rsa-2048", "02"],
  ["RSA:3072", "rsa-3072", "03"],
  ["EC:edwards25519", "edwards", "04"],
] as const;
let token: SoftToken;

/** A person who knows the PIN, and where pkcs11js is. */
function person(...answers: readonly string[]): ReturnType<typeof secretSource> {
  const variables = new Map([
    ["KAPRIEN_PKCS11JS", directory],
    ["KAPRIEN_PKCS11_MODULE", token.module],
  ]);
  return secretSource(variables, answers);
}

function uri(path: string): string {
  return `pkcs11:${path}?module-path=${token.module}`;
}

describe.skipIf(skip)("SoftHSM", () => {
  beforeAll(async () => {
    token = await softToken();
    for (const [kind, label, id] of kinds) await token.generate(kind, label, id);
    await token.generate("EC:secp384r1", "p384", "05");
    // A private key beside the public half of another one: nothing in PKCS#11 keeps the two together.
    await token.generate("EC:prime256v1", "mixed", "06");
    await token.tool(["--delete-object", "--type", "pubkey", "--id", "06"]);
    const other = join(token.directory, "other.der");
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    await writeFile(other, publicKey.export({ type: "spki", format: "der" }));
    await token.tool(["--write-object", other, "--type", "pubkey", "--id", "06", "--label", "mixed"]);
  });

  afterAll(() => token?.close());

  for (const [, label, id] of kinds) {
    describeSigner(`pkcs11: ${label}`, async () => {
      const { secrets } = person(pin);
      return {
        uri: uri(`token=kaprien;object=${label}`),
        key: await token.publicKey(id),
        secrets,
        hidden: [pin],
        wrong: {
          missing: { uri: uri("token=kaprien;object=nothing") },
          unparsable: [
            { uri: "pkcs11:" },
            { uri: "pkcs11:token=kaprien" },
            { uri: uri(`token=kaprien;object=${label};colour=red`) },
            { uri: uri(`token=kaprien;object=${label};object=${label}`) },
            { uri: uri(`token=kaprien;object=%`) },
            { uri: uri(`token=kaprien;object=${label};type=cert`) },
            { uri: `${uri(`token=kaprien;object=${label}`)}&pin-value=${pin}` },
            { uri: `pkcs11:object=${label};pin-value=${pin}` },
            { uri: `pkcs11:object=${label}?module-path=./libsofthsm2.so` },
          ],
          unreachable: { uri: `pkcs11:object=${label}?module-path=/nowhere/lib.so` },
          unsupported: { uri: uri("token=kaprien;object=p384") },
          lying: { uri: uri("token=kaprien;object=mixed") },
        },
      };
    });
  }

  test("a key is found by its id, its token's serial number, and without naming the token when there is one", async () => {
    const expected = await token.publicKey("01");
    const listed = (await provider.list?.(person().secrets)) ?? [];
    const serial = /serial=([^;]+)/.exec(listed[0]?.uri ?? "")?.[1];
    for (const path of ["id=%01", "object=p256", `serial=${serial};id=%01;object=p256`, "model=SoftHSM%20v2;id=%01"]) {
      await using signer = await provider.open(uri(path), person(pin).secrets);
      expect(signer.key).toEqual(expected);
    }
  });

  test("the public keys are listed without a PIN, with addresses that open them", async () => {
    const { secrets, asked } = person(pin);
    const listed = (await provider.list?.(secrets)) ?? [];
    expect(asked).toEqual([]);
    expect(listed.map(({ label }) => label).sort()).toEqual(
      [...kinds.map(([, label]) => label), "mixed"].map((label) => `${label} in kaprien`).sort(),
    );
    for (const { uri: address, key } of listed.filter(({ label }) => !label?.startsWith("mixed"))) {
      await using signer = await provider.open(address, secrets);
      expect(verifySignature(key, message, await signer.sign(message))).toBe(true);
    }
  });

  test("a wrong PIN is tried again once, and only with another answer of a person", async () => {
    const address = uri("object=p256");
    const corrected = person("1111", pin);
    await using signer = await provider.open(address, corrected.secrets);
    expect(corrected.asked).toEqual([
      [address, 1],
      [address, 2],
    ]);
    await signer[Symbol.asyncDispose]();
    for (const answers of [["1111"], ["1111", "1111"], ["1111", "2222", pin]]) {
      const { asked, secrets } = person(...answers);
      const fault = await faultOf(provider.open(address, secrets));
      expect(fault.code).toBe("SIGNER_PIN_WRONG");
      expect(asked.length).toBeLessThanOrEqual(2);
    }
    expect((await faultOf(provider.open(address, person().secrets))).code).toBe("SIGNER_PASSPHRASE_NEEDED");
    expect((await faultOf(provider.open(address, person("").secrets))).code).toBe("SIGNER_PASSPHRASE_NEEDED");
  });

  test("a second signer of a token that is open asks for no PIN", async () => {
    const { asked, secrets } = person();
    await using first = await provider.open(uri("object=p256"), person(pin).secrets);
    await using second = await provider.open(uri("object=edwards"), secrets);
    expect(asked).toEqual([]);
    await first[Symbol.asyncDispose]();
    expect(verifySignature(second.key, message, await second.sign(message))).toBe(true);
  });

  test("a key that asks for its PIN each time is given it each time", async () => {
    await token.generate("EC:prime256v1", "careful", "07", "--always-auth");
    const { asked, secrets } = person(pin);
    {
      await using signer = await provider.open(uri("object=careful"), secrets);
      for (let at = 0; at < 2; at++)
        expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
    }
    expect(asked.length).toBe(3);
  });

  test("a key beside a certificate alone is used by the certificate's key", async () => {
    const path = (name: string): string => join(token.directory, name);
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    await writeFile(path("own.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
    const request = [
      "req",
      "-x509",
      "-subj",
      "/CN=x",
      "-outform",
      "DER",
      "-key",
      path("own.pem"),
      "-out",
      path("own.der"),
    ];
    execFileSync("openssl", request, { stdio: "ignore" });
    for (const [type, name] of [
      ["privkey", "own.pem"],
      ["cert", "own.der"],
    ] as const) {
      await token.tool(["--write-object", path(name), "--type", type, "--id", "08", "--label", "certified"]);
    }
    await using signer = await provider.open(uri("token=kaprien;object=certified"), person(pin).secrets);
    expect(signer.key).toEqual(keyFromOpenssl(publicKey));
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
  });

  test("two private keys with one id are not told apart by luck", async () => {
    await token.initialize("crowded");
    for (const label of ["left", "right"]) {
      await token.tool(["--keypairgen", "--key-type", "EC:prime256v1", "--label", label, "--id", "01"], "crowded");
    }
    for (const path of ["token=crowded;object=left", "token=crowded;id=%01"]) {
      expect((await faultOf(provider.open(uri(path), person(pin).secrets))).code).toBe("SIGNER_AMBIGUOUS");
    }
    expect((await faultOf(provider.open(uri("object=left"), person(pin).secrets))).code).toBe("SIGNER_AMBIGUOUS");
    expect((await faultOf(provider.open(uri("token=absent;object=x"), person(pin).secrets))).code).toBe(
      "SIGNER_UNREACHABLE",
    );
  });

  test("without pkcs11js the package to install is named; without a library, how to name one", async () => {
    const bare: SecretSource = secretSource(new Map()).secrets;
    expect(await faultOf(provider.open(uri("object=p256"), bare))).toMatchObject({
      code: "SIGNER_MODULE_MISSING",
      data: { module: "pkcs11js" },
    });
    expect((await faultOf(provider.open("pkcs11:object=p256", bare))).code).toBe("SIGNER_UNREACHABLE");
    expect((await faultOf(provider.list?.(bare) ?? Promise.resolve())).code).toBe("SIGNER_UNREACHABLE");
  });
});
