import { oipV2 } from './oip-v2.ts';
import type { Protocol } from './protocol.ts';

/** Triton speaks the Open Inference Protocol; its metrics are on a port of their own. */
export const triton: Protocol = { ...oipV2, name: 'triton', ports: [8000], metricsPort: 8002 };
