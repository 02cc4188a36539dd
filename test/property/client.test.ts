import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bootstrap, type File, type Trusted, trust } from "../../src/tuf/client.ts";
import { delegate, ed25519, now, rootFile, snapshotFile, targetsFile, timestampFile } from "../support/metadata.ts";
import { runs } from "../support/runs.ts";
import { verifier } from "../support/verifier.ts";

const bins = { keys: [ed25519("bins")] };
const start = bootstrap(rootFile().bytes, verifier);

/** Each file of an update, with the state it comes to. */
const steps: { readonly state: Trusted; readonly file: File }[] = [];
const update: readonly File[] = [
  { role: "root", bytes: rootFile({ version: 2 }).bytes },
  { role: "timestamp", bytes: timestampFile().bytes },
  { role: "snapshot", bytes: snapshotFile({ meta: { targets: 1, bins: 1 } }).bytes },
  { role: "targets", bytes: targetsFile({ delegations: delegate({ name: "bins", ...bins }) }).bytes },
  {
    role: "delegated",
    name: "bins",
    delegator: "targets",
    bytes: targetsFile({ signers: bins.keys, targets: { a: "b" } }).bytes,
  },
];
const nothing: File = { role: "root", bytes: Buffer.alloc(0) };
let state = start;
for (const file of update) {
  steps.push({ state, file });
  const verdict = trust(state, file, now);
  if (verdict.kind === "refused") throw new Error(verdict.code);
  state = verdict.state;
}

/** What the newly trusted file says, of the role of `file`. */
function payloadOf(trusted: Trusted, { role, ...file }: File): Uint8Array | undefined {
  if (role === "delegated" && "name" in file) return trusted.targets.get(file.name)?.payload;
  if (role === "targets" || role === "delegated") return trusted.targets.get("targets")?.payload;
  return trusted[role]?.payload;
}

describe("the client workflow", () => {
  test("never throws, and trusts a damaged file only if what was signed is undamaged", () => {
    const damage = fc.array(
      fc.record({ at: fc.nat(), byte: fc.integer({ min: 0x20, max: 0x7e }), remove: fc.nat({ max: 2 }) }),
      {
        minLength: 1,
        maxLength: 2,
      },
    );
    fc.assert(
      fc.property(fc.constantFrom(...steps), damage, ({ state: before, file }, changes) => {
        const bytes = changes.reduce((whole, { at, byte, remove }) => {
          const start = at % whole.length;
          return Buffer.concat([whole.subarray(0, start), Buffer.of(byte), whole.subarray(start + remove)]);
        }, Buffer.from(file.bytes));
        const verdict = trust(before, { ...file, bytes }, now);
        if (verdict.kind === "refused") return;
        const original = trust(before, file, now);
        if (original.kind === "refused") throw new Error(original.code);
        expect(payloadOf(verdict.state, file)).toEqual(payloadOf(original.state, file));
      }),
      runs(2000),
    );
  });

  test("refuses every file of an update that comes before its turn", () => {
    fc.assert(
      fc.property(fc.nat({ max: steps.length - 1 }), fc.nat({ max: steps.length - 1 }), (at, which) => {
        const [here, file] = [steps[at]?.state ?? start, update[which] ?? nothing];
        // Timestamp may come straight after any root; everything else needs what comes before it.
        if (which <= at || (at === 0 && which === 1)) return;
        expect(trust(here, file, now)).toMatchObject({ kind: "refused" });
      }),
    );
  });
});
