import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { catalogue, explain as explainCode } from "../../../errors.ts";
import { plural, size } from "../../../render/text.ts";
import { closest } from "../../../repository/suggest.ts";
import { Fault } from "../../../tuf/fault.ts";
import { formatInstant } from "../../../tuf/time.ts";
import {
  type ClientOptions,
  type ClientPorts,
  download as downloadTarget,
  lookUp,
  verifySite,
} from "../../../workflows/download.ts";
import { compose } from "../../compose.ts";
import { siteUrl } from "../../site-url.ts";
import { completionScript } from "../completion.ts";
import { text } from "../flags.ts";
import { schemaOf } from "../schema.ts";
import type { Session } from "../session.ts";

/** A client of the site that was named, or of `--from`, with its memory. */
export async function client(
  session: Session,
  named?: string,
): Promise<{ ports: ClientPorts; options: ClientOptions; site: string }> {
  const from = named ?? text(session.flags, "from") ?? (session.take("KAPRIEN_SITE") || undefined);
  if (from === undefined)
    throw new Fault("INPUT_NEEDED", { what: "The published site", flag: "--from <address or directory>" });
  const site = siteUrl(session.cwd, from);
  const targets = (text(session.flags, "targetsUrl") ?? `${site}/targets`).replace(/\/+$/, "");
  const ports = {
    oracle: await compose.oracle(),
    clock: session.clock,
    memory: compose.workspace(session.dataDirectory),
  };
  return {
    ports,
    site,
    options: { site: { fetch: compose.fetch, metadata: `${site}/metadata` }, targets, pin: session.pin() },
  };
}

export async function download(session: Session): Promise<number> {
  const { ports, options } = await client(session);
  const path = session.args[0] ?? "";
  const to = resolve(session.cwd, text(session.flags, "output") ?? basename(path));
  const target = await downloadTarget(ports, options, path, to);
  session.terminal.result(to, { file: to, ...target });
  session.terminal.reporter.note(`verified: ${size(target.length)}, sha256 ${target.sha256}`);
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
  if (target === undefined) throw new Fault("TARGET_NOT_FOUND", { path, site: options.site.metadata });
  const stream = await compose.fetch(pathToFileURL(resolve(session.cwd, file)).href);
  if (stream === undefined) throw new Fault("FILE_NOT_FOUND", { file });
  const hash = createHash("sha256");
  let length = 0;
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    length += chunk.length;
  }
  const actual = hash.digest("hex");
  if (actual !== target.sha256 || length !== target.length)
    throw new Fault("TARGET_BYTES_DIFFER", { path, expected: target.sha256, actual });
  terminal.result(`ok ${file} is ${path}`, { file, ...target });
  return 0;
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
  const code = session.args[0]?.toUpperCase();
  const entries = [...catalogue.keys()].sort();
  if (code === undefined) {
    session.terminal.result(entries.map((name) => `${name}  ${explainCode(name).title}`).join("\n"), {
      codes: entries,
    });
    return 0;
  }
  if (!catalogue.has(code)) {
    const near = closest(code, entries);
    throw new Fault("CODE_UNKNOWN", { code, hint: near === undefined ? "" : ` Did you mean ${near}?` });
  }
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
