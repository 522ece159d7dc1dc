/** Words in a name that say that its value is a secret, wherever they stand in it. */
const secretWord =
  /(PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET|BEARER|PRIVATE_KEY|ACCESS_KEY|ENCRYPTION_KEY|SIGNING_KEY|API_?KEY|CREDENTIALS|_PASS$|_PWD$)/;
/** Before TOKEN they say that a model's tokens are meant: how many, or which one. */
const beforeTokens =
  /^(MAX|MIN|NUM|TOTAL|LIMIT|LENGTH|COUNT|TYPE|BOS|EOS|PAD|UNK|SEP|CLS|MASK|STOP|SPECIAL|NEW|PROMPT|BATCHED)$/;
/** Behind it the same. */
const behindTokens = /^(PARALLEL\w*|LIMIT|COUNT|TYPE|LENGTH|IDS?|AUTHORIZATION)$/;

/** A name that points to where something is, or a value that is a file, is no secret itself. */
const isPath = (name: string, value: string): boolean =>
  /_(FILE|PATH|DIR|URL|URI|HOST|ENDPOINT|NAME|TYPE|TTL|HEADER)$/.test(name) || /^\/[\w./-]*$/.test(value);

/** An ordinary setting; of a password a few digits are one too. */
function isPlain(name: string, value: string): boolean {
  if (value === '' || /^(true|false|yes|no|on|off|none|null|default)$/i.test(value)) return true;
  if (!/^\d+$/.test(value)) return false;
  return /TOKENS$/.test(name) || (value.length <= 4 && !/PASS|PWD/.test(name));
}

/** Pure: whether a value is a secret by its name, in time that grows as the name does: whoever made the image wrote it. */
export function isSecretByName(given: string, value: string): boolean {
  const words = given.toUpperCase().replaceAll('-', '_').split('_');
  let counts = false;
  const own = words.filter((word, i) => {
    counts ||= beforeTokens.test(word);
    const isTokens = /^TOKENS?$/.test(word) && (counts || behindTokens.test(words[i + 1] ?? ''));
    return !isTokens && !word.startsWith('TOKENIZER');
  });
  const name = own.join('_');
  const tells = secretWord.test(name) || (name.includes('AZURE') && name.includes('KEY'));
  return tells && !isPath(name, value) && !isPlain(name, value);
}

/** What is one by its form, whatever it is called: a PEM key, an address with a password, and tokens that say whose they are. */
export const secretValue =
  /-----BEGIN [A-Z ]*PRIVATE KEY|:\/\/[^/:@\s]*:[^/@\s]+@|(?:^|[^\w-])(hf_[A-Za-z0-9]{20,}|sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{30,}|AKIA[0-9A-Z]{16}|xox[baprs]-[\w-]{10,})/;

/** Pure: the names of the variables that hold one. */
export const secretsInEnvironment = (entries: readonly string[]): string[] =>
  entries.flatMap((entry) => {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(entry) ?? [];
    return isSecretByName(name, value) || secretValue.test(value) ? [name] : [];
  });

/** Pure: the flags of a command, also within a script, whose value is one; what a variable gives stands in no command. */
export function secretsInCommand(args: readonly string[]): string[] {
  const words = args.flatMap((it) => it.split(/\s+/));
  return words.flatMap((word, i) => {
    const [, flag, own] = /^(--?[A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (flag === undefined) return secretValue.test(word) && !words[i - 1]?.startsWith('-') ? ['a word'] : [];
    const next = words[i + 1] ?? '';
    const value = (own ?? (next.startsWith('-') ? '' : next)).replace(/^["']/, '').replace(/["']$/, '');
    const isSecret = isSecretByName(flag.replace(/^-+/, ''), value) || secretValue.test(value);
    return isSecret && !value.startsWith('$') ? [flag] : [];
  });
}
