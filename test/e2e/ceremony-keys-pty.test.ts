import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "vitest";
import { encryptKey } from "../../src/keys/file/key-file.ts";
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
  useRooms,
} from "../support/ceremony-room.ts";
import { keys } from "../support/pty.ts";

const { enter, down, space } = keys;
const stage = useRooms();

describe("keys in the ceremony", () => {
  test("T43: a passphrase that is pasted twice in one go, while a key is being made, is not echoed", async () => {
    stage.start();
    await answer(stage.program, proposed.slice(0, 4));
    await stage.program.waitFor("A new passphrase for");
    stage.program.type(line(passphrase) + line(passphrase));
    await stage.program.waitFor("Add a backup key?");
  });

  test("a weak passphrase is refused with the reason, and a mistyped repetition starts over", async () => {
    stage.start();
    await answer(stage.program, [
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
    const file = await stage.room.keyFile("locked.pem", newKey(), passphrase);
    stage.start();
    await answer(stage.program, [["How many keys hold the root?", enter], ...loaded("alice", file)]);
    for (let attempt = 1; attempt <= 3; attempt++) {
      await answer(stage.program, [
        [`The passphrase of file:${file}`, line("not this one")],
        ["SIGNER_PASSPHRASE_WRONG", ""],
      ]);
    }
    await answer(stage.program, [
      ["The key alice", down + enter],
      ["Its file", line(file)],
      ["The passphrase of", line("nor this one")],
      ["SIGNER_PASSPHRASE_WRONG", ""],
      ["The passphrase of", line(passphrase)],
      ["alice: ", ""],
    ]);
  });

  test("a Kaprien key file and a plain PEM load; what is no key is refused and asked again", async () => {
    const [text, own] = [path.join(stage.room.elsewhere, "notes.txt"), path.join(stage.room.elsewhere, "own.key")];
    await writeFile(text, "not a key");
    await writeFile(own, await encryptKey(newKey(), passphrase, 2 ** 14));
    stage.start();
    await answer(stage.program, [
      ["How many keys hold the root?", line("2")],
      ...loaded("alice", text),
      ["SIGNER_KEY_INVALID", ""],
      ["The key alice", down + enter],
      ["Its file", line(path.join(stage.room.elsewhere, "absent.pem"))],
      ["SIGNER_KEY_MISSING", ""],
      ["The key alice", down + enter],
      ["Its file", line(await stage.room.keyFile("plain.pem", newKey()))],
      ["alice: ", ""],
      ...loaded("bob", own),
      [`The passphrase of file:${own}`, line(passphrase)],
      ["bob: ", ""],
    ]);
  });

  test("T60: the same key twice is refused at once, whatever its file and name", async () => {
    const key = newKey();
    const [first, second] = [
      await stage.room.keyFile("a.pem", key),
      await stage.room.keyFile("b.pem", key, passphrase),
    ];
    stage.start();
    await answer(stage.program, [
      ["How many keys hold the root?", line("2")],
      ...loaded("alice", first),
      ...loaded("bob", second),
      ["The passphrase of", line(passphrase)],
      ["It is the key alice", ""],
      ["ROLE_KEY_TWICE", ""],
      ["The key bob", down + enter],
      ["Its file", line(await stage.room.keyFile("c.pem", newKey()))],
      ["How many of the 2 keys must sign root?", ""],
    ]);
  });

  test("T60: a threshold above the number of keys is refused at the question", async () => {
    stage.start();
    await answer(stage.program, [
      ["How many keys hold the root?", line("2")],
      ...loaded("alice", await stage.room.keyFile("a.pem", newKey())),
      ...loaded("bob", await stage.room.keyFile("b.pem", newKey())),
      ["How many of the 2 keys must sign root?", line("3")],
      ["There are only 2 different keys", "\x7f2\r"],
      ["Who signs targets?", ""],
    ]);
  });

  test("T46: a place in a git work tree, and one that is taken, are refused at the question", async () => {
    execFileSync("git", ["init", "--quiet", stage.room.work]);
    const taken = await stage.room.keyFile("taken.key", newKey());
    stage.start();
    await answer(stage.program, [
      ...proposed.slice(0, 3),
      ["The file for the key root", line(path.join(stage.room.work, "root.key"))],
      ["KEY_IN_WORK_TREE", ""],
      ["The file for the key root", line(taken)],
      ["KEY_FILE_EXISTS", ""],
      ["The file for the key root", line(path.join(stage.room.elsewhere, "new", "root.key"))],
      ["A new passphrase for", ""],
    ]);
  });

  test("two new keys cannot go to one file, and what is proposed is free", async () => {
    await mkdir(stage.room.keys);
    await writeFile(path.join(stage.room.keys, "root.key"), "an older one");
    stage.start();
    await answer(stage.program, proposed.slice(0, 3));
    await stage.program.waitFor(path.join(stage.room.keys, "root-2.key"));
    await answer(stage.program, [
      ["└", enter],
      ["A new passphrase for", line(passphrase)],
      ["The same passphrase again", line(passphrase)],
      ["Add a backup key?", enter],
      ...created("root-backup").slice(0, 2),
      ["The file for the key root-backup", line(path.join(stage.room.keys, "root-2.key"))],
      ["KEY_FILE_EXISTS", ""],
      ["The file for the key root-backup", ""],
    ]);
  });

  test("a key of root cannot be the online key, and the other way round", async () => {
    const shared = await stage.room.keyFile("shared.pem", stage.room.online);
    stage.start();
    await answer(stage.program, [
      ...loadedRoot(shared),
      ...middle.slice(0, 4),
      ["It is the key alice", ""],
      ["ROLE_KEY_SHARED", ""],
      ["Where will the worker find the key", keys.up + enter],
      ["Its file", line(await stage.room.keyFile("online.pem", newKey()))],
      ["online: ", ""],
      ...middle.slice(4),
      ["Is root correct?", enter],
      ["Is targets correct?", down + enter],
      ["What should be different?", enter],
      ["Which keys sign targets?", `${space}${down}${space}${enter}`],
      ...loaded("bob", path.join(stage.room.elsewhere, "online.pem")),
      ["It is the key online", ""],
      ["ROLE_KEY_SHARED", ""],
      ["The key bob", ""],
    ]);
  });
});
