import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { isFault } from "../../base/fault.ts";
import { faultText } from "../../base/fault-text.ts";
import { cliFaults } from "../faults.ts";
import { flag } from "../flags.ts";
import { openSession, type Session } from "../session.ts";
import { attacks } from "./attacks.ts";
import { type Place, setUp } from "./repository.ts";
import type { Narrator, Run } from "./run.ts";
import { serveDirectory } from "./static-server.ts";

/**
 * The whole story on real git, real keys and a real client, through the same commands that people run: nothing is simulated but
 * the people. Faults `DEMO_FAILED` when something did not happen as told.
 */
export async function demo(session: Session): Promise<number> {
  const started = performance.now();
  const root = await mkdtemp(join(tmpdir(), "kaprien-demo-"));
  const say = narrator(session);
  try {
    const place = await setUp(root, session.clock);
    await story(place, runner(session, place), say);
    say.end(`Done in ${((performance.now() - started) / 1000).toFixed(1)} s: nothing of it left your machine.`);
  } finally {
    if (flag(session.flags, "keep")) session.terminal.next(`The folder is ${root}.`);
    else await rm(root, { recursive: true, force: true });
  }
  session.terminal.next(next);
  session.terminal.result("", { kind: "done" });
  return 0;
}

const next = `
What to do next, in a repository of your own:
  npx kaprien ceremony                    create the root of trust
  npx kaprien add --release app/1.0 FILE  propose files
  npx kaprien check                       see what merging does
  npx kaprien worker                      sign what was merged
  npx kaprien publish --to site           write the site that any TUF client verifies`;

async function story(place: Place, run: Run, say: Narrator): Promise<void> {
  say.step(
    "A repository, and a key ceremony",
    "Root needs two of three people. Their keys are encrypted; the online key is in the worker's environment.",
  );
  await run("ceremony", { from: "ceremony.yml", quiet: true });
  await place.commitToMain("Create the root of trust", ["trust", "kaprien.yml"]);

  say.step(
    "A release is proposed on a branch",
    "The release file says path, length and sha256; the bytes stay out of git.",
  );
  await place.artifact("app-1.0.0.tar.gz", "the first release\n".repeat(4096));
  await run("add", { release: "app/1.0.0", prefix: "app/1.0.0", strip: "artifacts" }, ["artifacts/app-1.0.0.tar.gz"]);
  await place.commitToBranch("release-1.0.0", "Release app 1.0.0");

  say.step("What would merging do?");
  await run("check", { head: "release-1.0.0" });

  say.step("It is merged; the worker signs", "Everything is verified from the pinned root first.");
  await place.merge("release-1.0.0");
  await run("worker");

  say.step(
    "The site is published and served",
    "tuf-js must accept it before the first byte is written, and again after the last.",
  );
  await run("publish", { to: "site", files: "artifacts-by-path" });
  const server = await serveDirectory(join(place.directory, "site"));
  try {
    say.step("A user downloads, verified by tuf-js from the pinned root");
    await run("download", { from: server.url, output: "downloaded.tar.gz" }, ["app/1.0.0/app-1.0.0.tar.gz"]);
    await attacks(place, run, say, server.url);
  } finally {
    await server.close();
  }
}

function narrator({ terminal, stdout }: Session): Narrator {
  const { style } = terminal;
  const write = (text: string): unknown => stdout.write(`${text}\n`);
  let number = 0;
  return {
    step(title, detail) {
      write(`\n${style.strong(`${++number}. ${title}`)}`);
      if (detail !== undefined) write(`   ${style.dim(detail)}`);
    },
    async refused(what, of, attempt) {
      write(`\n${style.bad("attack")} ${style.strong(what)}`);
      try {
        await attempt();
      } catch (error) {
        if (!isFault(error, of)) throw error;
        write(faultText(error, style).replace(/^/gm, "   "));
        write(`   ${style.good("refused")} (exit ${of.entry.exit})`);
        return;
      }
      throw cliFaults.DEMO_FAILED({ what });
    },
    end: (text) => write(`\n${style.good(text)}`),
  };
}

/** Runs commands with the demo's folder, variables and pinned root around them; what they print is set in. */
function runner(session: Session, place: Place): Run {
  const indented = (stream: NodeJS.WriteStream): NodeJS.WriteStream =>
    Object.assign(
      new Writable({
        write(chunk, _encoding, done) {
          stream.write(String(chunk).replace(/^(?=.)/gm, "   "), () => done());
        },
      }),
      { isTTY: stream.isTTY },
    ) as unknown as NodeJS.WriteStream;
  return async (name, flags = {}, args = []) => {
    const shown = Object.entries(flags).map(([flag, value]) =>
      value === true ? `--${flag}` : `--${flag} ${String(value)}`,
    );
    session.stdout.write(`   ${session.terminal.style.dim(`$ kaprien ${[name, ...args, ...shown].join(" ")}`)}\n`);
    const { commands } = await import("../dispatch.ts");
    const command = await commands.get(name)?.();
    if (command === undefined) throw new RangeError(`${name} has no command`);
    const surroundings = {
      ...session,
      cwd: place.directory,
      take: place.take,
      stdout: indented(session.stdout),
      stderr: indented(session.stdout),
    };
    const inherited = { color: session.flags["color"], input: false };
    const inner = openSession(surroundings, { repository: place.repository, ...inherited, ...flags }, args);
    const code = await command({ ...inner, terminal: { ...inner.terminal, next: () => undefined } });
    if (name === "ceremony") await place.pin();
    return code;
  };
}
