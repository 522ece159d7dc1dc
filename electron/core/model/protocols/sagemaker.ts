import type { Protocol } from './protocol.ts';

/** SageMaker's contract for containers: /ping and /invocations, and nothing that describes the model. */
export const sagemaker: Protocol = {
  name: 'sagemaker',
  ports: [8080],
  metricsPath: null,
  named: false,
  ready: () => ({ path: '/ping', least: 200, most: 299, contains: null }),
  metadataPath: () => null,
  predictPath: () => '/invocations',
  models: async () => [],
  schema: async () => null,
  version: async () => null,
  sample: () => null,
};
