import { nowhere } from './nowhere.ts';
import { door, type ModelServer, noMetrics, none, real, written } from './server.ts';

const source = 'FastAPI 0.115 and uvicorn 0.32 (Debian 13), run with a scikit-learn model of our own';

export const fastapi: ModelServer = {
  id: 'fastapi',
  title: 'FastAPI application',
  protocol: 'http',
  fallback: 'framework',
  image: {
    repository: none,
    command: /\b(uvicorn|fastapi (run|dev)|hypercorn)\b/,
    env: none,
    ports: [],
  },
  signs: [
    { path: '/openapi.json', has: ['openapi', 'info.title', 'paths'], own: true, says: 'describes its routes' },
    { path: nowhere, status: [404], equals: { detail: /^Not Found$/ }, own: false, says: 'is refused as FastAPI does' },
    { path: '/docs', text: /swagger-ui/, own: false, says: 'is FastAPI’s page' },
  ],
  signsTold: real(source),
  ports: { inference: [8000, 8080], grpc: [], admin: [] },
  paths: {
    live: '/health',
    ready: null,
    predict: null,
    schema: '/openapi.json',
    version: '/openapi.json',
    told: real(source),
  },
  sample: null,
  metrics: {
    path: '/metrics',
    port: null,
    onlyWith: 'an instrumentation that the application adds',
    names: { ...noMetrics, requests: ['http_requests_total'], duration: ['http_request_duration_seconds'] },
    told: written('the usual instrumentation of FastAPI for Prometheus'),
  },
  runtime: {
    stop: 'uvicorn waits for open connections, without a limit unless --timeout-graceful-shutdown is given',
    stopSeconds: null,
    limits: 'none unless --limit-concurrency is given',
    user: 'whatever the image says',
    watchOut: 'a handler that is not async runs in one of 40 threads; one that is and computes holds up all others',
    told: written('uvicorn documentation, settings and server behaviour'),
  },
  sideDoors: [
    door('GET /docs', 'tells', 'is a page to try every route'),
    door('GET /openapi.json', 'tells', 'describes every route'),
  ],
  doorsTold: real(source),
};
