import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/config.ts";
import { defaultNames, intentPaths } from "../../src/repository/layout.ts";
import { treeOfFiles } from "../../src/repository/tree.ts";
import { loadTrust, type Trust } from "../../src/repository/trust.ts";
import { decryptKey } from "../../src/signers/key-file.ts";
import { publicHalf } from "../../src/signers/private-key.ts";
import { roleKeys } from "../../src/tuf/root.ts";
import { daysBetween, instant } from "../../src/tuf/time.ts";
import { bundle } from "../support/bundle.ts";
import {
  answer,
  created,
  line,
  loaded,
  loadedRoot,
  middle,
  newKey,
  openRoom,
  passphrase,
  proposed,
  type Room,
  reviewed,
  signed,
} from "../support/ceremony-room.ts";
import { keys, type PtyProgram } from "../support/pty.ts";

const { enter, down, space } = keys;
const cancelled = 130;

let directory: string;
let cli: string;
let room: Room;
let program: PtyProgram;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "ceremony-cli-"));
  cli = await bundle("../../src/faces/cli/main.ts", directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

beforeEach(async () => {
  room = await openRoom(cli);
});
afterEach(async () => {
  // T43: whatever a test did, no part of a passphrase that somebody typed was ever on the screen.
  for (const output of [program.raw(), program.shown()]) expect(output).not.toMatch(/quix|vermilion|zebu/);
  await room.close();
});

function start(...args: string[]): void {
  program = room.start(args);
}

/** The trust that was written, verified from the digest that the program printed. */
async function writtenTrust(): Promise<Trust> {
  expect(await program.exited).toBe(0);
  const pin = /KAPRIEN_TRUSTED_ROOT=([0-9a-f]{64})/.exec(program.shown())?.[1] ?? "";
  const files = ["trust/root/1.root.json", "trust/targets.json", "trust/bin.json"];
  const contents = await Promise.all(
    files.map(async (file) => [file, await readFile(path.join(room.work, file))] as const),
  );
  return loadTrust(treeOfFiles(new Map(contents)), intentPaths(defaultNames), pin, instant(Date.now() / 1000));
}

describe("the whole ceremony", () => {
  test("T64: Enter, Enter, Enter ends with a root that verifies and two encrypted keys for their owner alone", async () => {
    start();
    await answer(program, proposed);
    const { root, offline } = await writtenTrust();
    expect(roleKeys(root.signed, "root")).toMatchObject({ threshold: 1, keyids: { length: 2 } });
    expect([...offline.keys()].sort()).toEqual(["bin", "targets"]);
    for (const name of ["root.key", "root-backup.key"]) {
      const file = path.join(room.keys, name);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const key = publicHalf(await decryptKey(await readFile(file), passphrase));
      expect(roleKeys(root.signed, "root").keyids).toContain(key.keyid);
    }
    expect(roleKeys(root.signed, "timestamp").keyids).toEqual([publicHalf(room.online).keyid]);
    const config = parseConfig(await readFile(path.join(room.work, "kaprien.yml"), "utf8"), "kaprien.yml");
    expect(config.onlineKeys.default).toBe("env:KAPRIEN_ONLINE_KEY");
  });

  test("the review shows fingerprints, what may be lost, expiry, delegations, the digests and the warning about root", async () => {
    start();
    await answer(program, [...loadedRoot(await room.keyFile("alice.pem", newKey())), ...middle, ...reviewed]);
    await program.waitFor("Sign exactly this now?");
    const shown = program.shown();
    expect(shown).toContain(publicHalf(room.online).keyid.slice(0, 16));
    expect(shown).toContain("you cannot lose any:");
    expect(shown).toMatch(/expires: \d{4}-\d\d-\d\d, in 365 days/);
    expect(shown).toContain("delegates: to 256 bins, succinct (TAP 15)");
    expect(shown.match(/ (root|targets|bin) +[0-9a-f]{64}/g)).toHaveLength(3);
    expect(shown).toContain("[CEREMONY_ROOT_FRAGILE]");
  });

  test("Enter alone does not sign", async () => {
    const before = await room.contents();
    start();
    await answer(program, [...proposed.slice(0, -1), ["Sign exactly this now?", enter]]);
    expect(await program.exited).toBe(cancelled);
    expect(await room.contents()).toEqual(before);
  });

  test("--dry-run stops before signing, with nothing written", async () => {
    const before = await room.contents();
    start("--dry-run");
    await answer(program, proposed.slice(0, -1));
    await program.waitFor("nothing was signed or written");
    expect(await program.exited).toBe(0);
    expect(await room.contents()).toEqual(before);
  });

  test("a second ceremony is refused before the first question", async () => {
    await mkdir(path.join(room.work, "trust/root"), { recursive: true });
    await writeFile(path.join(room.work, "trust/root/1.root.json"), "{}");
    start();
    await program.waitFor("CEREMONY_DONE");
    expect(await program.exited).toBe(1);
    expect(program.shown()).not.toContain("How many keys");
  });
});

describe("stopping", () => {
  test.each(proposed.map(([question], at) => [at, question] as const))(
    "Ctrl-C at question %i (%s) leaves everything as it was",
    async (at, question) => {
      const before = await room.contents();
      start();
      await answer(program, proposed.slice(0, at));
      await program.waitFor(question);
      program.type(keys.interrupt);
      expect(await program.exited).toBe(cancelled);
      expect(program.shown()).toContain("Nothing was written");
      expect(await room.contents()).toEqual(before);
    },
  );

  test("Ctrl-C while a key is being made stops at the next question", async () => {
    const before = await room.contents();
    start();
    await answer(program, proposed.slice(0, 4));
    await program.waitFor("A new passphrase for");
    program.type(line(passphrase) + keys.interrupt);
    expect(await program.exited).toBe(cancelled);
    expect(await room.contents()).toEqual(before);
  });

  test("Ctrl-D stops as well", async () => {
    start();
    await program.waitFor("How many keys hold the root?");
    program.type(keys.endOfInput);
    expect(await program.exited).toBe(cancelled);
  });
});

describe("keys", () => {
  test("T43: a passphrase that is pasted twice in one go, while a key is being made, is not echoed", async () => {
    start();
    await answer(program, proposed.slice(0, 4));
    await program.waitFor("A new passphrase for");
    program.type(line(passphrase) + line(passphrase));
    await program.waitFor("Add a backup key?");
  });

  test("a weak passphrase is refused with the reason, and a mistyped repetition starts over", async () => {
    start();
    await answer(program, [
      ...proposed.slice(0, 4),
      ["A new passphrase for", line("short")],
      ["has 5 characters", ""],
      ["A new passphrase for", line("kaprien-password")],
      ["KEY_PASSPHRASE_WEAK", ""],
      ["A new passphrase for", line(passphrase)],
      ["The same passphrase again", line(`${passphrase}!`)],
      ["The two passphrases differ", ""],
      ["A new passphrase for", line(passphrase)],
      ["The same passphrase again", line(passphrase)],
      ["Add a backup key?", ""],
    ]);
  });

  test("a wrong passphrase is asked for again, three times in all, and then another key may be given", async () => {
    const file = await room.keyFile("locked.pem", newKey(), passphrase);
    start();
    await answer(program, [["How many keys hold the root?", enter], ...loaded("alice", file)]);
    for (let attempt = 1; attempt <= 3; attempt++) {
      await answer(program, [
        [`The passphrase of file:${file}`, line("not this one")],
        ["SIGNER_PASSPHRASE_WRONG", ""],
      ]);
    }
    await answer(program, [
      ["The key alice", down + enter],
      ["Its file", line(file)],
      ["The passphrase of", line("nor this one")],
      ["SIGNER_PASSPHRASE_WRONG", ""],
      ["The passphrase of", line(passphrase)],
      ["alice: ", ""],
    ]);
  });

  test("a Kaprien key file and a plain PEM load; what is no key is refused and asked again", async () => {
    const text = path.join(room.elsewhere, "notes.txt");
    await writeFile(text, "not a key");
    const plain = await room.keyFile("plain.pem", newKey());
    start();
    await answer(program, [
      ["How many keys hold the root?", line("2")],
      ...loaded("alice", text),
      ["SIGNER_KEY_INVALID", ""],
      ["The key alice", down + enter],
      ["Its file", line(path.join(room.elsewhere, "absent.pem"))],
      ["SIGNER_KEY_MISSING", ""],
      ["The key alice", down + enter],
      ["Its file", line(plain)],
      ["alice: ", ""],
    ]);
  });

  test("T60: the same key twice is refused at once, whatever its file and name", async () => {
    const key = newKey();
    const [first, second] = [await room.keyFile("a.pem", key), await room.keyFile("b.pem", key, passphrase)];
    start();
    await answer(program, [
      ["How many keys hold the root?", line("2")],
      ...loaded("alice", first),
      ...loaded("bob", second),
      ["The passphrase of", line(passphrase)],
      ["It is the key alice", ""],
      ["CEREMONY_KEY_TWICE", ""],
      ["The key bob", down + enter],
      ["Its file", line(await room.keyFile("c.pem", newKey()))],
      ["How many of the 2 keys must sign root?", ""],
    ]);
  });

  test("T60: a threshold above the number of keys is refused at the question", async () => {
    start();
    await answer(program, [
      ["How many keys hold the root?", line("2")],
      ...loaded("alice", await room.keyFile("a.pem", newKey())),
      ...loaded("bob", await room.keyFile("b.pem", newKey())),
      ["How many of the 2 keys must sign root?", line("3")],
      ["There are only 2 different keys", "\x7f2\r"],
      ["Who signs targets?", ""],
    ]);
  });

  test("T46: a place in a git work tree, and one that is taken, are refused at the question", async () => {
    execFileSync("git", ["init", "--quiet", room.work]);
    const taken = await room.keyFile("taken.key", newKey());
    start();
    await answer(program, [
      ...proposed.slice(0, 3),
      ["The file for the key root", line(path.join(room.work, "root.key"))],
      ["KEY_IN_WORK_TREE", ""],
      ["The file for the key root", line(taken)],
      ["KEY_FILE_EXISTS", ""],
      ["The file for the key root", line(path.join(room.elsewhere, "new", "root.key"))],
      ["A new passphrase for", ""],
    ]);
  });

  test("two new keys cannot go to one file, and what is proposed is free", async () => {
    await mkdir(room.keys);
    await writeFile(path.join(room.keys, "root.key"), "an older one");
    start();
    await answer(program, proposed.slice(0, 3));
    await program.waitFor(path.join(room.keys, "root-2.key"));
    await answer(program, [
      ["└", enter],
      ["A new passphrase for", line(passphrase)],
      ["The same passphrase again", line(passphrase)],
      ["Add a backup key?", enter],
      ...created("root-backup").slice(0, 2),
      ["The file for the key root-backup", line(path.join(room.keys, "root-2.key"))],
      ["KEY_FILE_EXISTS", ""],
      ["The file for the key root-backup", ""],
    ]);
  });

  test("a key of root cannot be the online key, and the other way round", async () => {
    const shared = await room.keyFile("shared.pem", room.online);
    start();
    await answer(program, [
      ...loadedRoot(shared),
      ...middle.slice(0, 4),
      ["It is the key alice", ""],
      ["CEREMONY_KEY_SHARED", ""],
      ["Where will the worker find the key", keys.up + enter],
      ["Its file", line(await room.keyFile("online.pem", newKey()))],
      ["online: ", ""],
      ...middle.slice(4),
      ["Is root correct?", enter],
      ["Is targets correct?", down + enter],
      ["What should be different?", enter],
      ["Which keys sign targets?", `${space}${down}${space}${enter}`],
      ...loaded("bob", path.join(room.elsewhere, "online.pem")),
      ["It is the key online", ""],
      ["CEREMONY_KEY_SHARED", ""],
      ["The key bob", ""],
    ]);
  });

  test("an online key that cannot be had is asked for again, and may be made in an encrypted file", async () => {
    start();
    await answer(program, [
      ...loadedRoot(await room.keyFile("alice.pem", newKey())),
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
    const file = path.join(room.keys, "online.key");
    const key = publicHalf(await decryptKey(await readFile(file), passphrase));
    expect(roleKeys(root.signed, "snapshot").keyids).toEqual([key.keyid]);
    expect(await readFile(path.join(room.work, "kaprien.yml"), "utf8")).toContain(`default: file:${file}`);
  });
});

describe("decisions", () => {
  test("each role can be corrected in the review, and what is corrected is what is signed", async () => {
    const bob = newKey();
    start();
    await answer(program, [
      ...loadedRoot(await room.keyFile("alice.pem", newKey())),
      ...middle,
      ["Is root correct?", down + enter],
      ["What should be different?", down + enter],
      ["For how many days is a signature of root good?", line("100")],
      ["in 100 days", ""],
      ["Is root correct?", enter],
      ["Is targets correct?", down + enter],
      ["What should be different?", enter],
      ["Which keys sign targets?", `${space}${down}${space}${enter}`],
      ...loaded("bob", await room.keyFile("bob.pem", bob)),
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
    expect(roleKeys(root.signed, "targets").keyids).toEqual([publicHalf(bob).keyid]);
    expect(offline.get("targets")?.signed.delegations?.roles[0]?.scope).toEqual({
      kind: "paths",
      patterns: ["app/*/*", "models/*"],
    });
    expect(offline.get("bin")?.signed.delegations?.roles).toHaveLength(16);
    const config = parseConfig(await readFile(path.join(room.work, "kaprien.yml"), "utf8"), "kaprien.yml");
    expect(config.lifetimes.timestamp.expires).toBe(2);
    expect(config.lifetimes.timestamp.renew).toBeLessThan(2);
  });

  test("a key that a correction left without a role is not written", async () => {
    start();
    await answer(program, [
      ["How many keys hold the root?", enter],
      ...created("root"),
      ["Add a backup key?", down + enter],
      ["Who signs targets?", down + enter],
      ["Which keys sign targets?", `${space}${down}${space}${enter}`],
      ...loaded("alice", await room.keyFile("alice.pem", newKey())),
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
    expect(roleKeys(root.signed, "root").keyids).toEqual(roleKeys(root.signed, "targets").keyids);
    await expect(stat(path.join(room.keys, "root.key"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("own expiry for every role, and the URL of the targets, are kept", async () => {
    start();
    await answer(program, [
      ...loadedRoot(await room.keyFile("alice.pem", newKey())),
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
    const config = parseConfig(await readFile(path.join(room.work, "kaprien.yml"), "utf8"), "kaprien.yml");
    expect(config.lifetimes).toMatchObject({
      root: { expires: 400 },
      bins: { expires: 30 },
      timestamp: { expires: 3 },
    });
    expect(config.targetsUrl).toBe("https://example.org/files/");
  });
});
