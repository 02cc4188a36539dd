/** Counts what passed, what failed and what was skipped. */
export class Report {
  #counts = { passed: 0, failed: 0, skipped: 0 };

  get failed() {
    return this.#counts.failed;
  }

  /** Runs one check; true when it passed. A failure is printed and counted, never thrown. */
  async check(name, attempt) {
    try {
      await attempt();
      this.#counts.passed++;
      return true;
    } catch (error) {
      this.#counts.failed++;
      const words = error.name === "Wrong" ? error.message : (error.stack ?? String(error));
      process.stdout.write(`FAIL  ${name}\n    ${words.replaceAll("\n", "\n    ")}\n`);
      return false;
    }
  }

  skip(name, count, why) {
    this.#counts.skipped += count;
    process.stdout.write(`\n!!!!  ${name} is SKIPPED: ${why}\n!!!!  With CI=true this is a failure.\n\n`);
  }

  close() {
    const { passed, failed, skipped } = this.#counts;
    process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  }
}

/** Something is not as it should be. */
export class Wrong extends Error {
  name = "Wrong";
}

export function expect(holds, words) {
  if (!holds) throw new Wrong(words);
}

export function same(actual, expected, what) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Wrong(`${what} is ${a}, and not ${b}`);
}
