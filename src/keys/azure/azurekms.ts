import { createHash, createPublicKey } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { TokenCredential } from "@azure/identity";
import type { CryptographyClient, KeyClient, KeyClientOptions, KeyVaultKey } from "@azure/keyvault-keys";
import { Fault } from "../../base/fault.ts";
import { tufFaults } from "../../tuf/faults.ts";
import type { PublicKey } from "../../tuf/key.ts";
import { keysFaults } from "../faults.ts";
import { keyFromOpenssl } from "../openssl-key.ts";
import { keyInvalid, locatingKey, reading } from "../reading.ts";
import { answerInvalid, derFromRaw, remoteSigner } from "../remote.ts";
import { isPassing, type Network, persistently, roundTrip, unreachable } from "../service.ts";
import type { SignerProvider } from "../signer-provider.ts";

/** What opening a key needs of the world. */
export interface AzureKmsWorld extends Network {
  credential(): Promise<TokenCredential>;
  /** Milliseconds since 1970, to hold a key to its validity. */
  now(): number;
}

type HttpClient = NonNullable<KeyClientOptions["httpClient"]>;
type HttpHeaders = Parameters<HttpClient["sendRequest"]>[0]["headers"];

const service = "Azure Key Vault";
const address =
  /^azurekms:\/\/((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63})\/keys\/([0-9A-Za-z-]{1,127})(?:\/([0-9a-f]{32}))?$/;

type Algorithm = "ES256" | "PS256";

/** The key as the vault describes it, held to one version. */
interface Pinned {
  /** The vault's identifier of the version: an https address. */
  readonly id: string;
  readonly version: string;
  readonly uri: string;
  readonly key: PublicKey;
  readonly algorithm: Algorithm;
}

/**
 * A key in Azure Key Vault or a managed HSM, of any Azure cloud: `azurekms://VAULT-HOST/keys/NAME/VERSION`. Without a version the
 * newest is taken when the signer is opened, and that one signs until it is closed, whatever the vault makes newest meanwhile; faults
 * from then on name it. Who asks is told by the sources that `DefaultAzureCredential` lists. Beside the codes of
 * {@link SignerProvider.open}: `SIGNER_FORBIDDEN`, `SIGNER_UNREACHABLE`, `SIGNER_ANSWER_INVALID`, `KEY_UNSUPPORTED`.
 */
export const provider: SignerProvider = azureKms({
  fetch: (...request) => fetch(...request),
  pause: delay,
  credential: async () => new (await import("@azure/identity")).DefaultAzureCredential(),
  now: () => Date.now(),
});

/** The provider in a world of one's own. */
export function azureKms(world: AzureKmsWorld): SignerProvider {
  return {
    scheme: "azurekms",
    summary: "a key in Azure Key Vault: azurekms://VAULT-HOST/keys/NAME/VERSION",
    async open(uri) {
      const [, host, name, version] = address.exec(uri) ?? [];
      if (host === undefined || name === undefined) {
        throw keysFaults.SIGNER_URI_INVALID({ reason: "expected is azurekms://VAULT-HOST/keys/NAME/VERSION" });
      }
      return locatingKey(uri, async () => {
        const client = await connect(world, `https://${host}`);
        const pinned = await pin(client, { host, name, version }, world);
        // The client that asked for the key has passed the vault's challenge; one of its own would have to again, and can then send
        // a request without its body when several start at once.
        const signing = client.getCryptographyClient(name, { keyVersion: pinned.version });
        return remoteSigner(pinned.key, (bytes) => locatingKey(pinned.uri, () => sign(signing, pinned, bytes, world)));
      });
    },
  };
}

async function connect(world: AzureKmsWorld, vault: string): Promise<KeyClient> {
  const { KeyClient } = await import("@azure/keyvault-keys");
  const options = {
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    httpClient: over(world),
  };
  return new KeyClient(vault, await world.credential(), options);
}

/** The SDK's own client takes a reply of any size, and follows where it leads. */
function over(world: Network): HttpClient {
  return {
    async sendRequest(request) {
      const { url, method, body } = request;
      if (!url.startsWith("https://") || (body !== undefined && body !== null && typeof body !== "string"))
        throw answerInvalid("it leads elsewhere");
      const headers = Object.entries(request.headers.toJSON());
      const reply = await roundTrip(service, world, url, { method, headers, body: body ?? null });
      return { request, status: reply.status, headers: headersOf(reply.headers), bodyAsText: reply.content.toString() };
    },
  };
}

function headersOf(headers: Headers): HttpHeaders {
  return {
    get: (name) => headers.get(name) ?? undefined,
    has: (name) => headers.has(name),
    set: (name, value) => headers.set(name, String(value)),
    delete: (name) => headers.delete(name),
    toJSON: () => Object.fromEntries(headers),
    [Symbol.iterator]: () => headers.entries(),
  };
}

interface Wanted {
  readonly host: string;
  readonly name: string;
  readonly version: string | undefined;
}

async function pin(client: KeyClient, { host, name, version }: Wanted, world: AzureKmsWorld): Promise<Pinned> {
  const found = await asking(world, "keys/get", () => client.getKey(name, version === undefined ? {} : { version }));
  const id = found.id ?? "";
  const parts = partsOf(id);
  if (parts.host !== host || parts.name !== name.toLowerCase() || !/^[0-9a-f]{32}$/.test(parts.version ?? "")) {
    throw answerInvalid("it describes another key");
  }
  if (version !== undefined && parts.version !== version) throw answerInvalid("it describes another key version");
  usable(found, world.now());
  const { key, algorithm } = reading(keysFaults.SIGNER_KEY_INVALID, () => publicKey(found));
  const uri = `azurekms://${host}/keys/${name}/${parts.version}`;
  return { id, version: parts.version ?? "", uri, key, algorithm };
}

