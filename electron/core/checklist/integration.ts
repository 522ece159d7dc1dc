import { changesText, consumersOf } from '../deployment/callers.ts';
import { advise, type Check, fail, idle, live, ofBehaviour, pass, warn } from './check.ts';
import { Unknown } from './look.ts';
import { byAnswer } from './questions.ts';

const taken: Check = {
  id: 'taken-by-another',
  name: 'Port and name are free',
  area: 'integration',
  severity: 'blocker',
  since: 'trial',
  stop: 'taken-by-another',
  needs: ['plan'],
  fields: ['service', 'front.port'],
  lasts: 1,
  source: 'PRODUCT.md, stops',
  judge: (look) => {
    if (look.subject.kind !== 'file')
      return idle('It has its port and its name', 'Nobody else can take them while it runs.');
    const { service, host } = look.of('plan');
    return pass(['Its port and its names are free', 'No other container on the host has them.'], {
      value: `${service} on ${host}`,
      wanted: 'free',
    });
  },
};

const described: Check = {
  id: 'INT-01',
  name: 'API is described',
  area: 'integration',
  severity: 'warning',
  since: 'internal',
  needs: ['answers'],
  fields: ['model.image', 'model.protocol', 'model.command', 'model.args', 'model.env'],
  lasts: 30,
  source: 'Open Inference Protocol; OpenAPI',
  unchecked: advise('Deploy it, or publish its port on this machine: then it can be asked.', 10),
  judge: (look) => {
    const { protocol, schema, models, confidence, address } = look.of('answers');
    const measured = {
      value: `${protocol} (${confidence})${models.length > 0 ? `, ${models.slice(0, 3).join(', ')}` : ''} at ${address}`,
      wanted: 'a protocol with a schema',
    };
    if (schema)
      return pass(['Its API is described by itself', 'A program can tell what it takes and gives.'], measured);
    return protocol === 'http'
      ? fail(
          ['Its API is not described', 'Who calls it has to be told how.'],
          measured,
          advise('Give it an OpenAPI page, or a protocol that describes itself.', 30),
        )
      : warn(
          ['Its protocol is known, its inputs are not', 'The server tells no schema.'],
          measured,
          advise('Keep golden requests that show what it takes.', 10),
        );
  },
};

const breaking: Check = {
  id: 'INT-03',
  name: 'Callers are not broken',
  area: 'integration',
  severity: 'blocker',
  since: 'internal',
  stop: 'breaking-change',
  partly: true,
  needs: ['file', 'plan', 'comparison'],
  fields: [...ofBehaviour, 'model.protocol', 'model.name', 'model.port', 'integration.consumers', 'front'],
  lasts: 30,
  source: 'oasdiff classes; PRODUCT.md, stops',
  unchecked: advise('Deploy it: what serves is compared with it before callers reach it.', 5),
  judge: (look) => {
    const isFirst = look.has('plan') && look.of('plan').from === null;
    if (isFirst) return idle('It is the first release', 'Nobody depends on its API yet.', 'first release');
    const { breaking: count, safe, changes, unknown, isWhole } = look.of('comparison');
    const named = consumersOf(look.of('file'));
    const measured = {
      value: count > 0 ? changesText(changes, count) : `${safe} safe changes`,
      wanted: 'none that a consumer has not agreed to',
    };
    const why = 'What they send or read is different in the new release.';
    if (count > 0 && look.subject.kind === 'file' && named.length > 0)
      return fail(
        [`${named.join(', ')} would be broken`, why],
        measured,
        advise('Ask them and accept it with what they said, or serve the new API beside the old one.', 60),
      );
    if (count > 0)
      return warn(
        [named.length > 0 ? `${named.join(', ')} had to change with it` : 'Callers are broken, and none is named', why],
        measured,
        advise('Name who calls it in integration.consumers, so that they are asked before.', 5),
      );
    if (!isWhole) throw new Unknown('What it takes and gives is compared with what serves when it is deployed.');
    return unknown.length > 0
      ? warn(
          ['No caller is known to be broken', `Some of it could not be compared. ${unknown.slice(0, 2).join(' ')}`],
          measured,
          advise('Let the model describe what it takes and gives.', 60),
        )
      : pass(['No caller is broken', 'What they send is taken, and what they read is there.'], measured);
  },
};

const consumers: Check = {
  id: 'INT-13',
  name: 'Consumers are known',
  area: 'integration',
  severity: 'warning',
  since: 'production',
  needs: ['file'],
  fields: ['integration.consumers'],
  lasts: 180,
  source: 'Mercari production readiness',
  judge: (look) => {
    const { consumers: named } = look.of('file').integration;
    const measured = { value: `${named.length}`, wanted: '1 or more' };
    return named.length > 0
      ? pass(['Its consumers are named', 'They can be asked and told.'], measured)
      : fail(
          ['Nobody is named who uses it', 'Before a change nobody can be asked, after it nobody told.'],
          measured,
          live('Name them in integration.consumers.', 5),
        );
  },
};

