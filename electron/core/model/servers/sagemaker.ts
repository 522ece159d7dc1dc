import { door, type ModelServer, noMetrics, written } from './server.ts';

const source = 'Amazon SageMaker developer guide: custom inference code with hosting services';

export const sagemaker: ModelServer = {
  id: 'sagemaker',
  title: 'SageMaker container',
  protocol: 'sagemaker',
  fallback: 'contract',
  image: {
    repository: /(^|\/)sagemaker-[\w-]+$/,
    command: /(^|[/\s])serve$/,
    env: /^SAGEMAKER_/,
    ports: [],
  },
  signs: [
    { path: '/invocations', status: [405], own: true, says: 'wants a POST' },
    { path: '/ping', own: false, says: 'answers' },
  ],
  signsTold: written(source),
  ports: { inference: [8080], grpc: [], admin: [] },
  paths: {
    live: '/ping',
    ready: '/ping',
    predict: '/invocations',
    schema: null,
    version: null,
    told: written(source),
  },
  sample: null,
  metrics: { path: null, port: null, onlyWith: null, names: noMetrics, told: written('the contract has none') },
  runtime: {
    stop: 'SIGTERM, then SIGKILL after 30 s',
    stopSeconds: 30,
    limits: 'an answer within 60 s; /ping within 2 s',
    user: 'root is expected',
    watchOut: 'its command has to be in the exec form to be told to stop',
    told: written(source),
  },
  sideDoors: [door('GET /execution-parameters', 'tells', 'tells how it wants its batches')],
  doorsTold: written(source),
};
