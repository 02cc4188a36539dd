import { Fault } from "../../base/fault.ts";
import { keysFaults } from "../faults.ts";
import { attribute, result, serialSession, tokenFlag, user, userStates } from "./constants.ts";
import type { Attribute, Cryptoki, Handle, TokenInfo } from "./module.ts";
import type { TokenTraits } from "./uri.ts";

/** Asked for the PIN; over 1, the last was wrong. Undefined when there is nobody to ask. */
export type AskPin = (attempt: number) => Promise<string | undefined>;

/** A token in a slot. */
export interface Token {
  readonly slot: Handle;
  readonly traits: TokenTraits;
  readonly flags: number;
}

/** An open session with a token. */
export interface Session {
  readonly cryptoki: Cryptoki;
  readonly handle: Handle;
  readonly slot: Handle;
}

// No token has nearly as many; a library that finds more is broken.
const objectLimit = 10_000;

/** The tokens that are there and set up. */
export function tokens(cryptoki: Cryptoki): readonly Token[] {
  return translating(() => cryptoki.C_GetSlotList(true)).flatMap((slot): Token[] => {
    const info = translating(() => cryptoki.C_GetTokenInfo(slot));
    return (info.flags & tokenFlag.initialized) === 0 ? [] : [{ slot, traits: traitsOf(info), flags: info.flags }];
  });
}

/** The one token that is as `wanted` says. Faults `SIGNER_UNREACHABLE`, `SIGNER_AMBIGUOUS`. */
export function findToken(cryptoki: Cryptoki, wanted: TokenTraits): Token {
  const matching = tokens(cryptoki).filter(({ traits }) =>
    [...wanted].every(([name, value]) => traits.get(name) === value),
  );
  const [first] = matching;
  if (first === undefined) throw unreachable("no slot holds a token as the address describes it");
  if (matching.length > 1) {
    const hint = "Name the token by its label and its serial number: pkcs11:token=NAME;serial=NUMBER;object=LABEL.";
    throw keysFaults.SIGNER_AMBIGUOUS({ count: matching.length, hint });
  }
  return first;
}

export function openSession(cryptoki: Cryptoki, slot: Handle): Session {
  return { cryptoki, slot, handle: translating(() => cryptoki.C_OpenSession(slot, serialSession)) };
}

/** Closes it; a token that was pulled out has closed it already. With an application's last session its login ends. */
export function closeSession({ cryptoki, handle }: Session): void {
  try {
    cryptoki.C_CloseSession(handle);
  } catch {
    // Nothing is left to be closed.
  }
}

/**
 * Logs in. A wrong PIN brings a token nearer to locking: it is tried again once, and only with another answer of a person; the
 * last try that a token has is never used up. Faults `SIGNER_PASSPHRASE_NEEDED`, `SIGNER_PIN_WRONG`, `SIGNER_PIN_LAST_TRY`,
 * `SIGNER_PIN_LOCKED`.
 */
export async function login(session: Session, ask: AskPin): Promise<void> {
  const { cryptoki, handle } = session;
  if (userStates.includes(translating(() => cryptoki.C_GetSessionInfo(handle)).state)) return;
  const flags = tokenFlags(session);
  if ((flags & tokenFlag.loginRequired) === 0) return;
  // The token has a keypad of its own.
  if ((flags & tokenFlag.protectedAuthenticationPath) !== 0) {
    if (!tryPin(session, user.normal, undefined)) throw pinWrong(session);
    return;
  }
  const first = await firstPin(session, ask);
  if (tryPin(session, user.normal, first)) return;
  refuseLastTry(tokenFlags(session));
  const second = await ask(2);
  if (second === undefined || second === "" || second === first) throw pinWrong(session);
  if (!tryPin(session, user.normal, second)) throw pinWrong(session);
}

/** Gives the PIN for one use of a key that asks for it each time. Faults as {@link login}. */
export async function confirm(session: Session, ask: AskPin): Promise<void> {
  const keypad = (tokenFlags(session) & tokenFlag.protectedAuthenticationPath) !== 0;
  const pin = keypad ? undefined : await firstPin(session, ask);
  if (!tryPin(session, user.contextSpecific, pin)) throw pinWrong(session);
}

