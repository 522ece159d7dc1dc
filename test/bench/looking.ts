import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckSubject } from '#contract/checklist';
import { openCore } from '#core/core';
import { ensureImages } from '#resources/setup/images.mjs';
import { digits, serviceFile } from '#support/service-file';
import { docker } from './command.ts';
import { quantile } from './figures.ts';

/** Milliseconds of a whole look, and how many findings it brought or rules it asked about. */
export type Looking = readonly {
  readonly name: string;
  readonly found: number;
  readonly rounds: number;
  readonly p50: number;
  readonly p95: number;
}[];

/** What docker-bench-security asks of a container (tests/5_container_runtime.sh, CIS 5.2 to 5.32), a call of the command each. */
const rules: readonly string[] = [
  'AppArmorProfile={{ .AppArmorProfile }}',
  'SecurityOpt={{ .HostConfig.SecurityOpt }}',
  'CapAdd={{ .HostConfig.CapAdd }}',
  '{{ .HostConfig.Privileged }}',
  '{{ .Mounts }}',
  '{{ .NetworkSettings.Ports }}',
  'NetworkMode={{ .HostConfig.NetworkMode }}',
  '{{ .HostConfig.Memory }}',
  '{{ .HostConfig.CpuShares }}',
  '{{ .HostConfig.NanoCpus }}',
  '{{ .HostConfig.ReadonlyRootfs }}',
  '{{ .HostConfig.PortBindings }}',
  '{{ .HostConfig.RestartPolicy.MaximumRetryCount }}',
  'PidMode={{ .HostConfig.PidMode }}',
  'IpcMode={{ .HostConfig.IpcMode }}',
  'Devices={{ .HostConfig.Devices }}',
  'Ulimits={{ .HostConfig.Ulimits }}',
  'Propagation={{ range $mnt := .Mounts }} {{ json $mnt.Propagation }} {{ end }}',
  'UTSMode={{ .HostConfig.UTSMode }}',
  'CgroupParent={{ .HostConfig.CgroupParent }}',
  '{{ .Id }}: Health={{ .State.Health.Status }}',
  '{{ .HostConfig.PidsLimit }}',
  '{{ .NetworkSettings.Networks }}',
  '{{ .HostConfig.UsernsMode }}',
];

/** The checklist of the sample's file and of a container of it, and the way of one call a rule, by turns on the machine's engine. */
export async function compareLooking(rounds: number, say: (line: string) => void): Promise<Looking> {
  await ensureImages({ say });
  await using after = new AsyncDisposableStack();
  const home = mkdtempSync(join(tmpdir(), 'slipway-bench-looking-'));
  after.defer(() => rmSync(home, { recursive: true, force: true }));
  const { client } = after.use(await openCore({ home, operator: 'bench', console: 'bench' }));
  const name = `slipway-bench-looking-${process.pid}`;
  after.defer(async () => void (await docker('rm', '--force', name).catch(() => {})));
  await docker('run', '--detach', '--name', name, digits('1.0.0').image);
  const text = JSON.stringify(serviceFile({ service: name, stage: 'internal', model: digits('1.0.0') }));
  const looks = (subject: CheckSubject) => async () =>
    (await client.checklist.run({ subject, host: 'local' })).findings.length;
  const oneByOne = async () => {
    // A field that is not there makes the command fail: that is an answer too.
    for (const format of rules) await docker('inspect', '--format', format, name).catch(() => '');
    return rules.length;
  };
  const ways = [
    {
      name: 'Slipway, a file before its deployment',
      look: looks({ kind: 'file', file: { name: 'slipway.yaml', text } }),
    },
    { name: 'Slipway, a container', look: looks({ kind: 'running', name }) },
    { name: 'a call of the docker command a rule', look: oneByOne },
  ].map((way) => ({ ...way, found: 0, took: [] as number[] }));
  say(`the checklist: ${rounds} rounds`);
  for (const way of ways) way.found = await way.look();
  for (let round = 0; round < rounds; round++)
    for (const { look, took } of ways) {
      const began = performance.now();
      await look();
      took.push(performance.now() - began);
    }
  return ways.map(({ name, found, took }) => ({
    name,
    found,
    rounds,
    p50: quantile(took, 0.5),
    p95: quantile(took, 0.95),
  }));
}
