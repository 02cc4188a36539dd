import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect } from "vitest";
import { digest } from "../../src/tuf/digest.ts";
import { type Simulator, updated } from "../support/simulator.ts";
import { conformance } from "./room.ts";

const conforms = conformance();

/** Files that were asked for below `targets/`. */
function fetched({ asked }: Simulator): readonly string[] {
  return asked.filter((name) => name.startsWith("targets/"));
}

describe("a download", () => {
  conforms("brings the bytes that are listed, and nothing before it is asked for", async ({ repository, client }) => {
    repository.add("app.txt", "the app");
    repository.publish(...updated);
    expect(await client.refresh()).toBe("ok");
    expect(await client.files()).toEqual({});
    expect(await client.download(["app.txt"])).toBe("ok");
    expect(await client.files()).toEqual({ "app.txt": "the app" });
  });

  conforms("goes to directories of its own, as the target path has them", async ({ repository, client }) => {
    repository.add("some/where/deep/app.txt", "the app");
    repository.publish(...updated);
    expect(await client.download(["some/where/deep/app.txt"])).toBe("ok");
    expect(await client.files()).toEqual({ "some/where/deep/app.txt": "the app" });
  });

  conforms("is refused when the bytes are others, and leaves what is there", async ({ repository, client }) => {
    repository.add("one.txt", "one");
    repository.add("two.txt", "two");
    repository.publish(...updated);
    expect(await client.download(["one.txt"])).toBe("ok");
    for (const bytes of ["evil", "evi", "evil and long"]) {
      for (const target of ["one.txt", "two.txt"]) repository.host(target, Buffer.from(bytes));
      expect(await client.download(["two.txt"])).toBe("CLIENT_REFUSED");
      await client.download(["one.txt"]);
      expect(await client.files()).toEqual({ "one.txt": "one" });
    }
  });

  conforms("follows a target from version to version, and never to bytes that no version lists", async (room) => {
    const { repository, client } = room;
    let current = "version 0";
    repository.add("app.txt", current);
    repository.publish(...updated);
    expect(await client.download(["app.txt"])).toBe("ok");
    for (const change of [1, 2]) {
      // The client does not see each of them.
      for (const step of [1, 2, 3]) {
        current = `version ${change}.${step}`;
        repository.add("app.txt", current);
        repository.add(`more-${change}.txt`, `more ${change}`);
        repository.publish(...updated);
      }
      expect(await client.download(["app.txt", `more-${change}.txt`])).toBe("ok");
      expect(await client.files()).toMatchObject({ "app.txt": current, [`more-${change}.txt`]: `more ${change}` });
      repository.host("app.txt", Buffer.from(`malice  ${change}.3`));
      repository.publish(...updated);
      await client.download(["app.txt"]);
      expect(await client.files()).toMatchObject({ "app.txt": current });
    }
  });

  for (const algorithms of [["sha256"], ["sha512"], ["sha256", "sha512"]])
    conforms(`is checked by ${algorithms.join(" and ")}`, async ({ repository, client }) => {
      const bytes = Buffer.from("the app");
      const hashes = Object.fromEntries(algorithms.map((algorithm) => [algorithm, digest(algorithm, bytes) ?? ""]));
      repository.targets().targets["app.txt"] = { length: bytes.length, hashes };
      repository.host("app.txt", bytes);
      repository.publish(...updated);
      expect(await client.download(["app.txt"])).toBe("ok");
      expect(await client.files()).toEqual({ "app.txt": "the app" });
      expect(fetched(repository)).toHaveLength(1);
      expect(Object.values(hashes).map((hash) => `targets/${hash}.app.txt`)).toContain(fetched(repository)[0]);
      // And by every one of them, not just the one in its name.
      for (const algorithm of algorithms) {
        repository.targets().targets["app.txt"] = {
          length: bytes.length,
          hashes: { ...hashes, [algorithm]: "0".repeat(64) },
        };
        repository.host("app.txt", bytes);
        repository.publish(...updated);
        expect(await client.download(["app.txt"])).toBe("CLIENT_REFUSED");
      }
    });

  conforms("is refused when its only hash is of an unknown kind", async ({ repository, client }) => {
    const bytes = Buffer.from("the app");
    repository.targets().targets["app.txt"] = { length: bytes.length, hashes: { "sha-next": "0".repeat(128) } };
    repository.host("app.txt", bytes);
    repository.publish(...updated);
    expect(await client.download(["app.txt"])).toBe("CLIENT_REFUSED");
    expect(await client.files()).toEqual({});
  });

  conforms("does not fetch again what is there", async ({ repository, client }) => {
    repository.add("dir/app.txt", "the app");
    repository.publish(...updated);
    for (const _ of [1, 2]) expect(await client.download(["dir/app.txt"])).toBe("ok");
    expect(fetched(repository)).toHaveLength(1);
    await writeFile(path.join(client.downloads, "dir/app.txt"), "edited");
    expect(await client.download(["dir/app.txt"])).toBe("ok");
    expect(fetched(repository)).toHaveLength(2);
    expect(await client.files()).toEqual({ "dir/app.txt": "the app" });
  });

  conforms("of several targets goes in order, and ends at the first that fails", async ({ repository, client }) => {
    for (const name of ["a", "b", "c"]) repository.add(name, `content ${name}`);
    repository.publish(...updated);
    repository.host("b", Buffer.from("content B"));
    expect(await client.download(["a", "b", "c"])).toBe("CLIENT_REFUSED");
    expect(await client.files()).toEqual({ a: "content a" });
    expect(await client.download(["c", "a"])).toBe("ok");
    expect(await client.files()).toEqual({ a: "content a", c: "content c" });
  });

  conforms("of bytes that the site does not have is no distrust in it", async ({ repository, client }) => {
    repository.add("app.txt", "the app");
    repository.publish(...updated);
    for (const name of [...repository.files.keys()]) if (name.startsWith("targets/")) repository.files.delete(name);
    expect(await client.download(["app.txt"])).toBe("TARGET_BYTES_MISSING");
    expect(await client.files()).toEqual({});
  });

  for (const name of ["constructor", "toString", "__proto__"])
    conforms.inProcess(`finds no target called ${name} where none is listed`, async ({ repository, client }) => {
      repository.add("app.txt", "the app");
      repository.publish(...updated);
      expect(await client.download([name])).toBe("TARGET_NOT_FOUND");
      expect(fetched(repository)).toEqual([]);
    });
});
