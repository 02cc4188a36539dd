import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** Where `npm ci` of this rig put pkcs11js. */
export const directory: string = fileURLToPath(new URL("..", import.meta.url));

/**
 * Whether a test file has to be skipped because one of these programs (or the package, for "pkcs11js") is not on this machine: said
 * loudly, and a failure when CI is set.
 */
export function lacks(...tools: readonly string[]): boolean {
  const absent = tools.filter((tool) => !isThere(tool));
  if (absent.length === 0) return false;
  const text = `${absent.join(", ")} cannot be had on this machine`;
  if (process.env["CI"]) throw new Error(text);
  console.warn(`SKIPPED: ${text}, and what needs it was not tried`);
  return true;
}

function isThere(tool: string): boolean {
  if (tool !== "pkcs11js") return spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0;
  try {
    createRequire(`${directory}/package.json`)(tool);
    return true;
  } catch {
    return false;
  }
}
