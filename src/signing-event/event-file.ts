import { z } from "zod";
import { Fault, isFault } from "../base/fault.ts";
import { formatInstant, type Instant, parseInstant } from "../base/time.ts";
import type { Names } from "../config/names.ts";
import { isRoleName } from "../config/names.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { encodeJson } from "../tuf/canonical.ts";
import { sha256 } from "../tuf/digest.ts";
import { tufFaults } from "../tuf/faults.ts";
import { decodeJson, fromPlain, isObject, type Json, toPlain } from "../tuf/json.ts";
import { decodeNewKey, type KeyId, type PublicKey } from "../tuf/key.ts";
import type { TargetFile } from "../tuf/targets.ts";
import { signingEventFaults } from "./faults.ts";

/** Who signs a role: keyids of {@link TrustEvent.keys}, or of the base. */
export interface Signers {
  readonly keys: readonly KeyId[];
  readonly threshold: number;
}

/** One thing that an event changes about trust. Applied in order. */
export type TrustChange =
  /** The first trust there is (a ceremony). Alone in its event. */
  | {
      readonly kind: "create";
      readonly roles: Readonly<Record<"root" | "targets" | "bin" | "bins" | "snapshot" | "timestamp", Signers>>;
      readonly paths: readonly string[];
      readonly bins: number;
      readonly style: "succinct" | "prefixes";
    }
  /** Who signs a role that is there: a top-level one, `bins` for all hash bins, or a delegated one. */
  | ({ readonly kind: "keys"; readonly role: string } & Signers)
  /**
   * A delegation that is made or changed. Order is priority: with `after` it comes right after that role, with `before` right before it; a new
   * one without either goes before those that are there.
   */
  | ({
      readonly kind: "delegate";
      readonly delegator: string;
      readonly role: string;
      readonly paths: readonly string[];
      readonly terminating: boolean;
      readonly after?: string;
      readonly before?: string;
    } & Signers)
  | { readonly kind: "undelegate"; readonly delegator: string; readonly role: string }
  /** Another number of bins, under another prefix (T55). */
  | {
      readonly kind: "bins";
      readonly count: number;
      readonly style: "succinct" | "prefixes";
      readonly prefix: string;
      /** Default: whoever signs them now. */
      readonly signers?: Signers;
      /** The role that delegates to the first bins; default: `bin`. */
      readonly delegator?: string;
    }
  /** A target in a role that people sign. */
  | { readonly kind: "target"; readonly role: string; readonly path: string; readonly file: TargetFile }
  | { readonly kind: "untarget"; readonly role: string; readonly path: string }
  /** Everything that people signed with other tools, in the form that every client reads alike. The first change of its event. */
  | { readonly kind: "restate" }
  /** Nothing but another expiry. */
  | { readonly kind: "renew"; readonly role: string };

/**
 * `trust/event/<name>/event.json`: what people are asked to sign, as a change of what is in force. Its drafts are computed from it and the
 * base alone, so that every signer's machine can make them again and compare.
 */
export interface TrustEvent {
  /** When it was opened. */
  readonly opened: Instant;
  /** Versions in force when it was opened, by role; empty for a ceremony. */
  readonly base: ReadonlyMap<string, number>;
  /** When the next version of each role that changes expires. */
  readonly expires: ReadonlyMap<string, Instant>;
  /** Keys that the changes name and the base may not have. */
  readonly keys: ReadonlyMap<KeyId, PublicKey>;
  readonly changes: readonly TrustChange[];
}

/** Raised when an older Kaprien could misread what a newer one wrote (T59). */
const eventFormat = 1;
/** Bytes that an event or one of its signatures may have. */
export const eventLimits = { event: 1_048_576, signature: 16_384, signatures: 512 } as const;

const name = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Faults `EVENT_NAME_INVALID` unless `text` can name a branch and a directory everywhere. */
export function eventName(text: string): string {
  if (!name.test(text)) throw signingEventFaults.EVENT_NAME_INVALID({ name: text.slice(0, 80) });
  return text;
}

export interface EventPaths {
  readonly directory: string;
  readonly event: string;
  readonly drafts: string;
  draft(role: string, version: number): string;
  readonly signatures: string;
  signature(role: string, keyid: KeyId): string;
}

/** Where an event is on its branch. */
export function eventPaths({ trust }: Pick<Names, "trust">, event: string): EventPaths {
  const directory = `${trust}/event/${event}`;
  return {
    directory,
    event: `${directory}/event.json`,
    drafts: `${directory}/draft`,
    draft: (role, version) => `${directory}/draft/${role === "root" ? `${version}.root` : role}.json`,
    signatures: `${directory}/signatures`,
    signature: (role, keyid) => `${directory}/signatures/${role}/${hashed.test(keyid) ? keyid : sha256(keyid)}.json`,
  };
}

/** The directory in which events are. */
export function eventsDirectory({ trust }: Names): string {
  return `${trust}/event`;
}

/** The branch of an event. */
export function eventBranch(event: string): string {
  return `event/${event}`;
}

const hashed = /^[0-9a-f]{64}$/;
const keyid = z.string().regex(hashed, "a keyid is 64 lower-case hex digits");
const role = z.string().refine(isRoleName, "a role's name is expected");
const signers = { keys: z.array(keyid).min(1), threshold: z.int().min(1) };
const paths = z.array(z.string().min(1)).min(1);
const style = z.enum(["succinct", "prefixes"]);
const signersObject = z.strictObject(signers);
const json = z.record(z.string(), z.unknown());

