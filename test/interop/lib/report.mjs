import { Wrong } from "./cases.mjs";

/** Counts outcomes against the table of what is known to go wrong, and prints what a reader needs of them. */
export class Report {
  #known;
  #used = new Set();
  #counts = { passed: 0, failed: 0, skipped: 0 };
  #rows = new Map();
  expected = 0;

  constructor(known) {
    this.#known = known;
  }

  get failed() {
    return this.#counts.failed;
  }

  /** Runs one case and judges its outcome: passes when it does as it should, or fails exactly as the table says. */
  async judge({ client, subject, style, name }, attempt) {
    const known = this.#known.find(
      (entry) => entry.client === client && entry.style === style && entry.cases.includes(name),
    );
    const label = `${client}, ${subject}: ${name}`;
    const failure = await attempt().then(
      () => undefined,
      (error) => error,
    );
    if (known !== undefined) this.#used.add(known);
    if (failure === undefined && known !== undefined)
      return this.#fail(client, subject, `${label}\n    it passes now: take it out of test/interop/expectations.json`);
    if (failure === undefined) return this.#count(client, subject, "passed");
    const asKnown = known !== undefined && failure instanceof Wrong && failure.message.startsWith(known.symptom);
    if (asKnown) {
      this.expected++;
      return this.#count(client, subject, "passed", "known");
    }
    const words = failure instanceof Wrong ? failure.message : (failure.stack ?? String(failure));
    return this.#fail(client, subject, `${label}\n    ${words.replaceAll("\n", "\n    ")}`);
  }

  /** Something that is not a case went wrong. */
  broken(what, error) {
    this.#fail("", what, `${what}\n    ${String(error.message ?? error).replaceAll("\n", "\n    ")}`);
  }

  skip(client, count, why) {
    this.#counts.skipped += count;
    process.stdout.write(
      `\n!!!!  ${client} is SKIPPED, ${count} cases: ${why}\n!!!!  With CI=true this is a failure.\n\n`,
    );
  }

  #fail(client, subject, text) {
    this.#count(client, subject, "failed");
    process.stdout.write(`FAIL  ${text}\n`);
  }

  #count(client, subject, outcome, as = outcome) {
    this.#counts[outcome]++;
    const key = `${subject}\0${client}`;
    const row = this.#rows.get(key) ?? { passed: 0, failed: 0, known: 0 };
    row[as]++;
    this.#rows.set(key, row);
  }

  /** Prints the table and the closing line. Entries of the table of known failures that no case used are failures themselves. */
  close(complete) {
    for (const entry of complete ? this.#known.filter((one) => !this.#used.has(one)) : [])
      this.#fail(entry.client, "expectations.json", `no case is named by ${JSON.stringify(entry.cases)}`);
    process.stdout.write("\n");
    for (const [key, { passed, failed, known }] of this.#rows) {
      const [subject, client] = key.split("\0");
      const more = [known > 0 ? `${known} known failures` : "", failed > 0 ? `${failed} FAILED` : ""].filter(Boolean);
      process.stdout.write(`${subject.padEnd(44)} ${client.padEnd(12)} ${[`${passed} passed`, ...more].join(", ")}\n`);
    }
    const { passed, failed, skipped } = this.#counts;
    if (this.expected > 0)
      process.stdout.write(`\n${this.expected} of those that passed fail as test/interop/expectations.json says.\n`);
    process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
  }
}
