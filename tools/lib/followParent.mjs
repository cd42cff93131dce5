/**
 * Loaded first (`node --import`) in every program that a command of ours starts: when the command is gone, be it by
 * kill -9, the channel to it closes, and the program ends as if asked to. Nothing is left that holds a port or a database.
 */
const GRACE_MS = 10_000;

if (process.channel) {
  process.channel.unref();
  // Nobody reads what it still says: without a listener each such failure would be logged, and fail again.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {});
  }
  process.on('disconnect', () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
}
