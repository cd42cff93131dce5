import { setTimeout as sleep } from 'node:timers/promises';
import { work } from './work.js';

const seconds = Number(process.env.INTERVAL_SECONDS ?? 10);
const stopping = new AbortController();

// Kubernetes asks like this before it stops an instance: end the turn, then go.
process.once('SIGTERM', () => stopping.abort());
process.once('SIGINT', () => stopping.abort());

console.log(`Working every ${seconds} s`);
for (let turn = 1; !stopping.signal.aborted; turn++) {
  try {
    console.log(await work(turn));
  } catch (error) {
    console.error(`Turn ${turn} failed`, error);
  }
  await sleep(seconds * 1000, undefined, { signal: stopping.signal }).catch(
    () => undefined,
  );
}
console.log('Stopped');
