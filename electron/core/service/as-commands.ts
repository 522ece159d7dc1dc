import { requestOf } from '../model/golden.ts';
import type { Golden, ServiceFile } from './schema.ts';
import { shellLines, shellWord } from './shell.ts';
import { volumesOf } from './weights.ts';
import { sizeText } from './written.ts';

/** What is known of a service beside its file. */
export type Around = {
  /** The port that its model listens on. */
  readonly port: number;
  /** Where callers reach it: "127.0.0.1:9000". */
  readonly address: string;
  /** The image's own command, which `model.args` are appended to. */
  readonly imageCommand: readonly string[];
  /** The engine's address where it is not the local one. */
  readonly engine: string | null;
};

const docker = ({ engine }: Around): string[] => ['docker', ...(engine ? ['-H', shellWord(engine)] : [])];

/** As a replica is made, with the address published by itself. Secrets are the caller's to give: none of a value is in it. */
export function dockerRun(file: ServiceFile, around: Around): string {
  const { model, security, reliability, scale, front } = file;
  const [network] = front.networks;
  const [program, ...rest] = model.command ?? [];
  const words = program
    ? [...rest, ...(model.args ?? [])]
    : model.args?.length
      ? [...around.imageCommand, ...model.args]
      : [];
  return shellLines([
    [...docker(around), 'run', '-d', '--name', file.service],
    ['-p', `${around.address}:${around.port}`],
    ...(network ? [['--network', network.name, '--network-alias', network.alias ?? file.service]] : []),
    ...Object.entries(model.env).map(([name, value]) => ['-e', shellWord(`${name}=${value}`)]),
    ...model.secrets.map((it) => ('env' in it ? ['-e', environmentOf(it)] : ['--mount', secretMount(it)])),
    ...volumesOf(model).map(({ source, target, readOnly }) => [
      '--mount',
      shellWord(`type=volume,source=${source},target=${target}${readOnly ? ',readonly' : ''}`),
    ]),
    ...(Array.isArray(model.gpus) ? [['--gpus', shellWord(`"device=${model.gpus.join(',')}"`)]] : []),
    ...(model.shm ? [['--shm-size', `${sizeText(model.shm)}`]] : []),
    ...(scale.cpus ? [['--cpus', `${scale.cpus}`]] : []),
    ...(scale.memory ? [['--memory', `${sizeText(scale.memory)}`, '--memory-swap', `${sizeText(scale.memory)}`]] : []),
    ['--restart', reliability.restart, '--stop-timeout', `${Math.ceil(reliability.stopGrace / 1000)}`],
    ...(security.user ? [['--user', shellWord(security.user)]] : []),
    ...(security.readOnly ? [['--read-only']] : []),
    ...security.tmpfs.map((path) => ['--tmpfs', shellWord(path)]),
    ...security.capDrop.map((name) => ['--cap-drop', name]),
    ...security.capAdd.map((name) => ['--cap-add', name]),
    ['--security-opt', 'no-new-privileges', '--pids-limit', '2048'],
    ['--log-opt', 'max-size=10m', '--log-opt', 'max-file=3'],
    ...(program ? [['--entrypoint', shellWord(program)]] : []),
    [shellWord(model.image), ...words.map(shellWord)],
  ]);
}

/** Docker takes the value from the environment of whoever runs it; another name there is passed on. */
function environmentOf({ name, env }: { name: string; env: string }): string {
  const own = variableOf(name);
  return own === env ? env : `${env}="$${own}"`;
}

const secretMount = ({ name, file }: { name: string; file: string }): string =>
  `type=bind,source="$PWD"/secrets/${shellWord(name)},target=${shellWord(file)},readonly`;

/** The variable that holds a secret in these texts: its name in capitals. */
export const variableOf = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '_');

export const dockerExec = (replica: string, around: Around): string =>
  [...docker(around), 'exec', '-it', replica, 'sh'].join(' ');

/** The same request as the one that is tried first. */
export function curlOf(golden: Golden, { address, front }: Around & Pick<ServiceFile, 'front'>): string {
  const { method, path, headers = {}, body } = requestOf(golden);
  return shellLines([
    [
      'curl',
      '-sS',
      '-X',
      method,
      shellWord(`${front.tls ? 'https' : 'http'}://${address.replace('0.0.0.0', '127.0.0.1')}${path}`),
    ],
    ...front.keys.slice(0, 1).map((name) => ['-H', `"x-api-key: $${variableOf(name)}"`]),
    ...Object.entries(headers).map(([name, value]) => ['-H', shellWord(`${name}: ${value}`)]),
    ...(body === undefined ? [] : [['--data-raw', shellWord(body)]]),
  ]);
}
