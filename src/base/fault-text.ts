import { explain } from "../errors.ts";
import type { FaultData } from "./fault.ts";
import { plain, printable, type Style, withoutBlanks } from "./text.ts";

/** A fault for a person: what, why, the way out, and its code (product §5). Blanks that nobody filled are left out. */
export function faultText(code: string, data: FaultData, style: Style = plain): string {
  const { title, meaning, fix } = explain(code, data);
  const clean = (text: string): string => printable(withoutBlanks(text));
  const site = typeof data["site"] === "string" && !title.includes(data["site"]) ? `${data["site"]}: ` : "";
  return [
    `${style.bad("error")}: ${clean(site + title)} [${code}]`,
    `  ${style.dim("why")} ${clean(meaning)}`,
    `  ${style.dim("fix")} ${clean(fix)}`,
  ].join("\n");
}
