import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSigner } from "../../src/keys/table.ts";
import { keyFromRaw, keyFromSpki, type PublicKey } from "../../src/tuf/key.ts";
import { describeSigner, faultOf, type SignerRig, secretSource } from "../support/signer-contract.ts";
import { verifier, verifySignature } from "../support/verifier.ts";
import { goProgram, type RunningServer, startServer } from "./lib/program.ts";
import { lacks } from "./lib/tools.ts";

const token = `hvs.canary${randomBytes(24).toString("base64url")}`;
const message = new TextEncoder().encode("what is signed");
let server: RunningServer;

function secrets(changes: Record<string, string> = {}) {
  return secretSource(new Map(Object.entries({ VAULT_ADDR: server.address, VAULT_TOKEN: token, ...changes }))).secrets;
}

async function ask(method: string, path: string, body?: Record<string, unknown>): Promise<Record<string, unknown>> {
  const reply = await fetch(`${server.address}/v1/transit/${path}`, {
    method,
    headers: { "x-vault-token": token },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
  return text === "" ? {} : JSON.parse(text).data;
}

async function publicKey(name: string, version: string): Promise<PublicKey> {
  const { type, keys } = (await ask("GET", `keys/${name}`)) as {
    type: string;
    keys: Record<string, { public_key: string }>;
  };
  const text = keys[version]?.public_key ?? "";
  return type === "ed25519" ? keyFromRaw(Buffer.from(text, "base64")) : keyFromSpki(text);
}

async function rig(type: string): Promise<SignerRig> {
  await ask("POST", `keys/${type}`, { type });
  await ask("POST", "keys/p384", { type: "ecdsa-p384" });
  return {
    uri: `vault://${type}`,
    key: await publicKey(type, "1"),
    secrets: secrets(),
    hidden: [token],
    wrong: {
      missing: { uri: "vault://nothing" },
      unparsable: [{ uri: "vault://a/b" }],
      unreachable: { uri: "vault://a", secrets: secrets({ VAULT_ADDR: "http://127.0.0.1:1" }) },
      unsupported: { uri: "vault://p384" },
    },
  };
}

const without = { lying: "the engine does not lie; the contract tests' server does" };

/** Vault's own transit engine, without Vault's core around it: no policies, no namespaces, no login. */
describe.skipIf(lacks("go"))("the transit engine of Vault", () => {
  beforeAll(async () => {
    server = await startServer(goProgram("vault"), [], { VAULT_TOKEN: token });
  }, 600_000);
  afterAll(() => server?.close());

  for (const type of ["ed25519", "ecdsa-p256", "rsa-2048", "rsa-3072"])
    describeSigner(`vault: ${type} of the engine`, () => rig(type), { without });

  test("a rotation while a signer is open changes no key, and an old version can be named", async () => {
    await ask("POST", "keys/turning", { type: "ecdsa-p256" });
    await using signer = await openSigner("vault://turning", secrets(), verifier);
    await ask("POST", "keys/turning/rotate", {});
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
    await using next = await openSigner("vault://turning", secrets(), verifier);
    expect(next.key).toEqual(await publicKey("turning", "2"));
    expect(verifySignature(next.key, message, await next.sign(message))).toBe(true);
    await using old = await openSigner("vault://turning?version=1", secrets(), verifier);
    expect(old.key).toEqual(signer.key);
    await ask("POST", "keys/turning/config", { min_encryption_version: 2 });
    const retired = await faultOf(openSigner("vault://turning?version=1", secrets(), verifier));
    expect(retired).toMatchObject({ code: "SIGNER_KEY_INVALID" });
  });

  test("a derived key and one for encryption are refused", async () => {
    await ask("POST", "keys/derived", { type: "ed25519", derived: true });
    expect(await faultOf(openSigner("vault://derived", secrets(), verifier))).toMatchObject({
      code: "SIGNER_KEY_INVALID",
    });
    await ask("POST", "keys/symmetric", { type: "aes256-gcm96" });
    expect(await faultOf(openSigner("vault://symmetric", secrets(), verifier))).toMatchObject({
      code: "KEY_UNSUPPORTED",
    });
  });

  test("a wrong token is SIGNER_FORBIDDEN", async () => {
    const fault = await faultOf(openSigner("vault://ed25519", secrets({ VAULT_TOKEN: "hvs.other" }), verifier));
    expect(fault.code).toBe("SIGNER_FORBIDDEN");
  });
});
