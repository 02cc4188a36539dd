import { printable } from "../base/text.ts";
import { changedParts } from "../release/target-change.ts";
import { canonical } from "../tuf/canonical.ts";
import { differences, type JsonDifference, shortened, shortText } from "../tuf/difference.ts";
import { sha256 } from "../tuf/digest.ts";
import { fromPlain, type Json } from "../tuf/json.ts";
import type { PlannedTarget } from "./plan.ts";

// Every text here is printable, and no two targets have the same (T74): names and values are strangers' words.

/** A target path; one that could be taken for another is quoted. */
export function pathText(path: string): string {
  const shown = printable(path);
  return shown === path && /^[\p{L}\p{N}._~@=+/-]+$/u.test(path) ? path : printable(JSON.stringify(path));
}

/** Everything that is signed of a target as it will be, or as it was when it goes. Long values end in their digest. */
export function signedLines({ before, after }: PlannedTarget): readonly string[] {
  const { length, hashes, ...others } = after ?? before ?? { length: 0, hashes: {} };
  const { sha256: digest, ...more } = hashes;
  return [
    digest === undefined ? `length ${length}` : `length ${length}, sha256 ${valueText(digest, "plain")}`,
    ...Object.entries(more).map(([algorithm, value]) => `${nameText(algorithm)} ${valueText(value, "plain")}`),
    ...Object.entries(others).map(([member, value]) => `${nameText(member)} ${valueText(fromPlain(value))}`),
  ];
}

/** What differs between what a target was and what it will be, one line for each value. */
export function changedLines(target: PlannedTarget): readonly string[] {
  const side = (value: Json | undefined): string => (value === undefined ? "absent" : valueText(value));
  return changesOf(target).map(
    ({ member, before, after }) => `${printable(shortened(member, 80))}: ${side(before)} → ${side(after)}`,
  );
}

/** `only custom data`: what changes while the bytes stay; undefined when they do not. */
export function keptBytes(target: PlannedTarget): string | undefined {
  const parts = changedParts(changesOf(target));
  return parts === "" || parts.startsWith("bytes") ? undefined : `only ${parts}`;
}

/** What stands for targets that a list leaves out. */
export function restText(rest: readonly PlannedTarget[]): string {
  return `and ${rest.length} more (sha256 ${sha256(canonical(fromPlain(rest)))})`;
}

function changesOf({ before, after }: PlannedTarget): readonly JsonDifference[] {
  return before === undefined || after === undefined ? [] : [...differences(fromPlain(before), fromPlain(after))];
}

function valueText(value: Json, digits: "plain" | "quoted" = "quoted"): string {
  if (digits === "plain" && typeof value === "string" && /^[0-9a-f]{1,128}$/.test(value)) return value;
  return printable(shortText(value));
}

function nameText(name: string): string {
  return /^[\w-]+$/.test(name) ? printable(shortened(name, 80)) : valueText(name);
}
