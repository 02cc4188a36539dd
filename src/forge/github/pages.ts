import { isFault } from "../../base/fault.ts";
import { forgeFaults } from "../faults.ts";
import type { Pages } from "../forge.ts";
import type { GitHubClient } from "./client.ts";

/** How the repository's pages are set up. */
export async function readPages(client: GitHubClient): ReturnType<Pages["pages"]> {
  try {
    const site = await client.read("pages: read", (rest) => rest.repos.getPages(client.repo));
    return { url: site.html_url ?? "", source: site.build_type === "workflow" ? "workflow" : "branch" };
  } catch (error) {
    if (isFault(error, forgeFaults.FORGE_NOT_FOUND)) return undefined;
    throw error;
  }
}
