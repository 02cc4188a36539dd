import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { rsaKey } from "./metadata.ts";
import { derOf, signDigestEcdsa, signDigestPss } from "./sign-digest.ts";

type Body = Record<string, unknown>;
type Answer = readonly [status: number, body?: Body | string, headers?: Record<string, string>];

/** A key of the engine: its versions from 1 on, and how the service misbehaves with it. */
export interface VaultKey {
  readonly type: string;
  readonly versions: KeyObject[];
  readonly derived?: boolean;
  spoil?(operation: "keys" | "sign", data: Body): Body | string;
  /** Answered before anything else, one per request. */
  readonly refusals?: Answer[];
}

export interface VaultServer {
  readonly address: string;
  readonly token: string;
  /** For the role `kaprien`. */
  readonly jwt: string;
  /** By mount and name: `transit/NAME`. */
  readonly keys: Map<string, VaultKey>;
  readonly complaints: string[];
  readonly requests: string[];
  /** Tokens that were issued for the JWT and not revoked. */
  readonly live: Set<string>;
  /** The one that requests have to name. */
  namespace: string | undefined;
  close(): Promise<void>;
}

export function newKey(type: string): KeyObject {
  if (type === "ed25519") return generateKeyPairSync("ed25519").privateKey;
  if (type === "ecdsa-p256") return generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;
  if (type === "ecdsa-p384") return generateKeyPairSync("ec", { namedCurve: "secp384r1" }).privateKey;
  return rsaKey("vault", Number(type.slice(4)));
}

/** Reading and signing with a transit engine, and the login of a JWT, as Vault's API reference has them. */
export async function vaultServer(): Promise<VaultServer> {
  const token = `hvs.canary${randomBytes(24).toString("base64url")}`;
  const jwt = `eyJcanary${randomBytes(40).toString("base64url")}.${randomBytes(40).toString("base64url")}.sig`;
  const complaints: string[] = [];
  const requests: string[] = [];
  const keys = new Map<string, VaultKey>();
  const live = new Set<string>();
  const state: VaultServer = { address: "", token, jwt, keys, complaints, requests, live, namespace: undefined, close };

  function expectMembers(what: string, body: Body, expected: Body): void {
    for (const name of Object.keys(body)) if (!(name in expected)) complaints.push(`${what} has the member ${name}`);
    for (const [name, value] of Object.entries(expected))
      if (value !== undefined && body[name] !== value) complaints.push(`${what}: ${name} is ${body[name]}`);
  }

  function keyData(name: string, { type, versions, derived = false }: VaultKey): Body {
    const entries = versions.map((key, at): [string, Body] => {
      const jwk = createPublicKey(key).export({ format: "jwk" });
      const raw = type === "ed25519" ? Buffer.from(String(jwk.x), "base64url").toString("base64") : undefined;
      const public_key = raw ?? createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
      return [String(at + 1), { creation_time: "2026-01-01T00:00:00Z", name: type, public_key, certificate_chain: "" }];
    });
    return {
      auto_rotate_period: 0,
      deletion_allowed: false,
      derived,
      exportable: false,
      keys: Object.fromEntries(entries),
      latest_version: versions.length,
      min_available_version: 0,
      min_decryption_version: 1,
      min_encryption_version: 0,
      name,
      supports_signing: true,
      type,
    };
  }

  function signData({ type, versions }: VaultKey, body: Body): Body | undefined {
    const version = Number(body["key_version"]);
    const key = versions[version - 1];
    const input = Buffer.from(String(body["input"]), "base64");
    const hashed = { input: undefined, key_version: undefined, prehashed: true, hash_algorithm: "sha2-256" };
    if (type === "ed25519") expectMembers(type, body, { input: undefined, key_version: undefined });
    else if (type === "ecdsa-p256") expectMembers(type, body, { ...hashed, marshaling_algorithm: "asn1" });
    else expectMembers(type, body, { ...hashed, signature_algorithm: "pss", salt_length: "hash" });
    if (typeof body["key_version"] !== "number") complaints.push("the key version is not named");
    if (key === undefined || input.toString("base64") !== body["input"]) return undefined;
    if (type !== "ed25519" && input.length !== 32) return undefined;
    return { signature: `vault:v${version}:${made(type, key, input).toString("base64")}`, key_version: version };
  }

  function made(type: string, key: KeyObject, input: Buffer): Buffer {
    if (type === "ed25519") return sign(null, input, key);
    return type === "ecdsa-p256" ? derOf(signDigestEcdsa(key, input)) : signDigestPss(key, input);
  }

  function wrap(data: Body): Body {
    const nothing = { wrap_info: null, warnings: null, auth: null };
    return {
      request_id: "0",
      lease_id: "",
      renewable: false,
      lease_duration: 0,
      data,
      ...nothing,
      mount_type: "transit",
    };
  }

  function login(body: Body): Answer {
    expectMembers("login", body, { role: "kaprien", jwt: undefined });
    if (body["jwt"] !== jwt) return [400, { errors: [`error validating token ${body["jwt"]}`] }];
    const client_token = `hvs.issued${randomBytes(20).toString("base64url")}`;
    live.add(client_token);
    return [
      200,
      { ...wrap({}), data: null, auth: { client_token, accessor: "a", policies: ["p"], lease_duration: 60 } },
    ];
  }

  function answer({ method, url = "", headers }: IncomingMessage, body: Body): Answer {
    if (headers["x-vault-request"] !== "true") complaints.push("it does not say that it is for Vault");
    if (headers["x-vault-namespace"] !== state.namespace) complaints.push(`namespace ${headers["x-vault-namespace"]}`);
    if (method === "POST" && url === "/v1/auth/jwt/login") return login(body);
    const sent = String(headers["x-vault-token"]);
    if (sent !== token && !live.has(sent)) return [403, { errors: [`permission denied: ${sent}`] }];
    if (method === "POST" && url === "/v1/auth/token/revoke-self") return live.delete(sent) ? [204] : [403];
    const [, mount, operation, name = ""] = /^\/v1\/([\w/-]+)\/(keys|sign)\/([\w.-]+)$/.exec(url) ?? [];
    const key = keys.get(`${mount}/${name}`);
    if (key === undefined) return [404, { errors: [] }];
    const refusal = key.refusals?.shift();
    if (refusal !== undefined) return refusal;
    if (method !== (operation === "keys" ? "GET" : "POST")) complaints.push(`${method} ${url}`);
    if (operation === "keys") return said(key, "keys", keyData(name, key));
    const data = signData(key, body);
    return data === undefined ? [400, { errors: ["invalid request"] }] : said(key, "sign", data);
  }

  function said(key: VaultKey, operation: "keys" | "sign", data: Body): Answer {
    const spoilt = key.spoil?.(operation, data) ?? data;
    return [200, typeof spoilt === "string" ? spoilt : wrap(spoilt)];
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    requests.push(`${request.method} ${request.url}`);
    const [status, body, headers] = answer(request, text === "" ? {} : JSON.parse(text));
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" || body === undefined ? body : JSON.stringify(body));
  });
  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(state, { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}
