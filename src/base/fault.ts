/** Details of a {@link Fault}: values that are safe to print. Never a secret, never a stack. */
export type FaultData = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/**
 * The one error class. Thrown when the world broke or input cannot be read; refusals that a caller should weigh are
 * values instead. `code` is stable and listed in `src/errors.ts`, which turns it into a title, a meaning, a fix and an
 * exit code. `data` fills the blanks of that text; by convention `file`, `line`, `path`, `role`, `expected`, `actual`.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: string;
  readonly data: FaultData;

  constructor(code: string, data: FaultData = {}, options?: { cause?: unknown }) {
    super(`${code} ${JSON.stringify(data)}`, options);
    this.code = code;
    this.data = data;
  }

  /** The same fault with more known about where it happened. What was known already wins. */
  with(data: FaultData): Fault {
    const fault = new Fault(
      this.code,
      { ...data, ...this.data },
      this.cause === undefined ? {} : { cause: this.cause },
    );
    if (this.stack !== undefined) fault.stack = this.stack;
    return fault;
  }
}

/** Runs `action`; a fault it throws leaves with `data` added (the file being read, the role being decoded). */
export function locating<T>(data: FaultData, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof Fault ? error.with(data) : error;
  }
}
