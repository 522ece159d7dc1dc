import type { Command } from './command.ts';
import { accept, answer } from './commands/accept.ts';
import { ask } from './commands/ask.ts';
import { check } from './commands/check.ts';
import { containersRestart, containersStart, containersStop } from './commands/containers.ts';
import { deploy } from './commands/deploy.ts';
import { doctor, paths } from './commands/doctor.ts';
import { harden } from './commands/harden.ts';
import { historyDiff, historyList, historyShow, historyVerify } from './commands/history.ts';
import { hostsAdd, hostsCheck, hostsList, hostsRemove } from './commands/hosts.ts';
import { hostsMode } from './commands/hosts-mode.ts';
import { hostsShow } from './commands/hosts-show.ts';
import { imagesList, imagesLoad, imagesMove, imagesPull } from './commands/images.ts';
import { inspect } from './commands/inspect.ts';
import { logs } from './commands/logs.ts';
import { plan } from './commands/plan.ts';
import { probe } from './commands/probe.ts';
import { reclaim } from './commands/reclaim.ts';
import { sample } from './commands/sample.ts';
import { secretsList, secretsRemove, secretsSet } from './commands/secrets.ts';
import { serve } from './commands/serve.ts';
import { restart, retire, rollback, scale } from './commands/service.ts';
import { sheet } from './commands/sheet.ts';
import { status } from './commands/status.ts';

/** Every command that works, in the order in which help lists them. */
export const commands: readonly Command[] = [
  hostsList,
  hostsAdd,
  hostsRemove,
  hostsCheck,
  hostsShow,
  hostsMode,
  containersStart,
  containersStop,
  containersRestart,
  imagesList,
  imagesPull,
  imagesLoad,
  imagesMove,
  reclaim,
  inspect,
  check,
  accept,
  answer,
  harden,
  sample,
  probe,
  plan,
  deploy,
  rollback,
  scale,
  restart,
  retire,
  status,
  ask,
  sheet,
  logs,
  secretsList,
  secretsSet,
  secretsRemove,
  historyList,
  historyShow,
  historyDiff,
  historyVerify,
  serve,
  doctor,
  paths,
];
