import { type Around, variableOf } from './as-commands.ts';
import type { ServiceFile } from './schema.ts';
import { volumesOf } from './weights.ts';
import { sizeText } from './written.ts';
import { yamlText } from './yaml-text.ts';

/** The service as a Compose file. Secrets are files beside it and variables of whoever runs it: no value is in it. */
export function composeText(file: ServiceFile, around: Around): string {
  const { service, model, front } = file;
  const files = model.secrets.filter((it) => 'file' in it);
  const volumes = volumesOf(model);
  const replicas = file.scale.replicas ?? 1;
  const text = yamlText({
    services: { [service]: serviceOf(file, around) },
    ...filled('volumes', Object.fromEntries(volumes.map(({ source }) => [source, { external: true }]))),
    ...filled('networks', Object.fromEntries(front.networks.map(({ name }) => [name, { external: true }]))),
    ...filled('secrets', Object.fromEntries(files.map(({ name }) => [name, { file: `./secrets/${name}` }]))),
  });
  const one = `# One container: ${replicas} of them need something in front that holds the port, as Slipway's gateway does.\n`;
  return replicas > 1 ? one + text : text;
}

function serviceOf({ service, model, security, reliability, scale, front }: ServiceFile, around: Around): object {
  const args = model.args?.length ? model.args : [];
  const command = model.command?.length ? args : args.length > 0 ? [...around.imageCommand, ...args] : [];
  const files = model.secrets.filter((it) => 'file' in it);
  const given = model.secrets.filter((it) => 'env' in it);
  const environment = {
    ...Object.fromEntries(Object.entries(model.env).map(([name, value]) => [name, literal(value)])),
    ...Object.fromEntries(given.map(({ name, env }) => [env, `\${${variableOf(name)}}`])),
  };
  return {
    image: literal(model.image),
    ...filled('entrypoint', (model.command ?? []).map(literal)),
    ...filled('command', command.map(literal)),
    ports: [`${around.address}:${around.port}`],
    ...filled('environment', environment),
    ...filled(
      'secrets',
      files.map(({ name, file }) => ({ source: name, target: file })),
    ),
    ...filled(
      'volumes',
      volumesOf(model).map(({ source, target, readOnly }) => ({
        type: 'volume',
        source,
        target: literal(target),
        ...(readOnly ? { read_only: true } : {}),
      })),
    ),
    ...filled(
      'networks',
      front.networks.length > 0
        ? Object.fromEntries([
            ['default', {}],
            ...front.networks.map(({ name, alias }) => [name, { aliases: [alias ?? service] }]),
          ])
        : {},
    ),
    ...(Array.isArray(model.gpus) ? { deploy: gpus(model.gpus) } : {}),
    ...(model.shm ? { shm_size: sizeText(model.shm) } : {}),
    ...(scale.cpus ? { cpus: scale.cpus } : {}),
    ...(scale.memory ? { mem_limit: sizeText(scale.memory), memswap_limit: sizeText(scale.memory) } : {}),
    restart: reliability.restart,
    stop_grace_period: `${reliability.stopGrace}ms`,
    ...(security.user ? { user: security.user } : {}),
    ...(security.readOnly ? { read_only: true } : {}),
    ...filled('tmpfs', security.tmpfs.map(literal)),
    ...filled('cap_drop', security.capDrop),
    ...filled('cap_add', security.capAdd),
    security_opt: ['no-new-privileges:true'],
    pids_limit: 2048,
    logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
  };
}

/** Compose puts variables into its texts: a dollar of one's own is written twice. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');

const filled = (key: string, value: object): Record<string, object> =>
  Object.keys(value).length > 0 ? { [key]: value } : {};

const gpus = (ids: readonly string[]): object => ({
  resources: { reservations: { devices: [{ driver: 'nvidia', device_ids: ids, capabilities: ['gpu'] }] } },
});