function partsOf(id: string): { host?: string; name?: string; version?: string } {
  if (!URL.canParse(id)) return {};
  const { host, pathname, search, hash } = new URL(id);
  const [, collection, name, version, more] = pathname.split("/");
  if (
    collection !== "keys" ||
    name === undefined ||
    version === undefined ||
    more !== undefined ||
    search + hash !== ""
  )
    return {};
  return { host, name: name.toLowerCase(), version };
}

function usable({ properties, keyOperations }: KeyVaultKey, now: number): void {
  if (properties.enabled === false) throw keyInvalid("it is disabled in its vault");
  if (keyOperations !== undefined && !keyOperations.includes("sign"))
    throw keyInvalid("its vault does not let it sign");
  if (properties.notBefore !== undefined && now < properties.notBefore.getTime())
    throw keyInvalid(`it is valid from ${properties.notBefore.toISOString()}`);
  if (properties.expiresOn !== undefined && now > properties.expiresOn.getTime())
    throw keyInvalid(`it expired on ${properties.expiresOn.toISOString()}`);
}

function publicKey({ key: jwk }: KeyVaultKey): { key: PublicKey; algorithm: Algorithm } {
  const kty = jwk?.kty?.replace(/-HSM$/, "");
  if (kty === "EC" && jwk?.crv === "P-256") {
    const members = { kty, crv: "P-256", x: base64url(jwk.x), y: base64url(jwk.y) };
    return { key: keyFromOpenssl(createPublicKey({ key: members, format: "jwk" })), algorithm: "ES256" };
  }
  if (kty === "RSA") {
    const members = { kty, n: base64url(jwk?.n), e: base64url(jwk?.e) };
    return { key: keyFromOpenssl(createPublicKey({ key: members, format: "jwk" })), algorithm: "PS256" };
  }
  const type = kty === "EC" ? jwk?.crv : jwk?.kty;
  throw tufFaults.KEY_UNSUPPORTED({ type: type !== undefined && /^[\w-]{1,20}$/.test(type) ? type : "unknown" });
}

function base64url(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) throw keyInvalid("its vault does not show its public half");
  return Buffer.from(bytes).toString("base64url");
}

async function sign(
  client: CryptographyClient,
  { id, algorithm }: Pinned,
  bytes: Uint8Array,
  world: AzureKmsWorld,
): Promise<Uint8Array> {
  const digest = createHash("sha256").update(bytes).digest();
  return asking(world, "keys/sign", async () => {
    let kid: unknown;
    const { result } = await client.sign(algorithm, digest, {
      // The client drops what the vault says of the key that signed. It asks for the key before, so the last reply counts.
      onResponse: ({ parsedBody, bodyAsText }) => {
        kid = member(parsedBody ?? parsed(bodyAsText), "kid");
      },
    });
    if (kid !== id) throw answerInvalid("another key version signed");
    if (!(result instanceof Uint8Array)) throw answerInvalid("it has no signature");
    return algorithm === "ES256" ? derFromRaw(result) : result;
  });
}

/** Runs one operation of the SDK, again when that may help; what it throws leaves as a fault. */
async function asking<T>(world: AzureKmsWorld, permission: string, action: () => Promise<T>): Promise<T> {
  return persistently(world, () =>
    action().catch((error: unknown) => {
      throw error instanceof Fault ? error : refusal(error, permission);
    }),
  );
}

const credentialErrors: ReadonlySet<string> = new Set([
  "CredentialUnavailableError",
  "AggregateAuthenticationError",
  "AuthenticationError",
  "AuthenticationRequiredError",
]);

/**
 * What an error of the SDK means here. The error is dropped, message and cause: it carries the request, its token, and the vault's
 * prose (I13).
 */
function refusal(error: unknown, permission: string): Fault {
  const name = error instanceof Error ? error.name : "";
  if (credentialErrors.has(name)) {
    const reason = "there is no Azure credential, or it was not accepted";
    return keysFaults.SIGNER_FORBIDDEN({ service, permission: "an Azure credential", reason });
  }
  if (name !== "RestError") return answerInvalid("the Azure client refused it");
  const status = member(error, "statusCode");
  const code = word(member(error, "code"));
  if (typeof status !== "number") return unreachable(service, code === "" ? "the connection failed" : code);
  const inner = word(member(member(member(member(error, "details"), "error"), "innerError"), "code"));
  const said = [`HTTP ${status}`, code, inner].filter((part) => part !== "").join(", ");
  if (status === 403 && inner === "KeyDisabled") return keyInvalid("it is disabled in its vault");
  if (status === 401 || status === 403) return keysFaults.SIGNER_FORBIDDEN({ service, permission, reason: said });
  if (status === 404) return keysFaults.SIGNER_KEY_MISSING();
  if (status === 400) return keyInvalid(`${service} refused the request (${said})`);
  if (isPassing(status)) return unreachable(service, said);
  return answerInvalid(`it has the status ${status}`);
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

function word(value: unknown): string {
  return typeof value === "string" && /^[A-Za-z][A-Za-z0-9_]{0,60}$/.test(value) ? value : "";
}
