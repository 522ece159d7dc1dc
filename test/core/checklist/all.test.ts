import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { areas } from '#contract/checklist';
import { stopIds } from '#contract/problem';
import { allChecks } from '#core/checklist/all';
import { helpOf } from '#core/checklist/explain';
import { cases } from './cases.ts';
import { file, findingOf, type Given } from './made.ts';

const kindOf = (given: Given, id: string): Given => ({ kind: cases[id]?.kind ?? 'container', ...given });
const overview = readFileSync(new URL('../../../electron/core/checklist/README.md', import.meta.url), 'utf8');

describe.each(allChecks.map((check) => [check.id, check] as const))('%s', (id, check) => {
  test('passes on what it wants, with the evidence for it', () => {
    const found = findingOf(check, kindOf(cases[id]?.passes ?? {}, id));
    expect(found).toMatchObject({
      verdict: 'pass',
      stop: false,
      evidence: { at: expect.any(String), value: expect.any(String) },
    });
    expect(found.evidence?.request).not.toBe('');
  });

  test('fails on what it does not want, and says what to do', () => {
    const found = findingOf(check, kindOf(cases[id]?.fails ?? {}, id));
    expect(found).toMatchObject({
      verdict: 'fail',
      severity: check.severity,
      stop: check.stop !== undefined || check.severity === 'blocker',
    });
    expect(found.evidence?.value).not.toBe('');
    expect(found.remedy?.text).toMatch(/\w/);
  });

  test('stays unchecked where nothing could be read, and says why', () => {
    for (const kind of ['file', 'service', 'container'] as const) {
      const found = findingOf(check, { kind });
      expect(['unchecked', 'not-applicable']).toContain(found.verdict);
      expect(found.stop).toBe(false);
    }
    const own = cases[id]?.fails.kind ?? cases[id]?.kind ?? 'container';
    const found = findingOf(check, { kind: own });
    expect(found).toMatchObject({ verdict: 'unchecked', evidence: null });
    expect(found.detail).toMatch(/could not be had/);
  });

  test('has a help text, a source, and its line in the overview', () => {
    const help = helpOf(id) ?? '';
    expect(help.split(/\s+/).length).toBeGreaterThan(25);
    expect(check.source).toMatch(/\w{3}/);
    expect(overview).toMatch(new RegExp(`^\\| ${id}\\*? \\|.*\\| ${check.since} \\|`, 'm'));
  });
});

test('no id is given twice, and every area has its checks', () => {
  expect(new Set(allChecks.map(({ id }) => id)).size).toBe(allChecks.length);
  expect(Object.keys(cases).sort()).toEqual(allChecks.map(({ id }) => id).sort());
  for (const area of areas) expect(allChecks.filter((check) => check.area === area).length).toBeGreaterThanOrEqual(3);
});

test('every stop of the contract is the failure of a check', () => {
  const stops = new Set(allChecks.map(({ stop }) => stop));
  expect(stopIds.filter((id) => !stops.has(id))).toEqual([]);
});

test('a check depends on fields that a service file has', () => {
  const parts = new Set(Object.keys(file({ host: 'local', review: { every: '90d' } })));
  const strange = allChecks.flatMap(({ fields }) => fields.filter((field) => !parts.has(field.split('.')[0] ?? '')));
  expect(strange).toEqual([]);
});

test('in production a failing blocker stops, below it only the twelve stops do', () => {
  const memory = allChecks.find(({ id }) => id === 'SCA-02');
  const privileged = allChecks.find(({ id }) => id === 'SEC-01');
  if (!memory || !privileged) throw new Error('they are gone');
  const at = (check: typeof memory, stage: 'trial' | 'internal' | 'production') => {
    const { severity, stop } = findingOf(check, { ...cases[check.id]?.fails, stage });
    return [severity, stop];
  };
  expect([at(memory, 'trial'), at(memory, 'internal'), at(memory, 'production')]).toEqual([
    ['advice', false],
    ['blocker', false],
    ['blocker', true],
  ]);
  expect([at(privileged, 'trial'), at(privileged, 'production')]).toEqual([
    ['blocker', true],
    ['blocker', true],
  ]);
});

test('what a container of nobody’s file takes is said as the engine has it: limits and restarts change while it runs', () => {
  const changes = (kind: 'container' | 'service') =>
    Object.fromEntries(
      ['SCA-01', 'SCA-02', 'REL-01', 'SEC-13', 'SEC-11', 'SEC-02'].map((id) => {
        const check = allChecks.find((it) => it.id === id);
        if (!check) throw new Error(`there is no ${id}`);
        return [id, findingOf(check, { ...cases[id]?.fails, kind }).remedy?.change];
      }),
    );
  const live = { 'SCA-01': 'live', 'SCA-02': 'live', 'REL-01': 'live', 'SEC-13': 'live' };
  expect(changes('container')).toEqual({ ...live, 'SEC-11': 'recreate', 'SEC-02': 'recreate' });
  expect(changes('service')).toMatchObject({ 'SCA-01': 'recreate', 'REL-01': 'recreate', 'SEC-11': 'recreate' });
});

test('what is secret does not stand in the evidence', () => {
  const secrets = allChecks.filter(({ needs }) => needs.includes('container'));
  for (const check of secrets) {
    const found = findingOf(check, cases['SEC-19']?.fails ?? {});
    expect(JSON.stringify(found)).not.toContain('hf_0123456789');
  }
});
