import { t as Fault } from "./fault.js";

// src/forge/none.ts
const none = {
	comment: async () => "unchanged",
	async propose({ head, base }) {
		throw new Fault("FORGE_NONE", { what: `open the pull request from ${head} into ${base}` });
	},
	report: async () => void 0,
	async endorse() {
		throw new Fault("FORGE_NONE", { what: "sign a commit" });
	},
	async pages() {
		throw new Fault("FORGE_NONE", { what: "say how pages are set up" });
	}
};

export { none };