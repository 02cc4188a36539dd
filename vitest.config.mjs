import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";

/** Each of these looks at what all tests of a process share: the working directory, or the most memory it ever had. */
const alone = ["test/unit/keys/pkcs11.test.ts", "test/contract/git-remote-memory.test.ts"];

/** Tests that start programs and wait for them. */
const processes = ["test/e2e/**/*.test.ts", "test/faults/**/*.test.ts"];

/** The tests of one project after those of another: a worker without isolation is kept for the next file of its project only. */
class ByProject extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files);
    return [alone, processes, []].flatMap((_, n) => sorted.filter(({ project }) => project.name === names[n]));
  }
}

const names = ["alone", "processes", "threads"];

export default defineConfig({
  test: {
    setupFiles: ["test/support/strict-texts.ts"],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // Two cores: the e2e suites start processes of their own.
    maxWorkers: 2,
    sequence: { sequencer: ByProject },
    projects: [
      { extends: true, test: { name: "alone", include: alone, pool: "forks" } },
      { extends: true, test: { name: "processes", include: processes, pool: "forks", isolate: false } },
      {
        extends: true,
        test: {
          name: "threads",
          include: ["test/**/*.test.ts"],
          exclude: ["test/interop/**", "test/keys/**", ...alone, ...processes],
          pool: "threads",
          isolate: false,
        },
      },
    ],
  },
});
