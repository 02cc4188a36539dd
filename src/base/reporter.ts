/** A long task with a known size. `advance` counts on; `done` closes it, also when the task failed. */
export interface Progress {
  advance(amount: number): void;
  done(): void;
}

/**
 * Where an operation says what it does while it runs. Prose goes to people (stderr); the result of an operation is its
 * return value and never passes here.
 */
export interface Reporter {
  /** One line for a person, such as what was signed. */
  note(text: string): void;
  /** Something that did not stop the operation but should be read. */
  warn(text: string): void;
  /** A named point between two actions. The tests of faults kill the process at each. */
  step(name: string): void;
  /** A bar for `total` units (`bytes` or `items`), shown only when it takes over a second. */
  progress(label: string, total: number, unit: "bytes" | "items"): Progress;
}
