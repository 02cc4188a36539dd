import { Fault, isFault } from "../base/fault.ts";
import { baseFaults } from "../base/faults.ts";
import { configFiles, configLimit, parseConfig } from "../config/config.ts";
import { configFile } from "../config/names.ts";
import type { Store } from "../git/store.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { workspaceFaults } from "../workspace/faults.ts";
import type { Workspace } from "../workspace/workspace.ts";

const workflow = ".github/workflows/kaprien.yml";

/**
 * The files of the template, in the order they are laid down, each with the other names under which a repository may have such a file
 * already: a second one would take its place, or take turns with it.
 */
export const templateFiles: ReadonlyMap<string, readonly string[]> = new Map([
  [configFile, configFiles.filter((file) => file !== configFile)],
  [workflow, [".github/workflows/kaprien.yaml"]],
  [".github/CODEOWNERS", ["CODEOWNERS", "docs/CODEOWNERS"]],
  [".github/dependabot.yml", [".github/dependabot.yaml"]],
  [".github/KAPRIEN.md", []],
  [".gitattributes", []],
]);

/** What stands in the template for what a repository is asked. */
const placeholder = { action: "kaprien/action@v1", branch: "main" } as const;

/** What the workflow uses: `kaprien/action@<commit> # v1.2.3`. */
export interface ActionReference {
  readonly uses: string;
  /** Why it is the tag and not its commit; absent when it is a commit. */
  readonly unpinned?: Fault;
}

export interface InitPorts {
  /** Where {@link templateFiles} are. */
  readonly template: Workspace;
  /** The repository, at its top. */
  readonly workspace: Workspace;
  /** Opens a repository by its address. */
  readonly open: (url: string) => Promise<Store>;
}

export interface InitOptions {
  /** Files of the template; all when empty. */
  readonly files: readonly string[];
  /** The intent branch. */
  readonly branch: string;
  /** `owner/name@ref`. A ref that is no commit id is taken for a tag, and looked up. */
  readonly action: string;
  /** `https://github.com`. */
  readonly server: string;
}

export interface Initialized {
  /** Paths, in the order they were written. */
  readonly written: readonly string[];
  /** Files of the template that were left out, with the file that was there already. */
  readonly kept: ReadonlyMap<string, string>;
  /** Absent when the workflow was there. */
  readonly action?: ActionReference;
}

/**
 * Lays the template down, all files or none, and leaves alone what is there. Faults `USAGE` for a file, a branch or an action that
 * cannot be; `FILE_EXISTS` when somebody else wrote one meanwhile.
 */
export async function init(
  ports: InitPorts,
  { dryRun, ...options }: InitOptions & { readonly dryRun: boolean },
): Promise<Initialized> {
  const kept = await standing(ports.workspace, chosen(options.files));
  const missing = chosen(options.files).filter((file) => !kept.has(file));
  const { files, action } = await render(ports, missing, options);
  if (!dryRun) await ports.workspace.write(files, "refuse");
  return { written: [...files.keys()], kept, ...(action !== undefined && { action }) };
}

/** The files as {@link init} would write them into an empty repository. Faults `USAGE`. */
export async function renderTemplate(
  ports: Pick<InitPorts, "template" | "open">,
  options: InitOptions,
): Promise<{ readonly files: ReadonlyMap<string, Uint8Array>; readonly action?: ActionReference }> {
  return render(ports, chosen(options.files), options);
}

async function render(
  { template, open }: Pick<InitPorts, "template" | "open">,
  paths: readonly string[],
  { branch, action: asked, server }: InitOptions,
): Promise<{ files: ReadonlyMap<string, Uint8Array>; action?: ActionReference }> {
  requireBranch(branch);
  const action = paths.includes(workflow) ? await pinAction(asked, server, open) : undefined;
  const files = new Map<string, Uint8Array>();
  for (const path of paths) {
    const bytes = await template.read(path, configLimit);
    if (bytes === undefined) throw workspaceFaults.FILE_NOT_FOUND({ file: path });
    const text = new TextDecoder()
      .decode(bytes)
      .replaceAll(/\bmain\b/g, () => branch)
      .replaceAll(placeholder.action, () => action?.uses ?? placeholder.action);
    files.set(path, new TextEncoder().encode(text));
  }
  return { files, ...(action !== undefined && { action }) };
}

function chosen(files: readonly string[]): readonly string[] {
  const all = [...templateFiles.keys()];
  const unknown = files.find((file) => !templateFiles.has(file));
  if (unknown !== undefined)
    throw baseFaults.USAGE({ reason: `the template has ${all.join(", ")}; not ${unknown}`, command: "init" });
  return files.length === 0 ? all : all.filter((file) => files.includes(file));
}

/** What is there already of `files`, or goes by another name. */
async function standing(workspace: Workspace, files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const kept = new Map<string, string>();
  for (const file of files)
    for (const name of [file, ...(templateFiles.get(file) ?? [])])
      if (!kept.has(file) && (await isThere(workspace, name))) kept.set(file, name);
  return kept;
}

/** By its name alone: what cannot be read, or is too long to be, is there as well. */
async function isThere(workspace: Workspace, path: string): Promise<boolean> {
  try {
    return (await workspace.find([path])).length > 0;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return !isFault(error, workspaceFaults.FILE_NOT_FOUND);
  }
}

/** The configuration says what a branch may be called. */
function requireBranch(branch: string): void {
  try {
    parseConfig(JSON.stringify({ version: 1, branches: { intent: branch } }), configFile);
  } catch (cause) {
    throw baseFaults.USAGE(
      { reason: `--branch takes the name of a branch, not ${branch}`, command: "init" },
      { cause },
    );
  }
}

/**
 * The action by the commit that its tag names now (T49): a tag can be moved to other code later, a commit cannot. When it cannot be
 * looked up the tag stands, and says so. Faults `USAGE`.
 */
export async function pinAction(
  asked: string,
  server: string,
  open: (url: string) => Promise<Store>,
): Promise<ActionReference> {
  const [, repository, path, ref] = /^([\w.-]+\/[\w.-]+)((?:\/[\w.-]+)*)@([\w./+-]+)$/.exec(asked) ?? [];
  if (repository === undefined || ref === undefined)
    throw baseFaults.USAGE({ reason: `--action takes owner/name@ref, not ${asked}`, command: "init" });
  if (/^[0-9a-f]{40}$/.test(ref)) return { uses: asked };
  const url = `${server}/${repository}`;
  try {
    const tree = await (await open(url)).tree(`refs/tags/${ref}`);
    if (tree === undefined) throw repositoryFaults.BRANCH_MISSING({ branch: `refs/tags/${ref}` });
    return { uses: `${repository}${path}@${tree.commit} # ${ref}` };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { uses: asked, unpinned: error };
  }
}
