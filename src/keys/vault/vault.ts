import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Fault } from "../../base/fault.ts";
import { tufFaults } from "../../tuf/faults.ts";
import { decodeJson, type Json, type JsonObject } from "../../tuf/json.ts";
import { keyFromRaw, type PublicKey, type Scheme } from "../../tuf/key.ts";
import { object } from "../../tuf/shape.ts";
import { keysFaults } from "../faults.ts";
import { keyFromOpenssl } from "../openssl-key.ts";
import { keyInvalid, locatingKey, reading } from "../reading.ts";
import { answerInvalid, remoteSigner } from "../remote.ts";
import { isPassing, type Network, persistently, roundTrip, unreachable } from "../service.ts";
import type { SecretSource, SignerProvider } from "../signer-provider.ts";
import { endpointOf, readAddress, type VaultAddress } from "./vault-address.ts";

const service = "Vault";

/** The transit engine's key types whose signatures have the one form every client reads. */
const types: ReadonlyMap<Json | undefined, Scheme> = new Map([
  ["ed25519", "ed25519"],
  ["ecdsa-p256", "ecdsa-sha2-nistp256"],
  ["rsa-2048", "rsassa-pss-sha256"],
  ["rsa-3072", "rsassa-pss-sha256"],
  ["rsa-4096", "rsassa-pss-sha256"],
]);

/** One request below `/v1/`, and what its caller must be allowed to do. */
interface Call {
  readonly path: string;
  readonly permission: string;
  /** With a body it is a POST. */
  readonly body?: Readonly<Record<string, string | number | boolean>>;
}

type Ask = (call: Call) => Promise<JsonObject>;

/** The key, held to one version: a rotation makes a new key, which a root has to name. */
interface Pinned {
  readonly version: number;
  readonly key: PublicKey;
}

/**
 * A key of a transit engine of HashiCorp Vault or OpenBao: `vault://NAME`, with `?mount=PATH` where that is not `transit`. Without
 * `version=NUMBER` the newest is taken when the signer is opened, and that one signs until it is closed. VAULT_ADDR says where it is,
 * VAULT_TOKEN who asks; with `auth=jwt&role=NAME` VAULT_JWT instead, at the auth method mounted at `jwt`. VAULT_NAMESPACE is heeded.
 * Beside the codes of {@link SignerProvider.open}: `SIGNER_FORBIDDEN`, `SIGNER_CLEARTEXT`, `KEY_UNSUPPORTED`.
 */
export const provider: SignerProvider = vault({ fetch: (...request) => fetch(...request), pause: delay });

/** The provider in a world of one's own. */
export function vault(world: Network): SignerProvider {
  return {
    scheme: "vault",
    summary: "a key of Vault's transit engine: vault://NAME, with ?mount=PATH where that is not transit",
    async open(uri, secrets) {
      const address = readAddress(uri);
      return locatingKey(uri, async () => {
        const { ask, leave } = await enter(world, address, secrets);
        try {
          const pinned = await pin(ask, address);
          return remoteSigner(pinned.key, (bytes) => locatingKey(uri, () => sign(ask, address, pinned, bytes)), leave);
        } catch (error) {
          await leave();
          throw error;
        }
      });
    },
  };
}

/** A way to ask as who the caller is, and what to do when nothing is left to ask. */
async function enter(
  world: Network,
  { auth }: VaultAddress,
  secrets: SecretSource,
): Promise<{ ask: Ask; leave: () => Promise<void> }> {
  const endpoint = endpointOf(service, secrets);
  const namespace = secrets.variable("VAULT_NAMESPACE")?.trim() ?? "";
  if (!/^[\w./-]{0,256}$/.test(namespace))
    throw keysFaults.SIGNER_URI_INVALID({ reason: "VAULT_NAMESPACE is not a namespace" });
  const common = { "x-vault-request": "true", ...(namespace === "" ? {} : { "x-vault-namespace": namespace }) };
  const asWith =
    (headers: Readonly<Record<string, string>>): Ask =>
    (call) =>
      persistently(world, () => exchange(world, endpoint, call, headers));
  if (auth.kind === "token") {
    const token = credential(secrets, "VAULT_TOKEN");
    return { ask: asWith({ ...common, "x-vault-token": token }), leave: async () => {} };
  }
  const body = { role: auth.role, jwt: credential(secrets, "VAULT_JWT") };
  const reply = await asWith(common)({ path: "auth/jwt/login", permission: `the role ${auth.role}`, body });
  const token = within(reply, "auth").get("client_token");
  if (typeof token !== "string" || !printable.test(token)) throw answerInvalid("its login gave no token");
  const headers = { ...common, "x-vault-token": token };
  const revoke: Call = { path: "auth/token/revoke-self", permission: "update on auth/token/revoke-self", body: {} };
  return {
    ask: asWith(headers),
    // The token ends by itself soon after; that it could not be ended now spoils no signature.
    leave: () => exchange(world, endpoint, revoke, headers).then(ignore, ignore),
  };
}

const printable = /^[\x21-\x7e]{1,16384}$/;

function ignore(): void {}

