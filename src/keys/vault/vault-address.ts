import type { Fault } from "../../base/fault.ts";
import { keysFaults } from "../faults.ts";
import type { SecretSource } from "../signer-provider.ts";

/** How the caller shows who it is. */
export type VaultAuth = { readonly kind: "token" } | { readonly kind: "jwt"; readonly role: string };

/** What a `vault:` address says. */
export interface VaultAddress {
  readonly name: string;
  /** Where the transit engine is mounted, without slashes at its ends. */
  readonly mount: string;
  /** The newest when it is not said. */
  readonly version: number | undefined;
  readonly auth: VaultAuth;
}

const word = "\\w(?:[\\w.-]{0,126}\\w)?";
const address = new RegExp(`^vault://(${word})(?:\\?([^#]+))?$`);
const forms: ReadonlyMap<string, RegExp> = new Map([
  ["mount", new RegExp(`^${word}(?:/${word}){0,7}$`)],
  ["version", /^[1-9]\d{0,8}$/],
  ["auth", /^jwt$/],
  ["role", new RegExp(`^${word}$`)],
]);
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Faults `SIGNER_URI_INVALID`. */
export function readAddress(uri: string): VaultAddress {
  const [, name, query = ""] = address.exec(uri) ?? [];
  const options = new Map<string, string>();
  for (const option of query === "" ? [] : query.split("&")) {
    const [key = "", value = "", ...more] = option.split("=");
    if (forms.get(key)?.test(value) !== true || more.length > 0 || options.has(key)) throw malformed();
    options.set(key, value);
  }
  const role = options.get("role");
  if (name === undefined || options.has("auth") !== (role !== undefined)) throw malformed();
  const version = options.get("version");
  return {
    name,
    mount: options.get("mount") ?? "transit",
    version: version === undefined ? undefined : Number(version),
    auth: role === undefined ? { kind: "token" } : { kind: "jwt", role },
  };
}

function malformed(): Fault {
  const form = "vault://NAME, if need be with ?mount=PATH, version=NUMBER, and auth=jwt with role=NAME";
  return keysFaults.SIGNER_URI_INVALID({ reason: `expected is ${form}` });
}

/** Where the service is, from VAULT_ADDR: an https address, or http on this machine. Without a slash at its end. */
export function endpointOf(service: string, secrets: SecretSource): string {
  const text = secrets.variable("VAULT_ADDR")?.trim() ?? "";
  if (text === "") throw keysFaults.SIGNER_KEY_MISSING({ reason: "VAULT_ADDR does not say where Vault is." });
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url?.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (url === undefined || !/^https?:$/.test(url.protocol) || !plain)
    throw keysFaults.SIGNER_URI_INVALID({ reason: "VAULT_ADDR is not an https address" });
  if (url.protocol === "http:" && !loopback.test(url.hostname))
    throw keysFaults.SIGNER_CLEARTEXT({ service, location: url.origin });
  return url.href.replace(/\/+$/, "");
}
