import { isAbsolute } from "node:path";
import type { Fault } from "../../base/fault.ts";
import { keysFaults } from "../faults.ts";

/** What a PKCS#11 URI says of a token, by attribute. */
export type TokenTraits = ReadonlyMap<"token" | "serial" | "manufacturer" | "model", string>;

/** A key in a token. */
export interface TokenAddress {
  readonly token: TokenTraits;
  /** CKA_LABEL. */
  readonly object: string | undefined;
  /** CKA_ID. */
  readonly id: Uint8Array | undefined;
  /** The library that speaks to the token. */
  readonly module: string | undefined;
}

const traits = ["token", "serial", "manufacturer", "model"] as const;
const pinReason =
  "a PIN in an address would end up in logs and in the history of shells; leave it out and be asked, or set KAPRIEN_PASSPHRASE";
/** Attributes of RFC 7512 that are refused, and why. */
const refused: ReadonlyMap<string, string> = new Map([
  ["pin-value", pinReason],
  ["pin-source", pinReason],
  ["module-name", "which library a name means differs from machine to machine; write module-path"],
]);

/**
 * Reads `pkcs11:token=NAME;object=LABEL;id=%01?module-path=/PATH` (RFC 7512). It has to name an object or an id. Faults
 * `SIGNER_URI_INVALID`, which never repeats a value.
 */
export function parseTokenUri(uri: string): TokenAddress {
  const [, path, query] = /^pkcs11:([^?#\s]*)(?:\?([^?#\s]*))?$/.exec(uri) ?? [];
  if (path === undefined || uri.length > 2000) throw bad("pkcs11:token=NAME;object=LABEL is expected");
  const named = attributes(path, ";", [...traits, "object", "id", "type"]);
  const asked = attributes(query ?? "", "&", ["module-path"]);
  const object = text(named, "object");
  const id = named.get("id");
  if (object === undefined && id === undefined) throw bad("it names neither an object nor an id");
  const type = text(named, "type");
  if (type !== undefined && type !== "private") throw bad("a private key is needed, and type names something else");
  const module = text(asked, "module-path");
  // A relative one would be looked up in whatever repository one stands in, and libraries are code.
  if (module !== undefined && !isAbsolute(module)) throw bad("module-path has to be a whole path");
  const token = traits.flatMap((name) => {
    const value = text(named, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { token: new Map(token), object, id, module };
}

/** The URI that {@link parseTokenUri} reads as `address`. */
export function formatTokenUri({ token, object, id, module }: TokenAddress): string {
  const path = [...token].map(([name, value]) => `${name}=${escaped(value)}`);
  if (object !== undefined) path.push(`object=${escaped(object)}`);
  if (id !== undefined) path.push(`id=${[...id].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")}`);
  const query = module === undefined ? "" : `?module-path=${escaped(module).replaceAll("%2F", "/")}`;
  return `pkcs11:${path.join(";")}${query}`;
}

function attributes(part: string, separator: string, known: readonly string[]): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const attribute of part === "" ? [] : part.split(separator)) {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/.exec(attribute) ?? [];
    const reason = refused.get(name);
    if (reason !== undefined) throw bad(reason);
    if (!known.includes(name)) throw bad(`its attributes are ${known.join(", ")}`);
    if (found.has(name)) throw bad(`${name} stands twice`);
    found.set(name, unescaped(value));
  }
  return found;
}

function text(found: ReadonlyMap<string, Uint8Array>, name: string): string | undefined {
  const bytes = found.get(name);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString("utf8");
}

function unescaped(value: string): Uint8Array {
  if (value === "" || /%(?![0-9A-Fa-f]{2})/.test(value)) throw bad("a value is empty or wrongly escaped");
  const pieces = value.split(/(%[0-9A-Fa-f]{2})/);
  return Buffer.concat(
    pieces.map((piece, at) => (at % 2 === 1 ? Buffer.from(piece.slice(1), "hex") : Buffer.from(piece))),
  );
}

function escaped(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
}

function bad(reason: string): Fault {
  return keysFaults.SIGNER_URI_INVALID({ reason });
}
