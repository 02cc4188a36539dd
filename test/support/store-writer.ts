import { gitFaults } from "../../src/git/faults.ts";
// A process of its own that adds `count` commits to a branch: node store-writer.mjs LOCATION BRANCH NAME COUNT.

import { isFault } from "../../src/base/fault.ts";
import { openStore } from "../../src/git/open.ts";
import { brand } from "../../src/git/sealed.ts";

const [location = "", branch = "", name = "", count = "0"] = process.argv.slice(2);
const store = await openStore(location, { author: { name, email: "writer@example.org" }, now: () => 1_893_456_000 });

for (let index = 0; index < Number(count); ) {
  const tip = await store.tree(branch);
  const files = new Map([[`files/${name}-${index}`, Buffer.from(name)]]);
  try {
    await store.commit(branch, brand(tip?.commit, { files, grafts: new Map() }), `${name} ${index}`);
    index += 1;
  } catch (error) {
    if (!isFault(error, gitFaults.STORE_CONFLICT)) throw error;
  }
}
