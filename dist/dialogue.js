import { a as yesOrNo, i as wholeNumber, n as acceptingDefaults, r as openDialogue, t as Cancelled } from "./dialogue2.js";

export { Cancelled, acceptingDefaults, openDialogue, wholeNumber, yesOrNo };