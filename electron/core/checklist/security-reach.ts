import * as z from 'zod';
import { advise, type Check, fail, field, idle, pass, recreate, warn } from './check.ts';
import { Unknown } from './look.ts';
import { isWide, written } from './reach.ts';

const scope: Check = {
  id: 'SEC-11',
  name: 'Reach of its ports',
  area: 'security',
  severity: 'blocker',
  since: 'internal',
  needs: ['ports', 'file'],
  fields: ['front.callers', 'front.port', 'front.networks', 'front.keys', 'front.tls'],
  lasts: 1,
  source: 'CIS Docker 5.14; OWASP Docker R5a: what Docker publishes goes past the host firewall',
  elsewhere: recreate('Publish it on one address: -p 127.0.0.1:PORT:PORT, or under ports in its Compose file.', 5),
  judge: (look) => {
    const ports = look.of('ports');
    const wide = ports.filter(isWide);
    const measured = {
      value: ports.slice(0, 8).map(written).join(', ') || 'none',
      wanted: 'this machine only, or one address',
    };
    const every = wide.filter(({ ip }) => ip === '0.0.0.0' || ip === '::');
    const narrow = recreate(
      'Publish it on 127.0.0.1; the gateway is made anew for it, with a short gap.',
      5,
      field(['front', 'callers'], 'machine'),
    );
    const { keys = [], tls } = look.has('file') ? look.of('file').front : {};
    if (wide.length > 0 && keys.length > 0)
      return tls
        ? pass(
            ['Other machines reach it by a key and TLS', 'Whether both are asked for are SEC-20 and SEC-22.'],
            measured,
          )
        : warn(['Other machines reach it by a key', 'What they send can be read on the way: SEC-22.'], measured);
    if (every.length > 0)
      return fail(
        ['Every machine that reaches the host reaches it', "Docker publishes past the host's firewall."],
        measured,
        narrow,
      );
    return wide.length > 0
      ? warn(['Other machines reach it at one address', 'Who is on that network can ask it.'], measured, narrow)
      : pass(['Only this machine reaches it', 'No port is published to others.'], measured);
  },
};

/** Ports on which servers are administered, by what gives the server away. */
const administrations: readonly {
  readonly server: string;
  readonly sign: RegExp;
  readonly ports: readonly number[];
}[] = [
  { server: 'Triton', sign: /triton/i, ports: [8002] },
  { server: 'TorchServe', sign: /torchserve/i, ports: [8081, 8082, 7071] },
  { server: 'Ray', sign: /\bray(project|ml|-serve)?\b|rayproject/i, ports: [8265, 6379, 10001] },
  { server: 'MLServer', sign: /mlserver/i, ports: [8082] },
];
/** Here the routes that change models are on the same port as the model: of Triton where it was told to have them. */
const openInside = /ollama|mlserver/i;
const isToldTo = (image: string, command: string): boolean =>
  /triton/i.test(`${image} ${command}`) && /--model-control-mode[= ]explicit/i.test(command);

const administration: Check = {
  id: 'SEC-12',
  name: 'Administration',
  area: 'security',
  severity: 'blocker',
  since: 'trial',
  stop: 'administration-open',
  partly: true,
  needs: ['container', 'ports', 'file', 'entrance'],
  fields: ['front.callers', 'front.networks', 'front.keys', 'model.image', 'model.port'],
  lasts: 1,
  source: 'Triton deployment guide; TorchServe; vLLM security; PRODUCT.md, stops',
  elsewhere: recreate('Publish the port of the model only, on 127.0.0.1.', 5),
  unchecked: advise('Let only this machine reach it, or see to it that the server has no administration there.', 10),
  judge: (look) => {
    const ports = look.of('ports');
    const image = look.at('container', 'Config.Image', z.string());
    const command = [
      look.unseen('container', 'Path', z.string()),
      ...look.unseen('container', 'Args', z.array(z.string())),
    ].join(' ');
    const known = administrations.find(({ sign }) => sign.test(image) || sign.test(command));
    const [program = ''] = command.split(' ', 1);
    const same = openInside.test(image) || openInside.test(program) || isToldTo(image, command);
    const admin = ports.filter(({ inside }) => same || known?.ports.includes(inside));
    const measured = {
      value: admin.map(written).join(', ') || `${known?.server ?? 'no known'} administration port is published`,
      wanted: 'not published',
    };
    const close = recreate(
      'Let only this machine reach it; the gateway is made anew for it, with a short gap.',
      2,
      field(['front', 'callers'], 'machine'),
    );
    const wide = admin.filter(isWide);
    const isKeyed = look.has('file') && look.of('file').front.keys.length > 0;
    if (isKeyed && ports.some(isWide)) {
      if (look.subject.kind === 'file')
        throw new Unknown('Whether every path of it wants a key is known once it serves.');
      if (look.of('entrance').asked.every(({ status }) => status === 401))
        return wide.length > 0
          ? warn(['Who has a key administers it', 'The routes that change models want no other one.'], measured, close)
          : pass(['Its administration is not open to other machines', 'Every path of it wants a key.'], measured);
    }
    if (wide.length > 0)
      return fail(
        ['Its administration is open to other machines', 'Who reaches it can load, change or remove models.'],
        measured,
        close,
      );
    if (!known && !same && ports.some(isWide))
      throw new Unknown(
        'Which server it is is not known, so neither is whether a port that others reach administers it.',
      );
    return admin.some(({ outside }) => outside !== null) && look.subject.kind === 'container'
      ? warn(
          ['Its administration is published on this machine', 'Every user and container of this machine reaches it.'],
          measured,
          close,
        )
      : pass(['Its administration is not open to other machines', 'No port of it is published to them.'], measured);
  },
};

