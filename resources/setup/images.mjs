// Makes the images that the demo and the tests need, without a registry where none answers.
//   node resources/setup/images.mjs [sample|gateway|all] [--remove]
import { pathToFileURL } from 'node:url';
import { ask, must } from './docker.mjs';
import { GATEWAY_LABEL, gatewayImage } from './gateway-image.mjs';
import { SAMPLES, sampleImage } from './sample-image.mjs';

/**
 * Sees to it that the engine has the images: `which` is 'sample', 'gateway' or 'all'. Resolves with
 * `{ samples: [tag, tag], gateway: tag }`, what was not asked for being absent. A second run changes nothing.
 */
export async function ensureImages({ which = 'all', say = () => {} } = {}) {
  if (!['sample', 'gateway', 'all'].includes(which))
    throw new Error(`unknown images "${which}": sample, gateway or all`);
  const images = {};
  if (which !== 'gateway') {
    images.samples = [];
    for (const sample of SAMPLES) images.samples.push(await sampleImage({ ...sample, say }));
  }
  if (which !== 'sample') images.gateway = await gatewayImage({ say });
  return images;
}

/** Removes the images that this file makes, and only those; one that a container uses stays, and that is said. */
export async function removeImages({ which = 'all', say = () => {} } = {}) {
  const tags = which === 'gateway' ? [] : SAMPLES.map(({ tag }) => tag);
  if (which !== 'sample') {
    const filters = encodeURIComponent(JSON.stringify({ label: [`${GATEWAY_LABEL}=true`] }));
    for (const image of await must('GET', `/images/json?filters=${filters}`)) tags.push(...(image.RepoTags ?? []));
  }
  for (const tag of tags) {
    const { status, body } = await ask('DELETE', `/images/${tag}`);
    if (status === 200) say(`removed ${tag}`);
    else if (status !== 404) say(`kept ${tag}: ${body.message}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const words = process.argv.slice(2).filter((word) => word !== '--remove');
  const act = process.argv.includes('--remove') ? removeImages : ensureImages;
  act({ which: words[0], say: console.log }).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
