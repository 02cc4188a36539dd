import { a as rebin, i as propose, n as delegate, o as rotate, r as inForce, t as defaultName } from "./rotate.js";

export { delegate, rebin, rotate };