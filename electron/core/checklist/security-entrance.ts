import { advise, type Check, fail, field, idle, live, pass, recreate, warn } from './check.ts';
import type { OpenPort } from './facts.ts';
import { Unknown } from './look.ts';
import { isWide, written } from './reach.ts';

const day = 86_400_000;
/** Days that a certificate has to be valid yet: 14, and below 3 nobody can count on a new one in time (REST security). */
const [enough, late] = [14, 3];

const shownOf = (ports: readonly OpenPort[]): string => ports.slice(0, 8).map(written).join(', ') || 'none';

const key: Check = {
  id: 'SEC-20',
  name: 'A key is wanted',
  area: 'security',
  severity: 'blocker',
  since: 'trial',
  stop: 'open-without-key',
  needs: ['ports', 'answers', 'file', 'entrance'],
  fields: ['front.callers', 'front.keys', 'front.networks'],
  lasts: 1,
  source: 'OWASP Secure AI Model Ops 4; PRODUCT.md, stops',
  unchecked: advise('Look again once it serves. Until then let only this machine reach it.', 5),
  elsewhere: recreate('Publish it on 127.0.0.1 only, or put a gateway with keys in front of it.', 5),
  judge: (look) => {
    const ports = look.of('ports');
    const shown = shownOf(ports);
    const isOurs = look.subject.kind !== 'container';
    const close = recreate(
      'Let only this machine reach it; the gateway is made anew for it, with a short gap. Or name keys in front.keys.',
      2,
      field(['front', 'callers'], 'machine'),
    );
    const isWanted = isOurs && look.of('file').front.keys.length > 0;
    if (isWanted && look.subject.kind === 'service') return measured(look, shown);
    if (!ports.some(isWide))
      return pass(['No other machine reaches it', 'Whoever asks it is on this machine.'], {
        value: shown,
        wanted: 'a key, or this machine only',
      });
    if (isWanted) throw new Unknown('Whether its keys are asked for is known once it serves.');
    if (isOurs)
      return fail(
        ['Other machines reach it without a key', 'Anybody there can ask the model.'],
        { value: `${shown}; 0 keys`, wanted: 'a key' },
        close,
      );
    const { protocol, address, reasons, open } = look.of('answers');
    if (open !== true)
      throw new Unknown(
        open === false
          ? 'A request without credentials was turned away; whether every one is was not tried.'
          : 'Whether a request without credentials is answered could not be seen.',
      );
    if (protocol === 'http')
      throw new Unknown('It answers on no route that is known: whether a request needs a key is not.');
    return fail(
      [
        'Other machines reach it without a key',
        `It answered ${address} without credentials: ${reasons[0] ?? protocol}.`,
      ],
      { value: `${shown}; answered without credentials`, wanted: 'a key' },
      close,
    );
  },
};

function measured(look: Parameters<Check['judge']>[0], shown: string) {
  const { asked } = look.of('entrance');
  const open = asked.filter(({ status }) => status !== 401);
  const value = `${shown}; ${asked.length - open.length} of ${asked.length} requests without a right key refused with 401`;
  const wanted = 'all refused without a key';
  const [first] = open;
  return first
    ? fail(
        ['A request without a right key was not refused', `GET ${first.path} was answered ${first.status}.`],
        { value, wanted },
        advise('Deploy its file again; where that does not mend it, publish it on 127.0.0.1 only.', 5),
      )
    : pass(['Every path wants a key', 'Its own, and the side doors of all servers that are known.'], { value, wanted });
}

const encrypted: Check = {
  id: 'SEC-22',
  name: 'TLS to other machines',
  area: 'security',
  severity: 'blocker',
  since: 'internal',
  needs: ['ports', 'file', 'entrance'],
  fields: ['front.callers', 'front.tls', 'front.networks'],
  lasts: 1,
  source: 'OWASP REST Security; PRODUCT.md, front.callers',
  judge: (look) => {
    const ports = look.of('ports');
    const { callers, tls } = look.of('file').front;
    const shown = shownOf(ports);
    const wanted = `TLS 1.2 or newer, valid for ${enough} days`;
    if (!tls) {
      if (!ports.some(isWide))
        return idle('No other machine reaches it', 'Nothing leaves this machine in the clear.', shown);
      const words = ['Other machines reach it in the clear', 'Keys and data can be read on the way to it.'] as const;
      const add = live('Name a certificate and its key in front.tls.', 15);
      return callers === 'internet'
        ? fail(words, { value: `${shown}, plain HTTP`, wanted }, add)
        : warn(words, { value: `${shown}, plain HTTP`, wanted }, add);
    }
    if (look.subject.kind === 'file') throw new Unknown('What its gateway shows callers is known once it serves.');
    const { tls: seen } = look.of('entrance');
    if (!seen) throw new Unknown('Its gateway did not show a certificate.');
    const days = Math.floor((Date.parse(seen.until) - look.now) / day);
    const value = `${seen.version}, ${seen.names.slice(0, 4).join(', ')}, until ${seen.until.slice(0, 10)}${seen.trusted ? '' : ', not trusted by this machine'}`;
    const renew = live('Have a new one issued, put it in the place of the files of front.tls, and deploy.', 15);
    const words = [`Its certificate ends in ${Math.max(0, days)} days`, 'From then on callers refuse it.'] as const;
    if (days < late) return fail(words, { value, wanted }, renew);
    return days < enough
      ? warn(words, { value, wanted }, renew)
      : pass(['Callers speak TLS to it', `Its certificate is valid for ${days} days.`], { value, wanted });
  },
};

export const onEntrance: readonly Check[] = [key, encrypted];
