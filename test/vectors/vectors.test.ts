import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Instant, parseInstant } from "../../src/base/time.ts";
import { topLevelAuthority } from "../../src/tuf/authority.ts";
import { canonical } from "../../src/tuf/canonical.ts";
import { bootstrap, type File, type Trusted, trust } from "../../src/tuf/client.ts";
import { decodeDelegations, encodeDelegations } from "../../src/tuf/delegations.ts";
import { fromHex, sha256 } from "../../src/tuf/digest.ts";
import { decodeEnvelope } from "../../src/tuf/envelope.ts";
import { decodeJson, isObject, type Json, type JsonObject, toPlain } from "../../src/tuf/json.ts";
import { keyFromSpki, PublicKey } from "../../src/tuf/key.ts";
import { decodeRoot } from "../../src/tuf/root.ts";
import { search } from "../../src/tuf/search.ts";
import { decodeSnapshot, decodeTimestamp, encodeSnapshot, encodeTimestamp } from "../../src/tuf/snapshot.ts";
import { tally } from "../../src/tuf/tally.ts";
import { decodeTargets, encodeTargets } from "../../src/tuf/targets.ts";
import { json } from "../support/metadata.ts";
import { verifier, verifySignature } from "../support/verifier.ts";

/** Each data file names the repository, commit and path that its values come from. */
function vectors<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")) as T;
}

