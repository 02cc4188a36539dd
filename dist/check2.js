import { n as check, t as annotate } from "./check3.js";

export { check };