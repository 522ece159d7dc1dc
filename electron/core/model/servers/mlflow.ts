import { door, type ModelServer, noMetrics, written } from './server.ts';

const source = 'mlflow/pyfunc/scoring_server/__init__.py';

export const mlflow: ModelServer = {
  id: 'mlflow',
  title: 'MLflow scoring server',
  protocol: 'mlflow',
  image: {
    repository: /(^|\/)mlflow(-pyfunc)?(-servable)?$/,
    command: /\bmlflow(\s+models\s+serve|\.pyfunc\.scoring_server|\.models\.container)/,
    env: /^(MLFLOW_|DISABLE_NGINX$)/,
    ports: [],
  },
  signs: [
    { path: '/health', text: /^\n$/, own: true, says: 'is answered by an empty line' },
    { path: '/ping', text: /^\n$/, own: true, says: 'is answered by an empty line' },
    { path: '/version', text: /^"?\d+\.\d+[\w.]*"?$/, own: false, says: 'is answered by a bare version' },
    { path: '/invocations', status: [405], own: false, says: 'wants a POST' },
  ],
  signsTold: written(source),
  ports: { inference: [8080, 5000], grpc: [], admin: [] },
  paths: {
    live: '/ping',
    ready: '/ping',
    predict: '/invocations',
    schema: null,
    version: '/version',
    told: written('mlflow/pyfunc/scoring_server/__init__.py: the signature is in /opt/ml/model/MLmodel'),
  },
  sample: { method: 'POST', path: '/invocations', body: { inputs: [[0]] } },
  metrics: { path: null, port: null, onlyWith: null, names: noMetrics, told: written('it has none') },
  runtime: {
    stop: 'a handler ends its children and exits 0: what is under way is cut off as the child does',
    stopSeconds: null,
    limits: 'as many workers as the host has processors, whatever the container may use',
    user: 'root; writes under /opt',
    watchOut: 'errors carry stack traces; with nginx inside until 2.x, one FastAPI application since',
    told: written('mlflow/models/container/__init__.py'),
  },
  sideDoors: [
    door('GET /version', 'tells', 'tells which MLflow it is'),
    door('GET /openapi.json', 'tells', 'describes its routes'),
  ],
  doorsTold: written('mlflow/pyfunc/scoring_server/__init__.py'),
};
