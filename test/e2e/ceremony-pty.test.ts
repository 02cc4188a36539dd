import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { daysBetween, instant } from "../../src/base/time.ts";
import { parseConfig } from "../../src/config/config.ts";
import { defaultNames } from "../../src/config/names.ts";
import { treeOfFiles } from "../../src/git/tree.ts";
import { decryptKey } from "../../src/keys/file/key-file.ts";
import { publicHalf } from "../../src/keys/file/private-key.ts";
import { intentPaths } from "../../src/repository/layout.ts";
import { loadTrust, type Trust } from "../../src/repository/trust.ts";
import { topLevelAuthority } from "../../src/tuf/authority.ts";
import {
  answer,
  created,
  line,
  loaded,
  loadedRoot,
  middle,
  newKey,
  passphrase,
  proposed,
  reviewed,
  type Step,
  signed,
  useRooms,
} from "../support/ceremony-room.ts";
import { keys } from "../support/pty.ts";
import { verifier } from "../support/verifier.ts";

const { enter, down, space } = keys;
const cancelled = 130;
const stage = useRooms();

/** The trust that was written, verified from the digest that the program printed. */
async function writtenTrust(): Promise<Trust> {
  expect(await stage.program.exited).toBe(0);
  const pin = /KAPRIEN_TRUSTED_ROOT=([0-9a-f]{64})/.exec(stage.program.shown())?.[1] ?? "";
  const files = ["trust/root/1.root.json", "trust/targets.json", "trust/bin.json"];
  const contents = await Promise.all(
    files.map(async (file) => [file, await readFile(path.join(stage.room.work, file))] as const),
  );
  return loadTrust(
    treeOfFiles(new Map(contents)),
    intentPaths(defaultNames),
    { pin, verifier },
    instant(Date.now() / 1000),
  );
}

describe("the whole ceremony", () => {
  test("T64: Enter, Enter, Enter ends with a root that verifies and two encrypted keys for their owner alone", async () => {
    stage.start();
    await answer(stage.program, proposed);
    const { root, offline } = await writtenTrust();
    expect(topLevelAuthority(root.signed, "root")).toMatchObject({ threshold: 1, keyids: { length: 2 } });
    expect([...offline.keys()].sort()).toEqual(["bin", "targets"]);
    for (const name of ["root.key", "root-backup.key"]) {
      const file = path.join(stage.room.keys, name);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const key = publicHalf(await decryptKey(await readFile(file), passphrase));
      expect(topLevelAuthority(root.signed, "root").keyids).toContain(key.keyid);
    }
    expect(topLevelAuthority(root.signed, "timestamp").keyids).toEqual([publicHalf(stage.room.online).keyid]);
    const config = parseConfig(await readFile(path.join(stage.room.work, "kaprien.yml"), "utf8"), "kaprien.yml");
    expect(config.onlineKeys.default).toEqual(["env:KAPRIEN_ONLINE_KEY"]);
  });

  test("the review shows fingerprints, what may be lost, expiry, delegations, the digests and the warning about root", async () => {
    stage.start();
    await answer(stage.program, [
      ...loadedRoot(await stage.room.keyFile("alice.pem", newKey())),
      ...middle,
      ...reviewed,
    ]);
    await stage.program.waitFor("Sign exactly this now?");
    const shown = stage.program.shown();
    expect(shown).toContain(publicHalf(stage.room.online).keyid.slice(0, 16));
    expect(shown).toContain("you cannot lose any:");
    expect(shown).toMatch(/expires: \d{4}-\d\d-\d\d, in 365 days/);
    expect(shown).toContain("delegates: to 256 bins, succinct (TAP 15)");
    expect(shown.match(/ (root|targets|bin) +[0-9a-f]{64}/g)).toHaveLength(3);
    expect(shown).toContain("[ROOT_FRAGILE]");
  });

  test("Enter alone does not sign", async () => {
    const root = loadedRoot(await stage.room.keyFile("alice.pem", newKey()));
    const before = await stage.room.contents();
    stage.start();
    await answer(stage.program, [...root, ...middle, ...reviewed, ["Sign exactly this now?", enter]]);
    expect(await stage.program.exited).toBe(cancelled);
    expect(await stage.room.contents()).toEqual(before);
  });

  test("--dry-run stops before signing, with nothing written", async () => {
    const before = await stage.room.contents();
    stage.start("--dry-run");
    await answer(stage.program, proposed.slice(0, -1));
    await stage.program.waitFor("nothing was signed or written");
    expect(await stage.program.exited).toBe(0);
    expect(await stage.room.contents()).toEqual(before);
  });

  test("a second ceremony is refused before the first question", async () => {
    await mkdir(path.join(stage.room.work, "trust/root"), { recursive: true });
    await writeFile(path.join(stage.room.work, "trust/root/1.root.json"), "{}");
    stage.start();
    await stage.program.waitFor("CEREMONY_DONE");
    expect(await stage.program.exited).toBe(1);
    expect(stage.program.shown()).not.toContain("How many keys");
  });
});

