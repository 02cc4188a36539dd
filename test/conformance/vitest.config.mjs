import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The cases of this folder against the program that ships: each step of a case is a process. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/conformance/*.test.ts"],
    env: { KAPRIEN_CONFORMANCE: "command" },
    testTimeout: 180_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    maxConcurrency: 3,
    pool: "forks",
  },
});
