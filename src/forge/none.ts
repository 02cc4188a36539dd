import { forgeFaults } from "./faults.ts";
import type { Forge, Pages } from "./forge.ts";

/** A git host without a conversation: nothing is said anywhere, and what needs somebody else's hand faults `FORGE_NONE`. */
export const none: Forge & Pages = {
  comment: async () => "unchanged",
  async propose({ head, base }) {
    throw forgeFaults.FORGE_NONE({ what: `open the pull request from ${head} into ${base}` });
  },
  report: async () => undefined,
  async endorse() {
    throw forgeFaults.FORGE_NONE({ what: "sign a commit" });
  },
  async pages() {
    throw forgeFaults.FORGE_NONE({ what: "say how pages are set up" });
  },
};
