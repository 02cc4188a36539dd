import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { baseFaults } from "../base/faults.ts";

/** A site given as an address or a directory, as a URL without a slash at the end. */
export function siteUrl(cwd: string, given: string): string {
  const url = /^(https?|file):\/\//i.test(given) ? given : pathToFileURL(resolve(cwd, given)).href;
  if (!URL.canParse(url) || new URL(url).username !== "" || new URL(url).password !== "")
    throw baseFaults.USAGE({
      reason: "the site's address cannot be used; it may not carry a user or a password",
      command: "download",
    });
  return url.replace(/\/+$/, "");
}