describe("stopping", () => {
  async function stopsAt(steps: readonly Step[], at: number): Promise<void> {
    const before = await stage.room.contents();
    stage.start();
    await answer(stage.program, steps.slice(0, at));
    await stage.program.waitFor(steps[at]?.[0] ?? "");
    stage.program.type(keys.interrupt);
    expect(await stage.program.exited).toBe(cancelled);
    expect(stage.program.shown()).toContain("Nothing was written");
    expect(await stage.room.contents()).toEqual(before);
  }

  // Making a key is slow on purpose: with one made, the first question after it and the very last.
  const made = (at: number): boolean => at <= 6 || at === proposed.length - 1;
  test.each(proposed.map(([question], at) => [at, question] as const).filter(([at]) => made(at)))(
    "Ctrl-C at question %i (%s) leaves everything as it was",
    (at) => stopsAt(proposed, at),
  );

  // The review asks the same of each role: of the first and of the last.
  const given = [...middle, ...reviewed, ...signed]
    .map(([question], at) => [question, at] as const)
    .filter(([question]) => !/^Is (targets|bin|bins|snapshot) correct/.test(question));
  test.each(given)(
    "Ctrl-C at the question %s, with a key that was loaded, leaves everything as it was",
    async (_, at) => {
      const root = loadedRoot(await stage.room.keyFile("alice.pem", newKey()));
      await stopsAt([...root, ...middle, ...reviewed, ...signed], root.length + at);
    },
  );

  test("Ctrl-C while a key is being made stops at the next question", async () => {
    const before = await stage.room.contents();
    stage.start();
    await answer(stage.program, proposed.slice(0, 4));
    await stage.program.waitFor("A new passphrase for");
    stage.program.type(line(passphrase) + keys.interrupt);
    expect(await stage.program.exited).toBe(cancelled);
    expect(await stage.room.contents()).toEqual(before);
  });

  test("Ctrl-D stops as well", async () => {
    stage.start();
    await stage.program.waitFor("How many keys hold the root?");
    stage.program.type(keys.endOfInput);
    expect(await stage.program.exited).toBe(cancelled);
  });
});

