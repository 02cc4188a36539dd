/** Bytes a client accepts at most, and so the most Kaprien writes or reads (T17, T30). */
export const limits = {
  root: 512_000,
  timestamp: 16_384,
  snapshot: 2_000_000,
  targets: 5_000_000,
  rootRotations: 256,
} as const;
