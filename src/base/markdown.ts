import type { FaultData } from "./fault.ts";
import { filled, type Problem, type Words } from "./fault-text.ts";
import { escaped, printable } from "./text.ts";

/** Characters of a comment. A forge takes few more, and our marker goes before; what is cut is in the JSON. */
const maximumLength = 59_000;
const maximumValue = 300;

/**
 * Markdown of a length that a forge takes. Cut at the end of a line: within code, what was code would come to life (T5). `digest` stands for
 * what was cut off (T74).
 */
export function capped(markdown: string, digest: (text: string) => string): string {
  if (markdown.length <= maximumLength) return markdown;
  const kept = markdown.slice(0, markdown.lastIndexOf("\n", maximumLength));
  return `${kept}\n\n… cut here (sha256 of the whole: ${digest(markdown)}).\n`;
}

/** A part that is folded away until somebody opens it. */
export function details(summary: string, body: string): string {
  return `<details><summary>${quiet(summary)}</summary>\n\n${body}\n\n</details>`;
}

/** A line of a table. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** Text as code: nothing inside is read as Markdown, a mention or a cell's end (T5). */
export function code(text: string): string {
  const shown = clip(printable(text)).replaceAll("|", "¦").replaceAll("`", "ˋ");
  return shown === "" ? "" : `\`${shown}\``;
}

/** A {@link printable} text as code, at its full length: no two look alike (T74). */
export function exactCode(text: string): string {
  // Spaces in a row are one when they are shown.
  return `\`${text.replace(/[|`]|(?<= ) /g, escaped)}\``;
}

function clip(text: string): string {
  return text.length > maximumValue ? `${text.slice(0, maximumValue)}…` : text;
}

/** Text in which nothing is a mention, a tag, a link or emphasis (T5). */
export function quiet(text: string): string {
  // Forges look for mentions, references and addresses after Markdown is read: an entity does not stop that, a break inside does.
  const apart = clip(text).replace(/[@#]|:\/\/|www(?=\.)|GH(?=-\d)/gi, (mark) => `${mark[0]}\u200b${mark.slice(1)}`);
  return apart.replace(/[&\\`*_{}[\]<>#|~!@]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** {@link filled} as Markdown: commands are code, and nothing that was filled in closes one or comes to life (T5). */
export function filledMarkdown({ of, data }: Problem): Words {
  const { title, meaning, fix } = filled({ of, data: withoutTicks(data) });
  return { title: prose(title), meaning: prose(meaning), fix: prose(fix) };
}

/** Text of an entry with its commands as code. What was filled in can close none of them: {@link withoutTicks} goes before. */
function prose(text: string): string {
  const parts = text.split("`");
  return parts.map((part, index) => (index % 2 === 1 && index < parts.length - 1 ? code(part) : quiet(part))).join("");
}

/** Data with no backtick in it, to be filled into {@link prose}. */
function withoutTicks(data: FaultData): FaultData {
  const plain = (text: string): string => printable(text).replaceAll("`", "ˋ");
  const shown = Object.entries(data).map(([name, value]) => {
    if (typeof value === "string") return [name, plain(value)];
    return [name, Array.isArray(value) ? value.map(plain) : value];
  });
  return Object.fromEntries(shown);
}
