/** Flags as commander hands them over: camel case, one object for global and own ones. */
export type Flags = Readonly<Record<string, unknown>>;

export function flag(flags: Flags, name: string): boolean {
  return flags[name] === true;
}

export function text(flags: Flags, name: string): string | undefined {
  const value = flags[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function list(flags: Flags, name: string): readonly string[] {
  const value = flags[name];
  return Array.isArray(value) ? value.map(String) : [];
}
