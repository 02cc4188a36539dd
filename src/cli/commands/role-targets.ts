import { relative, resolve, sep } from "node:path";
import { measure } from "../../proposal/add.ts";
import { proposalFaults } from "../../proposal/faults.ts";
import type { TrustChange } from "../../signing-event/event-file.ts";
import { matchesPattern } from "../../tuf/pattern.ts";
import { text } from "../flags.ts";
import type { Session } from "../session.ts";
import { openEventSession } from "../trust-session.ts";
import { defaultName, inForce, propose } from "./rotate.ts";

/** Opens a signing event with files as targets of a role that people sign. */
export async function addToRole(session: Session, role: string): Promise<number> {
  const { flags, terminal, workspace } = session;
  const opened = await openEventSession(session);
  const base = inForce(opened);
  const { targets } = await measure(
    { sources: workspace, reporter: terminal.reporter },
    {
      files: session.args,
      prefix: text(flags, "prefix") ?? "",
      strip: relative(session.cwd, resolve(session.cwd, text(flags, "strip") ?? ".")).replaceAll(sep, "/"),
      unicode: opened.config.policy.unicode,
    },
  );
  const changes = targets.map(({ path, length, sha256 }): TrustChange => {
    const file = { length, hashes: new Map([["sha256", sha256]]), rest: new Map() };
    return { kind: "target", role, path, file };
  });
  return propose(session, opened, { event: defaultName(`add-${role}`, base), changes, keys: [] });
}

/** Opens a signing event that takes targets out of a role that people sign. */
export async function removeFromRole(session: Session, role: string): Promise<number> {
  const opened = await openEventSession(session);
  const base = inForce(opened);
  const listed = [...(base.offline.get(role)?.targets.keys() ?? [])];
  const changes = session.args.flatMap((pattern): readonly TrustChange[] => {
    const paths = listed.filter((path) => matchesPattern(pattern, path));
    if (paths.length === 0) throw proposalFaults.TARGET_UNKNOWN({ path: pattern, where: `the role ${role}` });
    return paths.map((path) => ({ kind: "untarget", role, path }));
  });
  return propose(session, opened, { event: defaultName(`remove-${role}`, base), changes, keys: [] });
}
