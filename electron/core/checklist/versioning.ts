import * as z from 'zod';
import type { Remedy } from '#contract/checklist';
import { findingId } from '../deployment/acceptance.ts';
import { repositoryOf } from '../deployment/image.ts';
import { advise, type Check, fail, field, idle, pass, recreate, warn } from './check.ts';
import { type Look, someTexts, Unknown } from './look.ts';

const pinned: Check = {
  id: 'VER-01',
  name: 'Image pinned',
  area: 'versioning',
  severity: 'blocker',
  since: 'internal',
  needs: ['container', 'image'],
  fields: ['model.image'],
  lasts: 30,
  source: 'CIS Docker 5.28; kubescape C-0306; Mercari production readiness',
  judge: (look) => {
    const image = look.at('container', 'Config.Image', z.string().min(1));
    const name = image.slice(image.lastIndexOf('/') + 1);
    const isNamed = /@sha256:|^sha256:/.test(image) || (name.includes(':') && !name.endsWith(':latest'));
    const measured = { value: image, wanted: 'a version as tag, or a digest' };
    const ours = look.subject.kind !== 'container';
    return isNamed
      ? pass(
          [
            'The image names its version',
            ours
              ? 'A release runs the digest that it was made of, wherever the tag points later.'
              : 'What runs can be told from its name.',
          ],
          measured,
        )
      : fail(
          [
            'The image does not name its version',
            ours
              ? 'The release keeps its digest, but nobody can tell from its name what runs.'
              : 'What runs after the next pull is not what runs now, and nobody can tell which it is.',
          ],
          measured,
          ours ? byDigest(look, image) : advise('Name a version: NAME:1.4.0.', 5),
        );
  },
};

/** What was resolved now, of a registry that can give it again: an id alone is known to this host only. */
function byDigest(look: Look, image: string): Remedy {
  const repository = repositoryOf(image);
  const digests = look.has('image') ? look.at('image', 'RepoDigests', someTexts) : [];
  const digest = digests.find((it) => it.startsWith(`${repository}@sha256:`));
  if (!digest) return advise('Name a version: NAME:1.4.0.', 5);
  const set = field(['model', 'image'], digest);
  return recreate('Name what was resolved now, by its digest; better is a version, as NAME:1.4.0.', 2, set);
}

const identical: Check = {
  id: 'VER-02',
  name: 'Replicas are the same',
  area: 'versioning',
  severity: 'blocker',
  since: 'trial',
  needs: ['replicas'],
  fields: ['model.image'],
  lasts: 1,
  source: 'PRODUCT.md: a release is one digest',
  judge: (look) => {
    const images = [...new Set(look.of('replicas').map(({ image }) => image))];
    const measured = {
      value: images.map((id) => id.replace('sha256:', '').slice(0, 12)).join(', '),
      wanted: 'one image',
    };
    return images.length === 1
      ? pass(['All replicas run the same image', 'Each caller gets the same model.'], measured)
      : fail(
          ['Replicas run different images', 'Callers get one or another model.'],
          measured,
          advise('Deploy it again: all replicas get the release.', 5),
        );
  },
};

const labels: Check = {
  id: 'VER-04',
  name: 'Image says what it is',
  area: 'versioning',
  severity: 'advice',
  since: 'internal',
  needs: ['image'],
  fields: ['model.image'],
  lasts: 90,
  source: 'OCI image annotations; kubescape C-0076',
  judge: (look) => {
    const all = look.unseen('image', 'Config.Labels', z.record(z.string(), z.string()).nullish()) ?? {};
    const has = ['version', 'revision', 'source'].filter((name) => all[`org.opencontainers.image.${name}`]);
    const measured = { value: has.join(', ') || 'none', wanted: 'version, revision, source' };
    if (has.length === 3)
      return pass(['The image says what it is made of', 'Its version, revision and source are labels.'], measured);
    const label = advise('Build it with the labels org.opencontainers.image.version, revision and source.', 10);
    const words = [
      'The image does not say what it is made of',
      'From what runs nobody finds the code that it was built of.',
    ] as const;
    return has.length > 0 ? warn(words, measured, label) : fail(words, measured, label);
  },
};

const restore = advise(
  'Load or pull its image on the host and set its secrets again, or deploy a release that can be kept.',
  10,
);

const wayBack: Check = {
  id: 'VER-10',
  name: 'Way back',
  area: 'versioning',
  severity: 'blocker',
  since: 'internal',
  stop: 'no-way-back',
  needs: ['wayBack', 'plan'],
  fields: [],
  lasts: 1,
  source: 'ML Test Score, Infra 7; PRODUCT.md, stops',
  judge: (look) => {
    if (look.subject.kind === 'file') {
      const plan = look.of('plan');
      if (plan.from === null)
        return idle('It is the first release', 'There is nothing to return to yet.', 'first release');
      const lived = plan.accepted?.find(({ id }) => findingId(id) === 'VER-10');
      if (lived)
        return fail(
          [`${plan.from.version} (${plan.from.release}) cannot return`, `${lived.what}.`],
          { value: lived.what, wanted: 'a release that can return' },
          restore,
        );
      if (!plan.steps.some((step) => step.do === 'way-back'))
        throw new Unknown('The plan does not replace what serves, so whether that could return was not looked at.');
      return pass(
        [
          `${plan.from.version} (${plan.from.release}) can return`,
          'Its image is there, and it is proven again before the switch.',
        ],
        { value: `${plan.from.version} (${plan.from.release})`, wanted: 'a release that can return' },
      );
    }
    const { earlier } = look.of('wayBack');
    const whole = earlier.filter(({ gone }) => gone === null);
    const value = earlier.map(({ title, gone }) => (gone === null ? title : `${title}: ${gone}`)).join('; ');
    const measured = { value: value || 'none', wanted: 'an earlier release' };
    const [last] = earlier;
    if (!last)
      return { ...warn(['There is no earlier release', 'The next deployment leaves one.'], measured), stops: false };
    if (last.gone === null)
      return pass(
        ['An earlier release is kept', '"slipway rollback" returns it: its image and its secrets are there.'],
        measured,
      );
    const words = [`${last.title} cannot return`, `${last.gone}.`] as const;
    return { ...(whole.length > 0 ? warn(words, measured, restore) : fail(words, measured, restore)), stops: false };
  },
};

const resolvable: Check = {
  id: 'not-resolvable',
  name: 'Image can be had',
  area: 'versioning',
  severity: 'blocker',
  since: 'trial',
  stop: 'not-resolvable',
  needs: ['plan', 'image'],
  fields: ['model.image', 'model.weights'],
  lasts: 1,
  source: 'PRODUCT.md, stops',
  judge: (look) => {
    if (look.subject.kind === 'file') {
      const { to } = look.of('plan');
      if (!to) throw new Unknown('The plan names no release.');
      return pass(['Its image can be had', 'The plan has its digest.'], { value: to.digest, wanted: 'a digest' });
    }
    const id = look.at('image', 'Id', z.string().startsWith('sha256:'));
    return pass(['Its image is on the host', 'It can be started again without a registry.'], {
      value: id,
      wanted: 'an image',
    });
  },
};

export const versioning: readonly Check[] = [resolvable, pinned, identical, wayBack, labels];
