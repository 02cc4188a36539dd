import { fileURLToPath } from "node:url";
import { filled } from "../../base/fault-text.ts";
import { compose } from "../../compose/compose.ts";
import { configLimit } from "../../config/config.ts";
import { type ActionReference, type InitOptions, init as layDown, renderTemplate } from "../../setup/init.ts";
import { flag, text } from "../flags.ts";
import type { Session } from "../session.ts";

export async function init(session: Session): Promise<number> {
  const { flags, terminal, workspace, dryRun } = session;
  const options: InitOptions = {
    files: session.args,
    branch: await session.intentBranch("branch"),
    action: text(flags, "action") ?? `kaprien/action@v${session.version}`,
    server: (session.take("GITHUB_SERVER_URL") ?? "https://github.com").replace(/\/+$/, ""),
  };
  const ports = {
    // Beside the bundle, which is dist/.
    template: compose.workspace(fileURLToPath(new URL("../metadata-template/", import.meta.url))),
    workspace,
    open: (url: string) => compose.store(url, undefined, session.clock),
  };
  if (flag(flags, "print")) {
    const { files, action } = await renderTemplate(ports, options);
    const shown = [...files].map(([path, bytes]) => ({ path, content: new TextDecoder().decode(bytes) }));
    warnUnpinned(session, action);
    terminal.result(printed(shown), { files: shown });
    return 0;
  }
  const { written, kept, action } = await layDown(ports, { ...options, dryRun });
  for (const [path, there] of kept)
    terminal.reporter.note(`left alone: ${there} is there${there === path ? "" : `, for ${path}`}`);
  if (kept.size > 0) terminal.reporter.note("kaprien init --print FILE shows the template's own");
  warnUnpinned(session, action);
  if (!(await isTop(session)))
    terminal.reporter.warn(
      "this directory is not the top of a git work tree; GitHub reads .github there alone, so put the files there",
    );
  if (dryRun) terminal.reporter.note("nothing was written; run without --dry-run to do it");
  else if (written.length === 0) terminal.reporter.note("nothing to write: every file is there");
  terminal.result(written.join("\n"), {
    files: written,
    kept: [...kept].map(([path, there]) => ({ path, there })),
    action: action && { uses: action.uses, pinned: action.unpinned === undefined },
    dryRun,
  });
  if (!dryRun && written.length > 0)
    terminal.next(`next: git add ${written.join(" ")}, and follow .github/KAPRIEN.md to kaprien ceremony`);
  return 0;
}

/** One file exactly, so that it can be compared with one's own; several below their names. */
function printed(files: readonly { readonly path: string; readonly content: string }[]): string {
  if (files.length === 1) return (files[0]?.content ?? "").replace(/\n$/, "");
  return files.map(({ path, content }) => `==> ${path} <==\n${content}`).join("\n");
}

function warnUnpinned({ terminal }: Session, action: ActionReference | undefined): void {
  if (action?.unpinned === undefined) return;
  const { title } = filled(action.unpinned);
  terminal.reporter.warn(
    `the workflow uses ${action.uses}, a tag and not a commit, which can be moved to other code: ${title} [${action.unpinned.code}]. To pin it when that is mended: rm .github/workflows/kaprien.yml && kaprien init`,
  );
}

/** `.git` is a directory in a clone and a file in a work tree beside one. */
async function isTop({ workspace }: Session): Promise<boolean> {
  for (const file of [".git/HEAD", ".git"])
    if ((await workspace.read(file, configLimit).catch(() => undefined)) !== undefined) return true;
  return false;
}
