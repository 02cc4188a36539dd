const seconds = { d: 86_400, h: 3_600 } as const;

/** Seconds of `5d`, `12h` or a number of days; undefined for anything else. */
export function duration(given: string): number | undefined {
  const match = /^(\d{1,5}(?:\.\d{1,3})?)([dh]?)$/.exec(given.trim());
  if (match?.[1] === undefined) return undefined;
  return Number(match[1]) * seconds[match[2] === "h" ? "h" : "d"];
}
