import type { KeyObject } from "node:crypto";
import { DefaultAzureCredential, type TokenCredential } from "@azure/identity";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Fault } from "../../src/base/fault.ts";
import { azureKms } from "../../src/keys/azure/azurekms.ts";
import { generateKey } from "../../src/keys/file/generate.ts";
import { keyFromOpenssl } from "../../src/keys/openssl-key.ts";
import type { SignerProvider } from "../../src/keys/signer-provider.ts";
import { azureVault, type Refusal, type Vault, type VaultKey } from "../support/azurekms.ts";
import { closed, listen } from "../support/gcpkms.ts";
import { rsaKey } from "../support/metadata.ts";
import { describeSigner, faultOf, printedForms, secretSource, shared } from "../support/signer-contract.ts";
import { verifySignature } from "../support/verifier.ts";

const { secrets } = secretSource(new Map());
const message = new TextEncoder().encode("what is signed");
const now = Date.UTC(2026, 0, 1);
const rsa = rsaKey();

let vault: Vault;
let ecdsa: KeyObject;

beforeAll(async () => {
  vault = await azureVault();
  ecdsa = await generateKey("ecdsa-sha2-nistp256");
});
afterAll(() => vault.close());
afterEach(() => {
  vi.unstubAllEnvs();
  expect(vault.complaints.splice(0)).toEqual([]);
});

function providerOf({ fetch: send, credential }: Vault, other: TokenCredential = credential): SignerProvider {
  return azureKms({ credential: async () => other, now: () => now, fetch: send, pause: async () => {} });
}

let count = 0;
/** Puts a key version into a vault; resolves to its address. */
function place(into: Vault, key: Partial<VaultKey> = {}, name = `online-${count}`): string {
  const version = (count++).toString(16).padStart(32, "0");
  into.keys.set(`${name}/${version}`, { key: ecdsa, kty: "EC", ...key });
  return `azurekms://${into.host}/keys/${name}/${version}`;
}

async function faultOfSigning(uri: string, provider: SignerProvider = providerOf(vault)): Promise<Fault> {
  const fault = await faultOf(
    (async () => {
      await using signer = await provider.open(uri, secrets);
      await signer.sign(message);
    })(),
  );
  for (const secret of vault.secrets) expect(shared(printedForms(fault), secret)).toBe(false);
  expect(printedForms(fault)).not.toContain("canary");
  return fault;
}

const name = "online/0123456789abcdef0123456789abcdef";
const unparsable = [
  "azurekms:",
  "azurekms://acme.vault.azure.net",
  "azurekms://acme.vault.azure.net/secrets/online",
  "azurekms://acme.vault.azure.net/keys/",
  "azurekms://acme.vault.azure.net/keys/on_line",
  "azurekms://acme.vault.azure.net/keys/online/latest",
  `azurekms://acme.vault.azure.net/keys/${name}/`,
  `azurekms://acme.vault.azure.net/keys/${name}?x=1`,
  `azurekms://acme.vault.azure.net:8443/keys/${name}`,
  `azurekms://user@acme.vault.azure.net/keys/${name}`,
  `azurekms://user:secret@127.0.0.1:80/keys/${name}`,
  `azurekms://127.0.0.1/keys/${name}`,
  `azurekms://127.0.0.1:8443/keys/${name}`,
  `azurekms://acme/keys/${name}`,
  `azurekms:/acme.vault.azure.net/keys/${name}`,
];

const kinds: readonly (readonly [string, string, () => Promise<KeyObject>])[] = [
  ["ES256, EC", "EC", () => generateKey("ecdsa-sha2-nistp256")],
  ["ES256, EC-HSM", "EC-HSM", () => generateKey("ecdsa-sha2-nistp256")],
  ["PS256, RSA-HSM", "RSA-HSM", async () => rsa],
];
for (const [title, kty, make] of kinds) {
  describeSigner(`azurekms: ${title}`, async () => {
    const its = await azureVault();
    const key = await make();
    const provider = providerOf(its);
    const spoil: VaultKey["spoil"] = (operation, reply) =>
      operation === "get"
        ? reply
        : { ...reply, value: Buffer.alloc(kty === "RSA-HSM" ? 256 : 64, 7).toString("base64url") };
    return {
      uri: place(its, { key, kty }),
      key: keyFromOpenssl(key),
      secrets,
      hidden: [...its.secrets],
      open: (uri) => provider.open(uri, secrets),
      wrong: {
        missing: { uri: `azurekms://${its.host}/keys/${name}` },
        unparsable: unparsable.map((uri) => ({ uri })),
        unreachable: { uri: `azurekms://nobody.vault.azure.net/keys/${name}` },
        unsupported: { uri: place(its, { key, kty: "EC", jwk: { crv: "P-384" } }) },
        lying: { uri: place(its, { key, kty, spoil }) },
      },
      async close() {
        expect(its.complaints).toEqual([]);
        await its.close();
      },
    };
  });
}

