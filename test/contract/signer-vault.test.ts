import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Fault } from "../../src/base/fault.ts";
import { explain } from "../../src/catalogue.ts";
import { keyFromOpenssl } from "../../src/keys/openssl-key.ts";
import { openSigner } from "../../src/keys/table.ts";
import { vault } from "../../src/keys/vault/vault.ts";
import type { Signer } from "../../src/tuf/signer.ts";
import {
  describeSigner,
  faultOf,
  printedForms,
  type SignerRig,
  secretSource,
  shared,
} from "../support/signer-contract.ts";
import { newKey, type VaultKey, type VaultServer, vaultServer } from "../support/vault.ts";
import { verifier, verifySignature } from "../support/verifier.ts";
import { honestNumbers, pemOf, rsaSpki } from "../support/weak-keys.ts";

const message = new TextEncoder().encode("what is signed");
let server: VaultServer;
let count = 0;

beforeAll(async () => {
  server = await vaultServer();
});
beforeEach(() => {
  server.namespace = undefined;
});
afterAll(async () => {
  await server.close();
  expect(server.complaints).toEqual([]);
});

function secrets(changes: Record<string, string> = {}) {
  const variables = { VAULT_ADDR: server.address, VAULT_TOKEN: server.token, ...changes };
  return secretSource(new Map(Object.entries(variables))).secrets;
}

/** A new key of the engine, with some trouble. */
function address(trouble: Partial<VaultKey> = {}): string {
  const name = `key-${count++}`;
  const type = trouble.type ?? "ed25519";
  server.keys.set(`transit/${name}`, { type, versions: [newKey(type)], ...trouble });
  return `vault://${name}`;
}

/** Without its waits. */
function open(uri: string, changes?: Record<string, string>): Promise<Signer> {
  return vault({ fetch: (...request) => fetch(...request), pause: async () => {} }).open(uri, secrets(changes));
}

async function rig(type: string): Promise<SignerRig> {
  const key = newKey(type);
  const lying = address({
    type,
    spoil: (operation, data) =>
      operation === "keys" ? data : { ...data, signature: String(data["signature"]).replace(/v1:.{8}/, "v1:AAAAAAAA") },
  });
  return {
    uri: address({ type, versions: [key] }),
    key: keyFromOpenssl(key),
    secrets: secrets(),
    hidden: [server.token, server.jwt],
    open: (uri, source) => vault({ fetch: (...request) => fetch(...request), pause: async () => {} }).open(uri, source),
    wrong: {
      missing: { uri: "vault://nothing" },
      unparsable: [
        "vault:",
        "vault:///name",
        "vault://a/b",
        "vault://..",
        "vault://a?mount=../sys",
        "vault://a?mount=/x",
        "vault://a?version=0",
        "vault://a?version=1&version=2",
        "vault://a?role=x",
        "vault://a?auth=jwt",
        "vault://a?auth=aws&role=x",
        "vault://a?other=1",
        "vault://a#b",
        `vault://${server.token}?${server.token}`,
      ].map((uri) => ({ uri })),
      unreachable: { uri: "vault://a", secrets: secrets({ VAULT_ADDR: "http://127.0.0.1:1" }) },
      unsupported: { uri: address({ type: "ecdsa-p384" }) },
      lying: { uri: lying },
    },
  };
}

describeSigner("vault: ed25519", () => rig("ed25519"));
describeSigner("vault: ecdsa-p256", () => rig("ecdsa-p256"));
describeSigner("vault: rsa-3072", () => rig("rsa-3072"));

async function printedFault(uri: string, changes?: Record<string, string>): Promise<Fault> {
  const fault = await faultOf(
    open(uri, changes).then(async (signer) => {
      await using opened = signer;
      await opened.sign(message);
    }),
  );
  const { title, meaning, fix } = explain(fault.code, fault.data);
  for (const secret of [server.token, server.jwt, ...server.live])
    expect(shared(printedForms(fault) + title + meaning + fix, secret)).toBe(false);
  return fault;
}

describe("vault: versions", () => {
  test("a rotation while a signer is open changes no key", async () => {
    const versions = [newKey("ecdsa-p256")];
    const uri = address({ type: "ecdsa-p256", versions });
    await using signer = await open(uri);
    versions.push(newKey("ecdsa-p256"));
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
    await using next = await open(uri);
    expect(next.key).toEqual(keyFromOpenssl(versions[1] ?? ""));
    await using old = await open(`${uri}?version=1`);
    expect(old.key).toEqual(signer.key);
    expect(await faultOf(open(`${uri}?version=3`))).toMatchObject({ code: "SIGNER_KEY_MISSING" });
  });

  test("a mount elsewhere and a namespace are asked where they are", async () => {
    const key = newKey("ed25519");
    server.keys.set("team/signing/online", { type: "ed25519", versions: [key] });
    server.namespace = "acme/releases";
    await using signer = await open("vault://online?mount=team/signing", { VAULT_NAMESPACE: "acme/releases" });
    expect(signer.key).toEqual(keyFromOpenssl(key));
  });
});

