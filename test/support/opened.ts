import type { Clock } from "../../src/base/clock.ts";
import type { Refs, Store } from "../../src/git/store.ts";
import { type CheckOptions, check as judge, type Verdict } from "../../src/proposal/check.ts";
import { openRepository } from "../../src/repository/open.ts";
import { status as read } from "../../src/status/status.ts";
import type { StatusView } from "../../src/status/text.ts";

/** The parts of a world that a command opens a repository from. */
interface Scene {
  readonly store: Store & Refs;
  readonly clock: Clock;
}

/** `kaprien check`: opens the repository at `base`, and judges. */
export async function check(
  { store, clock }: Pick<Scene, "clock"> & { readonly store: Store },
  { pin, ...options }: CheckOptions & { readonly pin: string | undefined },
): Promise<Verdict> {
  return judge(await openRepository(store, { intent: options.base, pin, now: clock.now() }), options);
}

/** `kaprien status`. */
export async function status(
  { store, clock }: Scene,
  { pin, branch }: { readonly pin: string; readonly branch: string },
): Promise<StatusView> {
  return read(await openRepository(store, { intent: branch, pin, now: clock.now() }), store);
}
