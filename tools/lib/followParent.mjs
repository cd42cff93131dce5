/**
 * Loaded first (`node --import`) in every program that a command of ours starts: when the command is gone, be it by
 * kill -9, the channel to it closes, and the program ends as if asked to. Nothing is left that holds a port or a database.
 */
if (process.channel) {
  process.channel.unref();
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
