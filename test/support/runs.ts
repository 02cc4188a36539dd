const wanted = process.env["KAPRIEN_RUNS"];

/**
 * How often fast-check tries a property: a fifth of `all` in `npm test`, which people wait for; all of them in `.ci/run`, where `KAPRIEN_RUNS`
 * is `full`. A number in it is taken for every property.
 */
export function runs(all: number): { readonly numRuns: number } {
  if (wanted === undefined || wanted === "") return { numRuns: Math.max(Math.min(all, 2), Math.ceil(all / 5)) };
  const numRuns = wanted === "full" ? all : Number(wanted);
  if (!Number.isInteger(numRuns) || numRuns < 1)
    throw new Error(`KAPRIEN_RUNS is ${wanted}: neither full nor a number`);
  return { numRuns };
}
