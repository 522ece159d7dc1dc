import type { Protocol } from './protocol.ts';

/** TorchServe's inference interface. What lists and describes its models is on the port that administers it. */
export const torchserve: Protocol = {
  name: 'torchserve',
  ports: [8080],
  metricsPath: '/metrics',
  metricsPort: 8082,
  named: true,
  // 500 where a model has fewer workers than it should.
  ready: () => ({ path: '/ping', least: 200, most: 299, contains: 'Healthy' }),
  metadataPath: () => null,
  predictPath: (model) => (model ? `/predictions/${encodeURIComponent(model)}` : null),
  models: async () => [],
  schema: async () => null,
  version: async () => null,
  sample: () => null,
};
