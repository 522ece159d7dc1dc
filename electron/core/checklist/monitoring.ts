import * as z from 'zod';
import { advise, type Check, fail, field, live, pass, recreate, warn } from './check.ts';
import { Unknown } from './look.ts';
import { refuseSome } from './versioning-model.ts';

const metrics: Check = {
  id: 'MON-01',
  name: 'Metrics endpoint',
  area: 'monitoring',
  severity: 'blocker',
  since: 'production',
  needs: ['answers'],
  fields: ['model.image', 'model.metrics', 'model.command', 'model.args', 'model.env'],
  lasts: 30,
  source: 'Prometheus text format; Mercari production readiness',
  unchecked: advise('Deploy it, or publish its port on this machine: then it can be asked.', 10),
  judge: (look) => {
    const { metrics, address, metricNames } = look.of('answers');
    const measured = {
      value: metrics ? `http://${address}${metrics}, ${metricNames.length} metrics` : `none at http://${address}`,
      wanted: 'metrics in the text form of Prometheus',
    };
    if (metrics) return pass(['It has metrics', 'What goes on in it can be collected.'], measured);
    const turn = advise('Turn its metrics on; what its gateway counts is there in any case.', 15);
    return look.subject.kind === 'container'
      ? fail(['It has no metrics', 'Nobody can see how many requests it gets and how many fail.'], measured, turn)
      : warn(
          ['Only its gateway has metrics', 'Requests, errors and times are known; what goes on in the model is not.'],
          measured,
          turn,
        );
  },
};

const signals = {
  requests: /request|infer.*(count|success)|_total$/i,
  errors: /error|fail|exception|status/i,
  duration: /latency|duration|seconds|_us$|_ms$/i,
};

/** What a language's library counts of the process and of its own page tells nothing of requests. */
const ofLanguage = /^(python|process|go|promhttp|nodejs|jvm|dotnet|scrape)_/;
const longestName = 200;

const red: Check = {
  id: 'MON-02',
  name: 'Requests, errors and times',
  area: 'monitoring',
  severity: 'warning',
  since: 'production',
  needs: ['answers'],
  fields: ['model.image', 'model.metrics', 'model.command', 'model.args', 'model.env'],
  lasts: 30,
  source: 'RED method; SRE golden signals',
  judge: (look) => {
    const { metricNames } = look.of('answers');
    const own = metricNames.filter((name) => !ofLanguage.test(name)).map((name) => name.slice(0, longestName));
    const found = Object.entries(signals).filter(([, pattern]) => own.some((name) => pattern.test(name)));
    const measured = { value: found.map(([name]) => name).join(', ') || 'none', wanted: 'requests, errors, duration' };
    if (found.length === 3) return pass(['Requests, errors and times are counted', 'By the server itself.'], measured);
    const derive = advise('Let a gateway in front count them: every service has one.', 15);
    return found.length === 2
      ? warn(['One of requests, errors and times is missing', 'The rest is counted.'], measured, derive)
      : fail(['Requests, errors and times are not counted', 'An outage would be told by callers.'], measured, derive);
  },
};

const stored: Check = {
  id: 'MON-06',
  name: 'Figures are kept',
  area: 'monitoring',
  severity: 'warning',
  since: 'production',
  needs: ['series'],
  fields: ['monitoring.every'],
  lasts: 1,
  source: 'Mercari production readiness',
  unchecked: advise('Let Prometheus collect its metrics, and look at the targets there.', 20),
  judge: (look) => {
    const hours = look.of('series');
    const measured = { value: `${hours} h`, wanted: `${look.limits.seriesHours} h` };
    return hours >= look.limits.seriesHours
      ? pass(['Its figures are kept', 'What was can be compared with what is.'], measured)
      : fail(
          ['Its figures are not kept long enough', 'After a night nobody knows what was.'],
          measured,
          advise('Let them be collected all the time.', 20),
        );
  },
};

const alerts: Check = {
  id: 'MON-07',
  name: 'Somebody is told',
  area: 'monitoring',
  severity: 'blocker',
  since: 'production',
  needs: ['file'],
  fields: ['monitoring.tell'],
  lasts: 90,
  source: 'SRE workbook, alerting on objectives',
  judge: (look) => {
    const { tell } = look.of('file').monitoring;
    const measured = { value: tell.map(placeOf).join(', ') || 'nobody', wanted: 'a place to tell' };
    return tell.length > 0
      ? pass(
          ['A place to tell is named', 'The file says where alerts go; this version sends none by itself yet.'],
          measured,
        )
      : fail(
          ['Nobody is told when it fails', 'Its callers would be the first to know.'],
          measured,
          live('Tell this desktop, or name an address.', 2, field(['monitoring', 'tell'], ['desktop'])),
        );
  },
};

