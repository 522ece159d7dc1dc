import { expect, test } from 'vitest';
import { seenIn, verifyGpus } from '#core/deployment/gpus-given';
import type { Site } from '#core/deployment/site';

const name = 'slipway-digits-r2-1';
const uuid = 'GPU-8932f937-d72c-4106-c12f-20bd9faed9f6';

/** No GPU is at hand: what `given` and the tool say stands in for an engine and a container that have one. */
async function found(asked: string[], given: string[], tool: { code?: number; stdout?: string }): Promise<string[]> {
  const findings: string[] = [];
  const request = { Driver: 'nvidia', Capabilities: [['gpu']], DeviceIDs: given };
  const site = {
    wanted: { gpus: { [name]: asked } },
    containers: new Map([[name, 'c1']]),
    found: { findings },
    engine: {
      inspectContainer: async () => ({
        Config: { Env: [] },
        HostConfig: { DeviceRequests: given.length > 0 ? [request] : null },
      }),
      exec: async () => ({ code: 0, stdout: '', stderr: '', ...tool }),
    },
  } as unknown as Site;
  await verifyGpus(name, site, AbortSignal.timeout(5_000));
  return findings;
}

test('what a replica sees of its GPUs is said with the memory that it takes by then', async () => {
  const stdout = `0, ${uuid}, 512, 81559\n`;
  expect(await found(['0'], ['0'], { stdout })).toEqual([
    `${name} has GPU 0 (${uuid}), with 512 of 81559 MiB in use after its golden requests.`,
  ]);
  expect(seenIn('No devices were found\n')).toEqual([]);
});

test.each([
  ['the engine gave it another', ['0'], ['1'], {}, /GPU 0 .*the engine gave it 1/],
  ['the engine gave it none', ['0'], [], {}, /the engine gave it none/],
  ['it sees none', ['0', '1'], ['0', '1'], { stdout: 'No devices were found\n' }, /nvidia-smi shows 0 of 2/],
  ['the driver fails in it', ['0'], ['0'], { code: 9 }, /nvidia-smi shows 0 of 1/],
  ['it sees another one', [uuid], [uuid], { stdout: '0, GPU-other, 1, 2\n' }, new RegExp(`GPU ${uuid}`)],
])('asked for and absent is a stop: %s', async (_, asked, given, tool, message) => {
  await expect(found(asked, given, tool)).rejects.toMatchObject({
    code: 'STOPPED',
    stop: 'gpu-absent',
    message: expect.stringMatching(message),
    hint: expect.stringContaining('nvidia-ctk'),
  });
});

test('without the tool in its image it is said that it was not measured', async () => {
  for (const code of [126, 127])
    expect(await found(['0'], ['0'], { code })).toEqual([expect.stringContaining('was not measured')]);
  expect(await found([], [], { code: 127 })).toEqual([]);
});
