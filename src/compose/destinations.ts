import { randomInt } from "node:crypto";
import { resolve } from "node:path";
import type { Clock } from "../base/clock.ts";
import type { Reporter } from "../base/reporter.ts";
import type { Config, Place } from "../config/config.ts";
import type { Store } from "../git/store.ts";
import type { Published, PublishOptions } from "../publish/publish.ts";
import { compose } from "./compose.ts";
import { composeFaults } from "./faults.ts";

/** What publishing needs, whichever place it goes to. */
export interface Publishing {
  readonly store: Store;
  readonly clock: Clock;
  readonly reporter: Reporter;
  /** SHA-256 of the trusted root's file. */
  readonly pin: string;
  readonly config: Pick<Config, "names" | "retention">;
  /** What relative paths start from. */
  readonly directory: string;
  /** Directory to copy target files from, found by their target path. */
  readonly files?: string;
  /** Whether target files that are not found otherwise come from the `url` of their release file; as the place says when left out. */
  readonly fetch?: boolean;
  readonly dryRun: boolean;
}

/** Publishes the signed state to one place. Faults as `publish` and `publishToBranch`. */
export async function publishTo(publishing: Publishing, place: Place): Promise<Published> {
  const { store, clock, reporter, config, directory, files, dryRun, pin } = publishing;
  const ports = { store, clock, reporter, verifier: compose.verifier, oracle: await compose.oracle() };
  const options: Omit<PublishOptions, "signedBranch"> = {
    pin,
    intent: config.names,
    retention: config.retention,
    dryRun,
    ...(files !== undefined && { files: compose.workspace(resolve(directory, files)) }),
    ...((publishing.fetch ?? place.fetch) && { fetch: compose.fetchFile }),
  };
  if (place.to === "branch") {
    const { publishToBranch } = await import("../publish/to-branch.ts");
    const random = (): number => randomInt(1_000_000) / 1_000_000;
    return publishToBranch(
      { ...ports, random, stage: compose.stage },
      { ...options, names: config.names, branch: place.branch, directory: place.directory },
    );
  }
  const { publish } = await import("../publish/publish.ts");
  const mirror = compose.mirror(resolve(directory, place.path));
  return publish({ ...ports, mirror }, { ...options, signedBranch: config.names.signedBranch });
}

/** Where to publish: `to` as a person gave it (a directory, or `branch:NAME`), or what the configuration lists. Faults `FLAG_MISSING`. */
export function placesOf(config: Pick<Config, "publish">, to: string | undefined): readonly Place[] {
  if (to !== undefined) return [placeNamed(to)];
  if (config.publish.length > 0) return config.publish;
  throw composeFaults.FLAG_MISSING({
    what: "The place to publish to",
    flag: "--to <directory or branch:NAME>, or publish in kaprien.yml",
  });
}

function placeNamed(to: string): Place {
  return to.startsWith("branch:")
    ? { to: "branch", branch: to.slice("branch:".length), directory: "" }
    : { to: "directory", path: to };
}

/** A place as a person would give it. */
export function placeText(place: Place): string {
  return place.to === "branch" ? `branch:${place.branch}` : place.path;
}
