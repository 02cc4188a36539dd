import { t as commands } from "./dispatch2.js";

export { commands };