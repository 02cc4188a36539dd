import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    // What is built for minutes from somebody else's sources runs when it is asked for: KEY_STORES=all npm run test:keys.
    include: ["test/keys/*.keys.ts", ...(process.env.KEY_STORES === "all" ? ["test/keys/*.engine.ts"] : [])],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One after another: what they install, they share.
    maxWorkers: 1,
    // A token's library is one for a whole process.
    pool: "forks",
  },
});