interface Source {
  readonly source: { readonly repository: string; readonly commit: string; readonly path: string };
}
interface Cases<T> extends Source {
  readonly cases: readonly T[];
}
interface Files extends Source {
  readonly files: Readonly<Record<string, string>>;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const decode = (document: string): Json => decodeJson(Buffer.from(document));

function object(value: Json): JsonObject {
  if (!isObject(value)) throw new TypeError("not an object");
  return value;
}

describe.each(vectors<Cases<{ json: string; canonical: string }>[]>("canonical.json"))(
  "canonical JSON of $source.repository",
  ({ cases }) => {
    test.each(cases)("$json", (example) => {
      expect(text(canonical(decode(example.json)))).toBe(example.canonical);
    });
  },
);

interface Signed {
  readonly keyid: string;
  readonly keytype: string;
  readonly scheme: string;
  readonly public: string;
  readonly sig: string;
  readonly data: string;
  readonly verifies: boolean;
}

describe("signatures of securesystemslib", () => {
  test.each(vectors<Cases<Signed>>("signatures.json").cases)("$keytype $scheme verifies: $verifies", (example) => {
    const { keytype, scheme, public: value, sig, data, verifies } = example;
    const entry = json({ keytype, scheme, keyval: { public: value } });
    const key = PublicKey.decode(entry, sha256(canonical(entry)));
    const signature = fromHex(sig) ?? Buffer.alloc(0);
    expect(verifySignature(key, Buffer.from(data), signature)).toBe(verifies);
    expect(verifySignature(key, Buffer.from(`NOT ${data}`), signature)).toBe(false);
  });
});

describe("keyids of securesystemslib", () => {
  test.each(vectors<Cases<{ keytype: string; pem: string; keyid: string }>>("keyids.json").cases)(
    "$keytype",
    (example) => {
      expect(keyFromSpki(example.pem)).toMatchObject({ keyid: example.keyid, keytype: example.keytype });
    },
  );
});

describe("keys and signed files of go-securesystemslib", () => {
  test.each(vectors<Cases<{ key: object; file: string }>>("links.json").cases)("$key.scheme", ({ key, file }) => {
    const envelope = decodeEnvelope(Buffer.from(file), (signed) => signed);
    const keys = new Map([...envelope.signatures.keys()].map((keyid) => [keyid, PublicKey.decode(json(key), keyid)]));
    expect(tally({ keyids: [...keys.keys()], threshold: 1, keys }, envelope, verifier)).toMatchObject({
      met: true,
      invalid: [],
    });
  });
});

/** Feeds files to a client that begins with `root`; faults at the first refusal. */
function run(root: string, files: readonly File[], now: Instant): Trusted {
  return files.reduce(
    (state, file) => {
      const verdict = trust(state, file, now);
      if (verdict.kind === "refused") throw new Error(`${verdict.role}: ${verdict.code} at ${verdict.step}`);
      return verdict.state;
    },
    bootstrap(Buffer.from(root), verifier),
  );
}

/** Content of a vector file as bytes, unchanged unless `change` says so. */
function bytesOf(files: Files["files"], name: string, change: (text: string) => string = (same) => same): Buffer {
  return Buffer.from(change(files[name] ?? ""));
}

describe("the repository in python-tuf's tests", () => {
  const { files } = vectors<Files>("python-tuf-repository.json");
  const now = parseInstant("2029-01-01T00:00:00Z");
  const list = (change?: (text: string) => string): File[] => [
    { role: "timestamp", bytes: bytesOf(files, "timestamp.json") },
    { role: "snapshot", bytes: bytesOf(files, "snapshot.json") },
    { role: "targets", bytes: bytesOf(files, "targets.json", change) },
    { role: "delegated", name: "role1", delegator: "targets", bytes: bytesOf(files, "role1.json") },
    { role: "delegated", name: "role2", delegator: "role1", bytes: bytesOf(files, "role2.json") },
  ];

  test("is trusted from root to the role under a role", () => {
    const state = run(files["root.json"] ?? "", list(), now);
    expect([...state.targets.keys()]).toEqual(["targets", "role1", "role2"]);
    expect(search(state, "file1.txt")).toMatchObject({ kind: "found", role: "targets" });
    expect(search(state, "file3.txt")).toMatchObject({ kind: "found", role: "role1" });
  });

  test("is refused with one digit of one hash changed", () => {
    const change = (whole: string) =>
      whole.replace(/"sha256": "./, (start) => start.slice(0, -1) + (start.endsWith("0") ? "1" : "0"));
    expect(() => run(files["root.json"] ?? "", list(change), now)).toThrow("targets: ROLE_SIGNATURES_MISSING at 5.6.3");
  });

  test("is refused after it expired", () => {
    const expired = parseInstant("2030-01-01T00:00:00Z");
    expect(() => run(files["root.json"] ?? "", list(), expired)).toThrow("ROLE_EXPIRED at 5.3.10");
  });
});

describe("the tuf-on-ci repository of tuf-conformance", () => {
  const { files } = vectors<Files>("tuf-on-ci-repository.json");

  test("is trusted from root to the delegated role, with the unknown members it has", () => {
    const state = run(
      files["1.root.json"] ?? "",
      [
        { role: "timestamp", bytes: bytesOf(files, "timestamp.json") },
        { role: "snapshot", bytes: bytesOf(files, "2.snapshot.json") },
        { role: "targets", bytes: bytesOf(files, "1.targets.json") },
        {
          role: "delegated",
          name: "delegatedrole",
          delegator: "targets",
          bytes: bytesOf(files, "2.delegatedrole.json"),
        },
      ],
      parseInstant("2025-01-01T00:00:00Z"),
    );
    expect(search(state, "delegatedrole/artifact")).toMatchObject({ kind: "found", role: "delegatedrole" });
    expect(state.root.signed.rest.get("x-tuf-on-ci-expiry-period")).toBe(7300);
  });
});

describe("the roots of sigstore in tuf-conformance", () => {
  const { files } = vectors<Files>("sigstore-roots.json");
  const root = (version: number): Buffer => bytesOf(files, `${version}.root.json`);

  test("5 to 10 lead from one to the next, signed by people with ecdsa keys", () => {
    const chain = [6, 7, 8, 9, 10].map((version): File => ({ role: "root", bytes: root(version) }));
    const state = run(files["5.root.json"] ?? "", chain, parseInstant("2024-01-01T00:00:00Z"));
    expect(state.root.signed.version).toBe(10);
  });

  test("5 does not lead to 7", () => {
    const leap: File = { role: "root", bytes: root(7) };
    expect(() => run(files["5.root.json"] ?? "", [leap], parseInstant("2024-01-01T00:00:00Z"))).toThrow(
      "root: ROLE_VERSION_MISMATCH at 5.3.5",
    );
  });

  test("12 counts three signatures of five", () => {
    const envelope = decodeEnvelope(root(12), decodeRoot);
    const { valid, invalid, met } = tally(topLevelAuthority(envelope.signed, "root"), envelope, verifier);
    // Two of the five are there with an empty signature.
    expect([valid.length, invalid.length, met]).toEqual([3, 2, true]);
  });

  test.each([
    [3, "TIME_INVALID", "a fraction of a second in expires"],
    [4, "KEY_INVALID", "an ecdsa key written as a bare point"],
    [11, "KEY_ID_MISMATCH", "a keyid that is not the hash of its key"],
  ])("%i is refused: %s, for %s", (version, code) => {
    expect(() => decodeEnvelope(root(version), decodeRoot)).toThrow(expect.objectContaining({ code }));
  });
});

describe("roots that other tests use and Kaprien refuses", () => {
  test.each(vectors<(Source & { code: string; why: string; file: string })[]>("unreadable-roots.json"))(
    "$source.repository: $why",
    ({ code, file }) => {
      expect(() => decodeEnvelope(Buffer.from(file), decodeRoot)).toThrow(expect.objectContaining({ code }));
    },
  );
});

interface Forms {
  readonly valid: Readonly<Record<string, string>>;
  readonly invalid: Readonly<Record<string, string>>;
}

describe("the forms that python-tuf's tests accept and refuse", () => {
  const { forms } = vectors<{ forms: Record<string, Forms> }>("python-tuf-forms.json");
  const head = { spec_version: "1.0.0", version: 1, expires: "2030-01-01T00:00:00Z" };
  const targets = (rest: object): JsonObject => json({ _type: "targets", ...head, targets: {}, ...rest });
  /** Reads the form inside the smallest metadata that has it, and gives the form back as it is written. */
  const again: Readonly<Record<string, (form: unknown) => unknown>> = {
    snapshot: (form) => toPlain(encodeSnapshot(decodeSnapshot(json(form as object)))),
    timestamp: (form) => toPlain(encodeTimestamp(decodeTimestamp(json(form as object)))),
    metafile: (form) => {
      const snapshot = json({ _type: "snapshot", ...head, meta: { "a.json": form } });
      return (toPlain(encodeSnapshot(decodeSnapshot(snapshot))) as { meta: Record<string, unknown> }).meta["a.json"];
    },
    targetFile: (form) => {
      const encoded = encodeTargets(decodeTargets(targets({ targets: { a: form } })));
      return (toPlain(encoded) as { targets: Record<string, unknown> }).targets["a"];
    },
    delegatedRole: (form) => {
      const encoded = encodeDelegations(decodeDelegations(json({ keys: {}, roles: [form] }), "delegations"));
      return (toPlain(encoded) as { roles: unknown[] }).roles[0];
    },
    succinctRoles: (form) => {
      const encoded = encodeDelegations(decodeDelegations(json({ keys: {}, succinct_roles: form }), "delegations"));
      return (toPlain(encoded) as Record<string, unknown>)["succinct_roles"];
    },
  };

  describe.each(Object.entries(forms))("%s", (kind, { valid, invalid }) => {
    const through = again[kind] ?? (() => undefined);

    test.each(Object.entries(valid))("accepts and gives back: %s", (_, form) => {
      expect(through(toPlain(object(decode(form))))).toEqual(JSON.parse(form));
    });

    test.each(Object.entries(invalid))("refuses: %s", (_, form) => {
      // A negative number is refused as soon as it is read; everything else by the role's decoder.
      expect(() => through(toPlain(object(decode(form))))).toThrow(/^(METADATA|TIME|JSON)_INVALID/);
    });
  });
});