/** Such an address often holds a token. */
const placeOf = (to: string): string =>
  /^https?:/.test(to) ? (URL.canParse(to) ? new URL(to).host : 'an address') : to;

const readable: Check = {
  id: 'MON-09',
  name: 'Log can be read',
  area: 'monitoring',
  severity: 'warning',
  since: 'internal',
  needs: ['container', 'logs'],
  fields: ['model.image'],
  lasts: 1,
  source: 'CIS Docker 2.13; Mercari production readiness',
  judge: (look) => {
    const driver = look.at('container', 'HostConfig.LogConfig.Type', z.string());
    const mend = recreate('Use the log driver json-file or local, and let the server write to standard output.', 10);
    if (driver === 'none')
      return fail(['It keeps no log', 'Nobody will know why it failed.'], { value: driver, wanted: 'a log' }, mend);
    const lines = look.of('logs');
    const measured = { value: `${driver}, ${lines.length} lines read`, wanted: 'a log with lines in it' };
    return lines.length >= look.limits.logLines
      ? pass(['Its log can be read', 'The engine gives its last lines.'], measured)
      : warn(['Its log is empty', 'It may write to a file inside it, which goes with it.'], measured, mend);
  },
};

/** Drivers that keep a bounded log by themselves, or none on the host; and the one that is bounded where it is told to. */
const known = /^(json-file|local|journald|none|passthrough|syslog|fluentd|gelf|awslogs|gcplogs|splunk|etwlogs)$/;

const rotated: Check = {
  id: 'MON-10',
  name: 'Log is bounded',
  area: 'monitoring',
  severity: 'warning',
  since: 'internal',
  needs: ['container'],
  fields: [],
  lasts: 30,
  source: 'E10 of CHECKS.md: json-file has no bound unless it is given one',
  judge: (look) => {
    const driver = look.at('container', 'HostConfig.LogConfig.Type', z.string());
    const { 'max-size': size, 'max-file': files } = look.unseen(
      'container',
      'HostConfig.LogConfig.Config',
      z
        .record(z.string(), z.string())
        .nullable()
        .transform((config) => config ?? {}),
    );
    const measured = {
      value: `${driver}${size ? `, ${size}` : ''}${files ? ` × ${files}` : ''}`,
      wanted: 'max-size and max-file',
    };
    if (!known.test(driver) && !(size && size !== '-1'))
      throw new Unknown(`Whether the log driver ${driver || 'of the engine'} keeps without end is not known.`);
    if (driver !== 'json-file' || (size && size !== '-1' && files))
      return pass(['Its log is bounded', 'It cannot fill the disk.'], measured);
    const bound = recreate('Bound it: max-size 10m and max-file 3.', 2);
    return size && size !== '-1'
      ? warn(
          ['Its log is bounded by size only', 'Docker keeps one file then, and loses what was before.'],
          measured,
          bound,
        )
      : fail(['Its log grows without end', 'A chatty server fills the disk of the whole host.'], measured, bound);
  },
};

const canary: Check = {
  id: 'MON-18',
  name: 'No empty or broken answers',
  area: 'monitoring',
  severity: 'blocker',
  since: 'production',
  needs: ['golden', 'file'],
  fields: ['model.image', 'model.weights', 'golden', 'model.command', 'model.args', 'model.env'],
  lasts: 1,
  source: 'ML Test Score, Monitor 5',
  unchecked: advise('Keep a golden request: it is asked each time.', 2),
  judge: (look) => {
    const all = look.of('golden');
    if (all.length === 0) throw new Unknown('No golden request was asked.');
    const empty = all.filter(({ body }) => body.trim() === '' || /\b(NaN|-?Infinity)\b/.test(body));
    const measured = { value: `${empty.length} of ${all.length}`, wanted: 'none' };
    if (empty.length === 0) refuseSome(look);
    return empty.length === 0
      ? pass(['No answer was empty or not a number', 'Every golden request got one with something in it.'], measured)
      : fail(
          [`${empty.length} answers were empty or not a number`, 'Callers get nothing that they can use.'],
          measured,
          advise('Ask it by hand, and mend the model.', 30),
        );
  },
};

export const monitoring: readonly Check[] = [readable, rotated, metrics, red, alerts, canary, stored];
