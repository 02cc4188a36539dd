import { Document, parseDocument } from "yaml";
import { type Config, parseConfig } from "../config/config.ts";
import { configFile } from "../config/names.ts";
import type { Hints } from "./hints.ts";

/** What a person says about the repository that it does not say itself. */
export interface Told {
  readonly targetsUrl?: string;
  /** Address of the key that signs what the worker signs, where the repository's own are not known or not to be used. */
  readonly onlineKey?: string;
}

/**
 * kaprien.yml with what the repository says about its keys, people and periods; settings and comments that were there stay. Faults
 * `CONFIG_INVALID` when the result is none.
 */
export function configOf(
  hints: Hints,
  { targetsUrl, onlineKey }: Told,
  needs: { readonly unicode: boolean; readonly files: number },
  existing: Uint8Array | undefined,
): { readonly bytes: Uint8Array; readonly config: Config } {
  const document =
    existing === undefined ? new Document({ version: 1 }) : parseDocument(new TextDecoder().decode(existing));
  const set = (path: readonly string[], value: unknown): void => {
    if (!document.hasIn(path)) document.setIn(path, document.createNode(value, { flow: path.length > 1 }));
  };
  // What a person says now goes before what is there, and that before what the repository says.
  if (targetsUrl !== undefined) document.setIn(["targets-url"], targetsUrl);
  if (onlineKey !== undefined) document.setIn(["online-keys"], document.createNode({ default: onlineKey }));
  for (const [role, lifetime] of hints.lifetimes) set(["roles", role], lifetime);
  for (const [role, uris] of onlineKey === undefined ? hints.onlineKeys : [])
    set(["online-keys", role], uris.length === 1 ? uris[0] : uris);
  // Bins that come later are signed by the keys of snapshot, unless somebody says otherwise then.
  const bins = onlineKey === undefined && !hints.onlineKeys.has("bins") && hints.onlineKeys.get("snapshot");
  if (bins) set(["online-keys", "bins"], bins.length === 1 ? bins[0] : bins);
  for (const [name, keyids] of hints.people) set(["people", name], keyids.length === 1 ? keyids[0] : keyids);
  if (!document.has("publish"))
    document.setIn(["publish"], document.createNode({ to: "directory", path: "site" }, { flow: true }));
  if (needs.unicode) set(["policy", "unicode"], true);
  if (needs.files > 0) set(["policy", "limits", "files"], needs.files);
  if (existing === undefined)
    document.commentBefore = " Settings of this repository. `kaprien schema config` prints what may stand here.";
  const text = document.toString();
  return { bytes: new TextEncoder().encode(text), config: parseConfig(text, configFile) };
}
