import { expect, test } from 'vitest';
import { publicPort } from '#core/gateway/places';
import { callersOf } from '../../../renderer/src/service/callers.ts';

test('callers on a network find the port inside of the gateway, whatever the host publishes', () => {
  const front = { callers: 'network', networks: [{ name: 'shop', alias: 'ocr' }, { name: 'till' }, 7], keys: ['shop'] };
  expect(callersOf({ front }, 'digits', '127.0.0.1:9000')).toEqual({
    places: [
      { url: 'http://127.0.0.1:9000', from: 'programs on the host' },
      { url: `http://ocr:${publicPort}`, from: 'containers on shop' },
      { url: `http://digits:${publicPort}`, from: 'containers on till' },
    ],
    keys: ['shop'],
    tls: false,
  });
});

test('a certificate is seen in the addresses, and a file that says nothing has no keys', () => {
  const front = { callers: 'others', tls: { certificate: 'a', key: 'b' } };
  expect(callersOf({ front }, 'digits', '0.0.0.0:9000')).toMatchObject({
    places: [{ url: 'https://0.0.0.0:9000', from: 'other machines too' }],
    tls: true,
  });
  expect(callersOf(null, 'digits', null)).toEqual({ places: [], keys: [], tls: false });
});
