import { expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { begin, type LogsDeps } from '#core/service/log-begin';

const asked = async (host?: string) => {
  const opened: string[] = [];
  const hosts = {
    known: () => [{ name: 'here' }, { name: 'there' }],
    open: (name: string) => {
      opened.push(name);
      return Promise.reject(new Problem('HOST_UNREACHABLE', `${name} does not answer`, { hint: 'Wait.' }));
    },
  };
  const store = { deployments: { list: () => [], logs: () => [] } };
  const wanted = { service: 'digits', follow: false, ignoreCase: false, context: 0, ...(host ? { host } : {}) };
  await expect(begin({ hosts, store } as unknown as LogsDeps, wanted)).rejects.toBeInstanceOf(Problem);
  return opened;
};

test("a service's logs are read from every host, or from the one that is named", async () => {
  expect(await asked()).toEqual(['here', 'there']);
  expect(await asked('there')).toEqual(['there']);
});

test('a host that nobody knows is refused, and no other one is asked', async () => {
  expect(await asked('nowhere')).toEqual(['nowhere']);
});
