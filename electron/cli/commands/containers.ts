import type { ContainerAct, Handled } from '#contract/inventory';
import { agreeing } from '../agreeing.ts';
import { command, onHost } from '../command.ts';
import { cell } from '../text.ts';

const does: Readonly<Record<ContainerAct, string>> = {
  start: 'start a container that is no service',
  stop: 'stop a container that is no service; one that was started with --rm goes with it, and is asked about',
  restart: 'stop and start a container that is no service',
};

const acting = (act: ContainerAct) =>
  command({
    name: `containers ${act}`,
    words: ['CONTAINER'],
    summary: does[act],
    json: '{"id","name","host","state","exitCode","tookMs"}',
    options: { host: onHost },
    record: 'writes',
    async run(call) {
      const { words, values, io, print } = call;
      const [container = ''] = words;
      const client = await io.client();
      const work = (agreed: { agreed?: string }) =>
        client.containers.act({ container, host: values.host, act, ...agreed }, { signal: io.signal });
      const handled = await agreeing(work, call);
      if (act === 'stop' || handled.state === 'running' || handled.exitCode === 0) {
        await print.result(handled, () => `${handledText(handled, act)}\n`);
        return 0;
      }
      const hint = `Its last lines say why: docker logs --tail 50 ${handled.name}`;
      return await print.failed({ code: 'NOT_READY', message: handledText(handled, act), hint }, handled);
    },
  });

export const containersStart = acting('start');
export const containersStop = acting('stop');
export const containersRestart = acting('restart');

/** "shop on local: stopped in 0.3 s, exit code 0". */
function handledText({ name, host, state, exitCode, tookMs }: Handled, act: ContainerAct): string {
  const done = { start: 'started', stop: 'stopped', restart: 'restarted' }[act];
  const after = `${cell(name)} on ${cell(host)}: ${done} in ${(tookMs / 1000).toFixed(1)} s`;
  if (state === 'removed') return act === 'stop' ? `${after}, and removed with it` : `${after}, and gone since`;
  if (act === 'stop') return `${after}, ${exitCode === null ? state : endWords(exitCode)}`;
  return exitCode === null ? `${after}, ${state}` : `${after}, and ended at once, ${endWords(exitCode)}`;
}

/** 137 is 128 and the signal that nothing survives. */
const endWords = (code: number): string => `exit code ${code}${code === 137 ? ' (killed)' : ''}`;
