/**
 * A TUF client for a page: the specification's workflow as a pure function, and a walk over a published site. It runs wherever JavaScript
 * does, without Node.
 */

export { Fault } from "./base/fault.ts";
export { formatInstant, type Instant, instant, parseInstant } from "./base/time.ts";
export { fetchBytes, type Site, walk } from "./client/site-client.ts";
export { remembering } from "./crypto/remembering.ts";
export { webVerifier } from "./crypto/web.ts";
export { bootstrap, type File, restart, type Trusted, trust, type Verdict } from "./tuf/client.ts";
export { digest, hasher, sha256 } from "./tuf/digest.ts";
export { decodeEnvelope, type Envelope } from "./tuf/envelope.ts";
export { PublicKey } from "./tuf/key.ts";
export { decodeRoot, type Root } from "./tuf/root.ts";
export { type Search, search } from "./tuf/search.ts";
export { decodeSnapshot, decodeTimestamp } from "./tuf/snapshot.ts";
export { tally } from "./tuf/tally.ts";
export { decodeTargets, type Targets } from "./tuf/targets.ts";
export type { Verifier } from "./tuf/verifier.ts";