test("a vault that asks for a token for another service gets none", async () => {
  const its = await azureVault();
  its.resource = "https://management.azure.com";
  const fault = await faultOfSigning(place(its), providerOf(its));
  expect(fault.code).toBe("SIGNER_ANSWER_INVALID");
  expect(its.complaints).toEqual([]);
  await its.close();
});

describe("interop P1: r and s become DER whatever their first bits", () => {
  test.each<readonly [string, (signature: Buffer) => boolean]>([
    ["r with its first bit set", (signature) => (signature[0] ?? 0) >= 0x80],
    ["s with its first bit set", (signature) => (signature[32] ?? 0) >= 0x80],
    ["neither", (signature) => ((signature[0] ?? 0) | (signature[32] ?? 0)) < 0x80],
    ["r with a leading zero", (signature) => signature[0] === 0],
    ["s with a leading zero", (signature) => signature[32] === 0],
    ["r with a leading zero before a set bit", (signature) => signature[0] === 0 && (signature[1] ?? 0) >= 0x80],
  ])("%s", async (_title, fits) => {
    await using signer = await providerOf(vault).open(place(vault, { fits }), secrets);
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
  });

  test.each([0, 63, 65, 72])("a signature of %i bytes is none", async (length) => {
    const value = Buffer.alloc(length, 1).toString("base64url");
    const uri = place(vault, { spoil: (operation, reply) => (operation === "sign" ? { ...reply, value } : reply) });
    expect((await faultOfSigning(uri)).code).toBe("SIGNER_ANSWER_INVALID");
  });
});

describe("which version signs", () => {
  test("without a version, the newest at opening, also when a newer one appears; faults name it", async () => {
    const refusals: Refusal[] = [];
    place(vault, { key: await generateKey("ecdsa-sha2-nistp256") }, "rotating");
    const newest = place(vault, { refusals }, "rotating");
    await using signer = await providerOf(vault).open(`azurekms://${vault.host}/keys/rotating`, secrets);
    place(vault, { key: await generateKey("ecdsa-sha2-nistp256") }, "rotating");
    expect(signer.key).toEqual(keyFromOpenssl(ecdsa));
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
    refusals.push({ status: 404, code: "KeyNotFound" });
    expect((await faultOf(signer.sign(message))).data["uri"]).toBe(newest);
  });

  test.each([
    ["get", "another version of the key"],
    ["sign", "another version of the key"],
    ["get", "another key"],
    ["sign", "another key"],
    ["get", "a key of another vault"],
    ["get", "no identifier"],
    ["sign", "no identifier"],
  ] as const)("%s: a reply for %s is refused", async (at, what) => {
    const change = (id: string): string | undefined => {
      if (what === "another version of the key") return id.replace(/.$/, "f");
      if (what === "another key") return id.replace("/keys/", "/keys/x");
      if (what === "a key of another vault") return id.replace("acme", "other");
      return undefined;
    };
    const spoil: VaultKey["spoil"] = (operation, reply) => {
      if (operation !== at) return reply;
      if (at === "sign") return { ...reply, kid: change(String(reply["kid"])) };
      const jwk = reply["key"] as Record<string, unknown>;
      return { ...reply, key: { ...jwk, kid: change(String(jwk["kid"])) } };
    };
    const uri = place(vault, { spoil });
    // A wrong description is refused before anything is signed.
    const fault = at === "get" ? await faultOf(providerOf(vault).open(uri, secrets)) : await faultOfSigning(uri);
    expect(fault.code).toBe("SIGNER_ANSWER_INVALID");
  });
});

describe("keys that cannot sign here", () => {
  const seconds = now / 1000;
  test.each<readonly [string, Partial<VaultKey>, string]>([
    ["disabled", { attributes: { enabled: false } }, "SIGNER_KEY_INVALID"],
    ["not yet valid", { attributes: { nbf: seconds + 60 } }, "SIGNER_KEY_INVALID"],
    ["expired", { attributes: { exp: seconds - 60 } }, "SIGNER_KEY_INVALID"],
    ["not for signing", { jwk: { key_ops: ["verify", "encrypt"] } }, "SIGNER_KEY_INVALID"],
    ["without its public half", { jwk: { x: undefined } }, "SIGNER_KEY_INVALID"],
    ["T87: an exponent of 1", { key: rsa, kty: "RSA", jwk: { e: "AQ" } }, "SIGNER_KEY_INVALID"],
    ["a point off the curve", { jwk: { x: Buffer.alloc(32, 1).toString("base64url") } }, "SIGNER_KEY_INVALID"],
    ["secp256k1", { jwk: { crv: "P-256K" } }, "KEY_UNSUPPORTED"],
    ["symmetric", { kty: "oct-HSM" }, "KEY_UNSUPPORTED"],
  ])("%s", async (_title, key, code) => {
    expect((await faultOfSigning(place(vault, key))).code).toBe(code);
  });

  test("disabled after it was opened", async () => {
    const uri = place(vault);
    await using signer = await providerOf(vault).open(uri, secrets);
    await signer.sign(message);
    vault.keys.set(uri.split("/keys/")[1] ?? "", { key: ecdsa, kty: "EC", attributes: { enabled: false } });
    const fault = await faultOf(signer.sign(message));
    expect([fault.code, fault.data["reason"]]).toEqual(["SIGNER_KEY_INVALID", "it is disabled in its vault"]);
  });

  test("a coordinate that came without its leading zero is the same key", async () => {
    let short: KeyObject;
    do short = await generateKey("ecdsa-sha2-nistp256");
    while (Buffer.from(short.export({ format: "jwk" }).x ?? "", "base64url")[0] !== 0);
    const x = Buffer.from(short.export({ format: "jwk" }).x ?? "", "base64url")
      .subarray(1)
      .toString("base64url");
    await using signer = await providerOf(vault).open(place(vault, { key: short, jwk: { x } }), secrets);
    expect(signer.key).toEqual(keyFromOpenssl(short));
  });
});

