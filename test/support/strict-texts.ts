import { onUnfilled } from "../../src/base/fault-text.ts";

/** Before every test file: a text that is shown with a needed blank unfilled fails the test that shows it. */
onUnfilled((code, blank) => {
  throw new RangeError(`${code} is shown without ${blank.trim()}`);
});
