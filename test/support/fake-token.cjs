// Stands in the place of the package pkcs11js: tokens as `world` describes them, for what no software token does (lock, break, lie).
const world = { tokens: [], tried: [], running: 0 };
const flag = { countLow: 0x10000, finalTry: 0x20000, locked: 0x40000 };

function failure(name, code) {
  return Object.assign(new Error(name), { code });
}

function flagsOf({ flags, tries, most }) {
  if (tries === 0) return flags | flag.locked;
  return flags | (tries === 1 ? flag.finalTry : 0) | (tries < most ? flag.countLow : 0);
}

class PKCS11 {
  sessions = new Map();

  load(path) {
    if (path !== "/fake/token.so") throw new Error("no such library");
  }
  close() {}
  C_Initialize() {
    world.running += 1;
  }
  C_Finalize() {
    world.running -= 1;
  }
  C_GetSlotList() {
    return world.tokens.map((_, at) => Buffer.of(at));
  }
  C_GetTokenInfo([at]) {
    const token = world.tokens[at];
    return { ...token.info, flags: flagsOf(token) };
  }
  C_OpenSession([at]) {
    const handle = Buffer.of(this.sessions.size + 1);
    this.sessions.set(handle[0], { token: world.tokens[at] });
    return handle;
  }
  C_CloseSession([session]) {
    const { token } = this.sessions.get(session);
    this.sessions.delete(session);
    if (![...this.sessions.values()].some((other) => other.token === token)) token.user = false;
  }
  C_GetSessionInfo([session]) {
    return { state: this.sessions.get(session).token.user ? 1 : 0 };
  }
  C_Login([session], _user, pin) {
    const { token } = this.sessions.get(session);
    world.tried.push(pin);
    if (token.tries === 0) throw failure("CKR_PIN_LOCKED", 0xa4);
    if (pin !== token.pin) {
      token.tries -= 1;
      throw failure("CKR_PIN_INCORRECT", 0xa0);
    }
    token.tries = token.most;
    token.user = true;
  }
  C_FindObjectsInit([session], template) {
    const { token } = this.sessions.get(session);
    const same = (a, b) => (Buffer.isBuffer(a) ? a.equals(b) : a === b);
    this.found = token.objects.flatMap((object, at) =>
      template.every(({ type, value }) => object.attributes.has(type) && same(object.attributes.get(type), value))
        ? [Buffer.of(at)]
        : [],
    );
  }
  C_FindObjects() {
    return this.found;
  }
  C_FindObjectsFinal() {}
  C_GetAttributeValue([session], [at], [{ type }]) {
    const value = this.sessions.get(session).token.objects[at].attributes.get(type);
    if (value === undefined) throw failure("CKR_ATTRIBUTE_TYPE_INVALID", 0x12);
    return [{ type, value }];
  }
  C_SignInit([session], _mechanism, [at]) {
    this.sessions.get(session).key = at;
  }
  async C_SignAsync([session], bytes) {
    const { token, key } = this.sessions.get(session);
    return token.objects[key].sign(bytes);
  }
}

module.exports = { PKCS11, world, failure };
