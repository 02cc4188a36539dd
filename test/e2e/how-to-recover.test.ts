import { expect, test } from "vitest";
import { readPage, runPage } from "../support/doc-page.ts";

test("T33, T37: every block of the page about recovery runs, and prints what the page shows", async () => {
  expect(await runPage(await readPage("docs/how-to/recover.md"))).toEqual([]);
}, 120_000);
