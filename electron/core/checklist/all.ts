import type { Check } from './check.ts';
import { evolution } from './evolution.ts';
import { integration } from './integration.ts';
import { monitoring } from './monitoring.ts';
import { questions } from './questions.ts';
import { reliability } from './reliability.ts';
import { proofs } from './reliability-proof.ts';
import { scalability } from './scalability.ts';
import { onCode } from './security-code.ts';
import { onContainer } from './security-container.ts';
import { onData } from './security-data.ts';
import { onEntrance } from './security-entrance.ts';
import { onReach } from './security-reach.ts';
import { versioning } from './versioning.ts';
import { ofModel } from './versioning-model.ts';

/** Every check there is, area by area. */
export const allChecks: readonly Check[] = [
  ...scalability,
  ...reliability,
  ...proofs,
  ...monitoring,
  ...versioning,
  ...ofModel,
  ...onEntrance,
  ...onReach,
  ...onData,
  ...onContainer,
  ...onCode,
  ...integration,
  ...evolution,
  ...questions,
];
