import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** Code that programs of this kind look for by themselves, in the directory where they are started or beside it. */
const code: readonly string[] = [
  ...["js", "cjs", "mjs", "ts"].flatMap((end) => [
    `.config/config.${end}`,
    `.config/cosmiconfig.${end}`,
    `.config/kaprien.${end}`,
    `.config/kaprienrc.${end}`,
    `.cosmiconfigrc.${end}`,
    `.kaprienrc.${end}`,
    `cosmiconfig.config.${end}`,
    `kaprien.config.${end}`,
    `kaprien.${end}`,
    `named-by-package.${end}`,
  ]),
  ...["node_modules", ".node_modules", ".node_libraries"].flatMap((folder) =>
    ["pkcs11js", "picomatch", "supports-color", "typescript", "kaprien"].map((name) => `${folder}/${name}/index.js`),
  ),
];

/** Programs that somebody could start. */
const programs: readonly string[] = ["git", "gcloud", "az", "azd", "pwsh", "node", "sh", "ssh"].flatMap((name) => [
  name,
  `node_modules/.bin/${name}`,
]);

/** Settings of others, and names for settings that are in no documentation of ours. */
const data: readonly string[] = [
  ".kaprienrc",
  ".config/kaprienrc",
  ".config/kaprien.yaml",
  ".config/kaprien.json",
  ...["json", "yaml", "yml"].flatMap((end) => [`.kaprienrc.${end}`, `.cosmiconfigrc.${end}`, `kaprien.config.${end}`]),
  "kaprien.toml",
  "package.yaml",
  "node.config.json",
  ".env",
  ".npmrc",
  ".netrc",
  ".gitconfig",
  ".aws/config",
  ".vault-token",
  ".config/gcloud/application_default_credentials.json",
  // Where a user's own files would be if a home were empty.
  ...["kaprien", ".local/share/kaprien"].flatMap((name) => [
    `${name}/keys/planted.pub.json`,
    `${name}/trust/planted.json`,
  ]),
];

/** Settings of cosmiconfig itself, which say where it has to search. It looks for them where a program is started. */
const ofCosmiconfig: readonly string[] = [".config/config.json", ".config/config.yaml", ".config/config.yml"];

/** The documented places. */
export const settings: readonly string[] = [
  "kaprien.yml",
  "kaprien.yaml",
  "kaprien.json",
  ".config/kaprien.yml",
  "package.json",
];

const searchPlaces = ["named-by-package.js", "named-by-package.mjs", ".config/kaprien.yaml"];

/** Settings that a command would trip over: no repository has these branches. */
const conspicuous = JSON.stringify({ version: 1, branches: { intent: "planted", signed: "planted-too" } });

/**
 * Plants all of it below `directory`, beside what is there. Planted code that is run writes its name to the file `marks`. `told` adds
 * settings of cosmiconfig itself that are data; it would take them before those that are code. `outside` adds Kaprien's own settings as
 * well, for a directory that is not in the work tree. Resolves to the paths that no command may touch.
 */
export async function plant(directory: string, marks: string, more?: "told" | "outside"): Promise<readonly string[]> {
  const files = new Map<string, string>();
  const mark = (name: string): string =>
    `process.getBuiltinModule("node:fs").appendFileSync(${JSON.stringify(marks)}, ${JSON.stringify(`${name}\n`)});\n`;
  for (const name of code) files.set(name, mark(path.join(directory, name)));
  for (const name of programs) files.set(name, script(path.join(directory, name), marks));
  for (const name of data) files.set(name, conspicuous);
  if (more !== undefined) for (const name of ofCosmiconfig) files.set(name, JSON.stringify({ searchPlaces }));
  if (more === "outside") for (const name of settings) files.set(name, conspicuous);
  files.set(
    "package.json",
    JSON.stringify({
      name: "planted",
      ...(more !== undefined && { cosmiconfig: { searchPlaces } }),
      ...(more === "outside" && { kaprien: JSON.parse(conspicuous) }),
    }),
  );
  for (const [name, text] of files) await put(path.join(directory, name), text);
  for (const name of programs) await chmod(path.join(directory, name), 0o755);
  return [...files.keys()]
    .filter((name) => more === "outside" || !settings.includes(name))
    .map((name) => path.join(directory, name));
}

/** The planted files that were run. */
export async function marksIn(marks: string): Promise<readonly string[]> {
  return (await readFile(marks, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
}

const hooks = ["pre-commit", "post-checkout", "post-commit", "reference-transaction", "pre-push", "fsmonitor"];

/** Plants hooks in a `.git` directory, and settings that have git run them. Resolves to the paths that no command may touch. */
export async function plantInGit(gitDirectory: string, marks: string): Promise<readonly string[]> {
  const planted = [...hooks.map((name) => `hooks/${name}`), "info/attributes", "config.worktree"];
  for (const name of hooks) {
    await put(path.join(gitDirectory, "hooks", name), script(name, marks));
    await chmod(path.join(gitDirectory, "hooks", name), 0o755);
  }
  await put(path.join(gitDirectory, "info/attributes"), "* filter=planted diff=planted\n");
  await put(path.join(gitDirectory, "config.worktree"), "[core]\n");
  const config = path.join(gitDirectory, "config");
  const program = path.join(gitDirectory, "hooks/fsmonitor");
  const lines = [
    `[core]\n\tfsmonitor = ${program}\n\tsshCommand = ${program}\n\tpager = ${program}\n\thooksPath = ${path.dirname(program)}`,
    `[credential]\n\thelper = ${program}`,
    `[filter "planted"]\n\tclean = ${program}\n\tsmudge = ${program}\n\trequired = true`,
    `[diff]\n\texternal = ${program}`,
    `[gpg]\n\tprogram = ${program}\n[commit]\n\tgpgSign = true`,
    `[include]\n\tpath = ${path.join(gitDirectory, "config.worktree")}`,
  ];
  await writeFile(config, `${await readFile(config, "utf8")}${lines.join("\n")}\n`);
  return planted.map((name) => path.join(gitDirectory, name));
}

const script = (name: string, marks: string): string => `#!/bin/sh\necho ${name} >> ${marks}\n`;

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Arguments of Node, before the program: they have it note what it opens. */
export const watching: readonly string[] = [
  "--no-warnings",
  "--expose-internals",
  "--import",
  path.join(import.meta.dirname, "opened.mjs"),
];

/**
 * What a watched program asked for: a path and how, a program that it started (`spawn`), a library that it loaded (`dlopen`). Last of all
 * the variable that keeps Windows from starting what is in the working directory (`variable`).
 */
export interface Opened {
  readonly how: string;
  readonly what: string;
}

export async function openedIn(log: string): Promise<readonly Opened[]> {
  const lines = (await readFile(log, "utf8")).split("\n").filter((line) => line !== "");
  return lines.map((line) => ({ how: line.slice(0, line.indexOf(" ")), what: line.slice(line.indexOf(" ") + 1) }));
}

const root = path.resolve(import.meta.dirname, "../..");
const above = (directory: string): readonly string[] =>
  directory === path.dirname(directory) ? [directory] : [directory, ...above(path.dirname(directory))];
const ownFiles = [
  path.join(root, "dist"),
  path.join(root, "metadata-template"),
  path.join(root, "package.json"),
  // Documented: pkcs11js is looked for beside Kaprien.
  ...above(path.join(root, "dist")).map((directory) => path.join(directory, "node_modules/pkcs11js")),
];

/** Whether a path is one of Kaprien's own files. */
export function programFiles(file: string): boolean {
  return ownFiles.some((each) => file === each || file.startsWith(`${each}${path.sep}`));
}