describe("decisions", () => {
  test("each role can be corrected in the review, and what is corrected is what is signed", async () => {
    const bob = newKey();
    stage.start();
    await answer(stage.program, [
      ...loadedRoot(await stage.room.keyFile("alice.pem", newKey())),
      ...middle,
      ["Is root correct?", down + enter],
      ["What should be different?", down + enter],
      ["For how many days is a signature of root good?", line("100")],
      ["in 100 days", ""],
      ["Is root correct?", enter],
      ["Is targets correct?", down + enter],
      ["What should be different?", enter],
      ["Which keys sign targets?", `${space}${down}${space}${enter}`],
      ...loaded("bob", await stage.room.keyFile("bob.pem", bob)),
      ["One more key?", enter],
      ["Is targets correct?", down + enter],
      ["What should be different?", down + down + enter],
      ["Which paths may be released?", down + down + enter],
      ["app/1.4.0/app.tar.gz", ""],
      ["Which paths may be released?", down + enter],
      ["A pattern, such as", line("/app/**")],
      ["means different things to different clients", "\x15"],
      ["└", line("app/*/*")],
      ["Another pattern", line("models/*")],
      ["Another pattern", enter],
      ["delegates: to bin: app/*/* models/*", ""],
      ["Is targets correct?", enter],
      ["Is bin correct?", down + enter],
      ["What should be different?", down + down + enter],
      ["How many targets do you expect", line("1000")],
      ["How many bins?", `${down.repeat(4)}${enter}`],
      ["A power of two", line("12")],
      ["That is not a power of two", "\x7f6\r"],
      ["Which way?", down + enter],
      ["to 16 bins, one list of hash prefixes each", ""],
      ["Is bin correct?", enter],
      ["Is bins correct?", enter],
      ["Is snapshot correct?", enter],
      ["Is timestamp correct?", down + enter],
      ["What should be different?", down + enter],
      ["For how many days is a signature of timestamp good?", line("2")],
      ["Is timestamp correct?", enter],
      ...signed,
    ]);
    const { root, offline } = await writtenTrust();
    expect(Math.round(daysBetween(instant(Date.now() / 1000), root.signed.expires))).toBe(100);
    expect(topLevelAuthority(root.signed, "targets").keyids).toEqual([publicHalf(bob).keyid]);
    expect(offline.get("targets")?.signed.delegations?.roles[0]?.scope).toEqual({
      kind: "paths",
      patterns: ["app/*/*", "models/*"],
    });
    expect(offline.get("bin")?.signed.delegations?.roles).toHaveLength(16);
    const config = parseConfig(await readFile(path.join(stage.room.work, "kaprien.yml"), "utf8"), "kaprien.yml");
    expect(config.lifetimes.timestamp.expires).toBe(2);
    expect(config.lifetimes.timestamp.renew).toBeLessThan(2);
  });

  test("a key that a correction left without a role is not written", async () => {
    stage.start();
    await answer(stage.program, [
      ["How many keys hold the root?", enter],
      ...created("root"),
      ["Add a backup key?", down + enter],
      ["Who signs targets?", down + enter],
      ["Which keys sign targets?", `${space}${down}${space}${enter}`],
      ...loaded("alice", await stage.room.keyFile("alice.pem", newKey())),
      ["One more key?", enter],
      ...middle.slice(1),
      ["Is root correct?", down + enter],
      ["What should be different?", enter],
      ["Which keys sign root?", `${space}${down}${space}${enter}`],
      ["Is root correct?", enter],
      ...reviewed.slice(1),
      ...signed,
    ]);
    const { root } = await writtenTrust();
    expect(topLevelAuthority(root.signed, "root").keyids).toEqual(topLevelAuthority(root.signed, "targets").keyids);
    await expect(stat(path.join(stage.room.keys, "root.key"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("own expiry for every role, and the URL of the targets, are kept", async () => {
    stage.start();
    await answer(stage.program, [
      ...loadedRoot(await stage.room.keyFile("alice.pem", newKey())),
      ...middle.slice(0, 4),
      ["Use the usual expiry?", down + enter],
      ...["root", "targets", "bin"].map((role) => [`a signature of ${role} good?`, line("400")] as const),
      ...["bins", "snapshot"].map((role) => [`a signature of ${role} good?`, enter] as const),
      ["a signature of timestamp good?", line("0")],
      ["A whole number from 1 to 3650 is needed", "\x7f3\r"],
      ...middle.slice(5, 9),
      ["The URL below which", line("ftp://example.org/")],
      ["A URL that starts with", "\x15https://example.org/files/\r"],
      ...reviewed,
      ...signed,
    ]);
    await writtenTrust();
    const config = parseConfig(await readFile(path.join(stage.room.work, "kaprien.yml"), "utf8"), "kaprien.yml");
    expect(config.lifetimes).toMatchObject({
      root: { expires: 400 },
      bins: { expires: 30 },
      timestamp: { expires: 3 },
    });
    expect(config.targetsUrl).toBe("https://example.org/files/");
  });

  test("an online key that cannot be had is asked for again, and may be made in an encrypted file", async () => {
    stage.start();
    await answer(stage.program, [
      ...loadedRoot(await stage.room.keyFile("alice.pem", newKey())),
      ...middle.slice(0, 3),
      ["The variable's name", line("KAPRIEN_NOT_SET")],
      ["SIGNER_KEY_MISSING", ""],
      ["Where will the worker find the key", enter],
      ["The file for the key online", enter],
      ["A new passphrase for", line(passphrase)],
      ["The same passphrase again", line(passphrase)],
      ["KAPRIEN_PASSPHRASE", ""],
      ...middle.slice(4),
      ...reviewed,
      ...signed,
    ]);
    const { root } = await writtenTrust();
    const file = path.join(stage.room.keys, "online.key");
    const key = publicHalf(await decryptKey(await readFile(file), passphrase));
    expect(topLevelAuthority(root.signed, "snapshot").keyids).toEqual([key.keyid]);
    expect(await readFile(path.join(stage.room.work, "kaprien.yml"), "utf8")).toContain(`default: file:${file}`);
  });
});
