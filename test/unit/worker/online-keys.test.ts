import { beforeAll, describe, expect, test } from "vitest";
import { keyVariables } from "../../../src/action/context.ts";
import { Fault } from "../../../src/base/fault.ts";
import { parseConfig } from "../../../src/config/config.ts";
import { keySchemes } from "../../../src/config/key-address.ts";
import { openKeyring } from "../../../src/keys/keyring.ts";
import { signerProviders } from "../../../src/keys/table.ts";
import type { Trust } from "../../../src/repository/trust.ts";
import { canonical } from "../../../src/tuf/canonical.ts";
import type { RoleKeys } from "../../../src/tuf/common.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import type { JsonObject } from "../../../src/tuf/json.ts";
import { PublicKey } from "../../../src/tuf/key.ts";
import type { Signer } from "../../../src/tuf/signer.ts";
import { ecdsa } from "../../support/metadata.ts";
import { faultOf, openWorld, signerOf, type World, type WorldOptions } from "../../support/world.ts";

const keyidOf = (name: string): string => signerOf(name).key.keyid;
const several: WorldOptions = {
  people: { bins: ["bins-a", "bins-b"], snapshot: ["s1", "s2", "s3"], timestamp: ["time"] },
  thresholds: { bins: 2, snapshot: 2 },
};

function settings(onlineKeys: unknown): { config: { "online-keys": unknown } } {
  return { config: { "online-keys": onlineKeys } };
}

/** A fault with its data, from a promise that must fail. */
async function caught(action: Promise<unknown>): Promise<Fault> {
  const error = await action.catch((thrown: unknown) => thrown);
  if (error instanceof Fault) return error;
  throw new Error("a fault was expected");
}

test("every kind of signer is one that kaprien.yml can name, and the other way round", () => {
  expect([...keySchemes].sort()).toEqual([...signerProviders.keys()].sort());
});

describe("online-keys in kaprien.yml", () => {
  const parse = (yaml: string) => parseConfig(`version: 1\n${yaml}\n`, "kaprien.yml");
  const reason = (yaml: string): string => {
    try {
      return `accepted: ${JSON.stringify(parse(yaml))}`;
    } catch (error) {
      const { where, reason } = (error as Fault).data;
      return `${where}: ${reason}`;
    }
  };

  test.each(keySchemes)("takes %s:", (scheme) => {
    const uri = `${scheme}:some/where?x=1`;
    expect(parse(`online-keys: { default: "${uri}" }`).onlineKeys.default).toEqual([uri]);
  });

  test("one address or a list, for each role and for delegated roles called online-…", () => {
    const { onlineKeys } = parse(
      'online-keys: { default: "env:A", bins: ["env:A", "vault:b"], online-nightly: "env:N", online-x_1: ["env:X"] }',
    );
    expect(onlineKeys).toEqual({
      default: ["env:A"],
      bins: ["env:A", "vault:b"],
      "online-nightly": ["env:N"],
      "online-x_1": ["env:X"],
    });
  });

  test.each([
    ['{ default: "https://example.org" }', /^online-keys.default: .*env:NAME or file:PATH.*ssh-agent.*vault/],
    ["{ default: 5 }", /^online-keys.default: .*address/],
    ["{ default: [] }", /^online-keys.default: at least one/],
    ['{ default: ["env:A", "env:A"] }', /^online-keys.default: .*twice/],
    ['{ default: ["env:A", "nothing"] }', /^online-keys.default.1: .*address/],
    ['{ snapshto: "env:A" }', /^online-keys.snapshto: .*Did you mean "snapshot"/],
    ['{ online-: "env:A" }', /no such setting/],
    ['{ online-Big: "env:A" }', /no such setting/],
    ['{ constructor: "env:A" }', /no such setting/],
  ])("refuses %s", (yaml, expected) => {
    expect(reason(`online-keys: ${yaml}`)).toMatch(expected);
  });

  test("a key that was pasted where its address belongs is not repeated", () => {
    const canary = "MC4CAQAwBQYDK2VwBCIEIcanary";
    expect(reason(`online-keys: { default: "${canary}" }`)).not.toContain("canary");
  });

  test("people: names by keyid, each keyid one person's", () => {
    const [a, b, c] = ["a", "b", "c"].map((digit) => digit.repeat(64));
    expect([...parse(`people: { Ana Lima: ${a}, ben: [${b}, ${c}] }`).people]).toEqual([
      [a, "Ana Lima"],
      [b, "ben"],
      [c, "ben"],
    ]);
    expect(parse("").people.size).toBe(0);
    expect(reason(`people: { ana: ${a}, ben: [${b}, ${a}] }`)).toBe("people.ben: the key is ana's already");
    expect(reason(`people: { ana: [${a}, ${a}] }`)).toMatch(/twice/);
    expect(reason("people: { ana: abc }")).toMatch(/^people.ana: .*64 lower-case hex/);
  });
});

