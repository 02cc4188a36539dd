/** Numbers of PKCS#11 3.1 (pkcs11t.h), under their names there without the prefix. */
export const objectClass = { certificate: 1, publicKey: 2, privateKey: 3 } as const;

export const attribute = {
  class: 0x000,
  label: 0x003,
  value: 0x011,
  keyType: 0x100,
  id: 0x102,
  modulus: 0x120,
  publicExponent: 0x122,
  ecParams: 0x180,
  ecPoint: 0x181,
  alwaysAuthenticate: 0x202,
} as const;

export const keyType = { rsa: 0x00, ec: 0x03, ecEdwards: 0x40 } as const;

export const mechanism = { sha256RsaPkcsPss: 0x43, sha256: 0x250, ecdsa: 0x1041, eddsa: 0x1057 } as const;
export const mgf1Sha256 = 2;

export const tokenFlag = {
  loginRequired: 0x4,
  initialized: 0x400,
  protectedAuthenticationPath: 0x100,
  pinCountLow: 0x10000,
  pinFinalTry: 0x20000,
  pinLocked: 0x40000,
} as const;

/** For C_Initialize: the library may use the locks of the operating system, as more than one thread calls it. */
export const osLockingOk = 0x2;

export const serialSession = 0x4;
export const user = { normal: 1, contextSpecific: 2 } as const;
/** States of a session in which the user is logged in, read-only and not. */
export const userStates: readonly number[] = [1, 3];

export const result = {
  deviceError: 0x30,
  deviceRemoved: 0x32,
  pinIncorrect: 0xa0,
  pinInvalid: 0xa1,
  pinLenRange: 0xa2,
  pinLocked: 0xa4,
  sessionClosed: 0xb0,
  sessionHandleInvalid: 0xb3,
  tokenNotPresent: 0xe0,
  tokenNotRecognized: 0xe1,
  alreadyLoggedIn: 0x100,
} as const;
