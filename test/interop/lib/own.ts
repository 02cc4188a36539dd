/** What the differential tests hold against other implementations. */
export { pathProblem } from "../../../src/release/target-path.ts";
export { decodeJson, toPlain } from "../../../src/tuf/json.ts";
export { matchesPattern, patternProblem } from "../../../src/tuf/pattern.ts";
