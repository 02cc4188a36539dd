import { describe, expect } from "vitest";
import { type Simulator, updated } from "../support/simulator.ts";
import { conformance } from "./room.ts";

const conforms = conformance();

/** `delegator > role`, then `!` for a terminating delegation, then its patterns; `*` when it says none. In order. */
function build(repository: Simulator, delegations: readonly string[]): void {
  const roles = new Set<string>();
  for (const line of delegations) {
    const [, delegator = "", role = "", stop = "", patterns = ""] = /^(\S+) > ([^\s!]+)(!?)\s*(.*)$/.exec(line) ?? [];
    repository.delegate(delegator, role, {
      terminating: stop !== "",
      ...(patterns !== "" && { paths: patterns.split(" ") }),
    });
    roles.add(role);
  }
  repository.publish(...roles, ...updated);
}

/** Delegated roles in the order in which their files were asked for. */
function visited({ asked }: Simulator): string {
  return asked
    .slice(4)
    .flatMap((name) => /^metadata\/1\.(.+)\.json$/.exec(name)?.[1] ?? [])
    .join(" ");
}

const graphs: readonly (readonly [string, readonly string[], string])[] = [
  ["one delegation", ["targets > a"], "a"],
  ["two side by side", ["targets > a", "targets > b"], "a b"],
  ["a second level below the last", ["targets > a", "targets > b", "b > c"], "a b c"],
  [
    "a second level below the first comes before the second role",
    ["targets > a", "targets > b", "a > c", "a > d"],
    "a c d b",
  ],
  ["so does a third level", ["targets > a", "targets > b", "a > c", "c > d"], "a c d b"],
  [
    "a terminating delegation ends the search beside and above it",
    ["targets > a", "targets > b", "a > c!", "a > d"],
    "a c",
  ],
  ["and not below it", ["targets > a", "targets > b", "a > c!", "c > d"], "a c d"],
  ["a pattern that does not match leaves out what is below", ["targets > a *.py", "targets > b", "a > c"], "b"],
  ["also on the second level", ["targets > a", "targets > b", "a > c *.py", "c > d"], "a b"],
  ["a terminating delegation that does not match ends nothing", ["targets > a! *.py", "targets > b"], "b"],
  ["a cycle", ["targets > a", "targets > b", "b > c", "c > d", "d > b"], "a b c d"],
  ["a role that delegates to itself", ["targets > a", "a > a", "a > b"], "a b"],
  ["a role below two others is visited below the first", ["targets > a", "targets > b", "b > c", "a > c"], "a c b"],
  ["unless the first does not match", ["targets > a", "targets > b", "b > c", "a > c *.py"], "a b c"],
];

describe("the order of a search", () => {
  for (const [name, delegations, order] of graphs)
    conforms(name, async ({ repository, client }) => {
      build(repository, delegations);
      expect(await client.download(["nowhere"])).toBe("TARGET_NOT_FOUND");
      expect(visited(repository)).toBe(order);
    });

  conforms("it gives up after 32 roles, and says that there is no such target", async ({ repository, client }) => {
    const names = Array.from({ length: 40 }, (_, at) => `role-${at + 1}`);
    build(
      repository,
      names.map((name) => `targets > ${name}`),
    );
    expect(await client.download(["nowhere"])).toBe("TARGET_NOT_FOUND");
    expect(visited(repository)).toBe(names.slice(0, 32).join(" "));
  });
});

const tree = [
  "targets > docs *.doc *.md pack-?.tgz",
  "targets > files files/*/*",
  "files > x files/x/*",
  "files > y files/y/*.zip",
];
const listed: readonly (readonly [role: string, path: string])[] = [
  ["targets", "top"],
  ["docs", "NOTES.md"],
  ["docs", "files/NOTES.md"],
  ["docs", "pack-1.tgz"],
  ["docs", "pack-one.tgz"],
  ["x", "files/x/one"],
  ["y", "files/y/one.zip"],
  ["y", "files/z/one.zip"],
];
const searches: readonly (readonly [string, string, boolean, string])[] = [
  ["a target of the top-level role", "top", true, ""],
  ["a star", "NOTES.md", true, "docs"],
  ["patterns with a slash", "files/x/one", true, "files x"],
  ["patterns with slashes, on the other side", "files/y/one.zip", true, "files y"],
  ["a target outside of what its role is delegated", "files/z/one.zip", false, "files"],
  ["a star that would have to match a slash", "files/NOTES.md", false, ""],
  ["a question mark", "pack-1.tgz", true, "docs"],
  ["a question mark that would have to match three letters", "pack-one.tgz", false, ""],
  ["another case", "NOTES.MD", false, ""],
];

