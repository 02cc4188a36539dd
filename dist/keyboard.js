import { t as holdKeyboard } from "./keyboard2.js";

export { holdKeyboard };