import { describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import { addDays, parseInstant } from "../../../src/base/time.ts";
import { defaultNames } from "../../../src/config/names.ts";
import { treeOfFiles } from "../../../src/git/tree.ts";
import { intentPaths } from "../../../src/repository/layout.ts";
import { loadTrust } from "../../../src/repository/trust.ts";
import type { DelegatedRole } from "../../../src/tuf/delegations.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { limits } from "../../../src/tuf/limits.ts";
import type { Targets } from "../../../src/tuf/targets.ts";
import { design, offlineFiles } from "../../support/offline.ts";
import { verifier } from "../../support/verifier.ts";

const now = parseInstant("2030-01-01T00:00:00Z");
const first = design({}, now);
const [bin] = first.targets.delegations?.roles ?? [];

/** What loading ends with when `targets` delegates to these roles, each a change of the delegation to bin. */
function loading(roles: readonly Partial<DelegatedRole>[], at = now): Promise<string> {
  const { delegations } = first.targets;
  if (delegations === undefined || bin === undefined) throw new Error("targets delegates to nobody");
  const targets: Targets = {
    ...first.targets,
    delegations: { ...delegations, roles: roles.map((role) => ({ ...bin, ...role })) },
  };
  return ended(offlineFiles({ ...first, targets }), at);
}

async function ended(files: Record<string, Uint8Array>, at = now): Promise<string> {
  const pin = sha256(files["trust/root/1.root.json"] ?? "");
  try {
    await loadTrust(treeOfFiles(new Map(Object.entries(files))), intentPaths(defaultNames), { pin, verifier }, at);
    return "ok";
  } catch (error) {
    if (error instanceof Fault)
      return `${error.code} ${error.data["reason"] ?? error.data["role"] ?? error.data["file"] ?? ""}`;
    throw error;
  }
}

const paths = (...patterns: string[]): Partial<DelegatedRole> => ({ scope: { kind: "paths", patterns } });

describe("offline roles are loaded as every client reads them", () => {
  test("what a ceremony makes loads", async () => {
    expect(await loading([{}])).toBe("ok");
  });

  test.each(["7", "Bin", "a b", "a/b", "mirrors", "constructor", "x".repeat(65), "é"])(
    "T16: %s is not a role name",
    async (name) => {
      expect(await loading([{}, { name }])).toMatch(/^(DELEGATION_INVALID|METADATA_INVALID)/);
    },
  );

  test("T16: no more delegations than clients follow", async () => {
    const many = Array.from({ length: 32 }, (_, i) => ({ name: `role-${i}` }));
    expect(await loading(many)).toMatch(/^DELEGATION_INVALID it delegates to 32 roles/);
  });

  test("T16: a role that delegates to one above it is refused", async () => {
    if (bin === undefined || first.targets.delegations === undefined) throw new Error("targets delegates to nobody");
    const looped: Targets = {
      ...first.bin,
      delegations: { ...first.targets.delegations, roles: [{ ...bin, name: "bin" }] },
    };
    expect(await ended(offlineFiles({ ...first, bin: looped }))).toBe(
      "DELEGATION_INVALID bin is delegated to twice, by targets and by bin",
    );
  });

  test.each(["**", "a/**", "[ab]", "{a,b}", "!a", "#a", "a\\*", "+(a)", "/a", "a//b", "a/../b", "a b"])(
    "T15: the pattern %s is refused",
    async (pattern) => {
      expect(await loading([paths("*", pattern)])).toMatch(/^DELEGATION_INVALID in the pattern/);
    },
  );

  test.each(["*", "a/*", "app-?/v*.tar.gz", "@scope/*", "a+b/~c"])("T15: the pattern %s is fine", async (pattern) => {
    expect(await loading([paths(pattern)])).toBe("ok");
  });

  test("T30: a file that clients would stop reading is not read either", async () => {
    const files = offlineFiles(first);
    const root = files["trust/root/1.root.json"] ?? new Uint8Array();
    const padded = Buffer.concat([root, Buffer.alloc(limits.root - root.length + 1, " ")]);
    expect(await ended({ ...files, "trust/root/1.root.json": padded })).toMatch(
      /^STORE_OBJECT_TOO_LARGE|^METADATA_TOO_LARGE/,
    );
  });

  test("T34: an expired offline role stops everything, at the second it expires", async () => {
    const expires = addDays(now, 365);
    expect(await loading([{}], expires)).toBe("ROLE_EXPIRED root");
    expect(await loading([{}], addDays(expires, -1 / 86_400))).toBe("ok");
  });

  test("a missing role and a gap in the roots are named", async () => {
    const { "trust/bin.json": _bin, ...rest } = offlineFiles(first);
    expect(await ended(rest)).toBe("TRUST_MISSING trust/bin.json");
    const files = offlineFiles(first);
    const root = files["trust/root/1.root.json"] ?? new Uint8Array();
    expect(await ended({ ...files, "trust/root/3.root.json": root })).toMatch(/^ROOT_CHAIN_BROKEN/);
  });
});
