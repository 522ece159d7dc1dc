import { askJson, member, textOf } from '../ask-json.ts';
import { requestFor } from '../schema/sample.ts';
import { openApiAt } from './described.ts';
import { generatedGolden } from './generated.ts';
import type { Protocol } from './protocol.ts';

/** Any HTTP server: nothing is known about its model. */
export const http: Protocol = {
  name: 'http',
  ports: [8080, 8000, 80],
  metricsPath: null,
  named: false,

  ready: () => ({ path: '/', least: 100, most: 499, contains: null }),
  metadataPath: () => null,
  predictPath: () => null,
  models: async () => [],

  async schema(reach, _model, signal) {
    return openApiAt(reach, '/openapi.json', signal);
  },

  async version(reach, _model, signal) {
    const info = member(await askJson(reach, { path: '/openapi.json' }, signal), 'info');
    const version = textOf(member(info, 'version'));
    return version ? { of: 'server', version } : null;
  },

  sample(_model, schema) {
    const made = requestFor(schema);
    return made && generatedGolden({ path: made.operation.path, body: made.body, answers: {} });
  },
};
