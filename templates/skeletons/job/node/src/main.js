import { work } from './work.js';

// A failure ends with 1, so that the job is shown as failed.
try {
  console.log(await work());
} catch (error) {
  console.error('The work failed', error);
  process.exitCode = 1;
}
