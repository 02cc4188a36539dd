import { nn as fromTokenFile, rn as fromWebToken } from "./aws-sdk.js";

export { fromTokenFile };