describe("vault: who asks", () => {
  test("a JWT is exchanged for a token, which is revoked at the end", async () => {
    const before = server.live.size;
    const signer = await open(`${address()}?auth=jwt&role=kaprien`, { VAULT_TOKEN: "", VAULT_JWT: server.jwt });
    expect(server.live.size).toBe(before + 1);
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
    await signer[Symbol.asyncDispose]();
    expect(server.live.size).toBe(before);
  });

  test("a token that was issued is revoked when the key cannot be opened", async () => {
    const before = server.live.size;
    const fault = await printedFault("vault://nothing?auth=jwt&role=kaprien", { VAULT_JWT: server.jwt });
    expect(fault.code).toBe("SIGNER_KEY_MISSING");
    expect(server.live.size).toBe(before);
  });

  test.each<[string, Record<string, string>, string]>([
    ["no token", { VAULT_TOKEN: "" }, "SIGNER_FORBIDDEN"],
    ["a token of another service", { VAULT_TOKEN: "hvs.canaryanothertokenofsomebody" }, "SIGNER_FORBIDDEN"],
    ["what is no token", { VAULT_TOKEN: "two words" }, "SIGNER_FORBIDDEN"],
    ["no address", { VAULT_ADDR: "" }, "SIGNER_KEY_MISSING"],
    ["what is no address", { VAULT_ADDR: "vault.example" }, "SIGNER_URI_INVALID"],
    ["an address with a password", { VAULT_ADDR: "https://u:canary-pass@vault.example" }, "SIGNER_URI_INVALID"],
    ["what is no namespace", { VAULT_NAMESPACE: "a\nb" }, "SIGNER_URI_INVALID"],
  ])("I13: %s", async (_what, changes, code) => {
    const fault = await printedFault(address(), changes);
    expect(fault.code).toBe(code);
    expect(printedForms(fault)).not.toMatch(/canaryanother|canary-pass/);
  });

  test("a token is sent in the clear to this machine alone", async () => {
    const sent: string[] = [];
    const never = vault({
      fetch: async (url) => {
        sent.push(String(url));
        return new Response("{}");
      },
      pause: async () => {},
    });
    for (const host of ["vault.example", "127.0.0.1.example", "10.0.0.1"]) {
      const fault = await faultOf(never.open("vault://a", secrets({ VAULT_ADDR: `http://${host}:8200` })));
      expect(fault).toMatchObject({ code: "SIGNER_CLEARTEXT", data: { location: `http://${host}:8200` } });
    }
    expect(sent).toEqual([]);
  });

  test("SIGNER_FORBIDDEN says what the caller needs", async () => {
    const fault = await printedFault(address({ refusals: [[403, { errors: [server.token] }]] }));
    expect(fault.code).toBe("SIGNER_FORBIDDEN");
    expect(fault.data["permission"]).toMatch(/^read on transit\/keys\/key-\d+$/);
    expect(explain(fault.code, fault.data).exit).toBe(4);
  });
});

describe("vault: a service in trouble", () => {
  test("is asked again", async () => {
    const signer = await open(address({ refusals: [[503], [429], [502, "<html>"]] }));
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
  });

  test.each<[string, Partial<VaultKey>, string]>([
    [
      "sealed",
      { refusals: Array.from({ length: 4 }, () => [503, { errors: ["Vault is sealed"] }] as const) },
      "SIGNER_UNREACHABLE",
    ],
    [
      "redirects",
      { refusals: Array.from({ length: 4 }, () => [307, "", { location: "http://127.0.0.1:1/" }] as const) },
      "SIGNER_ANSWER_INVALID",
    ],
    ["a request it does not take", { refusals: [[400, { errors: ["no"] }]] }, "SIGNER_KEY_INVALID"],
    ["a derived key", { derived: true }, "SIGNER_KEY_INVALID"],
    ["an answer without end", { spoil: () => "x".repeat(70_000) }, "SIGNER_ANSWER_INVALID"],
    ["no JSON", { spoil: () => "<html>" }, "SIGNER_ANSWER_INVALID"],
    [
      "a version that may not sign any more",
      { spoil: (_, data) => ({ ...data, min_encryption_version: 2 }) },
      "SIGNER_KEY_INVALID",
    ],
    ["another name", { spoil: (_, data) => ({ ...data, name: "other" }) }, "SIGNER_ANSWER_INVALID"],
    ["another type", { spoil: (_, data) => ({ ...data, type: "ecdsa-p256" }) }, "SIGNER_KEY_INVALID"],
    [
      "T87: a key that anybody can sign for",
      {
        type: "rsa-2048",
        spoil: (_, data) => ({ ...data, keys: { 1: { public_key: pemOf(rsaSpki(honestNumbers().modulus, 1n)) } } }),
      },
      "SIGNER_KEY_INVALID",
    ],
    ["no versions", { spoil: (_, { keys: _keys, ...data }) => data }, "SIGNER_ANSWER_INVALID"],
  ])("%s", async (_what, trouble, code) => {
    expect((await printedFault(address(trouble))).code).toBe(code);
  });

  test.each<[string, (signature: string) => unknown]>([
    ["of another version", (signature) => signature.replace("v1", "v2")],
    ["without a version", (signature) => signature.replace("vault:v1:", "")],
    ["with a version that has zeros", (signature) => signature.replace("v1", "v01")],
    ["with a line end", (signature) => `${signature}\n`],
    ["in another base64", (signature) => signature.replaceAll("=", "")],
    ["of two parts", (signature) => `${signature}:${signature}`],
    ["that is no text", () => 7],
  ])("a signature %s is dropped", async (_what, change) => {
    const spoil: NonNullable<VaultKey["spoil"]> = (operation, data) =>
      operation === "keys" ? data : { ...data, signature: change(String(data["signature"])) };
    const fault = await printedFault(address({ type: "rsa-2048", spoil }));
    expect(fault.code).toBe("SIGNER_ANSWER_INVALID");
  });
});

test("vault: the table's provider asks with the platform's fetch", async () => {
  await using signer = await openSigner(address(), secrets(), verifier);
  expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
});
