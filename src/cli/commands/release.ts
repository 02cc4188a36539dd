import { relative, resolve, sep } from "node:path";
import { baseFaults } from "../../base/faults.ts";
import { plural, size } from "../../base/text.ts";
import { composeFaults } from "../../compose/faults.ts";
import { knownPin } from "../../compose/trusted-root.ts";
import type { Store } from "../../git/store.ts";
import { add as addFiles } from "../../proposal/add.ts";
import { check as checkProposal } from "../../proposal/check.ts";
import { remove as removeTargets } from "../../proposal/remove.ts";
import { verdictMarkdown } from "../../proposal/verdict-markdown.ts";
import { verdictText } from "../../proposal/verdict-text.ts";
import { releaseLimit } from "../../release/release-file.ts";
import { openRepository } from "../../repository/open.ts";
import { sameBytes } from "../../tuf/digest.ts";
import { flag, list, text } from "../flags.ts";
import type { Session } from "../session.ts";
import { addToRole, removeFromRole } from "./role-targets.ts";

export async function add(session: Session): Promise<number> {
  const { flags, terminal, workspace } = session;
  const { names, policy } = await session.config();
  const role = text(flags, "role");
  if (role !== undefined) return addToRole(session, role);
  const release = text(flags, "release");
  const url = text(flags, "url");
  if (release === undefined)
    throw composeFaults.FLAG_MISSING({ what: "The name of the release", flag: "--release <product>/<release>" });
  const result = await addFiles({ sources: workspace, repository: workspace, reporter: terminal.reporter }, names, {
    release,
    files: session.args,
    // An empty prefix is an answer: target paths at the top.
    prefix: typeof flags["prefix"] === "string" ? flags["prefix"] : release,
    strip: relative(session.cwd, resolve(session.cwd, text(flags, "strip") ?? ".")).replaceAll(sep, "/"),
    replaces: list(flags, "replaces"),
    unicode: policy.unicode,
    ...(url !== undefined && { url }),
    dryRun: session.dryRun,
  });
  terminal.result(result.files.join("\n"), { ...result, dryRun: session.dryRun });
  terminal.reporter.note(
    `${plural(result.targets, "target")}, ${size(result.bytes)}${session.dryRun ? "; nothing was written" : ""}`,
  );
  terminal.next(
    `next: git switch -c release && git add ${names.targets} && git commit -m "Release ${release}" && kaprien check`,
  );
  return 0;
}

export async function remove(session: Session): Promise<number> {
  const role = text(session.flags, "role");
  if (role !== undefined) return removeFromRole(session, role);
  const { names } = await session.config();
  const result = await removeTargets(session.workspace, names, session.args, { dryRun: session.dryRun });
  session.terminal.result(result.targets.join("\n"), { ...result, dryRun: session.dryRun });
  session.terminal.reporter.note(
    `${plural(result.targets.length, "target")} in ${plural(result.files.length, "release file")}${session.dryRun ? "; nothing was written" : ""}`,
  );
  session.terminal.next(`next: git add --all ${names.targets} && git commit -m "Remove targets" && kaprien check`);
  return 0;
}

export async function check(session: Session): Promise<number> {
  const { flags, terminal, clock } = session;
  const pin = knownPin(() => session.pin());
  const options = { base: await session.intentBranch("base"), head: text(flags, "head") ?? "HEAD" };
  const format = text(flags, "format") ?? "text";
  if (format !== "text" && format !== "markdown")
    throw baseFaults.USAGE({ reason: `--format is text or markdown, not ${format}`, command: "check" });
  const store = await session.store();
  const repository = await openRepository(store, {
    intent: options.base,
    pin,
    now: clock.now(),
    verifier: session.verifier,
  });
  const verdict = await checkProposal(repository, options);
  if (options.head === "HEAD" && text(flags, "repository") === undefined) await warnUncommitted(session, store);
  terminal.result(
    format === "markdown" ? verdictMarkdown(verdict).trimEnd() : verdictText(verdict, terminal.style),
    verdict,
  );
  if (verdict.verdict === "blocked") return 1;
  if (verdict.verdict === "waiting") return 6;
  return verdict.verdict === "ready" && flag(flags, "exitCode") ? 2 : 0;
}

/** `check` reads commits alone (T21); a release file that is only in the work tree would be missed without a word. */
async function warnUncommitted(session: Session, store: Store): Promise<void> {
  const { names } = await session.config();
  const head = await store.tree("HEAD");
  const found = await session.workspace.find([names.targets]).catch(() => []);
  let loose = 0;
  for (const { path } of found.slice(0, 1000)) {
    const [here, there] = [await session.workspace.read(path, releaseLimit), await head?.read(path, releaseLimit)];
    if (here !== undefined && (there === undefined || !sameBytes(here, there))) loose++;
  }
  if (loose > 0)
    session.terminal.reporter.warn(
      `${plural(loose, "release file")} in the work tree ${loose === 1 ? "is" : "are"} not committed; check reads commits`,
    );
}
