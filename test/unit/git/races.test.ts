import { describe, expect, test } from "vitest";
import type { Fault } from "../../../src/base/fault.ts";
import { gitFaults } from "../../../src/git/faults.ts";
import { raceJudge, requireMoved } from "../../../src/git/races.ts";
import { faultOf } from "../../support/world.ts";

const ref = "refs/heads/tuf";

function conflict(data: { expected: string; actual: string }, cause?: Fault): Fault {
  return gitFaults.STORE_CONFLICT({ ref, ...data }, { cause });
}

/** What a judge says of these, one after the other; the code of the fault that it throws comes last. */
async function judged(errors: readonly Fault[]): Promise<readonly string[]> {
  const judge = raceJudge();
  const said: string[] = [];
  for (const error of errors) {
    let code: string | undefined;
    try {
      said.push(judge(error));
    } catch (thrown) {
      code = await faultOf(Promise.reject(thrown));
    }
    if (code !== undefined) return [...said, code];
  }
  return said;
}

const times = <T>(count: number, make: (n: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, n) => make(n));

describe("T36: a lost race is told from a branch that cannot be moved", () => {
  test("writers who move the branch each time are races, however many", async () => {
    const races = times(20, (n) => conflict({ expected: `${n}`, actual: `${n + 1}` }));
    expect(await judged(races)).toEqual(times(20, () => "another writer was first"));
  });

  test("a branch that nobody moves is tried a few times, and then the cause is thrown", async () => {
    const locked = gitFaults.STORE_LOCKED({ ref, file: `${ref}.lock` });
    const stuck = times(12, () => conflict({ expected: "a", actual: "a" }, locked));
    expect(await judged(stuck)).toEqual([...times(4, () => "the branch could not be moved"), "STORE_LOCKED"]);
    const bare = times(12, () => conflict({ expected: "none", actual: "none" }));
    expect((await judged(bare)).at(-1)).toBe("STORE_CONFLICT");
  });

  test("a branch that reads as one commit and is written at another is inconsistent", async () => {
    const two = times(12, (n) => conflict({ expected: "a", actual: n % 2 === 0 ? "b" : "c" }));
    expect(await judged(two)).toEqual([
      "another writer was first",
      ...times(3, () => "the branch still reads as before"),
      "STORE_INCONSISTENT",
    ]);
  });

  test("a race in between starts the count anew", async () => {
    const stuck = times(4, () => conflict({ expected: "a", actual: "a" }));
    expect((await judged([...stuck, conflict({ expected: "b", actual: "c" }), ...stuck])).length).toBe(9);
  });

  test("anything else is thrown at once", async () => {
    expect(await judged([gitFaults.STORE_REJECTED({ ref })])).toEqual(["STORE_REJECTED"]);
  });

  test("where there is one try, only a branch that was moved is a lost race", () => {
    expect(() => requireMoved(conflict({ expected: "a", actual: "b" }))).not.toThrow();
    const refused = gitFaults.STORE_REJECTED({ ref });
    expect(() => requireMoved(conflict({ expected: "a", actual: "a" }, refused))).toThrow(refused);
  });
});