test("T2: the variables that hold online keys are known, whichever role's and however many", () => {
  const onlineKeys = {
    default: ["env:A", "awskms:x", "vault://x"],
    bins: ["env:B", "env:C"],
    "online-nightly": ["file:env:no", "env:N"],
  };
  expect(keyVariables({ onlineKeys })).toEqual([
    "A",
    "AWS_SECRET_ACCESS_KEY",
    "VAULT_TOKEN",
    "VAULT_JWT",
    "B",
    "C",
    "N",
  ]);
});

describe("roles with keys of their own", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(several);
    await world.release("app/1", { "app/1/a": "one" });
    await world.done();
  });

  test("T31: the bins' keys differ from those of snapshot and timestamp, and each role is signed by its own alone", async () => {
    const { bins, snapshot, timestamp } = await world.repository();
    for (const { signatures } of bins.values())
      expect([...signatures.keys()].sort()).toEqual([keyidOf("bins-a"), keyidOf("bins-b")].sort());
    expect([...snapshot.signatures.keys()].sort()).toEqual([keyidOf("s1"), keyidOf("s2")].sort());
    expect([...timestamp.signatures.keys()]).toEqual([keyidOf("time")]);
  });

  test("clients accept what several keys signed", async () => {
    await world.publish();
    const { targets } = await world.client(["app/1/a"]);
    expect(targets.get("app/1/a")?.length).toBe(3);
  });
});

test("T31: a key of the snapshot does not sign bins, nor one of the bins the timestamp", async () => {
  for (const onlineKeys of [
    { default: "env:online" },
    { default: "env:bins" },
    { default: "env:online", bins: ["env:bins", "env:online"] },
  ]) {
    const world = await openWorld(settings(onlineKeys));
    expect(await faultOf(world.work())).toBe("SIGNER_KEY_MISMATCH");
    expect(await world.store.tree("tuf")).toBeUndefined();
  }
});

describe("fewer keys than the threshold takes", () => {
  const two = { snapshot: ["env:s1", "env:s2"], default: "env:time" };
  test.each([
    [
      { ...two, bins: "env:bins-a" },
      { role: "bins", threshold: 2, valid: 1, missing: 1 },
    ],
    [
      { ...two, bins: ["env:bins-a", "env:bins-b"], snapshot: ["env:s3"] },
      { role: "snapshot", valid: 1, missing: 1 },
    ],
    // I15: one key at two addresses.
    [
      { ...two, bins: ["env:bins-a", "env:alias"] },
      { role: "bins", valid: 1, missing: 1 },
    ],
  ])("I15: nothing is signed with %j", async (onlineKeys, expected) => {
    const world = await openWorld({ ...several, ...settings(onlineKeys) });
    const fault = await caught(world.work({ keys: { "env:alias": "bins-a" } }));
    expect([fault.code, fault.data]).toEqual(["ONLINE_KEYS_TOO_FEW", expect.objectContaining(expected)]);
    expect(world.recorder.steps.filter((step) => step.startsWith("sign"))).toEqual([]);
    expect(await world.store.tree("tuf")).toBeUndefined();
  });

  test("any of the keys that a role lists will do", async () => {
    const onlineKeys = { default: "env:time", bins: ["env:bins-b", "env:bins-a"], snapshot: ["env:s3", "env:s2"] };
    const world = await openWorld({ ...several, ...settings(onlineKeys) });
    await world.done();
    const { snapshot } = await world.repository();
    expect([...snapshot.signatures.keys()].sort()).toEqual([keyidOf("s2"), keyidOf("s3")].sort());
  });
});

