import { afterAll, beforeAll, describe } from 'vitest';
import { containerContract } from './engine-containers.ts';
import { endingContract } from './engine-endings.ts';
import { logContract } from './engine-logs.ts';
import { type EngineStage, machineEngine, newerEngine } from './engine-stage.ts';
import { streamContract } from './engine-streams.ts';
import { surroundingsContract } from './engine-surroundings.ts';

/** What every engine has to do for us: the machine's own, and one that is some years newer. */
const engines = [
  { name: "the machine's engine", open: machineEngine },
  { name: "Debian 13's engine", open: newerEngine },
];

describe.each(engines)('$name', ({ open }) => {
  let opened: EngineStage | undefined;
  const stage = () => opened as EngineStage;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened?.[Symbol.asyncDispose]());

  containerContract(stage);
  endingContract(stage);
  streamContract(stage);
  logContract(stage);
  surroundingsContract(stage);
});
