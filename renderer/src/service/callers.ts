/** Where callers find a service, and what they show to be let in, as its resolved file has it. */
export type Callers = {
  readonly places: readonly { readonly url: string; readonly from: string }[];
  /** Names of keys; none lets in whoever reaches it. */
  readonly keys: readonly string[];
  readonly tls: boolean;
};

/** Of a gateway's container, the port that its networks reach: the host's port is published from it. */
const inside = 8080;

const fromWords: Readonly<Record<string, string>> = {
  machine: 'programs on the host',
  network: 'programs on the host',
  others: 'other machines too',
  internet: 'anybody who reaches the host',
};

/** Pure: of what the file says, and the address that the host was seen to have. */
export function callersOf(file: unknown, service: string, address: string | null): Callers {
  const front = at(file, 'front');
  const tls = at(front, 'tls') != null;
  const scheme = tls ? 'https' : 'http';
  const from = at(front, 'callers');
  const networks = listAt(front, 'networks').flatMap((one) => {
    const [name, alias] = [at(one, 'name'), at(one, 'alias')];
    if (typeof name !== 'string') return [];
    const host = typeof alias === 'string' ? alias : service;
    return [{ url: `${scheme}://${host}:${inside}`, from: `containers on ${name}` }];
  });
  const published =
    address === null
      ? []
      : [
          {
            url: `${scheme}://${address}`,
            from: fromWords[typeof from === 'string' ? from : 'machine'] ?? String(from),
          },
        ];
  return {
    places: [...published, ...networks],
    keys: listAt(front, 'keys').filter((one) => typeof one === 'string'),
    tls,
  };
}

const at = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

function listAt(value: unknown, name: string): readonly unknown[] {
  const list = at(value, name);
  return Array.isArray(list) ? list : [];
}
