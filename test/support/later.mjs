// Loaded before a program that is to believe that days have gone by: PAGE_DAYS_LATER says how many.
const ahead = Number(process.env.PAGE_DAYS_LATER ?? "0") * 86_400_000;
const Now = globalThis.Date;
globalThis.Date = class extends Now {
  constructor(...given) {
    super(...(given.length === 0 ? [Now.now() + ahead] : given));
  }
  static now() {
    return Now.now() + ahead;
  }
};
