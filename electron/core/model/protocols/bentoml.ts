import type { ModelSchema } from '#contract/schema';
import { requestFor } from '../schema/sample.ts';
import { openApiAt } from './described.ts';
import { generatedGolden } from './generated.ts';
import type { Protocol } from './protocol.ts';

/** BentoML: each service has routes of its own, which it describes. */
export const bentoml: Protocol = {
  name: 'bentoml',
  ports: [3000],
  metricsPath: '/metrics',
  named: false,
  ready: () => ({ path: '/readyz', least: 200, most: 299, contains: null }),
  metadataPath: () => '/docs.json',
  predictPath: () => null,
  models: async () => [],

  async schema(reach, _model, signal) {
    const described = await openApiAt(reach, '/docs.json', signal);
    return described && { ...described, predict: described.predict ?? onlyPost(described) };
  },

  version: async () => null,

  sample(_model, schema) {
    const made = requestFor(schema);
    return made && generatedGolden({ path: made.operation.path, body: made.body, answers: {} });
  },
};

/** Every POST of a Bento is one of its service's own. */
function onlyPost({ operations }: ModelSchema): string | null {
  const posts = operations.filter(({ method }) => method === 'POST');
  return posts.length === 1 ? (posts[0]?.id ?? null) : null;
}
