import fc from 'fast-check';

/** Any character at all, halves of pairs too. fast-check's own such unit takes two seconds to set up, in every process. */
export const anyCharacter = fc.nat(0x10ffff).map((code) => String.fromCodePoint(code));
