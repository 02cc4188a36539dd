import type { Instant } from "./time.ts";

/** The time, injected everywhere (house rule 1). Adapters: the system's clock (faces) and a frozen one (tests). */
export interface Clock {
  now(): Instant;
  /** Resolves after `seconds`; rejects with the signal's reason when aborted first. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
}
