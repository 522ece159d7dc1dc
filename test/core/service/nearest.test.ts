import { expect, test } from 'vitest';
import { nearest, nearestDuration, nearestRatio, nearestServiceName, nearestSize } from '#core/service/nearest';

test.each([
  ['imgae', 'image'],
  ['IMAGE', 'image'],
  ['stop_grace', 'stopGrace'],
  ['prod', 'production'],
  ['banana', null],
  ['', null],
  ['x'.repeat(1000), null],
])('%.20s is nearest to %s', (text, meant) => {
  expect(nearest(text, ['image', 'port', 'stopGrace', 'production'])).toBe(meant);
});

test.each([
  ['10 sec', '10s'],
  ['10', '10s'],
  ['250 milliseconds', '250ms'],
  ['1,5 hours', '1.5h'],
  ['1h30m', '90m'],
  ['2w', '14d'],
  ['soon', null],
  ['3 months', null],
  ['-5s', null],
])('%s as a duration is %s', (text, meant) => {
  expect(nearestDuration(text)).toBe(meant);
});

test.each([
  ['512mb', '512m'],
  ['512 MiB', '512m'],
  ['1.5 GB', '1.5g'],
  ['1tb', '1024g'],
  ['100 bytes', '100'],
  ['lots', null],
])('%s as a size is %s', (text, meant) => {
  expect(nearestSize(text)).toBe(meant);
});

test('shares and names are made out too', () => {
  expect(nearestRatio('5 percent')).toBe('5%');
  expect(nearestRatio('500')).toBeNull();
  expect(nearestServiceName('My Digits!')).toBe('my-digits');
  expect(nearestServiceName('?')).toBeNull();
});
