import * as z from 'zod';
import { advise, type Check, fail, field, live, pass, warn } from './check.ts';
import { Unknown } from './look.ts';

const day = 86_400_000;

const review: Check = {
  id: 'EVO-01',
  name: 'Review',
  area: 'evolution',
  severity: 'warning',
  since: 'production',
  needs: ['file'],
  fields: ['review.every'],
  lasts: 90,
  source: 'NIST AI RMF, GOVERN 1.5',
  judge: (look) => {
    const every = look.of('file').review?.every;
    const measured = {
      value: every === undefined ? 'never' : `every ${Math.round(every / day)} days`,
      wanted: 'a day to come',
    };
    return every === undefined
      ? fail(
          ['Nobody will look at it again', 'What it was put into service for changes, and nobody asks.'],
          measured,
          live('Review it every 90 days.', 1, field(['review', 'every'], '90d')),
        )
      : pass(['A review is asked for', 'The file says how often somebody looks at it again.'], measured);
  },
};

const owner: Check = {
  id: 'EVO-02',
  name: 'Owner',
  area: 'evolution',
  severity: 'blocker',
  since: 'production',
  needs: ['file'],
  fields: ['integration.owner', 'integration.deputy'],
  lasts: 180,
  source: 'Mercari production readiness',
  judge: (look) => {
    const { integration } = look.of('file');
    const names = [integration.owner, integration.deputy].filter((it) => it !== undefined);
    const measured = { value: names.join(', ') || 'nobody', wanted: 'an owner and a deputy' };
    if (names.length === 2) return pass(['It has an owner and a deputy', 'Somebody answers for it.'], measured);
    const words = ['Nobody is named to ask', 'When it fails at night, it is not said who answers for it.'] as const;
    const name = live('Name integration.owner and integration.deputy.', 2);
    return names.length === 1 ? warn(words, measured, name) : fail(words, measured, name);
  },
};

/** No image is older: 0001, 1970 and 1980 are what is written for no date. */
const leastMade = Date.parse('2013-01-01T00:00:00Z');

const age: Check = {
  id: 'EVO-05',
  name: 'Age of the image',
  area: 'evolution',
  severity: 'warning',
  since: 'internal',
  needs: ['image'],
  fields: ['model.image'],
  lasts: 30,
  source: 'CIS Docker 4.4',
  judge: (look) => {
    const made = Date.parse(look.at('image', 'Created', z.iso.datetime({ offset: true })));
    if (made < leastMade || made > look.now + day)
      throw new Unknown('Its date is none on which it was made: builds that can be repeated write such a one.');
    const days = Math.max(0, Math.floor((look.now - made) / day));
    const { imageAgeWell, imageAgeMost } = look.limits;
    const measured = { value: `${days} days`, wanted: `${imageAgeWell} days` };
    if (days <= imageAgeWell)
      return pass(['The image is recent', 'What was mended in its base since then is little.'], measured);
    const words = ['The image is old', 'What was mended in its base since then is not in it.'] as const;
    const rebuild = advise('Build it again on a present base.', 30);
    return days <= imageAgeMost ? warn(words, measured, rebuild) : fail(words, measured, rebuild);
  },
};

export const evolution: readonly Check[] = [owner, review, age];