describe("what the vault refuses", () => {
  test.each<readonly [Refusal, string]>([
    [{ status: 401, code: "Unauthorized" }, "SIGNER_FORBIDDEN"],
    [{ status: 403, code: "Forbidden", inner: "ForbiddenByPolicy" }, "SIGNER_FORBIDDEN"],
    [{ status: 403, code: "Forbidden", inner: "KeyDisabled" }, "SIGNER_KEY_INVALID"],
    [{ status: 404, code: "KeyNotFound" }, "SIGNER_KEY_MISSING"],
    [{ status: 400, code: "BadParameter" }, "SIGNER_KEY_INVALID"],
    [{ status: 302, code: "Found", headers: { location: "http://127.0.0.1:9/" } }, "SIGNER_ANSWER_INVALID"],
  ])("%o is %s", async (refusal, code) => {
    const refusals = Array.from({ length: 4 }, () => refusal);
    const fault = await faultOfSigning(place(vault, { refusals }));
    expect(fault.code).toBe(code);
  });

  test("what is missing is named: the one permission to read the key, the other to sign", async () => {
    const forbidden: Refusal = { status: 403, code: "Forbidden", inner: "ForbiddenByRbac" };
    const refusals = [forbidden];
    const uri = place(vault, { refusals });
    expect((await faultOfSigning(uri)).data).toMatchObject({
      permission: "keys/get",
      reason: "HTTP 403, Forbidden, ForbiddenByRbac",
      uri,
    });
    await using signer = await providerOf(vault).open(uri, secrets);
    await signer.sign(message);
    refusals.push(forbidden);
    expect((await faultOf(signer.sign(message))).data["permission"]).toBe("keys/sign");
  });

  test("throttled and broken, then fine: it signs", async () => {
    const refusals: Refusal[] = [
      { status: 429, code: "Throttled", headers: { "retry-after": "0" } },
      { status: 503, code: "ServiceUnavailable" },
    ];
    await using signer = await providerOf(vault).open(place(vault, { refusals }), secrets);
    refusals.push({ status: 500, code: "InternalServerError" });
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
  });

  test("throttled for good: it gives up after four", async () => {
    const refusals = Array.from({ length: 9 }, () => ({ status: 503, code: "ServiceUnavailable" }));
    const fault = await faultOfSigning(place(vault, { refusals }));
    expect([fault.code, fault.data["reason"]]).toEqual(["SIGNER_UNREACHABLE", "HTTP 503, ServiceUnavailable"]);
    expect(refusals.length).toBe(5);
  });

  test("replies that are no JSON, and one without an end", async () => {
    for (const endless of [false, true]) {
      const { server, endpoint } = await listen(async (_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        if (!endless) return void response.end("<html>canary</html>");
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(16_384, " ")));
        };
        response.on("drain", more);
        more();
      });
      try {
        const provider = providerOf({ ...vault, fetch: (_, init) => fetch(endpoint, init) });
        const fault = await faultOfSigning(`azurekms://acme.vault.azure.net/keys/${name}`, provider);
        expect(fault.code).toBe("SIGNER_ANSWER_INVALID");
      } finally {
        await closed(server);
      }
    }
  });
});

describe("who asks", () => {
  test("a managed identity, by way of DefaultAzureCredential", async () => {
    vi.stubEnv("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential");
    for (const [variable, value] of Object.entries(vault.identity)) vi.stubEnv(variable, value);
    await using signer = await providerOf(vault, new DefaultAzureCredential()).open(place(vault), secrets);
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
    expect(vault.requests).toContain("GET /msi/token");
  });

  test("nobody: no credential anywhere", async () => {
    for (const variable of ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"]) vi.stubEnv(variable, "");
    vi.stubEnv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential");
    const fault = await faultOfSigning(place(vault), providerOf(vault, new DefaultAzureCredential()));
    expect([fault.code, fault.data["permission"]]).toEqual(["SIGNER_FORBIDDEN", "an Azure credential"]);
  });

  test("I13: what a credential throws stays out of the fault", async () => {
    const credential: TokenCredential = {
      async getToken() {
        throw Object.assign(new Error("canary"), { name: "AuthenticationError", errorResponse: { error: "canary" } });
      },
    };
    expect((await faultOfSigning(place(vault), providerOf(vault, credential))).code).toBe("SIGNER_FORBIDDEN");
  });
});