function credential(secrets: SecretSource, variable: string): string {
  const value = secrets.variable(variable)?.trim() ?? "";
  if (printable.test(value)) return value;
  const reason = value === "" ? `${variable} is not set` : `${variable} holds no token`;
  throw keysFaults.SIGNER_FORBIDDEN({ service, permission: `a token in ${variable}`, reason });
}

async function pin(ask: Ask, { mount, name, version: wanted }: VaultAddress): Promise<Pinned> {
  const path = `${mount}/keys/${name}`;
  const data = within(await ask({ path, permission: `read on ${path}` }), "data");
  if (data.get("name") !== name) throw answerInvalid("it describes another key");
  const scheme = types.get(data.get("type"));
  if (scheme === undefined) throw tufFaults.KEY_UNSUPPORTED({ type: typeName(data.get("type")) });
  if (data.get("derived") === true) throw keyInvalid("it is derived: Vault makes another key for every context");
  const version = wanted ?? data.get("latest_version");
  if (typeof version !== "number") throw answerInvalid("it has no latest_version");
  const least = data.get("min_encryption_version");
  if (typeof least === "number" && version < least) throw keyInvalid(`Vault lets only versions from ${least} on sign`);
  const keys = within(data, "keys");
  if (!keys.has(String(version)))
    throw keysFaults.SIGNER_KEY_MISSING({ reason: `Its version ${version} is not there.` });
  const text = within(keys, String(version)).get("public_key");
  if (typeof text !== "string") throw answerInvalid("it has no public_key");
  const key = reading(keysFaults.SIGNER_KEY_INVALID, () =>
    scheme === "ed25519" ? keyFromRaw(base64(text, "public_key")) : keyFromOpenssl(text),
  );
  if (key.scheme !== scheme) throw answerInvalid("its type is not that of its key");
  return { version, key };
}

async function sign(
  ask: Ask,
  { mount, name }: VaultAddress,
  { version, key }: Pinned,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const path = `${mount}/sign/${name}`;
  const body = { ...input(key.scheme, bytes), key_version: version };
  const signature = within(await ask({ path, permission: `update on ${path}`, body }), "data").get("signature");
  const [, signedBy, encoded] = /^vault:v([1-9]\d{0,8}):([A-Za-z0-9+/=]+)$/.exec(String(signature)) ?? [];
  if (encoded === undefined) throw answerInvalid("its signature is not of the form vault:vVERSION:BASE64");
  if (Number(signedBy) !== version) throw answerInvalid("another key version signed");
  return base64(encoded, "signature");
}

/** What makes the engine sign in the form every client reads; its own defaults are other salts and other encodings. */
function input(scheme: string, bytes: Uint8Array): Record<string, string | boolean> {
  if (scheme === "ed25519") return { input: Buffer.from(bytes).toString("base64") };
  const digest = createHash("sha256").update(bytes).digest("base64");
  const hashed = { input: digest, prehashed: true, hash_algorithm: "sha2-256" };
  if (scheme === "ecdsa-sha2-nistp256") return { ...hashed, marshaling_algorithm: "asn1" };
  return { ...hashed, signature_algorithm: "pss", salt_length: "hash" };
}

async function exchange(
  world: Network,
  endpoint: string,
  { path, permission, body }: Call,
  headers: Readonly<Record<string, string>>,
): Promise<JsonObject> {
  const { status, content } = await roundTrip(service, world, `${endpoint}/v1/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (status === 204) return new Map();
  if (status === 200) return parsed(content);
  throw refusal(status, permission);
}

/** What a status means here. The prose of a reply is not repeated: it can quote what was sent. */
function refusal(status: number, permission: string): Fault {
  if (status === 401 || status === 403)
    return keysFaults.SIGNER_FORBIDDEN({ service, permission, reason: `HTTP ${status}` });
  if (status === 404) return keysFaults.SIGNER_KEY_MISSING({ reason: "Vault has no such key, mount or namespace." });
  if (status === 503) return unreachable(service, "HTTP 503, it is sealed or busy");
  if (isPassing(status) || status === 412) return unreachable(service, `HTTP ${status}`);
  if (status === 400) return keyInvalid(`${service} refused ${permission} (HTTP 400)`);
  if (status >= 300 && status < 400)
    return answerInvalid("it sends to another address; VAULT_ADDR must be the right one");
  return answerInvalid(`it has the status ${status}`);
}

function parsed(content: Uint8Array): JsonObject {
  try {
    return object(decodeJson(content), "reply");
  } catch {
    throw answerInvalid("it is not a JSON object");
  }
}

function within(json: JsonObject, name: string): JsonObject {
  const found = json.get(name);
  if (!(found instanceof Map)) throw answerInvalid(`it has no ${name}`);
  return found;
}

/** Standard base64, in its one form. */
function base64(text: string, name: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  if (text === "" || bytes.toString("base64") !== text) throw answerInvalid(`its ${name} is not base64`);
  return bytes;
}

function typeName(type: unknown): string {
  return typeof type === "string" && /^[\w-]{1,40}$/.test(type) ? type : "unknown";
}
