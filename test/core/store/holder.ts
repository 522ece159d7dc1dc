import Database from 'better-sqlite3';

/** Holds the record's write lock, says so, and lets go after so many milliseconds, or never for 0. */
const [file = '', milliseconds = '0'] = process.argv.slice(2);
const database = new Database(file);
database.exec('BEGIN EXCLUSIVE');
process.stdout.write('held\n');
setTimeout(() => database.close(), Number(milliseconds) || 2 ** 31 - 1);
