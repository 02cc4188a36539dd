import { tufFaults } from "./faults.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";

/** Reads one decoded value, or faults `METADATA_INVALID` naming `where`. */
export type Reader<T> = (json: Json | undefined, where: string) => T;

/** Reads the members of a metadata object and remembers which were asked for, so that the rest can be kept as unknown. */
export interface Shape {
  get<T>(name: string, reader: Reader<T>): T;
  /** Members nobody asked for, to be written back unchanged (specification §4). */
  rest(): JsonObject;
}

/** A {@link Shape} over `json`. Faults `METADATA_INVALID` when it is not an object. */
export function shape(json: Json | undefined, where: string): Shape {
  const members = object(json, where);
  const asked = new Set<string>();
  return {
    get(name, reader) {
      asked.add(name);
      return reader(members.get(name), `${where}.${name}`);
    },
    rest: () => new Map([...members].filter(([name]) => !asked.has(name))),
  };
}

export const object: Reader<JsonObject> = (json, where) => (isObject(json) ? json : invalid(where, "an object", json));

export const string: Reader<string> = (json, where) =>
  typeof json === "string" ? json : invalid(where, "a string", json);

export const boolean: Reader<boolean> = (json, where) =>
  typeof json === "boolean" ? json : invalid(where, "true or false", json);

/** An integer from 0. The decoder lets no other number in. */
export const natural: Reader<number> = (json, where) =>
  typeof json === "number" ? json : invalid(where, "an integer", json);

/** An integer from 1. */
export const positive: Reader<number> = (json, where) =>
  typeof json === "number" && json >= 1 ? json : invalid(where, "an integer from 1", json);

export const strings: Reader<readonly string[]> = (json, where) =>
  Array.isArray(json) ? json.map((item: Json) => string(item, where)) : invalid(where, "a list of strings", json);

/** An object whose members all read as `reader` says. */
export function mapOf<T>(reader: Reader<T>): Reader<ReadonlyMap<string, T>> {
  return (json, where) =>
    new Map(
      [...object(json, where)].map(([name, member]) => [name, reader(member, `${where}[${JSON.stringify(name)}]`)]),
    );
}

/** `reader`, or undefined when the member is absent. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (json, where) => (json === undefined ? undefined : reader(json, where));
}

export function invalid(where: string, expected: string, json?: Json): never {
  const actual =
    json === undefined
      ? "nothing"
      : Array.isArray(json)
        ? "a list"
        : isObject(json)
          ? "an object"
          : JSON.stringify(json);
  throw tufFaults.METADATA_INVALID({ where, reason: `${expected} is expected, not ${actual.slice(0, 80)}` });
}
