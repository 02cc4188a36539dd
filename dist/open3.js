import { t as openRepository } from "./open2.js";

export { openRepository };