/** What a person is told about a code. `{name}` stands for data of the fault or finding. */
export interface Entry {
  /** What happened. */
  readonly title: string;
  /** Why it matters or how it comes about. */
  readonly meaning: string;
  /** What to do, as a command where there is one. */
  readonly fix: string;
  readonly exit: ExitCode;
}

/**
 * 1 failed · 2 changes pending · 3 verification failed · 4 authentication or permission · 5 expired or expiring · 6 signatures
 * missing · 64 bad usage · 130 interrupted.
 */
export type ExitCode = 1 | 2 | 3 | 4 | 5 | 6 | 64 | 130;
