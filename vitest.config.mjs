import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/interop/**", "test/keys/**"],
    setupFiles: ["test/support/strict-texts.ts"],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // Two cores: the e2e suites start processes of their own.
    maxWorkers: 2,
    pool: "forks",
  },
});
