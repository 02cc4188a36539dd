/** Marks up words for where they are shown; plain text ignores it. Colour never carries meaning alone. */
export interface Style {
  strong(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  dim(text: string): string;
}

export const plain: Style = { strong: same, good: same, bad: same, warn: same, dim: same };

function same(text: string): string {
  return text;
}

/** `46.0 MiB`. */
export function size(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${bytes} B` : `${value.toFixed(1)} ${units[unit]}`;
}

/**
 * Control, formatting and invisible characters made visible, and spaces of other kinds: names come from strangers (T5). What stands for a
 * character cannot be written by hand, so that two texts never look alike (T74).
 */
export function printable(text: string): string {
  return text.replace(/[\p{C}\p{Default_Ignorable_Code_Point}]|(?! )\p{Z}|\\(?=u\{)/gu, escaped);
}

/** A character as `\u{…}`. */
export function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** First and last digits of a digest, for people to compare at a glance. */
export function short(digest: string): string {
  return `${digest.slice(0, 8)}…${digest.slice(-5)}`;
}

export function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

/** Lines of a table in columns; the first is its head, and the last cell of the others their state, which colours them. */
export function tableText(table: readonly (readonly string[])[], style: Style): readonly string[] {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row, index) => {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    const text = cells.join("  ").trimEnd();
    if (index === 0) return style.dim(text);
    const state = row.at(-1);
    return state === "expired" ? style.bad(text) : state === "ok" ? text : style.warn(text);
  });
}

/** The first 16 hex digits of a keyid, the one short form of a key: enough to compare, short enough to read out. */
export function fingerprint(keyid: string): string {
  return keyid.slice(0, 16);
}