describe("what patterns match", () => {
  for (const [name, target, found, order] of searches)
    conforms(name, async ({ repository, client }) => {
      build(repository, tree);
      for (const [role, each] of listed) repository.add(each, `${each} by ${role}`, role);
      // Again, with their targets; the versions stay.
      for (const role of ["targets", "docs", "files", "x", "y"]) repository.publish({ role, version: 1 });
      repository.publish(
        { role: "targets", version: 2 },
        { role: "snapshot", version: 2 },
        { role: "timestamp", version: 2 },
      );
      expect(await client.download([target])).toBe(found ? "ok" : "TARGET_NOT_FOUND");
      expect(visited(repository)).toBe(order);
      const [role = ""] = listed.find(([, each]) => each === target) ?? [];
      expect(await client.files()).toEqual(found ? { [target]: `${target} by ${role}` } : {});
    });
});

describe("who vouches for a role", () => {
  /** `shared` below two roles that trust different keys for it; only the first one's signs. */
  function diamond(repository: Simulator): void {
    for (const side of ["a", "b"]) repository.delegate("targets", side, { paths: [`${side}/*`] });
    repository.delegate("a", "shared", { paths: ["a/*"] });
    const signing = [...(repository.signers.get("shared") ?? [])];
    repository.delegate("b", "shared", { paths: ["b/*"] });
    repository.signers.set("shared", signing);
    for (const side of ["a", "b"]) repository.add(`${side}/file`, `by ${side}`, "shared");
    repository.publish("a", "b", "shared", ...updated);
  }

  conforms(
    "is the delegator on the way there: another one's keys do not count, in one run",
    async ({ repository, client }) => {
      diamond(repository);
      expect(await client.download(["a/file", "b/file"])).toBe("ROLE_SIGNATURES_MISSING");
      expect(await client.files()).toEqual({ "a/file": "by a" });
    },
  );

  conforms("nor in a second run, that has the role's file", async ({ repository, client }) => {
    diamond(repository);
    expect(await client.download(["a/file"])).toBe("ok");
    expect(await client.download(["b/file"])).toBe("ROLE_SIGNATURES_MISSING");
    expect(await client.files()).toEqual({ "a/file": "by a" });
  });

  conforms("a role that the snapshot does not list is not even asked for", async ({ repository, client }) => {
    repository.delegate("targets", "team", { paths: ["team/*"] });
    repository.publish("team", "targets");
    delete repository.snapshot.meta["team.json"];
    repository.publish("snapshot", "timestamp");
    expect(await client.refresh()).toBe("ok");
    repository.asked.length = 0;
    expect(await client.download(["team/1"])).toBe("ROLE_NOT_LISTED");
    expect(await client.trusted()).not.toHaveProperty("team");
    expect(repository.asked).toEqual(["metadata/2.root.json", "metadata/timestamp.json"]);
  });
});

describe("names of roles", () => {
  const unusual = ["?", "#", "/team", "../team", "%2f", "a b", "über", "Root", "n".repeat(180), ":*|<>"];
  for (const [at, role] of unusual.entries())
    (at < 4 ? conforms : conforms.inProcess)(
      `${role.slice(0, 20)} is one segment of an address and one file`,
      async ({ repository, client }) => {
        repository.delegate("targets", role);
        repository.publish(role, ...updated);
        expect(await client.download(["nowhere"])).toBe("TARGET_NOT_FOUND");
        expect(repository.asked.at(-1)).toBe(`metadata/1.${encodeURIComponent(role)}.json`);
        const trusted = await client.trusted();
        expect(Object.keys(trusted)).toHaveLength(5);
        expect(trusted).toMatchObject({ root: 1, timestamp: 2, snapshot: 2, targets: 2 });
        // Read from there the next time.
        repository.asked.length = 0;
        expect(await client.download(["nowhere"])).toBe("TARGET_NOT_FOUND");
        expect(repository.asked).toEqual(["metadata/2.root.json", "metadata/timestamp.json"]);
      },
    );
});
