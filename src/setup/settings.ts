import { Document, parseDocument } from "yaml";
import { configLimit, parseConfig } from "../config/config.ts";
import { configFile, defaultNames, type Names } from "../config/names.ts";
import { intentPaths } from "../repository/layout.ts";
import { eventPaths } from "../signing-event/event-file.ts";
import { offlineRoles, onlineRoles } from "../signing-event/first-trust.ts";
import type { KeyId } from "../tuf/key.ts";
import { limits } from "../tuf/limits.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { CeremonySpec } from "./ceremony-file.ts";
import { setupFaults } from "./faults.ts";

/** The `kaprien.yml` that is there already, if any, and the names it gives. Faults `CONFIG_INVALID`. */
export async function settingsIn(
  workspace: Workspace,
): Promise<{ readonly existing: Uint8Array | undefined; readonly names: Names }> {
  const existing = await workspace.read(configFile, configLimit);
  const names =
    existing === undefined ? defaultNames : parseConfig(new TextDecoder().decode(existing), configFile).names;
  return { existing, names };
}

/** Faults `CEREMONY_DONE` when the workspace holds signed roles already: a second root would not be trusted by anybody. */
export async function requireFirst(workspace: Workspace, names: Names): Promise<void> {
  const paths = intentPaths(names);
  const event = eventPaths(names, "ceremony").event;
  for (const file of [paths.root(1), paths.role("targets"), paths.role("bin"), event]) {
    if ((await workspace.read(file, limits.targets)) !== undefined) throw setupFaults.CEREMONY_DONE({ file });
  }
}

/** kaprien.yml with what the ceremony decided; settings and comments that were there stay. */
export function configOf(
  spec: CeremonySpec,
  names: ReadonlyMap<KeyId, string>,
  existing: Uint8Array | undefined,
): Uint8Array {
  const document =
    existing === undefined ? new Document({ version: 1 }) : parseDocument(new TextDecoder().decode(existing));
  if (spec.targetsUrl !== undefined) document.setIn(["targets-url"], spec.targetsUrl);
  for (const role of [...offlineRoles, ...onlineRoles]) {
    const { expires, renew } = spec.roles[role];
    document.setIn(["roles", role], document.createNode({ expires, renew }, { flow: true }));
  }
  const uris = onlineRoles.map((role) => [role, urisOf(spec, role)] as const);
  const distinct = new Set(uris.map(([, list]) => list.join("\n")));
  for (const [role, list] of distinct.size === 1 ? ([["default", uris[0]?.[1] ?? []]] as const) : uris)
    document.setIn(["online-keys", role], list.length === 1 ? list[0] : document.createNode(list, { flow: true }));
  const people = new Set(offlineRoles.flatMap((role) => spec.roles[role].keys));
  for (const [keyid, name] of names) if (people.has(name)) document.setIn(["people", name], keyid);
  if (!document.has("publish"))
    document.setIn(["publish"], document.createNode({ to: "directory", path: "site" }, { flow: true }));
  if (existing === undefined)
    document.commentBefore = " Settings of this repository. `kaprien schema config` prints what may stand here.";
  return new TextEncoder().encode(document.toString());
}

/** The addresses under which the worker will find a role's keys. */
function urisOf(spec: CeremonySpec, role: (typeof onlineRoles)[number]): readonly string[] {
  return spec.roles[role].keys.map((name) => {
    const source = spec.keys.get(name);
    return source?.kind === "use" ? source.uri : `file:${source?.path ?? ""}`;
  });
}
