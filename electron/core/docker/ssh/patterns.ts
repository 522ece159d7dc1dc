/** Pure: whether a name matches one of OpenSSH's patterns: "*" is any text, "?" any one character. */
export function matches(pattern: string, name: string): boolean {
  const text = pattern.toLowerCase().replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${text.replace(/\*+/g, '.*').replace(/\?/g, '.')}$`, 's').test(name.toLowerCase());
}

/** Pure: a list of patterns; one that begins with "!" and matches excludes the name, whatever else does. */
export function matchesList(patterns: readonly string[], name: string): boolean {
  if (patterns.some((it) => it.startsWith('!') && matches(it.slice(1), name))) return false;
  return patterns.some((it) => !it.startsWith('!') && matches(it, name));
}
