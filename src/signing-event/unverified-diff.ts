import { contentFault } from "../base/fault.ts";
import type { Names } from "../config/names.ts";
import type { Tree } from "../git/store.ts";
import { checkDelegations } from "../repository/delegation-rules.ts";
import { intentPaths } from "../repository/layout.ts";
import { decode } from "../repository/trust.ts";
import type { TrustContent } from "../repository/trust-content.ts";
import { limits } from "../tuf/limits.ts";
import { decodeRoot } from "../tuf/root.ts";
import { decodeTargets, type Targets } from "../tuf/targets.ts";
import { differenceText } from "./text.ts";
import { diffTrust } from "./trust-diff.ts";

const shownChanges = 20;
/** Whoever fills a branch decides how much there would be to read. */
const maximumRoles = 256;

/** What a branch claims that nobody signed, beside what was verified before, in words. */
export async function unsignedChanges(tree: Tree, names: Names, known: TrustContent | undefined): Promise<string> {
  if (known === undefined) return "what it holds was never verified here";
  const unreadable: string[] = [];
  const claimed = await claimedContent(tree, names, known, unreadable);
  const lines = [...unreadable, ...diffTrust(known, claimed).map((difference) => differenceText(difference))];
  const more = lines.length > shownChanges ? [`and ${lines.length - shownChanges} more`] : [];
  return [...lines.slice(0, shownChanges), ...more].join("; ");
}

/**
 * The offline side of a branch as it says itself, verified by nothing: only to show what somebody slipped in. What cannot be read is named in
 * `unreadable` and taken as it was known.
 */
async function claimedContent(
  tree: Tree,
  names: Names,
  known: TrustContent,
  unreadable: string[],
): Promise<TrustContent> {
  const paths = intentPaths(names);
  const attempt = async <T>(path: string, read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      unreadable.push(`${path} cannot be read (${contentFault(error).code})`);
      return undefined;
    }
  };
  let newest = 0;
  for (const { name } of await tree.list(paths.roots))
    newest = Math.max(newest, Number(/^(\d{1,9})\.root\.json$/.exec(name)?.[1] ?? 0));
  const rootFile = paths.root(newest);
  const root = await attempt(rootFile, async () => {
    const bytes = await tree.read(rootFile, limits.root);
    return decode(bytes ?? new Uint8Array(), rootFile, decodeRoot).signed;
  });
  const offline = new Map<string, Targets>();
  // No rule holds for what nobody signed: a role may be named twice, above itself, or a thousand times.
  const wanted = new Set(["targets"]);
  for (const name of wanted) {
    const file = paths.role(name);
    const signed = await attempt(file, async () => {
      const bytes = await tree.read(file, limits.targets);
      if (bytes === undefined) return undefined;
      const targets = decode(bytes, file, decodeTargets).signed;
      const below = targets.delegations === undefined ? [] : checkDelegations(name, targets.delegations);
      for (const each of below) if (wanted.size < maximumRoles) wanted.add(each);
      return targets;
    });
    const shown = signed ?? known.offline.get(name);
    if (shown !== undefined) offline.set(name, shown);
  }
  return { root: root ?? known.root, offline };
}
