import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

/** Bundles a script of this folder into `directory`, for a process of its own: Node 20 runs no TypeScript. Resolves to the file. */
export async function bundle(script: string, directory: string): Promise<string> {
  const file = path.join(directory, `${path.basename(script, ".ts")}.mjs`);
  const input = fileURLToPath(new URL(script, import.meta.url));
  await build({
    input,
    platform: "node",
    output: { file, format: "esm", codeSplitting: false },
    logLevel: "silent",
  });
  return file;
}
