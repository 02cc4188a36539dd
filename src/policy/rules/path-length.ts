import { policyFaults } from "../faults.ts";
import { atTarget, proposed, type Rule } from "../rule.ts";

/** Bytes a file name may have, and what is left of them for the last segment beside a hash and its dot (T13). */
const maximumEncoded = 255;
const maximumSegment = 126;

/** T13. */
export const pathLength: Rule = {
  of: policyFaults.TARGET_PATH_TOO_LONG,
  title: "Target paths fit in a file name",
  why: "Clients keep a target under its whole encoded path as one file name, and servers under its hash and last segment.",
  *check(context) {
    for (const change of proposed(context)) {
      const encoded = Buffer.byteLength(encodeURIComponent(change.path));
      const segment = Buffer.byteLength(encodeURIComponent(change.path.slice(change.path.lastIndexOf("/") + 1)));
      if (encoded > maximumEncoded) {
        yield atTarget(policyFaults.TARGET_PATH_TOO_LONG, context, change.by, {
          actual: encoded,
          limit: maximumEncoded,
          what: "the path, encoded,",
        });
      } else if (segment > maximumSegment) {
        yield atTarget(policyFaults.TARGET_PATH_TOO_LONG, context, change.by, {
          actual: segment,
          limit: maximumSegment,
          what: "its last segment, encoded,",
        });
      }
    }
  },
};
