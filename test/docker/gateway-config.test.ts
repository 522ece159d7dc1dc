import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderConfig } from '#core/gateway/config';
import { stateFolder } from '#core/gateway/places';
import { inputs } from '../core/gateway/inputs.ts';
import { openStage, type Stage } from './gateway-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

/** Reads it as the gateway's own HAProxy would, without putting it in force. */
async function check(config: string) {
  const command = ['sh', '-c', `cat >${stateFolder}/try.cfg && haproxy -c -f ${stateFolder}/try.cfg 2>&1`];
  return stage.engine.exec(stage.gateway, command, { input: config });
}

test.each(inputs)('HAProxy accepts a configuration with %s', async (_, input) => {
  const { code, stdout } = await check(renderConfig(input));
  expect(stdout).not.toContain('[ALERT]');
  // A replica that is not there yet is the only thing that may be worth a warning.
  const warnings = stdout
    .split('\n')
    .filter((line) => line.includes('[WARNING]') && !line.includes('could not resolve'));
  expect(warnings).toEqual([]);
  expect(code).toBe(0);
});
