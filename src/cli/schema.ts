import { z } from "zod";
import { baseFaults } from "../base/faults.ts";
import { configSchema } from "../config/schema.ts";
import { releaseSchema } from "../release/release-file.ts";
import { ceremonySchema } from "../setup/ceremony-file.ts";

const schemas: ReadonlyMap<string, z.ZodType> = new Map([
  ["config", configSchema],
  ["release", releaseSchema],
  ["ceremony", ceremonySchema],
]);

/** Names of the files that have a schema. */
export const schemaNames: readonly string[] = [...schemas.keys()];

/** The JSON Schema (2020-12) of a file, from the definitions that validate it. Faults `USAGE`. */
export function schemaOf(name: string): object {
  const schema = schemas.get(name);
  if (schema === undefined)
    throw baseFaults.USAGE({
      reason: `there is a schema of ${schemaNames.join(", ")}; not of "${name}"`,
      command: "schema",
    });
  return z.toJSONSchema(schema, { io: "input" });
}
