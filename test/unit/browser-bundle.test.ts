import { resolve } from "node:path";
import { createContext, Script } from "node:vm";
import { rolldown } from "rolldown";
import { beforeAll, describe, expect, test } from "vitest";
import * as node from "../../src/crypto/sha2-node.ts";
import * as web from "../../src/crypto/sha2-web.ts";
import { ecdsa, now, rootFile, timestampFile } from "../support/metadata.ts";

let code = "";
/** The bundle in a world with what browsers have, and nothing of Node: no `process`, no `Buffer`, no `require`. */
let page: <T>(expression: string, given?: Readonly<Record<string, unknown>>) => T;

beforeAll(async () => {
  const build = await rolldown({
    input: resolve(import.meta.dirname, "../../src/browser.ts"),
    platform: "browser",
    resolve: { conditionNames: ["browser", "import", "default"] },
  });
  const { output } = await build.generate({
    format: "iife",
    name: "kaprien",
    comments: { legal: false, annotation: false, jsdoc: false },
  });
  await build.close();
  code = output.map((part) => (part.type === "chunk" ? part.code : "")).join("\n");
  page = (expression, given = {}) => {
    const context = createContext({ TextEncoder, TextDecoder, URL, atob, btoa, ...given });
    new Script(code).runInContext(context);
    return new Script(expression).runInContext(context);
  };
});

/** As a page gets them: bytes of its own. */
const bytes = (file: Uint8Array): string => `Uint8Array.from(${JSON.stringify([...file])})`;

describe("the build for browsers", () => {
  test("holds no module of Node, and none that reads settings", () => {
    const foreign = [/["']node:/, /\brequire\(/, /\bzod\b/i, /\byaml\b/i, /\bBuffer[.(]/, /\bprocess\./];
    for (const pattern of foreign) expect(pattern.exec(code)?.[0]).toBeUndefined();
    expect(Buffer.byteLength(code)).toBeLessThan(250_000);
  });

  test("knows the digest of abc", () => {
    const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(page(`kaprien.sha256("abc")`)).toBe(abc);
    expect(page(`kaprien.hasher("sha256").update(Uint8Array.of(97)).update(Uint8Array.of(98, 99)).digest()`)).toBe(abc);
  });

  test("trusts a signed timestamp, and refuses it with one bit of the signature changed", () => {
    const root = rootFile();
    const timestamp = timestampFile();
    const forged = timestamp.bytes.map((byte, at) =>
      at === Buffer.from(timestamp.bytes).indexOf('"sig":"') + 8 ? byte ^ 1 : byte,
    );
    const judged = (file: Uint8Array): unknown =>
      page(
        `const state = kaprien.bootstrap(${bytes(root.bytes)}, kaprien.webVerifier());
         const verdict = kaprien.trust(state, { role: "timestamp", bytes: ${bytes(file)} }, ${now});
         verdict.kind + " " + (verdict.code ?? verdict.state.timestamp.signed.version)`,
      );
    expect(judged(timestamp.bytes)).toBe("trusted 1");
    expect(judged(forged)).toBe("refused ROLE_SIGNATURES_MISSING");
  });

  test("keys of other schemes are read, and verify nothing there", () => {
    const pair = ecdsa();
    const root = rootFile({ roles: { timestamp: { keys: [pair] } } });
    const timestamp = timestampFile({ signers: [pair] });
    expect(
      page(
        `const state = kaprien.bootstrap(${bytes(root.bytes)}, kaprien.webVerifier());
         kaprien.trust(state, { role: "timestamp", bytes: ${bytes(timestamp.bytes)} }, ${now}).code`,
      ),
    ).toBe("ROLE_SIGNATURES_MISSING");
  });
});

describe("what #sha2 means", () => {
  test("the two have the same exports, of the same types", () => {
    const same: typeof node = web;
    expect(Object.keys(same).sort()).toEqual(Object.keys(node).sort());
  });

  test.each(["sha256", "sha512"] as const)("%s is the same in Node and in a browser", (algorithm) => {
    for (const length of [0, 1, 55, 56, 63, 64, 111, 112, 127, 128, 1_000, 100_000]) {
      const data = Uint8Array.from({ length }, (_, at) => (at * 7) & 0xff);
      expect(web.hex(algorithm, data)).toBe(node.hex(algorithm, data));
      const [one, two] = [web, node].map(({ hasher }) =>
        hasher(algorithm)
          .update(data.subarray(0, length >> 1))
          .update(data.subarray(length >> 1))
          .digest(),
      );
      expect([one, two]).toEqual([node.hex(algorithm, data), node.hex(algorithm, data)]);
    }
    expect(web.hex(algorithm, "é\u{1f600}")).toBe(node.hex(algorithm, "é\u{1f600}"));
  });
});
