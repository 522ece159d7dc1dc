import { expect, test } from 'vitest';
import { listeningIn } from '#core/model/beside';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
   1: 0B00007F:A1B2 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2
   2: 00000000:2329 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3
   3: 020011AC:2329 030011AC:C350 01 00000000:00000000 00:00000000 00000000     0        0 4
  sl  local_address                         remote_address                        st tx_queue
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000
   1: 00000000000000000000000001000000:0051 00000000000000000000000000000000:0000 0A 00000000:00000000
   2: 0000000000000000FFFF00000100007F:0052 00000000000000000000000000000000:0000 0A 00000000:00000000
`;

test('the kernel tells which ports are listened on, and which of them only from inside', () => {
  expect(listeningIn(table)).toEqual([
    { port: 80, loopback: false },
    { port: 81, loopback: true },
    { port: 82, loopback: true },
    { port: 8080, loopback: true },
    { port: 9001, loopback: false },
  ]);
});