const personal: Check = {
  id: 'INT-15',
  name: 'Personal data',
  area: 'integration',
  severity: 'blocker',
  since: 'production',
  asks: 'On which legal basis does it get personal data, how long are requests kept, and who is asked about it?',
  needs: ['file', 'said'],
  fields: ['integration.personalData'],
  lasts: 180,
  source: 'GDPR; ML Test Score, Data 5',
  judge: (look) => {
    const told = look.of('file').integration.personalData;
    const measured = { value: told === undefined ? 'not said' : String(told), wanted: 'yes or no' };
    if (told === undefined)
      return {
        ...fail(
          ['It is not said whether it gets personal data', 'What may be kept of its requests depends on it.'],
          measured,
          live('Say it: integration.personalData: yes or no.', 5),
        ),
        settled: true,
      };
    if (told === true || told === 'yes') return byAnswer(look, basis);
    const words = [
      'It is said whether it gets personal data',
      'What may be kept of its requests follows from it.',
    ] as const;
    return { ...pass(words, measured), settled: true };
  },
};

const basis = {
  id: 'INT-15',
  open: ['It gets personal data, and nobody said on which basis', 'Without one its requests may not be processed.'],
  minutes: 30,
} as const;

/** Shares of a sample that are answered: well, and at least. */
const answeredWell = 0.995;

const sample: Check = {
  id: 'INT-05',
  name: 'Sample of real requests',
  area: 'integration',
  severity: 'blocker',
  since: 'production',
  needs: ['file', 'sample'],
  fields: ['integration.sample', 'integration.mapping', 'model.image'],
  lasts: 180,
  source: 'ML Test Score, Infra 3',
  unchecked: advise('Send it to a candidate of the release: slipway sample -f FILE --send.', 5),
  judge: (look) => {
    if (look.of('file').integration.sample === undefined)
      return fail(
        ['No sample of real requests is named', 'What its data pipeline sends was never tried on it.'],
        { value: 'none', wanted: 'a file of requests' },
        live('Name one in integration.sample.', 20),
      );
    const { rows, answered } = look.of('sample');
    const measured = { value: `${answered} of ${rows}`, wanted: `${answeredWell * 100} %` };
    return rows > 0 && answered / rows >= answeredWell
      ? pass(['What its pipeline sends is answered', 'A sample of it was sent.'], measured)
      : fail(
          ['Some of what its pipeline sends is not answered', 'A sample of it was sent.'],
          measured,
          advise('Map the fields that differ.', 60),
        );
  },
};

const refuses: Check = {
  id: 'INT-06',
  name: 'Bad input is refused',
  area: 'integration',
  severity: 'warning',
  since: 'internal',
  needs: ['probes'],
  fields: ['model.image', 'model.command', 'model.args', 'model.env'],
  lasts: 90,
  source: 'OWASP REST security; ML Test Score, Infra 5',
  unchecked: advise('Send wrong requests to a candidate: slipway probe -f FILE.', 5),
  judge: (look) => {
    const { probes, alive } = look.of('probes');
    const ended = (...ends: readonly string[]) => probes.filter(({ end }) => ends.includes(end));
    const [broken, taken, refused] = [ended('broke', 'silent'), ended('taken'), ended('refused')];
    const named = (all: typeof probes) => all.map(({ name, status }) => `${name}: ${status ?? 'no answer'}`).join(', ');
    const measured = {
      value: `${refused.length} of ${probes.length} refused${alive ? '' : ', and the model is gone'}`,
      wanted: 'all with a 4xx, and the model alive',
    };
    if (!alive)
      return fail(
        ['A wrong request ends the model', 'It did not run, or did not answer, after what was sent to it.'],
        measured,
        advise('Check what comes in before the model sees it.', 60),
      );
    if (broken.length > 0)
      return fail(
        ['A wrong request breaks it', `${named(broken)}. Callers cannot tell their mistake from its own.`],
        measured,
        advise('Answer a wrong request with a 4xx that says what is wrong.', 60),
      );
    return taken.length > 0
      ? warn(
          ['It answers requests that are wrong', `${named(taken)}. A mistake of a caller goes unnoticed.`],
          measured,
          advise('Refuse what does not fit its schema.', 60),
        )
      : pass(['It refuses what is wrong', 'And goes on to run and to answer.'], measured);
  },
};

export const integration: readonly Check[] = [taken, described, breaking, consumers, personal, sample, refuses];
