import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shownByFile, shownByLink, shownByWords } from '#desktop/opening';
import { anyCharacter } from '#support/any-character';

test('a link shows a service or a deployment', () => {
  expect(shownByLink('slipway://service/prod-eu/digits')).toEqual({
    do: 'show',
    what: 'service',
    host: 'prod-eu',
    service: 'digits',
  });
  expect(shownByLink('slipway://deployment/01JABCDEF0')).toEqual({ do: 'show', what: 'deployment', id: '01JABCDEF0' });
});

test('a link that is anything else shows nothing', () => {
  for (const link of [
    'https://service/local/digits',
    'slipway://deploy/local/digits',
    'slipway://service/local',
    'slipway://service/local/digits/retire',
    'slipway://service/local/digits?confirm=yes',
    'slipway://service/local/digits#now',
    'slipway://ada@service/local/digits',
    'slipway://service/../digits',
    'slipway://service/local/%3Cscript%3E',
    'slipway://deployment/',
    `slipway://deployment/${'0'.repeat(300)}`,
    'slipway:deployment/01JABCDEF0',
    '',
  ]) {
    expect(shownByLink(link), link).toBeNull();
  }
});

test('whatever a link says, it only shows, in words that are names', () => {
  const path = fc.array(fc.string()).map((parts) => parts.join('/'));
  const tail = fc.oneof(fc.string(), path, fc.string({ unit: anyCharacter }));
  fc.assert(
    fc.property(fc.constantFrom('service', 'deployment', 'record', ''), tail, (host, rest) => {
      const shown = shownByLink(`slipway://${host}/${rest}`);
      const words = shown ? Object.values(shown) : [];
      return words.every((word) => /^[a-z0-9][a-z0-9_.-]*$/i.test(word)) && (!shown || shown.do === 'show');
    }),
  );
});

test('a record file is shown by its whole path, and no other file is', () => {
  expect(shownByFile('/records/monday.slipway', '/home/ada')).toMatchObject({ file: '/records/monday.slipway' });
  expect(shownByFile('monday.slipway', '/home/ada')).toMatchObject({ file: '/home/ada/monday.slipway' });
  expect(shownByFile('/etc/passwd', '/')).toBeNull();
});

test('a command line may hold switches of Chromium, and shows the last thing that it names', () => {
  const words = ['slipway', '--enable-logging', 'a.slipway', '--original-process-start-time=1', 'b.slipway'];
  expect(shownByWords(words, '/home/ada')).toMatchObject({ what: 'record', file: '/home/ada/b.slipway' });
  expect(shownByWords(['slipway', '--no-sandbox'], '/home/ada')).toBeNull();
  expect(shownByWords(['/opt/app.slipway'], '/')).toBeNull();
});
