// Takes away what the demo made: the service with its volume and pinned images, and the images made for it.
import { ask, must } from './docker.mjs';
import { removeImages } from './images.mjs';

/** `slipway` runs a command with --json. What somebody else's service still uses stays, and that is said. */
export async function cleanDemo({ slipway, say, json }) {
  const { services } = await slipway(['status']);
  if (services.some(({ service, state }) => service === 'digits' && state !== 'retired')) {
    await slipway(['retire', 'digits', '--yes']);
    say('retired digits');
  }
  const ours = encodeURIComponent(JSON.stringify({ label: ['io.slipway.service=digits'] }));
  for (const { Name } of (await must('GET', `/volumes?filters=${ours}`)).Volumes ?? []) {
    await ask('DELETE', `/volumes/${Name}`);
    say(`removed volume ${Name}`);
  }
  const pins = encodeURIComponent(JSON.stringify({ reference: ['slipway/digits:*'] }));
  for (const { RepoTags } of await must('GET', `/images/json?filters=${pins}`)) {
    for (const tag of (RepoTags ?? []).filter((one) => one.startsWith('slipway/digits:')))
      await ask('DELETE', `/images/${tag}`);
  }
  await removeImages({ say });
  const { home } = await slipway(['paths']);
  if (json) console.log(JSON.stringify({ ok: true, history: home }));
  else console.log(`All removed. The history stays in ${home}: delete that folder to forget it too.`);
}
