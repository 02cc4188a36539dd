import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { clientFaults } from "../../client/faults.ts";
import { tufFaults } from "../../tuf/faults.ts";
import { editSignedBranch } from "./intruder.ts";
import type { Place } from "./repository.ts";
import type { Narrator, Run } from "./run.ts";

/** Three attacks on the repository of the story, each to be refused with its own error. The last leaves the signed branch tampered with. */
export async function attacks(place: Place, run: Run, say: Narrator, url: string): Promise<void> {
  const site = join(place.directory, "site");
  const target = "app/1.0.0/app-1.0.0.tar.gz";
  const download = (): Promise<number> => run("download", { from: url, output: "downloaded.tar.gz" }, [target]);

  const folder = join(site, "targets/app/1.0.0");
  const file = join(folder, (await readdir(folder))[0] ?? "");
  const genuine = await readFile(file);
  await say.refused(
    "The file on the mirror is replaced by another of the same size.",
    clientFaults.CLIENT_REFUSED,
    async () => {
      await writeFile(file, Buffer.from(genuine).fill("malware!", 0, 8));
      await download();
    },
  );
  await writeFile(file, genuine);

  const timestamp = join(site, "metadata/timestamp.json");
  const old = join(place.directory, "old-timestamp.json");
  await copyFile(timestamp, old);
  say.step("A second release goes the same way");
  await place.artifact("app-1.1.0.tar.gz", "the second release\n".repeat(4096));
  await run("add", { release: "app/1.1.0", prefix: "app/1.1.0", strip: "artifacts" }, ["artifacts/app-1.1.0.tar.gz"]);
  await place.commitToBranch("release-1.1.0", "Release app 1.1.0");
  await place.merge("release-1.1.0");
  await run("worker");
  await run("publish", { to: "site", files: "artifacts-by-path" });
  await download();
  await say.refused(
    "The mirror shows yesterday's timestamp, to hide the new release.",
    tufFaults.ROLE_ROLLBACK,
    async () => {
      await copyFile(old, timestamp);
      await download();
    },
  );

  await say.refused(
    "Somebody with push rights adds a target to a hash bin on the signed branch, by hand.",
    tufFaults.ROLE_SIGNATURES_MISSING,
    async () => {
      await editSignedBranch(place.repository);
      await run("worker");
    },
  );
}
