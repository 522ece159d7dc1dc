import { question } from '../ask-json.ts';
import { openApiAt } from './described.ts';
import type { Protocol } from './protocol.ts';

/** MLflow's scoring server (mlflow/pyfunc/scoring_server). Its signature is a file in its image, which it does not serve. */
export const mlflow: Protocol = {
  name: 'mlflow',
  ports: [8080, 5000],
  metricsPath: null,
  named: false,

  // 404 where the model could not be loaded.
  ready: () => ({ path: '/ping', least: 200, most: 299, contains: null }),
  metadataPath: () => null,
  predictPath: () => '/invocations',
  models: async () => [],

  schema: (reach, _model, signal) => openApiAt(reach, '/openapi.json', signal),

  async version(reach, _model, signal) {
    const { status, body } = await question(reach, { path: '/version' }, signal);
    const version = /^"?(\d[\w.+-]{0,40})"?\s*$/.exec(body)?.[1];
    return status === 200 && version ? { of: 'server', version } : null;
  },

  // What its OpenAPI page says of /invocations is that it takes anything.
  sample: () => null,
};
