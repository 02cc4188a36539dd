import { isFault } from "../base/fault.ts";
import { instant } from "../base/time.ts";
import { binPrefix, isBinName, type Names } from "../config/names.ts";
import { type Tree, treeOfFiles } from "../git/tree.ts";
import { intentPaths } from "../repository/layout.ts";
import { inOrder } from "../repository/schedule.ts";
import { loadTrust, type Trust } from "../repository/trust.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import type { RoleKeys } from "../tuf/common.ts";
import { sha256 } from "../tuf/digest.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import { limits } from "../tuf/limits.ts";
import { topLevelRoles } from "../tuf/root.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { workspaceFaults } from "../workspace/faults.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { KeyRole, KeyView, Standing } from "./text.ts";

/** A role with its keys, each under the keyid that the role lists it by. */
export interface RoleWithKeys {
  /** Hash bins of one delegation are one role: `bins`. */
  readonly role: string;
  readonly threshold: number;
  readonly keys: readonly PublicKey[];
}

/** Who signs what in a repository, and how far that was verified. */
export interface TrustKeys {
  readonly standing: Standing;
  readonly roles: readonly RoleWithKeys[];
}

/**
 * The keys of every role on an intent branch, verified from the root that is pinned. Without a pin the chain is
 * verified from the first root that is there, which shows only that the files agree with each other: `unverified`. What expired is
 * listed like the rest, since this decides nothing, and whoever repairs an expired repository needs the list. Faults as `loadTrust`.
 */
export async function trustKeys(
  tree: Tree,
  names: Names,
  { pin, verifier }: { readonly pin: string | undefined; readonly verifier: Verifier },
): Promise<TrustKeys> {
  const paths = intentPaths(names);
  const first = await tree.read(paths.root(1), limits.root);
  if (first === undefined && (await tree.list(paths.roots)).length === 0) return { standing: "none", roles: [] };
  const trust = await loadTrust(tree, paths, { pin: pin ?? sha256(first ?? new Uint8Array()), verifier }, instant(0));
  return { standing: pin === undefined ? "unverified" : "verified", roles: rolesOf(trust) };
}

/** The offline-signed metadata of a work tree, as it is there now, committed or not. */
export async function trustInWorkTree(workspace: Workspace, { trust }: Names): Promise<Tree> {
  const patterns = [`${trust}/root/*.root.json`, `${trust}/*.json`];
  const files = new Map<string, Uint8Array>();
  for (const pattern of patterns) {
    for (const { path } of await workspace.find([pattern]).catch(nothing)) {
      const bytes = await workspace.read(path, limits.targets);
      if (bytes !== undefined) files.set(path, bytes);
    }
  }
  return treeOfFiles(files);
}

function nothing(error: unknown): readonly { path: string }[] {
  if (isFault(error, workspaceFaults.FILE_NOT_FOUND)) return [];
  throw error;
}

/** The roles as they are shown. */
export function roleKeyViews({ roles }: TrustKeys, view: (key: PublicKey) => KeyView): readonly KeyRole[] {
  return roles.map(({ role, threshold, keys }) => ({ role, threshold, keys: keys.map(view) }));
}

function rolesOf(trust: Trust): readonly RoleWithKeys[] {
  const roles = topLevelRoles.map((role) => {
    const authority = topLevelAuthority(trust.root.signed, role);
    return withKeys(role, authority, authority.keys);
  });
  for (const { signed } of trust.offline.values()) {
    if (signed.delegations === undefined) continue;
    const { keys, succinct, roles: delegated } = signed.delegations;
    if (succinct !== undefined) roles.push(withKeys(succinct.namePrefix, succinct, keys));
    const seen = new Set<string>();
    for (const required of delegated) {
      const name = isBinName(required.name) ? binPrefix(required.name) : required.name;
      const description = `${name} ${required.threshold} ${required.keyids.join(" ")}`;
      if (!seen.has(description)) roles.push(withKeys(name, required, keys));
      seen.add(description);
    }
  }
  return inOrder(roles);
}

/** A keyid whose key is not among `keys` cannot sign, and is left out. */
function withKeys(role: string, { keyids, threshold }: RoleKeys, keys: ReadonlyMap<KeyId, PublicKey>): RoleWithKeys {
  return { role, threshold, keys: keyids.flatMap((keyid) => keys.get(keyid) ?? []) };
}
