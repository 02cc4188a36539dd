import { ln as fromProcess } from "./aws-sdk.js";

export { fromProcess };