import { sha256 } from "../../src/tuf/digest.ts";
import { entries, type ForeignKey, keyOf, listed, pointKey, type RootSpec, role, type Spec } from "./foreign.ts";
import { ecdsa, ed25519, type KeyPair } from "./metadata.ts";

/** One of the keys that are the same in every run. */
export const key = (name: string, members: object = {}): ForeignKey => keyOf(ed25519(name), members);
/** One key for each of root and targets, and one for the worker. */
export const plain: RootSpec = {
  root: [key("root")],
  targets: [key("targets")],
  snapshot: [key("online")],
  timestamp: [key("online")],
};

/** Two roots, two targets in targets itself and one in a role that people sign. */
export const pythonTuf: Spec = {
  roots: [plain, { ...plain, root: [key("root-2")], also: plain.root }],
  targets: {
    keys: plain.targets,
    version: 5,
    members: {
      targets: entries({ "a.txt": "a", "b.txt": "b" }),
      delegations: {
        keys: listed(key("other")),
        roles: [{ name: "other", ...role([key("other")]), terminating: false, paths: ["other/*"] }],
      },
    },
  },
  delegated: { other: { keys: [key("other")], version: 2, members: { targets: entries({ "other/c": "c" }) } } },
  hashes: true,
};

/** Four succinct bins right below targets. */
export function rstuf(
  contents: Readonly<Record<string, string>> = { "app/1.0/a": "a", "app/1.0/b": "b", top: "t" },
): Spec {
  const online = key("online", { "x-rstuf-online-key-uri": "awskms:alias/online" });
  const signer = { ...plain, snapshot: [online], timestamp: [online] };
  const binOf = (path: string): string => `bins-${Number.parseInt(sha256(path).slice(0, 1), 16) >> 2}`;
  const bins = [0, 1, 2, 3].map((index) => {
    const own = Object.entries(contents).filter(([path]) => binOf(path) === `bins-${index}`);
    const targets = entries(Object.fromEntries(own), { custom: { from: "there" } });
    return [`bins-${index}`, { keys: [online], version: 10 + index, members: { targets } }] as const;
  });
  const delegations = {
    keys: listed(online),
    succinct_roles: { ...role([online]), bit_length: 2, name_prefix: "bins" },
  };
  return {
    roots: [signer],
    targets: { keys: signer.targets, version: 1, members: { delegations } },
    delegated: Object.fromEntries(bins),
  };
}

/** Two people of two on root, with the annotations that tuf-on-ci writes. */
export function tufOnCi(): Spec {
  const uri = "gcpkms:projects/p/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1";
  const online = keyOf(ecdsa(), { "x-tuf-on-ci-online-uri": uri });
  const [alice, bob] = [
    keyOf(ecdsa(), { "x-tuf-on-ci-keyowner": "@alice" }),
    keyOf(ecdsa(), { "x-tuf-on-ci-keyowner": "@bob" }),
  ];
  const periods = (expiry: number, signing: number): object => ({
    "x-tuf-on-ci-expiry-period": expiry,
    "x-tuf-on-ci-signing-period": signing,
  });
  const people = { root: [alice, bob], targets: [alice, bob], snapshot: [online], timestamp: [online], threshold: 2 };
  const members = {
    ...periods(365, 60),
    roles: {
      root: role(people.root, 2),
      targets: role(people.targets),
      snapshot: { ...role([online]), ...periods(365, 60) },
      timestamp: { ...role([online]), ...periods(4, 2) },
    },
  };
  return {
    roots: [
      { ...people, members },
      { ...people, members },
    ],
    targets: {
      keys: people.targets,
      version: 2,
      members: { ...periods(300, 40), targets: entries({ "file.txt": "f" }) },
    },
  };
}

/** Old roots with points in hex, a fraction and an offset, no consistent snapshots; then PEM under both names; delegated roles with dots. */
export function sigstore(ci: KeyPair = ecdsa()): Spec {
  const pairs = [ecdsa(), ecdsa(), ecdsa()];
  const of = (make: (pair: (typeof pairs)[number]) => ForeignKey): RootSpec => {
    const holders = pairs.map(make);
    return { root: holders, targets: holders, snapshot: [make(ci)], timestamp: [make(ci)], threshold: 2 };
  };
  const algorithms = { keyid_hash_algorithms: ["sha256", "sha512"] };
  const first = of((pair) => ({ ...pointKey(pair) }));
  const second = of((pair) => keyOf(pair, { keytype: "ecdsa-sha2-nistp256", ...algorithms }));
  const third = of((pair) => keyOf(pair, algorithms));
  const npm = {
    name: "registry.example.org",
    ...role(third.root, 1),
    terminating: true,
    paths: ["registry.example.org/*"],
  };
  const more = { ...npm, name: "more.example", paths: ["more.example/*"] };
  return {
    roots: [
      {
        ...first,
        members: { expires: "2022-11-10T21:58:09.733402317Z", consistent_snapshot: undefined, spec_version: "1.0" },
      },
      { ...second, also: first.root, members: { expires: "2023-04-18T18:13:43+02:00", consistent_snapshot: false } },
      { ...third, also: second.root },
    ],
    targets: {
      keys: third.targets,
      version: 12,
      members: {
        targets: entries({ "trusted_root.json": "{}" }, { custom: { sigstore: { usage: "Fulcio" } } }),
        delegations: { keys: listed(...third.root), roles: [npm, more] },
      },
    },
    delegated: {
      "registry.example.org": {
        keys: third.root,
        version: 4,
        members: { targets: entries({ "registry.example.org/keys.json": "[]" }) },
      },
      "more.example": { keys: third.root },
    },
    hashes: true,
  };
}
