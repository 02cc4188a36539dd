import { readFile } from "node:fs/promises";
import packageJson from "../../package.json" with { type: "json" };
import { compose } from "../compose/compose.ts";
import { guardEnvironment } from "../compose/environment.ts";
import { runAction } from "./action.ts";

guardEnvironment(process.env);

/** Kaprien's own variables, taken away before anything else runs (T43). */
const taken = new Map(Object.entries(process.env).filter(([name]) => name.startsWith("KAPRIEN_")));
for (const name of taken.keys()) delete process.env[name];

function take(name: string): string | undefined {
  const value = taken.get(name) ?? process.env[name];
  taken.delete(name);
  delete process.env[name];
  return value;
}

/** Names of variables that hold something, without what they hold. */
function variables(): readonly { readonly name: string; readonly value: string }[] {
  const all = [...taken, ...Object.entries(process.env)];
  return all.flatMap(([name, value]) => (value === undefined || value.trim() === "" ? [] : [{ name, value }]));
}

process.exitCode = await runAction({
  variable: (name) => process.env[name] ?? "",
  variables,
  take,
  event: async () => {
    const path = process.env["GITHUB_EVENT_PATH"];
    return path === undefined ? "" : readFile(path, "utf8").catch(() => "");
  },
  stdout: process.stdout,
  clock: compose.clock(),
  version: packageJson.version,
});
