import { findingsText } from "../../base/fault-text.ts";
import { refusal } from "../../base/finding.ts";
import { compose } from "../../compose/compose.ts";
import { siteUrl } from "../../compose/site-url.ts";
import { trustedRoot } from "../../compose/trusted-root.ts";
import { type Import, prepareImport, writeImport } from "../../import/import.ts";
import { filesAt, filesBelow, type ImportFiles, locate } from "../../import/source.ts";
import { importText } from "../../import/text.ts";
import { cliFaults } from "../faults.ts";
import { flag, text } from "../flags.ts";
import type { Session } from "../session.ts";

export async function importRepository(session: Session): Promise<number> {
  const { flags, terminal, workspace, clock, dryRun } = session;
  const given = text(flags, "trustedRoot") ?? session.take("KAPRIEN_TRUSTED_ROOT");
  const pin = given === undefined || given === "" ? undefined : trustedRoot(given);
  const targetsUrl = text(flags, "targetsUrl");
  const onlineKey = text(flags, "onlineKey");
  const source = await locate(filesOf(session, session.args[0] ?? ""));
  const prepared = await prepareImport(
    { source, workspace, clock, verifier: session.verifier },
    {
      ...(pin !== undefined && { pin }),
      ...(targetsUrl !== undefined && { targetsUrl }),
      ...(onlineKey !== undefined && { onlineKey }),
    },
  );
  const { view } = prepared;
  terminal.reporter.note(importText(view, terminal.style));
  if (view.findings.length > 0) terminal.reporter.note(findingsText(view.findings, terminal.style));
  const refused = refusal(view.findings);
  if (refused !== undefined) throw refused;
  if (!dryRun) {
    if (pin === undefined && !(await accepted(session, prepared))) return 130;
    await writeImport(workspace, prepared);
  }
  terminal.result(view.trustedRoot, { ...view, dryRun });
  if (dryRun) {
    terminal.reporter.note("nothing was written; run without --dry-run to do it");
    return 0;
  }
  terminal.next(
    `\nThat digest is your trusted root: give it to every worker and client, outside of the repository.\n  export KAPRIEN_TRUSTED_ROOT=${view.trustedRoot}`,
  );
  const add = `git add ${tops(view.files).join(" ")} && git commit -m "Import the repository"`;
  if (view.event === undefined) {
    terminal.next(`next: look through kaprien.yml, then ${add} && kaprien worker`);
    return 0;
  }
  const { name } = view.event;
  terminal.next(
    `\nIts people sign once more, in strict form; each of them fetches the branch and runs\n  kaprien sign ${name} --key <address of their key>\nand the last of all runs\n  kaprien event finish ${name}\nnext: look through kaprien.yml, then git switch -c event/${name} && ${add} && git push -u origin event/${name}`,
  );
  return 0;
}

function filesOf({ cwd, workspace }: Session, where: string): ImportFiles {
  return /^https?:\/\//i.test(where) ? filesAt(compose.fetch, siteUrl(cwd, where)) : filesBelow(workspace, where);
}

/** Whether a person, or `--yes`, takes the newest root as it was found. Faults `IMPORT_ROOT_UNCONFIRMED` when there is nobody to ask. */
async function accepted(session: Session, { view }: Import): Promise<boolean> {
  const { trustedRoot: digest, root: version, source: site } = view;
  if (flag(session.flags, "yes")) return true;
  if (!session.interactive) throw cliFaults.IMPORT_ROOT_UNCONFIRMED({ version, site, digest });
  const { confirm, isCancel } = await import("@clack/prompts");
  const answer = await confirm({
    message: `Root ${version} has the SHA-256\n${digest}\nIs that the one that somebody you trust gave you?`,
    initialValue: false,
    input: session.stdin,
    output: session.stderr,
  });
  return !isCancel(answer) && answer;
}

function tops(files: readonly string[]): readonly string[] {
  return [...new Set(files.map((file) => file.split("/")[0] ?? file))];
}
