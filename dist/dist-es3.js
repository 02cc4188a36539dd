import { dn as fromIni } from "./aws-sdk.js";

export { fromIni };