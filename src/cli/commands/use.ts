import { createHash, type Hash } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { closest } from "../../base/did-you-mean.ts";
import { baseFaults } from "../../base/faults.ts";
import { plural, printable, size } from "../../base/text.ts";
import { formatInstant } from "../../base/time.ts";
import { catalogue, explain as explainCode, formerCodes } from "../../catalogue.ts";
import {
  type ClientOptions,
  type ClientPorts,
  download as downloadTargets,
  lookUp,
  refresh as refreshClient,
  verifySite,
} from "../../client/download.ts";
import { compose } from "../../compose/compose.ts";
import { composeFaults } from "../../compose/faults.ts";
import { siteUrl } from "../../compose/site-url.ts";
import { trustedRootFile } from "../../compose/trusted-root.ts";
import { publishFaults } from "../../publish/faults.ts";
import { repositoryFaults } from "../../repository/faults.ts";
import { limits } from "../../tuf/limits.ts";
import { workspaceFaults } from "../../workspace/faults.ts";
import type { OutputFile } from "../../workspace/workspace.ts";
import { completionScript } from "../completion.ts";
import { cliFaults } from "../faults.ts";
import { flag, text } from "../flags.ts";
import { schemaOf } from "../schema.ts";
import type { Session } from "../session.ts";

/** A client of the site that was named, or of `--from`, with its memory. */
export async function client(
  session: Session,
  named?: string,
): Promise<{ ports: ClientPorts; options: ClientOptions; site: string }> {
  const { flags, cwd, dataDirectory, clock, verifier } = session;
  const from = named ?? text(flags, "from") ?? (session.take("KAPRIEN_SITE") || undefined);
  const given = text(flags, "metadataUrl");
  if (from === undefined && given === undefined)
    throw composeFaults.FLAG_MISSING({ what: "The published site", flag: "--from <address or directory>" });
  const metadata = given === undefined ? `${siteUrl(cwd, from ?? "")}/metadata` : siteUrl(cwd, given);
  const site = from === undefined ? metadata.replace(/\/metadata$/, "") : siteUrl(cwd, from);
  const targets = (text(flags, "targetsUrl") ?? `${site}/targets`).replace(/\/+$/, "");
  const directory = text(flags, "metadataDir");
  const trust = await trustedRootFile(text(flags, "trustedRoot") ?? session.take("KAPRIEN_TRUSTED_ROOT"), (file) =>
    session.workspace.read(resolve(cwd, file), limits.root),
  );
  if (trust === undefined && directory === undefined) throw repositoryFaults.TRUSTED_ROOT_NEEDED();
  return {
    ports: { oracle: await compose.oracle(), clock, verifier, memory: compose.workspace(dataDirectory) },
    site,
    options: {
      site: { fetch: compose.fetch, metadata },
      targets,
      home: dataDirectory,
      ...trust,
      ...(directory !== undefined && { directory: resolve(cwd, directory) }),
    },
  };
}

export async function download(session: Session): Promise<number> {
  const { terminal, args } = session;
  const files = filesFor(session);
  const { ports, options } = await client(session);
  const wanted = await Promise.all(files.map(async ({ path, open }) => ({ path, to: await open() })));
  const results: object[] = [];
  const notes: string[] = [];
  await downloadTargets(ports, { ...options, fetchFile: compose.fetchFile }, wanted, ({ fetched, ...target }) => {
    const file = files[results.length]?.file;
    results.push({ ...(file !== undefined && { file }), ...target, fetched });
    const [hash] = Object.entries(target.hashes).sort();
    const of = args.length > 1 ? `${target.path} ` : "";
    notes.push(`${of}verified${fetched ? "" : ", was there already"}: ${size(target.length)}, ${hash?.join(" ")}`);
  }).catch((error: unknown) => {
    for (const note of notes) terminal.reporter.note(note);
    throw error;
  });
  // Standard output is the file itself then.
  if (text(session.flags, "output") !== "-")
    terminal.result(
      files.map(({ file }) => file).join("\n"),
      results.length === 1 ? (results[0] ?? {}) : { files: results },
    );
  for (const note of notes) terminal.next(note);
  return 0;
}

/** Where the targets of a command go. Faults `USAGE` when that is not one place for each. */
function filesFor({
  args,
  flags,
  cwd,
  stdout,
}: Session): { path: string; file?: string; open: () => Promise<OutputFile> }[] {
  const fail = (reason: string): never => {
    throw baseFaults.USAGE({ reason, command: "download" });
  };
  const output = text(flags, "output");
  const below = text(flags, "outputDir");
  if (output !== undefined && (below !== undefined || args.length > 1))
    fail("--output names one file; with several targets, or a directory, use --output-dir alone");
  if (output === "-") {
    if (flag(flags, "json")) fail("--output - and --json both write to standard output");
    return args.map((path) => ({ path, open: () => compose.output({ stream: stdout }) }));
  }
  const files = args.map((path) => {
    if (below === undefined) {
      const file = resolve(cwd, output ?? basename(path));
      return { path, file, open: () => compose.output({ path: file }) };
    }
    if (!isPathBelow(path)) fail(`the target path "${path}" cannot be a path below a directory; use --output`);
    const file = resolve(cwd, below, path);
    return { path, file, open: () => compose.output({ path: file, below: resolve(cwd, below) }) };
  });
  if (new Set(files.map(({ file }) => file)).size < files.length)
    fail("two of the targets would go to the same file; use --output-dir");
  return files;
}

