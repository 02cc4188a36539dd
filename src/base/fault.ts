/**
 * Where a problem lies, which is what callers branch on: what was read is wrong · how it was reached failed · this machine or
 * its user's files · how Kaprien was called · a defect of Kaprien.
 */
export type Family = "content" | "way" | "local" | "usage" | "internal";

/**
 * 1 failed · 2 changes pending · 3 verification failed · 4 authentication or permission · 5 expired or expiring · 6 signatures
 * missing · 64 bad usage · 130 interrupted.
 */
export type ExitCode = 1 | 2 | 3 | 4 | 5 | 6 | 64 | 130;

/** What a person is told about a code. `{role}` is a blank for data; one written `{file?}` may stay unfilled and is left out. */
export interface FaultEntry {
  readonly family: Family;
  readonly exit: ExitCode;
  /** What happened. */
  readonly title: string;
  /** Why it matters or how it comes about. */
  readonly meaning: string;
  /** What to do, as a command where there is one. */
  readonly fix: string;
}

export type FaultValue = string | number | boolean | readonly string[];

/** Details of a problem: values that are safe to print. Never a secret, never a stack. */
export type FaultData = Readonly<Record<string, FaultValue | undefined>>;

type Blank<S extends string> = S extends `${string}{${infer N}}${infer Rest}` ? N | Blank<Rest> : never;
type Blanks<E extends FaultEntry> = Blank<E["title"] | E["meaning"] | E["fix"]>;
type Needed<B extends string> = B extends `${string}?` ? never : B;
type Late<B extends string> = B extends `${infer N}?` ? N : never;

/** What a problem of entry `E` is given: every blank of its texts but those `Known`, and whatever else should be in the JSON. */
export type DataOf<E extends FaultEntry, Known extends string = never> = {
  readonly [K in Exclude<Needed<Blanks<E>>, Known>]: FaultValue;
} & {
  readonly [K in Late<Blanks<E>>]?: FaultValue | undefined;
} & FaultData;

/** A code with its entry, whatever its blanks are. */
export interface AnyCode {
  readonly code: string;
  readonly entry: FaultEntry;
}

/** One code of a table. Called, it makes a fault; findings are made with it by `finding`. */
export interface Code<E extends FaultEntry = FaultEntry> extends AnyCode {
  readonly entry: E;
  // biome-ignore lint/complexity/noBannedTypes: asks whether an object without properties would do.
  (...given: {} extends DataOf<E> ? [data?: DataOf<E>, options?: ErrorOptions] : [DataOf<E>, ErrorOptions?]): Fault;
}

/**
 * The one error class. Thrown when the world broke or input cannot be read; refusals that a caller should weigh are
 * values instead. Made by the codes of a room's `faults.ts`. By convention its data has `file`, `line`, `path`, `role`,
 * `expected`, `actual`.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: string;
  readonly data: FaultData;
  readonly #of: AnyCode;

  constructor(of: AnyCode, data: FaultData, options?: ErrorOptions) {
    super(`${of.code} ${JSON.stringify(data)}`, options);
    this.code = of.code;
    this.data = data;
    this.#of = of;
  }

  get of(): AnyCode {
    return this.#of;
  }

  get family(): Family {
    return this.#of.entry.family;
  }

  /** The same fault with more known about where it happened. What was known already wins. */
  with(data: FaultData): Fault {
    const fault = new Fault(this.of, { ...data, ...this.data }, this.cause === undefined ? {} : { cause: this.cause });
    if (this.stack !== undefined) fault.stack = this.stack;
    return fault;
  }
}

export type FaultTable = Readonly<Record<string, FaultEntry>>;
export type Faults<T extends FaultTable> = { readonly [K in keyof T]: Code<T[K]> };

/**
 * The codes of a table. The table is a constant beside its export, so that the blanks of its texts are types:
 * `export const roomFaults: Faults<typeof table> = defineFaults(table)`.
 */
export function defineFaults<T extends FaultTable>(table: T): Faults<T> {
  const made = Object.entries(table).map(([code, entry]) => {
    const make = (data: FaultData = {}, options?: ErrorOptions): Fault => new Fault(of, data, options);
    const of: typeof make & AnyCode = Object.assign(make, { code, entry });
    return [code, of] as const;
  });
  return Object.fromEntries(made) as unknown as Faults<T>;
}

declare const known: unique symbol;
/** A fault of one of the codes that were asked for: a type of its own, so that other faults stay faults where the answer is no. */
export interface KnownFault extends Fault {
  readonly [known]: true;
}

/** Whether an error is a fault; with codes, one of these. */
export function isFault(error: unknown): error is Fault;
export function isFault(error: unknown, ...codes: readonly AnyCode[]): error is KnownFault;
export function isFault(error: unknown, ...codes: readonly AnyCode[]): boolean {
  return error instanceof Fault && (codes.length === 0 || codes.some(({ code }) => code === error.code));
}

/** The fault of what was read, for callers that go on without it; any other error is thrown on. */
export function contentFault(error: unknown): Fault {
  if (!isFault(error) || error.family !== "content") throw error;
  return error;
}

/** Runs `action`; a fault it throws leaves with `data` added (the file being read, the role being decoded). */
export function locating<T>(data: FaultData, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw isFault(error) ? error.with(data) : error;
  }
}
