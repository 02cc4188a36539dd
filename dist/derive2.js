import { i as signedTip, n as loadBasis, r as loadConfig, t as derive } from "./derive.js";

export { loadConfig };