/** The objects that have all these attributes. */
export function find({ cryptoki, handle }: Session, template: readonly Attribute[]): readonly Handle[] {
  return translating(() => {
    cryptoki.C_FindObjectsInit(handle, template);
    try {
      return cryptoki.C_FindObjects(handle, objectLimit);
    } finally {
      cryptoki.C_FindObjectsFinal(handle);
    }
  });
}

/** An attribute's value; undefined when the object has none, or keeps it to itself. */
export function read(session: Session, object: Handle, name: keyof typeof attribute): Buffer | undefined {
  try {
    return session.cryptoki.C_GetAttributeValue(session.handle, object, [{ type: attribute[name] }])[0]?.value;
  } catch {
    return undefined;
  }
}

/** Runs `action`; what the library throws leaves as `SIGNER_UNREACHABLE`, `SIGNER_PIN_LOCKED` or `SIGNER_REFUSED`. */
export function translating<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw translated(error);
  }
}

export function translated(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = codeOf(error);
  const gone: readonly (number | undefined)[] = [
    result.deviceError,
    result.deviceRemoved,
    result.sessionClosed,
    result.sessionHandleInvalid,
    result.tokenNotPresent,
    result.tokenNotRecognized,
  ];
  const name = error instanceof Error ? /\bCKR_[A-Z_]{1,60}\b/.exec(error.message)?.[0] : undefined;
  if (gone.includes(code)) return unreachable(`it is not there any more (${name})`);
  if (code === result.pinLocked) return keysFaults.SIGNER_PIN_LOCKED();
  return keysFaults.SIGNER_REFUSED({ service: "The token", reason: name ?? "its library failed" });
}

async function firstPin(session: Session, ask: AskPin): Promise<string> {
  refuseLastTry(tokenFlags(session));
  const pin = await ask(1);
  // No token has an empty PIN, and to try it would cost one of few tries.
  if (pin === undefined || pin === "") throw keysFaults.SIGNER_PASSPHRASE_NEEDED();
  return pin;
}

/** Whether the token took the PIN. */
function tryPin({ cryptoki, handle }: Session, kind: number, pin: string | undefined): boolean {
  try {
    if (pin === undefined) cryptoki.C_Login(handle, kind);
    else cryptoki.C_Login(handle, kind, pin);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === result.alreadyLoggedIn) return true;
    if (code === result.pinIncorrect || code === result.pinInvalid || code === result.pinLenRange) return false;
    throw translated(error);
  }
}

function refuseLastTry(flags: number): void {
  if ((flags & tokenFlag.pinLocked) !== 0) throw keysFaults.SIGNER_PIN_LOCKED();
  if ((flags & tokenFlag.pinFinalTry) !== 0) throw keysFaults.SIGNER_PIN_LAST_TRY();
}

function pinWrong(session: Session): Fault {
  const flags = tokenFlags(session);
  if ((flags & tokenFlag.pinLocked) !== 0) return keysFaults.SIGNER_PIN_LOCKED();
  const few = (flags & tokenFlag.pinCountLow) !== 0 ? "It says that few tries are left." : "It does not say how many.";
  return keysFaults.SIGNER_PIN_WRONG({
    left: (flags & tokenFlag.pinFinalTry) !== 0 ? "It says that one try is left." : few,
  });
}

function tokenFlags({ cryptoki, slot }: Session): number {
  return translating(() => cryptoki.C_GetTokenInfo(slot)).flags;
}

/** The standard pads with blanks; pkcs11js passes that on, and some libraries end the text with zeros. */
function traitsOf({ label, serialNumber, manufacturerID, model }: TokenInfo): TokenTraits {
  const trimmed = (text: string): string => text.replace(/[\0 ]+$/, "");
  return new Map([
    ["token", trimmed(label)],
    ["serial", trimmed(serialNumber)],
    ["manufacturer", trimmed(manufacturerID)],
    ["model", trimmed(model)],
  ]);
}

function codeOf(error: unknown): number | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "number" ? error.code : undefined;
}

function unreachable(reason: string): Fault {
  return keysFaults.SIGNER_UNREACHABLE({ service: "The token", reason });
}
