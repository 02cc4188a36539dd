import { plain, printable, type Style } from "../base/text.ts";

/** What a recovery goes on from and what it gives up. */
export interface RecoveryView {
  readonly accepted?: {
    readonly commit: string;
    readonly signedAt: string;
    readonly snapshot: number;
    readonly timestamp: number;
  };
  readonly givenUp: readonly { readonly commit: string; readonly reason: string }[];
  readonly ignored: readonly string[];
}

const shownCommits = 10;

/** For a terminal. */
export function recoveryText({ accepted, givenUp, ignored }: RecoveryView, style: Style = plain): string {
  const from =
    accepted === undefined
      ? "nothing of the history verifies: the signed branch starts again from what people merged"
      : `goes on from ${style.strong(accepted.commit)}\n  timestamp ${accepted.timestamp}, snapshot ${accepted.snapshot}, signed ${accepted.signedAt}`;
  const count = givenUp.length === 1 ? "1 commit that came" : `${givenUp.length} commits that came`;
  const lost = givenUp.length === 0 ? [] : [`gives up the content of ${count} after it, and keeps it in the history:`];
  const lines = givenUp.slice(0, shownCommits).map(({ commit, reason }) => `  ${commit} ${style.dim(reason)}`);
  const more = givenUp.length > shownCommits ? [style.dim(`  and ${givenUp.length - shownCommits} more`)] : [];
  const not = ignored.map((line) => `${style.warn("not counted")} ${printable(line)}`);
  return [from, ...lost, ...lines, ...more, ...not].join("\n");
}
