import { i as show, n as comment, r as exitOf, t as check } from "./check2.js";

export { check };