/** The networks of those that name none, with Docker and with Podman. */
const usual = /^(bridge|podman)$/;

const network: Check = {
  id: 'SEC-15',
  name: 'Network of its own',
  area: 'security',
  severity: 'warning',
  since: 'internal',
  needs: ['container'],
  fields: ['front.networks'],
  lasts: 30,
  source: 'CIS Docker 5.30, 2.2; OWASP Docker R5',
  judge: (look) => {
    const names = Object.keys(look.at('container', 'NetworkSettings.Networks', z.record(z.string(), z.unknown())));
    if (names.includes('host') || names.length === 0)
      return idle(
        'It has no network of its own',
        'Whether it shares the host’s is SEC-10.',
        names.join(', ') || 'none',
      );
    const measured = { value: names.join(', '), wanted: 'networks that were made for it' };
    const move = recreate('Put it on a network of its own.', 5);
    if (!names.some((name) => usual.test(name)))
      return pass(['It is on a network of its own', 'Only who belongs there reaches it.'], measured);
    return names.length > 1
      ? warn(["It is on Docker's default network too", 'Every container that names none is there.'], measured, move)
      : fail(
          ["It is on Docker's default network", 'Every container that names none reaches all of its ports.'],
          measured,
          move,
        );
  },
};

const namespaces: Check = {
  id: 'SEC-10',
  name: 'Namespaces of its own',
  area: 'security',
  severity: 'blocker',
  since: 'internal',
  needs: ['container'],
  fields: [],
  lasts: 30,
  source: 'CIS Docker 5.10, 5.16, 5.17, 5.21, 5.31',
  judge: (look) => {
    const modes = {
      network: look.at('container', 'HostConfig.NetworkMode', z.string()),
      pid: look.at('container', 'HostConfig.PidMode', z.string()),
      ipc: look.at('container', 'HostConfig.IpcMode', z.string()),
      uts: look.at('container', 'HostConfig.UTSMode', z.string()),
      user: look.at('container', 'HostConfig.UsernsMode', z.string()),
    };
    const shared = Object.entries(modes)
      .filter(([, mode]) => mode === 'host')
      .map(([name]) => name);
    const measured = { value: shared.join(', ') || 'none shared', wanted: 'none shared with the host' };
    const joined = Object.values(modes).find((mode) => /^(container|ns):/.test(mode));
    if (shared.length === 0 && joined !== undefined)
      throw new Unknown(`It shares ${joined.slice(0, 80)}: whether that one shares the host's is not looked at.`);
    if (shared.length === 0)
      return pass(['It shares no namespace with the host', 'It sees neither its processes nor its network.'], measured);
    const words = [
      `It shares ${shared.join(', ')} with the host`,
      'It sees, and may change, what belongs to the host.',
    ] as const;
    return shared.length === 1 && shared[0] === 'ipc'
      ? warn(words, measured, recreate('Give it shared memory of its own: model.shm.', 5))
      : fail(words, measured, recreate("Create it without the host's namespaces.", 10));
  },
};

export const onReach: readonly Check[] = [administration, scope, namespaces, network];