const change = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("create"),
    roles: z.strictObject({
      root: signersObject,
      targets: signersObject,
      bin: signersObject,
      bins: signersObject,
      snapshot: signersObject,
      timestamp: signersObject,
    }),
    paths,
    bins: z.int().min(2),
    style,
  }),
  z.strictObject({ kind: z.literal("keys"), role, ...signers }),
  z.strictObject({
    kind: z.literal("delegate"),
    delegator: role,
    role,
    paths,
    terminating: z.boolean(),
    after: role.optional(),
    before: role.optional(),
    ...signers,
  }),
  z.strictObject({ kind: z.literal("undelegate"), delegator: role, role }),
  z.strictObject({
    kind: z.literal("bins"),
    count: z.int().min(2),
    style,
    prefix: z.string().regex(/^bins\d{0,4}$/),
    signers: signersObject.optional(),
    delegator: role.optional(),
  }),
  z.strictObject({
    kind: z.literal("target"),
    role,
    path: z.string().min(1),
    length: z.int().min(0),
    hashes: z.record(z.string(), z.string()),
    custom: json.optional(),
  }),
  z.strictObject({ kind: z.literal("untarget"), role, path: z.string().min(1) }),
  z.strictObject({ kind: z.literal("restate") }),
  z.strictObject({ kind: z.literal("renew"), role }),
]);

const eventSchema = z.strictObject({
  version: z.int().min(1),
  opened: z.string(),
  base: z.record(z.string(), z.int().min(1)),
  expires: z.record(role, z.string()),
  keys: z.record(keyid, json),
  changes: z.array(change).min(1),
});

/**
 * Reads an event. Faults `EVENT_FILE_INVALID` with the file, `FORMAT_NEWER` for one of a newer Kaprien, and `KEY_WEAK` when it brings a key
 * that must not count.
 */
export function decodeEvent(bytes: Uint8Array, file: string): TrustEvent {
  try {
    const tree = decodeJson(bytes);
    const format = isObject(tree) ? tree.get("version") : undefined;
    if (typeof format === "number" && format > eventFormat)
      throw repositoryFaults.FORMAT_NEWER({ format, known: eventFormat });
    const parsed = eventSchema.parse(toPlain(tree));
    const keys = isObject(tree) ? tree.get("keys") : undefined;
    return {
      opened: parseInstant(parsed.opened),
      base: new Map(Object.entries(parsed.base)),
      expires: new Map(Object.entries(parsed.expires).map(([role, at]) => [role, parseInstant(at)])),
      keys: new Map(
        [...(isObject(keys) ? keys : [])].flatMap(([id, key]) => (isObject(key) ? [[id, decodeNewKey(key, id)]] : [])),
      ),
      changes: parsed.changes.map(readChange),
    };
  } catch (error) {
    if (isFault(error, repositoryFaults.FORMAT_NEWER, tufFaults.KEY_WEAK)) throw error.with({ file });
    throw signingEventFaults.EVENT_FILE_INVALID({ file, reason: reasonOf(error) }, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const issue = error.issues[0];
    return `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`;
  }
  return error instanceof Fault ? String(error.data["reason"] ?? error.code) : "it cannot be read";
}

function readChange(parsed: z.infer<typeof change>): TrustChange {
  if (parsed.kind === "target") {
    const { kind, role, path, length, hashes, custom } = parsed;
    const file: TargetFile = {
      length,
      hashes: new Map(Object.entries(hashes)),
      ...(custom !== undefined && { custom: fromPlain(custom) as ReadonlyMap<string, Json> }),
      rest: new Map(),
    };
    return { kind, role, path, file };
  }
  if (parsed.kind === "delegate") {
    const { after, before, ...rest } = parsed;
    return { ...rest, ...(after !== undefined && { after }), ...(before !== undefined && { before }) };
  }
  if (parsed.kind !== "bins") return parsed;
  const { signers, delegator, ...rest } = parsed;
  return { ...rest, ...(signers !== undefined && { signers }), ...(delegator !== undefined && { delegator }) };
}

/** The event as a file. */
export function encodeEvent(event: TrustEvent): Uint8Array {
  return encodeJson(
    new Map<string, Json>([
      ["version", eventFormat],
      ["opened", formatInstant(event.opened)],
      ["base", event.base],
      ["expires", new Map([...event.expires].map(([role, at]) => [role, formatInstant(at)]))],
      ["keys", new Map([...event.keys].map(([id, key]) => [id, key.json]))],
      ["changes", event.changes.map(writeChange)],
    ]),
  );
}

function writeChange(change: TrustChange): Json {
  if (change.kind !== "target") return fromPlain(change);
  const { kind, role, path, file } = change;
  const custom: readonly (readonly [string, Json])[] = file.custom === undefined ? [] : [["custom", file.custom]];
  const where = { kind, role, path, length: file.length };
  return new Map<string, Json>([...Object.entries(where), ["hashes", file.hashes], ...custom]);
}

/** One person's signature on one draft. */
export interface EventSignature {
  readonly role: string;
  readonly keyid: KeyId;
  /** Lower-case hex. */
  readonly sig: string;
  /** SHA-256 of the bytes that were signed, in hex: says at a glance that it is of another draft (T66). */
  readonly sha256: string;
}

const signatureSchema = z.strictObject({
  // A root of other tools may list its keys by any text.
  keyid: z.string().min(1).max(256),
  sig: z.string().regex(/^(?:[0-9a-f]{2}){1,1024}$/),
  role,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Reads a signature file, or one member of a list of them. Faults `EVENT_FILE_INVALID`. */
export function decodeEventSignature(value: unknown, file: string): EventSignature {
  const result = signatureSchema.safeParse(value);
  if (!result.success)
    throw signingEventFaults.EVENT_FILE_INVALID({ file, reason: reasonOf(result.error) }, { cause: result.error });
  return result.data;
}

export function encodeEventSignature(signature: EventSignature): Uint8Array {
  return encodeJson(fromPlain({ ...signature }));
}
