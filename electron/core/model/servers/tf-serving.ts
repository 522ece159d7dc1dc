import { nowhere } from './nowhere.ts';
import { door, type ModelServer, none, written } from './server.ts';

const source = 'TensorFlow Serving model_servers/http_rest_api_handler.cc and its REST documentation';

export const tfServing: ModelServer = {
  id: 'tf-serving',
  title: 'TensorFlow Serving',
  protocol: 'tf-serving',
  image: {
    repository: /(^|\/)tensorflow\/serving$/,
    command: /\b(tensorflow_model_server|tf_serving_entrypoint)\b/,
    env: none,
    ports: [8501],
  },
  signs: [
    {
      path: '/v1/models',
      status: [400, 404],
      equals: { error: /^Malformed request: GET \/v1\/models/ },
      own: true,
      says: 'is refused as TensorFlow Serving does',
    },
    {
      path: `/v1/models${nowhere}`,
      status: [404],
      equals: { error: /^Servable not found for request/ },
      own: true,
      says: 'speaks of servables',
    },
    {
      path: '/monitoring/prometheus/metrics',
      text: /^# TYPE :tensorflow:/m,
      own: true,
      says: 'has metrics named :tensorflow:…',
    },
  ],
  signsTold: written(source),
  ports: { inference: [8501], grpc: [8500], admin: [] },
  paths: {
    live: '/v1/models/{model}',
    ready: '/v1/models/{model}',
    predict: '/v1/models/{model}:predict',
    schema: '/v1/models/{model}/metadata',
    version: '/v1/models/{model}',
    told: written(source),
  },
  sample: null,
  metrics: {
    path: '/monitoring/prometheus/metrics',
    port: null,
    onlyWith: '--monitoring_config_file',
    names: {
      requests: [':tensorflow:serving:request_count'],
      errors: [':tensorflow:serving:request_count{status}'],
      duration: [':tensorflow:serving:request_latency'],
      saturation: [':tensorflow:serving:batching_session:queuing_latency'],
      tokens: [],
    },
    told: written('TensorFlow Serving documentation, monitoring'),
  },
  runtime: {
    stop: 'ignores SIGTERM, and its script does not pass it on: killed after the engine’s patience, exit 137',
    stopSeconds: null,
    limits: 'a batching configuration; without one no limit',
    user: 'root',
    watchOut:
      'serves the highest version number that appears in /models: pin it with a version policy; drain at the gateway',
    told: written('tensorflow/serving issue 1853 and Dockerfile'),
  },
  sideDoors: [
    door('GET /v1/models/{model}/metadata', 'tells', 'tells the signatures'),
    door('GET /monitoring/prometheus/metrics', 'tells', 'tells of every model', {
      onlyWith: '--monitoring_config_file',
    }),
  ],
  doorsTold: written(source),
};
