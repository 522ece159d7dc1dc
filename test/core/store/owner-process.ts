import { takeFolder } from '#core/store/owner';

/** Takes a data folder and says whether it got it; stays until it is killed. */
const [home = ''] = process.argv.slice(2);
const owner = takeFolder(home, 'slipway test', {});
process.stdout.write(owner ? 'taken\n' : 'refused\n');
setInterval(() => owner?.note, 60_000);
