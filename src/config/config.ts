import { LineCounter, parseAllDocuments, type YAMLError } from "yaml";
import type { z } from "zod";
import { closest } from "../base/did-you-mean.ts";
import type { ObjectId, Tree } from "../git/tree.ts";
import type { KeyId } from "../tuf/key.ts";
import { sameBranch } from "./branch.ts";
import { configFaults } from "./faults.ts";
import type { Names } from "./names.ts";
import { configFile } from "./names.ts";
import { configSchema } from "./schema.ts";
import type { Lifetimes, Policy } from "./settings.ts";

/** Bytes of a settings file at most (T17). */
export const configLimit = 262_144;

/** Where a published site goes. `fetch`: target files come from the `url` of their release files. */
export type Place =
  /** A directory that a job hands over to GitHub Pages as a whole. */
  | { readonly to: "pages"; readonly path: string; readonly fetch?: boolean }
  | { readonly to: "directory"; readonly path: string; readonly fetch?: boolean }
  /** `directory` on the branch; empty for its top. */
  | { readonly to: "branch"; readonly branch: string; readonly directory: string; readonly fetch?: boolean };

/** Key addresses by online role, delegated ones called `online-…` included; `default` for roles without an entry. No list is empty. */
export interface OnlineKeys {
  readonly default?: readonly string[];
  readonly bins?: readonly string[];
  readonly snapshot?: readonly string[];
  readonly timestamp?: readonly string[];
  readonly [role: `online-${string}`]: readonly string[];
}

/** Settings of one repository (kaprien.yml), validated, defaults filled in. */
export interface Config {
  readonly targetsUrl?: string;
  readonly lifetimes: Lifetimes;
  readonly onlineKeys: OnlineKeys;
  /** Names of people by the keyids of their keys. Labels for display, unsigned: nothing is decided by them. */
  readonly people: ReadonlyMap<KeyId, string>;
  readonly publish: readonly Place[];
  readonly retention: { readonly days: number; readonly snapshots: number };
  readonly policy: Policy;
  readonly names: Names;
}

/** Names under which a commit may carry its configuration, in order. */
export const configFiles: readonly string[] = [configFile, "kaprien.yaml", "kaprien.json", ".config/kaprien.yml"];

/** The configuration in a commit, with the object id of its file; undefined when there is none. Faults `CONFIG_INVALID`. */
export async function configIn(
  tree: Tree,
): Promise<{ config: Config; id: ObjectId | undefined; file: string } | undefined> {
  for (const file of configFiles) {
    const bytes = await tree.read(file, configLimit);
    if (bytes !== undefined)
      return { config: parseConfig(new TextDecoder().decode(bytes), file), id: (await tree.entry(file))?.id, file };
  }
  return undefined;
}

/**
 * Reads YAML 1.2, core schema (so JSON too): one document, unique keys, no merge keys, no aliases (T19). Faults
 * `CONFIG_INVALID` with the file, the line and what was expected.
 */
export function parseConfig(text: string, file: string): Config {
  return buildConfig(readYaml(text, file), file, text);
}

/** Plain data from strict YAML. Faults `CONFIG_INVALID`. */
export function readYaml(text: string, file: string): unknown {
  refuseUnreadable(text, file);
  const lines = new LineCounter();
  const documents = parsed(text, file, {
    version: "1.2",
    schema: "core",
    uniqueKeys: true,
    merge: false,
    lineCounter: lines,
  });
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (second !== undefined)
    throw configFaults.CONFIG_INVALID({
      file,
      where: "the file",
      reason: "one document is expected, and there are more",
    });
  if (document === undefined) return {};
  const problem: YAMLError | undefined = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined) {
    const reason = problem.message.split("\n")[0]?.replace(/ at line.*$/, "") ?? "it is not YAML";
    throw configFaults.CONFIG_INVALID({ file, line: lines.linePos(problem.pos[0]).line, where: "the file", reason });
  }
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? {};
  } catch (cause) {
    throw configFaults.CONFIG_INVALID({ file, where: "the file", reason: "aliases are not allowed" }, { cause });
  }
}

/** More of anything than settings have, and less than brings the parser down: it follows brackets by calling itself. */
const most = { nesting: 100, line: 10_000, lines: 5_000, values: 10_000 } as const;

function refuseUnreadable(text: string, file: string): void {
  const fail = (line: number, reason: string): never => {
    throw configFaults.CONFIG_INVALID({ file, line, where: "the file", reason });
  };
  const all = text.split("\n");
  if (all.length > most.lines) fail(most.lines, `settings have at most ${most.lines} lines`);
  for (const [index, line] of all.entries()) {
    if (line.length > most.line) fail(index + 1, `a line of settings has at most ${most.line} characters`);
    // Each of these can begin something inside what came before, on this line or, by its place, on those above it.
    const opened = line.match(/(?:^|[\s-])[-?:](?=\s)/g)?.length ?? 0;
    if (opened > most.nesting) fail(index + 1, `values are nested more than ${most.nesting} deep`);
  }
  const depth = deepest(text);
  if ((text.match(/[,:]/g)?.length ?? 0) > most.values) fail(1, `settings have at most ${most.values} values`);
  if (depth > most.nesting) fail(1, `values are nested more than ${most.nesting} deep`);
}

