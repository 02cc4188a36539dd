import { cn as isSsoProfile, on as fromSSO, sn as validateSsoProfile } from "./aws-sdk.js";

export { fromSSO };