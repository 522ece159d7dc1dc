import { expect, test } from 'vitest';
import { add, newTally, type Tally, whatIsWrong } from '#core/deployment/tally';
import { accessLine } from '#core/gateway/traffic';

const answers = (count: number, ms: number) =>
  Array.from({ length: count }, () => accessLine(`a 2 1.000 r2.slipway-digits-r2-1 200 ${ms} 1 0 9 -- 0 1 x`)).filter(
    (line) => line !== null,
  );
const old = {
  name: '1.0.0 (r1)',
  seen: { requests: 500, errors: 0, latency: { answers: 500, p50: 4, p95: 5, p99: 6, max: 7 } },
};
const counted = (requests: number, errors = 0, lines: ReturnType<typeof answers> = [], waiting = 0) => ({
  counts: { requests, errors },
  lines,
  waiting,
  ms: 1000,
});
const wrong = (tally: Tally) => whatIsWrong(tally, { name: '1.1.0 (r2)', old, objective: null });

test('a latency has to stay too long for three looks that brought answers', () => {
  const tally = newTally();
  const said: boolean[] = [];
  const look = (requests: number, count: number, ms: number) => {
    add(tally, counted(requests, 0, answers(count, ms)));
    said.push(wrong(tally) !== null);
  };
  look(120, 120, 300);
  look(240, 120, 300);
  look(240, 0, 300);
  look(240, 0, 300);
  expect(said).toEqual([false, false, false, false]);
  look(360, 120, 300);
  expect(said.at(-1)).toBe(true);
});

test('one quick look between slow ones begins the count anew', () => {
  const tally = newTally();
  const looks = [300, 300, 2].map((ms, index) => {
    add(tally, counted((index + 1) * 2000, 0, answers(2000, ms)));
    return wrong(tally);
  });
  expect(looks).toEqual([null, null, null]);
  add(tally, counted(8000, 0, answers(2000, 300)));
  expect(wrong(tally)).toBeNull();
});

test('a good beginning does not hide errors that begin later', () => {
  const tally = newTally();
  for (let look = 1; look <= 30; look++) {
    add(tally, counted(look * 1000));
    expect(wrong(tally)).toBeNull();
  }
  for (let look = 1; look <= 10; look++) add(tally, counted(30_000 + look * 1000, look * 25));
  expect(wrong(tally)?.said).toBe('1.1.0 (r2) answers 1.3 % with errors (250 of 20000 requests); 1.0.0 (r1) had 0.0 %');
});

test('a gateway that counts from 0 again goes on from what it had counted', () => {
  const tally = newTally();
  add(tally, counted(900, 2));
  add(tally, counted(5));
  expect(add(tally, counted(40, 1))).toEqual({ requests: 940, errors: 3, latency: null });
});

test('ten seconds without an answer to those who wait are too many, unless one comes or nobody waits', () => {
  const tally = newTally();
  const looks = (count: number, requests: number, waiting: number) => {
    for (let look = 0; look < count; look++) add(tally, counted(requests, 0, [], waiting));
    return wrong(tally);
  };
  add(tally, counted(20));
  expect(looks(9, 20, 8)).toBeNull();
  expect(looks(1, 21, 8)).toBeNull();
  expect(looks(9, 21, 8)).toBeNull();
  expect(looks(1, 21, 0)).toBeNull();
  expect(looks(9, 21, 8)).toBeNull();
  expect(looks(1, 21, 8)).toEqual({
    code: 'NO_ANSWER',
    said: '1.1.0 (r2) has answered nothing for 10 s while 8 requests wait; 1.0.0 (r1) took 7 ms at most',
  });
});
