import { door, type ModelServer, written } from './server.ts';

const source = 'KServe python/kserve/kserve/protocol/rest and documentation';

export const kserve: ModelServer = {
  id: 'kserve',
  title: 'KServe runtime',
  protocol: 'oip-v2',
  image: {
    repository: /(^|\/)(huggingface|lgb|paddle|pmml|sklearn|xgb)server$/,
    command: /\b(kserve\b|(sklearn|xgb|lgb|paddle|pmml|huggingface)server\b)/,
    env: /^KSERVE_/,
    ports: [],
  },
  signs: [
    { path: '/', has: ['status'], equals: { status: /^alive$/ }, own: true, says: 'says that it is alive' },
    { path: '/v2/models', has: ['models'], own: false, says: 'lists models as KServe does' },
    { path: '/v2', has: ['name', 'extensions'], own: false, says: 'names the server' },
    {
      path: '/metrics',
      text: /^# TYPE request_predict_seconds/m,
      own: true,
      says: 'has metrics named request_predict_…',
    },
  ],
  signsTold: written(source),
  ports: { inference: [8080], grpc: [8081], admin: [] },
  paths: {
    live: '/v2/health/live',
    ready: '/v2/models/{model}/ready',
    predict: '/v2/models/{model}/infer',
    schema: '/v2/models/{model}',
    version: '/v2',
    told: written(source),
  },
  sample: null,
  metrics: {
    path: '/metrics',
    port: null,
    onlyWith: null,
    names: {
      requests: ['request_predict_seconds_count'],
      errors: [],
      duration: ['request_predict_seconds', 'request_preprocess_seconds', 'request_postprocess_seconds'],
      saturation: [],
      tokens: [],
    },
    told: written(source),
  },
  runtime: {
    stop: 'SIGTERM, then 30 s of grace',
    stopSeconds: 30,
    limits: '--max_threads and workers; no queue limit',
    user: '1000',
    watchOut: 'its documentation routes are off unless --enable_docs_url',
    told: written(source),
  },
  sideDoors: [
    door('POST /v2/repository/models/{model}/load', 'changes', 'loads a model'),
    door('POST /v2/repository/models/{model}/unload', 'changes', 'takes the model out of service'),
  ],
  doorsTold: written(source),
};
