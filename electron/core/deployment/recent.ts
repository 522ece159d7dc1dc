/** The newest of what is set, at most so many; for what is only of use for a while. */
export type Recent<T> = { set(key: string, value: T): void; get(key: string): T | undefined };

export function recent<T>(most: number): Recent<T> {
  const all = new Map<string, T>();
  return {
    set(key, value) {
      all.delete(key);
      all.set(key, value);
      const [oldest] = all.keys();
      if (all.size > most && oldest !== undefined) all.delete(oldest);
    },
    get: (key) => all.get(key),
  };
}