/** Whether a target path, which other people chose, names a file below a directory on every system. */
function isPathBelow(path: string): boolean {
  return !/[\\:\p{Cc}]/u.test(path) && path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

export async function refresh(session: Session): Promise<number> {
  const { ports, options, site } = await client(session);
  const { versions, expires } = await refreshClient(ports, options);
  const { root, timestamp, snapshot, targets } = versions;
  session.terminal.result(
    `ok ${site}: root ${root}, timestamp ${timestamp}, snapshot ${snapshot}, targets ${targets}, good until ${printable(expires)}`,
    { site, ...versions, expires, ...(options.directory !== undefined && { directory: options.directory }) },
  );
  return 0;
}

export async function verify(session: Session): Promise<number> {
  const given = session.args[0];
  const named = given !== undefined && (await isSite(session, given)) ? given : undefined;
  const { ports, options, site } = await client(session, named);
  const { terminal } = session;
  const file = named === undefined ? given : undefined;
  if (file === undefined) {
    const { expires, ...found } = await verifySite(ports, options);
    const until = formatInstant(expires);
    terminal.result(
      `ok ${site}: ${plural(found.roles, "role")} and ${plural(found.targets, "target")} verify; root ${found.root}, snapshot ${found.snapshot}, timestamp ${found.timestamp}, good until ${until}`,
      { site, ...found, expires: until },
    );
    return 0;
  }
  const path = text(session.flags, "target") ?? file.replaceAll("\\", "/");
  const target = (await lookUp(ports, options, [path])).get(path);
  if (target === undefined) throw repositoryFaults.TARGET_NOT_FOUND({ path, site: options.site.metadata });
  const stream = await compose.fetch(pathToFileURL(resolve(session.cwd, file)).href);
  if (stream === undefined) throw workspaceFaults.FILE_NOT_FOUND({ file });
  const listed = Object.entries(target.hashes).sort();
  const hashes = listed.map(([algorithm, expected]) => ({ hash: knownHash(algorithm), algorithm, expected }));
  let length = 0;
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
    for (const { hash } of hashes) hash?.update(chunk);
    length += chunk.length;
  }
  if (length !== target.length)
    throw publishFaults.TARGET_BYTES_DIFFER({ path, expected: size(target.length), actual: size(length) });
  for (const { hash, algorithm, expected } of hashes) {
    const actual = hash?.digest("hex") ?? `a hash of an unknown kind (${algorithm})`;
    if (actual !== expected) throw publishFaults.TARGET_BYTES_DIFFER({ path, expected, actual });
  }
  terminal.result(`ok ${file} is ${path}`, { file, ...target });
  return 0;
}

function knownHash(algorithm: string): Hash | undefined {
  return algorithm === "sha256" || algorithm === "sha512" ? createHash(algorithm) : undefined;
}

/** An address or a directory is a site to verify as a whole; anything else a file that was downloaded. */
async function isSite({ cwd }: Session, given: string): Promise<boolean> {
  if (/^(https?|file):\/\//.test(given)) return true;
  return stat(resolve(cwd, given)).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

export async function explain(session: Session): Promise<number> {
  const asked = session.args[0]?.toUpperCase();
  const code = asked && (formerCodes.get(asked)?.code ?? asked);
  const entries = [...catalogue.keys()].sort();
  if (code === undefined) {
    session.terminal.result(entries.map((name) => `${name}  ${explainCode(name).title}`).join("\n"), {
      codes: entries,
    });
    return 0;
  }
  if (!catalogue.has(code)) {
    const near = closest(code, entries);
    throw cliFaults.CODE_UNKNOWN({ code, hint: near === undefined ? "" : ` Did you mean ${near}?` });
  }
  if (code !== asked) session.terminal.reporter.note(`${asked} is called ${code} now`);
  const { title, meaning, fix, exit } = explainCode(code);
  session.terminal.result(`${code}\n\n${title}\n\nwhy   ${meaning}\nfix   ${fix}\nexit  ${exit}`, {
    code,
    title,
    meaning,
    fix,
    exit,
  });
  return 0;
}

export async function schema(session: Session): Promise<number> {
  const found = schemaOf(session.args[0] ?? "");
  session.terminal.result(JSON.stringify(found, undefined, 2), { schema: found });
  return 0;
}

export async function completion(session: Session): Promise<number> {
  const script = completionScript(session.args[0] ?? "");
  session.terminal.result(script, { script });
  return 0;
}

export async function version(session: Session): Promise<number> {
  session.terminal.result(session.version, { version: session.version });
  return 0;
}