describe("the keyring", () => {
  let trust: Trust;
  beforeAll(async () => {
    const world = await openWorld(several);
    await world.done();
    trust = await world.repository();
  });
  const config = (onlineKeys: Record<string, readonly string[]>) => ({ onlineKeys });
  const whole = { default: ["env:time"], bins: ["env:bins-a", "env:bins-b"], snapshot: ["env:s1", "env:s2"] };

  /** Opens keys by their names, and knows which are open. */
  function counting() {
    const opened: string[] = [];
    const open = new Set<string>();
    return {
      opened,
      open,
      async signer(uri: string): Promise<Signer> {
        opened.push(uri);
        open.add(uri);
        return { ...signerOf(uri.slice(4)), [Symbol.asyncDispose]: async () => void open.delete(uri) };
      },
    };
  }

  test("opens each address once and lets go of all of them", async () => {
    const world = await openWorld({ people: { bins: ["k"], snapshot: ["k"], timestamp: ["k"] } });
    await world.done();
    const { opened, open, signer } = counting();
    const ring = await openKeyring(config({ default: ["env:k"] }), await world.repository(), signer);
    expect(opened).toEqual(["env:k"]);
    await ring[Symbol.asyncDispose]();
    expect([...open]).toEqual([]);
  });

  test.each([
    ["a key is not the role's", { ...whole, snapshot: ["env:s1", "env:bins-a"] }, "SIGNER_KEY_MISMATCH"],
    ["there are too few", { ...whole, snapshot: ["env:s1"] }, "ONLINE_KEYS_TOO_FEW"],
    ["a role has none", { bins: whole.bins, snapshot: whole.snapshot }, "ONLINE_KEY_UNSET"],
  ])("leaves nothing open when %s", async (_, onlineKeys, code) => {
    const { opened, open, signer } = counting();
    expect(await faultOf(openKeyring(config(onlineKeys), trust, signer))).toBe(code);
    expect(opened.length).toBeGreaterThan(0);
    expect([...open]).toEqual([]);
  });

  test("a key signs under the keyid that the role lists it by, when another tool gave it another", async () => {
    const pair = ecdsa();
    // The older name of the key type: same key, other keyid.
    const json = new Map([...pair.key.json, ["keytype", "ecdsa-sha2-nistp256"] as const]);
    const listed = PublicKey.decode(json, sha256(canonical(json)));
    expect(listed.keyid).not.toBe(pair.key.keyid);
    const { signed } = trust.root;
    const time: RoleKeys & { rest: JsonObject } = { keyids: [listed.keyid], threshold: 1, rest: new Map() };
    const root = {
      ...signed,
      keys: new Map([...signed.keys, [listed.keyid, listed] as const]),
      roles: new Map([...signed.roles, ["timestamp", time] as const]),
    };
    const open = async (uri: string): Promise<Signer> =>
      uri === "env:time" ? { ...signerOf("x"), key: pair.key } : signerOf(uri.slice(4));
    const ring = await openKeyring(config(whole), { ...trust, root: { ...trust.root, signed: root } }, open);
    expect([...ring.signers.keys()]).toContain(listed.keyid);
    expect([...ring.signers.keys()]).not.toContain(pair.key.keyid);
  });
});
