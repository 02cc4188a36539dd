import type { Instant } from "./time.ts";

/** The time, which every function that needs it is given. Adapters: the system's clock, and a frozen one in tests. */
export interface Clock {
  now(): Instant;
  /** Resolves after `seconds`; rejects with the signal's reason when aborted first. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
}