/** How many brackets stand open at once, at most; those in quotes count too, which no settings come near. */
function deepest(text: string): number {
  let [open, depth] = [0, 0];
  for (const character of text) {
    if (character === "[" || character === "{") depth = Math.max(depth, ++open);
    else if ((character === "]" || character === "}") && open > 0) open--;
  }
  return depth;
}

/** The parser's documents; what it cannot cope with is no fault of this program's. */
function parsed(
  text: string,
  file: string,
  options: Parameters<typeof parseAllDocuments>[1],
): ReturnType<typeof parseAllDocuments> {
  try {
    return parseAllDocuments(text, options);
  } catch (cause) {
    throw configFaults.CONFIG_INVALID({ file, where: "the file", reason: "it cannot be read as YAML" }, { cause });
  }
}

interface Parsed {
  "targets-url"?: string;
  roles: Lifetimes;
  "online-keys": Readonly<Record<string, string | readonly string[]>>;
  people: Readonly<Record<string, KeyId | readonly KeyId[]>>;
  publish?: Place | readonly Place[];
  retention: Config["retention"];
  policy: Policy;
  branches: { intent: string; signed: string };
  directories: { targets: string; trust: string };
}

/** Validates plain data as configuration. `text` serves to find lines. */
export function buildConfig(data: unknown, file: string, text = ""): Config {
  const result = configSchema.safeParse(data);
  if (!result.success) {
    const issue = closestIssue(result.error.issues[0]);
    const keys = issue?.code === "unrecognized_keys" ? issue.keys : [];
    const where = [...(issue?.path ?? []), ...keys.slice(0, 1)].join(".");
    const known = keys[0] === undefined ? undefined : closest(keys[0], knownKeys);
    const hint = known === undefined ? "" : ` Did you mean "${known}"?`;
    const reason = keys[0] === undefined ? (issue?.message ?? "") : `there is no such setting.${hint}`;
    throw configFaults.CONFIG_INVALID({
      file,
      ...lineOf(text, String(keys[0] ?? issue?.path.at(-1) ?? "")),
      where: where || "the file",
      reason,
    });
  }
  const parsed = result.data as Parsed;
  const publish = parsed.publish === undefined ? [] : [parsed.publish].flat();
  const { intent, signed } = parsed.branches;
  const taken = publish.find(
    (place) => place.to === "branch" && [intent, signed].some((name) => sameBranch(name, place.branch)),
  );
  if (taken?.to === "branch") {
    const reason = `${taken.branch} is the ${sameBranch(taken.branch, intent) ? "branch people merge to" : "signed branch"}; the site needs a branch of its own`;
    throw configFaults.CONFIG_INVALID({ file, ...lineOf(text, "publish"), where: "publish.branch", reason });
  }
  return {
    ...(parsed["targets-url"] !== undefined && { targetsUrl: parsed["targets-url"] }),
    lifetimes: parsed.roles,
    onlineKeys: Object.fromEntries(Object.entries(parsed["online-keys"]).map(([role, uris]) => [role, [uris].flat()])),
    people: peopleOf(parsed.people, file, text),
    publish,
    retention: parsed.retention,
    policy: parsed.policy,
    names: {
      intentBranch: parsed.branches.intent,
      signedBranch: parsed.branches.signed,
      targets: parsed.directories.targets,
      trust: parsed.directories.trust,
    },
  };
}

function peopleOf(people: Parsed["people"], file: string, text: string): Config["people"] {
  const names = new Map<KeyId, string>();
  for (const [name, keyids] of Object.entries(people)) {
    for (const keyid of [keyids].flat()) {
      const other = names.get(keyid);
      if (other !== undefined) {
        const reason = other === name ? "a keyid stands there twice" : `the key is ${other}'s already`;
        throw configFaults.CONFIG_INVALID({ file, ...lineOf(text, name), where: `people.${name}`, reason });
      }
      names.set(keyid, name);
    }
  }
  return names;
}

/** Of a choice between shapes, what is wrong with the one that was meant: the one that fits best so far. */
function closestIssue(issue: z.core.$ZodIssue | undefined): z.core.$ZodIssue | undefined {
  if (issue?.code !== "invalid_union") return issue;
  const inner = issue.errors.flatMap(([first]) => closestIssue(first) ?? []);
  const best = inner.find(({ path }) => path.length > 0) ?? inner.find(({ code }) => code !== "invalid_type");
  return best === undefined ? issue : { ...best, path: [...issue.path, ...best.path] };
}

const knownKeys = [
  "version",
  "targets-url",
  "roles",
  "root",
  "targets",
  "bin",
  "bins",
  "snapshot",
  "timestamp",
  "expires",
  "renew",
  "online-keys",
  "default",
  "people",
  "publish",
  "to",
  "path",
  "branch",
  "directory",
  "fetch",
  "retention",
  "days",
  "snapshots",
  "policy",
  "immutable",
  "unicode",
  "allow",
  "product",
  "paths",
  "limits",
  "files",
  "length",
  "branches",
  "intent",
  "signed",
  "directories",
  "trust",
];

function lineOf(text: string, key: string): { line?: number } {
  if (key.length > 200) return {};
  const index = text
    .split("\n")
    .findIndex((line) => new RegExp(`(^|[\\s{,"'])${key.replace(/[^\w-]/g, "\\$&")}["']?\\s*:`).test(line));
  return key === "" || index < 0 ? {} : { line: index + 1 };
}
