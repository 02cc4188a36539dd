import { n as loadConfig, r as signedTip, t as loadBasis } from "./basis2.js";

export { loadConfig };