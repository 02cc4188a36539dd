import { z } from "zod";
import { closest } from "../base/did-you-mean.ts";
import { isFault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { asFinding, fileError, finding } from "../base/finding.ts";
import {
  decodeJson,
  isObject,
  type Json,
  type JsonObject,
  lineOf,
  linesOf,
  type Pointer,
  toPlain,
} from "../tuf/json.ts";
import type { TargetFile } from "../tuf/targets.ts";
import { releaseFaults } from "./faults.ts";

/** A target as a release file proposes it. */
export interface ReleaseTarget {
  readonly path: string;
  readonly target: TargetFile;
  /** Where the bytes can be had; not part of the signed metadata. */
  readonly url?: string;
}

/** A release file: the targets that one merge asks for. What is merged is wanted. */
export interface Release {
  /** Path below the targets directory: `app/1.4.0.json`. */
  readonly file: string;
  readonly targets: readonly ReleaseTarget[];
  /** Release files (same form as `file`) whose targets this one takes over where both name a path. */
  readonly replaces: readonly string[];
  readonly bytes: Uint8Array;
}

const hex = (digits: number): z.ZodType<string> =>
  z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), `${digits} lower-case hex digits are expected`);

const targetSchema = z.strictObject({
  path: z
    .string()
    .min(1)
    .max(1024)
    .describe("Target path, under which users download the file; / separates its segments"),
  length: z.int().min(0).describe("Size of the file in bytes"),
  hashes: z.strictObject({
    sha256: hex(64).describe("SHA-256 of the file, in lower-case hex"),
    sha512: hex(128).optional().describe("SHA-512 of the file, in lower-case hex"),
  }),
  custom: z.record(z.string(), z.unknown()).optional().describe("Data of your own, signed with the target"),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Where the bytes can be downloaded"),
});

/** The shape of a release file; its JSON Schema is generated from here. */
export const releaseSchema: z.ZodType = z.strictObject({
  $schema: z.string().optional(),
  targets: z.array(targetSchema).describe("The files that this release adds"),
  replaces: z
    .array(z.string())
    .max(256)
    .optional()
    .describe("Release files that this one replaces, such as app/1.3.9.json"),
  source: z
    .strictObject({ repository: z.string().optional(), commit: z.string().optional(), workflow: z.string().optional() })
    .optional()
    .describe("What built the files; only people read this"),
});

const fields = new Map<string, readonly string[]>([
  ["", ["$schema", "targets", "replaces", "source"]],
  ["targets", ["path", "length", "hashes", "custom", "url"]],
  ["hashes", ["sha256", "sha512"]],
  ["source", ["repository", "commit", "workflow"]],
]);

const maximumFindings = 20;
/** A mebibyte holds no more well-formed ones: beyond, nothing is judged one by one. */
const maximumTargets = 15_000;

/** Reads a release file; findings instead when it is not one, each with its line. `file` is the path for messages. */
export function decodeRelease(
  bytes: Uint8Array,
  file: string,
): { release: Release } | { findings: readonly Finding[] } {
  let json: Json;
  try {
    json = decodeJson(bytes);
  } catch (error) {
    if (!isFault(error)) throw error;
    const { line, ...data } = error.data;
    const place = { severity: "error", file, line: typeof line === "number" ? line : undefined } as const;
    return { findings: [asFinding(error, place, { file, ...data, line })] };
  }
  const listed = isObject(json) ? json.get("targets") : undefined;
  if (Array.isArray(listed) && listed.length > maximumTargets) {
    const reason = `no more than ${maximumTargets} targets fit into a release file`;
    return {
      findings: [
        finding(
          releaseFaults.RELEASE_INVALID,
          { file, where: "targets", reason },
          { severity: "error", file, line: 1 },
        ),
      ],
    };
  }
  const result = releaseSchema.safeParse(toPlain(json));
  if (result.success && isObject(json)) return { release: build(json, bytes, file) };
  // Each costs a pass over the file for its line; the first few say what is wrong.
  const issues = result.error?.issues.slice(0, maximumFindings) ?? [];
  return { findings: issues.flatMap((issue) => explain(issue, bytes, file)) };
}

function build(json: JsonObject, bytes: Uint8Array, file: string): Release {
  const targets = (json.get("targets") as readonly JsonObject[]).map((target): ReleaseTarget => {
    const custom = target.get("custom") as JsonObject | undefined;
    const url = target.get("url") as string | undefined;
    return {
      path: target.get("path") as string,
      target: {
        length: target.get("length") as number,
        hashes: target.get("hashes") as ReadonlyMap<string, string>,
        ...(custom && custom.size > 0 && { custom }),
        rest: new Map(),
      },
      ...(url !== undefined && { url }),
    };
  });
  return { file, targets, replaces: (json.get("replaces") as readonly string[] | undefined) ?? [], bytes };
}

function explain(issue: z.core.$ZodIssue, bytes: Uint8Array, file: string): Finding[] {
  const at = issue.path as Pointer;
  if (issue.code !== "unrecognized_keys") {
    const where = at.join(".") || "the document";
    const data = { where, reason: issue.message };
    return [fileError(releaseFaults.RELEASE_INVALID, file, data, lineOf(bytes, at))];
  }
  const parent = at.findLast((step) => typeof step === "string") ?? "";
  return issue.keys.slice(0, maximumFindings).map((name) => {
    const suggestion = closest(name, fields.get(String(parent)) ?? []);
    const hint = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
    const data = { field: name, hint };
    return fileError(releaseFaults.RELEASE_UNKNOWN_FIELD, file, data, lineOf(bytes, [...at, name]));
  });
}

/** One target as a line of a release file, so that a diff reads like a list. */
export function releaseLine(target: Json): string {
  // JSON text holds line feeds between tokens only: those inside strings are escaped.
  return `    ${JSON.stringify(toPlain(target), null, 1).replace(/\n */g, " ")}`;
}

/** The text of a release file around its target lines; `members` are the others. */
export function releaseText(lines: readonly string[], members: JsonObject): string {
  const others = [...members].map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(toPlain(value))}`);
  const list = `  "targets": [\n${lines.join(",\n")}\n  ]`;
  const schema = others.filter((line) => line.startsWith('  "$schema"'));
  return `{\n${[...schema, list, ...others.filter((line) => !schema.includes(line))].join(",\n")}\n}\n`;
}

const lines = new WeakMap<Release, readonly number[]>();

/** The line of the target at `index` in its release file. One pass over the file serves all its targets. */
export function targetLine(release: Release, index: number): number {
  const known = lines.get(release) ?? linesOf(release.bytes, ["targets", "*", "path"]);
  lines.set(release, known);
  return known[index] ?? 1;
}

/** A target by the release file that proposes it: `targets/<product>/<release>.json`. Undefined for any other path below the directory. */
export function parseReleaseFile(path: string): { product: string; release: string } | undefined {
  const match = /^([A-Za-z0-9_~@=+-][A-Za-z0-9._~@=+-]*)\/([A-Za-z0-9_~@=+-][A-Za-z0-9._~@=+-]*)\.json$/.exec(path);
  return match?.[1] !== undefined && match[2] !== undefined ? { product: match[1], release: match[2] } : undefined;
}

/** Bytes of a release file at most (T17). */
export const releaseLimit = 1_048_576;
